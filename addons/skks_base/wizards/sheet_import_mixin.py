import base64

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools.sheet import SheetError


class SheetImportMixin(models.AbstractModel):
    """Records from a spreadsheet, after a preview row by row.

    The preview and the import make the same plan from the file itself; nothing that
    a client sends back is trusted. A model has ``line_ids`` (``import_id``,
    ``number``, ``result``, ``message``…) and answers the hooks. A planned row has
    ``errors``, ``result`` and ``line_values()``.
    """

    _name = "skks.sheet.import.mixin"
    _description = "Import of a Spreadsheet"

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
    summary = fields.Char(readonly=True)
    error_count = fields.Integer(readonly=True)
    todo_count = fields.Integer(readonly=True, export_string_translation=False)

    # ------------------------------------------------------------
    # HOOKS
    # ------------------------------------------------------------

    @api.model
    def _check_may_import(self):
        """Refuse whoever may not import."""
        raise NotImplementedError

    def _read_sheet(self, content):
        """Return the rows of the file as plain values."""
        raise NotImplementedError

    def _plan_rows(self, sheet):
        """Return the rows, each with what is to be done."""
        raise NotImplementedError

    def _apply(self, rows):
        """Do what was planned for the rows without an error."""
        raise NotImplementedError

    def _import_act(self):
        """Name of the act in the journal."""
        raise NotImplementedError

    def _import_title(self):
        """Title of the window."""
        return self._description

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_preview(self):
        """Show, row by row, what the import would do."""
        self.ensure_one()
        self._check_may_import()
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
        self._check_may_import()
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
        self._apply(good)
        self.env["skks.journal.entry"]._log(
            self.company_id,
            self._import_act(),
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
            "name": self._import_title(),
            "view_mode": "form",
            "target": "new",
        }

    # ------------------------------------------------------------
    # PLAN
    # ------------------------------------------------------------

    def _plan(self):
        """Return the rows of the file, each with what is to be done."""
        try:
            sheet = self._read_sheet(base64.b64decode(self.file or b""))
        except SheetError as error:
            raise UserError(self._sheet_error(error)) from error
        return self._plan_rows(sheet)

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


class SheetImportLineMixin(models.AbstractModel):
    """What an import would do with one row of the file.

    A model adds ``import_id`` and what tells the row from others.
    """

    _name = "skks.sheet.import.line.mixin"
    _description = "Row of an Import of a Spreadsheet"
    _order = "number, id"

    number = fields.Integer("Row", readonly=True)
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
