from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CITIZEN
from .test_law import ADDRESS, LawCase

COUNTY = "starostwo@powiat.example"
# A Friday; seven days later is 1 May, and Monday is the 4th.
APRIL = datetime(2026, 4, 24, 9)


class ForwardingCase(LawCase):
    def _forwarding(self, case, **values):
        wizard = (
            self.env["skks.intervention.forward"]
            .with_user(self.dispatcher)
            .create(
                {
                    "intervention_id": case.id,
                    "body_name": "Starostwo Powiatowe",
                    "body_email": COUNTY,
                    "basis": "art. 231 § 1 KPA",
                    "reason": "Droga jest powiatowa.",
                    **values,
                }
            )
        )
        found = self.env["skks.intervention.forwarding"].browse(
            wizard.action_draft()["res_id"]
        )
        return found.with_user(self.dispatcher)

    def _accepted(self, case, **values):
        forwarding = self._forwarding(case, **values)
        forwarding.action_submit()
        forwarding.with_user(self.head).action_approve()
        return forwarding


@tagged("post_install", "-at_install")
class TestForwarding(ForwardingCase):
    """M7.5: what another body settles goes there, and the submitter knows (K4, K5)."""

    def test_time_to_forward(self):
        """M7.5: seven days from the receipt; a petition has thirty."""
        with freeze_time(APRIL):
            case, petition = self._report(), self._report()
        with freeze_time(datetime(2026, 4, 28, 9)):
            self._forwarding(case)
            self._qualified(petition, "petition")
            self._forwarding(petition)
        self.assertEqual(
            str(case._skks_local(case.forward_clock_id.due_at))[:16],
            "2026-05-04 23:59",
        )
        self.assertEqual(str(petition.forward_clock_id.due_at)[:10], "2026-05-25")
        self.assertEqual(case.forwarding_ids.next_due_at, case.forward_clock_id.due_at)

    @freeze_time(APRIL)
    def test_body_is_written_to_in_the_language_of_the_town(self):
        """M7.5: whoever reports, and works, in English; the notice is the sender's."""
        self.env.company.partner_id.lang = "pl_PL"
        self.dispatcher.lang = "en_US"
        case = self._report(lang="en_US")
        forwarding = self._forwarding(case)
        self.assertIn("Zgłaszający", forwarding.body)
        self.assertIn("24 kwietnia 2026", forwarding.body)
        self.assertNotIn("Submitter", forwarding.body)
        self.assertIn("24 April 2026", forwarding.notice_body)

    @freeze_time(APRIL)
    def test_two_letters_after_acceptance(self):
        case = self._report(postal_address=ADDRESS, address="Rynek 99")
        forwarding = self._forwarding(case)
        with self.assertRaises(UserError):
            forwarding.action_send()
        forwarding.action_submit()
        with self.assertRaises(AccessError, msg="who wrote does not accept"):
            forwarding.action_approve()
        forwarding.with_user(self.head).action_approve()
        forwarding.action_send()
        to_body = self.assertOneLetterTo(COUNTY)
        for word in ("Stefan Gałązka", "Lipowa 12/3", "00 700 20 01", "pół metra"):
            self.assertIn(word, to_body.text)
        self.assertIn("Rynek 99", to_body.text, "where it is")
        told = self.assertOneLetterTo(CITIZEN)
        for word in ("Starostwo Powiatowe", "art. 231"):
            self.assertIn(word, told.text)
        self.assertRegex(told.text, "RODO|GDPR", "the information on personal data")
        self.assertEqual(case.state, "forwarded")
        self.assertEqual(case.forward_clock_id.result, "met")
        self.assertTrue(case.legal_clock_id.cancel_reason)
        self.assertFalse(case._skks_running_clocks())
        kinds = case.message_line_ids.mapped("kind")
        self.assertEqual(kinds, ["forward"], "the body's letter is not on the page")

    @freeze_time(APRIL)
    def test_unit_learns_nothing_of_the_submitter(self):
        case = self._report(postal_address=ADDRESS)
        self._accepted(case).action_send()
        own = case.with_user(self.roads)
        with self.assertRaises(AccessError):
            own.env["skks.intervention.forwarding"].search([])
        with self.assertRaises(AccessError):
            own.read(["postal_address"])
        messages = own.env["mail.message"].search(
            [("model", "=", case._name), ("res_id", "=", case.id)]
        )
        self.assertTrue(messages)
        self.assertNotIn("Lipowa 12/3", "".join(messages.mapped("body")))

    @freeze_time(APRIL)
    def test_undelivered_reopens(self):
        case = self._report()
        forwarding = self._accepted(case)
        forwarding.action_send()
        self.assertEqual(case.state, "forwarded")
        permits = self.env["skks.gate.permit"].search([("res_id", "=", case.id)])
        notice = permits.filtered(lambda one: CITIZEN in one.addresses)
        case.sudo()._on_gate_failed(notice, "550 nie ma takiej skrzynki")
        self.assertEqual(case.state, "in_progress")
        self.assertFalse(case.legal_clock_id.stopped_at)
        self.assertFalse(case.forward_clock_id.stopped_at)
        self.assertTrue(forwarding.sent_at, "the body has it")
        self.assertFalse(forwarding.notice_at)
        forwarding.action_told(reason="R 00123")
        self.assertEqual(case.state, "forwarded")
        self.assertEqual(forwarding.notice_proof, "R 00123")

    @freeze_time(APRIL)
    def test_refused_by_the_body(self):
        case = self._report()
        forwarding = self._accepted(case)
        self.sink.refuse(COUNTY)
        forwarding.action_send()
        self.assertNotEqual(case.state, "forwarded")
        self.assertFalse(forwarding.sent_at)
        self.assertTrue(forwarding.notice_at)
        self.sink.refused.clear()
        forwarding.action_send()
        self.assertEqual(case.state, "forwarded")
        self.assertOneLetterTo(CITIZEN)

    @freeze_time(APRIL)
    def test_by_post(self):
        case = self._report(email_from=False, postal_address=ADDRESS)
        forwarding = self._accepted(
            case, body_email=False, body_address="ul. Powiatowa 1"
        )
        with self.assertRaises(UserError):
            forwarding.action_send()
        with self.assertRaises(UserError):
            forwarding.action_posted(reason="")
        forwarding.action_posted(reason="R 00124")
        self.assertTrue(forwarding.sent_at)
        self.assertNotEqual(case.state, "forwarded", "the submitter does not know")
        forwarding.action_told(reason="R 00125")
        self.assertEqual(case.state, "forwarded")

    def test_post_needs_acceptance_too(self):
        forwarding = self._forwarding(self._report())
        with self.assertRaises(UserError):
            forwarding.action_posted(reason="R 00124")
        for action in ("action_posted", "action_told", "action_drop"):
            for user in (self.roads, self.auditor, self.secretary):
                with self.subTest(action=action), self.assertRaises(AccessError):
                    getattr(forwarding.with_user(user), action)(reason="x")

    def test_changed_after_acceptance(self):
        """M7.6: another address, or another word in either letter, voids it."""
        for values in (
            {"body_email": "inny@powiat.example"},
            {"notice_body": "<p>Inaczej.</p>"},
            {"body": "<p>Inaczej.</p>"},
        ):
            forwarding = self._accepted(self._report())
            forwarding.write(values)
            self.assertEqual(forwarding.signoff_state, "draft")
            with self.assertRaises(UserError):
                forwarding.action_send()
        forwarding = self._accepted(self._report())
        forwarding.intervention_id.email_from = "kto.inny@poczta.example"
        with self.assertRaises(UserError):
            forwarding.action_send()
        self.assertNothingFor("kto.inny@poczta.example")

    def test_ours_after_all(self):
        case = self._report()
        forwarding = self._forwarding(case)
        with self.assertRaises(UserError, msg="one at a time"):
            self._forwarding(case)
        forwarding.action_drop(reason="Droga jest gminna.")
        self.assertTrue(case.forward_clock_id.cancel_reason)
        with self.assertRaises(UserError):
            forwarding.action_submit()
        self._forwarding(case)
        self.assertFalse(case.forward_clock_id.stopped_at)

    def test_guarded_fields(self):
        forwarding = self._forwarding(self._report())
        for fname in ("sent_at", "notice_at", "notice_since", "dropped_at"):
            for user in (self.dispatcher, self.head, self.env.user):
                with self.subTest(fname=fname), self.assertRaises(UserError):
                    forwarding.with_user(user).write({fname: "2026-01-01 10:00:00"})
        for fname in ("notice_proof", "body_proof"):
            with self.assertRaises(UserError):
                forwarding.write({fname: "R 1"})

    def test_complaint_about_the_mayor_goes_to_the_council(self):
        case = self._report(postal_address=ADDRESS)
        self._qualified(case, "complaint", complains_of="mayor")
        action = case.action_forward()
        self.assertTrue(action["context"]["default_body_name"])
        self.assertIn("231", action["context"]["default_basis"])

    def test_files_of_the_submitter_go_along(self):
        case = self._report()
        photo = self.env["ir.attachment"].create(
            {"name": "dziura.png", "raw": b"x", "res_model": case._name}
        )
        case.sudo().message_line_ids._add(case, "in", "report", "<p>x</p>", photo)
        forwarding = self._accepted(case)
        self.assertEqual(forwarding.attachment_ids.mapped("name"), ["dziura.png"])
        forwarding.action_send()
        letter = self.assertOneLetterTo(COUNTY)
        names = [part.get_filename() for part in letter.message.iter_attachments()]
        self.assertEqual(names, ["dziura.png"])
