from odoo import api, fields, models
from odoo.fields import Domain


class ClockPause(models.Model):
    """A time in which a clock stood still; as visible as its clock."""

    _name = "skks.clock.pause"
    _description = "Pause of a Time Limit"
    _inherit = ["skks.document.access.mixin", "skks.guard.mixin"]
    _order = "started_at, id"
    _guarded_fields = ("clock_id", "started_at", "ended_at", "reason", "user_id")

    clock_id = fields.Many2one(
        "skks.clock", required=True, readonly=True, index=True, ondelete="cascade"
    )
    started_at = fields.Datetime("From", required=True, readonly=True)
    ended_at = fields.Datetime("To", readonly=True)
    reason = fields.Char(readonly=True)
    user_id = fields.Many2one(
        "res.users", "Paused by", readonly=True, ondelete="restrict"
    )

    # As visible as the document of the clock.
    _document_fields = ("clock_id.res_model", "clock_id.res_id")

    @api.model
    def _document_models(self):
        return self.env["skks.clock"]._document_models()

    @api.model
    def _document_domain_of(self, name, query):
        of_document = Domain("res_model", "=", name) & Domain("res_id", "in", query)
        return Domain("clock_id", "any!", of_document)
