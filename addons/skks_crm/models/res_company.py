from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    skks_verify_months = fields.Integer(
        "Media contacts are verified every (months)",
        default=12,
        required=True,
        help="After that time the data of a journalist or an outlet are to be checked"
        " again.",
    )

    _skks_verify_months_positive = models.Constraint(
        "CHECK (skks_verify_months > 0)",
        "Media contacts: enter after how many months they are verified again, at least"
        " one.",
    )
