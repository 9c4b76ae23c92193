import unittest
from datetime import datetime
from email.message import EmailMessage
from zoneinfo import ZoneInfo

from odoo.addons.skks_base.tools.forwarded import (
    bare_subject,
    bare_text,
    is_forward,
    original,
    own_subject,
    parsed_date,
    quoted,
)

WARSAW = ZoneInfo("Europe/Warsaw")
FRIDAY = datetime(2026, 11, 20, 17, 40)

OUTLOOK = """Proszę o zajęcie się.

Anna Nowacka
Sekretariat

Od: Jan Nowak <jan.nowak@kurier.example>
Wysłano: piątek, 20 listopada 2026 18:40
Do: sekretariat@zarnoleka.example
Temat: Remont ulicy

Dzień dobry,
ile kilometrów?
"""
GMAIL = """
---------- Forwarded message ---------
Od: Jan Nowak <jan.nowak@kurier.example>
Date: pt., 20 lis 2026 o 18:40
Subject: Remont ulicy
To: <sekretariat@zarnoleka.example>

Dzień dobry,
ile kilometrów?
"""
THUNDERBIRD = """-------- Przekazana wiadomość --------
Temat: \tRemont ulicy
Data: \tFri, 20 Nov 2026 18:40:00 +0100
Nadawca: \tJan Nowak <jan.nowak@kurier.example>
Adresat: \tsekretariat@zarnoleka.example

Dzień dobry,
ile kilometrów?
"""
OUTLOOK_ENGLISH = """*From:* Jan Nowak [mailto:jan.nowak@kurier.example]
*Sent:* Friday, November 20, 2026 6:40 PM
*To:* sekretariat@zarnoleka.example
*Subject:* Remont ulicy

Dzień dobry,
ile kilometrów?
"""
QUOTED = "\n".join(f"> {line}" for line in OUTLOOK.splitlines()[5:])


class TestForwarded(unittest.TestCase):
    def test_subjects(self):
        for subject in ("Fwd: x", "FW: x", "PD: x", "Przekaż: x", "Odp: Fwd: x"):
            self.assertTrue(is_forward(subject), subject)
        for subject in ("Re: x", "Przekaż mi", "Fwdx: x", "", None):
            self.assertFalse(is_forward(subject), subject)
        self.assertEqual(own_subject("PD: FW: Remont  Ulicy"), "Remont  Ulicy")
        self.assertEqual(bare_subject("PD: Odp: Fwd: Remont  Ulicy"), "remont ulicy")

    def test_programs(self):
        for value in (OUTLOOK, GMAIL, THUNDERBIRD, OUTLOOK_ENGLISH, QUOTED):
            with self.subTest(value[:20]):
                found = quoted(value, WARSAW)
                self.assertEqual(found.email, "jan.nowak@kurier.example")
                self.assertEqual(found.name, "Jan Nowak")
                self.assertEqual(found.sent_at, FRIDAY)
                self.assertEqual(found.subject, "Remont ulicy")
                self.assertEqual(bare_text(found.text), "dzień dobry ile kilometrów")

    def test_name_without_an_address(self):
        found = quoted("Od: Jan Nowak\nWysłano: wczoraj\nTemat: x\n\ny", WARSAW)
        self.assertEqual(
            (found.email, found.name, found.sent_at), ("", "Jan Nowak", None)
        )

    def test_nothing_forwarded(self):
        for value in ("", "Od: Jan", "Od: jutra\nnie ma mnie", "Temat: x\nData: y"):
            self.assertIsNone(quoted(value, WARSAW), value)

    def test_dates(self):
        for value in (
            "2026-11-20 18:40",
            "20.11.2026 18:40:12",
            "20 lis 2026, o godz. 18:40",
            "Nov 20, 2026, at 6:40 PM",
            "Fri, 20 Nov 2026 17:40:00 +0000",
        ):
            moment = parsed_date(value, WARSAW)
            self.assertEqual(moment.astimezone(WARSAW).hour, 18, value)
            self.assertEqual(moment.astimezone(WARSAW).day, 20, value)
        for value in ("", "wczoraj", "31.02.2026 10:00", "20 foo 2026 10:00"):
            self.assertIsNone(parsed_date(value, WARSAW), value)
        noon = parsed_date("Nov 20, 2026 12:05 PM", WARSAW)
        self.assertEqual((noon.hour, noon.minute), (12, 5))

    def test_attachment(self):
        inner = EmailMessage()
        inner["From"] = "Jan Nowak <jan.nowak@kurier.example>"
        inner["Received"] = "from a by b; Fri, 20 Nov 2026 18:40:00 +0100"
        inner["Date"] = "Fri, 20 Nov 2026 09:00:00 +0100"
        inner["Message-Id"] = "<1@kurier.example>"
        inner["Subject"] = "Remont ulicy"
        inner.set_content("ile kilometrów?")
        outer = EmailMessage()
        outer["Subject"] = "w załączeniu"
        outer.set_content("Proszę o zajęcie się.")
        outer.add_attachment(inner)
        found = original(outer.as_bytes(), WARSAW)
        self.assertEqual(found.message_id, "<1@kurier.example>")
        self.assertEqual(found.sent_at, FRIDAY, "by the server, not by the sender")
        self.assertEqual(found.email, "jan.nowak@kurier.example")

    def test_only_forwards_are_read(self):
        reply = EmailMessage()
        reply["Subject"] = "Re: Remont ulicy"
        reply.set_content(OUTLOOK)
        self.assertIsNone(original(reply.as_bytes(), WARSAW))
        for raw in (b"", bytes(range(256)), b"Subject: Fwd: x\r\n\r\n"):
            self.assertIsNone(original(raw, WARSAW))
