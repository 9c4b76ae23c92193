from odoo import models


class JournaledSettingMixin(models.AbstractModel):
    """Settings of Odoo itself: journalled when somebody changes them.

    What an installation or an update brings is no act of a person, so nothing is
    written while the registry is being loaded.
    """

    _name = "skks.journaled.setting.mixin"
    _description = "Journaled Settings of Odoo"
    _inherit = ["skks.journaled.mixin"]

    def _journaled_subjects(self):
        if not self.env.registry.ready:
            return self.browse()
        return super()._journaled_subjects()
