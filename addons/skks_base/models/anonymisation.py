import json

from psycopg2.extras import Json

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, email_normalize, html2plaintext
from odoo.tools.mail import email_normalize_all, parse_contact_from_email

from .erasure import KEPT, TEXT_TYPES, gathered

# Acts about letters, beside which their addresses are kept.
LETTER_ACTS = "mail."
# Kinds of files that show a place and carry no words.
PICTURES = "image/"
ADDRESS_FIELDS = (
    "email_from",
    "reply_to",
    "incoming_email_cc",
    "incoming_email_to",
    "outgoing_email_to",
)


class Anonymisation(models.AbstractModel):
    """Take out of a case who the person outside is and how to reach them.

    What the case is about, where and what became of it stay. Wherever somebody wrote
    the name, the address or the phone number – notes, letters, tracked values – the
    word alone goes; evidence loses the whole text that names the person.
    """

    _inherit = "skks.erasure"

    @api.model
    def _anonymise(self, case, reason):
        """Erase the contact data of one case; journalled.

        Private: the acts that lead here decide whether it may be done.

        :param str reason: basis of the erasure; it stays, so it names nobody
        """
        self._check_not_held([case])
        service = self.sudo().with_context(active_test=False)
        self.env.flush_all()
        whole = service._with_children([case])
        self._discard_tracking(whole)
        letters = service._incoming(whole)
        addresses = service._addresses(whole, letters)
        traces = case._contact_traces(addresses, service._senders(whole, letters))
        cards = service._cards(addresses)
        service._anonymise_files(whole, letters, traces)
        service._anonymise_discussion(whole, traces)
        for records in (*whole, letters):
            service._empty_contact(records)
            service._take_out(records, traces)
        service._forget_cards(cards, whole)
        service._forget_announcements()
        self.env.invalidate_all()
        service._forget_words(whole)
        service._anonymise_evidence([*whole, letters], traces, reason)
        case.sudo().with_context(tracking_disable=True)._guarded_write(
            {"anonymised_at": fields.Datetime.now()}
        )
        self.env["skks.journal.entry"]._log(case, "person.anonymise", reason=reason)

    # ------------------------------------------------------------
    # Who it is
    # ------------------------------------------------------------

    @api.model
    def _addresses(self, whole, letters):
        """Addresses outside, normalized, with which the cases had to do."""
        found = {
            address
            for records in whole
            for fname in gathered(records, "_contact_fields")
            if "email" in fname
            for text in records.mapped(fname)
            for address in email_normalize_all(text or "")
        }
        permits = self.env["skks.gate.permit"].search(self._on(whole))
        found |= {address for permit in permits for address in permit._address_list()}
        for text in self._written_senders(whole, letters):
            found.add(email_normalize(text) or "")
        found -= {""}
        return found - self.env["mail.mail"]._gate_own_addresses(found)

    @api.model
    def _senders(self, whole, letters):
        """Names that stand in the letters of somebody outside."""
        texts = self._written_senders(whole, letters)
        own = self.env["mail.mail"]._gate_own_addresses(
            {address for text in texts if (address := email_normalize(text))}
        )
        names = {
            parse_contact_from_email(text)[0]
            for text in texts
            if email_normalize(text) not in own
        }
        names |= set(letters.mapped("original_name"))
        return {name for name in names if name and "@" not in name}

    @api.model
    def _written_senders(self, whole, letters):
        messages = self._messages(whole).filtered(
            lambda message: message.message_type == "email"
        )
        texts = [*letters.mapped("email_from"), *letters.mapped("original_email")]
        return {text for text in (*texts, *messages.mapped("email_from")) if text}

    # ------------------------------------------------------------
    # Cards that somebody made of the person
    # ------------------------------------------------------------

    @api.model
    def _cards(self, addresses):
        """Cards of people outside who are no contacts of the press office."""
        return self.env["res.partner"].search(
            [
                ("email_normalized", "in", list(addresses)),
                ("partner_share", "=", True),
                ("skks_contact", "=", False),
                ("is_company", "=", False),
            ]
        )

    @api.model
    def _forget_cards(self, cards, whole):
        """Empty the cards that nothing else needs."""
        self.env.invalidate_all()
        mine = self._messages(whole).ids
        for card in cards:
            elsewhere = Domain("author_id", "=", card.id) & Domain("id", "not in", mine)
            wrote = self.env["mail.message"].search_count(elsewhere, limit=1)
            if not wrote and not self._is_needed(card, whole):
                self._empty(card)
                self._archive_contacts([card])

    # ------------------------------------------------------------
    # Files, letters, notes
    # ------------------------------------------------------------

    @api.model
    def _anonymise_files(self, whole, letters, traces):
        """Letters as they came go; so does every file that names the person.

        A document from outside is likely to be signed, even where no machine can
        read that, so of what the person sent only pictures stay.
        """
        files = self._files(whole, letters)
        outside = self._messages(whole).filtered(
            lambda message: message.message_type == "email"
        )
        sent = outside.attachment_ids | self._files_sent(whole)
        going = files.filtered(
            lambda file: (
                file.res_model == letters._name
                or (file in sent and not (file.mimetype or "").startswith(PICTURES))
                or self._names_the_person(file, traces)
            )
        )
        self._delete_files(going)

    @api.model
    def _files_sent(self, whole):
        """Hook: files that came from outside by another way than by letter."""
        return self.env["ir.attachment"]

    @api.model
    def _names_the_person(self, file, traces):
        words = (file.name, file.description, file.index_content)
        if any(traces.found_in(text) for text in words):
            return True
        return traces.found_in((file.raw or b"").decode("utf-8", "ignore"))

    @api.model
    def _anonymise_discussion(self, whole, traces):
        messages = self._messages(whole)
        on_messages = [("mail_message_id", "in", messages.ids)]
        self._delete_queued(messages, whole)
        self._empty_references(messages)
        named = messages.filtered(
            lambda message: any(
                traces.found_in(message[name]) for name in ADDRESS_FIELDS
            )
        )
        if named:
            self._update(
                named,
                SQL(", ").join(
                    SQL("%s = NULL", SQL.identifier(name)) for name in ADDRESS_FIELDS
                ),
            )
        self._take_out(messages, traces)
        self._take_out(self.env["mail.tracking.value"].search(on_messages), traces)
        self._take_out(self.env["mail.activity"].search(self._on(whole)), traces)

    # ------------------------------------------------------------
    # Words
    # ------------------------------------------------------------

    @api.model
    def _empty_contact(self, records):
        """Empty the fields that are there to reach the person."""
        names = [
            name
            for name in sorted(gathered(records, "_contact_fields"))
            if records._fields[name].column_type
        ]
        if records and names:
            self._update(
                records,
                SQL(", ").join(
                    SQL("%s = NULL", SQL.identifier(name)) for name in names
                ),
            )

    @api.model
    def _take_out(self, records, traces):
        """Put a mark in place of every trace of the person, in every text."""
        names = [
            name
            for name, field in records._fields.items()
            if field.store and field.type in TEXT_TYPES and field.column_type
            if name not in KEPT
        ]
        if not (records and names and traces):
            return
        places = gathered(records, "_contact_places")
        self.env.cr.execute(
            SQL(
                "SELECT id, %s FROM %s WHERE id = ANY(%s)",
                SQL(", ").join(map(SQL.identifier, names)),
                SQL.identifier(records._table),
                records.ids,
            )
        )
        for row in self.env.cr.dictfetchall():
            changes = {
                name: changed
                for name in names
                if (changed := self._without(row[name], traces, name not in places))
                != row[name]
            }
            if changes:
                self._update_row(records, row["id"], changes)

    @api.model
    def _update_row(self, records, row_id, changes):
        self._update(
            records.browse(row_id),
            SQL(", ").join(
                SQL(
                    "%s = %s",
                    SQL.identifier(name),
                    Json(value) if isinstance(value, (dict, list)) else value,
                )
                for name, value in changes.items()
            ),
        )

    @api.model
    def _without(self, value, traces, names):
        """A value of a column without the traces; JSON down to its leaves."""
        if isinstance(value, dict):
            return {k: self._without(one, traces, names) for k, one in value.items()}
        if isinstance(value, list):
            return [self._without(one, traces, names) for one in value]
        if not isinstance(value, str):
            return value
        return traces.without(value, self.env._("(erased)"), names=names)

    # ------------------------------------------------------------
    # Evidence
    # ------------------------------------------------------------

    @api.model
    def _anonymise_evidence(self, records, traces, reason):
        """Empty those texts of the evidence that name the person."""
        for name in ("skks.signoff.line", "skks.gate.permit", "skks.journal.entry"):
            rows = self.env[name].search(self._on(records))
            self._erase_columns(rows, traces, reason)
            if "payload_ids" in rows._fields:
                self._erase_columns(rows.payload_ids, traces, reason)

    @api.model
    def _erase_columns(self, rows, traces, reason):
        by_columns = {}
        for row in rows:
            touched = tuple(
                name
                for name in rows._erasable_fields
                if self._evidence_names(row[name], traces)
            )
            if touched:
                by_columns[touched] = by_columns.get(touched, rows.browse()) | row
        for names, found in by_columns.items():
            found._erase(reason, names)

    @api.model
    def _evidence_names(self, text, traces):
        """Whether a text names the person, as it is, in HTML or in JSON."""
        if not text:
            return False
        if traces.found_in(text) or traces.found_in(html2plaintext(text)):
            return True
        try:
            return traces.found_in(json.dumps(json.loads(text), ensure_ascii=False))
        except ValueError:
            return False
