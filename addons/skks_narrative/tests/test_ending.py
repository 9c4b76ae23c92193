from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models.narrative_review import CONFIRM, ENDS
from . import common


@tagged("post_install", "-at_install")
class TestEnding(common.NarrativeCase):
    """M6.3, M6.4: what a confirmation cannot bring back is not asked for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time("2026-03-02 11:00:00"):
            cls.narrative = cls.approved(valid_to="2026-06-12")
            cls.other = cls.approved(name="Lights")

    def on(self, day):
        """Run the daily job of that day; return what is noted on it."""
        with freeze_time(f"{day} 05:00:00"):
            self.run_cron("skks_narrative.ir_cron_review")
            return {
                kind: self.narrative.activity_search([kind]) for kind in (CONFIRM, ENDS)
            }

    def mine(self, user):
        narratives = self.env["skks.narrative"].with_user(user)
        asked = narratives.search([("is_mine_to_confirm", "=", True)])
        due = narratives.search(narratives._review_mine_domain())
        desk = self.env["skks.desk"].with_user(user)
        rows = desk.search(
            [("res_model", "=", "skks.narrative"), ("is_mine", "=", True)]
        )
        return set(asked.ids), set(due.ids), set(rows.mapped("res_id"))

    def test_not_in_the_queue(self):
        both = {self.narrative.id, self.other.id}
        with freeze_time("2026-06-12 11:00:00"):
            for found in self.mine(self.expert):
                self.assertLessEqual(both, found)
        self.env.invalidate_all()
        with freeze_time("2026-06-13 11:00:00"):
            for found in self.mine(self.expert):
                self.assertIn(self.other.id, found)
                self.assertNotIn(self.narrative.id, found)
            readers = self.env["skks.narrative"].with_user(self.officer)
            ended = readers.search([("has_ended", "=", True)])
            self.assertIn(self.narrative, ended.with_env(self.env))
            self.assertNotIn(self.other, ended.with_env(self.env))

    def test_a_confirmation_is_refused(self):
        with freeze_time("2026-06-13 11:00:00"):
            own = self.narrative.with_user(self.expert)
            self.assertFalse(own.can_confirm)
            with self.assertRaisesRegex(UserError, "last day"):
                own.action_confirm()
            with self.assertRaises(AccessError):
                self.narrative.with_user(self.officer).action_confirm()
            notice = (own | self.other.with_user(self.expert)).action_confirm_several()
            self.assertIn("Not confirmed", notice["params"]["message"])
        self.assertFalse(self.narrative.confirmation_ids)
        self.assertTrue(self.other.confirmation_ids)

    def test_a_new_date_brings_it_back_but_confirms_nothing(self):
        with freeze_time("2026-06-15 11:00:00"):
            self.narrative.with_user(self.officer).valid_to = "2026-12-31"
            self.assertEqual(self.narrative.freshness, "overdue")
            self.assertIn(self.narrative.id, self.mine(self.expert)[0])
            self.narrative.with_user(self.expert).action_confirm()
            self.assertEqual(self.narrative.freshness, "current")

    def test_asked_again_after_a_new_date(self):
        """M6.4: what was told before the end is told anew."""
        self.on("2026-06-05")
        self.on("2026-06-15")
        with freeze_time("2026-06-16 11:00:00"):
            self.narrative.with_user(self.officer).valid_to = "2026-12-31"
            self.assertEqual(self.narrative.waiting_for, "entity")
        self.assertTrue(self.on("2026-06-17")[CONFIRM])

    def test_told_once(self):
        noted = self.on("2026-06-05")
        self.assertEqual(noted[ENDS].user_id, self.expert)
        self.assertTrue(noted[CONFIRM])
        self.assertEqual(self.narrative.waiting_for, "entity")
        first, before = noted[ENDS], noted[ENDS].summary
        noted = self.on("2026-06-15")
        self.assertEqual(noted[ENDS], first)
        self.assertNotEqual(first.summary, before)
        self.assertFalse(noted[CONFIRM])
        self.assertFalse(self.narrative.waiting_for)
        first.with_user(self.expert).action_done()
        self.assertFalse(self.on("2026-06-16")[ENDS])
        self.assertFalse(self.narrative.remind_on)

    def test_who_let_it_end_is_not_told_again(self):
        self.on("2026-06-05")[ENDS].with_user(self.expert).action_done()
        self.assertFalse(self.on("2026-06-15")[ENDS])
        self.assertFalse(self.narrative.remind_on)

    def test_server_was_down(self):
        noted = self.on("2026-06-15")
        self.assertEqual(noted[ENDS].user_id, self.expert)
        self.assertFalse(noted[CONFIRM])

    def test_no_letter(self):
        self.other.with_user(self.expert).action_withdraw("No")
        with freeze_time("2026-06-15 07:00:00"):  # a Monday
            briefing = self.env["skks.briefing"]
            self.assertNotIn(self.expert, briefing._position_readers())
