from odoo import models


class JournalAct(models.AbstractModel):
    _inherit = "skks.journal.act"

    def _names_of_cases(self):
        return super()._names_of_cases() | {
            "intervention.editors": self.env._("Report passed on by editors"),
            "intervention.editors_told": self.env._("Editors told of the outcome"),
        }
