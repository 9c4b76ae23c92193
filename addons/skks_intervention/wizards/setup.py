from odoo import api, fields, models

OF_COMPANY = {
    "reports_anonymous": "skks_reports_anonymous",
    "reports_confirm": "skks_reports_confirm",
    "reports_embed": "skks_reports_embed",
    "reports_proof": "skks_reports_proof",
    "reports_tiles": "skks_reports_tiles",
    "reports_attribution": "skks_reports_attribution",
    "reports_center": "skks_reports_center",
    "reports_per_visitor": "skks_reports_per_visitor",
    "reports_per_hour": "skks_reports_per_hour",
}


class Setup(models.TransientModel):
    _inherit = "skks.setup"

    reports_anonymous = fields.Boolean(
        "Anonymous reports",
        compute="_compute_company",
        readonly=False,
        help="The form takes a report without an e-mail address and a phone number.",
    )
    reports_confirm = fields.Boolean(
        "Ask to confirm the e-mail address",
        compute="_compute_company",
        readonly=False,
        help="A link is sent to the address given on the form. A report that is not"
        " confirmed is marked and dealt with all the same.",
    )
    reports_embed = fields.Text(
        "Pages that may show the form",
        compute="_compute_company",
        readonly=False,
        help="Addresses of other sites, one a line, such as https://town.example.",
    )
    reports_proof = fields.Boolean(
        "Proof of work",
        compute="_compute_company",
        readonly=False,
        help="The visitor's browser computes for a moment before it sends a report, so"
        " that many reports cost a program much. Nothing has to be read or clicked;"
        " without JavaScript the page names the phone.",
    )
    reports_tiles = fields.Char(
        "Tiles of the map",
        compute="_compute_company",
        readonly=False,
        help="Address of the tiles with {z}, {x} and {y}. Left empty, the form has no"
        " map. Whoever has the tiles learns the network addresses of visitors: take a"
        " server of the town or of the state.",
    )
    reports_attribution = fields.Char(
        "Author of the map",
        compute="_compute_company",
        readonly=False,
        help="Shown on the map, as its licence asks.",
    )
    reports_center = fields.Char(
        "Middle of the town",
        compute="_compute_company",
        readonly=False,
        help="Latitude and longitude, such as 52.10, 17.05.",
    )
    reports_per_visitor = fields.Integer(
        "Reports an hour from one visitor", compute="_compute_company", readonly=False
    )
    reports_per_hour = fields.Integer(
        "Reports an hour from everybody", compute="_compute_company", readonly=False
    )

    @api.model
    def _company_fields(self):
        return super()._company_fields() | OF_COMPANY
