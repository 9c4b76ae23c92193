from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import Form, tagged

from .common import CITIZEN
from .test_law import ADDRESS, MARCH, LawCase

GROUNDS = {
    "facts": "<p>Nagranie rozmowy wskazuje, że urzędnik odebrał telefon.</p>",
    "law": "<p>Art. 227 KPA: nie stwierdzono zaniedbania.</p>",
    "instruction": "<p>Art. 239 KPA: skarga ponowiona bez nowych okoliczności…</p>",
    "signatory": "Anna Kępa, dyrektor WDT",
}


class GroundsCase(LawCase):
    @classmethod
    def _ended_as(cls, name):
        return cls.env.ref(f"skks_intervention.outcome_{name}")

    def _complaint(self, kind="complaint", **values):
        case = self._report(postal_address=ADDRESS, **values)
        self._qualified(case, kind)
        return case

    def _refusal(self, case, outcome="groundless", **values):
        """A refusal as the clerk wrote it, with what ``values`` say of grounds."""
        reply = self._drafted_reply(case)
        reply.write(
            {
                "body": "<p>Skarga jest bezzasadna.</p>",
                "outcome_id": self._ended_as(outcome).id,
                **values,
            }
        )
        return reply

    def _refused(self, case, outcome="groundless"):
        reply = self._refusal(case, outcome, **GROUNDS)
        reply.action_submit()
        reply.with_user(self.roads_head).action_approve()
        reply.action_send()
        return reply


