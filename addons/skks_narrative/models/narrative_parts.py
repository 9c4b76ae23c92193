from odoo import api, fields, models
from odoo.exceptions import ValidationError

# Rows of the accepted text: name in a snapshot -> field.
PARTS = {
    "messages": "key_message_ids",
    "questions": "question_ids",
    "sources": "source_ids",
}


class Narrative(models.Model):
    """What a position says beside its text, and which positions it has to do with.

    Key messages, questions with answers and sources are read by everyone who reads
    the position, and are accepted with it. Links to related positions only help to
    find one's way, so they are not part of what is accepted.
    """

    _inherit = "skks.narrative"

    _guarded_fields = ("replaced_by_id",)

    key_message_ids = fields.One2many(
        "skks.narrative.message",
        "narrative_id",
        "Key messages",
        copy=True,
        help="Sentences that are said whatever the question is.",
    )
    question_ids = fields.One2many(
        "skks.narrative.question", "narrative_id", "Questions and answers", copy=True
    )
    source_ids = fields.One2many(
        "skks.narrative.source", "narrative_id", "Sources and legal basis", copy=True
    )
    related_ids = fields.Many2many(
        "skks.narrative",
        "skks_narrative_related_rel",
        "narrative_id",
        "related_id",
        "See also",
        domain="[('id', '!=', id)]",
        check_company=True,
    )
    related_from_ids = fields.Many2many(
        "skks.narrative",
        "skks_narrative_related_rel",
        "related_id",
        "narrative_id",
        "Mentioned by",
        readonly=True,
        copy=False,
    )
    replaces_ids = fields.Many2many(
        "skks.narrative",
        "skks_narrative_replaced_rel",
        "narrative_id",
        "replaced_id",
        "Replaces",
        domain="[('id', '!=', id), ('current_version_id', '!=', False)]",
        check_company=True,
        copy=False,
        help="They are withdrawn as soon as this position is accepted, and lead to it.",
    )
    replaced_by_id = fields.Many2one(
        "skks.narrative",
        "Replacing position",
        groups="skks_base.group_officer",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    successor_id = fields.Many2one(
        "skks.narrative",
        "Replaced by",
        compute="_compute_successor_id",
        help="Empty for whoever may not read the one that has come in its place.",
    )
    can_edit = fields.Boolean(
        compute="_compute_can_edit", help="Who only reads is shown no empty tables."
    )
    unconfirmed_difference = fields.Html(
        "Changes since the last confirmation",
        compute="_compute_unconfirmed_difference",
        sanitize=False,
        help="What is new in the text as it stands against what was confirmed last.",
    )

    text_hash = fields.Char(
        "Fingerprint of the text", compute="_compute_text_hash", exportable=False
    )

    @api.depends("replaced_by_id")
    @api.depends_context("uid")
    def _compute_successor_id(self):
        successors = self.sudo().replaced_by_id.with_env(self.env)
        readable = successors._filtered_access("read")
        for narrative in self:
            successor = narrative.sudo().replaced_by_id.with_env(self.env)
            narrative.successor_id = successor & readable

    @api.depends_context("uid")
    def _compute_can_edit(self):
        for narrative in self:
            narrative.can_edit = narrative._origin.has_access("write")

    @api.depends(
        *("name", "thesis", "body", "background", *PARTS.values()),
        *("current_version_id", "confirmation_ids"),
    )
    def _compute_unconfirmed_difference(self):
        versions = self.env["skks.narrative.version"].sudo()
        for narrative in self.sudo():
            confirmed = narrative._last_confirmed_version()
            now = versions.new(narrative._version_texts_now())
            narrative.unconfirmed_difference = (
                confirmed and now._difference_from(confirmed) or False
            )

    @api.depends(
        *("name", "thesis", "body", "background", "replaces_ids", "attachment_ids"),
        *("key_message_ids.text", "question_ids.question", "question_ids.answer"),
        *("source_ids.kind", "source_ids.name", "source_ids.url", "source_ids.date"),
    )
    def _compute_text_hash(self):
        """Of the text as it is kept, whatever is being typed."""
        for narrative in self:
            kept = narrative._origin
            narrative.text_hash = kept and kept._signoff_hash(kept._signoff_snapshot())

    @api.constrains("replaces_ids")
    def _check_replaces(self):
        for narrative in self:
            if narrative in narrative.sudo().replaces_ids:
                raise ValidationError(
                    self.env._("“%s” cannot replace itself.", narrative.name)
                )

    # ------------------------------------------------------------------
    # What is accepted
    # ------------------------------------------------------------------

    def _version_parts(self):
        """``{name: rows}`` of what there is, as JSON values."""
        self.ensure_one()
        narrative = self.sudo()
        parts = {
            name: [row._summary() for row in narrative[fname].sorted(_by_sequence)]
            for name, fname in PARTS.items()
        }
        parts["replaces"] = sorted(narrative.replaces_ids.ids)
        return {name: rows for name, rows in parts.items() if rows}

    def _signoff_snapshot(self):
        """With the parts, if any: a text without them is what it was."""
        snapshot = super()._signoff_snapshot()
        parts = self._version_parts()
        return snapshot | {"parts": parts} if parts else snapshot

    def write(self, vals):
        if "replaces_ids" not in vals:
            return super().write(vals)
        before = self._parts_before()
        result = super().write(vals)
        self._parts_changed_from(before)
        return result

    def _parts_before(self):
        return {narrative.id: narrative._signoff_snapshot() for narrative in self}

    def _parts_changed_from(self, before):
        for narrative in self:
            narrative._signoff_changed_from(before[narrative.id])

    def _version_texts_now(self):
        """Values of a version for the texts as they stand."""
        fnames = self.env["skks.narrative.version"]._version_own_texts
        return {fname: self[fname] for fname in fnames} | {
            "parts": self._version_parts()
        }

    def _prepare_version_values(self, approval):
        values = super()._prepare_version_values(approval)
        return values | {"parts": self._version_parts()}

    # ------------------------------------------------------------------
    # In place of another one
    # ------------------------------------------------------------------

    def _signoff_on_approved(self):
        """What it replaces is withdrawn, with the way to it; nothing is deleted."""
        result = super()._signoff_on_approved()
        self.sudo()._guarded_write({"replaced_by_id": False})
        for replaced in self.sudo().replaces_ids:
            if not replaced.current_version_id or replaced.withdrawn_at:
                continue
            reason = self.env._("Another position has come in its place.")
            replaced._withdraw(reason, "replaced")
            replaced._guarded_write({"replaced_by_id": self.id})
        return result


def _by_sequence(row):
    return row.sequence, row.id
