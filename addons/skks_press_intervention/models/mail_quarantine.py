from odoo import models

SIDES = {"skks.inquiry", "skks.intervention"}


class MailQuarantine(models.Model):
    _inherit = "skks.mail.quarantine"

    def _letter_targets(self):
        targets = [
            ("skks.intervention", self.env._("To the reports")),
            ("skks.inquiry", self.env._("To the press office")),
        ]
        here = set(self.sudo().mapped("res_model"))
        return super()._letter_targets() + [
            target for target in targets if target[0] not in here
        ]

    def _send_to(self, model):
        """A letter that is a case already goes over with all that is on it."""
        case = self._letter_case()
        if {case._name, model} != SIDES:
            return super()._send_to(model)
        self._to_handle(("case",))
        return case._cross()
