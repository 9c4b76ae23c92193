from odoo import models
from odoo.exceptions import AccessError
from odoo.tools.mail import email_normalize

WHO = (
    "skks_base.group_representative,skks_base.group_officer,skks_base.group_dispatcher"
)


class InterventionOfficial(models.TransientModel):
    """An employee reports what they have noticed, and is told the number.

    It is sorted and mended like any other; the employee is its submitter.
    """

    _name = "skks.intervention.official"
    _description = "Report from an Official"
    _inherit = ["skks.intervention.taking.mixin"]

    def action_register(self):
        """Register the report; the employee need not be able to read it."""
        if not self.env.user.has_groups(WHO):
            raise AccessError(
                self.env._("Only those who answer for an entity report from here.")
            )
        case = self._take_down(self.env["skks.intervention"].sudo())
        return self._read_out(case)

    def _prepare_report_values(self):
        user = self.env.user
        return super()._prepare_report_values() | {
            "channel": "official",
            "contact_name": user.name,
            "email_from": email_normalize(user.email or ""),
            "lang": user.lang,
        }
