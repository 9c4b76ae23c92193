from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

OPEN = ("idea", "planned", "moved")
DATES = ("date", "date_end")


class PlanItem(models.Model):
    """Something the town will tell, before there is any case for it.

    A date that was planned is moved by an act of its own, which asks why: the plan
    shows what was promised, and what became of it.
    """

    _name = "skks.plan.item"
    _description = "Plan Item"
    _inherit = ["skks.guard.mixin", "skks.gated.mixin", "skks.handover.mixin"]
    _order = "date, id"
    _reason_actions = ("action_drop",)

    _transitions = {
        "idea": {"planned", "dropped"},
        "planned": {"moved", "done", "dropped"},
        "moved": {"moved", "done", "dropped"},
        "dropped": {"idea"},
        "done": set(),
    }
    _guarded_fields = ("state", "first_date")
    _handover_fields = ("owner_id",)

    name = fields.Char("Title", required=True, tracking=True)
    message = fields.Text(help="What people should remember, in a sentence or two.")
    audience = fields.Char(help="For whom: residents of a district, parents, drivers…")
    channel = fields.Selection(
        [
            ("release", "Media information"),
            ("website", "Website"),
            ("social", "Social media"),
            ("conference", "Press conference"),
            ("event", "Event"),
            ("campaign", "Campaign"),
            ("mailing", "Mailing"),
            ("other", "Other"),
        ],
        "Means of communication",
        default="release",
        required=True,
        tracking=True,
    )
    date = fields.Date(required=True, index=True)
    date_end = fields.Date("Until", help="Left empty, it takes one day.")
    first_date = fields.Date("First planned for", readonly=True, copy=False)
    owner_id = fields.Many2one(
        "res.users",
        "Who sees to it",
        required=True,
        index=True,
        tracking=True,
        domain=[("share", "=", False)],
        default=lambda self: self.env.user,
    )
    state = fields.Selection(
        [
            ("idea", "Idea"),
            ("planned", "Planned"),
            ("moved", "Moved"),
            ("done", "Done"),
            ("dropped", "Dropped"),
        ],
        default="idea",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand="_group_expand_state",
    )
    topic_id = fields.Many2one("skks.topic", index="btree_not_null")
    inquiry_id = fields.Many2one(
        "skks.inquiry", index="btree_not_null", ondelete="set null"
    )
    meeting_id = fields.Many2one(
        "skks.meeting", index="btree_not_null", ondelete="set null"
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )

    @api.model
    def _group_expand_state(self, states, domain):
        return ["idea", "planned", "moved", "done"]

    @api.model
    def _guarded_initial(self):
        return super()._guarded_initial() | {"state": "idea"}

    @api.constrains("date", "date_end")
    def _check_dates(self):
        for item in self:
            if item.date_end and item.date_end < item.date:
                raise ValidationError(
                    self.env._("“Until” is before the date of “%s”.", item.name)
                )

    @api.constrains("owner_id")
    def _check_owner(self):
        for item in self.sudo():
            if item.owner_id.share:
                raise ValidationError(
                    self.env._("%s is no member of staff.", item.owner_id.name)
                )

    # ------------------------------------------------------------------
    # Dates
    # ------------------------------------------------------------------

    def write(self, vals):
        if set(DATES) & set(vals) and not self._guard_is_open("date"):
            self._check_free_date(vals)
        return super().write(vals)

    def _check_free_date(self, vals):
        """An idea has no promised date yet; everything else is moved with a reason."""
        for item in self.filtered(lambda item: item.state != "idea"):
            wanted = {
                fname: fields.Date.to_date(vals[fname]) or False
                for fname in DATES
                if fname in vals
            }
            if any(item[fname] != value for fname, value in wanted.items()):
                raise UserError(
                    self.env._(
                        "“%s” is in the plan. Use “Move” and say why.", item.name
                    )
                )

    def _move_to(self, date, date_end, reason):
        """Give it another date; who, from when to when and why is kept."""
        self.ensure_one()
        self.check_access("write")
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why the date changes."))
        old = self._span()
        if (self.date, self.date_end) == (date, date_end or False):
            raise UserError(self.env._("This is the date that it already has."))
        self._go("moved", reason=reason)
        self._guarded_write({"date": date, "date_end": date_end})
        self.env["skks.journal.entry"]._log(
            self, "plan.move", old=old, new=self._span(), reason=reason
        )
        self.sudo()._message_log(
            body=self.env._(
                "Moved from %(old)s to %(new)s: %(why)s",
                old=old,
                new=self._span(),
                why=reason,
            ),
            author_id=self.env.user.partner_id.id,
        )

    def _span(self):
        days = [self.date, self.date_end] if self.date_end else [self.date]
        return " – ".join(format_date(self.env, day) for day in days)

    # ------------------------------------------------------------------
    # States
    # ------------------------------------------------------------------

    def _go(self, state, reason=None, **values):
        for item in self:
            item.check_access("write")
            if state not in item._transitions[item.state]:
                labels = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "“%(item)s” cannot go from “%(old)s” to “%(new)s”.",
                        item=item.name,
                        old=labels[item.state],
                        new=labels[state],
                    )
                )
            old = item.state
            item._guarded_write({"state": state, **values})
            self.env["skks.journal.entry"]._log(
                item, "plan.state", old=old, new=state, reason=reason
            )

    def action_plan(self):
        """From now on the date is a promise."""
        for item in self:
            item._go("planned", first_date=item.first_date or item.date)
        return True

    def action_done(self):
        self._go("done")
        return True

    def action_drop(self, reason=None):
        """It will not happen; a reason is obligatory."""
        if not (reason or "").strip():
            raise UserError(self.env._("Say why it is dropped."))
        self._go("dropped", reason=reason.strip())
        for item in self:
            item.sudo()._message_log(
                body=self.env._("Dropped: %s", reason.strip()),
                author_id=self.env.user.partner_id.id,
            )
        return True

    def action_reconsider(self):
        self._go("idea")
        return True

    def action_move(self):
        """Open the window that asks for the new date and the reason."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Move"),
            "res_model": "skks.plan.move",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_item_id": self.id,
                "default_date": self.date,
                "default_date_end": self.date_end,
            },
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_never_by_hand(self):
        if not self.env.su:
            raise AccessError(self.env._("A plan item is never deleted: drop it."))

    # ------------------------------------------------------------------
    # Handing over
    # ------------------------------------------------------------------

    @api.model
    def _skks_handover_domain(self, fname, user):
        domain = super()._skks_handover_domain(fname, user)
        return domain & Domain("state", "in", OPEN)
