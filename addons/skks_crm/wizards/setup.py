from odoo import api, fields, models


class Setup(models.TransientModel):
    _inherit = "skks.setup"

    verify_months = fields.Integer(
        "Media contacts are verified every (months)",
        compute="_compute_company",
        readonly=False,
    )
    contact_warning_days = fields.Integer(
        "Warn of a colleague's letter within (days)",
        compute="_compute_company",
        readonly=False,
        help="Whoever is about to write to a journalist or a newsroom is told that a"
        " colleague wrote there; 0 for never.",
    )

    @api.model
    def _company_fields(self):
        return super()._company_fields() | {
            "verify_months": "skks_verify_months",
            "contact_warning_days": "skks_contact_warning_days",
        }
