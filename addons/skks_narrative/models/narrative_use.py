from odoo import api, fields, models


class NarrativeUse(models.Model):
    """Which version of a position went into which text.

    Rows are added by :meth:`skks.narrative._use_in` alone, so that “where did we say
    this?” has an answer also after the position has changed. They are as visible
    as the text that they belong to.
    """

    _name = "skks.narrative.use"
    _description = "Use of a Position"
    _inherit = ["skks.document.line.mixin", "skks.narrative.row.mixin"]
    _rec_name = "version_id"

    _document_mixin = "skks.signoff.mixin"

    inserted_by = fields.Many2one(
        "res.users", required=True, readonly=True, ondelete="restrict"
    )
    inserted_at = fields.Datetime(required=True, readonly=True)
    reason = fields.Text(
        readonly=True, help="Why it was used although it was not confirmed or valid."
    )
    document_name = fields.Char("Used in", compute="_compute_document_name")
    is_outdated = fields.Boolean(
        "Changed since",
        compute="_compute_is_outdated",
        help="The position has a newer version or was withdrawn since.",
    )

    @api.depends("res_model", "res_id")
    def _compute_document_name(self):
        for model, uses in self.grouped("res_model").items():
            documents = self.env[model].browse(uses.mapped("res_id")).exists()
            names = {document.id: document.display_name for document in documents}
            for use in uses:
                use.document_name = names.get(use.res_id)

    @api.depends("version_id")
    def _compute_is_outdated(self):
        for use in self.sudo():
            narrative = use.narrative_id
            use.is_outdated = narrative.current_version_id != use.version_id or bool(
                narrative.withdrawn_at
            )

    def action_open_document(self):
        """Open the text that the position was used in."""
        self.ensure_one()
        return self._document().get_formview_action()
