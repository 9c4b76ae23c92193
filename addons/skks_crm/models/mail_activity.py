from odoo import fields, models

from .res_partner import READERS


class MailActivity(models.Model):
    """Tasks that are steps of the care of a contact."""

    _inherit = "mail.activity"

    skks_care_run_id = fields.Many2one(
        "skks.care.run",
        "Care",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups=READERS,
        export_string_translation=False,
    )

    def write(self, vals):
        result = super().write(vals)
        if {"active", "date_deadline", "user_id"} & vals.keys():
            self.sudo().skks_care_run_id._follow_tasks()
        return result

    def unlink(self):
        runs = self.sudo().skks_care_run_id
        result = super().unlink()
        runs.exists()._follow_tasks()
        return result
