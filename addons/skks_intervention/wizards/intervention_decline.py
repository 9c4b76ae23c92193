from odoo import fields, models


class InterventionDecline(models.TransientModel):
    """Why a report is not opened again."""

    _name = "skks.intervention.decline"
    _description = "Do Not Open Again"

    intervention_id = fields.Many2one(
        "skks.intervention", required=True, readonly=True, ondelete="cascade"
    )
    body = fields.Text("Why", related="intervention_id.reopening_text")
    reason_id = fields.Many2one("skks.reopening.reason", "Reason", required=True)
    text = fields.Text("The submitter reads", related="reason_id.text")

    def action_decline(self):
        """Tell the submitter that the answer stands."""
        self.ensure_one()
        self.intervention_id._decline_reopening(self.reason_id)
        return {"type": "ir.actions.act_window_close"}
