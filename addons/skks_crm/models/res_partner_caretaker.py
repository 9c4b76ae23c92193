from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .res_partner import READERS


class ResPartner(models.Model):
    """Who of the office looks after an outlet or a journalist.

    It is said by hand and never moves by itself; in an absence the stand-in acts,
    and whoever leaves hands the contacts over with the rest of the work.
    """

    _name = "res.partner"
    _inherit = ["res.partner", "skks.handover.mixin"]

    _handover_fields = ("caretaker_id",)

    caretaker_id = fields.Many2one(
        "res.users",
        "Caretaker",
        domain=lambda self: self._domain_caretaker_id(),
        index="btree_not_null",
        ondelete="set null",
        tracking=True,
        copy=False,
        groups=READERS,
        help="The officer who looks after this contact; gets the tasks of its care.",
    )
    is_my_care = fields.Boolean(
        "In my care",
        compute="_compute_is_my_care",
        search="_search_is_my_care",
        groups=READERS,
        exportable=False,
        export_string_translation=False,
    )

    @api.model
    def _domain_caretaker_id(self):
        officers = self.env.ref("skks_base.group_officer")
        return [("all_group_ids", "in", officers.ids), ("share", "=", False)]

    @api.depends("caretaker_id")
    @api.depends_context("uid")
    def _compute_is_my_care(self):
        acted_for = self.env.user._skks_acts_for()
        for contact in self:
            contact.is_my_care = contact.caretaker_id in acted_for

    def _search_is_my_care(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self.env.user._skks_act_for_domain("caretaker_id")

    @api.constrains("caretaker_id")
    def _check_caretaker_id(self):
        for contact in self.sudo().filtered("caretaker_id"):
            if not contact.caretaker_id.has_group("skks_base.group_officer"):
                raise ValidationError(
                    self.env._(
                        "%s is not of the press office, so cannot look after contacts."
                        " Choose an officer.",
                        contact.caretaker_id.name,
                    )
                )

    def write(self, vals):
        if "caretaker_id" not in vals:
            return super().write(vals)
        before = {contact: contact.caretaker_id for contact in self.sudo()}
        result = super().write(vals)
        for contact, old in before.items():
            if contact.caretaker_id != old:
                self.env["skks.journal.entry"]._log(
                    contact.sudo(False),
                    "contact.caretaker",
                    old=old.name or "",
                    new=contact.caretaker_id.name or "",
                )
        return result

    # ------------------------------------------------------------------
    # Handing over
    # ------------------------------------------------------------------

    @api.model
    def _skks_handover_domain(self, fname, user):
        """Contacts that still are there; those in the archive need nobody."""
        domain = super()._skks_handover_domain(fname, user)
        return domain & Domain("active", "=", True)

    def _skks_handover_may_take(self, fname, successor):
        return successor.has_group("skks_base.group_officer")
