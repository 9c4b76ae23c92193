from odoo import models
from odoo.exceptions import UserError


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    def _action_send_mail(self, auto_commit=False):
        """Say at once what the wall would otherwise stop without a word."""
        for composer in self:
            composer._skks_check_recipients()
        return super()._action_send_mail(auto_commit=auto_commit)

    def _skks_check_recipients(self):
        if self.composition_mode != "comment" or self.model == "res.partner":
            return
        outside = self.partner_ids.filtered("partner_share").mapped("name")
        if outside:
            raise UserError(
                self.env._(
                    "%s would not get this message: outsiders are reached only by an"
                    " accepted answer. Write a note to colleagues, or answer from the"
                    " case.",
                    ", ".join(outside),
                )
            )
