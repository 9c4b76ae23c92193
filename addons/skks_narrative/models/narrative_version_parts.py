from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_date

from .narrative_source import KINDS


class NarrativeVersion(models.Model):
    """The rows of a position as they were accepted, for reading and comparing."""

    _inherit = "skks.narrative.version"

    _version_own_texts = ("name", "thesis", "body", "background")
    _version_rows = ("key_messages", "questions", "sources")
    _version_texts = (
        *("name", "thesis", "body"),
        *("key_messages", "questions", "background", "sources"),
    )

    parts = fields.Json(readonly=True, export_string_translation=False)
    key_messages = fields.Html(compute="_compute_rows", sanitize=False)
    questions = fields.Html(
        "Questions and answers", compute="_compute_rows", sanitize=False
    )
    sources = fields.Html(
        "Sources and legal basis", compute="_compute_rows", sanitize=False
    )
    replaces_ids = fields.Many2many(
        "skks.narrative", string="Replaces", compute="_compute_replaces_ids"
    )

    def _rows(self, name):
        return (self.parts or {}).get(name, [])

    @api.depends("parts")
    @api.depends_context("lang")
    def _compute_rows(self):
        item, pair = Markup("<li>%s</li>"), Markup("<dt>%s</dt><dd>%s</dd>")
        for version in self:
            version.key_messages = _wrapped(
                "ul", [item % text for text in version._rows("messages")]
            )
            version.questions = _wrapped(
                "dl", [pair % tuple(row) for row in version._rows("questions")]
            )
            version.sources = _wrapped(
                "ul", [item % version._source_link(*row) for row in version._sources()]
            )

    @api.depends("parts")
    @api.depends_context("uid")
    def _compute_replaces_ids(self):
        for version in self:
            replaced = self.env["skks.narrative"].browse(version._rows("replaces"))
            version.replaces_ids = replaced.exists()._filtered_access("read")

    def _sources(self):
        """``[(kind, name, link, day)]`` in the reader's words."""
        selection = self.env["skks.narrative.source"]._fields["kind"]
        labels = dict(KINDS) | dict(selection._description_selection(self.env))
        return [
            (labels.get(kind, kind), name, url, day and format_date(self.env, day))
            for kind, name, url, day in self._rows("sources")
        ]

    def _source_link(self, kind, name, url, day):
        link = Markup('<a href="%s" target="_blank" rel="noreferrer">%s</a>')
        shown = link % (url, name) if url else name
        return Markup("%s: %s%s") % (kind, shown, f" ({day})" if day else "")

    def _plain(self, fname):
        if fname not in self._version_rows:
            return super()._plain(fname)
        return "\n".join(self._plain_rows(fname))

    def _plain_rows(self, fname):
        """The rows of one part, a line each."""
        if fname == "key_messages":
            return [f"• {text}" for text in self._rows("messages")]
        if fname == "questions":
            return [f"{asked}\n– {said}" for asked, said in self._rows("questions")]
        return [
            " ".join(filter(None, (f"• {kind}: {name}", url, day)))
            for kind, name, url, day in self._sources()
        ]


def _wrapped(tag, rows):
    if not rows:
        return False
    return Markup(f"<{tag}>%s</{tag}>") % Markup().join(rows)
