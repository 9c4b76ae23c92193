from odoo import api, models
from odoo.fields import Domain
from odoo.tools import email_normalize

from ..tools.contact_keys import split_emails
from ..tools.mail_domain import address_spellings


class Erasure(models.AbstractModel):
    """A journalist is found by every address, and no longer compared with anybody."""

    _inherit = "skks.erasure"

    @api.model
    def _find_contacts(self, address):
        found = super()._find_contacts(address)
        others = self.env["res.partner"].search(
            Domain("skks_kind", "=", "journalist")
            & Domain.OR(
                Domain("other_emails", "ilike", one)
                for one in address_spellings(address)
            )
        )
        return found | others.filtered(
            lambda one: (
                email_normalize(address)
                in map(email_normalize, split_emails(one.other_emails))
            )
        )

    @api.model
    def _erase_evidence(self, records, reason):
        """What the books say under numbers of cards merged into these goes too."""
        merged = [
            self._merged_into(one) for one in records if one._name == "res.partner"
        ]
        return super()._erase_evidence([*records, *merged], reason)

    @api.model
    def _merged_into(self, contacts):
        """The cards, gone meanwhile, that became one of these."""
        found = new = contacts
        while new:
            entries = self.env["skks.journal.entry"].search(
                [
                    ("act", "=", "contact.merge"),
                    ("res_model", "=", contacts._name),
                    ("res_id", "in", new.ids),
                ]
            )
            numbers = ",".join(filter(None, entries.mapped("old_value"))).split(",")
            new = contacts.browse({int(one) for one in numbers if one.strip()}) - found
            found |= new
        return found - contacts

    @api.model
    def _empty(self, records):
        """Keys and pairs say nothing without the contact."""
        if records._name in ("skks.contact.key", "skks.contact.pair"):
            return self._delete(records)
        return super()._empty(records)
