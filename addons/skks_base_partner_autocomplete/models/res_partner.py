from odoo import api, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def autocomplete_by_vat(self, vat, query_country_id, timeout=15):
        """Without the service core would ask another one, the VIES of the Union."""
        if not self.env["iap.autocomplete.api"]._skks_is_allowed():
            return []
        return super().autocomplete_by_vat(vat, query_country_id, timeout=timeout)
