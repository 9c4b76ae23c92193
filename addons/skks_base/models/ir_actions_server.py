from odoo import models


class IrActionsServer(models.Model):
    """A server action runs with all rights: whoever writes one may do anything."""

    _name = "ir.actions.server"
    _inherit = ["ir.actions.server", "skks.journaled.setting.mixin"]

    _journaled_as = "server.action"
    _journaled_fields = ("name", "state", "model_id", "code")
