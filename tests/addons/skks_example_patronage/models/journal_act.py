from odoo import api, models


class JournalAct(models.AbstractModel):
    _inherit = "skks.journal.act"

    def _names_of_cases(self):
        return super()._names_of_cases() | {
            "patronage.opinion": self.env._("Opinion on a patronage written"),
        }

    @api.model
    def _kinds(self):
        return super()._kinds() | {"patronage": "case"}
