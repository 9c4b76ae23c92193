from odoo import fields, models


class Open311KeyNew(models.TransientModel):
    """Makes a key for an application and shows it, once."""

    _name = "skks.open311.key.new"
    _description = "New Open311 Key"

    name = fields.Char("Application", required=True)
    key = fields.Char(store=False, readonly=True)

    def action_make(self):
        """The key goes to the screen only: no table keeps it."""
        self.ensure_one()
        key = self.env["skks.open311.key"]._make(self.name)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Open311 Key"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {"default_name": self.name, "default_key": key},
        }
