from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import html2plaintext

from odoo.addons.skks_base.tools.text_diff import diff_html

SECTIONS = ("name", "thesis", "body", "background")


class NarrativeVersion(models.Model):
    """A position as it was accepted: what may be used, and what was once sent."""

    _name = "skks.narrative.version"
    _description = "Version of a Position"
    _inherit = ["skks.append.only.mixin"]
    _order = "narrative_id, number desc"

    narrative_id = fields.Many2one(
        "skks.narrative",
        "Position",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    number = fields.Integer(required=True, readonly=True)
    name = fields.Char("Title", required=True, readonly=True)
    thesis = fields.Text(readonly=True)
    body = fields.Html("Quotable text", readonly=True, sanitize=False)
    background = fields.Html(readonly=True, sanitize=False)
    change_note = fields.Char(readonly=True)
    content_hash = fields.Char(readonly=True, export_string_translation=False)
    signoff_line_id = fields.Many2one(
        "skks.signoff.line", "Acceptance", readonly=True, ondelete="restrict"
    )
    approved_at = fields.Datetime("Accepted", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", "Accepted by", required=True, readonly=True, ondelete="restrict"
    )
    expert_id = fields.Many2one(
        "res.users",
        "Vouched for by",
        readonly=True,
        ondelete="restrict",
        help="Who accepted the substance of this version.",
    )
    difference = fields.Html(
        "Changes",
        compute="_compute_difference",
        sanitize=False,
        help="Words that went and came since the version before.",
    )

    _number_uniq = models.Constraint(
        "UNIQUE (narrative_id, number)", "A position has one version of each number."
    )

    @api.depends("name", "number")
    def _compute_display_name(self):
        for version in self:
            version.display_name = self.env._(
                "%(title)s (version %(number)s)",
                title=version.name,
                number=version.number,
            )

    def _compute_difference(self):
        previous = {
            (version.narrative_id, version.number): version
            for version in self.search([("narrative_id", "in", self.narrative_id.ids)])
        }
        for version in self:
            before = previous.get((version.narrative_id, version.number - 1))
            version.difference = before and version._difference_from(before)

    def _difference_from(self, before):
        """What is new against ``before``, one heading for each part that changed."""
        parts = [
            Markup("<h6>%s</h6><p>%s</p>")
            % (
                self._fields[fname]._description_string(self.env),
                diff_html(before._plain(fname), self._plain(fname)),
            )
            for fname in SECTIONS
            if before._plain(fname) != self._plain(fname)
        ]
        return Markup().join(parts)

    def _plain(self, fname):
        value = self[fname] or ""
        return html2plaintext(value) if self._fields[fname].type == "html" else value
