import base64
from itertools import islice

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from odoo.addons.skks_base.tools.sheet import (
    MAX_ROWS,
    SheetError,
    read_tables,
    write_table,
)

from ..models.media_import_mapping import MEANINGS
from ..tools.media_sheet import (
    IGNORE,
    NAMING,
    REASONS,
    REPEATABLE,
    find_header,
    heading_key,
    propose,
)
from .media_import_plan import Planner
from .media_import_write import Writer

SAMPLES = 200  # cells by which the meaning of a column is told
SHOWN = 3  # of them


class MediaImport(models.TransientModel):
    """Outlets and journalists from a list that was not made for it.

    Nobody has to keep the list in a form of ours: what its columns mean is proposed,
    may be corrected, and is remembered for the next list with these headings. A
    person or an outlet is known by address, number and name, so the same list may be
    read again. An empty cell changes nothing.
    """

    _name = "skks.media.import"
    _description = "Import of a List of Media"
    _inherit = ["skks.sheet.import.mixin"]

    state = fields.Selection(
        selection_add=[
            ("file", "File"),
            ("columns", "Columns"),
            ("preview", "Preview"),
            ("done", "Done"),
        ]
    )
    source = fields.Char(
        "Source of the Data",
        required=True,
        help="Where the list comes from. It is kept on each new card, because people"
        " may ask from whom we have their data (art. 14 GDPR).",
    )
    mode = fields.Selection(
        [
            ("fill", "Only fill in what is empty"),
            ("overwrite", "Replace what differs"),
        ],
        "On Known Cards",
        required=True,
        default="fill",
    )
    # which part of the file
    sheet_number = fields.Integer(readonly=True, export_string_translation=False)
    sheet_count = fields.Integer(readonly=True, export_string_translation=False)
    sheet_name = fields.Char("Sheet", readonly=True)
    header_row = fields.Integer(
        "Row with the Headings", help="0: the list has no headings."
    )
    is_remembered = fields.Boolean(readonly=True, export_string_translation=False)
    column_ids = fields.One2many("skks.media.import.column", "import_id", "Columns")
    # what comes of it
    line_ids = fields.One2many("skks.media.import.line", "import_id", readonly=True)
    error_line_ids = fields.One2many(
        "skks.media.import.line",
        "import_id",
        "With an error",
        readonly=True,
        domain=[("result", "=", "error")],
    )
    change_line_ids = fields.One2many(
        "skks.media.import.line",
        "import_id",
        "New and changed",
        readonly=True,
        domain=[("result", "in", ("new", "changed"))],
    )
    bad_rows = fields.Binary("Rows with an Error", readonly=True, attachment=False)
    bad_rows_name = fields.Char(readonly=True, export_string_translation=False)

    # ------------------------------------------------------------
    # COLUMNS
    # ------------------------------------------------------------

    def action_columns(self):
        """Read the file, and ask what its columns mean unless that is known."""
        self.ensure_one()
        self._check_may_import()
        tables = self._tables()
        filled = [number for number, table in enumerate(tables) if table.rows]
        if not filled:
            raise UserError(self._sheet_error(SheetError("empty")))
        self.sheet_count = len(tables)
        return self._open_sheet(tables, filled[0])

    def action_next_sheet(self):
        """Go on with the next sheet of the file, or again with the first."""
        self.ensure_one()
        self._check_may_import()
        tables = self._tables()
        numbers = [number for number, table in enumerate(tables) if table.rows]
        later = [number for number in numbers if number > self.sheet_number]
        return self._open_sheet(tables, (later or numbers)[0])

    def _open_sheet(self, tables, number):
        table = tables[number]
        header = find_header(table.rows)
        self.write(
            {
                "state": "columns",
                "sheet_number": number,
                "sheet_name": table.name,
                "header_row": table.rows[header][0] if header >= 0 else 0,
            }
        )
        self._propose_columns(table)
        if self.is_remembered and not self._columns_problem():
            return self.action_preview()
        return self._reopen()

    def action_read_columns(self):
        """Read the columns again, from the row that was entered."""
        self.ensure_one()
        self._check_may_import()
        self._propose_columns(self._chosen_table())
        self.state = "columns"
        return self._reopen()

    def action_back(self):
        """Show again what the columns mean."""
        self.ensure_one()
        self._check_may_import()
        self.state = "columns"
        return self._reopen()

    def _propose_columns(self, table):
        headings, body = self._split_table(table)
        cells = [
            [*islice(self._cells(body, column), SAMPLES)]
            for column in range(len(headings))
        ]
        meanings = propose(headings, cells)
        mapping = self.env["skks.media.import.mapping"]._find(self.company_id, headings)
        known = mapping._meanings()
        columns = [
            {
                "number": number,
                "heading": heading,
                "samples": self._samples(cells[number]),
                "meaning": known.get(heading_key(heading), meaning),
            }
            for number, (heading, meaning) in enumerate(
                zip(headings, meanings, strict=True)
            )
            if heading_key(heading) not in REASONS and (heading or any(cells[number]))
        ]
        self.is_remembered = bool(mapping)
        self.column_ids = [Command.clear(), *map(Command.create, columns)]

    @staticmethod
    def _cells(body, column):
        """What stands in a column, however far down."""
        cells = (row[column] for _number, row in body if column < len(row))
        return filter(None, cells)

    @staticmethod
    def _samples(cells):
        first = islice(dict.fromkeys(cells), SHOWN)
        return " · ".join(" ".join(cell.split())[:60] for cell in first)

    def _tables(self):
        try:
            return list(read_tables(base64.b64decode(self.file or b"")))
        except SheetError as error:
            raise UserError(self._sheet_error(error)) from error

    def _chosen_table(self):
        """Return the chosen sheet; the file may have been changed since."""
        tables = self._tables()
        table = tables[min(self.sheet_number, len(tables) - 1)]
        if not table.rows:
            raise UserError(self._sheet_error(SheetError("empty")))
        return table

    def _split_table(self, table):
        """Return the headings of a sheet and the rows below them."""
        rows = table.rows
        width = max(len(cells) for _number, cells in rows)
        numbers = [number for number, _cells in rows]
        if not self.header_row:
            blank = self.env._("Column")
            return [f"{blank} {number}" for number in range(1, width + 1)], rows
        if self.header_row not in numbers:
            raise UserError(
                self.env._(
                    "Row with the headings: row %s is empty. Enter the number of the"
                    " row, or 0 if the list has no headings.",
                    self.header_row,
                )
            )
        index = numbers.index(self.header_row)
        headings = [" ".join(cell.split()) for cell in rows[index][1]]
        headings += [""] * (width - len(headings))
        return headings, rows[index + 1 :]

    # ------------------------------------------------------------
    # HOOKS
    # ------------------------------------------------------------

    @api.model
    def _check_may_import(self):
        if not (self.env.su or self.env.user.has_group("skks_base.group_officer")):
            raise AccessError(self.env._("Only the press office imports media."))

    def action_preview(self):
        self._check_may_import()
        if problem := self._columns_problem():
            raise UserError(problem)
        self._remember()
        return super().action_preview()

    def _plan(self):
        """Return the rows of the chosen sheet, each with what is to be done."""
        headings, body = self._split_table(self._chosen_table())
        if len(body) > MAX_ROWS:
            raise UserError(self._sheet_error(SheetError("too_many", str(MAX_ROWS))))
        meanings = {one.number: one.meaning for one in self.column_ids}
        columns = [
            (heading or str(number + 1), meanings.get(number, IGNORE))
            for number, heading in enumerate(headings)
        ]
        rows = Planner(self, columns, body).plan()
        self._write_bad_rows(headings, dict(body), rows)
        return rows

    def _apply(self, rows):
        cards = dict.fromkeys(card for row in rows for card in row.cards)
        Writer(self, list(cards)).apply()

    def _import_act(self):
        return "contact.import"

    def _import_title(self):
        return self.env._("Import a List of Media")

    # ------------------------------------------------------------
    # WHAT THE COLUMNS MEAN
    # ------------------------------------------------------------

    def _columns_problem(self):
        """Say why nothing can be planned with these columns."""
        meanings = self.column_ids.mapped("meaning")
        if not NAMING.intersection(meanings):
            return self.env._(
                "No column tells whom a row is about. Choose which column has the"
                " name, the outlet or the e-mail address."
            )
        field = self.column_ids._fields["meaning"]
        for meaning, label in field._description_selection(self.env):
            if meaning not in REPEATABLE and meanings.count(meaning) > 1:
                return self.env._(
                    "Two columns mean “%s”. Choose another meaning for one of them.",
                    label,
                )
        return ""

    def _remember(self):
        """Keep what the columns mean for the next list of this shape."""
        mappings = self.env["skks.media.import.mapping"]
        pairs = [(one.heading, one.meaning) for one in self.column_ids if one.heading]
        if self.header_row and pairs:
            mappings._remember(self.company_id, self.filename, pairs)

    # ------------------------------------------------------------
    # BAD ROWS
    # ------------------------------------------------------------

    def _write_bad_rows(self, headings, cells, rows):
        """Offer the rows with an error as a sheet: to be mended and read again."""
        bad = [row for row in rows if row.errors]
        if not bad:
            self.write({"bad_rows": False, "bad_rows_name": False})
            return
        kept = [
            number
            for number, heading in enumerate(headings)
            if heading_key(heading) not in REASONS
        ]
        table = [[headings[number] for number in kept] + [self._reason_heading()]]
        for row in bad:
            texts = cells[row.number] + [""] * (len(headings) - len(cells[row.number]))
            table.append([texts[number] for number in kept] + ["\n".join(row.errors)])
        self.write(
            {
                "bad_rows": base64.b64encode(write_table(table, last_width=70)),
                "bad_rows_name": self.env._("rows-with-an-error.xlsx"),
            }
        )

    def _reason_heading(self):
        return self.env._("Why it was not imported")


class MediaImportColumn(models.TransientModel):
    """A column of the list and what it means."""

    _name = "skks.media.import.column"
    _description = "Column of a List of Media"
    _order = "number, id"

    import_id = fields.Many2one(
        "skks.media.import", required=True, index=True, ondelete="cascade"
    )
    number = fields.Integer(readonly=True, export_string_translation=False)
    heading = fields.Char("Column", readonly=True)
    samples = fields.Char("First Values", readonly=True)
    meaning = fields.Selection(MEANINGS, required=True, default=IGNORE)


class MediaImportLine(models.TransientModel):
    """What the import would do with one row."""

    _name = "skks.media.import.line"
    _description = "Row of a List of Media"
    _inherit = ["skks.sheet.import.line.mixin"]

    import_id = fields.Many2one(
        "skks.media.import", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char("Person", readonly=True)
    outlet = fields.Char(readonly=True)
