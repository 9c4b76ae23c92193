from odoo import api, fields, models


class Setup(models.TransientModel):
    _inherit = "skks.setup"

    open311 = fields.Boolean(
        "Open311 interface",
        compute="_compute_company",
        readonly=False,
        help="Applications of others list the categories and how reports stand, and"
        " send reports with a key: Open311 GeoReport v2 at /open311/v2.",
    )

    @api.model
    def _company_fields(self):
        return super()._company_fields() | {"open311": "skks_open311"}
