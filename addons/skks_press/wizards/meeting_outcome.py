from odoo import fields, models


class MeetingOutcome(models.TransientModel):
    """Records that a meeting took place: who spoke and what was said."""

    _name = "skks.meeting.outcome"
    _description = "How a Meeting Went"

    meeting_id = fields.Many2one("skks.meeting", required=True, readonly=True)
    spoke_id = fields.Many2one(
        "res.users", "Who spoke", required=True, domain=[("share", "=", False)]
    )
    gist = fields.Text("What was said", required=True)

    def action_record(self):
        self.ensure_one()
        self.meeting_id._record_outcome(self.spoke_id, self.gist)
        return {"type": "ir.actions.act_window_close"}
