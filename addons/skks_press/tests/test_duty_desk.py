from lxml import etree

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from . import common


@tagged("post_install", "-at_install")
class TestNobodysCase(common.PressCase):
    """M0.4: what nobody has taken goes to the officer of the day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.inquiry = cls._inquiry(coordinator_id=False)
        cls.inquiry.action_confirm()
        cls.inquiry.coordinator_id = False
        cls.duty = cls.env["skks.duty"].create({"user_id": cls.officer2.id})

    def _rows(self, user, *domain):
        desk = self.env["skks.desk"].with_user(user)
        rows = desk.search([("res_model", "=", "skks.inquiry"), *domain])
        return rows.filtered(lambda row: row.res_id == self.inquiry.id)

    def _mine(self, user):
        return self._rows(user, ("is_mine", "=", True))

    def _leave(self, user, stand_in=False):
        now = fields.Datetime.now()
        user.write(
            {
                "out_of_office_from": fields.Datetime.subtract(now, days=1),
                "out_of_office_to": False,
                "stand_in_id": stand_in and stand_in.id,
            }
        )

    def test_officer_of_the_day(self):
        self.assertTrue(self._mine(self.officer2))
        self.assertTrue(self._mine(self.officer2).is_mine)
        for user in (self.officer, self.head, self.secretary):
            self.assertFalse(self._mine(user))
            self.assertFalse(self._rows(user).is_mine)

    def test_stand_in_of_the_officer_of_the_day(self):
        self._leave(self.officer2, stand_in=self.head)
        self.assertTrue(self._mine(self.head))
        self.assertFalse(self._mine(self.officer))

    def test_day_that_the_roster_leaves_out(self):
        self.duty.unlink()
        self.assertTrue(self._mine(self.officer), "the duty officer of the office")
        self.assertFalse(self._mine(self.officer2))

    def test_everybodys_when_nobody_is_on_duty(self):
        self.duty.unlink()
        self.company.skks_duty_user_id = False
        for user in (self.officer, self.officer2, self.head):
            self.assertTrue(self._mine(user))
        self.assertFalse(self._mine(self.secretary))

    def test_everybodys_when_those_on_duty_are_away(self):
        self._leave(self.officer)
        self._leave(self.officer2)
        self.assertTrue(self._mine(self.head))

    def test_everybody_sees_that_nobody_has_taken_it(self):
        action = self.env.ref("skks_base.skks_desk_action_waiting")
        self.assertIn("search_default_not_taken", action.context)
        view = self.env["skks.desk"].get_view(
            self.env.ref("skks_base.skks_desk_view_search").id
        )
        (found,) = etree.fromstring(view["arch"]).xpath("//filter[@name='not_taken']")
        domain = safe_eval(found.get("domain"))
        for user in (self.officer, self.officer2, self.head, self.secretary):
            self.assertTrue(self._rows(user, *domain))
        self.inquiry.with_user(self.officer2).action_take()
        self.assertFalse(self._rows(self.officer, *domain))

    def test_only_what_can_be_given_to_others_has_the_button(self):
        part = self._contribution(self._inquiry(), self.wdt_person)
        rows = self.env["skks.desk"].with_user(self.officer).search([])
        shown = {(row.res_model, row.res_id): row.can_reassign for row in rows}
        self.assertFalse(shown["skks.duty", self.duty.id])
        self.assertTrue(shown["skks.inquiry", self.inquiry.id])
        self.assertTrue(shown["skks.contribution", part.id])
        for row in rows:
            if not row.can_reassign:
                with self.assertRaises(UserError):
                    row.action_reassign()

    def test_groups_come_by_urgency(self):
        self._inquiry(received_at="2026-01-05 08:00:00").action_confirm()
        desk = self.env["skks.desk"].with_user(self.officer)
        groups = [
            key for key, _count in desk._read_group([], ["due_state"], ["__count"])
        ]
        urgency = [key for key, _label in desk._fields["due_state"].selection]
        self.assertEqual(groups, [key for key in urgency if key in groups])
        self.assertIn("overdue", groups)
        self.assertIn("later", groups)
        people = desk.formatted_read_group(
            [], ["coordinator_id", "due_state"], ["__count"]
        )
        self.assertTrue(people)
