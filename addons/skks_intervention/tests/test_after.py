from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CITIZEN
from .common_pages import PagesCase

# Friday, 6 November 2026, 18:40; answered on Monday, 9 November at noon, in Poland.
RECEIVED = datetime(2026, 11, 6, 17, 40)
ANSWERED = datetime(2026, 11, 9, 11)


class AfterCase(PagesCase):
    def setUp(self):
        with freeze_time(RECEIVED):
            super().setUp()
        with freeze_time(ANSWERED):
            self._accepted_reply(self.case).action_send()
        self.sink.clear()
        self.company.skks_asks_opinion = True
        others = self.env["skks.intervention"].search([("id", "!=", self.case.id)])
        others.sudo()._guarded_write({"feedback_asked_at": RECEIVED})

    def later(self, **delta):
        return freeze_time(ANSWERED + timedelta(**delta))


@tagged("post_install", "-at_install")
class TestOpinion(AfterCase):
    """M7.6, after the answer: the submitter is asked once whether it was good."""

    def test_asked_once_within_two_weeks(self):
        for days, letters in ((1, 0), (4, 1), (5, 0), (13, 0)):
            with self.later(days=days):
                self.sink.clear()
                self.run_cron("ir_cron_opinion")
                self.assertEqual(len(self.letters_to(CITIZEN)), letters, days)

    def test_not_asked_late(self):
        with self.later(days=14, minutes=1):
            self.run_cron("ir_cron_opinion")
        self.assertNothingFor(CITIZEN)

    def test_not_asked_where_it_is_off_or_nobody_is_known(self):
        self.company.skks_asks_opinion = False
        with self.later(days=4):
            self.run_cron("ir_cron_opinion")
            self.company.skks_asks_opinion = True
            self.case.email_from = False
            self.run_cron("ir_cron_opinion")
        self.assertFalse(self.sink.letters)

    def opinion(self):
        with self.later(days=4):
            self.run_cron("ir_cron_opinion")
        text = self.assertOneLetterTo(CITIZEN).text
        return f"/interwencje/opinia/{text.split('/interwencje/opinia/')[1][:43]}"

    def test_satisfied(self):
        path = self.opinion()
        with self.later(days=5):
            self.assertEqual(self.get(path).status_code, 200)
            self.env.invalidate_all()
            self.assertFalse(self.case.feedback, "looking is no answer")
            self.post(path, feedback="satisfied", text="Szybko!")
            self.assertEqual(self.get(path).status_code, 404, "once")
            self.post(path, feedback="unsatisfied", text="Jednak nie")
        self.env.invalidate_all()
        self.assertEqual(self.case.feedback, "satisfied")
        self.assertEqual(self.case.feedback_text, "Szybko!")
        self.assertFalse(self.case.reopening_id)

    def test_unsatisfied_asks_to_open_again(self):
        path = self.opinion()
        with self.later(days=5):
            page = self.post(path, feedback="unsatisfied", text=" ")
            self.assertEqual(page.status_code, 200)
            self.env.invalidate_all()
            self.assertFalse(self.case.feedback, "say what is wrong")
            self.post(path, feedback="nonsense", text="x")
            self.env.invalidate_all()
            self.assertFalse(self.case.feedback)
            self.post(path, feedback="unsatisfied", text="Dziura jest dalej.")
        self.env.invalidate_all()
        request = self.case.reopening_id
        self.assertEqual(request.source, "feedback")
        self.assertEqual(request.body, "Dziura jest dalej.")
        self.assertEqual(self.case.state, "answered", "people decide")


