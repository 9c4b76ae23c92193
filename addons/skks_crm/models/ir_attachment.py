from odoo import models
from odoo.exceptions import AccessError


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def write(self, vals):
        """No link is made by which whoever has it reads a file without logging in."""
        if vals.get("access_token") and self._is_archived():
            raise AccessError(
                self.env._(
                    "This file is kept in the archive of materials: no link lets people"
                    " outside read it. Add it to a release to publish it."
                )
            )
        return super().write(vals)

    def _is_archived(self):
        """Whether one of the files belongs to a version of a material."""
        versions = self.env["skks.material.version"].sudo()
        domain = [("attachment_id", "in", self.ids)]
        return bool(self and versions.search_count(domain, limit=1))

    def _signoff_check_frozen(self):
        """The files of the archive are as immutable as its versions."""
        result = super()._signoff_check_frozen()
        if self._is_archived():
            raise AccessError(
                self.env._(
                    "This file is kept in the archive of materials: it can be neither"
                    " changed nor deleted. Add a new version to its material."
                )
            )
        return result
