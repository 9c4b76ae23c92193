from odoo import api, models


class JournalAct(models.AbstractModel):
    _inherit = "skks.journal.act"

    def _names_of_cases(self):
        return super()._names_of_cases() | {
            "narrative.confirm": self.env._("Position confirmed"),
            "narrative.outdated": self.env._("Position reported as outdated"),
            "narrative.take_over": self.env._("Position taken over"),
            "narrative.use": self.env._("Position used"),
            "narrative.withdraw": self.env._("Position withdrawn"),
            "narrative.archive": self.env._("Position archived as proposed"),
            "narrative.restore": self.env._("Position brought back from the archive"),
            "narrative.keep": self.env._("Position kept, not archived"),
            "narrative.import": self.env._("Positions imported"),
            "narrative.export": self.env._("Positions exported"),
        }

    @api.model
    def _kinds(self):
        return super()._kinds() | {"narrative": "case"}
