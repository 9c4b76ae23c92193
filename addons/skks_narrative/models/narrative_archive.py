from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ..tools import freshness as rule

# So long expired and not used before archiving is proposed.
IDLE_DAYS = 180
# So long the expert and the head have to object.
NOTICE_DAYS = 7
BATCH = 200


class Narrative(models.Model):
    """Positions that nobody needs any more are proposed for archiving.

    Nothing is archived by itself: a weekly job proposes, and a person archives or
    keeps. The head waits a week, so that the expert has time to object; the expert
    need not wait.
    """

    _inherit = "skks.narrative"

    _guarded_fields = ("archive_notice_on", "archive_kept_on", "archive_kept_reason")
    _reason_actions = ("action_keep",)

    archive_notice_on = fields.Date(
        "Archiving proposed on", readonly=True, copy=False, index="btree_not_null"
    )
    archive_from = fields.Date(
        "The head may archive from",
        compute="_compute_archive_from",
    )
    archive_kept_on = fields.Date("Kept on", readonly=True, copy=False)
    archive_kept_reason = fields.Text("Why it is kept", readonly=True, copy=False)
    is_archive_proposed = fields.Boolean(
        "Proposed for archiving",
        compute="_compute_is_archive_proposed",
        search="_search_is_archive_proposed",
    )
    can_archive_proposed = fields.Boolean(compute="_compute_can_archive_proposed")
    can_keep = fields.Boolean(compute="_compute_can_archive_proposed")

    @api.depends("archive_notice_on")
    def _compute_archive_from(self):
        for narrative in self:
            day = narrative.archive_notice_on
            narrative.archive_from = day and day + timedelta(NOTICE_DAYS)

    @api.depends("archive_notice_on", "archive_kept_on", "confirm_due", "active")
    def _compute_is_archive_proposed(self):
        domain = Domain("is_archive_proposed", "=", True) & Domain("id", "in", self.ids)
        proposed = self.sudo().with_context(active_test=False).search(domain)
        for narrative in self:
            narrative.is_archive_proposed = narrative._origin in proposed

    def _search_is_archive_proposed(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("archive_notice_on", "!=", False) & self._idle_domain()

    @api.depends("archive_notice_on", "expert_id", "deputy_id")
    @api.depends_context("uid")
    def _compute_can_archive_proposed(self):
        is_head = self.env.user.has_group("skks_base.group_manager")
        today = self._today()
        for narrative in self:
            proposed = narrative.is_archive_proposed
            mine = proposed and narrative._is_for_me_to_confirm()
            narrative.can_keep = mine or (proposed and is_head)
            narrative.can_archive_proposed = mine or (
                proposed and is_head and narrative.archive_from <= today
            )

    @api.model
    def _idle_domain(self):
        """Expired long ago, not used since, and nobody wanted to keep it."""
        day = self._today() - timedelta(IDLE_DAYS)
        uses = self.env["skks.narrative.use"].sudo()
        used = uses._search([("inserted_at", ">=", day)]).subselect("narrative_id")
        expired = (
            Domain("withdrawn_at", "<", day)
            | Domain("valid_to", "<", day)
            | Domain("confirm_due", "<", rule.last_days(day)[2])
        )
        kept = Domain("archive_kept_on", ">=", day)
        return (
            Domain("active", "=", True)
            & Domain("current_version_id", "!=", False)
            & expired
            & ~kept
            & Domain("id", "not in", used)
        )

    # ------------------------------------------------------------------
    # Proposing
    # ------------------------------------------------------------------

    @api.model
    def _cron_propose_archiving(self):
        done, left = self._propose_archiving()
        self.env["ir.cron"]._commit_progress(done, remaining=left)

    @api.model
    def _propose_archiving(self):
        """Propose what has become idle, take back what is used again.

        :return: how many were proposed, and how many are left for the next turn
        """
        idle = self._idle_domain()
        proposed = Domain("archive_notice_on", "!=", False)
        self.search(proposed & ~idle)._end_proposal()
        new = self.search(~proposed & idle, limit=BATCH, order="id")
        new._guarded_write({"archive_notice_on": self._today()})
        for narrative in new:
            narrative._ask_whether_to_keep()
        return len(new), self.search_count(~proposed & idle)

    def _ask_whether_to_keep(self):
        people = (self.expert_id | self.deputy_id).filtered("active")
        for user in people[:1] | self._signoff_group_users("group_manager"):
            self.activity_schedule(
                "skks_narrative.mail_activity_archive",
                date_deadline=self.archive_from,
                user_id=user.id,
            )

    def _end_proposal(self, **values):
        narratives = self.sudo()
        narratives._guarded_write({"archive_notice_on": False} | values)
        narratives.activity_unlink(["skks_narrative.mail_activity_archive"])

    # ------------------------------------------------------------------
    # Deciding
    # ------------------------------------------------------------------

    def write(self, vals):
        """What was accepted is archived as proposed, or not at all."""
        if "active" not in vals:
            return super().write(vals)
        self.check_access("write")
        moved = self.filtered(lambda one: one.active != bool(vals["active"]))
        accepted = moved.sudo().filtered("current_version_id").with_env(self.env)
        if not vals["active"] and not self._guard_is_open("active"):
            accepted._refuse_archiving()
        result = super().write(vals)
        if vals["active"]:
            accepted._restored()
        return result

    @api.model
    def _has_field_access(self, field, operation):
        """Who only reads positions is offered no archiving in the menus."""
        allowed = super()._has_field_access(field, operation)
        if field.name == "active" and operation == "write":
            return allowed and self.browse().has_access("write")
        return allowed

    def action_archive(self):
        """The menu of the list does as the button: what the user may archive goes."""
        mine = self.filtered("can_archive_proposed")
        mine.action_archive_proposed()
        return super(Narrative, self - mine).action_archive()

    def _refuse_archiving(self):
        for narrative in self:
            raise UserError(
                self.env._(
                    "“%s” has been accepted: it is archived when that has been"
                    " proposed, and answered by its expert or the head of the press"
                    " office. To take it out of use now, withdraw it.",
                    narrative.name,
                )
            )

    def _restored(self):
        """Whoever brings it back wants to keep it: it is not proposed next week."""
        self.sudo()._guarded_write({"archive_kept_on": self._today()})
        for narrative in self:
            self.env["skks.journal.entry"]._log(narrative, "narrative.restore")

    def action_archive_proposed(self):
        """Archive what has been proposed; it can be restored at any time."""
        for narrative in self:
            narrative._check_proposal("can_archive_proposed")
            narrative._end_proposal(active=False)
            self.env["skks.journal.entry"]._log(narrative, "narrative.archive")
        return True

    def action_keep(self, reason=None):
        """Keep what has been proposed, for another half a year at least."""
        reason = self._require_reason(reason)
        for narrative in self:
            narrative._check_proposal("can_keep")
            narrative._end_proposal(
                archive_kept_on=self._today(), archive_kept_reason=reason
            )
            narrative._tell_thread(self.env._("Not archived: %s", reason))
            self.env["skks.journal.entry"]._log(
                narrative, "narrative.keep", reason=reason
            )
        return True

    def _check_proposal(self, permission):
        self.check_access("read")
        if not self.is_archive_proposed:
            raise UserError(
                self.env._("“%s” is not proposed for archiving.", self.name)
            )
        if not self[permission]:
            raise AccessError(
                self.env._(
                    "“%(position)s”: its expert decides, or from %(day)s on the head"
                    " of the press office.",
                    position=self.name,
                    day=format_date(self.env, self.archive_from),
                )
            )
