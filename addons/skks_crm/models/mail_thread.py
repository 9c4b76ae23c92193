from odoo import models
from odoo.tools import email_normalize


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def _routing_handle_bounce(self, email_message, message_dict):
        """Keep with the contact which letter of ours it was that came back."""
        result = super()._routing_handle_bounce(email_message, message_dict)
        address = email_normalize(message_dict.get("bounced_email") or "")
        message = message_dict.get("bounced_message")
        if address and message:
            contacts = self.env["res.partner"].sudo()
            contacts.search(
                [("email_normalized", "=", address), ("skks_kind", "!=", False)]
            )._skks_mark_returned(message)
        return result
