from odoo import api, models


class JournalAct(models.AbstractModel):
    _inherit = "skks.journal.act"

    def _names_of_cases(self):
        return super()._names_of_cases() | {
            "contribution.state": self.env._("State of a contribution"),
            "contribution.due": self.env._("Date of a contribution agreed"),
        }

    def _subjects(self):
        return super()._subjects() | {
            "inquiry.category": self.env._("Kind of inquiry"),
            "resolution": self.env._("Way of ending a case"),
        }

    @api.model
    def _kinds(self):
        return super()._kinds() | {"contribution": "case"}
