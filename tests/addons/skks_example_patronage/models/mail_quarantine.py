from odoo import api, models


class MailQuarantine(models.Model):
    _inherit = "skks.mail.quarantine"

    @api.model
    def _letter_targets(self):
        """A request that came to the press office is sent to where it belongs."""
        button = self.env._("To patronages")
        return [*super()._letter_targets(), ("skks.patronage", button)]
