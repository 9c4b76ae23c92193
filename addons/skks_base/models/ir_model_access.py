from odoo import models


class IrModelAccess(models.Model):
    _name = "ir.model.access"
    _inherit = ["ir.model.access", "skks.journaled.setting.mixin"]

    _journaled_as = "access"
    _journaled_fields = (
        "name",
        "active",
        "model_id",
        "group_id",
        "perm_read",
        "perm_write",
        "perm_create",
        "perm_unlink",
    )
