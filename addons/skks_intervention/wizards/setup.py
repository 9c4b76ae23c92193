from odoo import api, fields, models

OF_COMPANY = {
    "reports_anonymous": "skks_reports_anonymous",
    "reports_confirm": "skks_reports_confirm",
    "reports_embed": "skks_reports_embed",
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
    reports_per_visitor = fields.Integer(
        "Reports an hour from one visitor", compute="_compute_company", readonly=False
    )
    reports_per_hour = fields.Integer(
        "Reports an hour from everybody", compute="_compute_company", readonly=False
    )

    @api.model
    def _company_fields(self):
        return super()._company_fields() | OF_COMPANY
