from odoo.tests import tagged

from .common import InterventionCase


@tagged("post_install", "-at_install")
class TestDesk(InterventionCase):
    """M7.5: reports and replies lie on the desk of whoever they wait for."""

    def _desk(self, user):
        rows = self.env["skks.desk"].with_user(user).search([("is_mine", "=", True)])
        return {(row.res_model, row.res_id) for row in rows}

    def test_dispatcher_unit_and_head(self):
        inn = self.env.ref("skks_intervention.category_inn")
        stray = self._report(category_id=inn.id)
        case = self._report()
        self.assertIn((stray._name, stray.id), self._desk(self.dispatcher))
        self.assertNotIn((case._name, case.id), self._desk(self.dispatcher))
        for user in (self.roads, self.roads_head):
            self.assertIn((case._name, case.id), self._desk(user))
        reply = self._drafted_reply(case)
        reply.action_submit()
        key = (reply._name, reply.id)
        self.assertIn(key, self._desk(self.roads_head))
        self.assertNotIn(key, self._desk(self.roads), "who wrote does not accept")
        self.assertNotIn((case._name, case.id), self._desk(self.roads))
        self.assertFalse(self._desk(self.water))

    def test_asked_submitter_is_on_nobodys_desk_until_the_answer(self):
        case = self._report()
        case.with_user(self.roads)._ask(
            self.env.ref("skks_intervention.template_question_place")
        )
        self.assertNotIn((case._name, case.id), self._desk(self.roads))
        case._submitter_answered()
        self.assertIn((case._name, case.id), self._desk(self.roads))

    def test_dispatcher_has_a_desk_in_the_menu(self):
        menus = self.env["ir.ui.menu"].with_user(self.dispatcher)
        self.assertIn(
            self.env.ref("skks_base.menu_desk_todo").id, menus._visible_menu_ids()
        )
