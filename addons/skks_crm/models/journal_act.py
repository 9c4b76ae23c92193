from odoo import api, models


class JournalAct(models.AbstractModel):
    _inherit = "skks.journal.act"

    def _names_of_cases(self):
        return super()._names_of_cases() | {
            "contact.caretaker": self.env._("Caretaker changed"),
            "contact.do_not_contact": self.env._("“Do not contact” changed"),
            "contact.mailing_opt_out": self.env._("Objection to mailings changed"),
        }

    def _subjects(self):
        return super()._subjects() | {
            "care.rule": self.env._("Care rule"),
            "media.extension": self.env._("Fields of one outlet"),
            "media.type": self.env._("Media type"),
            "recipient.list": self.env._("Recipient list"),
        }

    @api.model
    def _kinds(self):
        return super()._kinds() | {"contact": "case"}
