from odoo import api, fields, models

from .contact_key import keys_of
from .res_partner import READERS

COMPARED = (
    "active",
    "email",
    "name",
    "other_emails",
    "outlet_domains",
    "phone",
    "skks_kind",
)


class ResPartner(models.Model):
    """Who may be on a second card: known at once, decided by a person."""

    _inherit = "res.partner"

    contact_key_ids = fields.One2many(
        "skks.contact.key",
        "partner_id",
        groups=fields.NO_ACCESS,
        export_string_translation=False,
    )
    left_pair_ids = fields.One2many(
        "skks.contact.pair",
        "left_id",
        groups=fields.NO_ACCESS,
        export_string_translation=False,
    )
    right_pair_ids = fields.One2many(
        "skks.contact.pair",
        "right_id",
        groups=fields.NO_ACCESS,
        export_string_translation=False,
    )
    duplicate_ids = fields.Many2many(
        "res.partner",
        string="May Be the Same",
        compute="_compute_duplicate_ids",
        groups=READERS,
    )

    _erasure_children = ("contact_key_ids", "left_pair_ids", "right_pair_ids")

    def _compute_duplicate_ids(self):
        pairs = self.env["skks.contact.pair"].search_fetch(
            [
                ("state", "=", "proposed"),
                "|",
                ("left_id", "in", self.ids),
                ("right_id", "in", self.ids),
            ],
            ["left_id", "right_id"],
        )
        for partner in self:
            own = partner._origin
            mine = pairs.filtered(
                lambda one, own=own: own in one.left_id | one.right_id
            )
            partner.duplicate_ids = (mine.left_id | mine.right_id) - own

    def action_skks_duplicates(self):
        """Open the pairs to decide on in which this contact is."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "skks_crm.skks_contact_pair_action"
        )
        action["domain"] = [
            "|",
            ("left_id", "=", self.id),
            ("right_id", "=", self.id),
        ]
        return action

    def action_skks_compare(self):
        """Open the window in which two chosen contacts are merged."""
        return self.env["skks.contact.merge"]._open_for(self)

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        partners.filtered("skks_kind")._skks_refresh_keys()
        return partners

    def write(self, vals):
        compared = not vals.keys().isdisjoint(COMPARED)
        before = self.sudo().filtered("skks_kind") if compared else self.browse()
        result = super().write(vals)
        if compared:
            media = before | self.sudo().filtered("skks_kind")
            self.browse(media.ids)._skks_refresh_keys()
        return result

    def _skks_further_emails(self):
        """Addresses besides the main one by which the contact is known."""
        addresses = [*self._skks_addresses(), *(self.desk_emails or "").split()]
        return [one for one in addresses if one != self.email_normalized]

    def _skks_refresh_keys(self):
        """Keep ready by what these are compared, and compare them.

        Archived contacts and those that are no media contacts are compared with
        nobody.
        """
        if not self:
            return
        contacts = self.sudo()
        used = contacts.filtered(lambda one: one.active and one.skks_kind)
        self.env["skks.contact.key"]._replace(
            {(one.id, kind, value) for one in used for kind, value in keys_of(one)},
            contacts.ids,
        )
        self.env["skks.contact.pair"]._find_for(contacts)

    def _skks_workplaces_changed(self):
        """Called by the workplaces: they decide who may be whom."""
        self._skks_data_changed()
        self.env["skks.contact.pair"]._find_for(self)

    # ------------------------------------------------------------------
    # History
    # ------------------------------------------------------------------

    def _skks_history_counts(self):
        """Hook: what there is of each contact, for whoever compares two cards.

        :return: list of ``(label, {contact id: number})``
        """
        return [
            (
                self.env._("letters and notes"),
                dict(self._skks_counted("mail.message", "res_id", model=self._name)),
            ),
            (
                self.env._("workplaces"),
                dict(self._skks_counted("skks.affiliation", "journalist_id")),
            ),
        ]

    def _skks_counted(self, model, fname, /, **equal):
        """``(contact id, number of rows)`` of those that the user may read."""
        domain = [(fname, "in", self.ids)]
        domain += [(name, "=", value) for name, value in equal.items()]
        for contact, count in self.env[model]._read_group(domain, [fname], ["__count"]):
            yield (contact if isinstance(contact, int) else contact.id), count

    def _skks_history_texts(self):
        """``{contact: what there is of it, in words}``."""
        counts = self._skks_history_counts() if self else []
        return {
            contact: ", ".join(
                f"{label}: {numbers[contact.id]}"
                for label, numbers in counts
                if numbers.get(contact.id)
            )
            for contact in self
        }
