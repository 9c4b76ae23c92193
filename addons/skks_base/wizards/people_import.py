import base64

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ..tools.people_sheet import SheetError, read_rows
from .people_import_plan import Planner, Writer


class PeopleImport(models.TransientModel):
    """Entities and their representatives from a spreadsheet, after a preview.

    An entity is known by its code and a person by the address, so the same file may
    be read again. An empty cell changes nothing. The preview and the import make the
    same plan from the file itself; nothing that a client sends back is trusted.
    """

    _name = "skks.people.import"
    _description = "Import of Entities and People"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    file = fields.Binary("Spreadsheet", required=True, attachment=False)
    filename = fields.Char()
    state = fields.Selection(
        [("file", "File"), ("preview", "Preview"), ("done", "Done")],
        default="file",
        readonly=True,
    )
    only_good = fields.Boolean(
        "Import only the good rows", help="Rows with an error are left out."
    )
    line_ids = fields.One2many("skks.people.import.line", "import_id", readonly=True)
    summary = fields.Char(readonly=True)
    error_count = fields.Integer(readonly=True)
    todo_count = fields.Integer(readonly=True, export_string_translation=False)

    @api.model
    def _check_admin(self):
        if not (self.env.su or self.env.user.has_group("skks_base.group_admin")):
            raise AccessError(
                self.env._("Only the administrator of the press office imports people.")
            )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_preview(self):
        """Show, row by row, what the import would do."""
        self.ensure_one()
        self._check_admin()
        rows = self._plan()
        counts = {
            result: sum(row.result == result for row in rows)
            for result in ("new", "changed", "unchanged", "error")
        }
        self.write(
            {
                "state": "preview",
                "error_count": counts["error"],
                "todo_count": counts["new"] + counts["changed"],
                "summary": self._summary(counts),
                "line_ids": [Command.clear()]
                + [Command.create(row.line_values()) for row in rows],
            }
        )
        return self._reopen()

    def action_import(self):
        """Do what the preview shows, all of it or nothing."""
        self.ensure_one()
        self._check_admin()
        rows = self._plan()
        bad = [row for row in rows if row.errors]
        if bad and not self.only_good:
            raise UserError(
                self.env._(
                    "Rows with an error: %s. Mend them in the file, or choose to"
                    " import only the good rows.",
                    len(bad),
                )
            )
        good = [row for row in rows if not row.errors]
        Writer(self, good).apply()
        self.env["skks.journal.entry"]._log(
            self.company_id,
            "people.import",
            new=f"{self.filename or '–'}: {len(good)}, –{len(bad)}",
        )
        self.write(
            {
                "state": "done",
                "summary": self.env._("Rows imported: %s", self._count_done(good)),
                "line_ids": [Command.clear()]
                + [Command.create(row.line_values()) for row in bad],
            }
        )
        return self._reopen()

    def _count_done(self, rows):
        return sum(row.result != "unchanged" for row in rows)

    def _summary(self, counts):
        return self.env._(
            "New: %(new)s, changed: %(changed)s, unchanged: %(unchanged)s, with an"
            " error: %(error)s",
            **counts,
        )

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "name": self.env._("Import Entities and People"),
            "view_mode": "form",
            "target": "new",
        }

    # ------------------------------------------------------------
    # PLAN
    # ------------------------------------------------------------

    def _plan(self):
        """Return the rows of the file, each with what is to be done (:class:`Row`)."""
        try:
            sheet = read_rows(base64.b64decode(self.file or b""))
        except SheetError as error:
            raise UserError(self._sheet_error(error)) from error
        return Planner(self, sheet).plan()

    def _sheet_error(self, error):
        env = self.env
        return {
            "too_big": env._("The file is too big. Split it into several."),
            "too_many": env._(
                "The file has more than %s rows. Split it into several.", error.detail
            ),
            "unreadable": env._(
                "The file cannot be read. Save it as XLSX or as CSV (UTF-8)."
            ),
            "empty": env._("The file is empty."),
            "no_column": env._(
                "The column “%s” is missing. Start from the template.", error.detail
            ),
            "unknown_column": env._(
                "The column “%s” is unknown. Remove it, or correct its heading as in"
                " the template.",
                error.detail,
            ),
            "double_column": env._("There are two columns “%s”.", error.detail),
        }[error.code]


class PeopleImportLine(models.TransientModel):
    """What the import would do with one row."""

    _name = "skks.people.import.line"
    _description = "Row of an Import"
    _order = "number, id"

    import_id = fields.Many2one(
        "skks.people.import", required=True, index=True, ondelete="cascade"
    )
    number = fields.Integer("Row", readonly=True)
    code = fields.Char("Entity", readonly=True)
    person = fields.Char(readonly=True)
    result = fields.Selection(
        [
            ("new", "New"),
            ("changed", "Changed"),
            ("unchanged", "Unchanged"),
            ("error", "Error"),
        ],
        readonly=True,
    )
    message = fields.Text("What happens", readonly=True)
