from odoo import api, models
from odoo.exceptions import AccessError

# With this one set, the evidence may be thrown away together with the addon.
ALLOW_UNINSTALL = "skks_base.allow_uninstall"
PREFIXES = ("skks_", "auth_", "mail.", "report.url", "web.base.url")


class IrConfigParameter(models.Model):
    """Parameters on which clocks, mail, logins and evidence depend are journalled."""

    _name = "ir.config_parameter"
    _inherit = ["ir.config_parameter", "skks.journaled.setting.mixin"]

    _journaled_as = "parameter"
    _journaled_fields = ("key", "value")

    def _journaled_subjects(self):
        subjects = super()._journaled_subjects()
        return subjects.filtered(lambda one: one.key.startswith(PREFIXES))

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("key") == ALLOW_UNINSTALL for vals in vals_list):
            self._check_on_server()
        return super().create(vals_list)

    def write(self, vals):
        keys = {*self.mapped("key"), vals.get("key")}
        if ALLOW_UNINSTALL in keys:
            self._check_on_server()
        return super().write(vals)

    def _check_on_server(self):
        """Only who has the server itself may give the evidence up."""
        if not self.env.su:
            raise AccessError(
                self.env._(
                    "This parameter is set only on the server, in a shell of Odoo."
                )
            )
