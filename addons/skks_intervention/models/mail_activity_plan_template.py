from odoo import models


class MailActivityPlanTemplate(models.Model):
    _inherit = "mail.activity.plan.template"

    def _determine_responsible(self, on_demand_responsible, applied_on_record):
        """A person who has left, or may not read the report, is no obstacle to it."""
        result = super()._determine_responsible(
            on_demand_responsible, applied_on_record
        )
        user = result["responsible"]
        if applied_on_record._name == "skks.intervention" and not (
            user.active
            and applied_on_record.with_user(user).sudo(False).has_access("read")
        ):
            result["responsible"] = on_demand_responsible
        return result
