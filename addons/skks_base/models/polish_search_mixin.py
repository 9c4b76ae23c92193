from functools import partial
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.mail import html_to_inner_content

from ..tools import polish, polish_query

WEIGHTS = ("A", "B", "C", "D")
# How much a hit in a text of the weights D, C, B, A counts.
RANKS = "{0.1,0.2,0.4,1.0}"
# By what a record is known when it is chosen in a field of another one.
NAME_WEIGHTS = "AB"
# At most so many corrections of a word are tried, each on what the user may see.
MOST_CORRECTIONS = 6
LIKE = ("ilike", "like", "=ilike", "=like")
# Who looks among archived records is not corrected for what only these contain.
ARCHIVED_TOO = "skks_polish_archived_too"


class Lexemes(fields.Field):
    """A column of PostgreSQL's type tsvector; nobody reads it, it is searched in.

    A new column stays empty: what is in the table already is indexed in batches by
    :meth:`skks.polish.task._cron_index`.
    """

    type = "tsvector"
    _column_type = ("tsvector", "tsvector")
    prefetch = False

    def update_db(self, model, columns):
        super().update_db(model, columns)
        return False


class Plan(NamedTuple):
    """What a query comes to, for one user."""

    query: str
    items: list
    tsquery: str = ""
    # words that were searched for in place of mistyped ones
    corrections: tuple = ()
    # no record has all of the words
    is_approximate: bool = False
    # nothing was found at all
    is_empty: bool = False