@tagged("post_install", "-at_install")
@freeze_time(MARCH)
class TestGrounds(GroundsCase):
    """M7.5: a complaint is refused with facts, law and instruction (K10)."""

    def test_each_of_them_is_demanded(self):
        """M7.5: the clerk of the unit passes nothing on that lacks one of them."""
        case = self._complaint()
        for fname in GROUNDS:
            reply = self._refusal(case, **GROUNDS | {fname: False})
            label = reply._fields[fname]._description_string(reply.env)
            self.assertEqual(reply.lacking, label)
            with self.subTest(fname), self.assertRaisesRegex(UserError, label):
                call_kw(reply, "action_submit", [reply.ids], {})
            self.assertEqual(reply.signoff_state, "draft")

    def test_nothing_in_disguise(self):
        """A blank, a dot and a block that nobody has completed are no grounds."""
        reply = self._refusal(self._complaint(), **GROUNDS)
        for text in (
            "<p><br/></p>",
            "<p> &nbsp; </p>",
            "<p>.</p>",
            "<p>Ustalono:</p><p>…</p>",
            "<p>Ustalono:</p><p>...</p>",
        ):
            reply.facts = text
            with self.subTest(text), self.assertRaises(UserError):
                reply.action_submit()

    def test_blocks_are_filled_in(self):
        """M7.6: by the button, and when the outcome is chosen in the form."""
        case = self._complaint()
        reply = self._refusal(case)
        reply.action_insert_blocks()
        self.assertIn(case.number, reply.facts)
        self.assertIn("239", reply.instruction)
        self.assertIn(self.roads_head.name, reply.signatory)
        with self.assertRaises(UserError, msg="the gaps are open"):
            reply.action_submit()
        with Form(self._drafted_reply(self._complaint())) as form:
            form.outcome_id = self._ended_as("groundless")
            self.assertIn("239", form.instruction)
            self.assertTrue(form.law)

    def test_letter_page_and_copy_show_them(self):
        """M7.6: what was previewed leaves, is on the page and in the acceptance."""
        case = self._complaint()
        reply = self._refused(case)
        letter = self.assertOneLetterTo(CITIZEN)
        line = reply.sudo()._signoff_approval_line()
        shown = (reply.preview, case.message_line_ids[0].body, line.body, letter.text)
        for text in shown:
            for word in ("Nagranie", "nie stwierdzono", "239", "dyrektor WDT"):
                self.assertIn(word, text)

    def test_changed_grounds_void_the_acceptance(self):
        """M7.6: by writing as by import."""
        reply = self._refusal(self._complaint(), **GROUNDS)
        for fname in GROUNDS:
            reply.action_submit()
            reply.with_user(self.roads_head).action_approve()
            reply[fname] = f"<p>Inaczej: {fname} i więcej słów.</p>"
            with self.subTest(fname):
                self.assertEqual(reply.signoff_state, "draft")

    def test_again_at_acceptance_and_when_it_leaves(self):
        """The report is qualified after the reply was passed on, or accepted."""
        case = self._report(postal_address=ADDRESS)
        reply = self._refusal(case, "refused")
        reply.action_submit()
        self._qualified(case, "complaint")
        head = reply.with_user(self.roads_head)
        with self.assertRaisesRegex(UserError, "lacks"):
            call_kw(head, "action_approve", [reply.ids], {})
        self.assertEqual(reply.signoff_state, "substantive")
        head.action_return(reason="Brak uzasadnienia.")
        other = self._report(postal_address=ADDRESS)
        accepted = self._refusal(other, "refused")
        accepted.action_submit()
        accepted.with_user(self.roads_head).action_approve()
        self._qualified(other, "complaint")
        with self.assertRaisesRegex(UserError, "lacks"):
            accepted.action_send()
        self.assertNothingFor(CITIZEN)

    def test_no_emergency_lets_it_out(self):
        """M7.6: letting go without acceptance does not do without the law."""
        reply = self._refusal(self._complaint())
        with self.assertRaisesRegex(UserError, "lacks"):
            reply.with_user(self.head).action_emergency_release(reason="Pilne.")
        self.assertNothingFor(CITIZEN)

    def test_strangers(self):
        """M4.3: whoever does not write the reply begins none of it either."""
        reply = self._refusal(self._complaint())
        for user in (self.auditor, self.secretary, self.water):
            other = reply.with_user(user)
            with self.subTest(user.login), self.assertRaises(AccessError):
                call_kw(other, "action_insert_blocks", [reply.ids], {})
            with self.assertRaises(AccessError):
                other.write(GROUNDS)

    def test_granted_complaint_is_signed_alone(self):
        case = self._complaint()
        reply = self._refusal(case, "justified")
        self.assertIn(self.roads_head.name, reply.signatory)
        reply.action_submit()
        reply.signatory = False
        with self.assertRaises(UserError):
            reply.action_submit()

    def test_other_kinds(self):
        """An ordinary report is refused as before; a motion like a complaint, with
        an instruction of its own; a petition has reasons; information a decision."""
        self._refusal(self._report(), "refused").action_submit()
        motion = self._refusal(self._complaint("motion"), "not_adopted")
        with self.assertRaises(UserError):
            motion.action_submit()
        motion.action_insert_blocks()
        self.assertIn("246", motion.instruction)
        petition = self._refusal(self._complaint("petition"), "adopted")
        with self.assertRaises(UserError):
            petition.action_submit()
        petition.facts = GROUNDS["facts"]
        petition.action_submit()
        asked = self._refusal(self._complaint("information"), "refused")
        with self.assertRaisesRegex(UserError, "decision"):
            asked.action_submit()
        asked.outcome_id = self._ended_as("decision")
        asked.action_submit()

    def test_outcome_of_another_kind(self):
        reply = self._refusal(self._report(), "groundless", **GROUNDS)
        with self.assertRaisesRegex(UserError, "outcome for"):
            reply.action_submit()

    def test_council_settles_what_is_about_the_mayor(self):
        """K3: the office forwards such a complaint and does not answer it."""
        case = self._report(postal_address=ADDRESS)
        self._qualified(case, "complaint", complains_of="mayor")
        reply = self._refusal(case, **GROUNDS)
        with self.assertRaisesRegex(UserError, "council"):
            reply.action_submit()
        with self.assertRaisesRegex(UserError, "Name the unit"):
            self._qualified(case, "complaint", complains_of="head")
        self._qualified(case, "motion", complains_of="mayor")
        self.assertFalse(case.complains_of, "a motion has no such rule")

    def test_reply_of_before_stays_accepted(self):
        """M7.6: what was accepted before there were grounds is still the same."""
        reply = self._accepted_reply(self._report())
        content = reply._signoff_snapshot()["content"]
        self.assertEqual(set(content), {"name", "body", "outcome_id"})


