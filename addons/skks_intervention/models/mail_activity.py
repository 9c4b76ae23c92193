from odoo import fields, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    skks_plan_id = fields.Many2one(
        "mail.activity.plan",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        export_string_translation=False,
    )
