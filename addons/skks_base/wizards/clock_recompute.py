from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain

# A page of the difference; the count says how many there are in all.
SHOWN = 200


class ClockRecompute(models.TransientModel):
    """Count running time limits again after the opening hours were edited.

    An edited calendar moves no date by itself. This is the act that does: it shows
    which dates would move, then moves them, and all of it is in the journal.
    """

    _name = "skks.clock.recompute"
    _description = "Recompute Running Time Limits"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    calendar_id = fields.Many2one(
        "resource.calendar",
        "Opening hours",
        domain="[('company_id', 'in', (company_id, False))]",
        help="Only what is counted in these hours. Left empty, all running limits.",
    )
    reason = fields.Char(help="Why they are counted again, e.g. “office closed”.")
    moved_count = fields.Integer("Dates that move", readonly=True)
    is_previewed = fields.Boolean(readonly=True)
    line_ids = fields.One2many("skks.clock.recompute.line", "recompute_id")

    def _check_allowed(self):
        if not self.env.user.has_groups(
            "skks_base.group_admin,skks_base.group_manager"
        ):
            raise AccessError(
                self.env._(
                    "Only the head of the office or the administrator counts time"
                    " limits again."
                )
            )

    def _clocks(self):
        """Running clocks that are concerned (superuser)."""
        domain = Domain("stopped_at", "=", False) & Domain(
            "company_id", "=", self.company_id.id
        )
        if self.calendar_id:
            domain &= Domain("calendar_id", "=", self.calendar_id.id)
        return self.env["skks.clock"].sudo().search(domain)

    def action_preview(self):
        """Show what would move; nothing is kept of it."""
        self.ensure_one()
        self._check_allowed()
        with self.env.cr.savepoint() as savepoint:
            moved = self._clocks()._skks_recompute("")
            lines = self._prepare_lines(moved[:SHOWN])
            savepoint.rollback()
        self.env.invalidate_all()
        self.write(
            {
                "is_previewed": True,
                "moved_count": len(moved),
                "line_ids": [Command.clear(), *map(Command.create, lines)],
            }
        )
        return self._get_records_action(
            target="new", name=self.env._("Recompute Running Time Limits")
        )

    @api.model
    def _prepare_lines(self, moved):
        """Of the cases only their numbers: not everybody here may read them."""
        clocks = self.env["skks.clock"].sudo()
        clocks = clocks.union(*(clock for clock, _old, _new in moved))
        documents = clocks._skks_documents()
        return [
            {
                "clock_id": clock.id,
                "number": documents[clock]["number"]
                if "number" in documents[clock]
                else False,
                "name": clock.name,
                "entity_name": clock.entity_id.name,
                "old_due_at": old,
                "new_due_at": new,
            }
            for clock, old, new in moved
        ]

    def action_apply(self):
        """Move the dates; each is journalled with the reason."""
        self.ensure_one()
        self._check_allowed()
        if not (self.reason or "").strip():
            raise UserError(self.env._("Write why the time limits are counted again."))
        moved = self._clocks()._skks_recompute(self.reason.strip())
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Dates moved: %s.", len(moved)),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }


class ClockRecomputeLine(models.TransientModel):
    """One date that would move."""

    _name = "skks.clock.recompute.line"
    _description = "Date that Moves"
    _order = "new_due_at, id"

    recompute_id = fields.Many2one(
        "skks.clock.recompute", required=True, index=True, ondelete="cascade"
    )
    clock_id = fields.Many2one("skks.clock", readonly=True, ondelete="cascade")
    number = fields.Char(readonly=True)
    name = fields.Char("Time limit", readonly=True)
    entity_name = fields.Char("Owed by", readonly=True)
    old_due_at = fields.Datetime("Due now", readonly=True)
    new_due_at = fields.Datetime("Due then", readonly=True)
