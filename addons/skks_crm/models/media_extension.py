from odoo import api, fields, models


class MediaExtension(models.Model):
    """Fields of one outlet alone.

    A row of its own and not the outlet itself holds their definition: the right to
    it decides who may add fields, on the server and in the core widget, which offers
    the tools to whoever may write the row.
    """

    _name = "skks.media.extension"
    _description = "Fields of One Outlet"
    _inherit = ["skks.media.definition.mixin"]
    _order = "outlet_id, id"
    _journaled_as = "media.extension"

    outlet_id = fields.Many2one(
        "res.partner",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        domain=[("skks_kind", "=", "outlet")],
    )

    _outlet_uniq = models.Constraint(
        "UNIQUE (outlet_id)", "The outlet already has fields of its own."
    )

    @api.depends("outlet_id.name")
    def _compute_display_name(self):
        for extension in self:
            # who may read the row may read whom it is about
            extension.display_name = extension.sudo().outlet_id.name or ""
