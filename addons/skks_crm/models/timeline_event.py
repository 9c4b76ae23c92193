from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

CARD = "res.partner"
# Room for so many branches: a row's id is its source's id times this + the branch.
BRANCHES = 16
COLUMNS = {
    "source_id": SQL("int4"),
    "date": SQL("timestamp"),
    "all_day": SQL("boolean"),
    "kind": SQL("varchar"),
    "partner_id": SQL("int4"),
    "outlet_id": SQL("int4"),
    "title": SQL("varchar"),
    "author_id": SQL("int4"),
    "author_name": SQL("varchar"),
    "words": SQL("text"),
}
# What has a day and no hour stands at noon, which is the same day in every time zone
# in which this suite is used.
NOON = SQL("interval '12 hours'")
# Icon (Font Awesome 4) and colour of each kind. The word is always written as well.
LOOKS = {
    "letter_in": ("fa-envelope", "in"),
    "letter_out": ("fa-paper-plane", "out"),
    "note": ("fa-sticky-note", "note"),
    "task": ("fa-check-square-o", "work"),
    "call": ("fa-phone", "talk"),
    "meeting": ("fa-users", "talk"),
    "material": ("fa-archive", "text"),
    "workplace": ("fa-id-badge", "note"),
    "workplace_end": ("fa-sign-out", "note"),
}


class TimelineBranch(NamedTuple):
    """One kind of row: where it comes from, and which documents decide who sees it.

    :param number: 0 to 15, part of the id of a row, so it never changes
    :param model: name of the model of the documents, whose record rules count
    :param source: SQL of the table of the rows, called ``src``, and further joins
    :param columns: ``{column: SQL}``
    :param document: SQL of the id of the document in the source
    :param where: SQL of the rows that count
    :param domain: which of the documents, as far as their fields say so
    :param archived: whether archived documents still show
    :param text: the model of the source, and paths to the words that are shown, the
        first one that is not empty
    :param flushed: further models that the SQL reads
    """

    number: int
    model: str
    source: SQL
    columns: dict
    document: SQL = SQL("src.id")
    where: SQL = SQL("TRUE")
    domain: Domain = Domain.TRUE
    archived: bool = False
    text: tuple = ()
    flushed: tuple = ()


