from odoo.tests import TransactionCase, new_test_user, tagged

from odoo.addons.skks_base.tests.common_stranger import StrangerMatrix

from . import common

# How far the numbers of the year have come says nothing of a case.
OF_NO_CASE = ("ir.sequence.date_range",)


@tagged("post_install", "-at_install")
class TestStranger(StrangerMatrix, common.PatronageCommon, TransactionCase):
    """M4.3: whoever has no part in a request comes by no row and no word of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.group_allow_export").user_ids += cls.school
        cls.plain = new_test_user(cls.env, "gil", groups="base.group_user")
        words = f"<p>{cls.secret}</p>"
        cls.begin_case()
        cls.request = cls._asked(
            name=cls.secret,
            organiser=cls.secret,
            email_from=f"{cls.secret}@biegi.example",
            event_place=cls.secret,
            description=words,
        )
        cls.request.with_user(cls.roads).opinion = words
        cls.request.message_post(body=cls.secret, partner_ids=cls.roads.partner_id.ids)
        cls.request.activity_schedule(
            "mail.mail_activity_data_todo", summary=cls.secret, user_id=cls.officer.id
        )
        cls.request.action_grant()
        cls.end_case()

    def test_it_is_in_the_matrix(self):
        self.assertEqual(self.case_models("skks_example_patronage"), {"skks.patronage"})
        self.assertTrue(self.of_case["skks.patronage"])

    def test_whoever_has_a_part_finds_it(self):
        domain = [("description", "ilike", self.secret)]
        found = self.rpc(self.roads, "skks.patronage", "search", domain)
        self.assertEqual(found, self.request.ids)

    def test_representative_of_another_entity(self):
        self.assertFindsNothing(self.school, but=OF_NO_CASE)

    def test_employee_without_a_role(self):
        self.assertFindsNothing(self.plain, but=OF_NO_CASE)
