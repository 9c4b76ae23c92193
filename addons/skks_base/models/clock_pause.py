from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class ClockPause(models.Model):
    """A time in which a clock stood still; as visible as its clock."""

    _name = "skks.clock.pause"
    _description = "Pause of a Time Limit"
    _inherit = ["skks.guard.mixin"]
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

    @api.model
    def _search(
        self,
        domain,
        offset=0,
        limit=None,
        order=None,
        *,
        active_test=True,
        bypass_access=False,
    ):
        if not (self.env.su or bypass_access):
            clocks = self.env["skks.clock"]._search(Domain.TRUE)
            domain = Domain(domain) & Domain("clock_id", "in", clocks)
        return super()._search(
            domain,
            offset,
            limit,
            order,
            active_test=active_test,
            bypass_access=bypass_access,
        )

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if self.env.su or result or not any(self._ids):
            return result
        clocks = self.sudo().clock_id.with_env(self.env)
        hidden = clocks - clocks._filtered_access("read")
        forbidden = self.filtered(lambda pause: pause.sudo().clock_id in hidden)
        if forbidden:
            return forbidden, lambda: AccessError(
                self.env._("You may not read the document of this time limit.")
            )
        return None
