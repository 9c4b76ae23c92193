from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import PressCase


@tagged("post_install", "-at_install")
class TestConfidential(PressCase):
    """M0.1, M4.3: a confidential case is seen by those who work on it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.inquiry = cls._inquiry()
        cls.inquiry.action_confirm()
        cls.part = cls._contribution(cls.inquiry, cls.wdt_person)
        cls.helper = cls._user("pomocnik", "officer")
        cls.inquiry.helper_ids = cls.helper

    def _as(self, user, record=None):
        return (record or self.inquiry).with_user(user)

    def _absent(self, user, stand_in):
        user.write(
            {
                "out_of_office_from": fields.Datetime.subtract(
                    fields.Datetime.now(), days=1
                ),
                "out_of_office_to": False,
                "stand_in_id": stand_in.id,
            }
        )

    def test_who_hides_and_shows(self):
        for user in (self.officer2, self.helper, self.roads, self.secretary):
            with self.assertRaises(AccessError):
                self._as(user).confidential = True
        self.inquiry.confidential = True
        self._as(self.head).confidential = False
        self._as(self.head).confidential = True
        entries = self.env["skks.journal.entry"].search(
            [("act", "=", "case.confidential"), ("res_id", "=", self.inquiry.id)]
        )
        self.assertEqual(
            [(one.user_id, one.old_value, one.new_value) for one in entries],
            [
                (self.head, "False", "True"),
                (self.head, "True", "False"),
                (self.officer, "False", "True"),
            ],
        )

    def test_helper_does_not_take_it_over(self):
        self.inquiry.confidential = True
        helper = self._as(self.helper)
        self.assertEqual(helper.read(["name"])[0]["name"], self.inquiry.name)
        for values in (
            {"confidential": False},
            {"coordinator_id": self.helper.id, "confidential": False},
            {"coordinator_id": self.helper.id},
            {"helper_ids": [(4, self.officer2.id)]},
        ):
            with self.assertRaises(AccessError):
                helper.write(values)
        helper.write({"priority": "2", "confidential": True})

    def test_registered_as_confidential(self):
        create = self.env["skks.inquiry"].with_user(self.officer2).create
        values = {"name": "X", "journalist_id": self.journalist.id}
        hidden = create(
            values | {"confidential": True, "coordinator_id": self.officer2.id}
        )
        self.assertTrue(hidden.confidential)
        for other in (False, self.officer.id):
            with self.assertRaises(AccessError):
                create(values | {"confidential": True, "coordinator_id": other})
            with self.assertRaises(AccessError):
                self.env["skks.inquiry"].with_user(self.officer2).with_context(
                    default_confidential=True, default_coordinator_id=other
                ).create(values)

    def test_desk_and_counts(self):
        row = [("res_model", "=", "skks.inquiry"), ("res_id", "=", self.inquiry.id)]
        desk = self.env["skks.desk"]
        inquiries = self.env["skks.inquiry"]
        domain = [("id", "=", self.inquiry.id)]
        self.assertEqual(desk.with_user(self.officer2).search_count(row), 1)
        self.inquiry.confidential = True
        for user, count in (
            (self.officer, 1),
            (self.helper, 1),
            (self.head, 1),
            (self.auditor, 1),
            (self.officer2, 0),
            (self.secretary, 0),
        ):
            with self.subTest(user=user.name):
                self.assertEqual(desk.with_user(user).search_count(row), count)
                own = inquiries.with_user(user)
                self.assertEqual(own.search_count(domain), count)
                groups = own._read_group(domain, ["state"], ["__count"])
                self.assertEqual(sum(number for _state, number in groups), count)
                parts = self._as(user, self.part)
                self.assertEqual(parts.search_count([("id", "=", self.part.id)]), count)

    def test_stand_in_sees_it_while_the_absence_lasts(self):
        self.inquiry.confidential = True
        own = self._as(self.officer2)
        self.assertFalse(own.has_access("read"))
        self._absent(self.officer, self.officer2)
        self.assertTrue(own.has_access("write"))
        self.assertTrue(self._as(self.officer2, self.part).has_access("read"))
        self.part.sudo()._deliver("screen")
        mine = [("is_mine", "=", True), ("res_id", "=", self.part.id)]
        desk = self.env["skks.desk"].with_user(self.officer2)
        self.assertIn("skks.contribution", desk.search(mine).mapped("res_model"))
        own.confidential = False
        own.confidential = True
        self.officer.out_of_office_to = fields.Datetime.subtract(
            fields.Datetime.now(), hours=1
        )
        self.assertFalse(own.has_access("read"))

    def test_followers(self):
        threads = (self.inquiry, self.part)
        people = self.officer2 | self.helper | self.head | self.roads
        for thread in threads:
            thread.sudo().message_subscribe(people.partner_id.ids)
        self.inquiry.confidential = True
        for thread in threads:
            followers = thread.sudo().message_partner_ids
            self.assertNotIn(self.officer2.partner_id, followers)
            self.assertIn(self.helper.partner_id, followers)
        self.inquiry.sudo().message_subscribe(self.officer2.partner_id.ids)
        self.inquiry.message_post(
            body="Secret", partner_ids=(self.officer2 | self.head).partner_id.ids
        )
        self.assertNotIn(
            self.officer2.partner_id, self.inquiry.sudo().message_partner_ids
        )
        message = self.inquiry.sudo().message_ids[0]
        self.assertEqual(message.partner_ids, self.head.partner_id)
        self.assertFalse(message.with_user(self.officer2).has_access("read"))
        self.inquiry.helper_ids = [(3, self.helper.id)]
        self.assertNotIn(
            self.helper.partner_id, self.inquiry.sudo().message_partner_ids
        )
