from odoo import fields, models


class InterventionContractor(models.TransientModel):
    """To which firm the link to a report goes."""

    _name = "skks.intervention.contractor"
    _description = "Send to a Contractor"

    intervention_id = fields.Many2one(
        "skks.intervention", required=True, readonly=True, ondelete="cascade"
    )
    name = fields.Char("Firm", required=True)
    email = fields.Char("E-mail", required=True)

    def action_send(self):
        """Send the letter with the link."""
        self.ensure_one()
        self.intervention_id._send_to_contractor(self.name, self.email)
        return {"type": "ir.actions.act_window_close"}
