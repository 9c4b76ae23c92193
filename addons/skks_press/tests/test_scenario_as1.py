"""AS1, the Monday box: fourteen letters over real IMAP, answered by real SMTP."""

from datetime import datetime
from zoneinfo import ZoneInfo

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.skks_base.tests.common_imap import ImapCase
from odoo.addons.skks_base.tests.common_smtp import Letter
from odoo.addons.skks_base.tools.moments import naive_utc

from . import common

WARSAW = ZoneInfo("Europe/Warsaw")
PDF_BYTES = 12 * 1024 * 1024


def at(day, hour, minute=0, month=11):
    return naive_utc(datetime(2026, month, day, hour, minute, tzinfo=WARSAW))


@tagged("post_install", "-at_install")
class TestMondayBox(ImapCase, common.PressCase):
    """Mon 23 Nov 2026, fetched at 07:45 after an outage since Fri 18:00.

    Letter 8, the resident's hole in the road, is an inquiry here; where reports of
    residents exist it is sent there in one click, see the same scenario in
    ``skks_press_intervention``. Letter 7 is a presumed authorisation of 03:40 as soon
    as the officer takes over that it asks for one.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.lang = "pl_PL"
        cls.journalist.lang = "pl_PL"

    # The box ------------------------------------------------------------------

    def _closed_case(self, subject, sender):
        """A case whose letter came on 5 October, closed on 14 October."""
        letter = self._letter(subject, "Dzień dobry, ile to kosztuje?", sender=sender)
        with freeze_time(at(5, 9, month=10)):
            self.deliver(letter.as_bytes())
            inquiry = self.env["skks.inquiry"].search([("name", "=", subject)])
        oral = self.env["skks.resolution"].search([("is_oral", "=", True)], limit=1)
        with freeze_time(at(14, 12, month=10)):
            officer = inquiry.with_user(self.officer)
            officer.action_confirm()
            officer._answer_without_letter(
                oral,
                self.officer,
                naive_utc(datetime(2026, 10, 14, 11, 50, tzinfo=WARSAW)),
                "Tak.",
            )
            late = officer._skks_unexplained_clocks()
            late._skks_explain(self.env.ref("skks_base.missed_reason_scope"))
            officer.action_close()
        self.sink.clear()
        return inquiry, letter["Message-ID"]

    def _put(self, number, subject, text, sender, day, hour, minute, **options):
        """Letter ``number`` of the box, as the town's server got it."""
        seen = options.pop("seen", False)
        attachment = options.pop("attachment", None)
        message = self._letter(subject, text, sender=sender, **options)
        if attachment:
            message.add_attachment(
                attachment, maintype="application", subtype="pdf", filename="plan.pdf"
            )
        raw = self._mangled(message) if number == 12 else message.as_bytes()
        moment = at(day, hour, minute)
        letter = Letter(sender, (common.PRESS,), raw, None)
        self.imap.put(self._stamp(letter, moment) + raw, seen=seen, at=moment)
        self.subjects[number] = subject
        return message

    def _mangled(self, message):
        raw = message.as_bytes().replace(b'charset="utf-8"', b"charset=iso-gb2312")
        self.assertIn(b"iso-gb2312", raw)
        return raw

    def _fill_the_box(self):
        self.subjects = {}
        self.thanked, thanked_id = self._closed_case("Basen", "r@radio.example")
        self.followed, followed_id = self._closed_case("Most", "m@tyg.example")
        put = self._put
        put(
            1,
            "Remont ulicy Młyńskiej",
            "Dzień dobry,\n\nile kilometrów? Proszę o odpowiedź do wtorku 12:00.\n",
            f"Jan Nowak <{common.JOURNALIST}>",
            *(20, 18, 40),
        )
        put(
            2,
            "Nagranie dziś o 14:00",
            "Czy możemy nagrać dziś o 14:00?",
            "Ewa Wilk <e.wilk@tvzarno.example>",
            22,
            19,
            5,
            seen=True,
        )
        put(
            3,
            "Wejście na żywo 12:20",
            "Prosimy o rozmowę na żywo o 12:20.",
            "Radio <antena@radiozarno.example>",
            23,
            6,
            50,
        )
        put(
            4,
            "Re: Basen",
            "Dziękuję!",
            "r@radio.example",
            21,
            10,
            0,
            In_Reply_To=thanked_id,
            References=thanked_id,
        )
        put(
            5,
            "Re: Most",
            "Dziękuję. A kiedy otwarcie drugiego pasa?",
            "m@tyg.example",
            21,
            11,
            0,
            seen=True,
            In_Reply_To=followed_id,
            References=followed_id,
        )
        put(6, "Pytanie", "Ile drzew wycięto?", "Wolny <f@gmail.example>", 21, 12, 0)
        put(
            7,
            "Autoryzacja",
            "Proszę o autoryzację wypowiedzi:\n„Zdążymy”.",
            "Ola Lis <ola.lis@kurier.example>",
            22,
            21,
            40,
        )
        put(
            8,
            "Dziura w ul. Lipowej",
            "Jest dziura przy numerze 12.",
            "Jan Sąsiad <sasiad@poczta.example>",
            22,
            9,
            0,
        )
        put(
            9,
            "Nowości PR",
            "Promocja!",
            "PR <n@pr.example>",
            21,
            8,
            0,
            List_Unsubscribe="<https://pr.example/u>",
        )
        put(
            10,
            "Poza biurem",
            "Wracam w środę.",
            "a@inna.example",
            21,
            8,
            5,
            Auto_Submitted="auto-replied",
        )
        put(
            11,
            "PD: Remont ulicy Młyńskiej",
            "Przekazuję.\n\nOd: Jan Nowak <jan.nowak@kurier.example>\n"
            "Wysłano: piątek, 20 listopada 2026 18:40\nDo: prasa@zarnoleka.example\n"
            "Temat: Remont ulicy Młyńskiej\n\nDzień dobry,\n\nile kilometrów? "
            "Proszę o odpowiedź do wtorku 12:00.\n",
            "Sekretariat <sekretariat@zarnoleka.example>",
            23,
            7,
            10,
        )
        put(12, "Zapytanie", "Zażółć gęślą jaźń?", "x@daleko.example", 22, 3, 0)
        put(
            13,
            f"Pytanie {self.thanked.number}",
            "Kiedy sesja rady?",
            "Portal <p@zarnoleka24.example>",
            22,
            15,
            0,
        )
        put(
            14,
            "Sześć pytań",
            "".join(f"{n}. Pytanie numer {n}?\n" for n in range(1, 7)),
            "Tygodnik <t@legowski.example>",
            23,
            7,
            0,
            attachment=b"%PDF-1.7" + bytes(PDF_BYTES),
        )

    def _row(self, number):
        return self.env["skks.mail.quarantine"].search(
            [
                ("subject", "=", self.subjects[number]),
                ("received_at", ">=", "2026-11-20"),
            ]
        )

    def _case(self, number):
        row = self._row(number)
        self.assertEqual((number, row.state), (number, "case"))
        return self.env["skks.inquiry"].browse(row.res_id)

    # What is expected ---------------------------------------------------------

    def test_monday_box(self):
        self._fill_the_box()
        clocks = self.thanked.clock_ids.mapped("stopped_at")
        with freeze_time(at(23, 7, 45)):
            self.assertIsNone(self.fetch())
            self._check_outcomes()
            self._check_thread_of_closed_cases(clocks)
            self._check_dates()
            self._check_acknowledgements()
            self._check_copy_is_joined()
            self.assertIsNone(self.fetch(), "and once more nothing comes")
        self.assertEqual(len(self._letters()), 14)

    def _letters(self):
        letters = self.env["skks.mail.quarantine"].with_user(self.officer)
        return letters.search([("received_at", ">=", "2026-11-20")])

    def _check_outcomes(self):
        """14 of 14 are accounted for, in one list."""
        letters = self._letters()
        self.assertEqual(len(letters), 14)
        outcomes = {number: self._row(number).state for number in sorted(self.subjects)}
        new = dict.fromkeys((1, 2, 3, 5, 6, 7, 8, 13, 14), "case")
        other = {4: "message", 9: "automatic", 10: "automatic"}
        other |= {11: "quarantine", 12: "quarantine"}
        self.assertEqual(outcomes, new | other)
        self.assertEqual(self._row(12).problem, "charset")
        self.assertEqual(self._row(11).problem, "copy")
        waiting = letters.search([("to_sort", "=", True)])
        self.assertEqual(len(waiting), 11, "nine new cases, and two to clear up")
        self.assertEqual(len(self.imap.seen()), 14)
        files = self._case(14).message_ids.attachment_ids
        self.assertGreater(files.file_size, PDF_BYTES)

    def _check_thread_of_closed_cases(self, clocks):
        thanks = self._row(4)
        self.assertEqual(thanks.res_id, self.thanked.id)
        self.assertEqual(self.thanked.state, "closed")
        self.assertEqual(self.thanked.clock_ids.mapped("stopped_at"), clocks)
        self.assertFalse(self.thanked.activity_ids)
        self.assertEqual(self._case(5).parent_id, self.followed)
        self.assertEqual(self.followed.state, "closed")
        stranger = self._case(13)
        self.assertNotEqual(stranger, self.thanked)
        self.assertFalse(stranger.parent_id)

    def _check_dates(self):
        first = self._case(1)
        self.assertEqual(first.received_at, at(20, 18, 40))
        self.assertEqual(first.journalist_id, self.journalist)
        self.assertEqual(str(first.legal_due_at), "2026-12-04 22:59:59")
        quote = self._case(7).with_user(self.officer)
        self.assertEqual(quote.received_at, at(22, 21, 40))
        self.assertEqual(quote.outlet_id, self.outlet)
        self.assertEqual(
            quote.suggested_category_id,
            self.env.ref("skks_press.category_authorisation"),
        )
        quote.action_use_suggestions()
        self.assertEqual(quote.service_due_at, at(23, 3, 40))
        self.assertTrue(quote.is_overdue)
        one = quote.authorisation_ids
        self.assertEqual((one.state, one.settled_at), ("tacit", at(23, 3, 40)))
        polish = quote.with_context(lang="pl_PL")
        self.assertEqual(polish.authorisation_label, "Autoryzacja domniemana 03:40")

    def _check_acknowledgements(self):
        acknowledged = {
            number: self.assertOneLetterTo(self._case(number).email_from)
            for number in (1, 2, 3, 5, 6, 7, 8, 13, 14)
        }
        for number, letter in acknowledged.items():
            with self.subTest(letter=number):
                self.assertIn("Dzień dobry,", letter.text)
                self.assertIn("Jakub Śledź", letter.text, "the duty officer")
                self.assertIn("00 100", letter.text)
                self.assertIn(self._case(number).number, letter.text)
        self.assertIn("Data wpływu:", acknowledged[1].text)
        self.assertIn("piątek, 20 listopada 2026, 18:40", acknowledged[1].text)
        self.assertIn("niedziela, 22 listopada 2026, 21:40", acknowledged[7].text)
        for address in (
            "r@radio.example",
            "n@pr.example",
            "a@inna.example",
            "sekretariat@zarnoleka.example",
            "x@daleko.example",
        ):
            self.assertNothingFor(address)

    def _check_copy_is_joined(self):
        copy = self._row(11).with_user(self.officer)
        proposal = copy.inbox_letter()["proposal"]
        self.assertEqual(proposal["id"], self._case(1).id)
        copy.action_join(proposal["model"], proposal["id"])
        self.assertEqual((copy.state, copy.res_id), ("message", self._case(1).id))
        self.assertOneLetterTo(common.JOURNALIST)
        self.assertNothingFor("sekretariat@zarnoleka.example")
