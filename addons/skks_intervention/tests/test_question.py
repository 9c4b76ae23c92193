from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import html2plaintext

from .common import CITIZEN, InterventionCase

RECEIVED = datetime(2026, 11, 6, 17, 40)
# Tuesday 10 November, 12:00, Friday 13 November, 9:00, and Wednesday, the 18th.
ASKED = datetime(2026, 11, 10, 11)
ANSWERED = datetime(2026, 11, 13, 8)
LOGGER = "odoo.addons.skks_intervention.models.intervention_question"
TOO_LATE = datetime(2026, 11, 18, 0, 30)


class QuestionCase(InterventionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.place = cls.env.ref("skks_intervention.template_question_place")

    def _received(self, **values):
        with freeze_time(RECEIVED):
            return self._report(lang="pl_PL", **values)

    def _run_cron(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref(
                "skks_intervention.ir_cron_end_waiting"
            ).method_direct_trigger()
        self.env.invalidate_all()

    def _ask(self, case, user=None, questions=None, own_words=False):
        """Through the wizard, as the unit does it."""
        case = case.with_user(user or self.roads)
        action = case.action_ask_submitter()
        wizard = (
            self.env["skks.intervention.ask"]
            .with_user(user or self.roads)
            .with_context(**action["context"])
            .create(
                {
                    "question_ids": [
                        (6, 0, (self.place if questions is None else questions).ids)
                    ],
                    "own_words": own_words,
                }
            )
        )
        return wizard, wizard.action_confirm()


@tagged("post_install", "-at_install")
class TestQuestion(QuestionCase):
    """M7.5: the submitter is asked; our promises wait, the law does not."""

    def test_ask_pauses_and_the_answer_resumes(self):
        """Scenario AS8, by the acts of the people instead of the clocks."""
        case = self._received()
        with freeze_time(ASKED):
            self._ask(case)
        self.assertEqual((case.state, case.waiting_for), ("waiting", "outsider"))
        self.assertTrue(case.answer_clock_id.paused_at)
        self.assertTrue(case.first_clock_id.stopped_at, "a question is a first reply")
        self.assertFalse(case.legal_clock_id.paused_at)
        letter = self.assertOneLetterTo(CITIZEN)
        asked = html2plaintext(self.place.with_context(lang="pl_PL").body)
        self.assertIn(asked.split("?")[0], letter.text)
        self.assertIn("17 listopada 2026", letter.text)
        self.assertEqual(case.message_line_ids.kind, "question")
        with freeze_time(ANSWERED):
            case._submitter_answered()
        self.assertEqual(case.state, "in_progress")
        dues = [
            str(case._skks_local(case[f"{name}_clock_id"].due_at))[:16]
            for name in ("action", "answer", "legal")
        ]
        self.assertEqual(
            dues, ["2026-11-20 15:30", "2026-11-25 15:30", "2026-12-07 23:59"]
        )
        self.assertEqual(case.activity_ids.user_id, self.roads, "the unit is told")

    def test_answer_that_nobody_waits_for_changes_nothing(self):
        case = self._received()
        case._submitter_answered()
        self.assertEqual(case.state, "routed")
        self.assertFalse(case.activity_ids)

    def test_nobody_answers(self):
        case = self._received()
        with freeze_time(ASKED):
            self._ask(case)
        with freeze_time(datetime(2026, 11, 17, 22, 30)):
            self._run_cron()
            self.assertEqual(case.state, "waiting", "the last day is not over")
        with freeze_time(TOO_LATE):
            self._run_cron()
            self._run_cron()
        self.assertEqual(case.state, "in_progress")
        self.assertEqual(case.no_data_at, TOO_LATE)
        self.assertFalse(case.answer_clock_id.paused_at)
        self.assertEqual(len(case.activity_ids), 1, "told once")
        reply = self._drafted_reply(case)
        no_data = self.env.ref("skks_intervention.outcome_no_data")
        reply.outcome_id = no_data
        self.assertIn(
            self.env.ref("skks_intervention.template_reply_no_data"),
            reply.available_template_ids,
        )
        reply.action_submit()
        reply.with_user(self.roads_head).action_approve()
        reply.action_send()
        self.assertEqual(case.state, "answered")

    def test_one_that_fails_stands_in_nobodys_way(self):
        cases = self._received() + self._received()
        with freeze_time(ASKED):
            for case in cases:
                self._ask(case)
        model = type(cases)
        note = model._note_no_data

        def poisoned(case):
            if case == cases[0]:
                raise ValueError("poisoned")
            return note(case)

        self.patch(model, "_note_no_data", poisoned)
        with freeze_time(TOO_LATE), self.assertLogs(LOGGER, "ERROR"):
            self._run_cron()
        self.assertEqual(cases.mapped("state"), ["waiting", "in_progress"])

    def test_own_words_wait_for_the_head(self):
        case = self._received()
        _wizard, action = self._ask(case, own_words="Jaki <b>numer</b> latarni?")
        question = self.env["skks.intervention.reply"].browse(action["res_id"])
        self.assertEqual(question.effect, "question")
        self.assertEqual(question.signoff_state, "substantive")
        self.assertEqual(question.approver_ids, self.roads_head, "not a colleague")
        self.assertEqual(case.state, "in_progress", "nothing has left yet")
        self.assertIn("&lt;b&gt;", question.body)
        self.assertNothingFor(CITIZEN)
        question = question.with_user(self.roads)
        with self.assertRaises(UserError):
            question.action_send()
        question.with_user(self.roads_head).action_approve()
        question.action_send()
        self.assertEqual(case.state, "waiting")
        self.assertEqual(case.message_line_ids.kind, "question")
        self.assertFalse(case.answered_at)
        self.assertTrue(case.answer_clock_id.paused_at)
        self.assertOneLetterTo(CITIZEN)
        reply = self._drafted_reply(case)
        self.assertNotEqual(reply, question, "a question is no reply")

    def test_own_words_without_a_unit_wait_for_the_office(self):
        case = self._received(
            category_id=self.env.ref("skks_intervention.category_inn").id
        )
        _wizard, action = self._ask(case, self.dispatcher, own_words="Gdzie to jest?")
        question = self.env["skks.intervention.reply"].browse(action["res_id"])
        self.assertEqual(question.approver_ids, self.head)
        question.with_user(self.head).action_approve()
        question.with_user(self.dispatcher).action_send()
        self.assertEqual(case.state, "waiting")
        case._submitter_answered()
        self.assertEqual(case.state, "new")

    def test_reply_in_acceptance_goes_on_after_the_answer(self):
        case = self._received()
        self._drafted_reply(case).action_submit()
        self.assertEqual(case.state, "approval")
        self._ask(case)
        case._submitter_answered()
        self.assertEqual(case.state, "approval")

    def test_not_twice_and_not_by_strangers(self):
        case = self._received()
        with self.assertRaises(AccessError):
            case.with_user(self.water).action_ask_submitter()
        with self.assertRaises(UserError):
            self._ask(case, questions=self.place.browse())
        self._ask(case)
        with self.assertRaises(UserError):
            self._ask(case)
        stranger = (
            self.env["skks.intervention.ask"]
            .with_user(self.water)
            .create(
                {"intervention_id": case.id, "question_ids": [(6, 0, self.place.ids)]}
            )
        )
        with self.assertRaises(AccessError):
            stranger.action_confirm()
        with self.assertRaises(AccessError):
            case.with_user(self.water).action_submitter_answered()

    def test_another_text_is_no_question(self):
        """A reply's text may say what nobody has accepted yet."""
        case = self._received()
        with self.assertRaises(UserError):
            self._ask(
                case, questions=self.env.ref("skks_intervention.template_reply_done")
            )

    def test_question_that_does_not_arrive_is_waited_for_by_nobody(self):
        case = self._received()
        self.sink.refuse(CITIZEN)
        self._ask(case)
        self.assertEqual(case.state, "in_progress")
        self.assertFalse(case.answer_clock_id.paused_at)
        self.assertFalse(case.first_clock_id.stopped_at)

    def test_answer_by_phone(self):
        case = self._received()
        self._ask(case)
        case.with_user(self.roads).action_submitter_answered()
        self.assertEqual(case.state, "in_progress")
        self.assertFalse(case.answer_clock_id.paused_at)

    def test_preview_is_the_letter(self):
        case = self._received()
        wizard, _action = self._ask(case)
        self.assertIn(str(case.message_line_ids.body), wizard.preview)
