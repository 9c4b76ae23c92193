from odoo import api, fields, models

from ..tools import excerpt

# So much of what was typed is looked at; nobody types more by hand.
LONGEST_QUERY = 200
MOST_QUERIES = 5
# What is said in short, the long text, keywords; the title is seen anyway.
TELLING = "CDB"


class PolishSearchShown(models.AbstractModel):
    """What lists and cards show of a search by Polish words.

    The search view passes on what was typed::

        <field name="search_text" context="{'show_skks_query': self}" />

    Then ``search_excerpt`` has the place of a text in which it was found, and one
    line above the list says what was searched for besides or instead.
    """

    _inherit = "skks.polish.search.mixin"

    search_excerpt = fields.Html(
        "Found in",
        compute="_compute_search_excerpt",
        sanitize=False,
    )

    @api.depends_context("uid", "lang", "show_skks_query")
    def _compute_search_excerpt(self):
        """No dependencies: a list without a search would read all of the texts."""
        self.search_excerpt = False
        queries = self._polish_asked(self.env.context.get("show_skks_query"))
        if not queries:
            return
        mark = self._polish_shown(*queries)[0]
        for record_id, texts in self._polish_read_texts().items():
            record = self.browse(record_id)
            record.search_excerpt = excerpt.hits(texts, mark) or False

    @api.model
    def _polish_asked(self, typed):
        """Queries among what a client says was typed."""
        typed = [typed] if isinstance(typed, str) else typed
        if not isinstance(typed, list | tuple):
            return []
        queries = [one[:LONGEST_QUERY] for one in typed if isinstance(one, str)]
        return [one for one in queries if one.strip()][:MOST_QUERIES]

    def _polish_read_texts(self):
        """``{id: texts}`` of the records and their lines that the user may read.

        The more telling ones first; without names that stand beside them anyway:
        title, topic, tags.
        """
        found = {record_id: [] for record_id in self._ids}
        for weight in TELLING:
            for path in self._polish_texts.get(weight, ()):
                fname, _dot, other = path.partition(".")
                field = self._fields[fname]
                if other and field.type != "one2many":
                    continue
                if self._has_field_access(field, "read"):
                    self._polish_read(fname, other, found)
        return found

    def _polish_read(self, fname, other, found):
        """Add the texts of a field; of lines, those for all records at once."""
        rows = self
        if other:
            rows = self.sudo()[fname].with_env(self.env)._filtered_access("read")
        plain = self._polish_plain(rows, other or fname)
        for record in self:
            for row in record.sudo()[fname] if other else record:
                found[record.id] += plain.get(row.id, ())

    @api.model
    @api.readonly
    def polish_search_note(self, typed):
        """What was searched for besides or instead, for the line above a list.

        :param list typed: what was typed, one string for each search
        :return: a sentence, or False
        """
        self.browse().check_access("read")
        queries = self._polish_asked(typed)
        return bool(queries) and self._polish_shown(*queries)[1]
