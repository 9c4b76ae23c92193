from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.skks_base.tools.sheet import read_rows

from ..tools.narrative_sheet import COLUMNS, OLD_COLUMNS, PARAGRAPHS
from .narrative_import_plan import Planner


class NarrativeImport(models.TransientModel):
    """Positions from a spreadsheet, after a preview; all of them drafts.

    A position is known by its title, so the same file may be read again. An empty
    cell changes nothing. What has been accepted is not changed by a file: it shows
    as unchanged, or as an error where the file says something else.
    """

    _name = "skks.narrative.import"
    _description = "Import of Positions"
    _inherit = ["skks.sheet.import.mixin"]

    line_ids = fields.One2many("skks.narrative.import.line", "import_id", readonly=True)

    @api.model
    def _check_may_import(self):
        if not (self.env.su or self.env.user.has_group("skks_base.group_officer")):
            raise AccessError(self.env._("Only the press office imports positions."))

    def _read_sheet(self, content):
        return read_rows(content, COLUMNS | OLD_COLUMNS, "name", PARAGRAPHS)

    def _plan_rows(self, sheet):
        return Planner(self, sheet).plan()

    def _apply(self, rows):
        new = [row for row in rows if row.result == "new"]
        created = self.env["skks.narrative"].create([row.values for row in new])
        for row in rows:
            if row.result == "changed":
                row.narrative.write(row.values)
        self._spread(created)

    def _spread(self, narratives):
        """Let not everything that came at once fall due on one day."""
        narratives._spread_due(narratives)

    def _import_act(self):
        return "narrative.import"

    def _import_title(self):
        return self.env._("Import Positions")


class NarrativeImportLine(models.TransientModel):
    """What the import would do with one row."""

    _name = "skks.narrative.import.line"
    _description = "Row of an Import of Positions"
    _inherit = ["skks.sheet.import.line.mixin"]

    import_id = fields.Many2one(
        "skks.narrative.import", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char("Position", readonly=True)
