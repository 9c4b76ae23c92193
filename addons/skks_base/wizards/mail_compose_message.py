from odoo import models
from odoo.exceptions import UserError


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    def action_send_mail(self):
        """Say at once what the wall would otherwise stop without a word.

        Only to people who press the button: automatic letters pass by here too,
        and nothing may fail because of them.
        """
        self._skks_check_recipients()
        return super().action_send_mail()

    def action_schedule_message(self):
        self._skks_check_recipients()
        return super().action_schedule_message()

    def _skks_check_recipients(self):
        composers = self.filtered(
            lambda composer: (
                composer.composition_mode == "comment"
                and composer.model != "res.partner"
            )
        )
        outside = composers.partner_ids.filtered("partner_share").mapped("name")
        if outside:
            raise UserError(
                self.env._(
                    "%s would not get this message: outsiders are reached only by an"
                    " accepted answer. Write a note to colleagues, or answer from the"
                    " case.",
                    ", ".join(outside),
                )
            )
