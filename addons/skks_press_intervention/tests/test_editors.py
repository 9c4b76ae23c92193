from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import freeze_time, tagged

from .common import CrossingCase

OFFICE = "redakcja@kurier.example"
SUBMITTER = "stefan.galazka@poczta.example"
ADDRESS = "ul. Lipowa 12/3, 00-001 Żarnołęka"
# What the editors may not learn of whoever complains.
PRIVATE = ("Gałązka", "Stefan", SUBMITTER, "Lipowa", "700 20 01", "pół metra")


@tagged("post_install", "-at_install")
@freeze_time("2026-03-16 09:00:00")
class TestEditors(CrossingCase):
    """M7.7: editors who have passed a complaint on learn of the outcome (K15)."""

    def setUp(self):
        super().setUp()
        self.outlet.email = OFFICE

    def _passed_on(self, user=None, kind="complaint", **values):
        """A complaint that the newsroom has passed on, qualified by the office."""
        case = self._report(
            **{"postal_address": ADDRESS, "email_from": SUBMITTER} | values
        )
        self._qualify(case, user or self.officer, kind)
        return case

    def _qualify(self, case, user, kind="complaint", **values):
        wizard = self.env["skks.intervention.qualify"].with_user(user)
        qualification = self.env.ref(f"skks_intervention.qualification_{kind}")
        wizard = wizard.create(
            {
                "intervention_id": case.id,
                "qualification_id": qualification.id,
                "editors_id": self.outlet.id,
                "reason": "Przekazała redakcja.",
                **values,
            }
        )
        wizard.action_confirm()
        return wizard

    def _answered(self, case):
        case = case.with_user(self.roads)
        reply = self.env["skks.intervention.reply"].browse(
            case.action_draft_reply()["res_id"]
        )
        reply = reply.with_user(self.roads)
        outcome = self.env.ref("skks_intervention.outcome_justified")
        reply.write({"body": "<p>Przepraszamy.</p>", "outcome_id": outcome.id})
        reply.action_insert_blocks()
        reply.action_submit()
        reply.with_user(self.roads_head).action_approve()
        reply.action_send()
        return reply

    def test_told_when_it_is_closed(self):
        """M7.7: a letter of its own, to the address in the register of the media."""
        case = self._passed_on()
        self.assertEqual(str(case.legal_clock_id.due_at)[:10], "2026-04-16")
        self._answered(case)
        self.assertNothingFor(OFFICE)
        self.assertTrue(case.editors_due)
        shown = case.with_user(self.officer).editors_preview
        case.action_close()
        letter = self.assertOneLetterTo(OFFICE)
        self.assertIn(case.number, letter.message["Subject"])
        outcome = self.env.ref("skks_intervention.outcome_justified")
        outcome = outcome.with_context(lang=self.env.company.partner_id.lang)
        for text in (letter.text, shown):
            self.assertIn(case.number, text)
            self.assertIn(outcome.name, text)
        self.assertTrue(case.editors_told_at)
        self.assertEqual(case.state, "closed")
        entry = self.env["skks.journal.entry"].search(
            [("act", "=", "intervention.editors_told"), ("res_id", "=", case.id)]
        )
        self.assertEqual(entry.user_id, self.dispatcher)
        permit = self.env["skks.gate.permit"].search(
            [("mail_message_id", "=", case.sudo().editors_message_id.id)]
        )
        self.assertIn(OFFICE, permit.addresses)

    def test_nothing_of_the_submitter(self):
        """M4.4: neither who complains nor what they wrote, in letter and preview."""
        case = self._passed_on(name="Stefan Gałązka skarży się", topic_id=False)
        self._answered(case)
        shown = case.with_user(self.officer).editors_preview
        case.with_user(self.officer).action_tell_editors()
        letter = self.assertOneLetterTo(OFFICE)
        for word in PRIVATE:
            self.assertNotIn(word, letter.text)
            self.assertNotIn(word, letter.message["Subject"])
            self.assertNotIn(word, shown)
        lines = case.message_line_ids.filtered(lambda one: one.direction == "out")
        self.assertEqual(len(lines), 1, "the page of the submitter shows the reply")

    def test_text_says_nothing_else(self):
        """M7.7: the administrator cannot have it say more either."""
        letter = self.env.ref("skks_press_intervention.letter_editors")
        for word in ("reason", "missing", "body_name"):
            with self.subTest(word), self.assertRaises(ValidationError):
                letter.template = f"<p>{{{{ {word} }}}}</p>"

    def test_reply_is_not_for_the_editors(self):
        """M4.4: what the submitter is told never goes to whoever passed it on."""
        case = self._passed_on(
            email_from="jan.nowak@kurier.example", contact_name="Jan Nowak"
        )
        self.assertFalse(case.email_from)
        self.assertFalse(case.contact_name)
        self.assertEqual(case.editors_id, self.outlet)
        for address in ("jan.nowak@kurier.example", "kto@kurier.example"):
            with self.subTest(address), self.assertRaises(ValidationError):
                case.email_from = address
        case.email_from = SUBMITTER

    def test_never_to_an_address_that_a_stranger_typed(self):
        """M7.6: only the register of the media says where it goes."""
        case = self._passed_on()
        self._answered(case)
        self.outlet.email = False
        with self.assertRaisesRegex(UserError, "register of the media"):
            case.action_tell_editors()
        with self.assertRaises(UserError):
            case.action_close()
        self.assertEqual(case.state, "answered")
        call_kw(case, "action_editors_told", [case.ids], {"reason": "R 00126"})
        self.assertTrue(case.editors_told_at)
        self.assertEqual(case.editors_proof, "R 00126")
        case.action_close()
        self.assertNothingFor(OFFICE)

    def test_forwarded_and_left_unexamined(self):
        """Whoever coordinates it is reminded; the letter says where it went."""
        case = self._passed_on()
        case.coordinator_id = self.officer
        case.sudo()._transition("forwarded", reason="Starostwo")
        kind = self.env.ref("skks_press_intervention.mail_activity_editors")
        lines = case.sudo().activity_ids
        self.assertEqual(lines.activity_type_id, kind)
        self.assertEqual(lines.user_id, self.officer)
        case.action_tell_editors()
        self.assertFalse(case.sudo().activity_ids)
        self.assertOneLetterTo(OFFICE)
        left = self._passed_on(
            contact_name=False, postal_address=False, email_from=False
        )
        left.action_leave_unexamined(reason="Anonim.")
        self.assertTrue(left.editors_due)

    def test_refused_by_their_server(self):
        case = self._passed_on()
        self._answered(case)
        answered_at = case.answered_at
        self.sink.refuse(OFFICE)
        case.action_tell_editors()
        self.assertFalse(case.editors_told_at or case.editors_since)
        self.assertTrue(case.editors_due)
        self.assertEqual(case.answered_at, answered_at, "the submitter has the reply")
        self.sink.refused.clear()
        case.action_tell_editors()
        self.assertOneLetterTo(OFFICE)

    def test_told_once_and_again_when_opened_again(self):
        case = self._passed_on()
        with self.assertRaises(UserError, msg="nothing to tell yet"):
            case.action_tell_editors()
        self._answered(case)
        case.action_tell_editors()
        with self.assertRaises(UserError):
            case.action_tell_editors()
        case.sudo()._transition("in_progress", reason="Nadal.")
        self.assertFalse(case.editors_told_at)

    def test_not_closed_by_itself_before(self):
        case = self._passed_on()
        self._answered(case)
        case.sudo()._guarded_write(
            {"answered_at": fields.Datetime.now() - timedelta(days=20)}
        )
        domain = case._closing_domain() & fields.Domain("id", "=", case.id)
        self.assertFalse(case.sudo().search(domain))
        case.action_tell_editors()
        self.assertTrue(case.sudo().search(domain))

    def test_who_says_so(self):
        """M4.3: the press office; a dispatcher keeps or drops what is proposed."""
        inquiry = self._inquiry(contact_name="Jan Nowak")
        inquiry.action_to_reports()
        case = inquiry.sudo().intervention_id.with_user(self.dispatcher)
        wizard = self.env["skks.intervention.qualify"].with_user(self.dispatcher)
        values = {"intervention_id": case.id, "reason": "x"}
        self.assertEqual(wizard.create(values).editors_id, self.outlet)
        self._qualify(case, self.dispatcher)
        self.assertEqual(case.sudo().editors_id, self.outlet)
        other = self._report()
        with self.assertRaises(AccessError):
            self._qualify(other, self.dispatcher)
        citizen = self.env["res.partner"].create({"name": "x", "email": "x@y.example"})
        with self.assertRaises(UserError):
            self._qualify(other, self.officer, editors_id=citizen.id)
        self._qualify(other, self.officer, kind="report")
        self.assertFalse(other.sudo().editors_id, "an ordinary report has none")

    def test_guarded(self):
        """M7.1: no other door sets whom the outcome goes to."""
        case = self._passed_on()
        for fname, value in (
            ("editors_id", self.journalist.id),
            ("editors_told_at", "2026-01-01 10:00:00"),
            ("editors_since", "2026-01-01 10:00:00"),
            ("editors_proof", "x"),
            ("editors_message_id", 1),
        ):
            for user in (self.dispatcher, self.officer, self.head, self.env.user):
                with self.subTest(fname=fname), self.assertRaises(UserError):
                    case.with_user(user).write({fname: value})
        self.assertFalse(self._report(editors_id=self.outlet.id).sudo().editors_id)
        for action in ("action_tell_editors", "action_editors_told"):
            for user in (self.roads, self.auditor, self.secretary):
                with self.subTest(action), self.assertRaises(AccessError):
                    call_kw(case.with_user(user), action, [case.ids], {})
        with self.assertRaises(AccessError):
            case.with_user(self.roads).read(["editors_id"])

    def test_register(self):
        """K19: the editors stand beside whoever complains."""
        case = self._passed_on()
        self.assertEqual(case.register_who, "Stefan Gałązka; Kurier Żarnołęcki")
        self._answered(case)
        case.action_tell_editors()
        self.assertIn("Kurier Żarnołęcki", case.register_notice_to)
