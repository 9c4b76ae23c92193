from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import html2plaintext

from odoo.addons.skks_base.tools.text_diff import diff_html

SECTIONS = ("name", "lead", "body")


class ReleaseVersion(models.Model):
    """A release as it was accepted, with the letter that may leave."""

    _name = "skks.release.version"
    _description = "Version of a Release"
    _inherit = ["skks.release.part.mixin", "skks.append.only.mixin"]
    _order = "release_id, number desc"

    release_id = fields.Many2one(readonly=True, ondelete="restrict")
    number = fields.Integer(required=True, readonly=True)
    kind = fields.Selection(
        selection=lambda self: self.env["skks.release"]
        ._fields["kind"]
        ._description_selection(self.env),
        readonly=True,
    )
    name = fields.Char("Title", required=True, readonly=True)
    lead = fields.Text(readonly=True)
    body = fields.Html("Text", readonly=True, sanitize=False)
    embargo_until = fields.Datetime("Embargo until", readonly=True)
    subject = fields.Char(readonly=True)
    letter = fields.Html(readonly=True, sanitize=False)
    recipient_count = fields.Integer("Recipients", readonly=True)
    content_hash = fields.Char(readonly=True, export_string_translation=False)
    signoff_line_id = fields.Many2one(
        "skks.signoff.line", "Acceptance", readonly=True, ondelete="restrict"
    )
    approved_at = fields.Datetime("Accepted", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", "Accepted by", required=True, readonly=True, ondelete="restrict"
    )
    difference = fields.Html(
        "Changes",
        compute="_compute_difference",
        sanitize=False,
        help="Words that went and came since the version before.",
    )

    _number_uniq = models.Constraint(
        "UNIQUE (release_id, number)", "A release has one version of each number."
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
            (version.release_id, version.number): version
            for version in self.search([("release_id", "in", self.release_id.ids)])
        }
        for version in self:
            before = previous.get((version.release_id, version.number - 1))
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
