from odoo import models


class MailActivityPlan(models.Model):
    """The office keeps plans of its own kinds of documents, by the rules of each."""

    _inherit = "mail.activity.plan"

    def write(self, vals):
        """No plan that one may change is made one that one may not."""
        result = super().write(vals)
        if {"res_model", "res_model_id", "company_id"} & vals.keys():
            self.check_access("write")
        return result


class MailActivityPlanTemplate(models.Model):
    _inherit = "mail.activity.plan.template"

    def write(self, vals):
        """No step is put into a plan that one may not change."""
        result = super().write(vals)
        if "plan_id" in vals:
            self.check_access("write")
        return result
