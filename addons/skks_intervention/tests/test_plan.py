from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import InterventionCase


@tagged("post_install", "-at_install")
class TestPlan(InterventionCase):
    """M7.1: the activity plan of the category is launched for the unit."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.todo = cls.env.ref("mail.mail_activity_data_todo")
        cls.plan = cls._plan("Oględziny")
        cls.category.plan_id = cls.plan

    @classmethod
    def _plan(cls, summary, user=None, **values):
        return cls.env["mail.activity.plan"].create(
            {
                "name": summary,
                "res_model": "skks.intervention",
                "template_ids": [
                    (
                        0,
                        0,
                        {
                            "activity_type_id": cls.todo.id,
                            "summary": summary,
                            "delay_count": 2,
                            "delay_from": "after_plan_date",
                            "responsible_type": "other" if user else "on_demand",
                            "responsible_id": user and user.id,
                        },
                    )
                ],
            }
            | values
        )

    def test_launched_for_the_head_where_nobody_is_named(self):
        case = self._report()
        self.assertEqual(case.activity_ids.mapped("summary"), ["Oględziny"])
        self.assertEqual(case.activity_ids.user_id, self.roads_head)

    def test_launched_for_the_person(self):
        case = self._report(
            category_id=self.env.ref("skks_intervention.category_inn").id
        )
        self.assertFalse(case.activity_ids)
        case.category_id = self.category
        case._route_to(self.wdt, self.roads, "dispatcher")
        self.assertEqual(case.activity_ids.user_id, self.roads)

    def test_nearest_above(self):
        narrower = self._narrower("DROX", plan_id=self._plan("Zdjęcie").id)
        below = self._narrower("DROY", parent_id=narrower.id)
        self.assertEqual(below._skks_plan().name, "Zdjęcie")
        narrower.plan_id.active = False
        self.assertEqual(below._skks_plan(), self.plan, "an archived one is none")
        self.assertFalse(self.env.ref("skks_intervention.category_osw")._skks_plan())

    def test_people_who_have_left_or_may_not_read_are_no_obstacle(self):
        gone = self._user("byly", "representative")
        gone.active = False
        for user in (gone, self.school):
            with self.subTest(user=user.login):
                self.category.plan_id = self._plan("Kontrola", user)
                case = self._report()
                self.assertEqual(case.state, "routed")
                self.assertEqual(case.activity_ids.user_id, self.roads_head)

    def test_absent_head_has_a_stand_in(self):
        self.roads_head.with_user(self.roads_head).action_set_absence(
            "2020-01-01 00:00:00", False, self.roads.id
        )
        self.assertEqual(self._report().activity_ids.user_id, self.roads)

    def test_another_unit_begins_anew(self):
        case = self._report()
        note = case.activity_schedule(user_id=self.dispatcher.id, summary="Własne")
        case._route_to(self.mpwik, self.env["res.users"], "not ours")
        self.assertIn(note, case.activity_ids)
        planned = case.activity_ids - note
        self.assertEqual(planned.user_id, self.water)
        case._route_to(self.mpwik, self.water, "the same unit")
        self.assertEqual(case.activity_ids - note, planned, "launched once a unit")

    def test_office_keeps_plans_of_reports_alone(self):
        plans = self.env["mail.activity.plan"].with_user(self.head)
        plan = plans.create({"name": "Nowy", "res_model": "skks.intervention"})
        plan.template_ids = [(0, 0, {"activity_type_id": self.todo.id})]
        with self.assertRaises(AccessError):
            plans.create({"name": "Obcy", "res_model": "skks.entity"})
        with self.assertRaises(AccessError):
            plan.res_model = "skks.entity"
        with self.assertRaises(AccessError):
            plan.with_user(self.officer).name = "Inny"
