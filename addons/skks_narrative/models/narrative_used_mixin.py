from odoo import api, fields, models

USE_READERS = (
    "skks_base.group_officer,skks_base.group_representative,"
    "skks_base.group_leadership,skks_base.group_auditor"
)


class NarrativeUsedMixin(models.AbstractModel):
    """A text into which positions go: it says on which it rests, and what of these
    no longer holds."""

    _name = "skks.narrative.used.mixin"
    _description = "Text Made of Positions"
    _erasure_children = ("narrative_use_ids",)

    narrative_use_ids = fields.One2many(
        "skks.narrative.use",
        "res_id",
        "Positions used",
        readonly=True,
        bypass_search_access=True,
    )
    narrative_notice = fields.Html(
        "No longer holds",
        compute="_compute_narrative_notice",
        sanitize=False,
        groups=USE_READERS,
    )
    narrative_basis = fields.Html(
        "Based on",
        compute="_compute_narrative_notice",
        sanitize=False,
        groups=USE_READERS,
    )

    @api.depends("narrative_use_ids")
    @api.depends_context("uid", "lang", "tz")
    def _compute_narrative_notice(self):
        """Of the uses that the reader may read, and of no other."""
        uses = self.env["skks.narrative.use"].search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)], order="id"
        )
        by_text = uses.grouped("res_id")
        for text in self:
            mine = by_text.get(text._origin.id, uses.browse())
            stale = mine.filtered(lambda use: use.since != "same")
            text.narrative_notice = self._narrative_html("narrative_notice", stale)
            once = mine.browse(
                min(some._ids) for some in mine.grouped("version_id").values()
            )
            text.narrative_basis = self._narrative_html("narrative_basis", once)

    @api.model
    def _narrative_html(self, template, uses):
        if not uses:
            return False
        return self.env["ir.qweb"]._render(f"skks_narrative.{template}", {"uses": uses})
