from odoo import fields, models
from odoo.fields import Domain


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

    skks_contact_warning_days = fields.Integer(
        string="Warn of a colleague's letter within (days)",
        default=7,
        help="Whoever is about to write to a journalist or a newsroom is told that a"
        " colleague wrote there; 0 for never.",
    )

    def _skks_officers(self):
        """Active users of the press office of this company."""
        self.ensure_one()
        officer = self.env.ref("skks_base.group_officer")
        domain = (
            Domain("all_group_ids", "in", officer.ids)
            & Domain("company_ids", "in", self.ids)
            & Domain("share", "=", False)
        )
        return self.env["res.users"].sudo().search(domain, order="id").sudo(False)
