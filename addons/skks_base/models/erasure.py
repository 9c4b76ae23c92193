from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

TEXT_TYPES = ("char", "text", "html", "json", "properties")
# Technical columns, which name nobody; a model adds its own in ``_erasure_keeps``.
KEPT = {
    "content_hash",
    "email_layout_xmlid",
    "fallback_model",
    "model",
    "number",
    "raw_hash",
    "res_model",
}


class Erasure(models.AbstractModel):
    """Take a person out of cases for good; numbers, dates and kinds stay.

    The words are emptied in the tables themselves: through the models every change
    would first copy them, into tracked values, decisions and the journal, and the
    guards of evidence would rightly refuse.
    """

    _name = "skks.erasure"
    _description = "Erasure of Personal Data"

    @api.model
    def _erase_person(self, documents, reason):
        """Erase what ``documents`` and all that hangs on them say; journalled.

        Private: the acts that lead here decide whether it may be done. Files leave
        the disk with the next nightly clean-up of Odoo.

        :param documents: a recordset, or several of different models
        :param str reason: basis of the erasure; it stays, so it names nobody
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Say on what basis the data are erased."))
        if isinstance(documents, models.BaseModel):
            documents = [documents]
        service = self.sudo().with_context(active_test=False)
        self.env.flush_all()
        whole = service._with_children(documents)
        letters = service._incoming(whole)
        service._erase_files(whole, letters)
        service._erase_discussion(whole)
        for records in (*whole, letters):
            service._empty(records)
        self.env.invalidate_all()
        service._erase_evidence([*whole, letters], reason.strip())
        for records in documents:
            self.env["skks.journal.entry"]._log(records, "person.erase", reason=reason)

    # ------------------------------------------------------------
    # What belongs to it
    # ------------------------------------------------------------

    @api.model
    def _with_children(self, documents):
        """The documents and, model by model, what a model names as hanging on it."""
        found = {}
        queue = [records.with_env(self.env) for records in documents]
        while queue:
            records = queue.pop()
            known = found.get(records._name, records.browse())
            new = records - known
            if not new:
                continue
            found[records._name] = known | new
            queue += [new[name] for name in _gathered(new, "_erasure_children")]
        return list(found.values())

    @api.model
    def _incoming(self, whole):
        """The letters as they came, copies of them included."""
        letters = self.env["skks.mail.quarantine"]
        found = letters.search(self._on(whole))
        return found | letters.search([("first_id", "in", found.ids)]) | found.first_id

    @api.model
    def _on(self, whole, model_field="res_model"):
        """Domain of the rows that name one of the records."""
        return Domain.OR(
            Domain(model_field, "=", records._name)
            & Domain("res_id", "in", records.ids)
            for records in whole
        )

    # ------------------------------------------------------------
    # Emptying
    # ------------------------------------------------------------

    @api.model
    def _empty(self, records):
        """Empty every text, and every reference to a person outside."""
        if not records:
            return
        self._empty_references(records)
        kept = KEPT | _gathered(records, "_erasure_keeps")
        names = [
            name
            for name, field in records._fields.items()
            if field.store and field.type in TEXT_TYPES and name not in kept
        ]
        changes = [
            SQL("%s = %s", SQL.identifier(name), self._tombstone(records._fields[name]))
            for name in names
        ]
        if changes:
            self._update(records, SQL(", ").join(changes))

    @api.model
    def _tombstone(self, field):
        if not field.required:
            return None
        return self.env._("(erased)")

    @api.model
    def _empty_references(self, records):
        for name, field in records._fields.items():
            if field.store and field.type == "many2one" and not field.required:
                if field.comodel_name == "res.partner":
                    self._update(
                        records,
                        SQL("%s = NULL", SQL.identifier(name)),
                        SQL(
                            "%s IN (SELECT id FROM res_partner"
                            " WHERE partner_share AND NOT is_company)",
                            SQL.identifier(name),
                        ),
                    )

    @api.model
    def _update(self, records, changes, condition=None):
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET %s WHERE id = ANY(%s) AND %s",
                SQL.identifier(records._table),
                changes,
                records.ids,
                condition or SQL("TRUE"),
            )
        )

    @api.model
    def _delete(self, records):
        if records:
            self.env.cr.execute(
                SQL(
                    "DELETE FROM %s WHERE id = ANY(%s)",
                    SQL.identifier(records._table),
                    records.ids,
                )
            )

    # ------------------------------------------------------------
    # Letters, notes, files
    # ------------------------------------------------------------

    @api.model
    def _erase_discussion(self, whole):
        messages = self._messages(whole)
        on_messages = [("mail_message_id", "in", messages.ids)]
        self._empty(messages)
        self._empty(self.env["mail.tracking.value"].search(on_messages))
        self._empty(self.env["mail.activity"].search(self._on(whole)))
        self._delete(self.env["mail.notification"].search(on_messages))
        self._delete_queued(messages, whole)

    @api.model
    def _delete_queued(self, messages, whole):
        """Hook: delete what is, or was, on its way out or waits for its time."""
        on_messages = [("mail_message_id", "in", messages.ids)]
        self._delete(self.env["mail.mail"].search(on_messages))
        self._delete(self.env["mail.message.schedule"].search(on_messages))
        self._delete(
            self.env["mail.scheduled.message"].search(self._on(whole, "model"))
        )

    @api.model
    def _messages(self, whole):
        return self.env["mail.message"].search(self._on(whole, "model"))

    @api.model
    def _erase_files(self, whole, letters):
        """Delete every file, whatever it was attached to."""
        lines = self.env["skks.signoff.line"].search(self._on(whole))
        files = self.env["ir.attachment"].search(
            self._on([*whole, letters, lines])
            & Domain("res_field", "in", [False, *self._file_fields(whole, letters)])
        )
        files |= self._messages(whole).attachment_ids | lines.frozen_attachment_ids
        for records in whole:
            if "attachment_ids" in records._fields:
                files |= records["attachment_ids"]
        names = [file.store_fname for file in files if file.store_fname]
        self._delete(files)
        for name in names:
            files._file_delete(name)

    @api.model
    def _file_fields(self, whole, letters):
        return {
            name
            for records in (*whole, letters)
            for name, field in records._fields.items()
            if field.type == "binary" and field.attachment
        }

    # ------------------------------------------------------------
    # Evidence
    # ------------------------------------------------------------

    @api.model
    def _erase_evidence(self, records, reason):
        """Empty what the evidence says about it; its hashes and its chain stay."""
        for name in ("skks.signoff.line", "skks.gate.permit", "skks.journal.entry"):
            rows = self.env[name].search(self._on(records))
            rows._erase(reason)
            if "payload_ids" in rows._fields:
                rows.payload_ids._erase(reason)


def _gathered(records, attribute):
    """Names that any of the classes which make up the model has in ``attribute``."""
    return {
        name for cls in type(records).mro() for name in vars(cls).get(attribute, ())
    }
