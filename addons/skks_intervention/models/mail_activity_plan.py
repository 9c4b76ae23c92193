from odoo import models


class MailActivityPlan(models.Model):
    _inherit = "mail.activity.plan"

    def write(self, vals):
        """The office keeps plans of reports; it makes no other plan of them."""
        result = super().write(vals)
        if {"res_model", "res_model_id", "company_id"} & vals.keys():
            self.check_access("write")
        return result
