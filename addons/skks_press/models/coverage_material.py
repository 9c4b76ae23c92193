from odoo import api, models


class Coverage(models.Model):
    """Clippings and links of publications go into the archive."""

    _name = "skks.coverage"
    _inherit = ["skks.coverage", "skks.material.source.mixin"]

    def _prepare_material_values(self):
        return super()._prepare_material_values() | {
            "outlet_id": self.outlet_id.id,
            "journalist_id": self.journalist_id.id,
            "date": self.date,
            "rights": "inside",
            "links": self.url,
        }

    @api.model
    def _material_fields(self):
        return [*super()._material_fields(), "file"]

    def action_archive_files(self):
        """Offer the clipping by the name of its file, not by that of the field."""
        action = super().action_archive_files()
        clipping = self._material_attachments().filtered("res_field")
        clipping.sudo().name = self.file_name or self.name
        return action
