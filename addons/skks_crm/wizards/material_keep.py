from dateutil.relativedelta import relativedelta

from odoo import fields, models


class MaterialKeep(models.TransientModel):
    """Asks until when materials that are due are kept, and why."""

    _name = "skks.material.keep"
    _description = "Keeping Materials Longer"

    material_ids = fields.Many2many(
        "skks.material",
        required=True,
        default=lambda self: self._default_material_ids(),
    )
    until = fields.Date(
        "Keep until",
        required=True,
        default=lambda self: self.env.company._skks_today() + relativedelta(years=1),
    )
    reason = fields.Text(required=True)

    def _default_material_ids(self):
        context = self.env.context
        if context.get("active_model") != "skks.material":
            return self.env["skks.material"]
        return self.env["skks.material"].browse(context.get("active_ids", []))

    def action_keep(self):
        """Put off the review."""
        self.ensure_one()
        self.material_ids._keep_longer(self.until, self.reason)
        return {"type": "ir.actions.act_window_close"}
