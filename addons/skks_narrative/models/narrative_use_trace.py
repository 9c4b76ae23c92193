from odoo import api, fields, models
from odoo.fields import Domain

from ..tools import freshness as rule

# Nobody had vouched for it when it was used.
UNVERIFIED = (rule.OVERDUE, rule.EXPIRED, rule.NEVER)
SENT = "sent_at"


class NarrativeUse(models.Model):
    """How fresh a position was when it was used, to whom it went, what became of it.

    A row is as visible as its text and as its position: whoever accepts a text of
    several entities does not learn the titles of what the others hold.
    """

    _inherit = "skks.narrative.use"

    freshness = fields.Selection(
        selection=lambda self: (
            self.env["skks.narrative"]
            ._fields["freshness"]
            ._description_selection(self.env)
        ),
        string="Freshness when used",
        readonly=True,
        index=True,
        help="As it was at that moment. Not recorded for uses before this was kept.",
    )
    entity_id = fields.Many2one(related="narrative_id.entity_id")
    document_recipient = fields.Char("To whom", compute="_compute_document_recipient")
    document_sent_at = fields.Datetime("Sent", compute="_compute_document_recipient")
    is_sent = fields.Boolean(
        "Has left", compute="_compute_document_recipient", search="_search_is_sent"
    )
    is_outdated = fields.Boolean(search="_search_is_outdated")
    since = fields.Selection(
        [
            ("same", "Unchanged"),
            ("changed", "Changed"),
            ("expired", "Expired"),
            ("withdrawn", "Withdrawn"),
        ],
        "Since then",
        compute="_compute_since",
        help="What has become of the position since it was used.",
    )

    @api.model
    def _append(self, vals_list):
        for vals in vals_list:
            position = self.env["skks.narrative"].browse(vals["narrative_id"])
            vals.setdefault("freshness", position.freshness)
        return super()._append(vals_list)

    # ------------------------------------------------------------------
    # Access
    # ------------------------------------------------------------------

    @api.model
    def _document_domain(self):
        versions = self.env["skks.narrative.version"]
        if not versions.has_access("read"):
            return Domain.FALSE
        return super()._document_domain() & Domain(
            "version_id", "in", versions._search(Domain.TRUE)
        )

    def _with_readable_document(self):
        rows = super()._with_readable_document()
        versions = rows.sudo().version_id.with_env(self.env)._filtered_access("read")
        return rows.filtered(lambda use: use.sudo().version_id in versions)

    # ------------------------------------------------------------------
    # The text that it went into
    # ------------------------------------------------------------------

    @api.model
    def _sent_models(self):
        """Models of texts that leave, and say when."""
        return [
            name for name in self._document_models() if SENT in self.env[name]._fields
        ]

    @api.depends("res_model", "res_id")
    @api.depends_context("uid")
    def _compute_document_recipient(self):
        sent_models = set(self._sent_models())
        for model, uses in self.grouped("res_model").items():
            documents = self.env[model].browse(uses.mapped("res_id")).exists()
            readable = {text.id: text for text in documents._filtered_access("read")}
            for use in uses:
                text = readable.get(use.res_id, documents.browse())
                sent_at = text[SENT] if text and model in sent_models else False
                use.document_sent_at = sent_at
                use.is_sent = bool(sent_at)
                use.document_recipient = text and text._narrative_recipient()

    def _search_is_sent(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.OR(
            Domain("res_model", "=", name)
            & Domain(
                "res_id",
                "in",
                self.env[name]
                .sudo()
                ._search(Domain(SENT, "!=", False), active_test=False),
            )
            for name in self._sent_models()
        )

    # ------------------------------------------------------------------
    # What became of it
    # ------------------------------------------------------------------

    def _search_is_outdated(self, operator, value):
        if operator != "in":
            return NotImplemented
        positions = self.env["skks.narrative"].sudo()
        in_force = positions._search(
            Domain("withdrawn_at", "=", False)
            & Domain("current_version_id", "!=", False),
            active_test=False,
        )
        return Domain("version_id", "not in", in_force.subselect("current_version_id"))

    @api.depends("version_id")
    def _compute_since(self):
        for use in self.sudo():
            position = use.narrative_id
            if position.withdrawn_at:
                use.since = "withdrawn"
            elif position.current_version_id != use.version_id:
                use.since = "changed"
            elif position.freshness == rule.EXPIRED and use.freshness != rule.EXPIRED:
                use.since = "expired"
            else:
                use.since = "same"

    def _since_words(self):
        """The sentence for whoever has the text open."""
        self.ensure_one()
        position = self.sudo().narrative_id
        words = {
            "position": self.sudo().version_id.name,
            "number": self.sudo().version_id.number,
        }
        if self.since == "withdrawn":
            return self.env._(
                "“%(position)s” was withdrawn since it was inserted here: %(reason)s",
                reason=position.withdrawn_reason or "–",
                **words,
            )
        if self.since == "changed":
            return self.env._(
                "“%(position)s” has changed since version %(number)s was inserted here;"
                " version %(now)s is in force.",
                now=position.current_version_id.number,
                **words,
            )
        if self.since == "expired":
            return self.env._(
                "“%(position)s” has expired since it was inserted here.", **words
            )
        return False

    def _since_label(self):
        labels = dict(self._fields["since"]._description_selection(self.env))
        return labels[self.since].lower()
