from collections import defaultdict
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

COLUMNS = {
    "kind": SQL("varchar"),
    "color": SQL("int4"),
    "number": SQL("varchar"),
    "name": SQL("varchar"),
    "start": SQL("timestamp"),
    "stop": SQL("timestamp"),
    "all_day": SQL("boolean"),
    "user_id": SQL("int4"),
    "topic_id": SQL("int4"),
    "company_id": SQL("int4"),
    "is_confidential": SQL("boolean"),
}
# Colours of Odoo's palette; the kind is always written as well.
COLOR_PLAN, COLOR_MEETING, COLOR_DUE, COLOR_LEGAL, COLOR_PART = 10, 4, 3, 1, 2
# A date by which something is due is as long as it takes to read it.
SHOWN_MINUTES = 30
# An entry of a whole day stands at noon, which is the same day in every time zone
# in which this suite is used.
NOON = SQL("interval '12 hours'")


class CalendarSelect(NamedTuple):
    """One kind of row: which documents, and where its columns come from.

    :param model: name of the model whose access rules count
    :param domain: which of its records, as far as fields say so
    :param columns: ``{column: SQL}``; the table of the model is ``doc``
    :param joins: further tables, joined to ``doc``
    :param flushed: names of the models of those tables
    """

    model: str
    domain: Domain
    columns: dict
    joins: SQL = SQL()
    flushed: tuple = ()


