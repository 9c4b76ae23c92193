from odoo import api, fields, models


class Intervention(models.Model):
    """A complaint that lies with no unit: the town hall itself answers it.

    Often the unit complained about is the only one that could, and it may not. Then
    whoever coordinates the complaint writes, and the head of the office accepts (or
    the leadership, if the complaint is about the head).
    """

    _inherit = "skks.intervention"

    is_for_office = fields.Boolean(
        compute="_compute_is_for_office", export_string_translation=False
    )

    @api.depends("entity_id", "qualification_id")
    def _compute_is_for_office(self):
        for case in self:
            case.is_for_office = case._is_for_office()

    def _is_for_office(self):
        """Whether the town hall may answer it, though no unit has it."""
        case = self.sudo()
        return not case.entity_id and case.qualification_id.is_complaint

    def _template_words(self, **more):
        words = super()._template_words(**more)
        return words | {"unit": words["unit"] or words["town"]}
