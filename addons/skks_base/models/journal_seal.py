import hashlib
import json
import logging
from datetime import date, datetime, timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

# Rows under one seal.
BATCH = 1000
# No transaction takes longer: what comes later than this was entered afterwards.
LONGEST_TRANSACTION = timedelta(days=1)
# Any number, the same on every node: two seals are never made at once.
LOCK = 7_205_119_026
VERIFIERS = "skks_base.group_auditor,skks_base.group_admin"


def _digest(value):
    """SHA-256 (hex) of a JSON value, written the one way it always is."""
    text = json.dumps(
        value, ensure_ascii=False, separators=(",", ":"), default=_moment_text
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _moment_text(value):
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    raise TypeError(f"no column of evidence holds a {type(value).__name__}")


class Verdict(NamedTuple):
    """What a verification found."""

    seals: int
    rows: int
    erased: int
    waiting: int
    last_hash: str
    problems: list


class JournalSeal(models.Model):
    """A hash chain over all evidence: nothing is changed, added or removed unseen.

    A seal names the rows that it covers one by one, each with the hash of its
    columns, and the hash of the seal before. A cron makes them, so writers never
    wait; it takes every committed row that no seal covers yet. A transaction that
    commits late, with lower numbers, is therefore simply in the next seal.

    Whoever could rewrite rows and seals alike is caught by a hash that left the
    database: the last one goes to the auditors by mail every day.
    """

    _name = "skks.journal.seal"
    _description = "Journal Seal"
    _inherit = ["skks.evidence.mixin"]
    _order = "number desc"
    _rec_name = "number"

    _sealed_models = ("skks.journal.entry", "skks.signoff.line", "skks.gate.permit")

    number = fields.Integer(required=True, readonly=True)
    sealed_at = fields.Datetime("Sealed on", required=True, readonly=True)
    row_count = fields.Integer("Rows", readonly=True)
    is_complete = fields.Boolean(
        readonly=True,
        help="No row was left without a seal at that time.",
        export_string_translation=False,
    )
    columns = fields.Text(
        required=True,
        readonly=True,
        help="JSON: what the hashes of the rows cover.",
        export_string_translation=False,
    )
    previous_hash = fields.Char(readonly=True)
    hash = fields.Char(required=True, readonly=True)
    line_ids = fields.One2many("skks.journal.seal.line", "seal_id", "Sealed rows")

    _number_uniq = models.Constraint(
        "UNIQUE (number)", "There is a seal of this number already."
    )

    # ------------------------------------------------------------
    # Sealing
    # ------------------------------------------------------------

    @api.model
    def _cron_seal(self):
        """Seal what has happened since; one seal for each batch of rows.

        The scheduler hears that more is left, so it goes on with a long backlog as
        soon as other jobs have had their turn, not only in ten minutes.
        """
        cron = self.env["ir.cron"]
        while seal := self._seal():
            left = 0 if seal.is_complete else 1
            if not cron._commit_progress(seal.row_count, remaining=left) or not left:
                break

    @api.model
    def _seal(self, limit=BATCH):
        """Make one seal over at most ``limit`` rows of each kind; empty if none."""
        self.env.flush_all()
        self.env.cr.execute(SQL("SELECT pg_advisory_xact_lock(%s)", LOCK))
        seals = self.sudo()
        columns, lines, is_complete = {}, [], True
        for name in self._sealed_models:
            columns[name] = self.env[name]._sealed_columns()
            rows = self._rows(name, columns[name], self._unsealed(name), limit)
            lines += [[name, row["id"], _digest(list(row.values()))] for row in rows]
            is_complete = is_complete and len(rows) < limit
        if not lines:
            return seals.browse()
        return seals._append_seal(columns, lines, is_complete)

    def _append_seal(self, columns, lines, is_complete):
        previous = self.search([], limit=1)
        values = {
            "number": previous.number + 1,
            "sealed_at": fields.Datetime.now(),
            "is_complete": is_complete,
            "columns": json.dumps(columns, sort_keys=True),
            "previous_hash": previous.hash or "",
        }
        values |= {"hash": self._chain_hash(values, lines), "row_count": len(lines)}
        seal = self._append([values])
        self.env["skks.journal.seal.line"]._append(
            [
                {
                    "seal_id": seal.id,
                    "res_model": name,
                    "res_id": res_id,
                    "hash": digest,
                }
                for name, res_id, digest in lines
            ]
        )
        return seal

    @api.model
    def _chain_hash(self, values, lines):
        """Hash of a seal: of itself, of all rows under it and of the seal before."""
        names = ("number", "sealed_at", "is_complete", "columns", "previous_hash")
        return _digest([*(values[name] for name in names), lines])

    @api.model
    def _unsealed(self, name):
        return SQL(
            "NOT EXISTS (SELECT FROM skks_journal_seal_line line"
            " WHERE line.res_model = %s AND line.res_id = evidence.id)",
            name,
        )

    @api.model
    def _rows(self, name, columns, condition, limit=None):
        """Rows of a model as the database has them: ``[{column: value}]`` by id."""
        self.env.cr.execute(
            SQL(
                "SELECT %s FROM %s evidence WHERE %s ORDER BY id LIMIT %s",
                SQL(", ").join(map(SQL.identifier, columns)),
                SQL.identifier(self.env[name]._table),
                condition,
                limit,
            )
        )
        return self.env.cr.dictfetchall()

    # ------------------------------------------------------------
    # Verifying
    # ------------------------------------------------------------

    def action_verify(self):
        """Verify the whole chain and say what was found."""
        if not self.env.user.has_groups(VERIFIERS):
            raise AccessError(
                self.env._("Only an auditor or an administrator verifies the seals.")
            )
        verdict = self.sudo()._verify()
        self.env["skks.journal.entry"]._log(
            self.browse(),
            "journal.verify",
            new=verdict.problems[0] if verdict.problems else verdict.last_hash,
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "danger" if verdict.problems else "success",
                "title": self._verdict_title(verdict),
                "message": self._verdict_text(verdict),
                "sticky": True,
            },
        }

    @api.model
    def _verdict_title(self, verdict):
        if verdict.problems:
            return self.env._("The journal has been tampered with")
        return self.env._("The chain of seals is whole")

    @api.model
    def _verdict_text(self, verdict):
        if verdict.problems:
            more = len(verdict.problems) - 1
            return verdict.problems[0] + (
                self.env._(" And %s more.", more) if more else ""
            )
        return self.env._(
            "%(rows)s rows under %(seals)s seals are as they were entered; %(erased)s"
            " of them with erased content. %(waiting)s rows wait for the next seal.",
            rows=verdict.rows,
            seals=verdict.seals,
            erased=verdict.erased,
            waiting=verdict.waiting,
        )

    @api.model
    def _verify(self, expected=None):
        """Hold all evidence against the seals.

        :param str expected: hash of a seal that is known from elsewhere
        :rtype: Verdict
        """
        self.env.flush_all()
        seals = self.sudo().search([("number", ">", 0)], order="number")
        erased_ids = self._erased_ids()
        problems, erased, rows = [], 0, 0
        previous, horizon = seals.browse(), None
        for seal in seals:
            # Read its lines alone and forget them: the journal outgrows the memory.
            seal = seal.with_prefetch(seal.ids)
            problems += seal._verify_link(previous)
            found, gone = seal._verify_rows(erased_ids, horizon)
            problems += found
            erased += gone
            rows += seal.row_count
            if seal.is_complete:
                horizon = seal.sealed_at - LONGEST_TRANSACTION
            for name in ("skks.journal.seal.line", "skks.journal.payload"):
                self.env[name].invalidate_model(flush=False)
            previous = seal
        if expected and expected not in seals.mapped("hash"):
            problems.append(
                self.env._("No seal has the expected hash: the chain was made anew.")
            )
        waiting = sum(self._count_unsealed(name) for name in self._sealed_models)
        return Verdict(len(seals), rows, erased, waiting, previous.hash or "", problems)

    @api.model
    def _count_unsealed(self, name):
        self.env.cr.execute(
            SQL(
                "SELECT count(*) FROM %s evidence WHERE %s",
                SQL.identifier(self.env[name]._table),
                self._unsealed(name),
            )
        )
        return self.env.cr.fetchone()[0]

    @api.model
    def _erased_ids(self):
        """``{model: ids}`` of which an entry says that their content was erased."""
        journal = self.env["skks.journal.entry"].sudo()
        found = {}
        for entry in journal.search([("act", "=", journal._erasure_act)]):
            ids = json.loads(entry.new_value or "[]")
            found.setdefault(entry.res_model, set()).update(ids)
        return found

    def _verify_link(self, previous):
        """Problems of the seal itself and of its place in the chain."""
        number = previous.number + 1
        if self.number != number:
            return [self.env._("Seal %s is missing.", number)]
        lines = [
            [line.res_model, line.res_id, line.hash]
            for line in self.line_ids.sorted("id")
        ]
        values = {name: self[name] for name in ("number", "sealed_at", "columns")}
        values |= {
            "is_complete": self.is_complete,
            "previous_hash": self.previous_hash or "",
        }
        if self.hash != self._chain_hash(values, lines) or self.row_count != len(lines):
            return [self.env._("Seal %s is not what it was.", self.number)]
        if (self.previous_hash or "") != (previous.hash or ""):
            return [self.env._("Seal %s does not follow the one before.", self.number)]
        return []

    def _verify_rows(self, erased_ids, horizon):
        """(problems of the rows under this seal, how many of them were erased)."""
        problems, erased = [], 0
        for name, columns in json.loads(self.columns).items():
            lines = self.line_ids.filtered(
                lambda line, name=name: line.res_model == name
            )
            model = self.env[name]
            texts = [*model._erasable_fields, "text_salt", "erased_at"]
            condition = SQL("id = ANY(%s)", lines.mapped("res_id"))
            rows = self._rows(name, [*columns, *texts], condition)
            by_id = {row["id"]: row for row in rows}
            payloads = self._payloads(rows)
            for line in lines.sorted("res_id"):
                row = by_id.get(line.res_id)
                problem = (
                    line._problem(row, columns, horizon)
                    or line._text_problem(row, erased_ids.get(name, ()))
                    or line._payload_problem(row, payloads.get(line.res_id))
                )
                problems += [problem] if problem else []
                erased += bool(row and row["erased_at"])
        return problems, erased

    @api.model
    def _payloads(self, rows):
        """``{entry id: payloads}`` of rows that have personal content beside them."""
        ids = [row["id"] for row in rows if row.get("payload_hash")]
        payloads = self.env["skks.journal.payload"].sudo()
        found = payloads.search([("entry_id", "in", ids)])
        return found.grouped(lambda payload: payload.entry_id.id)

    # ------------------------------------------------------------
    # The last hash leaves the database
    # ------------------------------------------------------------

    @api.model
    def _cron_tell_auditors(self):
        """Mail the last hash to the auditors; it is an anchor outside of here."""
        seal = self.sudo().search([], limit=1)
        auditors = self.env.ref("skks_base.group_auditor").sudo().all_user_ids
        if not seal:
            return
        for user in auditors.filtered(lambda user: user.active and user.email):
            thread = self.env["mail.thread"].with_context(lang=user.lang)
            thread.sudo().message_notify(
                partner_ids=user.partner_id.ids,
                subject=thread.env._("Seal of the journal no. %s", seal.number),
                body=seal.with_env(thread.env)._anchor_text(),
            )

    def _anchor_text(self):
        return self.env._(
            "The last seal has the number %(number)s and the hash %(hash)s. Keep this"
            " letter: with it you can prove that the journal has not been made anew"
            " (odoo skks_journal --expect HASH).",
            number=self.number,
            hash=self.hash,
        )
