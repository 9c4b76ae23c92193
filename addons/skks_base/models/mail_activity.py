from odoo import fields, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    skks_clock_id = fields.Many2one(
        "skks.clock",
        string="Time limit",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="cascade",
        export_string_translation=False,
    )
