import base64
import io
from datetime import datetime

import xlsxwriter

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..models.intervention import SUBMITTER_READERS
from ..models.intervention_register import COLUMNS

# Characters that a sheet's name may have.
SHEET_NAME = 31


class InterventionRegister(models.TransientModel):
    """Writes a register for a period into a sheet, with the statutory columns."""

    _name = "skks.intervention.register"
    _description = "Export of a Register"

    register = fields.Selection(
        selection=lambda self: self._selection_register(),
        required=True,
        default="complaints",
    )
    date_from = fields.Date(
        "From",
        required=True,
        default=lambda self: fields.Date.start_of(
            fields.Date.context_today(self), "year"
        ),
    )
    date_to = fields.Date("To", required=True, default=fields.Date.context_today)
    file = fields.Binary(readonly=True, attachment=False)
    filename = fields.Char(readonly=True, export_string_translation=False)

    @api.model
    def _selection_register(self):
        field = self.env["skks.intervention.qualification"]._fields["register"]
        return field._description_selection(self.env)

    def action_export(self):
        """Make the sheet; who took it is journalled, for it names people."""
        self.ensure_one()
        if not self.env.user.has_groups(SUBMITTER_READERS):
            raise AccessError(self.env._("The register names submitters."))
        cases = self.env["skks.intervention"]
        domain = cases._register_domain(self.register, self.date_from, self.date_to)
        cases = cases.search(domain, order="received_at, id")
        name = dict(self._selection_register())[self.register]
        self.write(
            {
                "file": base64.b64encode(self._sheet(cases, name)),
                "filename": f"{name}, {self.date_from} – {self.date_to}.xlsx",
            }
        )
        self.env["skks.journal.entry"]._log(
            self.env.company,
            "intervention.register",
            new=f"{name}: {self.date_from} – {self.date_to} ({len(cases)})",
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Export of a Register"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _sheet(self, cases, name):
        stream = io.BytesIO()
        with xlsxwriter.Workbook(
            stream, {"in_memory": True, "strings_to_formulas": False}
        ) as book:
            sheet = book.add_worksheet(name[:SHEET_NAME])
            head = book.add_format({"bold": True, "text_wrap": True})
            day = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
            for column, fname in enumerate(COLUMNS):
                title = cases._fields[fname]._description_string(self.env)
                sheet.write_string(0, column, title, head)
            sheet.set_column(0, len(COLUMNS) - 1, 20)
            sheet.freeze_panes(1, 0)
            for row, case in enumerate(cases, start=1):
                for column, fname in enumerate(COLUMNS):
                    self._write_cell(sheet, row, column, case, fname, day)
        return stream.getvalue()

    def _write_cell(self, sheet, row, column, case, fname, day):
        value = case[fname]
        if isinstance(value, models.BaseModel):
            value = value.display_name
        if isinstance(value, datetime):
            local = case._skks_local(value).replace(tzinfo=None)
            sheet.write_datetime(row, column, local, day)
        else:
            sheet.write_string(row, column, value or "")
