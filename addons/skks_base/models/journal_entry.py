import json
import secrets

from odoo import api, fields, models
from odoo.http import request


class JournalEntry(models.Model):
    """What happened: who did what to which record, when, from where and why.

    Written by the business methods through :meth:`_log`, in the transaction of
    the act itself, and never changed: neither by an access right nor, because of
    a trigger of the database, by SQL. What is personal to an outsider goes into
    ``skks.journal.payload``, which may be erased; the entry keeps its hash.
    """

    _name = "skks.journal.entry"
    _description = "Journal Entry"
    _inherit = ["skks.erasable.mixin"]
    _order = "id desc"
    _rec_name = "act"

    # The words of an entry may name an outsider, so they can be erased too.
    _erasable_fields = ("res_name", "old_value", "new_value", "reason")
    _erasure_act = "evidence.erase"

    act = fields.Char(
        "Code of the act",
        required=True,
        readonly=True,
        help="Which act, e.g. inquiry.state.",
    )
    act_name = fields.Char("Act", compute="_compute_readable")
    change = fields.Text(compute="_compute_readable")
    user_id = fields.Many2one(
        "res.users", "Who", required=True, readonly=True, ondelete="restrict"
    )
    ip = fields.Char("From where", readonly=True, help="Network address of the client.")
    res_model = fields.Char("Model", readonly=True, export_string_translation=False)
    res_id = fields.Many2oneReference("Record", model_field="res_model", readonly=True)
    res_name = fields.Char("Concerns", readonly=True)
    old_value = fields.Text("Before", readonly=True)
    new_value = fields.Text("After", readonly=True)
    reason = fields.Text(readonly=True)
    payload_hash = fields.Char(readonly=True, export_string_translation=False)
    payload_ids = fields.One2many(
        "skks.journal.payload", "entry_id", "Personal content"
    )
    company_id = fields.Many2one("res.company", readonly=True, ondelete="restrict")

    _record_idx = models.Index("(res_model, res_id)")
    _user_date_idx = models.Index("(user_id, create_date)")

    @api.depends("act", "res_model", "old_value", "new_value")
    @api.depends_context("lang")
    def _compute_readable(self):
        acts = self.env["skks.journal.act"]
        names = {act: acts._name_of(act) for act in set(self.mapped("act"))}
        for entry in self:
            entry.act_name = names[entry.act]
            entry.change = entry._readable_change()

    @api.depends("act")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for entry in self:
            entry.display_name = entry.act_name

    def _readable_change(self):
        """Old and new value, with labels in place of the names of fields."""
        acts = self.env["skks.journal.act"]
        old = acts._readable(self.res_model, self.old_value)
        new = acts._readable(self.res_model, self.new_value)
        return " → ".join(filter(None, (old, new)))

    @api.model
    def _log(self, records, act, *, old=None, new=None, reason=None, payload=None):
        """Write one entry a record (one without a record when ``records`` is empty).

        :param records: recordset that the act concerns
        :param str act: short dotted name of the act, e.g. ``"signoff.approve"``
        :param old, new: value before and after, as text
        :param dict payload: personal content of outsiders (JSON values)
        :return: the entries
        """
        words = {"old": old, "new": new, "reason": reason}
        changes = [(record, words) for record in records or [None]]
        if payload is None:
            return self._log_each(act, changes)
        values = self._payload_values(payload)
        entries = self._log_each(act, changes, payload_hash=values["text_hash"])
        self.env["skks.journal.payload"]._append(
            [values | {"entry_id": entry.id} for entry in entries]
        )
        return entries

    @api.model
    def _log_each(self, act, changes, **values):
        """Write one entry a record in one go, each in its own words.

        :param changes: ``[(record or None, {"old", "new", "reason"})]``, all optional
        :param values: further values, the same in each entry
        :return: the entries
        """
        values |= {"act": act, "user_id": self.env.uid, "ip": self._client_ip()}
        return self._append(
            [
                values
                | self._record_values(record)
                | {
                    "old_value": words.get("old"),
                    "new_value": words.get("new"),
                    "reason": words.get("reason"),
                }
                for record, words in changes
            ]
        )

    @api.model
    def _payload_values(self, payload):
        content = json.dumps(payload, ensure_ascii=False, sort_keys=True)
        salt = secrets.token_hex(16)
        digest = self.env["skks.journal.payload"]._text_digest(
            salt, {"content": content}
        )
        return {"content": content, "text_salt": salt, "text_hash": digest}

    def _can_be_erased(self):
        """What says that something was erased is never erased itself."""
        return (
            super()
            ._can_be_erased()
            .filtered(lambda entry: entry.act != self._erasure_act)
        )

    @api.model
    def _record_values(self, record):
        if record is None:
            return {}
        company = "company_id" in record._fields and record.sudo().company_id
        return {
            "res_model": record._name,
            "res_id": record.id,
            "res_name": record.sudo().display_name,
            "company_id": company.id if company else False,
        }

    @api.model
    def _client_ip(self):
        return request.httprequest.remote_addr if request else False
