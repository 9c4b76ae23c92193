from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError


class ResPartner(models.Model):
    _inherit = "res.partner"

    skks_contact = fields.Boolean(
        string="Outside contact",
        help="A contact of the press office, such as a journalist or an outlet. Only"
        " its officers see the card.",
    )

    @api.constrains("skks_contact", "user_ids")
    def _check_skks_contact(self):
        for partner in self.sudo().filtered("skks_contact"):
            if partner.user_ids.filtered(lambda user: not user.share):
                raise ValidationError(
                    self.env._(
                        "%(name)s has an account of the office and cannot be an"
                        " outside contact.",
                        name=partner.name,
                    )
                )

    def write(self, vals):
        if "email" in vals:
            self._check_skks_staff_address(vals["email"])
        return super().write(vals)

    def _check_skks_staff_address(self, email):
        """Let nobody but who manages accounts move the address of a colleague.

        Core lets users with rights on contacts edit their own card; but mail to an
        address of staff needs no acceptance (see ``res.users``).
        """
        user = self.env.user
        if self.env.su or user.has_group("base.group_erp_manager"):
            return
        for partner in self.sudo():
            if partner.email == email or (not partner.email and not email):
                continue
            if partner.user_ids.filtered(lambda account: not account.share):
                raise AccessError(
                    self.env._(
                        "%(name)s has an account of the office; only who manages"
                        " accounts changes the e-mail address.",
                        name=partner.name,
                    )
                )
