from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.contact_keys import (
    name_keys,
    outlet_key,
    phone_key,
    split_emails,
    split_phones,
)
from ..tools.mail_domain import plain_address, split_domains


class ContactKey(models.Model):
    """By what contacts are compared, kept ready: twenty thousand take no loop.

    One row for each address, phone number, name, title and domain of a media contact
    that is in use. Rows are made by the contacts themselves and read by nobody.
    """

    _name = "skks.contact.key"
    _description = "By What a Contact Is Compared"
    _log_access = False
    _rec_name = "value"

    partner_id = fields.Many2one(
        "res.partner", "Contact", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [
            ("email", "E-mail address"),
            ("phone", "Phone number"),
            ("name", "Name"),
            ("title", "Title"),
            ("domain", "Domain"),
        ],
        required=True,
    )
    value = fields.Char(required=True, export_string_translation=False)

    _value_idx = models.Index("(kind, value)")
    _partner_uniq = models.UniqueIndex("(partner_id, kind, value)")

    @api.model
    def _replace(self, wanted, partner_ids):
        """Let exactly ``wanted`` be the keys of these contacts.

        :param wanted: set of ``(contact id, kind, value)``
        """
        known = {
            (row.partner_id.id, row.kind, row.value): row.id
            for row in self.sudo().search_fetch(
                [("partner_id", "in", partner_ids)], ["partner_id", "kind", "value"]
            )
        }
        self.sudo().browse(known[one] for one in known.keys() - wanted).unlink()
        new = sorted(wanted - known.keys())
        if new:
            columns = [list(column) for column in zip(*new, strict=True)]
            self.env.cr.execute(
                SQL(
                    "INSERT INTO skks_contact_key (partner_id, kind, value)"
                    " SELECT * FROM unnest(%s::int[], %s::text[], %s::text[])"
                    " ON CONFLICT DO NOTHING",
                    *columns,
                )
            )
            self.invalidate_model()


def keys_of(contact):
    """Return ``{(kind, value)}`` by which a contact is compared."""
    emails = [*split_emails(contact.email), *contact._skks_further_emails()]
    found = {("email", plain_address(one)) for one in emails}
    found |= {("phone", phone_key(one)) for one in split_phones(contact.phone)}
    if contact.skks_kind == "journalist":
        found |= {("name", key) for key in name_keys(contact.name)}
    else:
        found.add(("title", outlet_key(contact.name)))
        found |= {("domain", one) for one in split_domains(contact.outlet_domains)}
    return {(kind, value) for kind, value in found if value}
