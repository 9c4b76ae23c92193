from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.mail import email_normalize


class InterventionForward(models.TransientModel):
    """Drafts both letters with which a report goes to another body."""

    _name = "skks.intervention.forward"
    _description = "Forwarding of a Report"

    intervention_id = fields.Many2one("skks.intervention", required=True, readonly=True)
    body_name = fields.Char("Body in charge", required=True)
    body_email = fields.Char("E-mail of that body")
    body_address = fields.Text(
        "Address of that body", help="Postal address, or address for e-delivery."
    )
    basis = fields.Char("Legal basis", required=True)
    reason = fields.Text("Why it is theirs", required=True)

    def action_draft(self):
        """Make the drafts and open them, to be read and passed on."""
        self.ensure_one()
        if self.body_email and not email_normalize(self.body_email):
            raise UserError(
                self.env._("“%s” is no correct e-mail address.", self.body_email)
            )
        names = ("body_name", "body_email", "body_address", "basis", "reason")
        forwarding = self.intervention_id._draft_forwarding(
            {name: self[name] for name in names}
        )
        return forwarding._get_records_action()
