from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..tools.people_sheet import read_rows
from .people_import_plan import Planner, Writer


class PeopleImport(models.TransientModel):
    """Entities and their representatives from a spreadsheet, after a preview.

    An entity is known by its code and a person by the address, so the same file may
    be read again. An empty cell changes nothing.
    """

    _name = "skks.people.import"
    _description = "Import of Entities and People"
    _inherit = ["skks.sheet.import.mixin"]

    line_ids = fields.One2many("skks.people.import.line", "import_id", readonly=True)

    @api.model
    def _check_may_import(self):
        if not (self.env.su or self.env.user.has_group("skks_base.group_admin")):
            raise AccessError(
                self.env._("Only the administrator of the press office imports people.")
            )

    def _read_sheet(self, content):
        return read_rows(content)

    def _plan_rows(self, sheet):
        return Planner(self, sheet).plan()

    def _apply(self, rows):
        Writer(self, rows).apply()

    def _import_act(self):
        return "people.import"

    def _import_title(self):
        return self.env._("Import Entities and People")


class PeopleImportLine(models.TransientModel):
    """What the import would do with one row."""

    _name = "skks.people.import.line"
    _description = "Row of an Import"
    _inherit = ["skks.sheet.import.line.mixin"]

    import_id = fields.Many2one(
        "skks.people.import", required=True, index=True, ondelete="cascade"
    )
    code = fields.Char("Entity", readonly=True)
    person = fields.Char(readonly=True)
