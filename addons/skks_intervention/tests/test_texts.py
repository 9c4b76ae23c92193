from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import html2plaintext

from .common import CITIZEN, InterventionCase

# A picture of one pixel.
PIXEL = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00"
    b"\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)


@tagged("post_install", "-at_install")
class TestTexts(InterventionCase):
    """M7.1: texts per category and outcome, and what a reply has to show (M7.6)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.texts = cls.env["skks.intervention.template"]
        cls.refused = cls.env.ref("skks_intervention.outcome_refused")

    def _text(self, **values):
        return self.texts.create(
            {"name": "Tekst", "purpose": "reply", "body": "<p>{{ number }}</p>"}
            | values
        )

    def _file(self, reply, name, raw):
        return self.env["ir.attachment"].create(
            {"name": name, "raw": raw, "res_model": reply._name, "res_id": reply.id}
        )

    def test_offered_by_category_and_outcome(self):
        narrower = self._narrower("DROX")
        reply = self._drafted_reply(self._report(category_id=narrower.id))
        wider = self._text(category_id=self.category.id, outcome_id=self.done.id)
        everywhere = self._text()
        other_outcome = self._text(outcome_id=self.refused.id)
        other_category = self._text(
            category_id=self.env.ref("skks_intervention.category_osw").id
        )
        letter = self._text(purpose="first", subject="x", body="<p>x</p>")
        offered = reply.available_template_ids
        self.assertLessEqual(wider | everywhere, offered)
        self.assertFalse((other_outcome | other_category | letter) & offered)
        reply.outcome_id = self.refused
        self.assertIn(other_outcome, reply.available_template_ids)

    def test_chosen_on_the_form(self):
        case = self._report(name="Dziura <b>&</b> reszta")
        text = self._text(body="<p>{{ number }}: {{ subject }}, {{ place }}.</p>")
        other = self._text(body="<p>Inny tekst.</p>", outcome_id=self.done.id)
        reply = self.env["skks.intervention.reply"].browse(
            case.with_user(self.roads).action_draft_reply()["res_id"]
        )
        with Form(reply.with_user(self.roads)) as form:
            form.template_id = text
            self.assertEqual(
                html2plaintext(form.body),
                f"{case.number}: Dziura <b>&</b> reszta, Lipowa 12.",
            )
            form.template_id = other
            self.assertEqual(html2plaintext(form.body), "Inny tekst.", "replaced")
            self.assertEqual(form.outcome_id, self.done)
            form.body = "<p>Własne słowa.</p>"
            form.template_id = text
            self.assertIn("Własne słowa", form.body, "nothing written is lost")
            self.assertIn(case.number, form.body)

    def test_words_of_a_closed_list(self):
        for body in (
            "<p>{{ object.phone }}</p>",
            "<p>{{ phone }}</p>",
            "<p>{{ 1 + 1 }}</p>",
        ):
            with self.subTest(body=body), self.assertRaises(ValidationError):
                self._text(body=body)
        with self.assertRaises(ValidationError, msg="a letter repeats no words"):
            self._text(purpose="first", subject="{{ subject }}", body="<p>x</p>")
        text = self._text(body='<p t-out="1 + 1">{{ number }}</p><t t-esc="2"/>')
        self.assertNotIn("t-out", text.body)

    def test_every_shipped_text_can_be_filled_in(self):
        case = self._report(lang="pl_PL")
        for text in self.texts.with_context(lang="pl_PL").search([]):
            with self.subTest(text=text.name):
                filled = text._fill_body(case._template_words(questions="?"))
                self.assertNotIn("{{", filled)

    def test_who_edits_them(self):
        text = self._text()
        for user in (self.roads, self.officer, self.dispatcher, self.secretary):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                text.with_user(user).body = "<p>Inaczej.</p>"
        text.with_user(self.head).body = "<p>Inaczej.</p>"
        entry = self.env["skks.journal.entry"].search(
            [("act", "=", "intervention.template.change"), ("res_id", "=", text.id)]
        )
        self.assertIn("Inaczej", entry.new_value)

    # Picture of the result ------------------------------------------------------

    def test_done_shows_a_picture_where_a_wider_category_asks(self):
        self.category.photo_required = True
        case = self._report(category_id=self._narrower("DROX").id)
        reply = self._drafted_reply(case)
        reply.attachment_ids = self._file(reply, "raport.txt", b"nie zdjecie")
        with self.assertRaises(UserError) as refusal:
            reply.action_submit()
        self.assertIn("DROX", str(refusal.exception))
        self.assertTrue(reply.needs_photo)
        reply.attachment_ids += self._file(reply, "po.gif", PIXEL)
        reply.action_submit()
        self.assertEqual(reply.signoff_state, "substantive")

    def test_other_outcomes_need_no_picture(self):
        self.category.photo_required = True
        reply = self._drafted_reply(self._report())
        reply.outcome_id = self.refused
        reply.action_submit()
        self.assertEqual(reply.signoff_state, "substantive")

    # Who accepts ----------------------------------------------------------------

    def test_unit_with_one_person(self):
        """The head who writes alone is accepted by whoever is above."""
        self.wdt_person.active = False
        self.wdt.parent_id = self.mpwik
        self.mpwik.head_id = self.water
        case = self._report()
        reply = self._drafted_reply(case, self.roads_head)
        reply.action_submit()
        self.assertEqual(reply.approver_ids, self.water)
        reply.with_user(self.water).action_approve()
        reply.action_send()
        self.assertEqual(case.state, "answered")

    def test_unit_with_one_person_and_nobody_above(self):
        self.wdt_person.active = False
        reply = self._drafted_reply(self._report(), self.roads_head)
        reply.action_submit()
        self.assertEqual(reply.approver_ids, self.secretary, "the leadership")

    def _about(self, entity):
        """A report that complains about ``entity``."""
        case = self._report()
        case._set_complained(entity, "Skarga.")
        return case

    def test_unit_complained_about_never_accepts(self):
        """What its people might have written is accepted by somebody else."""
        case = self._about(self.wdt)
        case._route_to(self.mpwik, self.env["res.users"], "x")
        reply = self._drafted_reply(case, self.water)
        reply.action_submit()
        self.assertFalse(reply.approver_ids & (self.roads | self.roads_head))
        for user in (self.roads, self.roads_head):
            with self.assertRaises(AccessError):
                reply.with_user(user).action_approve()
        reply.with_user(self.secretary).action_approve()
        reply.action_send()
        self.assertOneLetterTo(CITIZEN)

    def test_leader_complained_about_releases_nothing(self):
        self.sp5.head_id = self.secretary
        reply = self._drafted_reply(self._about(self.sp5))
        with self.assertRaises(AccessError):
            reply.with_user(self.secretary).action_emergency_release("pilne")
        self.assertNothingFor(CITIZEN)

    def test_emergency_release(self):
        case = self._report()
        reply = self._drafted_reply(case)
        with self.assertRaises(AccessError):
            reply.with_user(self.roads_head).action_emergency_release("pilne")
        reply.with_user(self.head).action_emergency_release("Zagrożenie życia.")
        self.assertEqual(case.state, "answered")
        self.assertOneLetterTo(CITIZEN)
        self.assertEqual(reply.emergency_state, "open")
        self.assertEqual(reply.approver_ids, self.secretary)

    def test_letter_that_does_not_arrive_reopens_what_it_stopped(self):
        case = self._report()
        case.with_user(self.roads).action_confirm_to_submitter()
        kept = fields.Datetime.now() - timedelta(minutes=5)
        case.sudo().first_clock_id._guarded_write({"stopped_at": kept})
        reply = self._accepted_reply(case)
        reply.action_send()
        self.assertEqual(case.state, "answered")
        reply._outgoing_refused("550 5.1.1 No such mailbox")
        self.assertEqual(case.state, "in_progress")
        self.assertFalse(case.answer_clock_id.stopped_at)
        self.assertEqual(case.first_clock_id.stopped_at, kept, "that was kept")
