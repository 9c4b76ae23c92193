from odoo import api, models
from odoo.exceptions import AccessError, UserError


class NarrativePartMixin(models.AbstractModel):
    """Rows of a position's text: read with the position, written with it.

    They belong to what is accepted, so a row that comes, changes or goes voids the
    acceptance as a change of the text itself does, through whatever door.
    """

    _name = "skks.narrative.part.mixin"
    _description = "Part of a Position"
    _inherit = ["skks.document.access.mixin"]

    _document_fields = ("narrative_id",)

    @api.model_create_multi
    def create(self, vals_list):
        narratives = self.env["skks.narrative"].browse(
            {vals["narrative_id"] for vals in vals_list if vals.get("narrative_id")}
        )
        narratives.check_access("write")
        before = narratives._parts_before()
        parts = super().create(vals_list)
        narratives._parts_changed_from(before)
        return parts

    def write(self, vals):
        if "narrative_id" in vals and any(
            part.narrative_id.id != vals["narrative_id"] for part in self
        ):
            raise UserError(self.env._("It stays with its position."))
        before = self.narrative_id._parts_before()
        result = super().write(vals)
        self.narrative_id._parts_changed_from(before)
        return result

    def unlink(self):
        narratives = self.narrative_id
        before = narratives._parts_before()
        result = super().unlink()
        narratives._parts_changed_from(before)
        return result

    def _check_access(self, operation):
        """Whoever may not write the position may not write its parts."""
        result = super()._check_access(operation)
        if self.env.su or result or operation == "read" or not any(self._ids):
            return result
        writable = self.sudo().narrative_id.with_env(self.env)
        writable = writable._filtered_access("write")
        if forbidden := self.filtered(
            lambda part: part.sudo().narrative_id not in writable
        ):
            return forbidden, lambda: AccessError(
                self.env._("You may not change this position, nor a part of it.")
            )
        return None

    def _summary(self):
        """What an acceptance covers of the row, as a JSON value."""
        raise NotImplementedError
