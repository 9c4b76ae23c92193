"""Give the evidence of before the salted hashes that its seals will cover."""

import secrets

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL

MODELS = ("skks.journal.entry", "skks.signoff.line", "skks.gate.permit")


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name in (*MODELS, "skks.journal.payload"):
        table = SQL.identifier(env[name]._table)
        cr.execute(SQL("ALTER TABLE %s DISABLE TRIGGER USER", table))
        fill = _fill_payloads if name == "skks.journal.payload" else _fill
        fill(env[name], table)
        cr.execute(SQL("ALTER TABLE %s ENABLE TRIGGER USER", table))


def _fill(model, table):
    cr = model.env.cr
    names = model._erasable_fields
    columns = SQL(", ").join(map(SQL.identifier, names))
    cr.execute(SQL("SELECT id, %s FROM %s WHERE text_hash IS NULL", columns, table))
    for row in cr.dictfetchall():
        salt = secrets.token_hex(16)
        digest = model._text_digest(salt, {name: row[name] for name in names})
        cr.execute(
            SQL(
                "UPDATE %s SET text_salt = %s, text_hash = %s WHERE id = %s",
                table,
                salt,
                digest,
                row["id"],
            )
        )


def _fill_payloads(model, table):
    model.env.cr.execute(
        SQL(
            "UPDATE %s payload SET text_hash = entry.payload_hash"
            " FROM skks_journal_entry entry"
            " WHERE entry.id = payload.entry_id AND payload.text_hash IS NULL",
            table,
        )
    )
