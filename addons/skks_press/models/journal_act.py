from odoo import api, models


class JournalAct(models.AbstractModel):
    _inherit = "skks.journal.act"

    def _names_of_cases(self):
        return super()._names_of_cases() | {
            "contribution.state": self.env._("State of a contribution"),
            "contribution.due": self.env._("Date of a contribution agreed"),
            "contribution.more_time": self.env._("Entity asks for more time"),
            "contribution.not_ours": self.env._("Entity: “not ours”"),
            "contribution.shared": self.env._("Answer from the entity's address"),
            "inquiry.sender": self.env._("Sender of an inquiry corrected"),
            "authorisation.state": self.env._("State of a quote authorisation"),
            "authorisation.alert": self.env._("Alert: a quotation is to be authorised"),
            "meeting.state": self.env._("State of a meeting"),
            "meeting.move": self.env._("Date or place of a meeting changed"),
            "plan.state": self.env._("State of a plan item"),
            "plan.move": self.env._("Plan item moved"),
            "inquiry.oral": self.env._("Answered without a letter"),
            "inquiry.fyi": self.env._("Who is informed of a case"),
            "contribution.lead_offer": self.env._("Lead offered to an entity"),
            "contribution.lead_accept": self.env._("Lead taken over"),
            "contribution.lead_decline": self.env._("Lead not taken over"),
            "answer.basis": self.env._("Basis of a sent answer changed"),
            "case.choice": self.env._("Statutory choice"),
            "case.held": self.env._("Holding reply sent"),
            "case.not_held": self.env._("Holding reply not delivered"),
            "case.withdrawn": self.env._("Inquiry withdrawn"),
            "correction.posted": self.env._("Correction posted"),
            "correction.received": self.env._("Correction received by the newsroom"),
            "correction.refused": self.env._("Correction refused"),
            "correction.published": self.env._("Correction published"),
            "order.part.state": self.env._("State of an order at an entity"),
            "order.part.due": self.env._("Date of an order agreed"),
            "order.part.not_ours": self.env._("Order: “not ours”"),
            "order.part.more_time": self.env._("Order: asks for more time"),
            "order.part.shared": self.env._("Order: answer from a shared mailbox"),
            "release.send_again": self.env._("Refused letter sent again"),
            "inquiry.print": self.env._("Case file printed"),
        }

    def _subjects(self):
        return super()._subjects() | {
            "answer.kind": self.env._("Kind of letter"),
            "calendar.feed": self.env._("Calendar link"),
            "inquiry.category": self.env._("Kind of inquiry"),
            "inquiry.term": self.env._("Terms by urgency and complexity"),
            "resolution": self.env._("Way of ending a case"),
        }

    @api.model
    def _kinds(self):
        return super()._kinds() | dict.fromkeys(
            (
                "answer",
                "authorisation",
                "calendar",
                "contribution",
                "correction",
                "coverage",
                "inquiry",
                "meeting",
                "order",
                "plan",
                "release",
            ),
            "case",
        )
