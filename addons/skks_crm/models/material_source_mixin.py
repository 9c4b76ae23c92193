from odoo import api, models
from odoo.exceptions import AccessError, UserError


class MaterialSourceMixin(models.AbstractModel):
    """A document whose attachments can be put into the archive of materials.

    A model says in :meth:`_prepare_material_values` whose materials they become.
    """

    _name = "skks.material.source.mixin"
    _description = "Source of Materials"

    def action_archive_files(self):
        """Show which attachments of this document go into the archive."""
        self.ensure_one()
        self._check_material_source()
        values = self._prepare_material_values()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Add to the archive"),
            "res_model": "skks.material.add",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_source_model": self._name,
                "default_source_id": self.id,
                **{f"default_{fname}": value for fname, value in values.items()},
            },
        }

    def _check_material_source(self):
        """Whether this user may put what hangs on the document into the archive."""
        self.check_access("read")
        if not self.env.user.has_group("skks_base.group_officer"):
            raise AccessError(self.env._("Only the press office keeps materials."))
        if obstacle := self._material_obstacle():
            raise UserError(obstacle)

    def _material_obstacle(self):
        """Hook: why nothing of the document goes into the archive; empty if it may."""
        return ""

    def _prepare_material_values(self):
        """Hook: values that the materials have in common, such as ``outlet_id``."""
        return {}

    def _material_attachments(self):
        """Attachments of the document, and of the messages in its chatter.

        Those that the archive has already, by their checksums, are left out.
        """
        self.ensure_one()
        attachments = self.env["ir.attachment"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("type", "=", "binary"),
                ("res_field", "in", [False, *self._material_fields()]),
            ]
        )
        if not attachments:
            return attachments
        kept = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "skks.material"),
                ("checksum", "in", attachments.mapped("checksum")),
            ]
        )
        return attachments.filtered(
            lambda file: file.checksum not in set(kept.mapped("checksum"))
        )

    @api.model
    def _material_fields(self):
        """Hook: names of the model's own file fields whose content may be taken."""
        return []
