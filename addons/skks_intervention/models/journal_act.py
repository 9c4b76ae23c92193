from odoo import models


class JournalAct(models.AbstractModel):
    _inherit = "skks.journal.act"

    def _names_of_cases(self):
        return super()._names_of_cases() | {
            "intervention.route": self.env._("Report sent to a unit"),
            "intervention.open311": self.env._("Report received through Open311"),
            "intervention.published": self.env._("Reply shown on the tracking page"),
            "intervention.confirm": self.env._("E-mail address confirmed"),
        }

    def _subjects(self):
        return super()._subjects() | {
            "category": self.env._("Category of reports"),
            "district": self.env._("District"),
            "street": self.env._("Street"),
            "open311.key": self.env._("Key of an Open311 application"),
            "intervention.term": self.env._("Service level"),
            "intervention.outcome": self.env._("Outcome of a report"),
        }