class TimelineEvent(models.Model):
    """What happened between the office and an outlet or a journalist: one row each.

    Read-only and computed by the database when it is asked: a UNION of one select a
    kind, each narrowed by the record rules on the documents for the user who asks.
    So whoever may not read the document finds no row, whatever the way of reading,
    and no count tells of one. A message is as visible as the card that it stands on,
    never by the message's own rules.

    An addon extends :meth:`_timeline_selects`, :meth:`_timeline_looks` and ``kind``.
    The numbers of the branches:

    == ===================== == =====================
    0  message               8  coverage
    1  task done             9  order
    2  affiliation: begins   10 correction
    3  material              11 meeting of the office
    4  event of the calendar 12 affiliation: ends
    5  inquiry               13 answer without a letter
    6  answer                14 letter on an inquiry
    7  release               15 free
    == ===================== == =====================

    ``partner_id`` and ``outlet_id`` are plain columns of the sources, so that the
    database reads the rows of one contact by their indexes. ``partner_id`` is the
    person, or the outlet where it is its own card; ``outlet_id`` is empty where the
    source names no outlet.
    """

    _name = "skks.timeline.event"
    _description = "Timeline Event"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "title"

    source_id = fields.Integer("Source", export_string_translation=False)
    date = fields.Datetime()
    all_day = fields.Boolean("Whole day")
    kind = fields.Selection(
        [
            ("letter_in", "Letter received"),
            ("letter_out", "Letter sent"),
            ("note", "Note on the card"),
            ("task", "Task done"),
            ("call", "Phone call"),
            ("meeting", "Meeting"),
            ("material", "Material"),
            ("workplace", "Began to work"),
            ("workplace_end", "Stopped working"),
        ]
    )
    partner_id = fields.Many2one(CARD, "Contact")
    outlet_id = fields.Many2one(CARD, "Outlet")
    res_model = fields.Char("Document model", export_string_translation=False)
    res_id = fields.Many2oneReference("Document", model_field="res_model")
    title = fields.Char()
    author_id = fields.Many2one(CARD, "Author")
    author_name = fields.Char("Author as written", export_string_translation=False)
    words = fields.Text(prefetch=False, export_string_translation=False)

    # ------------------------------------------------------------------
    # Where the rows come from
    # ------------------------------------------------------------------

    @api.model
    def _timeline_selects(self):
        """``TimelineBranch`` of each kind of row."""
        return [
            self._select_messages(),
            self._select_tasks(),
            self._select_workplaces(2, "workplace", "date_from"),
            self._select_materials(),
            self._select_workplaces(12, "workplace_end", "date_to"),
        ]

    @api.model
    def _timeline_looks(self):
        """``{kind: (icon, colour)}``."""
        return dict(LOOKS)

    @api.model
    def _cards(self):
        """Cards on which something can happen."""
        return Domain("skks_kind", "!=", False)

    @api.model
    def _select_messages(self):
        """Letters and notes on the card; not what a machine noted there."""
        return TimelineBranch(
            0,
            CARD,
            SQL(
                "mail_message src"
                " LEFT JOIN res_partner writer ON writer.id = src.author_id"
            ),
            {
                "date": SQL("src.date"),
                "kind": SQL(
                    "CASE WHEN src.message_type = 'email'"
                    " AND COALESCE(writer.partner_share, TRUE) THEN 'letter_in'"
                    " WHEN src.message_type IN ('email_outgoing', 'sms', 'snailmail')"
                    " OR src.subtype_id = %s THEN 'letter_out' ELSE 'note' END",
                    self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_comment"),
                ),
                "partner_id": SQL("src.res_id"),
                "title": SQL("NULLIF(src.subject, '')"),
                "author_id": SQL("src.author_id"),
                "author_name": SQL("src.email_from"),
                "words": SQL(
                    "concat_ws(' ', src.subject, %s)", self._plain(SQL("src.body"))
                ),
            },
            document=SQL("src.res_id"),
            where=SQL(
                "src.model = %s AND src.message_type IN"
                " ('email', 'email_outgoing', 'comment', 'sms', 'snailmail')",
                CARD,
            ),
            domain=self._cards(),
            archived=True,
            text=("mail.message", "body"),
            flushed=("mail.message",),
        )

    @api.model
    def _select_tasks(self):
        """Tasks, calls and meetings on the card that were marked as done."""
        return TimelineBranch(
            1,
            CARD,
            SQL(
                "mail_activity src"
                " JOIN mail_activity_type type ON type.id = src.activity_type_id"
                " LEFT JOIN res_users owner ON owner.id = src.user_id"
            ),
            {
                "date": SQL("src.date_done + %s", NOON),
                "all_day": SQL("TRUE"),
                "kind": SQL(
                    "CASE type.category WHEN 'phonecall' THEN 'call'"
                    " WHEN 'meeting' THEN 'meeting' ELSE 'task' END"
                ),
                "partner_id": SQL("src.res_id"),
                "title": SQL("src.summary"),
                "author_id": SQL("owner.partner_id"),
                "words": SQL(
                    "concat_ws(' ', src.summary, src.feedback, %s)",
                    self._plain(SQL("src.note")),
                ),
            },
            document=SQL("src.res_id"),
            where=SQL("src.res_model = %s AND src.date_done IS NOT NULL", CARD),
            domain=self._cards(),
            archived=True,
            text=("mail.activity", "feedback", "note"),
            flushed=("mail.activity", "mail.activity.type", "res.users"),
        )

    @api.model
    def _select_workplaces(self, number, kind, fname):
        """A journalist begins, or stops, to work for an outlet."""
        day = SQL.identifier("src", fname)
        return TimelineBranch(
            number,
            "skks.affiliation",
            SQL("skks_affiliation src"),
            {
                "date": SQL("%s + %s", day, NOON),
                "all_day": SQL("TRUE"),
                "kind": SQL("%s", kind),
                "partner_id": SQL("src.journalist_id"),
                "outlet_id": SQL("src.outlet_id"),
                "title": SQL("src.job_title"),
                "words": SQL("concat_ws(' ', src.job_title, src.beats)"),
            },
            where=SQL("%s IS NOT NULL", day),
            text=("skks.affiliation", "beats"),
        )

    @api.model
    def _select_materials(self):
        """What the archive keeps of an outlet, on the day that it is from."""
        return TimelineBranch(
            3,
            "skks.material",
            SQL("skks_material src"),
            {
                "date": SQL("src.date + %s", NOON),
                "all_day": SQL("TRUE"),
                "kind": SQL("'material'"),
                "partner_id": SQL("src.journalist_id"),
                "outlet_id": SQL("src.outlet_id"),
                "title": SQL("src.name"),
                "author_name": SQL("src.author"),
                "words": SQL("concat_ws(' ', src.name, src.author, src.note)"),
            },
            text=("skks.material", "note"),
        )

    @api.model
    def _plain(self, column):
        """SQL of the words of a column of HTML."""
        return SQL("regexp_replace(%s, '<[^>]*>', ' ', 'g')", column)

    # ------------------------------------------------------------------
    # The table
    # ------------------------------------------------------------------

    @property
    def _table_query(self):
        selects = [
            self._branch_sql(branch)
            for branch in self._timeline_selects()
            if self.env[branch.model].has_access("read")
        ]
        return SQL(" UNION ALL ").join(selects or [self._nothing_sql()])

    @api.model
    def _branch_sql(self, branch):
        documents = self.env[branch.model]
        query = documents._search(branch.domain, active_test=not branch.archived)
        for name in (branch.model, *branch.flushed):
            self.env[name].flush_model()
        return SQL(
            "SELECT src.id::bigint * %s + %s AS id, %s::varchar AS res_model,"
            " %s AS res_id, %s FROM %s WHERE %s AND %s IN %s",
            BRANCHES,
            branch.number,
            branch.model,
            branch.document,
            self._columns_sql({"source_id": SQL("src.id")} | branch.columns),
            branch.source,
            branch.where,
            branch.document,
            query.subselect(),
        )

    @api.model
    def _nothing_sql(self):
        return SQL(
            "SELECT 0::bigint AS id, ''::varchar AS res_model, 0 AS res_id, %s"
            " WHERE FALSE",
            self._columns_sql({}),
        )

    @api.model
    def _columns_sql(self, columns):
        """The columns in their order; a moment in whole seconds, as it is read."""
        found = {"all_day": SQL("FALSE")} | columns
        if "date" in columns:
            found["date"] = SQL("date_trunc('second', %s)", columns["date"])
        return SQL(", ").join(
            SQL(
                "(%s)::%s AS %s",
                found.get(name, SQL("NULL")),
                sql_type,
                SQL.identifier(name),
            )
            for name, sql_type in COLUMNS.items()
        )
