from odoo import api, fields, models
from odoo.tools import SQL

KINDS = [
    ("case", "Cases"),
    ("signoff", "Decisions about texts"),
    ("letter", "Letters sent"),
    ("message", "Messages and notes"),
    ("change", "Fields changed"),
    ("clock", "Time limits"),
    ("setting", "Settings and rights"),
    ("login", "Logins"),
    ("oversight", "Oversight"),
    ("related", "Acts of others that bear on it"),
    ("other", "Other acts"),
]
# Ids of rows: those of the sources, apart for every source and every audit.
SOURCES = 16
ROWS_OF_AUDIT = 10**11
_COLUMNS = (
    "id, date, user_id, on_behalf_id, kind, act, res_model, res_id, res_name,"
    " old_value, new_value, reason"
)


class AuditLine(models.Model):
    """One act of the audited person, wherever the system keeps a trace of it.

    Computed by the database for the audits that exist: a UNION of the journal, the
    decisions, the permits, the messages with their tracked changes, and the logins.
    """

    _name = "skks.audit.line"
    _description = "Act of an Employee"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "act_name"
    # What has to be in the database before the question is asked.
    _depends = {
        "skks.audit": ["subject_id", "from_at", "to_at"],
        "skks.journal.entry": ["act", "user_id", "res_model", "res_id", "create_date"],
        "skks.signoff.line": ["decision", "user_id", "on_behalf_id", "create_date"],
        "skks.gate.permit": ["kind", "user_id", "basis_model", "basis_id"],
        "mail.message": ["author_id", "date", "message_type", "model", "res_id"],
        "mail.tracking.value": ["mail_message_id", "field_id"],
        "res.users": ["partner_id"],
    }

    audit_id = fields.Many2one("skks.audit")
    date = fields.Datetime("When")
    user_id = fields.Many2one("res.users", "Who")
    on_behalf_id = fields.Many2one("res.users", "In place of")
    kind = fields.Selection(KINDS)
    act = fields.Char("Code of the act")
    act_name = fields.Char("Act", compute="_compute_readable")
    res_model = fields.Char("Model", export_string_translation=False)
    res_id = fields.Many2oneReference("Record", model_field="res_model")
    res_name = fields.Char("Concerns")
    old_value = fields.Text("Before")
    new_value = fields.Text("After")
    reason = fields.Text()
    detail = fields.Text("Details", compute="_compute_readable")
    has_document = fields.Boolean(
        compute="_compute_has_document", export_string_translation=False
    )

    # ------------------------------------------------------------
    # Where the acts are
    # ------------------------------------------------------------

    @property
    def _table_query(self):
        sources = SQL(" UNION ALL ").join(
            SQL("(%s)", source) for source in self._sources()
        )
        return SQL(
            """
            SELECT audit.id::bigint * %(rows)s + line.id AS id, audit.id AS audit_id,
                   line.date, line.user_id, line.on_behalf_id, line.kind, line.act,
                   line.res_model, line.res_id, line.res_name, line.old_value,
                   line.new_value, line.reason
              FROM skks_audit audit
              JOIN res_users subject ON subject.id = audit.subject_id
              JOIN LATERAL (%(sources)s) line(%(columns)s) ON TRUE
            """,
            rows=ROWS_OF_AUDIT,
            sources=sources,
            columns=SQL(_COLUMNS),
        )

    @api.model
    def _sources(self):
        """One SELECT a source; ``audit`` and ``subject`` may be used in them."""
        return [
            self._source_journal(),
            self._source_decisions(),
            self._source_permits(),
            self._source_messages(),
            self._source_changes(),
            self._source_logins(),
            self._source_bearing_settings(),
            self._source_bearing_letters(),
        ]

    @api.model
    def _in_period(self, column):
        return SQL(
            "%(column)s >= audit.from_at AND %(column)s < audit.to_at",
            column=SQL(column),
        )

    def _row_id(self, source, column="id"):
        return SQL("%s::bigint * %s + %s", SQL(column), SOURCES, source)

    @api.model
    def _kind_of_act(self):
        cases = [
            SQL("WHEN entry.act LIKE %s THEN %s", f"{prefix}.%", kind)
            for prefix, kind in self.env["skks.journal.act"]._prefixes()
        ]
        return SQL("CASE %s ELSE 'other' END", SQL(" ").join(cases))

    def _columns_of_entry(self, source, kind):
        return SQL(
            "%s, entry.create_date, entry.user_id, NULL::int, %s, entry.act,"
            " entry.res_model, entry.res_id, entry.res_name, entry.old_value,"
            " entry.new_value, entry.reason",
            self._row_id(source, "entry.id"),
            kind,
        )

    def _columns_of_permit(self, source, kind):
        return SQL(
            "%s, permit.create_date, permit.user_id, NULL::int, %s,"
            " 'permit.' || permit.kind, permit.res_model, permit.res_id,"
            " NULL::varchar, NULL::text, NULL::text, NULL::text",
            self._row_id(source, "permit.id"),
            kind,
        )

    def _source_journal(self):
        """The decisions have a source of their own, with more about them."""
        return SQL(
            """
            SELECT %s
              FROM skks_journal_entry entry
             WHERE entry.user_id = audit.subject_id AND %s
               AND entry.act NOT LIKE %s
            """,
            self._columns_of_entry(0, self._kind_of_act()),
            self._in_period("entry.create_date"),
            "signoff.%",
        )

    def _source_decisions(self):
        return SQL(
            """
            SELECT %s, decision.create_date, decision.user_id, decision.on_behalf_id,
                   CASE WHEN decision.user_id = audit.subject_id THEN 'signoff'
                        ELSE 'related' END,
                   'signoff.' || decision.decision, decision.res_model,
                   decision.res_id, decision.subject, NULL::text, NULL::text,
                   decision.reason
              FROM skks_signoff_line decision
             WHERE audit.subject_id IN (decision.user_id, decision.on_behalf_id)
               AND %s
            """,
            self._row_id(1, "decision.id"),
            self._in_period("decision.create_date"),
        )

    def _source_permits(self):
        return SQL(
            """
            SELECT %s
              FROM skks_gate_permit permit
             WHERE permit.user_id = audit.subject_id AND %s
            """,
            self._columns_of_permit(2, "letter"),
            self._in_period("permit.create_date"),
        )

    def _source_messages(self):
        """Only that they wrote, where and about what; the words are in the case."""
        return SQL(
            """
            SELECT %s, message.date, audit.subject_id, NULL::int, 'message',
                   CASE WHEN message.mail_activity_type_id IS NOT NULL
                        THEN 'message.task'
                        WHEN message.message_type = 'email_outgoing'
                        THEN 'message.letter'
                        ELSE 'message.note' END,
                   message.model, message.res_id, message.subject, NULL::text,
                   NULL::text, NULL::text
              FROM mail_message message
             WHERE message.author_id = subject.partner_id AND %s
               AND (message.message_type IN ('comment', 'email', 'email_outgoing')
                    OR message.mail_activity_type_id IS NOT NULL)
            """,
            self._row_id(3, "message.id"),
            self._in_period("message.date"),
        )

    def _source_changes(self):
        """Tracked fields, as far as the chatter still has them."""
        return SQL(
            """
            SELECT %s, message.date, audit.subject_id, NULL::int, 'change',
                   'message.change', message.model, message.res_id, NULL::varchar,
                   field.name || ': ' || COALESCE(value.old_value_char,
                       value.old_value_text, value.old_value_datetime::text,
                       value.old_value_integer::text, ''),
                   field.name || ': ' || COALESCE(value.new_value_char,
                       value.new_value_text, value.new_value_datetime::text,
                       value.new_value_integer::text, ''),
                   NULL::text
              FROM mail_message message
              JOIN mail_tracking_value value ON value.mail_message_id = message.id
              JOIN ir_model_fields field ON field.id = value.field_id
             WHERE message.author_id = subject.partner_id AND %s
            """,
            self._row_id(4, "value.id"),
            self._in_period("message.date"),
        )

    def _source_logins(self):
        return SQL(
            """
            SELECT %s, login.create_date, login.create_uid, NULL::int, 'login',
                   'user.login', NULL::varchar, NULL::int, NULL::varchar, NULL::text,
                   NULL::text, NULL::text
              FROM res_users_log login
             WHERE login.create_uid = audit.subject_id AND %s
            """,
            self._row_id(5, "login.id"),
            self._in_period("login.create_date"),
        )

    def _source_bearing_settings(self):
        """What others changed in the rules by which this person's letters left."""
        return SQL(
            """
            SELECT %s
              FROM skks_journal_entry entry
             WHERE entry.user_id <> audit.subject_id AND %s
               AND entry.act LIKE %s
               AND EXISTS (
                   SELECT FROM skks_gate_permit permit
                    WHERE permit.user_id = audit.subject_id AND %s
                      AND permit.basis_model = entry.res_model
                      AND permit.basis_id = entry.res_id)
            """,
            self._columns_of_entry(6, "related"),
            self._in_period("entry.create_date"),
            "%.change",
            self._in_period("permit.create_date"),
        )

    def _source_bearing_letters(self):
        """What others sent by rules that this person had changed in the period."""
        return SQL(
            """
            SELECT %s
              FROM skks_gate_permit permit
             WHERE permit.user_id <> audit.subject_id AND %s
               AND EXISTS (
                   SELECT FROM skks_journal_entry entry
                    WHERE entry.user_id = audit.subject_id AND %s
                      AND entry.res_model = permit.basis_model
                      AND entry.res_id = permit.basis_id)
            """,
            self._columns_of_permit(7, "related"),
            self._in_period("permit.create_date"),
            self._in_period("entry.create_date"),
        )

    # ------------------------------------------------------------
    # For people
    # ------------------------------------------------------------

    @api.depends("act", "res_model", "old_value", "new_value", "reason")
    @api.depends_context("lang")
    def _compute_readable(self):
        acts = self.env["skks.journal.act"]
        names = {act: acts._name_of(act) for act in set(self.mapped("act"))}
        for line in self:
            line.act_name = names[line.act]
            old = acts._readable(line.res_model, line.old_value)
            new = acts._readable(line.res_model, line.new_value)
            change = " → ".join(filter(None, (old, new)))
            line.detail = "\n".join(filter(None, (change, line.reason)))

    @api.depends("res_model", "res_id")
    def _compute_has_document(self):
        for line in self:
            line.has_document = bool(line._document())

    def _document(self):
        """The record it concerns, if it is still there and may be read."""
        self.ensure_one()
        if not self.res_model or self.res_model not in self.env or not self.res_id:
            return self.browse()
        found = self.env[self.res_model].browse(self.res_id).exists()
        return found._filtered_access("read") if found else found

    def _document_name(self):
        """What it concerns, from the record where the trace has no name."""
        self.ensure_one()
        return self.res_name or self._document().display_name or ""

    def action_open_document(self):
        """Open what the act concerned."""
        document = self._document()
        if not document:
            return {
                "type": "ir.actions.client",
                "tag": "display_notification",
                "params": {
                    "type": "warning",
                    "message": self.env._(
                        "It is not there any more, or you may not read it."
                    ),
                },
            }
        return {
            "type": "ir.actions.act_window",
            "res_model": document._name,
            "res_id": document.id,
            "views": [(False, "form")],
        }