class PolishSearchMixin(models.AbstractModel):
    """Records found by their words in whatever Polish form (``tools.polish``).

    A model says which texts, the more telling ones first::

        _polish_texts = {"A": ("name",), "B": ("tag_ids.name",), "D": ("body",)}

    The index knows nothing of rights within a record. So **only what every reader of
    a record may read is named here**: otherwise one could find out by searching what
    one is not shown. Which records are found is decided by ``_search`` itself, with
    its record rules, also for whether something is found at all: hits that the user
    may not see neither stop a mistyped word from being corrected nor are they the
    reason for a correction. What is left of the lexicon of all words is time: a word
    is compared with those of the whole town, in the same time whether or not
    one of them is near.

    Texts of the record, and of its own lines (one2many), are indexed when they are
    written, at the flush and in the same UPDATE. Names of what it refers to (tags,
    topics) follow when a job has seen that they were changed.
    """

    _name = "skks.polish.search.mixin"
    _description = "Found by Polish Words"

    # Names of fields by weight, "A" to "D": of the record or of records it names.
    _polish_texts = {}

    pl_tsv = Lexemes(
        compute="_compute_pl_tsv",
        store=True,
        copy=False,
        groups=fields.NO_ACCESS,
        export_string_translation=False,
    )
    search_text = fields.Char(
        "Search", compute="_compute_search_text", search="_search_search_text"
    )

    # Without a list of what is still to be sorted in, which each search would read.
    _pl_tsv_idx = models.Index("USING gin (pl_tsv) WITH (fastupdate = off)")

    # ------------------------------------------------------------------
    # Hooks of the model
    # ------------------------------------------------------------------

    @api.model
    def _polish_rank(self, alias):
        """SQL by which the likeness of a record is multiplied in the order of hits."""
        return SQL("1")

    # ------------------------------------------------------------------
    # Indexing
    # ------------------------------------------------------------------

    @api.model
    def _polish_paths(self):
        """``(weight, field, field of the other model or "")`` of every text."""
        return [
            (weight, *path.partition(".")[::2])
            for weight in WEIGHTS
            for path in self._polish_texts.get(weight, ())
        ]

    @api.model
    def _polish_depends(self):
        """What is indexed at once; the names of other records follow later."""
        found = []
        for _weight, fname, other in self._polish_paths():
            if other and self._fields[fname].type == "one2many":
                found.append(f"{fname}.{other}")
            else:
                found.append(fname)
        return found

    @api.depends(lambda self: self._polish_depends())
    def _compute_pl_tsv(self):
        for record, literal in zip(self, self._polish_vectors(), strict=True):
            record.pl_tsv = literal

    def _polish_vectors(self):
        """Literals of the index of each record; the lexicon learns their words."""
        analyser = polish.analyser()
        words, literals = set(), []
        texts = self._polish_all_texts()
        for record in self:
            literal, seen = analyser.vector(texts[record.id])
            words |= seen
            literals.append(literal)
        if any(self._ids):
            self.env["skks.polish.lexicon"]._learn(words)
        return literals

    def _polish_all_texts(self):
        """``{id: {weight: [plain texts]}}``, read with all rights."""
        records = self.sudo()
        found = {record.id: {} for record in records}
        for weight, fname, other in self._polish_paths():
            named = records[fname] if other else records
            plain = self._polish_plain(named, other or fname)
            for record in records:
                of_weight = found[record.id].setdefault(weight, [])
                for one in record[fname] if other else record:
                    of_weight += plain[one.id]
        return found

    @api.model
    def _polish_plain(self, records, fname):
        """``{id: [plain texts]}``; a translated text in every language."""
        field = records._fields[fname]
        views = [records]
        if field.translate:
            records = records.with_context(prefetch_langs=True)
            langs = self.env["res.lang"].get_installed()
            views = [records.with_context(lang=code) for code, _name in langs]
        plain = html_to_inner_content if field.type == "html" else str
        found = {record.id: {} for record in records}
        for view in views:
            for record in view:
                if text := record[fname]:
                    found[record.id][plain(text)] = None
        return {record_id: list(texts) for record_id, texts in found.items()}

    def _polish_reindex(self):
        """Index the records anew, by the table alone: nobody has changed them."""
        if not self:
            return
        self.env.flush_all()
        rows = zip(self._ids, self._polish_vectors(), strict=True)
        self.env.cr.execute(
            SQL(
                "UPDATE %(table)s SET pl_tsv = made.literal::tsvector"
                " FROM (VALUES %(rows)s) AS made(id, literal)"
                " WHERE %(table)s.id = made.id",
                table=SQL.identifier(self._table),
                rows=SQL(", ").join(SQL("(%s, %s)", *row) for row in rows),
            )
        )
        self.invalidate_recordset(["pl_tsv"])

    def _polish_words(self):
        """Words and lemmas that stand in the index of the records."""
        self.env.flush_all()
        found = self.env.execute_query(
            SQL(
                "SELECT DISTINCT ltrim(lexeme, '=')"
                " FROM %s, unnest(tsvector_to_array(pl_tsv)) AS lexeme"
                " WHERE id = ANY(%s) AND lexeme NOT LIKE '~%%'",
                SQL.identifier(self._table),
                list(self._ids),
            )
        )
        return {word for (word,) in found}

    # ------------------------------------------------------------------
    # Searching
    # ------------------------------------------------------------------

    def _compute_search_text(self):
        """Only searched in."""
        self.search_text = False

    @api.model
    def _search_search_text(self, operator, value):
        if operator in LIKE:
            return self._polish_search(value)[0]
        if operator == "in":
            return Domain.OR(self._polish_search(one)[0] for one in value)
        return NotImplemented

    @api.model
    def _polish_search(self, query):
        """``(domain, plan)`` of what somebody typed; no plan for nothing."""
        if not isinstance(query, str) or not query.strip():
            return Domain.TRUE, None
        plan = self._polish_plan(query)
        if plan.is_empty:
            return Domain.FALSE, plan
        return self._polish_domain(plan.tsquery), plan

    @api.model
    def _polish_domain(self, tsquery):
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s @@ %s::tsquery", model._polish_column(alias), tsquery
            )
        )

    @api.model
    def _polish_sees(self, tsquery):
        """Whether the user may see a record that answers to the query.

        The hits first, by the index: asked for one row only, PostgreSQL would rather
        read the table from its beginning, which takes long where nothing is found.
        """
        hits = Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s = ANY(ARRAY(SELECT hit.id FROM %s hit WHERE %s @@ %s::tsquery))",
                SQL.identifier(alias, "id"),
                SQL.identifier(model._table),
                model._polish_column("hit"),
                tsquery,
            )
        )
        active_only = not self.env.context.get(ARCHIVED_TOO)
        return bool(self._search(hits, limit=1, active_test=active_only))

    @api.model
    def _polish_column(self, alias):
        return SQL.identifier(alias, "pl_tsv", to_flush=self._fields["pl_tsv"])

    @api.model
    def _search(
        self,
        domain,
        offset=0,
        limit=None,
        order=None,
        *,
        active_test=True,
        bypass_access=False,
    ):
        """Put the likeliest first, unless the user has sorted otherwise.

        ``search`` passes the order of the model where none was asked for, counting
        and grouping pass none.
        """
        domain = Domain(domain)
        if self._active_name and _names(domain, self._active_name):
            self = self.with_context(**{ARCHIVED_TOO: True})
        how = {"active_test": active_test, "bypass_access": bypass_access}
        if order != self._order or not _names(domain, "search_text"):
            return super()._search(domain, offset, limit, order, **how)
        plans = []
        domain = domain.map_conditions(lambda one: self._polish_planned(one, plans))
        query = super()._search(domain, offset, limit, order, **how)
        if ranked := [plan.tsquery for plan in plans if not plan.is_empty]:
            if not query.is_empty():
                likeness = self._polish_likeness(self._table, ranked)
                query.order = SQL("%s DESC, %s", likeness, query.order)
        elif plans and not offset and not self.env.su:
            self.env["skks.polish.miss"]._note(self._name, plans[0])
        return query

    @api.model
    def _polish_planned(self, condition, plans):
        if condition.field_expr != "search_text" or condition.operator not in LIKE:
            return condition
        domain, plan = self._polish_search(condition.value)
        if plan:
            plans.append(plan)
        return domain

    @api.model
    def _polish_likeness(self, alias, tsqueries):
        ranks = [
            SQL(
                "ts_rank_cd(%s, %s, %s::tsquery, 1)",
                RANKS,
                self._polish_column(alias),
                tsquery,
            )
            for tsquery in tsqueries
        ]
        return SQL("(%s) * (%s)", SQL(" + ").join(ranks), self._polish_rank(alias))

    @api.model
    def _polish_alike(self, text, domain, limit, bonus=None):
        """Records with at least half of the telling words of a text, by rank.

        :param Domain domain: which ones are considered; the rights of the user hold
        :param SQL bonus: words that a record is ahead of the others
        """
        analyser = polish.analyser()
        words = polish_query.telling(text)
        if not words:
            return self.browse()
        column = self._polish_column(self._table)
        each = [polish_query.tsquery([word], analyser) for word in words]
        count = SQL(" + ").join(
            SQL("(%s @@ %s::tsquery)::int", column, one) for one in each
        )
        likely = Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s @@ %s::tsquery AND %s >= %s",
                column,
                " | ".join(each),
                count,
                (len(each) + 1) // 2,
            )
        )
        query = self._search(Domain(domain) & likely, limit=limit)
        if query.is_empty():
            return self.browse()
        query.order = SQL(
            "%s + %s DESC, %s",
            count,
            bonus or SQL("0"),
            self._order_to_sql(self._order, query),
        )
        return self.browse(query)

    @api.model
    def _search_display_name(self, operator, value):
        """Choosing a record finds it by any form of its name and keywords, too."""
        if operator in ("not ilike", "not like"):
            return ~self._search_display_name(operator.removeprefix("not "), value)
        if isinstance(value, str):
            value = value.replace("\x00", "")
        domain = super()._search_display_name(operator, value)
        if operator in ("ilike", "like") and isinstance(value, str):
            items = self._polish_items(value)
            analyser = polish.analyser()
            if tsquery := polish_query.tsquery(items, analyser, NAME_WEIGHTS):
                domain = Domain(domain) | self._polish_domain(tsquery)
        return domain

    # ------------------------------------------------------------------
    # What is meant
    # ------------------------------------------------------------------

    @api.model
    def _polish_items(self, query):
        groups = self.env["skks.polish.synonym"]._groups()
        items = polish_query.parse(query)
        return polish_query.with_synonyms(items, groups, polish.analyser())

    @api.model
    def _polish_plan(self, query):
        """Find out what is meant, by what this user may see."""
        analyser = polish.analyser()
        items = self._polish_items(query)
        if not items:
            return Plan(query, [], is_empty=True)
        tsquery = polish_query.tsquery(items, analyser)
        if self._polish_sees(tsquery):
            return Plan(query, items, tsquery)
        items, corrections = self._polish_corrected(items)
        if corrections:
            tsquery = polish_query.tsquery(items, analyser)
            if len(items) == 1 or self._polish_sees(tsquery):
                return Plan(query, items, tsquery, corrections)
        if sum(not item.negated for item in items) > 1:
            tsquery = polish_query.tsquery(items, analyser, operator="|")
            if self._polish_sees(tsquery):
                return Plan(query, items, tsquery, corrections, is_approximate=True)
        return Plan(query, items, is_empty=True)

    @api.model
    def _polish_corrected(self, items):
        """Put the nearest words beside those that were found nowhere."""
        done, corrections = [], []
        alone = len(items) == 1  # nothing was found by it, that much is known
        for item in items:
            is_error = self._polish_is_error(item, alone)
            nearest = self._polish_nearest(item) if is_error else []
            done.append(item.with_others((word,) for word in nearest))
            corrections += nearest
        return done, tuple(corrections)

    @api.model
    def _polish_is_error(self, item, alone):
        if item.negated or item.others or len(item.words) > 1:
            return False
        return alone or not self._polish_sees(
            polish_query.tsquery([item], polish.analyser())
        )

    @api.model
    def _polish_nearest(self, item):
        """Words with the fewest differences that the user may see somewhere."""
        analyser = polish.analyser()
        (word,) = item.words
        most = polish.errors(word, analyser.is_known(word))
        similar = self.env["skks.polish.lexicon"]._similar(word) if most else []
        for equally_near in polish.nearest(word, similar, most):
            seen = [
                near
                for near in equally_near[:MOST_CORRECTIONS]
                if self._polish_sees(
                    polish_query.tsquery([polish_query.Item((near,))], analyser)
                )
            ]
            if seen:
                return seen
        return []

    # ------------------------------------------------------------------
    # Shown to the user
    # ------------------------------------------------------------------

    @api.model
    def _polish_shown(self, *queries):
        """What goes with the hits of one of these queries, found out once for all.

        :return: ``(mark, note)``: a function of a plain text, or of HTML as a
            ``Markup``, that puts ``<mark>`` around its hits and returns ``Markup``;
            and a sentence on what was searched for besides or instead, or False
        """
        plans = [self._polish_plan(query or "") for query in queries]
        items = [item for plan in plans for item in plan.items]
        mark = partial(polish_query.marked, items=items, analyser=polish.analyser())
        notes = dict.fromkeys(filter(None, map(self._polish_note, plans)))
        return mark, " ".join(notes) or False

    @api.model
    def _polish_mark(self, text, query):
        """One text with its hits marked; of several, see :meth:`_polish_shown`."""
        return self._polish_shown(query)[0](text)

    @api.model
    def _polish_search_note(self, query):
        """A sentence on what was searched for besides or instead; False if nothing."""
        return self._polish_shown(query)[1]

    @api.model
    def _polish_note(self, plan):
        """A word is named only if this user may see a record that it stands in."""
        notes = []
        if plan.is_empty:
            return False
        if plan.corrections:
            words = ", ".join(dict.fromkeys(plan.corrections))
            notes.append(self.env._("Searched also for: %s.", words))
        if plan.is_approximate:
            notes.append(
                self.env._("Approximate results: nothing has all of these words.")
            )
        return " ".join(notes) or False


def _names(domain, fname):
    return any(one.field_expr == fname for one in domain.iter_conditions())
