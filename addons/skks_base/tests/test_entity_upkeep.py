from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from . import common_who

CONFIRM = "skks_base.mail_activity_confirm"
NOBODY = "skks_base.mail_activity_nobody"


@tagged("post_install", "-at_install")
class UpkeepCase(common_who.WhoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["skks.entity"].search([]).filtered(
            lambda entity: entity not in cls.roads | cls.water
        ).active = False
        cls.head = new_test_user(
            cls.env, "head.who", groups="skks_base.group_representative"
        )
        cls.roads.head_id = cls.water.head_id = cls.head
        for entity in cls.roads | cls.water:
            cls._represent(cls.representative, entity)

    def _cron(self):
        self.env["skks.entity"]._cron_upkeep()

    def _activities(self, entity, activity_type):
        kind = self.env.ref(activity_type)
        return entity.sudo().activity_ids.filtered(
            lambda activity: activity.activity_type_id == kind
        )

    def _messages_to(self, user):
        return self.env["mail.message"].search_count(
            [("partner_ids", "in", user.partner_id.ids)]
        )


@tagged("post_install", "-at_install")
class TestConfirmation(UpkeepCase):
    """M4.1: the list of representatives is confirmed twice a year."""

    def setUp(self):
        super().setUp()
        with freeze_time("2026-01-05 09:00:00"):
            (self.roads | self.water).with_user(self.head).action_confirm_list()
        self.before = {
            user: self._messages_to(user) for user in (self.head, self.manager)
        }

    def _letters(self, user):
        return self._messages_to(user) - self.before[user]

    def test_confirmed(self):
        self.assertEqual(self.roads.confirmed_on, date(2026, 1, 5))
        self.assertEqual(self.roads.confirm_due, date(2026, 7, 6))
        entry = self._journal(self.roads, "entity.confirm")
        self.assertEqual(entry.user_id, self.head)
        self.assertIn(self.representative.name, entry.new_value)
        self.company.skks_confirm_every = 0
        self.assertFalse(self.roads.confirm_due)

    @freeze_time("2026-07-06 09:00:00")
    def test_head_is_asked_once(self):
        for _turn in range(2):
            self._cron()
            for entity in (self.roads, self.water):
                self.assertEqual(entity.confirm_state, "due")
                activity = self._activities(entity, CONFIRM)
                self.assertEqual(activity.user_id, self.head)
            self.assertEqual(self._letters(self.head), 1)
        self.assertEqual(self._letters(self.manager), 0)
        self.roads.with_user(self.head).action_confirm_list()
        self.assertFalse(self._activities(self.roads, CONFIRM))
        self.assertEqual(self.roads.confirm_state, "current")
        self.assertEqual(self.roads.confirm_due, date(2027, 1, 4))

    def test_head_of_the_office_is_told_once(self):
        with freeze_time("2026-07-19 09:00:00"):
            self._cron()
            self.assertEqual(self._letters(self.manager), 0)
        with freeze_time("2026-07-20 09:00:00"):
            for _turn in range(2):
                self._cron()
                self.assertEqual(self.roads.confirm_state, "overdue")
                self.assertEqual(self._letters(self.manager), 1)

    @freeze_time("2026-07-05 09:00:00")
    def test_not_before(self):
        self._cron()
        self.assertEqual(self.roads.confirm_state, "current")
        self.assertFalse(self._activities(self.roads, CONFIRM))

    @freeze_time("2026-07-06 09:00:00")
    def test_new_head_is_asked(self):
        self._cron()
        self.roads.head_id = self.representative
        self._cron()
        self.assertEqual(
            self._activities(self.roads, CONFIRM).user_id, self.representative
        )

    @freeze_time("2026-07-06 09:00:00")
    def test_search_agrees_with_the_field(self):
        Entity = self.env["skks.entity"]
        for day in ("2026-07-05", "2026-07-06", "2026-07-19", "2026-07-20"):
            with freeze_time(day):
                self.roads.invalidate_recordset()
                state = self.roads.confirm_state
                for value in ("current", "due", "overdue"):
                    found = Entity.search([("confirm_state", "=", value)])
                    self.assertEqual(self.roads in found, value == state, (day, value))

    def test_who_confirms(self):
        other_head = self.leadership
        self.water.head_id = other_head
        self.roads.head_id.stand_in_id = self.employee
        for user in (
            self.officer,
            self.manager,
            self.representative,
            self.leadership,
            self.auditor,
            self.dispatcher,
            self.employee,
        ):
            with self.assertRaises(AccessError):
                self.roads.with_user(user).action_confirm_list()
            with self.assertRaises(AccessError):
                self.roads.with_user(user).action_ask_for_correction("x")
        self.roads.with_user(self.admin).action_confirm_list()
        self.assertEqual(self.roads.confirmed_by_id, self.admin)

    @freeze_time("2026-07-06 09:00:00")
    def test_stand_in_confirms(self):
        self.head.write(
            {
                "out_of_office_from": "2026-07-01",
                "out_of_office_to": "2026-07-31",
                "stand_in_id": self.representative.id,
            }
        )
        self._cron()
        roads = self.roads.with_user(self.representative)
        self.assertIn(
            roads, roads.search([("can_confirm", "=", True)]), "found as mine"
        )
        self.assertEqual(
            self._activities(self.roads, CONFIRM).user_id, self.representative
        )
        roads.action_confirm_list()
        self.assertEqual(self.roads.confirmed_by_id, self.representative)

    def test_entity_whose_head_is_only_in_the_list(self):
        self.water.head_id = False
        person = self._represent(self.head, self.water, role="head")
        water = self.water.with_user(self.head)
        self.assertTrue(water.can_confirm)
        self.assertIn(water, water.search([("can_confirm", "=", True)]))
        person.active = False
        water.invalidate_recordset()
        self.assertFalse(water.can_confirm)
        self.assertNotIn(water, water.search([("can_confirm", "=", True)]))

    def test_nobody_writes_it_by_hand(self):
        for values in (
            {"confirmed_on": "2030-01-01"},
            {"confirmed_by_id": self.manager.id},
            {"nobody_since": "2030-01-01"},
        ):
            for user in (self.manager, self.admin):
                with self.assertRaises(UserError):
                    self.roads.with_user(user).write(values)
        entity = (
            self.env["skks.entity"]
            .with_user(self.manager)
            .with_context(default_confirmed_on="2030-01-01")
            .create({"name": "New", "code": "T-NEW"})
        )
        self.assertFalse(entity.confirmed_on)

    def test_remark_goes_to_the_administrator(self):
        wizard = Form(
            self.env["skks.reason"]
            .with_user(self.head)
            .with_context(
                active_model="skks.entity",
                active_ids=self.roads.ids,
                reason_action="action_ask_for_correction",
            )
        )
        wizard.reason = "Mr Smith has retired"
        wizard.save().action_confirm()
        activity = self._activities(
            self.roads, "skks_base.mail_activity_correction"
        ).filtered(lambda activity: activity.user_id == self.admin)
        self.assertIn("Mr Smith has retired", activity.note)
        entry = self._journal(self.roads, "entity.correction")
        self.assertEqual(entry.reason, "Mr Smith has retired")
        with self.assertRaises(UserError):
            self.roads.with_user(self.head).action_ask_for_correction(" ")
        self.assertFalse(
            self.env["mail.activity"]
            .with_user(self.representative)
            .search_count([("res_model", "=", "skks.entity")])
        )


@tagged("post_install", "-at_install")
class TestNobody(UpkeepCase):
    """M4.1: an entity for which nobody answers is seen at once."""

    def _found(self):
        return (
            self.env["skks.entity"]
            .with_user(self.officer)
            .search([("has_nobody", "=", True)])
        )

    def test_alarm_comes_once_and_goes(self):
        self.assertFalse(self.roads.has_nobody)
        self.assertNotIn(self.roads, self._found())
        person = self.roads.representative_ids
        person.active = False
        self.assertTrue(self.roads.has_nobody)
        self.assertIn(self.roads, self._found())
        for _turn in range(2):
            activities = self._activities(self.roads, NOBODY)
            self.assertEqual(
                activities.user_id & (self.admin | self.manager),
                self.admin | self.manager,
            )
            self.assertEqual(len(activities), len(activities.user_id))
            self._cron()
        person.active = True
        self.assertFalse(self.roads.has_nobody or self.roads.nobody_since)
        self.assertNotIn(self.roads, self._found())
        self.assertFalse(self._activities(self.roads, NOBODY))

    def test_account_is_archived(self):
        self.representative.active = False
        for entity in (self.roads, self.water):
            self.assertTrue(entity.has_nobody and entity.nobody_since)

    def test_moved_and_deleted(self):
        other = self.env["skks.entity"].create({"name": "Parks", "code": "T-ZZM"})
        self.assertTrue(other.has_nobody)
        self.assertFalse(other.nobody_since, "it is being entered")
        self._cron()
        self.assertTrue(other.nobody_since)
        self.roads.representative_ids.entity_id = other
        self.assertTrue(self.roads.nobody_since)
        self.assertFalse(other.nobody_since)
        other.representative_ids.unlink()
        self.assertTrue(other.nobody_since)
