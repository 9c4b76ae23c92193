from odoo.tests import Form, tagged

from . import common


@tagged("post_install", "-at_install")
class TestViews(common.NarrativeCase):
    def test_officer_writes_a_position(self):
        with Form(self.Narrative.with_user(self.officer)) as form:
            form.name = "Waste fee 2026"
            form.body = "<p>It stays.</p>"
            form.expert_id = self.stranger
            form.importance = "high"
            self.assertEqual(form.entity_id, self.water)
            self.assertEqual(form.confirm_every, 30)
        narrative = form.record
        self.assertEqual(narrative.signoff_state, "draft")
        self.assertEqual(narrative.freshness, "never_confirmed")

    def test_expert_opens_an_own_position(self):
        narrative = self.approved()
        with Form(narrative.with_user(self.expert)) as form:
            form.background = "<p>Steel comes from Zabrze.</p>"
        self.assertEqual(narrative.signoff_state, "draft")

    def test_every_role_opens_every_view(self):
        for user in (
            self.officer,
            self.manager,
            self.expert,
            self.leader,
            self.auditor,
        ):
            for kind in ("kanban", "list", "form", "search"):
                with self.subTest(user=user.login, kind=kind):
                    self.Narrative.with_user(user).get_view(view_type=kind)
            narratives = self.Narrative.with_user(user)
            narratives.search_panel_select_multi_range(
                "topic_ids", enable_counters=True
            )
            menus = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
            menu = self.env.ref("skks_narrative.menu_narrative")
            self.assertIn(menu.id, menus)

    def test_reason_comes_through_the_wizard(self):
        narrative = self.approved()
        wizard = (
            self.env["skks.reason"].with_user(self.expert).create({"reason": "Old"})
        )
        wizard.with_context(
            active_model="skks.narrative",
            active_ids=narrative.ids,
            reason_action="action_withdraw",
        ).action_confirm()
        self.assertEqual(narrative.withdrawn_reason, "Old")
