from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from . import common_signoff


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10 09:00:00")
class TestHandover(common_signoff.SignoffCase):
    """M4.1, M0.4: nobody leaves open work behind."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.roads.representative_ids
        cls.colleague = cls._user("roads.colleague", "group_representative")
        cls._represent(cls.colleague, cls.roads)
        cls.topic = cls.env["skks.topic"].create(
            {
                "name": "Roads",
                "entity_id": cls.roads.id,
                "representative_id": cls.person.id,
            }
        )
        cls.water.head_id = cls.expert
        cls.duty = cls.env["skks.duty"].create(
            {"day": date(2026, 11, 12), "user_id": cls.officer.id}
        )

    def _messages_to(self, user, since):
        return self.env["mail.message"].search(
            [("id", ">", since), ("partner_ids", "in", user.partner_id.ids)]
        )

    def _last_message(self):
        return self.env["mail.message"].search([], order="id desc", limit=1).id

    def _wizard(self, user, by=None):
        return Form(
            self.env["res.users.handover"]
            .with_user(by or self.manager)
            .with_context(default_user_id=user.id)
        )

    def _lines(self, wizard):
        return {line.res_model: line for line in wizard.line_ids}

    # --- the window -----------------------------------------------------------

    def test_counts_and_proposes(self):
        form = self._wizard(self.expert)
        form.reason = "Change of post"
        wizard = form.save()
        lines = self._lines(wizard)
        self.assertEqual(lines["skks.topic"].count, 1)
        self.assertEqual(lines["skks.topic"].successor_id, self.colleague)
        self.assertEqual(lines["skks.entity"].successor_id, self.water_expert)
        since = self._last_message()
        wizard.action_hand_over()
        self.assertEqual(self.topic.representative_id.user_id, self.colleague)
        self.assertEqual(self.water.head_id, self.water_expert)
        self.assertTrue(self.person.active)
        entry = self._journal(self.water, "handover")
        self.assertEqual(entry.user_id, self.manager)
        self.assertEqual(entry.reason, "Change of post")
        self.assertEqual(len(self._messages_to(self.colleague, since)), 1)
        self.assertEqual(len(self._messages_to(self.water_expert, since)), 1)

    def test_stand_in_comes_first(self):
        self.officer.stand_in_id = self.second_officer
        form = self._wizard(self.officer)
        form.reason = "Long absence"
        wizard = form.save()
        self.assertEqual(
            self._lines(wizard)["skks.duty"].successor_id, self.second_officer
        )
        wizard.action_hand_over()
        self.assertEqual(self.duty.user_id, self.second_officer)

    def test_another_choice_and_none(self):
        form = self._wizard(self.expert)
        form.reason = "Change of post"
        wizard = form.save()
        lines = self._lines(wizard)
        lines["skks.topic"].successor_id = False
        lines["skks.entity"].successor_id = self.leadership
        wizard.action_hand_over()
        self.assertEqual(self.topic.representative_id, self.person)
        self.assertEqual(self.water.head_id, self.leadership)

    def test_nobody_takes_what_is_not_for_them(self):
        form = self._wizard(self.expert)
        form.reason = "Change of post"
        wizard = form.save()
        line = self._lines(wizard)["skks.topic"]
        line.successor_id = self.water_expert
        with (
            self.assertRaisesRegex(UserError, "may not take over"),
            self.env.cr.savepoint(),
        ):
            wizard.action_hand_over()
        self.assertEqual(self.water.head_id, self.expert)
        line.successor_id = self.expert
        with self.assertRaisesRegex(UserError, "own work"):
            wizard.action_hand_over()

    def test_who_may(self):
        for role in ("officer", "representative", "leadership", "auditor", "employee"):
            with self.assertRaises(AccessError):
                self._wizard(self.expert, getattr(self, role))
        self.assertTrue(self._wizard(self.expert, self.admin).user_id)

    # --- an account is archived -----------------------------------------------

    def test_archiving_hands_over_and_says_so(self):
        since = self._last_message()
        self.expert.active = False
        self.assertEqual(self.topic.representative_id.user_id, self.colleague)
        self.assertEqual(self.water.head_id, self.water_expert)
        self.assertFalse(self.person.active)
        notice = self._messages_to(self.manager, since)
        self.assertEqual(len(notice), 1)
        self.assertIn(self.expert.name, notice.subject)
        self.assertIn(self.colleague.name, notice.body)

    def test_what_nobody_can_take_is_named(self):
        self.colleague.active = False
        since = self._last_message()
        self.expert.active = False
        self.assertEqual(self.topic.representative_id, self.person)
        notice = self._messages_to(self.manager, since).body
        self.assertRegex(notice, r"<li><b>[^<]*\(T-WDT\)")

    def test_nothing_open_nothing_said(self):
        since = self._last_message()
        self.second_officer.active = False
        self.assertFalse(self._messages_to(self.manager, since))

    def test_head_of_the_office_leaves(self):
        second = new_test_user(
            self.env, "second.head", groups="skks_base.group_manager"
        )
        self.company.skks_duty_user_id = self.manager
        since = self._last_message()
        self.manager.active = False
        self.assertEqual(self.company.skks_head_id, second)
        self.assertEqual(self.company.skks_duty_user_id, second)
        self.assertTrue(self._messages_to(second, since))

    def test_acceptance_goes_to_whoever_may(self):
        text = self.submitted(entities=self.roads)
        self.assertIn(self.expert, text.approver_ids)
        line = self.env["skks.handover"]._shares(self.expert)
        self.assertIn("approver_ids", [share.fname for share in line])
        self.expert.active = False
        self.assertEqual(text.approver_ids, self.colleague)
        asked = text.sudo().activity_ids.user_id
        self.assertEqual(asked, self.colleague)
        text.with_user(self.colleague).action_approve()
        self.assertEqual(text.signoff_state, "office")

    def test_acceptance_stays_with_who_has_the_right(self):
        text = self.submitted(entities=self.roads)
        form = self._wizard(self.expert)
        form.reason = "Long absence"
        wizard = form.save()
        self.assertTrue(self._lines(wizard)["skks.test.text"].by_rule)
        wizard.action_hand_over()
        self.assertIn(self.expert, text.approver_ids)

    def test_stuck_acceptance_does_not_stop_archiving(self):
        text = self.submitted(author=self.manager)
        self.leadership.active = False
        self.assertFalse(self.leadership.active)
        self.assertEqual(text.signoff_state, "office")

    # --- activities -----------------------------------------------------------

    def test_activities_follow(self):
        text = self.write_text()
        secret = self.write_text(is_secret=True)
        for document in (text, secret):
            document.sudo().activity_schedule(
                "mail.mail_activity_data_todo", user_id=self.expert.id
            )
        self.expert.stand_in_id = self.colleague
        self.expert.active = False
        self.assertEqual(text.sudo().activity_ids.user_id, self.colleague)
        self.assertEqual(secret.sudo().activity_ids.user_id, self.expert)

    def test_a_client_cannot_play_the_handover(self):
        running = self.env["skks.handover"].with_context(skks_handover={"a": 1})
        self.assertFalse(running._is_running())
