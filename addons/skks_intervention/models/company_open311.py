from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    skks_open311 = fields.Boolean(
        "Open311 interface",
        help="Applications of others list the categories and how reports stand, and"
        " send reports with a key: Open311 GeoReport v2 at /open311/v2.",
    )
