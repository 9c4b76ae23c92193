from odoo import fields, models


class MaterialVersionAdd(models.TransientModel):
    """Asks for the file or the link that a material consists of from now on."""

    _name = "skks.material.version.add"
    _description = "Adding a Version"

    material_id = fields.Many2one(
        "skks.material",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env.context.get("active_id"),
    )
    file = fields.Binary(attachment=False)
    file_name = fields.Char()
    url = fields.Char("Link")
    note = fields.Char("What is new")

    def action_add(self):
        """Append the version; the earlier ones stay."""
        self.ensure_one()
        content = self.material_id._content(
            file=self.file, name=self.file_name, url=self.url, note=self.note
        )
        self.material_id._add_version(content)
        return {"type": "ir.actions.act_window_close"}
