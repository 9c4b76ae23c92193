from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import InterventionCase


@tagged("post_install", "-at_install")
class TestExplanation(InterventionCase):
    """M7.5: a report that was late is closed once it is known why."""

    def setUp(self):
        super().setUp()
        with freeze_time(datetime(2026, 3, 2, 9)):
            self.case = self._report()
        with freeze_time(datetime(2026, 3, 27, 9)):
            self._accepted_reply(self.case).action_send()

    def _explain(self, user):
        case = self.case.with_user(user)
        opened = case.action_explain()
        window = self.env[opened["res_model"]].with_user(user)
        return window.with_context(**opened["context"]).create(
            {"reason_id": self.env.ref("skks_base.missed_reason_department").id}
        )

    @freeze_time(datetime(2026, 3, 27, 12))
    def test_dispatcher_says_why_and_closes(self):
        self.assertEqual(self.case.state, "answered")
        self.assertTrue(self.case.is_unexplained)
        found = self.case.search([("is_unexplained", "=", True)])
        self.assertIn(self.case, found)
        with self.assertRaisesRegex(UserError, "missed a term"):
            self.case.action_close()
        self._explain(self.dispatcher).action_confirm()
        self.assertFalse(self.case.is_unexplained)
        self.case.action_close()
        self.assertEqual(self.case.state, "closed")

    @freeze_time(datetime(2026, 3, 27, 12))
    def test_office_says_why_as_well(self):
        self._explain(self.officer).action_confirm()
        self.assertFalse(self.case.is_unexplained)

    @freeze_time(datetime(2026, 3, 27, 12))
    def test_not_the_unit_that_was_late(self):
        with self.assertRaises(AccessError):
            self.case.with_user(self.roads).action_explain()
        values = {
            "res_model": self.case._name,
            "res_id": self.case.id,
            "reason_id": self.env.ref("skks_base.missed_reason_department").id,
        }
        for user in (self.roads, self.secretary):
            windows = self.env["skks.clock.explain"].with_user(user)
            with self.assertRaises(AccessError):
                windows.create(values)
        self.assertTrue(self.case.is_unexplained)
