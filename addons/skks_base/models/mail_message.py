from odoo import models
from odoo.tools.mail import parse_contact_from_email

ADDRESS_FIELDS = ("email_from", "reply_to", "incoming_email_to", "incoming_email_cc")


class MailMessage(models.Model):
    _inherit = "mail.message"

    def _skks_without_addresses(self):
        """Messages whose addresses the user is not to see.

        Colleagues outside the office read the letters of a case on which they work,
        but whoever has the sender's address can answer past every acceptance.
        """
        user = self.env.user
        if (
            self.env.su
            or user.has_group("skks_base.group_officer")
            or user.has_group("skks_base.group_auditor")
        ):
            return self.browse()
        return self.filtered(
            lambda message: (
                (model := message.sudo().model)
                and getattr(self.env.registry.get(model), "_skks_gated", False)
            )
        )

    def _skks_sender_name(self):
        """Name of an author without a card; never the address."""
        name, _address = parse_contact_from_email(self.sudo().email_from or "")
        return name if name and "@" not in name else self.env._("Outside sender")

    def _read_format(self, fnames, load="_classic_read"):
        values_list = super()._read_format(fnames, load=load)
        asked = [fname for fname in ADDRESS_FIELDS if fname in fnames]
        hidden = self._skks_without_addresses() if asked else self.browse()
        for values in values_list:
            if values["id"] in hidden._ids:
                values.update(dict.fromkeys(asked, False))
        return values_list

    def _to_store(self, store, fields, **kwargs):
        result = super()._to_store(store, fields, **kwargs)
        for message in self._skks_without_addresses():
            sender = False if message.sudo().author_id else message._skks_sender_name()
            store.add_model_values(
                "mail.message",
                {
                    "id": message.id,
                    "email_from": sender,
                    "incoming_email_cc": False,
                    "incoming_email_to": False,
                },
            )
        return result
