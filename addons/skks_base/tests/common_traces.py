"""Where in the database and in the filestore a person is still named (AS9)."""

from odoo.tools import SQL


class TracesMixin:
    """``traces_of`` names the person: words that must be found before, never after."""

    traces_of = ()

    def traces(self):
        """``{table: rows}`` of any table, in any column, that name the person."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        tables = [name for (name,) in self.env.cr.fetchall()]
        words = [f"%{trace}%" for trace in self.traces_of]
        words += [f"%{trace.encode().hex()}%" for trace in self.traces_of]
        # as json.dumps writes letters that are not ASCII
        escaped = [trace.encode("unicode-escape").decode() for trace in self.traces_of]
        words += [f"%{trace}%" for trace in escaped]
        found = {}
        for table in tables:
            [[count]] = self.env.execute_query(
                SQL(
                    "SELECT count(*) FROM %s t WHERE t::text ILIKE ANY(%s)",
                    SQL.identifier(table),
                    words,
                )
            )
            if count:
                found[table] = count
        return found

    def files(self):
        """Names in the filestore of the files that name the person."""
        attachments = self.env["ir.attachment"].sudo()
        self.env.cr.execute(
            "SELECT DISTINCT store_fname FROM ir_attachment"
            " WHERE store_fname IS NOT NULL AND file_size < 100000"
        )
        names = [name for (name,) in self.env.cr.fetchall()]
        words = [trace.encode() for trace in self.traces_of]
        return [
            name
            for name in names
            if any(word in attachments._file_read(name) for word in words)
        ]

    def assertGoneFromDisk(self, files):
        self.assertEqual(self.files(), [])
        attachments = self.env["ir.attachment"]
        attachments._gc_file_store_unsafe()
        for name in files:
            self.assertFalse(attachments._file_read(name), "the file is still there")
