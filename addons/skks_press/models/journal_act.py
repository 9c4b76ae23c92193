from odoo import models


class JournalAct(models.AbstractModel):
    _inherit = "skks.journal.act"

    def _names_of_cases(self):
        return super()._names_of_cases() | {
            "contribution.state": self.env._("State of a contribution"),
            "contribution.due": self.env._("Date of a contribution agreed"),
            "inquiry.oral": self.env._("Answered without a letter"),
            "release.send_again": self.env._("Refused letter sent again"),
        }

    def _subjects(self):
        return super()._subjects() | {
            "inquiry.category": self.env._("Kind of inquiry"),
            "inquiry.term": self.env._("Terms by urgency and complexity"),
            "resolution": self.env._("Way of ending a case"),
        }
