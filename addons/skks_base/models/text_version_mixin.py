from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import html2plaintext

from ..tools.text_diff import diff_html


class TextVersionMixin(models.AbstractModel):
    """A text as it was accepted, numbered, with what is new against the one before.

    A model names the field of what it is a version of in ``_version_of``, and the
    texts that are compared in ``_version_texts``.
    """

    _name = "skks.text.version.mixin"
    _description = "Accepted Version of a Text"
    _inherit = ["skks.append.only.mixin"]

    _version_of = None
    _version_texts = ()

    number = fields.Integer(required=True, readonly=True)
    name = fields.Char("Title", required=True, readonly=True)
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

    @api.depends("name", "number")
    def _compute_display_name(self):
        for version in self:
            version.display_name = self.env._(
                "%(title)s (version %(number)s)",
                title=version.name,
                number=version.number,
            )

    def _compute_difference(self):
        fname = self._version_of
        previous = {
            (version[fname], version.number): version
            for version in self.search([(fname, "in", self[fname].ids)])
        }
        for version in self:
            before = previous.get((version[fname], version.number - 1))
            version.difference = before and version._difference_from(before)

    def _difference_from(self, before):
        """What is new against ``before``, one heading for each part that changed."""
        parts = [
            Markup("<h6>%s</h6><p>%s</p>")
            % (
                self._fields[fname]._description_string(self.env),
                diff_html(before._plain(fname), self._plain(fname)),
            )
            for fname in self._version_texts
            if before._plain(fname) != self._plain(fname)
        ]
        return Markup().join(parts)

    def _plain(self, fname):
        value = self[fname] or ""
        return html2plaintext(value) if self._fields[fname].type == "html" else value
