from odoo import fields, models


class NarrativeRowMixin(models.AbstractModel):
    """What was done with a version of a position: a row that stays as it is."""

    _name = "skks.narrative.row.mixin"
    _description = "Row about a Position"
    _inherit = ["skks.append.only.mixin"]
    _order = "id desc"

    narrative_id = fields.Many2one(
        "skks.narrative",
        "Position",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    version_id = fields.Many2one(
        "skks.narrative.version",
        "Version",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
