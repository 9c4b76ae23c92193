from odoo import models


class JournalAct(models.AbstractModel):
    _inherit = "skks.journal.act"

    def _names_of_cases(self):
        return super()._names_of_cases() | {
            "intervention.route": self.env._("Report sent to a unit"),
            "intervention.published": self.env._("Reply shown on the tracking page"),
            "intervention.qualify": self.env._("Report qualified"),
            "intervention.complained": self.env._("Units complained about"),
            "intervention.posted": self.env._("Report passed on by post"),
            "intervention.told": self.env._("Submitter told by post"),
            "intervention.forward_drop": self.env._("Forwarding given up"),
            "intervention.register": self.env._("Register exported"),
        }

    def _subjects(self):
        return super()._subjects() | {
            "category": self.env._("Category of reports"),
            "district": self.env._("District"),
            "street": self.env._("Street"),
            "intervention.term": self.env._("Service level"),
            "intervention.outcome": self.env._("Outcome of a report"),
            "intervention.qualification": self.env._("Qualification of reports"),
            "intervention.letter": self.env._("Letter the law prescribes"),
        }
