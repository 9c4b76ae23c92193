"""The triggers of all evidence are made anew; the payload's salt gets its new name."""

from odoo.tools import sql


def migrate(cr, version):
    cr.execute("DROP FUNCTION IF EXISTS skks_journal_is_append_only() CASCADE")
    if sql.column_exists(cr, "skks_journal_payload", "salt"):
        sql.rename_column(cr, "skks_journal_payload", "salt", "text_salt")
