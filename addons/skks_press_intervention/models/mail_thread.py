from odoo import api, models

from .mail_quarantine import SIDES


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _skks_answered_record(self, message_dict):
        """An answer to a letter that went along is addressed to the other box."""
        record = super()._skks_answered_record(message_dict)
        parent = self._get_parent_message(message_dict)
        if record or not parent or parent.model not in SIDES:
            return record
        case = self.env[parent.model].sudo().browse(parent.res_id).exists()
        return case if case._crossed() else None
