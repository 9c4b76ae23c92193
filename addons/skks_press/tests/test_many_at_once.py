from unittest.mock import patch

from psycopg2.errors import UniqueViolation

from odoo.exceptions import ConcurrencyError
from odoo.tests import tagged
from odoo.tools import mute_logger

from . import common


@tagged("post_install", "-at_install")
class TestManyAtOnce(common.PressCase):
    """What is made in one go is, one by one, what it would be if made alone."""

    def _entries(self, record, act):
        return self.env["skks.journal.entry"].search(
            [
                ("res_model", "=", record._name),
                ("res_id", "=", record.id),
                ("act", "=", act),
            ]
        )

    def test_contributions(self):
        inquiry = self._inquiry()
        people = self.wdt_person | self.mpwik_person | self.sp5_person
        self.sink.clear()
        contributions = (
            self.env["skks.contribution"]
            .with_user(self.officer)
            .create(
                [
                    {
                        "inquiry_id": inquiry.id,
                        "entity_id": person.entity_id.id,
                        "representative_id": person.id,
                        "request": "<p>Ile kilometrów?</p>",
                    }
                    for person in people
                ]
            )
        )
        self.assertEqual(len(self.sink.letters), 3)
        for contribution, person in zip(contributions.sudo(), people, strict=True):
            letter = self.assertOneLetterTo(person.email)
            notice = contribution.notice_message_id
            self.assertEqual(letter.message["Message-Id"], notice.message_id)
            self.assertEqual(notice.res_id, contribution.id)
            clock = contribution.clock_ids
            self.assertEqual(clock.calendar_id, person.entity_id.calendar_id)
            self.assertEqual(clock.user_id, person.user_id)
            self.assertEqual(clock.due_at, contribution.due_at)
            entry = self._entries(contribution, "clock.start")
            self.assertEqual(entry.new_value, f"{clock.name}: {clock.due_at}")
            self.assertEqual(entry.user_id, self.officer)
            self.assertEqual(contribution.activity_ids.user_id, person.user_id)
            self.assertEqual(contribution.waiting_for, "entity")

    def test_numbers_of_inquiries(self):
        """Midnight of the town divides the years, not that of Greenwich."""
        moments = ("2026-12-31 22:59:59", "2026-12-31 23:00:00", "2027-01-01 09:00:00")
        inquiries = (
            self.env["skks.inquiry"]
            .with_user(self.officer)
            .create([{"name": one, "received_at": one} for one in moments])
        )
        self.assertEqual(len(set(inquiries.mapped("number"))), 3)
        years = [number.split("/")[1] for number in inquiries.mapped("number")]
        self.assertEqual(years, ["2026", "2027", "2027"])
        self.assertEqual(len(set(inquiries.category_id)), 1)
        for inquiry in inquiries:
            started = self._entries(inquiry, "clock.start")
            self.assertEqual(len(started), len(inquiry.clock_ids))
            self.assertTrue(started)
            for clock in inquiry.clock_ids:
                self.assertEqual(clock.started_at, inquiry.received_at)

    @mute_logger("odoo.sql_db")
    def test_two_open_a_year_at_once(self):
        """What another one did in the same moment is tried again, not refused."""
        ranges = self.env["ir.sequence.date_range"]
        self._inquiry()  # the year is open, and the second one does not see it yet
        blind = patch.object(
            type(ranges),
            "search",
            autospec=True,
            side_effect=lambda found, *a, **k: found,
        )
        with blind, self.assertRaises(ConcurrencyError) as caught:
            with self.env.cr.savepoint():
                self._inquiry()
        self.assertIsInstance(caught.exception.__cause__, UniqueViolation)
