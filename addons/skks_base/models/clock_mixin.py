from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .res_users import ADDRESS_READERS


class ClockMixin(models.AbstractModel):
    """Documents that run against clocks."""

    _name = "skks.clock.mixin"
    _description = "Document with Time Limits"
    _inherit = ["skks.guard.mixin"]

    _guarded_fields = ("next_due_at",)
    _erasure_children = ("clock_ids",)
    # Kinds of time limits of which the office has to say why they were missed.
    _explained_kinds = ("service", "legal")

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
    is_unexplained = fields.Boolean(
        string="Reason missing",
        compute="_compute_is_unexplained",
        search="_search_is_unexplained",
        groups=ADDRESS_READERS,
        help="A time limit was missed and nobody has said why.",
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

    @api.depends("clock_ids.due_at", "clock_ids.result", "clock_ids.missed_reason_id")
    def _compute_is_unexplained(self):
        for record in self:
            record.is_unexplained = bool(record._skks_unexplained_clocks())

    def _search_is_unexplained(self, operator, value):
        # A field that is searched by a method of its own is not checked by core.
        self._check_field_access(self._fields["is_unexplained"], "read")
        if operator != "in":
            return NotImplemented
        # Whoever may search by this need not read the reasons themselves.
        clocks = self.env["skks.clock"].sudo()
        missed = clocks._search(
            clocks._skks_unexplained_domain()
            & Domain("res_model", "=", self._name)
            & Domain("kind", "in", self._explained_kinds)
        )
        return Domain("id", "in", missed.subselect("res_id"))

    def _skks_unexplained_clocks(self):
        """Missed time limits of which the office has not said why (superuser)."""
        clocks = self.sudo().clock_ids.filtered(
            lambda clock: clock.kind in self._explained_kinds
        )
        return clocks._skks_unexplained()

    def action_explain(self):
        """Ask why a time limit was missed."""
        self.ensure_one()
        self._check_may_explain()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Why was it missed?"),
            "res_model": "skks.clock.explain",
            "view_mode": "form",
            "target": "new",
            "context": {"default_res_model": self._name, "default_res_id": self.id},
        }

    def _check_may_explain(self):
        """Reasons are the office's own affair."""
        self.check_access("write")
        if not self.env.user._skks_sees_addresses():
            raise AccessError(self.env._("Only the press office decides on this."))

    def _skks_after_explained(self):
        """Hook: it has been said why the time limits were missed."""

    def _check_explained(self):
        """Nothing is closed before it is known why it was late."""
        for record in self:
            clocks = record._skks_unexplained_clocks()
            if clocks:
                raise UserError(
                    self.env._(
                        "“%(document)s” missed a term (%(terms)s). Say why before"
                        " you close it; only the office reads the reason.",
                        document=record.display_name,
                        terms=", ".join(clocks.mapped("name")),
                    )
                )

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
