import unittest
from datetime import date, datetime

import vobject

from odoo.addons.skks_press.tools.icalendar import Appointment, calendar

CHANGED = datetime(2026, 11, 20, 8)


class TestICalendar(unittest.TestCase):
    def _event(self, **values):
        defaults = {
            "uid": "meeting-1@town",
            "summary": "Nagranie; żółć, 2026",
            "start": datetime(2026, 11, 23, 13),
            "stop": datetime(2026, 11, 23, 14),
            "changed": CHANGED,
        }
        raw = calendar([Appointment(**defaults | values)], "Kalendarz")
        return raw, vobject.readOne(raw.decode())

    def test_moments_are_in_utc(self):
        raw, _found = self._event()
        self.assertIn(b"DTSTART:20261123T130000Z\r\n", raw)
        self.assertIn(b"DTSTAMP:20261120T080000Z\r\n", raw)

    def test_days(self):
        raw, _found = self._event(start=date(2026, 11, 23), stop=date(2026, 11, 24))
        self.assertIn(b"DTSTART;VALUE=DATE:20261123\r\n", raw)

    def test_it_is_published_and_invites_nobody(self):
        _raw, found = self._event(organizer="prasa@town.example")
        self.assertEqual(found.method.value, "PUBLISH")
        self.assertEqual(found.vevent.organizer.value, "MAILTO:prasa@town.example")
        self.assertNotIn("attendee", found.vevent.contents)

    def test_text_comes_back_whole(self):
        text = "Sala 12, wejście A;\nparking " + "ż" * 90
        raw, found = self._event(location=text)
        self.assertEqual(found.vevent.location.value, text)
        self.assertEqual(found.vevent.summary.value, "Nagranie; żółć, 2026")
        self.assertLessEqual(max(map(len, raw.split(b"\r\n"))), 75)
