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

        <field name="search_text" context="{'skks_query': self}" />

    Then ``search_excerpt`` has the place of a text in which it was found, and one
    line above the list says what was searched for besides or instead.
    """

    _inherit = "skks.polish.search.mixin"

    search_excerpt = fields.Html(
        "Found in",
        compute="_compute_search_excerpt",
        sanitize=False,
    )

    @api.depends(lambda self: self._polish_depends())
    @api.depends_context("uid", "lang", "skks_query")
    def _compute_search_excerpt(self):
        queries = self._polish_asked(self.env.context.get("skks_query"))
        mark = queries and self._polish_shown(*queries)[0]
        for record in self:
            texts = mark and record._polish_read_texts()
            record.search_excerpt = mark and excerpt.hits(texts, mark) or False

    @api.model
    def _polish_asked(self, typed):
        """Queries among what a client says was typed."""
        typed = [typed] if isinstance(typed, str) else typed
        if not isinstance(typed, list | tuple):
            return []
        queries = [one[:LONGEST_QUERY] for one in typed if isinstance(one, str)]
        return [one for one in queries if one.strip()][:MOST_QUERIES]

    def _polish_read_texts(self):
        """Texts of the record and its lines that the user may read.

        The more telling ones first; without names that stand beside them anyway:
        title, topic, tags.
        """
        self.ensure_one()
        found = []
        for weight in TELLING:
            for fname in self._polish_texts.get(weight, ()):
                found += self._polish_read(*fname.partition(".")[::2])
        return found

    def _polish_read(self, fname, other):
        if other and self._fields[fname].type != "one2many":
            return []
        records = self
        if other:
            records = self.sudo()[fname].with_env(self.env)._filtered_access("read")
        plain = self._polish_plain(records, other or fname)
        return [text for texts in plain.values() for text in texts]

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
