from odoo import models


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """First half of the wall: notify nobody from outside.

        ``mail.mail`` decides with authority; here the outsiders only leave the
        list early, so that no notification row and no other channel (SMS, push)
        knows them. It stands on mail.thread itself, because ``message_notify`` of
        an empty thread reaches no override on a mixin.
        """
        recipients = super()._notify_get_recipients(
            message, msg_vals=msg_vals, **kwargs
        )
        outside = [data for data in recipients if data["share"]]
        if not outside:
            return recipients
        allowed = self.env["mail.mail"]._gate_allowed_on_card(
            (msg_vals or {}).get("model") or message.sudo().model,
            (msg_vals or {}).get("res_id") or message.sudo().res_id,
            self.env.user,
        )
        return [
            data
            for data in recipients
            if not data["share"] or data["email_normalized"] in allowed
        ]

    def _notify_by_email_get_headers(self, headers=None):
        """Name no outsider in a letter to a colleague.

        Otherwise “reply to all” in the colleague's mail program answers the
        journalist past every acceptance.
        """
        headers = super()._notify_by_email_get_headers(headers=headers)
        headers.pop("X-Msg-To-Add", None)
        return headers

    def _notify_by_email_get_base_mail_values(
        self, message, recipients_data, additional_values=None
    ):
        """A colleague is told by the system, never in the name of an outsider."""
        values = super()._notify_by_email_get_base_mail_values(
            message, recipients_data, additional_values=additional_values
        )
        author = message.sudo().author_id
        if not author or author.partner_share:
            values["email_from"] = self._skks_system_email_from()
        return values

    def _skks_system_email_from(self):
        company = self.env.company.sudo()
        return company.alias_domain_id.default_from_email or company.email_formatted

    def _routing_handle_bounce(self, email_message, message_dict):
        """A letter that came back was not delivered: the case is told."""
        result = super()._routing_handle_bounce(email_message, message_dict)
        bounced = message_dict.get("bounced_message")
        permit = (
            self.env["skks.gate.permit"]
            .sudo()
            .search(
                [("mail_message_id", "in", bounced.ids if bounced else [])], limit=1
            )
        )
        if permit:
            record = self.env[permit.res_model].sudo().browse(permit.res_id).exists()
            reason = self.env._("The recipient's mail server returned the letter.")
            self.env["skks.journal.entry"]._log(record, "mail.bounced", reason=reason)
            record._on_gate_failed(permit, reason)
        return result
