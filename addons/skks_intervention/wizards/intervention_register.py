import base64
from datetime import datetime

from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.skks_base.tools.sheet import write_table

from ..models.intervention import SUBMITTER_READERS
from ..models.intervention_register import COLUMNS


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
            self.env.company._skks_today(), "year"
        ),
    )
    date_to = fields.Date(
        "To", required=True, default=lambda self: self.env.company._skks_today()
    )
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
                "file": base64.b64encode(write_table(self._rows(cases), name)),
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

    def _rows(self, cases):
        """The headings, then a row of cells for each case."""
        fields_ = [cases._fields[fname] for fname in COLUMNS]
        headings = [field._description_string(self.env) for field in fields_]
        return [headings] + [
            [self._cell(case, fname) for fname in COLUMNS] for case in cases
        ]

    def _cell(self, case, fname):
        value = case[fname]
        if isinstance(value, models.BaseModel):
            return value.display_name
        if isinstance(value, datetime):
            return case._skks_local(value).replace(tzinfo=None)
        return value
