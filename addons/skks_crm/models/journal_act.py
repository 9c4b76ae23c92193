from odoo import api, models


class JournalAct(models.AbstractModel):
    _inherit = "skks.journal.act"

    def _names_of_cases(self):
        return super()._names_of_cases() | {
            "contact.caretaker": self.env._("Caretaker changed"),
            "contact.do_not_contact": self.env._("“Do not contact” changed"),
            "contact.mailing_opt_out": self.env._("Objection to mailings changed"),
            "material.keep": self.env._("Material kept longer"),
            "material.version": self.env._("Version of a material added"),
        }

    def _subjects(self):
        return super()._subjects() | {
            "material": self.env._("Material"),
            "material.type": self.env._("Type of material"),
            "care.rule": self.env._("Care rule"),
            "media.extension": self.env._("Fields of one outlet"),
            "media.type": self.env._("Media type"),
            "recipient.list": self.env._("Recipient list"),
        }

    @api.model
    def _kinds(self):
        return super()._kinds() | {
            "contact": "case",
            "material": "case",
            "material.type": "setting",
        }
