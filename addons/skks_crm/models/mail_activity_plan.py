from odoo import models


class MailActivityPlan(models.Model):
    _inherit = "mail.activity.plan"

    def _skks_steps(self, contact):
        """Steps that may be taken with this contact."""
        steps = self.template_ids
        if contact.do_not_contact:
            return steps.filtered(
                lambda step: not step.activity_type_id.skks_is_contact
            )
        return steps
