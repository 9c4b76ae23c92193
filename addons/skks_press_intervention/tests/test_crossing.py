from datetime import datetime
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import freeze_time, tagged

from .common import CrossingCase

RESIDENT = "sasiad@poczta.example"
FROM_RESIDENT = f"Jan Sąsiad <{RESIDENT}>"
INTERVENTIONS = "interwencje@zarnoleka.example"
FRIDAY_EVENING = datetime(2026, 11, 20, 17, 40)


@tagged("post_install", "-at_install")
@freeze_time("2026-11-23 06:45:00")
class TestCrossing(CrossingCase):
    """M7.7: what came to the wrong office goes on in the right one, once told."""

    def _told(self, address):
        return [
            letter.text for letter in self.sink.letters if address in letter.rcpt_tos
        ]

    # From the press office ----------------------------------------------------

    def test_letter_becomes_a_report(self):
        raw = self._letter("Dziura", "Jest dziura.", sender=FROM_RESIDENT).as_bytes()
        self.deliver(raw, received_at=FRIDAY_EVENING)
        row = self.env["skks.mail.quarantine"].search([], order="id desc", limit=1)
        row = row.with_user(self.officer)
        inquiry = self.case_of(row)
        targets = [one["model"] for one in row.inbox_letter()["targets"]]
        self.assertEqual(targets, ["skks.intervention"])
        row.action_send("skks.intervention")
        report = self.case_of(row)
        self.assertEqual(report._name, "skks.intervention")
        self.assertEqual(report.received_at, FRIDAY_EVENING)
        self.assertEqual(report.first_clock_id.started_at, FRIDAY_EVENING)
        self.assertEqual(report.email_from, RESIDENT)
        self.assertEqual(report.contact_name, "Jan Sąsiad")
        self.assertEqual(report.channel, "email")
        self.assertEqual(report.inquiry_id, inquiry)
        self.assertEqual(inquiry.intervention_id, report)
        self.assertEqual((inquiry.state, report.state), ("not_a_case", "new"))
        self.assertFalse(inquiry.clock_ids.filtered("is_running"))
        self.assertFalse(row.to_sort)
        figures = self.env["skks.inquiry.report"].search(
            [("inquiry_id", "=", inquiry.id)]
        )
        self.assertFalse(figures, "it is in no figures of the press office")

    def test_back_without_the_terms_that_fell_away(self):
        """M7.7, M2.2: a statutory term of a former kind stays cancelled."""
        row = self.receive("Akredytacja", sender=FROM_RESIDENT)
        inquiry = self.case_of(row).with_user(self.officer)
        received_at = inquiry.received_at
        legal = inquiry.sudo().clock_ids.filtered(lambda one: one.kind == "legal")
        self.assertTrue(legal.is_running)
        inquiry.category_id = self.env.ref("skks_press.category_accreditation")
        self.assertFalse(legal.is_running)
        inquiry.action_to_reports()
        report = inquiry.intervention_id
        report.with_user(self.officer).action_to_press()
        self.assertEqual((inquiry.state, report.state), ("new", "not_a_case"))
        self.assertEqual(inquiry.received_at, received_at)
        self.assertFalse(legal.is_running)
        running = inquiry.sudo().clock_ids.filtered("is_running")
        self.assertEqual(running.mapped("kind"), ["service"])

    def test_letters_go_along(self):
        row = self.receive("Dziura", sender=FROM_RESIDENT)
        inquiry = self.case_of(row)
        first = inquiry.message_ids.filtered("message_id")
        letter_id = row.sudo().message_id
        row.action_send("skks.intervention")
        report = self.case_of(row)
        self.assertIn(letter_id, report.message_ids.mapped("message_id"))
        self.assertTrue(first & report.message_ids)
        answer = self.receive("Re: Dziura", sender=FROM_RESIDENT, In_Reply_To=letter_id)
        self.assertEqual((answer.state, self.case_of(answer)), ("message", report))
        report.with_user(self.officer).action_to_press()
        answer = self.receive(
            "Re: Dziura", sender=FROM_RESIDENT, to=INTERVENTIONS, In_Reply_To=letter_id
        )
        self.assertEqual((answer.state, self.case_of(answer)), ("message", inquiry))

    def test_sender_is_told_of_the_report_once(self):
        """The inquiry was acknowledged before anybody had looked at it."""
        row = self.receive("Dziura", sender=FROM_RESIDENT)
        self.assertOneLetterTo(RESIDENT)
        acknowledge = self.startPatcher(
            patch.object(type(self.env["skks.intervention"]), "_acknowledge")
        )
        row.action_send("skks.intervention")
        acknowledge.assert_called_once_with()

    def test_machine_is_told_nothing(self):
        row = self.receive(
            "Poza biurem", sender=FROM_RESIDENT, Auto_Submitted="auto-replied"
        )
        row.action_take()
        self.case_of(row).sudo().state = "new"
        acknowledge = self.startPatcher(
            patch.object(type(self.env["skks.intervention"]), "_acknowledge")
        )
        self.case_of(row).with_user(self.officer).action_to_reports()
        acknowledge.assert_not_called()
        self.assertNothingFor(RESIDENT)

    def test_letter_that_is_no_case_yet(self):
        """From the letters to clear up it goes through the gateway."""
        row = self.receive("Dziura", sender=FROM_RESIDENT, to="nikt@zarnoleka.example")
        self.assertEqual(row.state, "quarantine")
        targets = [one["model"] for one in row.inbox_letter()["targets"]]
        self.assertEqual(targets, ["skks.intervention", "skks.inquiry"])
        row.action_send("skks.intervention")
        report = self.case_of(row)
        self.assertEqual(report._name, "skks.intervention")
        self.assertFalse(report.inquiry_id)

    def test_forwarded_letter_is_from_whoever_wrote_it(self):
        row = self.receive(
            "PD: Dziura",
            "Przekazuję.\n\nOd: Jan Sąsiad <sasiad@poczta.example>\n"
            "Wysłano: piątek, 20 listopada 2026 18:40\n"
            "Do: sekretariat@zarnoleka.example\nTemat: Dziura\n\n"
            "Jest dziura przy numerze 12.\n",
            sender="Sekretariat <sekretariat@zarnoleka.example>",
        )
        row.action_send("skks.intervention")
        report = self.case_of(row)
        self.assertEqual(report.email_from, RESIDENT)
        self.assertEqual(report.received_at, FRIDAY_EVENING)

    def test_phone_call(self):
        """The button on the inquiry, where there is no letter."""
        inquiry = self._inquiry(
            journalist_id=False,
            outlet_id=False,
            contact_name="Jan Sąsiad",
            phone="00 700 20 09",
        )
        inquiry.action_to_reports()
        report = inquiry.intervention_id
        self.assertEqual((report.channel, report.phone), ("phone", "00 700 20 09"))
        self.assertEqual(report.topic_id, self.topic)
        self.assertFalse(report.coordinator_id, "the reports have a dispatcher")

    # From the reports ---------------------------------------------------------

    def test_report_becomes_an_inquiry(self):
        row = self.receive("Pytanie", "Ile to kosztuje?", to=INTERVENTIONS)
        report = self.case_of(row)
        told = len(self._told("jan.nowak@kurier.example"))
        report.with_user(self.officer).action_to_press()
        inquiry = self.case_of(row)
        self.assertEqual(inquiry._name, "skks.inquiry")
        self.assertEqual(inquiry.journalist_id, self.journalist)
        self.assertEqual(inquiry.outlet_id, self.outlet)
        self.assertEqual(inquiry.received_at, report.received_at)
        self.assertEqual((report.state, inquiry.state), ("not_a_case", "new"))
        self.assertEqual(report.inquiry_id, inquiry)
        self.assertFalse(report.clock_ids.filtered("is_running"))
        new = self._told("jan.nowak@kurier.example")[told:]
        self.assertEqual(len(new), 1)
        self.assertIn(inquiry.number, new[0])

    def test_dispatcher_sends_it_to_the_press_office(self):
        """A dispatcher sees no inquiry, and does not follow this one either."""
        report = self._report(email_from="jan.nowak@kurier.example")
        self.assertEqual(report.state, "routed", "the category names a unit")
        shown = report.action_to_press()
        inquiry = report.sudo().inquiry_id
        self.assertIn(inquiry.number, shown["params"]["message"])
        self.assertNotIn(self.dispatcher.partner_id, inquiry.sudo().message_partner_ids)
        with self.assertRaises(AccessError):
            inquiry.with_user(self.dispatcher).read(["name"])
        self.assertEqual(report.state, "not_a_case")

    def test_there_and_back(self):
        """The first case goes on, with its number; nobody is told again."""
        row = self.receive("Dziura", sender=FROM_RESIDENT)
        inquiry = self.case_of(row)
        row.action_send("skks.intervention")
        report = self.case_of(row)
        told = len(self._told(RESIDENT))
        report.with_user(self.officer).action_to_press()
        self.assertEqual(self.case_of(row), inquiry)
        self.assertEqual((inquiry.state, report.state), ("new", "not_a_case"))
        self.assertTrue(inquiry.clock_ids.filtered("is_running"))
        self.assertEqual(len(self._told(RESIDENT)), told)
        inquiry.with_user(self.officer).action_to_reports()
        self.assertEqual(self.case_of(row), report)
        self.assertEqual((inquiry.state, report.state), ("not_a_case", "new"))
        self.assertTrue(report.answer_clock_id.is_running)

    # What is refused ----------------------------------------------------------

    def test_work_that_has_begun_stays(self):
        inquiry = self._inquiry()
        inquiry.action_confirm()
        with self.assertRaisesRegex(UserError, "has begun"):
            inquiry.action_to_reports()
        report = self._report()
        report.with_user(self.roads).action_start()
        with self.assertRaisesRegex(UserError, "has begun"):
            report.action_to_press()

    def test_strangers(self):
        """M4.3: who may not decide on a case sends it nowhere."""
        inquiry, report = self._inquiry(), self._report()
        for user in (self.roads, self.dispatcher, self.secretary):
            with self.subTest(user.login), self.assertRaises(AccessError):
                call_kw(inquiry.with_user(user), "action_to_reports", [inquiry.ids], {})
        for user in (self.roads, self.secretary):
            with self.subTest(user.login), self.assertRaises(AccessError):
                call_kw(report.with_user(user), "action_to_press", [report.ids], {})
        with self.assertRaises(UserError):
            report.write({"inquiry_id": inquiry.id})
        with self.assertRaises(AccessError):
            report.with_user(self.roads).read(["inquiry_id"])
        made = self._report(inquiry_id=inquiry.id)
        self.assertFalse(made.sudo().inquiry_id)
