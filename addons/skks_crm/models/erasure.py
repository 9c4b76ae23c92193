from odoo import api, models
from odoo.tools import email_normalize

from ..tools.contact_keys import split_emails
from ..tools.mail_domain import plain_address


class Erasure(models.AbstractModel):
    """A journalist is found by every address, and no longer compared with anybody."""

    _inherit = "skks.erasure"

    @api.model
    def _find_contacts(self, address):
        found = super()._find_contacts(address)
        others = self.env["res.partner"].search(
            [
                ("skks_kind", "=", "journalist"),
                ("other_emails", "ilike", plain_address(address)),
            ]
        )
        return found | others.filtered(
            lambda one: (
                email_normalize(address)
                in map(email_normalize, split_emails(one.other_emails))
            )
        )

    @api.model
    def _empty(self, records):
        """Keys and pairs say nothing without the contact."""
        if records._name in ("skks.contact.key", "skks.contact.pair"):
            return self._delete(records)
        return super()._empty(records)
