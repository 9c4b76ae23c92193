from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError


class ResPartner(models.Model):
    _inherit = "res.partner"

    _skks_closed_thread = True
    # Erased, a card is still where it was, and shows that there was somebody.
    _erasure_keeps = ("commercial_partner_id", "parent_id")
    _erasure_names = ("name", "complete_name")

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

    @api.depends("skks_contact")
    @api.depends_context("uid")
    def _compute_display_name(self):
        """Give the name of a contact to everybody who may see it, but nothing else.

        Names are computed past the rules where a document names them, and the context
        of a client may ask for the address, the e-mail address or the tax number to
        be part of them. Whoever asks for the name itself may read the card: nothing
        but the mark is read here with all rights, for what is read once is checked
        no more.
        """
        hidden = self.browse()
        if not self.env.user._skks_sees_addresses():
            cards = self.sudo().with_context(prefetch_fields=False)
            hidden = cards.filtered("skks_contact").with_env(self.env)
        shown = dict.fromkeys(("show_address", "show_email", "show_vat"), False)
        result = super(ResPartner, self - hidden)._compute_display_name()
        bare = hidden.with_context(**shown)
        super(ResPartner, bare)._compute_display_name()
        for partner, named in zip(hidden, bare, strict=True):
            partner.display_name = named.display_name
        return result

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
            accounts = partner.with_context(active_test=False).user_ids
            if accounts.filtered(lambda account: not account.share):
                raise AccessError(
                    self.env._(
                        "%(name)s has an account of the office; only who manages"
                        " accounts changes the e-mail address.",
                        name=partner.name,
                    )
                )
