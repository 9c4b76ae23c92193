from odoo import models


class JournalAct(models.AbstractModel):
    _inherit = "skks.journal.act"

    def _names_of_cases(self):
        return super()._names_of_cases() | {
            "narrative.confirm": self.env._("Position confirmed"),
            "narrative.use": self.env._("Position used"),
            "narrative.withdraw": self.env._("Position withdrawn"),
        }
