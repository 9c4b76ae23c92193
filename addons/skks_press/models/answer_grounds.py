from odoo import api, fields, models
from odoo.tools import format_datetime

READERS = "skks_base.group_officer,skks_base.group_leadership,skks_base.group_auditor"


class Answer(models.Model):
    """On what an answer rests: which words of whom, vouched for when (M0.3)."""

    _inherit = "skks.answer"
    _guarded_fields = ("basis_changed_at",)

    basis = fields.Html(
        "What the answer rests on",
        compute="_compute_basis",
        sanitize=False,
        groups=READERS,
    )
    basis_changed_at = fields.Datetime(
        "Basis changed",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="A contribution or a position has changed since the answer was sent.",
    )
    similar_inquiry_ids = fields.Many2many(
        "skks.inquiry", string="Answered before", compute="_compute_similar"
    )
    topic_narrative_ids = fields.Many2many(
        "skks.narrative", string="Positions on the topic", compute="_compute_similar"
    )

    @api.depends("inquiry_id.topic_id", "inquiry_id.journalist_id")
    @api.depends_context("uid")
    def _compute_similar(self):
        officer = self.env.user.has_group("skks_base.group_officer")
        narratives = self.env["skks.narrative"]
        for answer in self:
            shown = officer and bool(answer.inquiry_id)
            answer.similar_inquiry_ids = shown and answer.inquiry_id._similar()
            answer.topic_narrative_ids = shown and narratives._on_topic(
                answer._narrative_topic(), limit=10
            )

    def _narrative_topic(self):
        return self.inquiry_id.sudo().topic_id.with_env(self.env)

    def _narrative_recipient(self):
        """The journalist and the newsroom, of whom the reader may know."""
        inquiry = self.inquiry_id
        if not inquiry.has_access("read"):
            return ""
        person = inquiry.contact_name
        if inquiry._has_field_access(inquiry._fields["journalist_id"], "read"):
            person = inquiry.journalist_id.name or person
        outlet = inquiry.outlet_id.sudo().name
        return ", ".join(dict.fromkeys(filter(None, (person, outlet))))

    # ------------------------------------------------------------------
    # Basis
    # ------------------------------------------------------------------

    @api.depends("contribution_ids.version_ids", "narrative_use_ids", "sent_at")
    @api.depends_context("uid", "lang", "tz")
    def _compute_basis(self):
        for answer in self:
            answer.basis = self.env["ir.qweb"]._render(
                "skks_press.answer_basis", {"rows": answer._basis_rows()}
            )

    def _basis_rows(self):
        """Rows of the table: what, which version, who vouched, as of, changed since."""
        return [*self._contribution_rows(), *self._narrative_rows()]

    def _contribution_rows(self):
        rows = []
        for contribution in self.contribution_ids:
            versions = contribution.version_ids.sorted("number")
            used = versions.filtered(
                lambda version: not self.sent_at or version.delivered_at <= self.sent_at
            )[-1:]
            rows.append(
                {
                    "what": contribution.entity_id.display_name,
                    "record": contribution,
                    "version": used.number or "–",
                    "who": (used.user_id or contribution.user_id).name,
                    "when": self._basis_moment(used.delivered_at),
                    "changed": bool(versions - used) and self.sent_at,
                    "since": self.env._("changed"),
                }
            )
        return rows

    def _narrative_rows(self):
        return [
            {
                "what": use.narrative_id.name,
                "record": use.narrative_id,
                "version": use.version_id.number,
                "who": (use.version_id.expert_id or use.version_id.user_id).name,
                "when": self._basis_moment(use.version_id.approved_at),
                "changed": use.since != "same",
                "since": use._since_label(),
            }
            for use in self.narrative_use_ids
        ]

    def _basis_moment(self, moment):
        return format_datetime(self.env, moment, dt_format="short") if moment else "–"

    def _note_basis_changed(self, what):
        """Tell the coordinators of answers that have left."""
        for answer in self.sudo().filtered("sent_at"):
            answer._guarded_write({"basis_changed_at": fields.Datetime.now()})
            self.env["skks.journal.entry"]._log(answer, "answer.basis", new=what)
            answer.inquiry_id._tell_coordinator(
                "skks_base.mail_activity_letter",
                self.env._("Changed since it was sent: %s", what),
            )
