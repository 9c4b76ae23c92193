import base64
import functools
import hashlib
import logging
import traceback
import xmlrpc.client
from contextlib import contextmanager
from datetime import timedelta
from typing import NamedTuple

import psycopg2

from odoo import SUPERUSER_ID, api, fields, models, modules
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.service.model import retrying
from odoo.tools import SQL
from odoo.tools.misc import clean_context

from ..tools import forwarded, mail_text, raw_letter
from ..tools.incoming_letter import Asked, IncomingLetter
from .letter_sorting_mixin import SORTED, WAITING
from .mail_thread import INCOMING_KEY

_logger = logging.getLogger(__name__)

# After so long the process that worked on a letter is taken for dead.
INTERRUPTED_AFTER = timedelta(minutes=15)

# How far back, and how many letters of one sender, a forwarded copy is looked for.
COPY_WITHIN = timedelta(days=60)
COPY_CANDIDATES = 20


class Result(NamedTuple):
    """What a run of the gateway came to, as plain values of its transaction."""

    state: str
    res_model: str
    res_id: int


class MailQuarantine(models.Model):
    """Every letter that the gateway got, as it came, and what became of it.

    A row is written before anything is parsed and nobody may add, change or delete
    one; only the actions move its state. Rows of letters on a record are as visible
    as that record.
    """

    _name = "skks.mail.quarantine"
    _description = "Incoming Letter"
    _inherit = [
        "skks.document.access.mixin",
        "skks.guard.mixin",
        "skks.letter.sorting.mixin",
    ]
    _order = "received_at desc, id desc"

    _guarded_fields = (
        "message_id",
        "email_from",
        "email_to",
        "subject",
        "received_at",
        "raw",
        "raw_hash",
        "content_hash",
        "size",
        "state",
        "automatic",
        "res_model",
        "res_id",
        "first_id",
        "forwarded",
        "original_email",
        "original_name",
        "original_at",
        "problem",
        "problem_detail",
        "technical_detail",
        "fallback_model",
        "handled_by",
        "handled_at",
        "reason",
    )

    # Actions that ask for a reason first.
    _reason_actions = ("action_dismiss",)
    _contact_fields = (
        "message_id",
        "email_from",
        "email_to",
        "original_email",
        "original_name",
        "technical_detail",
    )

    # the letter
    message_id = fields.Char("Message-Id", readonly=True, index=True)
    email_from = fields.Char("From", readonly=True)
    email_to = fields.Char("To", readonly=True)
    subject = fields.Char(readonly=True)
    received_at = fields.Datetime(
        "Received",
        readonly=True,
        required=True,
        index=True,
        help="When the mail server of the office took it, by that server's clock.",
    )
    raw = fields.Binary(
        "Letter as it came",
        readonly=True,
        attachment=True,
        groups="skks_base.group_officer",
    )
    text = fields.Text(
        "Text of the letter",
        compute="_compute_text",
        groups="skks_base.group_officer",
        help="As far as it can be read; the letter itself can be downloaded.",
    )
    size = fields.Integer("Size (bytes)", readonly=True)
    raw_hash = fields.Char(readonly=True, index=True, export_string_translation=False)
    content_hash = fields.Char(readonly=True, export_string_translation=False)
    automatic = fields.Selection(
        [
            ("auto_reply", "Automatic reply"),
            ("bulk", "Newsletter or mailing"),
            ("bounce", "Returned letter"),
        ],
        string="Sent by a machine",
        readonly=True,
    )
    # what became of it
    state = fields.Selection(
        [
            ("received", "Being processed"),
            ("quarantine", "To clear up"),
            ("case", "New case"),
            ("message", "Joined a case"),
            ("duplicate", "Duplicate"),
            ("automatic", "Automatic"),
            ("bounce", "Returned letter"),
            ("dismissed", "Not a case"),
        ],
        string="Outcome",
        readonly=True,
        required=True,
        default="received",
        index=True,
    )
    res_model = fields.Char(readonly=True, export_string_translation=False)
    res_id = fields.Many2oneReference("Record", model_field="res_model", readonly=True)
    result_name = fields.Char("Result", compute="_compute_result_name")
    first_id = fields.Many2one(
        "skks.mail.quarantine",
        "Copy of",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    # what a colleague has forwarded
    forwarded = fields.Boolean(
        "Forwarded by a colleague",
        readonly=True,
        help="Whoever sent it is not the one who asks.",
    )
    original_email = fields.Char("Original sender", readonly=True)
    original_name = fields.Char("Name of the original sender", readonly=True)
    original_at = fields.Datetime("Originally sent", readonly=True)
    problem = fields.Selection(
        [
            ("copy", "Forwarded copy"),
            ("no_route", "Unknown mailbox"),
            ("charset", "Unknown character set"),
            ("sender", "Sender not admitted"),
            ("catchall", "Collective address"),
            ("refused", "Not accepted"),
            ("loop", "Too many letters"),
            ("same_id", "Same identifier, other text"),
            ("not_returned", "Not a returned letter"),
            ("database", "Could not be saved"),
            ("interrupted", "Interrupted"),
            ("unexpected", "Unexpected error"),
        ],
        readonly=True,
    )
    problem_detail = fields.Char(readonly=True, export_string_translation=False)
    error = fields.Text("What is wrong", compute="_compute_error")
    technical_detail = fields.Text("Technical details", readonly=True)
    fallback_model = fields.Char(readonly=True, export_string_translation=False)
    # who cleared it up
    handled_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    handled_at = fields.Datetime("Handled on", readonly=True)
    reason = fields.Text(readonly=True, help="Why it is not a case.")

    _record_idx = models.Index("(res_model, res_id) WHERE res_model IS NOT NULL")

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------

    @api.depends("received_at")
    def _compute_display_name(self):
        """Neutral, for the journal is never erased and a subject is personal."""
        for letter in self:
            letter.display_name = self.env._("Letter %s", letter.id or "")

    @api.depends("res_model", "res_id")
    def _compute_result_name(self):
        for letter in self:
            letter.result_name = letter._result().display_name

    @api.depends("raw")
    def _compute_text(self):
        for letter in self.with_context(bin_size=False):
            letter.text = raw_letter.text(base64.b64decode(letter.raw or b""))

    @api.depends("problem", "problem_detail")
    @api.depends_context("lang")
    def _compute_error(self):
        for letter in self:
            detail = letter.problem_detail or "–"
            texts = (
                letter._refusals(detail)
                | letter._doubts(detail)
                | letter._failures(detail)
            )
            letter.error = texts.get(letter.problem, False)

    def _refusals(self, detail):
        """What an officer reads about letters that the gateway did not take."""
        return {
            "no_route": self.env._(
                "None of its addressees is a mailbox of ours: %(detail)s. Make a case"
                " of it, or ask the administrator to add the address and process it"
                " again.",
                detail=detail,
            ),
            "sender": self.env._(
                "The mailbox %(detail)s takes no letters from this sender. Process it"
                " again to take this one.",
                detail=detail,
            ),
            "catchall": self.env._(
                "It was sent to the collective address only (%(detail)s), so nobody"
                " knows whose it is. Make a case of it if it is ours.",
                detail=detail,
            ),
            "refused": self.env._("It was not accepted: %(detail)s", detail=detail),
        }

    def _doubts(self, detail):
        """What an officer reads about letters that only look like a machine's."""
        return {
            "copy": self.env._(
                "A colleague has forwarded a letter that is here already, on"
                " %(detail)s. Join it to that case: nobody is answered twice.",
                detail=detail,
            ),
            "loop": self.env._(
                "Too many letters came from %(detail)s in a short time, or it answers"
                " one of our automatic messages. Process it again if a person wrote"
                " it.",
                detail=detail,
            ),
            "same_id": self.env._(
                "Another letter with the same identifier but a different text came"
                " before (%(detail)s). Process it again to take it as a letter of its"
                " own.",
                detail=detail,
            ),
            "not_returned": self.env._(
                "It came to the address for returned mail, but returns none of our"
                " letters. Process it again if a person wrote it."
            ),
        }

    def _failures(self, detail):
        """What an officer reads about letters on which the work failed."""
        return {
            "charset": self.env._(
                "It is written in a character set that is unknown here (%(detail)s)."
                " Process it again: it is then read in the nearest known one.",
                detail=detail,
            ),
            "database": self.env._(
                "The record could not be saved: %(detail)s Tell the administrator;"
                " once this is mended, process it again.",
                detail=detail,
            ),
            "interrupted": self.env._(
                "Work on it was interrupted, for instance by a restart of the server."
                " Process it again."
            ),
            "unexpected": self.env._(
                "It could not be read or saved because of an unexpected error"
                " (%(detail)s). Tell the administrator; once this is mended, process it"
                " again.",
                detail=detail,
            ),
        }

    @api.model
    def _guarded_initial(self):
        return super()._guarded_initial() | {
            "state": "received",
            "received_at": fields.Datetime.now(),
        }

    def _result(self):
        """The record it belongs to, as the current user; empty if none or gone."""
        self.ensure_one()
        if not self.res_model or self.res_model not in self.env:
            return self.browse()
        return self.env[self.res_model].browse(self.res_id or []).exists()

    # ------------------------------------------------------------------
    # Access: as visible as the record it belongs to
    # ------------------------------------------------------------------

    @api.model
    def _document_models(self):
        found = self.sudo()._read_group([("res_model", "!=", False)], ["res_model"])
        return [name for (name,) in found if name in self.env]

    @api.model
    def _document_free_domain(self):
        return Domain("res_model", "=", False)

    # ------------------------------------------------------------------
    # Receiving
    # ------------------------------------------------------------------

    @api.model
    def _receive(self, message, options):
        """Keep ``message`` for good, then process it; the gateway's only way in.

        Both happen in transactions of their own, so neither a failure here nor a
        rollback of the caller takes the letter away.

        :param message: bytes, text or ``xmlrpc.client.Binary``
        :param dict options: arguments of ``message_process`` but the letter
        :return: id of the record, 0 if the letter is on none
        :raises: only if the letter could not be kept
        """
        raw = self._raw_bytes(message)
        with self._own_transaction() as env:
            letter_id = env[self._name]._keep(raw, options).id
        return self.browse(letter_id)._process_apart(options).res_id

    @api.model
    def _raw_bytes(self, message):
        if isinstance(message, xmlrpc.client.Binary):
            return bytes(message.data)
        if isinstance(message, str):
            return message.encode("utf-8", "surrogateescape")
        return bytes(message)

    @contextmanager
    def _own_transaction(self):
        """Environment of the superuser in a transaction of its own, then commit.

        In a test that has one transaction and stands for the whole database, that
        transaction is used: no other one could see the test's records.
        """
        context = dict(self.env.context) if self.env.su else {"lang": self.env.lang}
        fetched_by = context.get("default_fetchmail_server_id")
        context = clean_context(context)
        if fetched_by:
            context["default_fetchmail_server_id"] = fetched_by
        test = modules.module.current_test
        if test and not getattr(test, "_registry_patched", False):
            with self.env.cr.savepoint():
                yield self.env(user=SUPERUSER_ID, context=context)
            return
        if test:
            self.env.flush_all()
        with self.env.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, context)
        self.env.invalidate_all()

    @api.model
    def _keep(self, raw, options):
        """Write down the raw letter, once however often its processing is repeated."""
        raw_hash = hashlib.sha256(raw).hexdigest()
        kept = self.search(
            [("raw_hash", "=", raw_hash), ("state", "=", "received")], limit=1
        )
        if kept:
            return kept
        values = self._summary_values(raw) | {
            "raw": base64.b64encode(raw),
            "raw_hash": raw_hash,
            "size": len(raw),
            "state": "received",
            "fallback_model": options.get("model") or False,
        }
        return self._guarded_create([values])

    @api.model
    def _is_kept(self, raw):
        """Tell whether these very bytes were kept, and processed to an end."""
        raw_hash = hashlib.sha256(raw).hexdigest()
        domain = [("raw_hash", "=", raw_hash), ("state", "!=", "received")]
        return bool(self.search_count(domain, limit=1))

    @api.model
    def _summary_values(self, raw):
        summary = raw_letter.summary(raw)
        now = fields.Datetime.now()
        return {
            "message_id": summary.message_id,
            "email_from": summary.email_from,
            "email_to": summary.email_to,
            "subject": summary.subject,
            "received_at": min(summary.received_at or now, now),
            "automatic": summary.automatic,
            "content_hash": summary.content_hash,
        }

    # ------------------------------------------------------------------
    # Processing
    # ------------------------------------------------------------------

    def _process_apart(self, options, asked=None):
        """Process in a transaction of its own; note a failure in another one.

        A transaction, not a savepoint: only that forgets as well what was to be
        done after the commit, such as sending letters that are rolled back.

        :param dict options: arguments of ``message_process`` but the letter
        :param Asked asked: what the current user, an officer, wants
        :rtype: Result
        """
        self.ensure_one()
        with self._one_copy_at_a_time():
            try:
                with self._own_transaction() as env:
                    letter = env[self._name].browse(self.id)
                    run = functools.partial(letter._process, options, asked)
                    # In the one transaction of a test nothing can be repeated.
                    return run() if env.cr is self.env.cr else retrying(run, env)
            except Exception as error:  # noqa: BLE001  the mailbox must not be blocked
                _logger.info("Letter %s was not processed.", self.id, exc_info=True)
                with self._own_transaction() as env:
                    letter = env[self._name].browse(self.id)
                    return letter._process_failed(error, asked)

    @contextmanager
    def _one_copy_at_a_time(self):
        """Let copies of a letter that come at once pass one after the other.

        The lock has a transaction of its own: one that is begun after waiting for
        it sees what became of the copy before.
        """
        with self._own_transaction() as env:
            message_id = env[self._name].browse(self.id).message_id
            env.cr.execute(
                SQL(
                    "SELECT pg_advisory_xact_lock(hashtext(%s), hashtext(%s))",
                    self._name,
                    message_id,
                )
            )
            yield

    def _process(self, options, asked=None):
        """Give the letter to the gateway of core and record the outcome.

        Needs the environment of the superuser. Called once more for an error of
        concurrency, so it looks first whether somebody else was faster.
        """
        if self._is_settled(asked) or not asked and self._is_forwarded_copy():
            return self._outcome()
        incoming = IncomingLetter(
            received_at=self.received_at,
            automatic=mail_text.Automatic(self.automatic) if self.automatic else None,
            asked_for=bool(asked),
            target=asked and asked.target,
            forwarded=self.forwarded,
        )
        old, before = self.state, self._letter_case()
        self.env["mail.thread"].with_context(
            **{INCOMING_KEY: incoming}
        ).message_process(message=self._bytes_to_parse(incoming.asked_for), **options)
        self._record_outcome(incoming)
        if asked:
            letter = self.with_user(asked.uid)
            letter.sudo()._handle(asked.act, old)
            letter._finish_asked(asked, before.with_user(asked.uid))
        return self._outcome()

    def _process_failed(self, error, asked=None):
        """Leave the letter to an officer after an exception."""
        if self._is_settled(asked):  # it was committed, what failed came after that
            return self._outcome()
        if self.state == "case":  # an officer wanted to move it, and it stays
            raise error
        old = self.state
        trace = "".join(traceback.format_exception(error)).replace("\0", "")
        problem, detail = self._problem_of(error)
        self._quarantine(problem, " ".join(detail.replace("\0", "").split()), trace)
        if asked:
            self.with_user(asked.uid).sudo()._handle(asked.act, old)
        return self._outcome()

    def _outcome(self):
        return Result(self.state, self.res_model or "", self.res_id or 0)

    def _is_settled(self, asked=None):
        """Tell whether another run was faster, or a copy of the letter came before."""
        if asked:
            return self.state not in asked.states
        if self.state == "received" and (first := self._first_copy()):
            self._settle("duplicate", first.res_model, first.res_id, first_id=first.id)
        return self.state != "received"

    def _first_copy(self):
        """The same letter, delivered before (twice in the mailbox, or to two of us)."""
        return self.search(
            [
                ("message_id", "=", self.message_id),
                ("content_hash", "=", self.content_hash),
                ("state", "not in", ("received", "duplicate")),
                ("id", "!=", self.id),
            ],
            order="id",
            limit=1,
        )

    def _is_forwarded_copy(self):
        """Look who wrote a letter that a colleague forwards, and whether we have it.

        A copy is left to an officer, who joins it: the case has been acknowledged.
        """
        raw = base64.b64decode(self.raw or b"")
        if self.automatic or not forwarded.may_be_forward(self.subject, raw):
            return False
        if not self.env["mail.mail"]._gate_is_own(self.email_from):
            return False
        found = forwarded.original(raw, self.env.company._skks_tz())
        if not found:
            return False
        sent_at = found.sent_at
        self._guarded_write(
            {
                "forwarded": True,
                "original_email": found.email,
                "original_name": found.name,
                "original_at": sent_at and min(sent_at, self.received_at),
            }
        )
        first = self._forwarded_before(found, raw)
        if not first:
            return False
        self._quarantine("copy", first.result_name)
        self._guarded_write({"first_id": first.id})
        return True

    def _forwarded_before(self, found, raw):
        """The letter itself, if it came to us too, and is on a case."""
        on_case = Domain("state", "in", ("case", "message")) & Domain(
            "id", "!=", self.id
        )
        ids = [*raw_letter.references(raw), found.message_id]
        if first := self.search(
            on_case & Domain("message_id", "in", [i for i in ids if i]),
            order="id desc",
            limit=1,
        ):
            return first
        if not found.email:
            return self.browse()
        candidates = self.search(
            on_case
            & Domain("email_from", "ilike", found.email)
            & Domain("received_at", ">=", self.received_at - COPY_WITHIN),
            order="id desc",
            limit=COPY_CANDIDATES,
        )
        return candidates.filtered(lambda letter: letter._is_same_letter(found))[:1]

    def _is_same_letter(self, found):
        subject, text = forwarded.bare_subject, forwarded.bare_text
        return subject(self.subject) == subject(found.subject) and text(
            self.text
        ) == text(found.text)

    def _bytes_to_parse(self, asked_for):
        """The letter for the parser; mended as far as possible if it is asked for."""
        raw = base64.b64decode(self.raw or b"")
        if asked_for:
            raw = raw_letter.with_known_charsets(raw)
            if self._messages_with_same_id():
                raw = raw_letter.with_own_id(raw)
        return raw_letter.readable(raw)

    def _messages_with_same_id(self):
        return self.env["mail.message"].search(
            [("message_id", "=", self.message_id)], order="id"
        )

    def _record_outcome(self, incoming):
        """Say what became of a letter that went through without an error."""
        if incoming.created:
            self._settle("case", *incoming.created[0])
            if self.forwarded and (case := self._letter_case()):
                case._letter_forwarded(self)
        elif incoming.joined:
            self._settle("message", *incoming.joined[0])
        elif incoming.refusal:
            self._quarantine(incoming.refusal, incoming.refusal_detail)
        elif incoming.returned is not None:
            self._record_returned(*incoming.returned)
        elif incoming.held_back:
            self._settle("automatic")
        elif messages := self._messages_with_same_id():
            self._record_same_id(messages[0])
        else:
            self._quarantine("no_route", self.email_to)

    def _record_returned(self, model, res_id):
        """A returned letter, unless somebody just wrote to the address for these."""
        if res_id or self.automatic == "bounce":
            self._settle("bounce", model, res_id)
        else:
            self._quarantine("not_returned")

    def _record_same_id(self, message):
        """Core ignores a known Message-Id; that is right only for the same text."""
        first = self.search(
            [("message_id", "=", self.message_id), ("id", "<", self.id)],
            order="id",
            limit=1,
        )
        if first:  # a real copy was recognized before
            self._quarantine("same_id", first.display_name)
        else:
            self._settle("duplicate", message.model, message.res_id)

    def _settle(self, state, model=False, res_id=False, **values):
        """Record the outcome and forget the problems on the way."""
        nothing = dict.fromkeys(
            ("problem", "problem_detail", "technical_detail"), False
        )
        known = bool(model and res_id)
        result = {
            "state": state,
            "res_model": model if known else False,
            "res_id": res_id if known else False,
        }
        self._guarded_write(nothing | result | values)

    def _quarantine(self, problem, detail="", technical_detail=False):
        self._guarded_write(
            {
                "state": "quarantine",
                "problem": problem,
                "problem_detail": detail or False,
                "technical_detail": technical_detail,
            }
        )

    def _problem_of(self, error):
        """Return (code of the problem, what to name in its explanation)."""
        text = str(error)
        if isinstance(error, LookupError) and "encoding" in text:
            return "charset", text.rpartition(":")[2]
        if isinstance(error, ValueError) and text.startswith("No possible route"):
            return "no_route", self.email_to or ""
        if isinstance(error, UserError):
            return "refused", text
        if isinstance(error, psycopg2.Error):
            return "database", text.partition("\n")[0]
        return "unexpected", f"{type(error).__name__}: {text}"

    @api.model
    def _cron_interrupted(self):
        """Show letters whose processing never came to an end."""
        before = fields.Datetime.now() - INTERRUPTED_AFTER
        letters = self.search(
            [("state", "=", "received"), ("create_date", "<", before)]
        )
        letters.try_lock_for_update()._quarantine("interrupted")

    # ------------------------------------------------------------------
    # For the models that letters become
    # ------------------------------------------------------------------

    @api.model
    def _letters_of(self, records):
        """Letters that started or joined ``records``, oldest first (superuser)."""
        return self.sudo().search(
            [("res_model", "=", records._name), ("res_id", "in", records.ids)],
            order="received_at, id",
        )

    def _move_to(self, record, state="message"):
        """Follow a letter whose content was moved to ``record``."""
        self.sudo()._settle(state, record._name, record.id)

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_retry(self):
        """Process again the letters that could not be processed."""
        return self._action_process("letter.retry", ("quarantine",))

    def action_make_case(self):
        """Start a case from a letter that did not start one by itself."""
        return self._action_process(
            "letter.make_case", WAITING, self._default_case_model()
        )

    def action_dismiss(self, reason=None):
        """Say that the letters are no cases; a typed reason is required."""
        self._check_sortable()
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say in a few words why this is not a case."))
        for letter in self:
            if case := letter._letter_case():
                case._letter_drop(reason)
        for letter in self._to_handle(SORTED):
            letter._handle(
                "letter.dismiss", letter.state, state="dismissed", reason=reason
            )
        return True

    def action_undo_dismiss(self):
        """Take back “not a case”; the letter waits again as it did before."""
        self._check_states(("dismissed",))
        for letter in self:
            waiting = "quarantine" if letter.problem else "automatic"
            if case := letter._result():
                case._letter_restore()
                waiting = "case"
            letter._to_handle(("dismissed",))._undo_dismiss(waiting)
        return True

    def _undo_dismiss(self, state):
        self._handle("letter.undo_dismiss", self.state, state=state)
        # Nobody has sorted it any more, so it waits in the list again.
        self._guarded_write({"handled_by": False, "handled_at": False})

    def action_open_result(self):
        """Open the record that the letter became or joined."""
        self.check_access("read")
        record = self._result()
        if not record:
            raise UserError(self.env._("This letter is on no record."))
        return self._open_action(record._name, record.id)

    def action_download(self):
        """Save the letter as it came, for a mail program."""
        self.ensure_one()
        self._check_officer()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/raw/letter-{self.id}.eml"
            "?download=true",
            "target": "download",
        }

    def _check_officer(self):
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group("skks_base.group_officer")):
            raise AccessError(self.env._("Only officers clear up incoming letters."))

    def _check_states(self, states):
        """Check that the user is an officer and all letters are in ``states``."""
        self._check_officer()
        if wrong := self.sudo().filtered(lambda letter: letter.state not in states)[:1]:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(letter)s cannot be handled so: its outcome is “%(outcome)s”."
                    " Reload the list.",
                    letter=wrong.display_name,
                    outcome=labels[wrong.state],
                )
            )

    def _to_handle(self, states):
        """Lock the letters for the current officer; all must be in ``states``."""
        self._check_states(states)
        letters = self.sudo()
        letters.lock_for_update()
        return letters

    def _handle(self, act, old, reason=False, **values):
        """Note who handled the letter that was ``old``, and journal it."""
        self._guarded_write(
            values
            | {
                "handled_by": self.env.uid,
                "handled_at": fields.Datetime.now(),
                "reason": reason,
            }
        )
        self.env["skks.journal.entry"]._log(
            self, act, old=old, new=self.state, reason=reason or None
        )

    def _action_process(self, act, states, model=False):
        self._check_states(states)
        asked = Asked(act, self.env.uid, WAITING)
        results = [
            letter._process_apart(
                {"model": letter.sudo().fallback_model or model}, asked
            )
            for letter in self
        ]
        if len(results) == 1 and results[0].res_id:
            return self._open_action(results[0].res_model, results[0].res_id)
        return self._processed_notification(results)

    def _open_action(self, model, res_id):
        return {
            "type": "ir.actions.act_window",
            "res_model": model,
            "res_id": res_id,
            "views": [(False, "form")],
        }

    def _processed_notification(self, results):
        left = sum(result.state == "quarantine" for result in results)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if left else "success",
                "message": self.env._(
                    "Cleared up: %(done)s, still to clear up: %(left)s.",
                    done=len(results) - left,
                    left=left,
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
