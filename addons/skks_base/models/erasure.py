from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, email_normalize

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
    def _erase_person(self, documents, reason, rule=None, batch=None, said=None):
        """Erase what ``documents`` and all that hangs on them say; journalled.

        Private: the acts that lead here decide whether it may be done. Files leave
        the disk with the next nightly clean-up of Odoo. A case leaves a tombstone.

        :param documents: a recordset, or several of different models
        :param str reason: basis of the erasure; it stays, so it names nobody
        :param rule: ``skks.retention.rule`` by which it goes, if by one
        :param str batch: mark of what goes together with it
        :param dict said: what the tombstone says, if it is to say less than others
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Say on what basis the data are erased."))
        if isinstance(documents, models.BaseModel):
            documents = [documents]
        service = self.sudo().with_context(active_test=False)
        self._check_not_held(documents)
        self._bury(documents, reason.strip(), said, rule=rule, batch=batch)
        self.env.flush_all()
        whole = service._with_children(documents)
        self._discard_tracking(whole)
        letters = service._incoming(whole)
        cards = service._cards(service._addresses(whole, letters))
        service._erase_files(whole, letters)
        service._erase_discussion(whole)
        for records in (*whole, letters):
            service._empty(records)
        service._archive_contacts(whole)
        service._forget_cards(cards, whole)
        service._forget_announcements()
        self.env.invalidate_all()
        service._forget_words(whole)
        service._erase_evidence([*whole, letters], reason.strip())
        for records in documents:
            self.env["skks.journal.entry"]._log(records, "person.erase", reason=reason)

    @api.model
    def _check_not_held(self, documents):
        for records in documents:
            held = "legal_hold" in records._fields and records.sudo().filtered(
                "legal_hold"
            )
            if held:
                raise UserError(
                    self.env._("“%s” is held and cannot be erased.", held[0].number)
                )

    @api.model
    def _bury(self, documents, reason, said, **run):
        """Set a tombstone for each case that was not erased before."""
        for records in documents:
            if records._name in self._case_models():
                cases = records.sudo().filtered(lambda case: not case.erased_at)
                self.env["skks.tombstone"]._set_for(cases, reason, said, **run)
                cases.with_context(tracking_disable=True)._guarded_write(
                    {"erased_at": fields.Datetime.now()}
                )

    @api.model
    def _discard_tracking(self, whole):
        """What is emptied is no change that the thread would tell of."""
        for records in whole:
            if hasattr(records, "_track_discard"):
                records._track_discard()

    # ------------------------------------------------------------
    # What there is of a person
    # ------------------------------------------------------------

    @api.model
    def _find(self, address, numbers):
        """What is known of a person: cases, letters that became none, cards.

        :param str address: e-mail address of the person; may be empty
        :param numbers: numbers of cases that have to go as well
        :return: list of recordsets, of one model each, none of them empty
        """
        service = self.sudo().with_context(active_test=False)
        address = email_normalize(address or "") or ""
        found = [
            service._find_cases(name, address, numbers) for name in self._case_models()
        ]
        if address:
            found += [service._find_letters(address), service._find_contacts(address)]
        return [records for records in found if records]

    @api.model
    def _case_models(self):
        registry = self.env.registry
        names = registry.descendants(["skks.case.mixin"], "_inherit")
        return sorted(name for name in names if not registry[name]._abstract)

    @api.model
    def _find_cases(self, name, address, numbers):
        cases = self.env[name]
        company = Domain("company_id", "in", self.env.companies.ids)
        found = cases.search(company & Domain("number", "in", numbers))
        if address:
            of_person = cases.search(company & cases._erasure_domain(address))
            found |= of_person.filtered(
                lambda case: address in case._skks_participant_addresses()
            )
        return found

    @api.model
    def _find_letters(self, address):
        """Letters that are of no case; those of a case go with it."""
        letters = self.env["skks.mail.quarantine"].search(
            Domain("res_id", "in", (False, 0))
            & (
                Domain("email_from", "ilike", address)
                | Domain("original_email", "ilike", address)
            )
        )
        return letters.filtered(
            lambda letter: address
            in map(email_normalize, (letter.email_from, letter.original_email or ""))
        )

    @api.model
    def _find_contacts(self, address):
        return self.env["res.partner"].search(
            [
                ("skks_contact", "=", True),
                ("is_company", "=", False),
                ("email_normalized", "=", address),
            ]
        )

    @api.model
    def _obstacles(self, found):
        """``{record: why it stays}`` of those of ``found`` that cannot go now.

        A case goes once it is closed, for until then its data serve a public task
        (art. 17(3)(b) GDPR); a card goes with the last document that needs it.
        """
        staying, going, contacts = {}, [], []
        for records in found:
            if records._name == "res.partner":
                contacts.append(records)
                continue
            reasons = {one: self._stays_because(one) for one in records}
            blocked = {one: why for one, why in reasons.items() if why}
            going.append(records - records.browse().union(*blocked))
            staying |= blocked
        for contact in (one for records in contacts for one in records):
            if self._is_needed(contact, going + contacts):
                staying[contact] = self.env._("Other documents need this contact.")
        return staying

    @api.model
    def _stays_because(self, document):
        if document._name == "skks.mail.quarantine":
            if document.state in ("received", "quarantine"):
                return self.env._("Nobody has sorted this letter yet.")
        elif document.legal_hold:
            return self.env._("Legal hold: %s", document.legal_hold_reason)
        elif not document.closed_at:
            return self.env._("The case is open.")
        return ""

    @api.model
    def _is_needed(self, contact, going):
        """Whether anything that stays names the contact.

        Links in ``_erasure_loose`` of their model hold no card: they go with it.
        """
        service = self.sudo().with_context(active_test=False)
        contact = contact.with_env(service.env)
        if contact.user_ids or contact.child_ids:
            return True
        left = {records._name: records.ids for records in service._with_children(going)}
        for model in self.env.registry.values():
            if not model._name.startswith("skks.") or not model._auto:
                continue
            if model._transient:
                continue
            rows = service.env[model._name]
            loose = gathered(rows, "_erasure_loose")
            for name, field in rows._fields.items():
                if name in loose:
                    continue
                if field.store and field.comodel_name == "res.partner":
                    domain = Domain(name, "in", contact.ids)
                    domain &= Domain("id", "not in", left.get(model._name, []))
                    if rows.search_count(domain, limit=1):
                        return True
        return False

    @api.model
    def _amounts(self, record):
        """``(messages and letters, files)`` that go with a record."""
        service = self.sudo().with_context(active_test=False)
        whole = service._with_children([record])
        letters = service._incoming(whole)
        messages = service._messages(whole)
        return len(messages) + len(letters), len(service._files(whole, letters))

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
            queue += [new[name] for name in gathered(new, "_erasure_children")]
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
        kept = KEPT | gathered(records, "_erasure_keeps")
        names = [
            name
            for name, field in records._fields.items()
            if field.store and field.type in TEXT_TYPES and name not in kept
        ]
        changes = [
            SQL("%s = %s", SQL.identifier(name), self._tombstone(records._fields[name]))
            for name in names
        ]
        changes += [
            SQL("%s = NULL", SQL.identifier(name))
            for name in sorted(gathered(records, "_erasure_empties"))
        ]
        if changes:
            self._update(records, SQL(", ").join(changes))

    @api.model
    def _tombstone(self, field):
        named = gathered(self.env[field.model_name], "_erasure_names")
        if not field.required and field.name not in named:
            return None
        return self.env._("(erased)")

    @api.model
    def _empty_references(self, records):
        kept = gathered(records, "_erasure_keeps")
        for name, field in records._fields.items():
            if name not in kept and field.store and not field.required:
                if field.type == "many2one" and field.comodel_name == "res.partner":
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
    def _archive_contacts(self, whole):
        """A card without a name is nobody to choose any more."""
        for records in whole:
            if records._name == "res.partner":
                self._update(records, SQL("active = FALSE"))
                self._drop_loose_links(records)

    @api.model
    def _drop_loose_links(self, contacts):
        """Take erased contacts off what would hold them otherwise."""
        for model in self.env.registry.values():
            for name in gathered(self.env[model._name], "_erasure_loose"):
                field = model._fields[name]
                if field.type == "many2one":
                    table, column = SQL.identifier(model._table), SQL.identifier(name)
                    drop = SQL("UPDATE %s SET %s = NULL", table, column)
                else:
                    table = SQL.identifier(field.relation)
                    column = SQL.identifier(field.column2)
                    drop = SQL("DELETE FROM %s", table)
                self.env.cr.execute(
                    SQL("%s WHERE %s = ANY(%s)", drop, column, contacts.ids)
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
    def _forget_announcements(self):
        """Core keeps for a day what it told open screens, the words of notes included.

        It does not say of which document, so all of it goes: whoever has a screen open
        has read it already, and a new screen reads the database.
        """
        self.env.cr.execute(SQL("DELETE FROM bus_bus"))

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
    def _files(self, whole, letters):
        """Every file, whatever it is attached to."""
        lines = self.env["skks.signoff.line"].search(self._on(whole))
        files = self.env["ir.attachment"].search(
            self._on([*whole, letters, lines])
            & Domain("res_field", "in", [False, *self._file_fields(whole, letters)])
        )
        files |= self._messages(whole).attachment_ids | lines.frozen_attachment_ids
        for records in whole:
            if "attachment_ids" in records._fields:
                files |= records["attachment_ids"]
        return files

    @api.model
    def _erase_files(self, whole, letters):
        self._delete_files(self._files(whole, letters))

    @api.model
    def _delete_files(self, files):
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


def gathered(records, attribute):
    """Names that any of the classes which make up the model has in ``attribute``."""
    return {
        name for cls in type(records).mro() for name in vars(cls).get(attribute, ())
    }
