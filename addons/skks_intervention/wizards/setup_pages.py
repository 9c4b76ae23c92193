from odoo import api, fields, models

OF_COMPANY = {
    "asks_opinion": "skks_asks_opinion",
    "contractor_links": "skks_contractor_links",
    "public_statistics": "skks_public_statistics",
    "statistics_minimum": "skks_statistics_minimum",
}


class Setup(models.TransientModel):
    _name = "skks.setup"
    _inherit = ["skks.setup"]

    asks_opinion = fields.Boolean(
        "Ask for an opinion", compute="_compute_company", readonly=False
    )
    contractor_links = fields.Boolean(
        "Links for contractors", compute="_compute_company", readonly=False
    )
    public_statistics = fields.Boolean(
        "Public statistics", compute="_compute_company", readonly=False
    )
    statistics_minimum = fields.Integer(
        "Reports in a published group", compute="_compute_company", readonly=False
    )

    @api.model
    def _company_fields(self):
        return super()._company_fields() | OF_COMPANY
