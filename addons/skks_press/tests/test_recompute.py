from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from . import common


@tagged("post_install", "-at_install")
class TestRecompute(common.PressCase):
    """M0.4: a day is closed later; the difference is shown, then the dates move."""

    def setUp(self):
        super().setUp()
        self.inquiry = self._inquiry()
        clock = self.inquiry.sudo().clock_ids.filtered(
            lambda one: one.kind == "service"
        )
        self.clock = clock[:1]
        closed = self.clock.due_at
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Urząd nieczynny",
                "date_from": closed - timedelta(hours=20),
                "date_to": closed + timedelta(hours=6),
                "company_id": self.env.company.id,
            }
        )

    def test_preview_names_cases_by_number_and_moves_nothing(self):
        due = self.clock.due_at
        act = self.env["skks.clock.recompute"].with_user(self.head).create({})
        act.action_preview()
        line = act.line_ids.filtered(lambda one: one.clock_id == self.clock)
        self.assertEqual(line.number, self.inquiry.number)
        self.assertEqual(line.old_due_at, due)
        self.assertGreater(line.new_due_at, due)
        self.assertEqual(self.clock.due_at, due)
        self.assertNotIn(self.inquiry.name, str(act.line_ids.read()))

    def test_apply_does_what_was_shown(self):
        act = self.env["skks.clock.recompute"].with_user(self.head)
        act = act.create({"reason": "urząd nieczynny"})
        act.action_preview()
        shown = {line.clock_id: line.new_due_at for line in act.line_ids}
        act.action_apply()
        self.assertEqual(self.clock.due_at, shown[self.clock])
        self.assertGreater(self.clock.due_at, fields.Datetime.now())
