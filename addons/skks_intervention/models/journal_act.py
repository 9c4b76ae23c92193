from odoo import models


class JournalAct(models.AbstractModel):
    _inherit = "skks.journal.act"

    def _subjects(self):
        return super()._subjects() | {"category": self.env._("Category of reports")}
