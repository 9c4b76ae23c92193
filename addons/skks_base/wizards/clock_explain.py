from odoo import api, fields, models
from odoo.exceptions import UserError


class ClockExplain(models.TransientModel):
    """Asks the office why time limits of a document were missed."""

    _name = "skks.clock.explain"
    _description = "Why a Term Was Missed"

    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        "Document", model_field="res_model", required=True, readonly=True
    )
    terms = fields.Char(compute="_compute_terms")
    reason_id = fields.Many2one("skks.missed.reason", required=True)
    needs_note = fields.Boolean(related="reason_id.needs_note")
    note = fields.Char("In own words")

    @api.depends("res_model", "res_id")
    def _compute_terms(self):
        for wizard in self:
            clocks = wizard._clocks()
            wizard.terms = ", ".join(clocks.mapped("name"))

    def _clocks(self):
        """What is to be explained, if the current user may explain it."""
        clocks = self.env["skks.clock"]
        if self.res_model not in clocks._skks_clocked_models():
            return clocks
        document = self.env[self.res_model].browse(self.res_id)
        document._check_may_explain()
        return document._skks_unexplained_clocks()

    def action_confirm(self):
        self.ensure_one()
        if self.needs_note and not (self.note or "").strip():
            raise UserError(self.env._("Say in a sentence what the reason was."))
        self._clocks()._skks_explain(self.reason_id, (self.note or "").strip())
        self.env[self.res_model].browse(self.res_id)._skks_after_explained()
        return {"type": "ir.actions.act_window_close"}