@tagged("post_install", "-at_install")
class TestUphold(GroundsCase):
    """K11: a complaint repeated without anything new is closed with a note."""

    def _again(self, earlier, again, user=None):
        wizard = self.env["skks.intervention.uphold"].with_user(user or self.dispatcher)
        wizard = wizard.create(
            {
                "intervention_id": again.id,
                "earlier_id": earlier.id,
                "reason": "Te same zarzuty.",
            }
        )
        wizard.action_confirm()
        return wizard

    def _two(self):
        with freeze_time(MARCH):
            earlier = self._complaint()
            self._refused(earlier)
        again = self._complaint()
        self.sink.clear()
        return earlier, again

    def test_upheld_without_a_letter(self):
        earlier, again = self._two()
        wizard = self._again(earlier, again)
        self.assertIn(earlier, wizard.available_ids)
        self.assertEqual(again.state, "closed")
        self.assertFalse(again._skks_running_clocks())
        self.assertIn(earlier.number, again.register_how)
        self.assertFalse(again.register_notice_at)
        self.assertNothingFor(CITIZEN)
        entry = self.env["skks.journal.entry"].search(
            [("act", "=", "intervention.uphold"), ("res_id", "=", again.id)]
        )
        self.assertEqual(entry.reason, "Te same zarzuty.")
        self.assertEqual(entry.user_id, self.dispatcher)

    def test_only_what_was_refused_with_grounds(self):
        _earlier, again = self._two()
        with freeze_time(MARCH):
            unanswered = self._complaint()
            granted = self._complaint()
            reply = self._refusal(granted, "justified")
            reply.action_submit()
            reply.with_user(self.roads_head).action_approve()
            reply.action_send()
        for other in (unanswered, granted, again):
            with self.subTest(other.number), self.assertRaises(UserError):
                self._again(other, again)
        self.assertFalse(again.upheld_case_id)

    def test_only_complaints_and_who_may(self):
        earlier, again = self._two()
        report = self._report()
        with self.assertRaises(UserError):
            report.action_uphold()
        with self.assertRaises(UserError):
            self._again(earlier, report)
        for user in (self.roads, self.auditor, self.secretary):
            with self.subTest(user.login), self.assertRaises(AccessError):
                call_kw(again.with_user(user), "action_uphold", [again.ids], {})
        with self.assertRaises(UserError):
            again.write({"upheld_case_id": earlier.id})


@tagged("post_install", "-at_install")
@freeze_time(MARCH)
class TestTexts(GroundsCase):
    """K14, K18: each kind has the text that its law prescribes."""

    def test_call(self):
        for kind, word in (
            ("complaint", "8 January 2002"),
            ("petition", "petitions, art. 7"),
            ("application", "art. 64"),
        ):
            case = self._report()
            self._qualified(case, kind)
            _subject, body = self.env["skks.intervention.letter"]._compose(
                "call", case.with_context(lang="en_US"), lang="en_US"
            )
            with self.subTest(kind):
                self.assertIn(word, body)

    def test_extension(self):
        """A motion names what was done and no urging complaint."""
        for kind, has, has_not in (
            ("complaint", "ponaglenie", "246"),
            ("motion", "246", "ponaglenie"),
            ("petition", "new date", "ponaglenie"),
            ("information", "settled by", "ponaglenie"),
        ):
            case = self._complaint(kind)
            subject, body = self.env["skks.intervention.letter"]._compose(
                "extension", case, lang="en_US"
            )
            with self.subTest(kind):
                self.assertIn(has, subject + body)
                self.assertNotIn(has_not, subject + body)

    def test_never_to_whom_it_is_about(self):
        """K6: the body in charge is not the one complained about."""
        case = self._complaint()
        self._qualified(
            case, "complaint", complained_entity_ids=[Command.set(self.mpwik.ids)]
        )
        wizard = self.env["skks.intervention.forward"].with_user(self.dispatcher)
        values = {
            "intervention_id": case.id,
            "body_name": "Wodociągi",
            "basis": "art. 232 KPA",
            "reason": "To ich sprawa.",
        }
        forwarding = self.env["skks.intervention.forwarding"].browse(
            wizard.create(values | {"body_email": self.mpwik.email}).action_draft()[
                "res_id"
            ]
        )
        forwarding = forwarding.with_user(self.dispatcher)
        for address in (self.mpwik.email, self.water.email.upper()):
            forwarding.body_email = address
            with self.subTest(address), self.assertRaisesRegex(UserError, "complains"):
                forwarding.action_submit()
        forwarding.body_email = "starostwo@powiat.example"
        forwarding.action_submit()