@tagged("post_install", "-at_install")
class TestReopening(AfterCase):
    """M7.5: whoever is not content asks; staff decide, within three working days."""

    def ask(self, text="Dziura jest dalej."):
        self.case.sudo()._submitter_objects(text)
        self.env.flush_all()

    def decline(self, user):
        reason = self.env.ref("skks_intervention.reopening_reason_nothing_new")
        wizard = self.env["skks.intervention.decline"].with_user(user)
        return wizard.create(
            {"intervention_id": self.case.id, "reason_id": reason.id}
        ).action_decline()

    def test_asked_on_the_page(self):
        with self.later(hours=1):
            answer = self.post(self.track(), text="Dziura jest dalej.")
            self.assertIn("Dziura jest dalej.", answer.text)
        self.env.invalidate_all()
        request = self.case.reopening_id
        self.assertEqual(request.state, "asked")
        due = str(self.case._skks_local(request.clock_id.due_at))[:16]
        self.assertEqual(due, "2026-11-13 16:00", "11 November is a holiday")
        self.assertEqual(self.case.waiting_for, "office")
        mine = self.env["skks.intervention"].with_user(self.dispatcher)
        self.assertIn(self.case, mine.search(mine._desk_mine_domain()))

    def test_second_request_joins_the_first(self):
        with self.later(hours=1):
            self.ask()
            self.ask("I jeszcze jedno.")
        self.assertEqual(len(self.case.reopening_ids), 1)
        self.assertIn("I jeszcze jedno", self.case.message_line_ids[0].body)

    def test_opened_again_while_the_promise_is_ahead(self):
        due = self.case.answer_clock_id.due_at
        with self.later(days=2):
            self.ask()
            self.case.with_user(self.dispatcher).action_reopen()
        self.assertEqual(self.case.state, "in_progress")
        self.assertFalse(self.case.answered_at)
        self.assertFalse(self.case.answer_clock_id.stopped_at)
        self.assertEqual(self.case.answer_clock_id.due_at, due)
        self.assertEqual(self.case.reopening_ids.state, "reopened")
        self.assertEqual(self.case.reopening_ids.clock_id.result, "met")
        self.assertFalse(self.case.reopening_id)
        self.assertEqual(self.case.waiting_for, "entity")
        self.assertIn("23 listopada", self.assertOneLetterTo(CITIZEN).text)

    def test_opened_again_after_the_promise_is_promised_anew(self):
        kept = self.case.answer_clock_id
        with self.later(days=60):
            self.ask()
            self.case.with_user(self.dispatcher).action_reopen()
            self.assertGreater(self.case.promised_at, datetime(2027, 1, 10))
        self.assertNotEqual(self.case.answer_clock_id, kept)
        self.assertEqual(kept.result, "met", "what was kept stays kept")
        with self.later(days=61):
            reply = self._accepted_reply(self.case)
            reply.action_send()
        self.assertEqual(self.case.state, "answered")

    def test_declined_with_a_reason_from_the_list(self):
        with self.later(days=2):
            self.ask()
            self.decline(self.dispatcher)
        self.assertEqual(self.case.state, "answered")
        self.assertEqual(self.case.reopening_ids.state, "declined")
        self.assertFalse(self.case.waiting_for)
        letter = self.assertOneLetterTo(CITIZEN)
        self.assertIn("nic, czego nie", letter.text)
        permit = self.env["skks.gate.permit"].search(
            [("res_model", "=", self.case._name), ("res_id", "=", self.case.id)],
            limit=1,
        )
        self.assertEqual(permit.kind, "ask")
        with self.later(days=3), self.assertRaises(UserError, msg="decided"):
            self.decline(self.dispatcher)

    def test_unit_does_not_judge_itself(self):
        with self.later(days=1):
            self.ask()
            with self.assertRaises(AccessError):
                self.case.with_user(self.roads_head).action_reopen()
            with self.assertRaises(AccessError):
                self.decline(self.roads_head)
            with self.assertRaises(AccessError):
                self.case.with_user(self.roads)._decline_reopening(
                    self.env.ref("skks_intervention.reopening_reason_planned")
                )
        request = self.case.reopening_ids
        for user in (self.dispatcher, self.roads):
            with self.assertRaises(UserError):
                request.with_user(user).write({"state": "declined"})
        with self.assertRaises(UserError):
            request.write({"state": "declined"})
        with self.assertRaises(UserError):
            self.case.write({"reopening_id": False})

    def test_letter_of_thanks_joins_quietly(self):
        with self.later(days=1):
            self.letter("Dziękuję bardzo!")
        self.assertEqual(self.case.message_line_ids[0].kind, "addition")
        self.assertFalse(self.case.reopening_ids)
        self.assertFalse(self.case.activity_ids)

    def test_letter_that_objects_asks_to_open_again(self):
        with self.later(days=1):
            self.letter("Dziura jest dalej, nikt nie przyjechał.")
        self.assertEqual(self.case.reopening_id.source, "letter")
        self.assertEqual(self.case.state, "answered")

    def letter(self, text):
        letter = self._letter(f"Re: [{self.case.number}]", text)
        self.assertEqual(self.deliver(letter.as_bytes()), self.case.id)


@tagged("post_install", "-at_install")
class TestClosing(AfterCase):
    """M7.1: what was answered closes itself when nobody has objected."""

    def test_closed_after_two_weeks(self):
        for days, state in ((13, "answered"), (14, "closed"), (15, "closed")):
            with self.later(days=days):
                self.run_cron("ir_cron_close")
            self.assertEqual(self.case.state, state, days)

    def test_request_that_waits_keeps_it_open(self):
        with self.later(days=10):
            self.case.sudo()._submitter_objects("Dziura jest dalej.")
        with self.later(days=20):
            self.run_cron("ir_cron_close")
            with self.assertRaises(UserError):
                self.case.with_user(self.dispatcher).action_close()
        self.assertEqual(self.case.state, "answered")

    def test_what_was_late_is_explained_first(self):
        with freeze_time(RECEIVED):
            late = self._report()
        with self.later(days=60):
            self._accepted_reply(late).action_send()
        with self.later(days=90):
            self.run_cron("ir_cron_close")
        self.assertEqual(late.state, "answered")

    @mute_logger("odoo.addons.skks_intervention.models.intervention_after")
    def test_one_that_fails_stands_in_nobodys_way(self):
        with freeze_time(RECEIVED):
            bad = self._report()
        with freeze_time(ANSWERED - timedelta(hours=1)):
            self._accepted_reply(bad).action_send()
        original = type(bad)._close_by_itself

        def close(case):
            if case == bad:
                raise ValueError("spoilt")
            return original(case)

        self.patch(type(bad), "_close_by_itself", close)
        with self.later(days=20):
            self.run_cron("ir_cron_close")
        self.assertEqual(bad.state, "answered")
        self.assertEqual(self.case.state, "closed")
