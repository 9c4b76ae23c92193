from odoo import api, fields, models
from odoo.exceptions import AccessError

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

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("skks_care_run_id") for vals in vals_list):
            self._check_skks_care_run()
        return super().create(vals_list)

    def write(self, vals):
        if "skks_care_run_id" in vals:
            self._check_skks_care_run()
        result = super().write(vals)
        if {"active", "date_deadline", "user_id"} & vals.keys():
            self.sudo().skks_care_run_id._follow_tasks()
        return result

    @api.model
    def _check_skks_care_run(self):
        """A task is of a run from the beginning, and stays so."""
        if not self.env.su:
            raise AccessError(
                self.env._("Rules begin the care of a contact and make its tasks.")
            )

    def unlink(self):
        runs = self.sudo().skks_care_run_id
        result = super().unlink()
        runs.exists()._follow_tasks()
        return result
