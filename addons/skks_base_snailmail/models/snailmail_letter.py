from odoo import models


class SnailmailLetter(models.Model):
    _inherit = "snailmail.letter"

    def _snailmail_print(self, immediate=True):
        """The wall: nothing is printed and posted by a service outside.

        All ways to the service meet here. What leaves on paper is an accepted text
        that somebody in the office puts into an envelope.
        """
        for letter in self:
            record = self.env[letter.model].sudo().browse(letter.res_id).exists()
            self.env["skks.journal.entry"]._log(
                record, "wall.stopped_post", payload={"to": letter.partner_id.name}
            )
        self.sudo().cancel()
