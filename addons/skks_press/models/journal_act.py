from odoo import models


class JournalAct(models.AbstractModel):
    _inherit = "skks.journal.act"

    def _names_of_cases(self):
        return super()._names_of_cases() | {
            "contribution.state": self.env._("State of a contribution"),
            "contribution.due": self.env._("Date of a contribution agreed"),
            "authorisation.state": self.env._("State of a quote authorisation"),
            "authorisation.alert": self.env._("Alert: a quotation is to be authorised"),
            "meeting.state": self.env._("State of a meeting"),
            "meeting.move": self.env._("Date or place of a meeting changed"),
            "plan.state": self.env._("State of a plan item"),
            "plan.move": self.env._("Plan item moved"),
            "inquiry.oral": self.env._("Answered without a letter"),
        }

    def _subjects(self):
        return super()._subjects() | {
            "calendar.feed": self.env._("Calendar link"),
            "inquiry.category": self.env._("Kind of inquiry"),
            "inquiry.term": self.env._("Terms by urgency and complexity"),
            "resolution": self.env._("Way of ending a case"),
        }