class CalendarEntry(models.Model):
    """What is coming, over everything that has a date: one row a date.

    Read-only and computed by the database when it is opened: a UNION of one select
    a kind, each narrowed by the record rules of the user who asks. An addon extends
    :meth:`_calendar_selects`, always at the end, and adds its kinds to ``kind``.
    """

    _name = "skks.calendar.entry"
    _description = "Calendar Entry"
    _auto = False
    _order = "start, id"

    res_model = fields.Char("Document model", export_string_translation=False)
    res_id = fields.Many2oneReference("Document", model_field="res_model")
    kind = fields.Selection(
        [
            ("plan", "Plan"),
            ("recording", "Recording"),
            ("interview", "Interview"),
            ("live", "Live"),
            ("conference", "Press conference"),
            ("briefing", "Briefing"),
            ("other", "Other meeting"),
            ("due_service", "Answer due"),
            ("due_legal", "Statutory term"),
            ("due_part", "Entity's answer due"),
        ]
    )
    color = fields.Integer(export_string_translation=False)
    number = fields.Char()
    name = fields.Char("Subject")
    start = fields.Datetime("Begins")
    stop = fields.Datetime("Ends")
    all_day = fields.Boolean("Whole day")
    user_id = fields.Many2one("res.users", "Person")
    topic_id = fields.Many2one("skks.topic", "Topic")
    company_id = fields.Many2one("res.company")
    is_confidential = fields.Boolean("Confidential")
    state_label = fields.Char("State", compute="_compute_state_label")

    # ------------------------------------------------------------------
    # Where the rows come from
    # ------------------------------------------------------------------

    @api.model
    def _calendar_selects(self):
        """``CalendarSelect`` of each kind; the place in the list is part of the id."""
        return [
            self._select_plan(),
            self._select_meetings(),
            self._select_due("service", COLOR_DUE),
            self._select_due("legal", COLOR_LEGAL),
            self._select_parts(),
        ]

    @api.model
    def _select_plan(self):
        return CalendarSelect(
            "skks.plan.item",
            Domain("state", "in", ("idea", "planned", "moved", "done")),
            {
                "kind": SQL("'plan'"),
                "color": SQL("%s", COLOR_PLAN),
                "name": SQL("doc.name"),
                "start": SQL("doc.date + %s", NOON),
                "stop": SQL("COALESCE(doc.date_end, doc.date) + %s", NOON),
                "all_day": SQL("TRUE"),
                "user_id": SQL("doc.owner_id"),
                "topic_id": SQL("doc.topic_id"),
                "company_id": SQL("doc.company_id"),
            },
        )

    @api.model
    def _select_meetings(self):
        return CalendarSelect(
            "skks.meeting",
            Domain("state", "in", ("requested", "confirmed", "done")),
            {
                "kind": SQL("doc.kind"),
                "color": SQL("%s", COLOR_MEETING),
                "number": SQL("doc.number"),
                "name": SQL("doc.name"),
                "start": SQL("doc.start"),
                "stop": SQL("doc.stop"),
                "user_id": SQL("doc.spokesperson_id"),
                "topic_id": SQL("doc.topic_id"),
                "company_id": SQL("doc.company_id"),
                "is_confidential": SQL("inquiry.confidential"),
            },
            SQL("LEFT JOIN skks_inquiry inquiry ON inquiry.id = doc.inquiry_id"),
            ("skks.inquiry",),
        )

    @api.model
    def _select_due(self, kind, color):
        """Running promises to newsrooms; a statutory one takes the whole day."""
        due = SQL("clock.due_at")
        stop = SQL("%s + %s * interval '1 minute'", due, SHOWN_MINUTES)
        if kind == "legal":
            local = SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE clock.tz)::date", due)
            due = stop = SQL("%s + %s", local, NOON)
        return CalendarSelect(
            "skks.inquiry",
            Domain("state", "in", ("new", "in_progress", "approval")),
            {
                "kind": SQL("%s", f"due_{kind}"),
                "color": SQL("%s", color),
                "number": SQL("doc.number"),
                "name": SQL("doc.name"),
                "start": due,
                "stop": stop,
                "all_day": SQL("%s", kind == "legal"),
                "user_id": SQL("doc.coordinator_id"),
                "topic_id": SQL("doc.topic_id"),
                "company_id": SQL("doc.company_id"),
                "is_confidential": SQL("doc.confidential"),
            },
            SQL(
                "JOIN skks_clock clock ON clock.res_model = 'skks.inquiry'"
                " AND clock.res_id = doc.id AND clock.kind = %s"
                " AND clock.stopped_at IS NULL",
                kind,
            ),
            ("skks.clock",),
        )

    @api.model
    def _select_parts(self):
        return CalendarSelect(
            "skks.contribution",
            Domain("state", "in", ("requested", "returned"))
            & Domain("due_at", "!=", False),
            {
                "kind": SQL("'due_part'"),
                "color": SQL("%s", COLOR_PART),
                "number": SQL("doc.number"),
                "name": SQL("doc.name"),
                "start": SQL("doc.due_at"),
                "stop": SQL("doc.due_at + %s * interval '1 minute'", SHOWN_MINUTES),
                "user_id": SQL("doc.user_id"),
                "topic_id": SQL("inquiry.topic_id"),
                "company_id": SQL("doc.company_id"),
                "is_confidential": SQL("inquiry.confidential"),
            },
            SQL("JOIN skks_inquiry inquiry ON inquiry.id = doc.inquiry_id"),
            ("skks.inquiry",),
        )

    @property
    def _table_query(self):
        selects = [
            self._calendar_sql(place, select)
            for place, select in enumerate(self._calendar_selects())
            if self.env[select.model].has_access("read")
        ]
        return SQL(" UNION ALL ").join(selects or [self._calendar_nothing()])

    @api.model
    def _calendar_sql(self, place, select):
        documents = self.env[select.model]
        query = documents._search(select.domain)
        for name in (select.model, *select.flushed):
            self.env[name].flush_model()
        return SQL(
            "SELECT doc.id::bigint * 16 + %s AS id, %s AS res_model, doc.id AS res_id,"
            " %s FROM %s doc %s WHERE doc.id IN %s",
            place,
            select.model,
            self._calendar_columns(select.columns),
            SQL.identifier(documents._table),
            select.joins,
            query.subselect(),
        )

    @api.model
    def _calendar_nothing(self):
        return SQL(
            "SELECT 0::bigint AS id, '' AS res_model, 0 AS res_id, %s WHERE FALSE",
            self._calendar_columns({}),
        )

    @api.model
    def _calendar_columns(self, columns):
        empty = {"all_day": SQL("FALSE"), "is_confidential": SQL("FALSE")}
        return SQL(", ").join(
            SQL(
                "(%s)::%s AS %s",
                columns.get(name) or empty.get(name) or SQL("NULL"),
                sql_type,
                SQL.identifier(name),
            )
            for name, sql_type in COLUMNS.items()
        )

    # ------------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------------

    @api.depends("kind", "number", "name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        """The kind in words comes first: nobody has to tell it by a colour."""
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for entry in self:
            title = " · ".join(filter(None, (entry.number, entry.name)))
            entry.display_name = f"{kinds.get(entry.kind, '')}: {title}"

    @api.depends("res_model", "res_id")
    @api.depends_context("lang")
    def _compute_state_label(self):
        rows = defaultdict(dict)
        for entry in self:
            rows[entry.res_model].setdefault(entry.res_id, []).append(entry)
        for name, by_id in rows.items():
            documents = self.env[name].browse(by_id)
            field = documents._fields.get("state")
            labels = dict(field._description_selection(self.env)) if field else {}
            for document in documents:
                for entry in by_id[document.id]:
                    entry.state_label = field and labels.get(document.state)

    def action_open(self):
        """Open the document that the row stands for."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
