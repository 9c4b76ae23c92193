from odoo import api, models


class JournalAct(models.AbstractModel):
    _inherit = "skks.journal.act"

    def _names_of_cases(self):
        return super()._names_of_cases() | {
            "contact.do_not_contact": self.env._("“Do not contact” changed"),
        }

    def _subjects(self):
        return super()._subjects() | {"media.type": self.env._("Media type")}

    @api.model
    def _kinds(self):
        return super()._kinds() | {"contact": "case"}
