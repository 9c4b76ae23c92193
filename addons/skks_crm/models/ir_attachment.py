from odoo import models
from odoo.exceptions import AccessError


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def _signoff_check_frozen(self):
        """The files of the archive are as immutable as its versions."""
        result = super()._signoff_check_frozen()
        versions = self.env["skks.material.version"].sudo()
        if self and versions.search_count([("attachment_id", "in", self.ids)], limit=1):
            raise AccessError(
                self.env._(
                    "This file is kept in the archive of materials: it can be neither"
                    " changed nor deleted. Add a new version to its material."
                )
            )
        return result
