import base64

from odoo import fields, models
from odoo.tools.mail import plaintext2html

from odoo.addons.skks_base.tools import forwarded

from .intervention import SUBMITTER_READERS


class Intervention(models.Model):
    """Citizens' letters that a unit or a colleague has passed on."""

    _inherit = "skks.intervention"

    forward_letter_id = fields.Many2one(groups=SUBMITTER_READERS)
    forward_sender = fields.Char(groups=SUBMITTER_READERS)

    def _letter_forwarded(self, letter):
        """The report is what the citizen wrote, without who it was.

        The colleague's words and the heading of the letter stay in the thread.
        """
        result = super()._letter_forwarded(letter)
        raw = base64.b64decode(letter.sudo().raw or b"")
        found = forwarded.original(raw, self.company_id._skks_tz())
        if found and found.text.strip():
            self.description = plaintext2html(found.text.strip())
        return result

    def _letter_joined(self, letter):
        """Whoever works on the report hears that there is more of it."""
        result = super()._letter_joined(letter)
        self._tell_coordinator(
            "skks_base.mail_activity_letter", self.env._("New letter on the report")
        )
        return result
