from odoo import fields, models


class InterventionCall(models.TransientModel):
    """A citizen on the phone or at the counter: three fields, and it is registered.

    The number and the code are read out: with both the citizen opens the page that
    shows what becomes of it. The code is shown this once.
    """

    _name = "skks.intervention.call"
    _description = "Report on the Phone"
    _inherit = ["skks.intervention.taking.mixin"]

    channel = fields.Selection(
        [("phone", "Phone"), ("paper", "Paper"), ("other", "In person")],
        required=True,
        default="phone",
    )
    contact_name = fields.Char("Submitter")
    phone = fields.Char()
    email_from = fields.Char("E-mail")

    def action_register(self):
        """Register the report, then show what has to be read out."""
        case = self._take_down(self.env["skks.intervention"])
        code = self.env["skks.intervention.link"]._make_code(case)
        return self._read_out(case, code=code, id=case.id, unit=case.entity_id.name)

    def _prepare_report_values(self):
        return super()._prepare_report_values() | {
            "channel": self.channel,
            "contact_name": self.contact_name,
            "phone": self.phone,
            "email_from": self._checked_address(self.email_from),
        }
