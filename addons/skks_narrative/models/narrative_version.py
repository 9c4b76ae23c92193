from odoo import fields, models


class NarrativeVersion(models.Model):
    """A position as it was accepted: what may be used, and what was once sent."""

    _name = "skks.narrative.version"
    _description = "Version of a Position"
    _inherit = ["skks.text.version.mixin"]
    _order = "narrative_id, number desc"
    _version_of = "narrative_id"
    _version_texts = ("name", "thesis", "body", "background")

    narrative_id = fields.Many2one(
        "skks.narrative",
        "Position",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    thesis = fields.Text(readonly=True)
    body = fields.Html("Quotable text", readonly=True, sanitize=False)
    background = fields.Html(readonly=True, sanitize=False)
    change_note = fields.Char(readonly=True)
    expert_id = fields.Many2one(
        "res.users",
        "Vouched for by",
        readonly=True,
        ondelete="restrict",
        help="Who accepted the substance of this version.",
    )

    _number_uniq = models.Constraint(
        "UNIQUE (narrative_id, number)", "A position has one version of each number."
    )
