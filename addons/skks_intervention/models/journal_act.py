from odoo import api, models


class JournalAct(models.AbstractModel):
    _inherit = "skks.journal.act"

    def _names_of_cases(self):
        return super()._names_of_cases() | {
            "intervention.contact_shown": self.env._("Submitter's contact data shown"),
            "intervention.route": self.env._("Report sent to a unit"),
            "intervention.first": self.env._("First reply to the submitter"),
            "intervention.ask": self.env._("Question to the submitter"),
            "intervention.action": self.env._("Action on a report"),
            "intervention.open311": self.env._("Report received through Open311"),
            "intervention.published": self.env._("Reply shown on the tracking page"),
            "intervention.confirm": self.env._("E-mail address confirmed"),
            "intervention.contractor": self.env._("Link sent to a contractor"),
            "intervention.reopening.asked": self.env._(
                "Asked to open the report again"
            ),
            "intervention.reopening.reopened": self.env._("Report opened again"),
            "intervention.reopening.declined": self.env._("Not opened again"),
            "intervention.qualify": self.env._("Report qualified"),
            "intervention.complained": self.env._("Units complained about"),
            "intervention.posted": self.env._("Report passed on by post"),
            "intervention.told": self.env._("Submitter told by post"),
            "intervention.forward_drop": self.env._("Forwarding given up"),
            "intervention.uphold": self.env._("Earlier position upheld"),
            "intervention.register": self.env._("Register exported"),
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
            "open311.key": self.env._("Key of an Open311 application"),
            "intervention.term": self.env._("Service level"),
            "intervention.outcome": self.env._("Outcome of a report"),
            "intervention.template": self.env._("Text to submitters"),
            "reopening.reason": self.env._("Reason not to open a report again"),
            "intervention.qualification": self.env._("Qualification of reports"),
            "intervention.letter": self.env._("Letter the law prescribes"),
            "intervention.rule": self.env._("Routing rule"),
        }

    @api.model
    def _kinds(self):
        return super()._kinds() | {"intervention": "case"}
