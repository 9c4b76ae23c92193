from datetime import UTC

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import is_html_empty
from odoo.tools.misc import clean_context

from ..tools.moments import local, naive_utc
from ..tools.working_time import Term, Unit, compute_deadline

RELEASERS = "skks_base.group_manager,skks_base.group_leadership"
CONFIRM_WITHIN = Term(1, Unit.WORKING_DAYS)


class EmergencyMixin(models.AbstractModel):
    """A text that leaves before it was accepted, because it cannot wait.

    The head of the office or the leadership lets it go and types why; it leaves as
    it is at that moment, as if accepted. Somebody else of them looks at it
    afterwards, within one working day: until then it is on their desk, overdue in
    red, and on the briefing.
    """

    _name = "skks.emergency.mixin"
    _description = "Emergency Release"
    _inherit = ["skks.signoff.mixin"]

    _reason_actions = (
        "action_return",
        "action_emergency_release",
        "action_emergency_object",
    )
    _guarded_fields = (
        "emergency_state",
        "emergency_at",
        "emergency_user_id",
        "emergency_reason",
        "emergency_due_at",
        "emergency_closed_at",
        "emergency_closed_by_id",
    )

    emergency_state = fields.Selection(
        [
            ("open", "To be confirmed"),
            ("confirmed", "Confirmed"),
            ("objected", "Objected to"),
        ],
        "Emergency release",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    emergency_at = fields.Datetime("Released on", readonly=True, copy=False)
    emergency_user_id = fields.Many2one(
        "res.users", "Released by", readonly=True, copy=False, ondelete="restrict"
    )
    emergency_reason = fields.Text("Why it could not wait", readonly=True, copy=False)
    emergency_due_at = fields.Datetime("Confirm by", readonly=True, copy=False)
    emergency_closed_at = fields.Datetime("Looked at on", readonly=True, copy=False)
    emergency_closed_by_id = fields.Many2one(
        "res.users", "Looked at by", readonly=True, copy=False, ondelete="restrict"
    )
    can_release = fields.Boolean(compute="_compute_can_release")

    # ------------------------------------------------------------------
    # Hooks of the model
    # ------------------------------------------------------------------

    def _emergency_leave(self):
        """Called when the text has been let go: let it leave."""

    def _signoff_on_moved(self):
        """Called when the acceptance stands elsewhere than before, for any reason:
        it went on, was returned or voided, or an emergency release came or ended."""

    def _signoff_enter(self, state):
        result = super()._signoff_enter(state)
        self._signoff_on_moved()
        return result

    def _signoff_on_returned(self, reason):
        result = super()._signoff_on_returned(reason)
        self._signoff_on_moved()
        return result

    # ------------------------------------------------------------------
    # Letting go
    # ------------------------------------------------------------------

    @api.depends("signoff_state")
    @api.depends_context("uid")
    def _compute_can_release(self):
        may = self.env.user.has_groups(RELEASERS)
        for record in self:
            record.can_release = (
                may
                and record.signoff_state != "approved"
                and record._emergency_company().skks_emergency_release
            )

    def _emergency_company(self):
        company = "company_id" in self._fields and self.sudo().company_id
        return (company or self.env.company).sudo()

    def action_emergency_release(self, reason=None):
        """Let the text leave now, without acceptance; a typed reason is obligatory."""
        for record in self:
            record.check_access("read")
            record._emergency_check(reason)
            record._emergency_release(reason.strip())
        return True

    def _emergency_check(self, reason):
        if not self.env.user.has_groups(RELEASERS):
            raise AccessError(
                self.env._(
                    "Only the head of the office or the leadership of the town lets a"
                    " text leave without acceptance."
                )
            )
        if not self._emergency_company().skks_emergency_release:
            raise UserError(
                self.env._(
                    "Emergency releases are switched off in the settings of the office."
                )
            )
        if not (reason or "").strip():
            raise UserError(
                self.env._("Write why “%s” cannot wait.", self.display_name)
            )
        if self.signoff_state == "approved":
            raise UserError(
                self.env._("“%s” is accepted: send it as usual.", self.display_name)
            )
        if is_html_empty(self.body):
            raise UserError(
                self.env._("“%s” has no text yet. Write it first.", self.display_name)
            )

    def _emergency_release(self, reason):
        now = fields.Datetime.now()
        self._signoff_done_asking()
        self.sudo()._guarded_write({"signoff_round": self.signoff_round + 1})
        self._signoff_record("emergency", complete=True, reason=reason)
        self._signoff_enter("approved")
        confirmers = self._emergency_confirmers()
        self.sudo()._guarded_write(
            {
                "emergency_state": "open",
                "emergency_at": now,
                "emergency_user_id": self.env.uid,
                "emergency_reason": reason,
                "emergency_due_at": self._emergency_due(now),
                "emergency_closed_at": False,
                "emergency_closed_by_id": False,
                "approver_ids": [(6, 0, confirmers.ids)],
            }
        )
        self._emergency_ask(confirmers)
        self._signoff_on_moved()
        self._emergency_leave()

    def _emergency_due(self, now):
        """The closing hour of the next working day, by the clock of the office."""
        working_time = self._emergency_company()._skks_working_time()
        deadline = compute_deadline(
            CONFIRM_WITHIN, local(now, UTC), working_time, legal=False
        )
        return naive_utc(deadline.due_at)

    def _signoff_approval_line(self):
        """What was let go counts as accepted."""
        if self.signoff_state == "approved" and (
            lines := self._signoff_round_lines(decision="emergency")
        ):
            return lines[-1:]
        return super()._signoff_approval_line()

    # ------------------------------------------------------------------
    # Looking at it afterwards
    # ------------------------------------------------------------------

    def _emergency_confirmers(self):
        """Everybody who might have let it go, but who did not, nor wrote it."""
        people = self._signoff_group_users("group_manager")
        people |= self._signoff_group_users("group_leadership")
        return people - self._signoff_excluded("approved") - self.env.user

    def _signoff_excluded(self, stage):
        excluded = super()._signoff_excluded(stage)
        if stage == "approved":
            excluded |= self.sudo().emergency_user_id
        return excluded

    def _emergency_ask(self, users):
        thread = self.with_env(
            self.env(su=True, context=clean_context(self.env.context))
        )
        excluded = self._signoff_excluded("approved") | self.env.user
        zone = self._emergency_company()._skks_tz()
        due = local(self.sudo().emergency_due_at, zone).date()
        for user in users._skks_acting_users() - excluded:
            translated = self.with_context(lang=user.lang)
            thread.activity_schedule(
                "skks_base.mail_activity_accept",
                date_deadline=due,
                summary=translated.env._("Left without acceptance: confirm or object"),
                user_id=user.id,
            )

    def action_emergency_confirm(self):
        """Say that it was right to let the text go, and that its words are right."""
        for record in self:
            record._emergency_close("confirmed")
        return True

    def action_emergency_object(self, reason=None):
        """Say what was wrong with the text or with letting it go."""
        if not (reason or "").strip():
            raise UserError(self.env._("Say what was wrong."))
        for record in self:
            record._emergency_close("objected", reason.strip())
        return True

    def _emergency_close(self, outcome, reason=None):
        self.check_access("read")
        if self.emergency_state != "open":
            raise UserError(
                self.env._("“%s” does not wait to be confirmed.", self.display_name)
            )
        approvers = self.sudo().approver_ids.with_env(self.env)
        if not self._signoff_acting(approvers):
            raise AccessError(
                self.env._("“%s” is not waiting for you.", self.display_name)
            )
        self._emergency_settle(outcome)
        self.env["skks.journal.entry"]._log(self, f"emergency.{outcome}", reason=reason)
        if reason:
            self.sudo()._message_log(
                body=self.env._("Objection to the emergency release: %s", reason),
                author_id=self.env.user.partner_id.id,
            )

    def _emergency_settle(self, outcome):
        closed = bool(outcome)
        self.sudo()._guarded_write(
            {
                "emergency_state": outcome,
                "emergency_closed_at": closed and fields.Datetime.now(),
                "emergency_closed_by_id": closed and self.env.uid,
                "approver_ids": [(5,)],
            }
        )
        self._signoff_done_asking()
        self._signoff_on_moved()

    def _signoff_on_void(self):
        """A text that did not leave and was changed is accepted in the usual way."""
        result = super()._signoff_on_void()
        if self.emergency_state == "open":
            self._emergency_settle(False)
        self._signoff_on_moved()
        return result
