from odoo import models


class IrCron(models.Model):
    _name = "ir.cron"
    _inherit = ["ir.cron", "skks.journaled.setting.mixin"]

    _journaled_as = "cron"
    _journaled_fields = (
        "name",
        "active",
        "interval_number",
        "interval_type",
        "user_id",
    )
