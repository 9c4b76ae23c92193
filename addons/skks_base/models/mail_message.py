from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.tools.mail import parse_contact_from_email

# Fields of a message that say how somebody outside can be reached.
ADDRESS_FIELDS = {
    "email_from",
    "reply_to",
    "incoming_email_cc",
    "incoming_email_to",
    "outgoing_email_to",
}
# What a letter says and whose it is.
CONTENT_FIELDS = {
    "attachment_ids",
    "author_id",
    "body",
    "date",
    "email_from",
    "message_id",
    "message_type",
    "subject",
}
LETTER_TYPES = ("email", "email_outgoing")
_STORE_KEY = "skks_message_store"


class _Storing:
    """Mark of core's own preparation of messages; no client can send an object."""


class MailMessage(models.Model):
    _inherit = "mail.message"

    skks_permit_ids = fields.One2many(
        "skks.gate.permit",
        "mail_message_id",
        readonly=True,
        groups=fields.NO_ACCESS,
        export_string_translation=False,
    )

    # ------------------------------------------------------------------
    # Addresses of outsiders
    # ------------------------------------------------------------------

    def _has_field_access(self, field, operation):
        """Keep the addresses on cases from users who may not see them.

        Reading, exporting, grouping and every path of a search domain ask here. On
        no record at all (a search, a grouping) nobody knows which messages are
        meant, so there the fields are closed.
        """
        if not super()._has_field_access(field, operation):
            return False
        if operation != "read" or self.env.su or field.name not in ADDRESS_FIELDS:
            return True
        if self.env.user._skks_sees_addresses():
            return True
        if isinstance(self.env.context.get(_STORE_KEY), _Storing):
            return True
        return bool(self) and not self._skks_on_cases()

    def _skks_on_cases(self):
        """Those of the messages that belong to a document behind the wall."""
        return self.filtered(
            lambda message: (
                (model := message.sudo().model)
                and getattr(self.env.registry.get(model), "_skks_gated", False)
            )
        )

    def _skks_without_addresses(self):
        """Messages whose addresses the user is not to see.

        Colleagues outside the office read the letters of a case on which they work,
        but whoever has the sender's address can answer past every acceptance.
        """
        if self.env.su or self.env.user._skks_sees_addresses():
            return self.browse()
        return self._skks_on_cases()

    def _skks_sender_name(self):
        """Name of an author without a card; never the address."""
        if not self.env[self.sudo().model]._skks_names_senders():
            return self.env._("Outside sender")
        name, _address = parse_contact_from_email(self.sudo().email_from or "")
        return name if name and "@" not in name else self.env._("Outside sender")

    def _to_store(self, store, fields, **kwargs):
        hidden = self._skks_without_addresses()
        if not hidden:
            return super()._to_store(store, fields, **kwargs)
        opened = self.with_context(**{_STORE_KEY: _Storing()})
        result = super(MailMessage, opened)._to_store(store, fields, **kwargs)
        for message in hidden:
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

    # ------------------------------------------------------------------
    # Letters are evidence
    # ------------------------------------------------------------------

    def write(self, vals):
        if CONTENT_FIELDS & set(vals):
            self._skks_check_letters_stay()
        return super().write(vals)

    def unlink(self):
        self._skks_check_letters_stay()
        return super().unlink()

    def _skks_check_letters_stay(self):
        """Refuse that a user changes or deletes a letter of a case."""
        if self.env.su:
            return
        letters = self.sudo().filtered(
            lambda message: message.message_type in LETTER_TYPES
        )
        if letters._skks_on_cases():
            raise AccessError(
                self.env._(
                    "Letters of a case stay as they came and as they left. Write a"
                    " note next to them."
                )
            )
