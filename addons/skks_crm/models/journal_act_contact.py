from odoo import models


class JournalAct(models.AbstractModel):
    _inherit = "skks.journal.act"

    def _names_of_cases(self):
        return super()._names_of_cases() | {
            "contact.verify": self.env._("Data of the contact verified"),
            "contact.merge": self.env._("Two cards merged"),
            "contact.different": self.env._("Two cards said to be of two"),
            "contact.maybe_same": self.env._("Two cards to be compared again"),
            "contact.informed": self.env._("Informed about the personal data"),
            "contact.export": self.env._("Personal data handed out"),
        }
