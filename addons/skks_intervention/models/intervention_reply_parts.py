from odoo import api, models
from odoo.exceptions import UserError


class InterventionReply(models.Model):
    """One reply for all the units that had to do something."""

    _inherit = "skks.intervention.reply"

    @api.model_create_multi
    def create(self, vals_list):
        replies = super().create(vals_list)
        for case in replies.intervention_id.sudo().filtered("parent_id"):
            raise UserError(
                self.env._(
                    "“%(part)s” is a part: the reply is written on %(report)s.",
                    part=case.number,
                    report=case.parent_id.number,
                )
            )
        return replies

    def _signoff_submit(self):
        parts = self.intervention_id.sudo().part_ids._open_parts()
        if parts:
            raise UserError(
                self.env._(
                    "Not all parts are done yet. We are waiting for: %s.",
                    ", ".join(parts.entity_id.mapped("name")),
                )
            )
        return super()._signoff_submit()
