from datetime import date, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from . import common

NOON = "2026-03-02 11:00:00"
TODAY = date(2026, 3, 2)


@tagged("post_install", "-at_install")
class TestConfirmation(common.NarrativeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time(NOON):
            cls.narrative = cls.approved()

    def fresh_on(self, day, narrative=None):
        narrative = narrative or self.narrative
        with freeze_time(f"{day} 11:00:00"):
            narrative.invalidate_recordset(["freshness"])
            found = [
                value
                for value in dict(narrative._fields["freshness"].selection)
                if narrative in narrative.search([("freshness", "=", value)])
            ]
            self.assertEqual(found, [narrative.freshness], "badge and filter agree")
            return narrative.freshness

    def test_acceptance_confirms(self):
        self.assertEqual(self.narrative.confirmed_on, TODAY)
        self.assertEqual(self.narrative.confirm_due, TODAY + timedelta(days=90))

    def test_freshness_by_day(self):
        for offset, expected in (
            (0, "current"),
            (76, "current"),
            (77, "due_soon"),
            (90, "due_soon"),
            (91, "overdue"),
            (119, "overdue"),
            (120, "expired"),
            (400, "expired"),
        ):
            day = TODAY + timedelta(days=offset)
            with self.subTest(offset):
                self.assertEqual(self.fresh_on(day), expected)

    def test_freshness_of_drafts_and_of_dates(self):
        draft = self.draft()
        self.assertEqual(self.fresh_on(TODAY, draft), "never_confirmed")
        self.narrative.valid_to = TODAY
        self.assertEqual(self.fresh_on(TODAY), "current")
        self.assertEqual(self.fresh_on(TODAY + timedelta(days=1)), "expired")

    def test_search_of_several_and_of_none(self):
        draft = self.draft()
        both = self.narrative | draft
        with freeze_time(NOON):
            search = self.Narrative.search
            some = search([("freshness", "in", ("current", "never_confirmed"))])
            self.assertEqual(some & both, both)
            rest = search([("freshness", "!=", "current")])
            self.assertEqual(rest & both, draft)
            rest = search([("freshness", "not in", ("current", "never_confirmed"))])
            self.assertFalse(rest & both)

    def test_day_is_local(self):
        """At 23:30 UTC it is the next day in Warsaw."""
        narrative = self.approved(valid_to="2026-06-30")
        with freeze_time("2026-06-30 21:59:00"):
            self.assertEqual(narrative._today(), date(2026, 6, 30))
        with freeze_time("2026-06-30 22:01:00"):
            self.assertEqual(narrative._today(), date(2026, 7, 1))

    def test_expert_confirms(self):
        for user in (self.expert, self.deputy):
            with self.subTest(user.login), freeze_time("2026-05-01 11:00:00"):
                narrative = self.narrative.with_user(user)
                self.assertTrue(narrative.can_confirm)
                narrative.action_confirm()
                self.assertEqual(narrative.confirmed_on, date(2026, 5, 1))
                row = narrative.confirmation_ids.sorted("id")[-1]
                self.assertEqual(row.outcome, "unchanged")
                self.assertEqual(row.user_id, user)
                self.assertEqual(row.version_id, narrative.current_version_id)
                self.assertEqual(narrative.signoff_state, "approved")

    def test_others_confirm_nothing(self):
        for user in (self.officer, self.manager, self.head, self.leader, self.auditor):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.assertFalse(self.narrative.with_user(user).can_confirm)
                self.narrative.with_user(user).action_confirm()
        for user in (self.stranger, self.employee, self.dispatcher):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.narrative.with_user(user).action_confirm()
        with self.assertRaises(AccessError):
            self.narrative.with_user(self.env.ref("base.user_root")).action_confirm()
        self.assertFalse(self.narrative.confirmation_ids)

    def test_stand_in_confirms_during_the_absence(self):
        narrative = self.narrative.with_user(self.stranger)
        with self.assertRaises(AccessError):
            narrative.action_confirm()
        self.absent(self.expert, self.stranger)
        narrative.action_confirm()
        self.assertEqual(self.narrative.confirmation_ids.user_id, self.stranger)
        self.expert.out_of_office_to = "2020-01-02 00:00:00"
        with self.assertRaises(AccessError):
            narrative.action_confirm()

    def test_edit_confirms_nothing(self):
        with freeze_time("2026-05-01 11:00:00"):
            self.narrative.with_user(self.officer).thesis = "On Tuesday."
            self.assertEqual(self.narrative.confirmed_on, TODAY)
            with self.assertRaises(UserError):
                self.narrative.with_user(self.expert).action_confirm()

    def test_accepted_change_confirms(self):
        with freeze_time("2026-05-01 11:00:00"):
            self.narrative.write({"thesis": "On Tuesday.", "change_note": "Late"})
            self.accept(self.narrative)
        self.assertEqual(self.narrative.confirmed_on, date(2026, 5, 1))
        self.assertRecordValues(
            self.narrative.confirmation_ids,
            [{"outcome": "changed", "user_id": self.expert.id, "note": "Late"}],
        )

    def test_change_of_expert_or_interval(self):
        self.narrative.expert_id = self.head
        self.assertEqual(self.narrative.confirmed_on, TODAY)
        self.narrative.confirm_every = 30
        self.assertEqual(self.narrative.confirmed_on, TODAY)
        self.assertEqual(self.narrative.confirm_due, TODAY + timedelta(days=30))

    def test_no_endless_interval(self):
        """M6.4: a slip of the finger is refused in words, not by a broken page."""
        position = self.narrative.with_user(self.officer)
        typed = {"confirm_every": 2_000_000_000}
        spec = {"confirm_every": {}, "confirm_due": {}}
        answer = position.onchange(typed, ["confirm_every"], spec)
        self.assertEqual(answer["value"]["confirm_due"], date(2036, 2, 28))
        with self.assertRaisesRegex(ValidationError, "from 1 to 3650"):
            position.write(typed)
        draft = self.draft()
        with self.assertRaisesRegex(ValidationError, "from 1 to 3650"):
            draft.confirm_every = 3651
        draft.confirm_every = 3650

    def test_waiting_for_me(self):
        def mine(user):
            found = self.Narrative.with_user(user).search(
                [("is_mine_to_confirm", "=", True)]
            )
            return self.narrative in found.with_user(self.env.user)

        with freeze_time(NOON):
            self.assertFalse(mine(self.expert))
        with freeze_time("2026-05-25 11:00:00"):
            self.assertTrue(mine(self.expert))
            self.assertTrue(mine(self.deputy))
            self.assertTrue(self.narrative.with_user(self.expert).is_mine_to_confirm)
            self.assertFalse(mine(self.officer))
            self.assertFalse(mine(self.stranger))
            self.absent(self.expert, self.stranger)
            self.assertTrue(mine(self.stranger))

    def test_withdraw(self):
        for reason in (None, " "):
            with self.assertRaises(UserError):
                self.narrative.with_user(self.expert).action_withdraw(reason)
        for user in (self.officer, self.leader, self.auditor, self.head):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.narrative.with_user(user).action_withdraw("No")
        self.narrative.with_user(self.expert).action_withdraw("It is closed again")
        self.assertTrue(self.narrative.withdrawn_at)
        self.assertEqual(self.narrative.withdrawn_reason, "It is closed again")
        self.assertEqual(self.narrative.freshness, "expired")
        self.assertEqual(self.narrative.confirmation_ids.outcome, "withdraw_untrue")
        with self.assertRaises(UserError):
            self.narrative.with_user(self.expert).action_withdraw("Again")
        with self.assertRaises(UserError):
            self.narrative.with_user(self.expert).action_confirm()

    def test_head_of_office_withdraws(self):
        self.narrative.with_user(self.manager).action_withdraw_useless("Long ago")
        self.assertEqual(self.narrative.confirmation_ids.outcome, "withdraw_useless")

    def test_withdraw_needs_an_outcome_and_a_version(self):
        with self.assertRaises(UserError):
            self.narrative.with_user(self.expert).action_withdraw("x", "unchanged")
        draft = self.draft()
        with self.assertRaises(UserError):
            draft.with_user(self.expert).action_withdraw("x")

    def test_new_acceptance_brings_it_back(self):
        self.narrative.with_user(self.expert).action_withdraw("It is closed again")
        self.narrative.write({"thesis": "It is open.", "change_note": "Open"})
        self.accept(self.narrative)
        self.assertFalse(self.narrative.withdrawn_at)

    def test_not_mine(self):
        self.narrative.with_user(self.expert).action_not_mine("Ask the water company")
        self.assertEqual(self.narrative.confirmation_ids.outcome, "not_mine")
        self.assertEqual(self.narrative.confirmed_on, TODAY)
        self.assertEqual(self.narrative.activity_ids.user_id, self.manager)
        with self.assertRaises(AccessError):
            self.narrative.with_user(self.officer).action_not_mine("No")

    def test_acts_are_journalled(self):
        self.narrative.with_user(self.expert).action_confirm()
        self.narrative.with_user(self.expert).action_withdraw("Closed")
        entries = self.env["skks.journal.entry"].search(
            [("res_model", "=", "skks.narrative"), ("res_id", "=", self.narrative.id)]
        )
        acts = {entry.act: entry for entry in entries}
        self.assertEqual(acts["narrative.confirm"].user_id, self.expert)
        self.assertEqual(acts["narrative.withdraw"].reason, "Closed")
