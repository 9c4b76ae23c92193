from odoo import models


class IrRule(models.Model):
    _name = "ir.rule"
    _inherit = ["ir.rule", "skks.journaled.setting.mixin"]

    _journaled_as = "rule"
    _journaled_fields = (
        "name",
        "active",
        "model_id",
        "groups",
        "domain_force",
        "perm_read",
        "perm_write",
        "perm_create",
        "perm_unlink",
    )
