from odoo import models


class JournalAct(models.AbstractModel):
    _inherit = "skks.journal.act"

    def _names_of_cases(self):
        return super()._names_of_cases() | {
            "intervention.route": self.env._("Report sent to a unit"),
            "intervention.published": self.env._("Reply shown on the tracking page"),
            "intervention.contractor": self.env._("Link sent to a contractor"),
            "intervention.reopening.asked": self.env._(
                "Asked to open the report again"
            ),
            "intervention.reopening.reopened": self.env._("Report opened again"),
            "intervention.reopening.declined": self.env._("Not opened again"),
        }

    def _subjects(self):
        return super()._subjects() | {
            "category": self.env._("Category of reports"),
            "district": self.env._("District"),
            "street": self.env._("Street"),
            "intervention.term": self.env._("Service level"),
            "intervention.outcome": self.env._("Outcome of a report"),
            "reopening.reason": self.env._("Reason not to open a report again"),
        }
