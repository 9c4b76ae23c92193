from odoo import models


class JournaledSettingMixin(models.AbstractModel):
    """Settings of Odoo itself: journalled when somebody changes them.

    Time limits, mail, rights and evidence depend on them; whoever changes one,
    through whatever door, is in the journal with the old and the new value. What an
    installation or an update brings is no act of a person, so nothing is
    written while the registry is being loaded.
    """

    _name = "skks.journaled.setting.mixin"
    _description = "Journaled Settings of Odoo"
    _inherit = ["skks.journaled.mixin"]

    def _journaled_subjects(self):
        if not self.env.registry.ready:
            return self.browse()
        return super()._journaled_subjects()
