from odoo.tests import tagged

from .common import PressCase


@tagged("post_install", "-at_install")
class TestHandover(PressCase):
    """M4.1: cases and contributions find somebody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.skks_head_id = cls.head
        cls.colleague = cls._user("nowy", "representative", name="Nowy Pracownik")
        cls.colleague_person = cls.env["skks.representative"].create(
            {"user_id": cls.colleague.id, "entity_id": cls.wdt.id}
        )
        cls.inquiry = cls._inquiry()
        cls.inquiry.action_confirm()
        cls.part = cls._contribution(cls.inquiry, cls.wdt_person)

    def test_officer_leaves(self):
        closed = self._inquiry()
        closed.action_not_a_case()
        helped = self._inquiry(
            coordinator_id=self.officer2.id, helper_ids=[(4, self.officer.id)]
        )
        clock = self.inquiry._skks_clock("service")
        self.assertEqual(clock.user_id, self.officer)
        self.officer.stand_in_id = self.officer2
        self.sink.clear()
        self.officer.active = False
        self.assertEqual(self.inquiry.coordinator_id, self.officer2)
        self.assertEqual(self.part.coordinator_id, self.officer2)
        self.assertEqual(clock.user_id, self.officer2)
        self.assertEqual(helped.helper_ids, self.officer2)
        self.assertEqual(closed.coordinator_id, self.officer)
        letter = self.assertOneLetterTo(self.officer2.email)
        self.assertIn(self.inquiry.number, letter.text)
        self.assertOneLetterTo(self.head.email)

    def test_reopened_case_of_somebody_who_left(self):
        closed = self._inquiry()
        closed.action_not_a_case()
        self.company.skks_duty_user_id = self.officer2
        self.officer.active = False
        closed.with_user(self.head).action_reopen()
        self.assertEqual(closed.coordinator_id, self.officer2)

    def test_representative_leaves(self):
        second = self._inquiry(name="Drugi temat")
        second.action_confirm()
        parts = self.part | self._contribution(second, self.wdt_person)
        self.sink.clear()
        self.roads.active = False
        self.assertEqual(parts.representative_id, self.colleague_person)
        self.assertEqual(parts.clock_ids.user_id, self.colleague)
        self.assertEqual(parts.sudo().activity_ids.user_id, self.colleague)
        letter = self.assertOneLetterTo(self.colleague.email)
        for part in parts:
            self.assertIn(part.number, letter.text)
        own = self.part.with_user(self.colleague)
        own.body = "<p>12 km</p>"
        own.action_deliver()
        self.assertEqual(self.part.state, "delivered")

    def test_contribution_stays_in_its_entity(self):
        self.colleague.active = False
        self.roads.stand_in_id = self.water
        self.sink.clear()
        self.roads.active = False
        self.assertEqual(self.part.representative_id, self.wdt_person)
        self.assertIn("TWDT", self.assertOneLetterTo(self.head.email).text)
        self.assertNothingFor(self.water.email)

    def test_confidential_case(self):
        self.inquiry.confidential = True
        self.officer.stand_in_id = self.officer2
        self.assertFalse(self.inquiry.with_user(self.officer2).has_access("read"))
        self.officer.active = False
        self.assertTrue(self.inquiry.with_user(self.officer2).has_access("read"))
        self.assertNotIn(
            self.officer.partner_id, self.inquiry.sudo().message_partner_ids
        )
