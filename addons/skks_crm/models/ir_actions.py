from odoo import api, models


class IrActionsActions(models.Model):
    _inherit = "ir.actions.actions"

    @api.model
    def get_bindings(self, model_name):
        """Whoever only reads contacts is offered nothing to do with them.

        Core offers letters, text messages and access to the portal to everybody.
        """
        bindings = super().get_bindings(model_name)
        if model_name == "res.partner" and not self.env[model_name].has_access("write"):
            bindings.pop("action", None)
        return bindings
