from odoo import api, models

ALLOWED = "skks_base.partner_autocomplete"


class IapAutocompleteApi(models.AbstractModel):
    _inherit = "iap.autocomplete.api"

    @api.model
    def _skks_is_allowed(self):
        """Whether an administrator wants this service."""
        return bool(self.env["ir.config_parameter"].sudo().get_param(ALLOWED))

    @api.model
    def _request_partner_autocomplete(self, action, params, timeout=15):
        """Say nothing to anybody: the name of a journalist is personal data."""
        if not self._skks_is_allowed():
            return {}, False
        return super()._request_partner_autocomplete(action, params, timeout=timeout)
