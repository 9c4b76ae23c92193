from odoo import models


class JournalAct(models.AbstractModel):
    _inherit = "skks.journal.act"

    def _names_of_cases(self):
        return super()._names_of_cases() | {
            "contribution.state": self.env._("State of a contribution"),
            "contribution.due": self.env._("Date of a contribution agreed"),
            "correction.posted": self.env._("Correction posted"),
            "correction.received": self.env._("Correction received by the newsroom"),
            "correction.refused": self.env._("Correction refused"),
            "correction.published": self.env._("Correction published"),
            "order.part.state": self.env._("State of an order at an entity"),
            "order.part.due": self.env._("Date of an order agreed"),
            "order.part.not_ours": self.env._("Order: “not ours”"),
            "order.part.more_time": self.env._("Order: asks for more time"),
            "order.part.shared": self.env._("Order: answer from a shared mailbox"),
        }

    def _subjects(self):
        return super()._subjects() | {
            "inquiry.category": self.env._("Kind of inquiry"),
            "resolution": self.env._("Way of ending a case"),
        }
