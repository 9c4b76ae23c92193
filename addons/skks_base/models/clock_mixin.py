from odoo import api, fields, models
from odoo.fields import Domain


class ClockMixin(models.AbstractModel):
    """Documents that run against clocks."""

    _name = "skks.clock.mixin"
    _description = "Document with Time Limits"
    _inherit = ["skks.guard.mixin"]

    _guarded_fields = ("next_due_at",)
    _erasure_children = ("clock_ids",)

    # No domain: the lines are told apart by `res_model` alone, and they are as
    # visible as the document, so their own access need not be checked again.
    clock_ids = fields.One2many(
        "skks.clock", "res_id", string="Time limits", bypass_search_access=True
    )
    next_due_at = fields.Datetime(
        string="Next due",
        compute="_compute_next_due_at",
        store=True,
        index="btree_not_null",
        copy=False,
        help="The earliest time limit that is running.",
    )
    is_at_risk = fields.Boolean(
        string="At risk",
        compute="_compute_clock_state",
        search="_search_is_at_risk",
        help="A running time limit is past its warning.",
    )
    is_overdue = fields.Boolean(
        string="Overdue",
        compute="_compute_clock_state",
        search="_search_is_overdue",
        help="A running time limit is over.",
    )

    @api.depends(
        "clock_ids.due_at",
        "clock_ids.stopped_at",
        "clock_ids.paused_at",
        "clock_ids.res_id",
    )
    def _compute_next_due_at(self):
        for record in self:
            running = record.clock_ids.filtered("is_running")
            record.next_due_at = min(running.mapped("due_at"), default=False)

    @api.depends("clock_ids.due_at", "clock_ids.warn_at", "clock_ids.stopped_at")
    def _compute_clock_state(self):
        now = fields.Datetime.now()
        for record in self:
            running = record.sudo().clock_ids.filtered("is_running")
            record.is_overdue = any(clock.due_at < now for clock in running)
            record.is_at_risk = any(
                clock.warn_at and clock.warn_at <= now <= clock.due_at
                for clock in running
            )

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("next_due_at", "<", "now")

    def _search_is_at_risk(self, operator, value):
        if operator != "in":
            return NotImplemented
        running = (
            Domain("stopped_at", "=", False)
            & Domain("paused_at", "=", False)
            & Domain("warn_at", "<=", "now")
            & Domain("due_at", ">=", "now")
        )
        return Domain("clock_ids", "any!", running)

    def unlink(self):
        """Take the clocks along; only then are they without a document."""
        clocks = self.env["skks.clock"].sudo()._skks_of(self)
        result = super().unlink()
        clocks.unlink()
        return result

    def _skks_running_clocks(self):
        """Return the clocks that run (superuser).

        A paused clock counts as running: it has not been stopped.
        """
        return self.sudo().clock_ids.filtered(lambda clock: not clock.stopped_at)

    def _skks_clock(self, kind):
        """Return the running clock of ``kind`` that ends first (or an empty one)."""
        self.ensure_one()
        return self.clock_ids.filtered(
            lambda clock: clock.kind == kind and not clock.stopped_at
        ).sorted("due_at")[:1]

    def _skks_clock_owner(self, clock):
        """Return whom to tell about ``clock``.

        That is who owes, else who coordinates the document, else the head of the
        entity that owes, and at last the duty officer: a clock is nobody's never.
        """
        coordinator = "coordinator_id" in self._fields and self.coordinator_id
        return (
            clock.user_id
            or coordinator
            or clock.entity_id.head_id
            or clock.company_id._skks_duty_officer()
        )
