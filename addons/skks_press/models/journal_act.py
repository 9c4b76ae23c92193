from odoo import api, models


class JournalAct(models.AbstractModel):
    _inherit = "skks.journal.act"

    def _names_of_cases(self):
        return super()._names_of_cases() | {
            "contribution.state": self.env._("State of a contribution"),
            "contribution.due": self.env._("Date of a contribution agreed"),
            "inquiry.oral": self.env._("Answered without a letter"),
            "inquiry.fyi": self.env._("Who is informed of a case"),
            "contribution.lead_offer": self.env._("Lead offered to an entity"),
            "contribution.lead_accept": self.env._("Lead taken over"),
            "contribution.lead_decline": self.env._("Lead not taken over"),
            "answer.basis": self.env._("Basis of a sent answer changed"),
            "inquiry.print": self.env._("Case file printed"),
            "contribution.more_time": self.env._("Entity asks for more time"),
            "contribution.not_ours": self.env._("Entity: “not ours”"),
            "contribution.shared": self.env._("Answer from the entity's address"),
            "inquiry.sender": self.env._("Sender of an inquiry corrected"),
        }

    def _subjects(self):
        return super()._subjects() | {
            "inquiry.category": self.env._("Kind of inquiry"),
            "inquiry.term": self.env._("Terms by urgency and complexity"),
            "resolution": self.env._("Way of ending a case"),
        }

    @api.model
    def _kinds(self):
        return super()._kinds() | {"contribution": "case", "inquiry": "case"}
