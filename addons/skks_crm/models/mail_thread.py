from odoo import models
from odoo.tools import email_normalize


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def _routing_handle_bounce(self, email_message, message_dict):
        """Mark the contact whose address returned a letter of ours, and which one.

        By the address alone: a notice to a colleague who follows the card may come
        back too, and says nothing of the contact.
        """
        result = super()._routing_handle_bounce(email_message, message_dict)
        address = email_normalize(message_dict.get("bounced_email") or "")
        message = message_dict.get("bounced_message")
        if address:
            contacts = self.env["res.partner"].sudo()
            contacts.search(
                [("email_normalized", "=", address), ("skks_kind", "!=", False)]
            )._skks_mark_returned(message)
        return result
