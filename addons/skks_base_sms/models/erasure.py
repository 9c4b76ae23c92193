from odoo import api, models


class Erasure(models.AbstractModel):
    _inherit = "skks.erasure"

    @api.model
    def _delete_queued(self, messages, whole):
        """Text messages name the number and say the same as the message."""
        result = super()._delete_queued(messages, whole)
        on_messages = [("mail_message_id", "in", messages.ids)]
        self._delete(self.env["sms.sms"].search(on_messages))
        return result
