from collections import defaultdict
from datetime import time, timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, ormcache

from ..tools.moments import local, naive_utc
from ..tools.working_time import local_instant

COLUMNS = {
    "number": SQL("varchar"),
    "name": SQL("varchar"),
    "state": SQL("varchar"),
    "priority": SQL("varchar"),
    "waiting_for": SQL("varchar"),
    "waiting_since": SQL("timestamp"),
    "next_due_at": SQL("timestamp"),
    "nudged_at": SQL("timestamp"),
    "coordinator_id": SQL("int4"),
    "entity_id": SQL("int4"),
    "user_id": SQL("int4"),
    "company_id": SQL("int4"),
}


class Desk(models.Model):
    """What needs somebody now, over every kind of case: one row a thing.

    Read-only and computed by the database when it is opened: a UNION of one
    branch a model, each narrowed by the record rules of the user who asks, so the
    list shows nothing that its records would not.
    """

    _name = "skks.desk"
    _description = "Desk"
    _auto = False
    _order = "next_due_at, priority desc, id"
    _rec_name = "name"

    res_model = fields.Char("Document model", export_string_translation=False)
    res_id = fields.Many2oneReference("Document", model_field="res_model")
    kind = fields.Char("What", compute="_compute_document")
    number = fields.Char()
    name = fields.Char("Subject")
    state = fields.Char("State code", export_string_translation=False)
    state_label = fields.Char("State", compute="_compute_document")
    priority = fields.Selection(
        [("0", "Normal"), ("1", "High"), ("2", "Urgent"), ("3", "Crisis")]
    )
    waiting_for = fields.Selection(
        selection=lambda self: self._selection_waiting_for(), string="On whom we wait"
    )
    waiting_since = fields.Datetime()
    waiting_who = fields.Char("Who", compute="_compute_document")
    next_due_at = fields.Datetime("Due")
    nudged_at = fields.Datetime("Reminded")
    due_state = fields.Selection(
        [("overdue", "Overdue"), ("today", "Due today"), ("later", "Later")]
    )
    coordinator_id = fields.Many2one("res.users", "Coordinator")
    entity_id = fields.Many2one("skks.entity", "Entity")
    user_id = fields.Many2one("res.users", "Person")
    company_id = fields.Many2one("res.company")
    can_reassign = fields.Boolean(
        compute="_compute_document", export_string_translation=False
    )
    is_mine = fields.Boolean(
        "Needs me", compute="_compute_is_mine", search="_search_is_mine"
    )

    @api.model
    def _selection_waiting_for(self):
        field = self.env["skks.desk.mixin"]._fields["waiting_for"]
        return field._description_selection(self.env)

    @api.model
    def _desk_models(self):
        """Models whose records lie on desks, in a stable order."""
        registry = self.env.registry
        names = registry.descendants(["skks.desk.mixin"], "_inherit")
        return sorted(name for name in names if not registry[name]._abstract)

    @property
    def _table_query(self):
        selects = [
            self.env[name]._desk_select(COLUMNS, branch)
            for branch, name in enumerate(self._desk_models())
            if self.env[name].has_access("read")
        ]
        if not selects:
            empty = SQL(", ").join(
                SQL("NULL::%s AS %s", sql_type, SQL.identifier(name))
                for name, sql_type in COLUMNS.items()
            )
            selects = [
                SQL(
                    "SELECT 0::bigint AS id, '' AS res_model, 0 AS res_id, %s"
                    " WHERE FALSE",
                    empty,
                )
            ]
        return SQL(
            "SELECT line.*, CASE WHEN next_due_at < %s THEN 'overdue'"
            " WHEN next_due_at < %s THEN 'today' ELSE 'later' END AS due_state"
            " FROM (%s) AS line",
            fields.Datetime.now(),
            self._end_of_today(),
            SQL(" UNION ALL ").join(selects),
        )

    def _read_group_orderby(self, order, groupby_terms, query):
        """Groups by urgency, what is overdue first, not by the alphabet."""
        urgency = groupby_terms.get("due_state")
        if not urgency:
            return super()._read_group_orderby(order, groupby_terms, query)
        in_order = [key for key, _label in self._fields["due_state"].selection]
        groupby_terms["due_state"] = SQL("array_position(%s, %s)", in_order, urgency)
        ordered = super()._read_group_orderby(order, groupby_terms, query)
        groupby_terms["due_state"] = urgency
        return ordered

    @api.model
    def _end_of_today(self):
        """Midnight at the end of the reader's day, naive UTC."""
        zone = self.env.company._skks_reader_tz()
        day = local(fields.Datetime.now(), zone).date() + timedelta(days=1)
        return naive_utc(local_instant(day, time.min, zone))

    def _documents(self):
        """Yield ``(records of one model, {id: desk row})``."""
        rows = defaultdict(dict)
        for row in self:
            rows[row.res_model][row.res_id] = row
        for name, by_id in rows.items():
            yield self.env[name].browse(by_id), by_id

    @api.depends("res_model", "res_id")
    @api.depends_context("uid")
    def _compute_document(self):
        self._read_together("coordinator_id", "user_id")
        self._read_together("entity_id")
        for documents, by_id in self._documents():
            names = documents._desk_waiting_names()
            kind = self._kind_of(documents._name)
            movable = documents._desk_may_give() & documents._desk_mine_to_give()
            for document in documents:
                row = by_id[document.id]
                row.kind = kind
                row.state_label = document._desk_state_label()
                row.can_reassign = document in movable
                row.waiting_who = names.get(document.id, "")

    def _read_together(self, *columns):
        """Read whom these columns name in all rows at once, not once a model."""
        found = self.env[self._fields[columns[0]].comodel_name].sudo()
        for documents, _by_id in self._documents():
            own = documents._get_desk_columns()
            for fname in filter(None, map(own.get, columns)):
                found |= documents.sudo()[fname]
        found.mapped("name")

    @api.model
    @ormcache("model", "self.env.lang")
    def _kind_of(self, model):
        """Name of the model in the reader's language."""
        return self.env["ir.model"]._get(model).name

    @api.depends_context("uid")
    def _compute_is_mine(self):
        for documents, by_id in self._documents():
            mine = documents.search(
                Domain("id", "in", documents.ids) & documents._desk_mine_domain()
            )
            for document in documents:
                by_id[document.id].is_mine = document in mine

    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = Domain.FALSE
        for name in self._desk_models():
            documents = self.env[name]
            if documents.has_access("read"):
                query = documents._search(
                    documents._desk_open_domain() & documents._desk_mine_domain()
                )
                domain |= Domain("res_model", "=", name) & Domain("res_id", "in", query)
        return domain

    # ------------------------------------------------------------------
    # What the office does about it
    # ------------------------------------------------------------------

    def action_nudge(self):
        """Remind those on whom we wait, once an hour at most."""
        return self._act("_desk_nudge", self.env._("Reminded: %s"))

    def action_tell_superior(self):
        """Tell the superior of those on whom we wait."""
        return self._act("_desk_tell_superior", self.env._("Told: %s"))

    def _act(self, method, sentence):
        """Call ``method`` of each document, which returns the users it reached."""
        self._check_office()
        reached = self.env["res.users"]
        for documents, _by_id in self._documents():
            documents.check_access("read")
            for document in documents:
                reached |= getattr(document, method)()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": sentence % ", ".join(reached.sudo().mapped("name")),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_reassign(self):
        """Choose somebody else to do it."""
        self.ensure_one()
        document = self.env[self.res_model].browse(self.res_id)
        document._desk_check_gives()
        if not document._desk_candidates():
            raise UserError(
                self.env._(
                    "“%s” cannot be given to anybody else here: open it.", self.name
                )
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Give to Somebody Else"),
            "res_model": "skks.desk.reassign",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_res_model": self.res_model,
                "default_res_id": self.res_id,
            },
        }

    @api.model
    def _skks_away_from(self, records):
        """The desk, where ``records`` are out of sight for whoever decided on them.

        A text that an approver saw only because it waited for them cannot be shown
        once they have decided. ``False`` where the records stay in sight.
        """
        if records.has_access("read"):
            return False
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "skks_base.skks_desk_action_todo"
        )
        return action | {"target": "main"}

    def _check_office(self):
        if not self.env.user.has_group("skks_base.group_officer"):
            raise AccessError(
                self.env._("Only the press office reminds and gives work to others.")
            )

    def action_open(self):
        """Open the document that the row stands for."""
        self.ensure_one()
        return self.env[self.res_model].browse(self.res_id)._desk_open()
