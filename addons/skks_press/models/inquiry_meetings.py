from datetime import timedelta

from odoo import fields, models

from .meeting import OPEN

# What a new meeting lasts until somebody says otherwise.
USUAL_LENGTH = timedelta(hours=1)


class Inquiry(models.Model):
    """An inquiry that wants to record, to interview or to meet somebody."""

    _inherit = "skks.inquiry"

    _erasure_children = ("meeting_ids",)

    meeting_ids = fields.One2many("skks.meeting", "inquiry_id", "Meetings")

    def action_plan_meeting(self):
        """Register when and where they want to come, as far as it is known."""
        self.ensure_one()
        self.check_access("write")
        interview = self.env.ref("skks_press.category_interview", False)
        start = self.agreed_for or self.asked_for
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Meeting"),
            "res_model": "skks.meeting",
            "view_mode": "form",
            "context": {
                "default_inquiry_id": self.id,
                "default_name": self.name,
                "default_kind": "interview"
                if self.category_id == interview
                else "recording",
                "default_ground_rule": self.ground_rule,
                "default_start": start,
                "default_stop": start and start + USUAL_LENGTH,
            },
        }

    def _after_transition(self, old, new):
        """What was asked for falls away with the inquiry."""
        result = super()._after_transition(old, new)
        if new in ("withdrawn", "forwarded", "not_a_case"):
            for meeting in self.meeting_ids.filtered(lambda one: one.state in OPEN):
                meeting.action_cancel(self._state_name(new))
        return result

    def _confidential_threads(self):
        return [*super()._confidential_threads(), *self.meeting_ids]
