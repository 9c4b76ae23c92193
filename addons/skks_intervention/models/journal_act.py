from odoo import models


class JournalAct(models.AbstractModel):
    _inherit = "skks.journal.act"

    def _names_of_cases(self):
        return super()._names_of_cases() | {
            "intervention.route": self.env._("Report sent to a unit"),
            "intervention.published": self.env._("Reply shown on the tracking page"),
            "intervention.not_ours": self.env._("Report: “not ours”"),
            "intervention.sender": self.env._("Submitter of a report corrected"),
            "intervention.give": self.env._("Report given to a colleague"),
            "intervention.rule.off": self.env._("Routing rule switched off"),
            "intervention.rule.on": self.env._("Routing rule switched on again"),
        }

    def _subjects(self):
        return super()._subjects() | {
            "category": self.env._("Category of reports"),
            "district": self.env._("District"),
            "street": self.env._("Street"),
            "intervention.term": self.env._("Service level"),
            "intervention.outcome": self.env._("Outcome of a report"),
            "intervention.rule": self.env._("Routing rule"),
        }
