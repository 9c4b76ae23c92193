from odoo import models


class JournalAct(models.AbstractModel):
    _inherit = "skks.journal.act"

    def _names_of_cases(self):
        return super()._names_of_cases() | {
            "contribution.state": self.env._("State of a contribution"),
            "contribution.due": self.env._("Date of a contribution agreed"),
            "case.choice": self.env._("Statutory choice"),
            "case.held": self.env._("Holding reply sent"),
            "case.not_held": self.env._("Holding reply not delivered"),
            "case.withdrawn": self.env._("Inquiry withdrawn"),
        }

    def _subjects(self):
        return super()._subjects() | {
            "answer.kind": self.env._("Kind of letter"),
            "inquiry.category": self.env._("Kind of inquiry"),
            "resolution": self.env._("Way of ending a case"),
        }
