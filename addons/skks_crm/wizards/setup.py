from odoo import api, fields, models


class Setup(models.TransientModel):
    _inherit = "skks.setup"

    verify_months = fields.Integer(
        "Media contacts are verified every (months)",
        compute="_compute_company",
        readonly=False,
    )

    @api.model
    def _company_fields(self):
        return super()._company_fields() | {"verify_months": "skks_verify_months"}
