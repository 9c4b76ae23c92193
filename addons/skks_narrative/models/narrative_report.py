from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .narrative_review import CONFIRM

# Reports of one person in a day: more would be a grudge, not a remark.
DAILY_LIMIT = 10


class NarrativeReport(models.Model):
    """A reader says that a position is outdated, and why."""

    _name = "skks.narrative.report"
    _description = "Position Reported as Outdated"
    _inherit = ["skks.document.access.mixin", "skks.narrative.row.mixin"]
    _rec_name = "narrative_id"

    _document_fields = ("narrative_id",)

    user_id = fields.Many2one(
        "res.users",
        "Who",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    reported_at = fields.Datetime("When", required=True, readonly=True)
    reason = fields.Text(required=True, readonly=True)

    _once_a_version = models.UniqueIndex(
        "(version_id, user_id)", "You have reported this version before."
    )


class Narrative(models.Model):
    """What a reader has reported is due today, and says so until it is confirmed."""

    _inherit = "skks.narrative"

    _reason_actions = ("action_report_outdated",)
    _guarded_fields = ("reported_on",)

    reported_on = fields.Date("Reported as outdated", readonly=True, copy=False)
    report_ids = fields.One2many(
        "skks.narrative.report", "narrative_id", "Reports", readonly=True
    )
    can_report = fields.Boolean(compute="_compute_can_report")

    @api.depends("confirmed_on", "confirm_every", "due_shift", "reported_on")
    def _compute_confirm_due(self):
        result = super()._compute_confirm_due()
        for narrative in self.filtered("reported_on"):
            reported = narrative.reported_on
            for fname in ("confirm_due", "confirm_from"):
                narrative[fname] = min(narrative[fname] or reported, reported)
        return result

    @api.depends("current_version_id", "withdrawn_at", "report_ids")
    @api.depends_context("uid")
    def _compute_can_report(self):
        for narrative in self:
            narrative.can_report = (
                narrative.current_version_id
                and not narrative.withdrawn_at
                and not narrative._reported_by_me()
            )

    def _reported_by_me(self):
        reports = self.sudo().report_ids
        return reports.filtered(
            lambda report: report.user_id == self.env.user
            and report.version_id == self.sudo().current_version_id
        )

    def action_report_outdated(self, reason=None):
        """Say, as a reader, that the current version is not true any more, and why."""
        reason = self._require_reason(reason)
        for narrative in self:
            narrative.check_access("read")
            narrative._check_may_report()
            narrative._report_outdated(reason)
        return True

    def _check_may_report(self):
        if not self.current_version_id or self.withdrawn_at:
            raise UserError(
                self.env._("“%s” is not in use, so it cannot be outdated.", self.name)
            )
        if self._reported_by_me():
            raise UserError(
                self.env._("You have reported this version of “%s” before.", self.name)
            )
        since = fields.Datetime.now() - timedelta(days=1)
        mine = Domain("user_id", "=", self.env.uid) & Domain("reported_at", ">", since)
        reports = self.env["skks.narrative.report"].sudo()
        if reports.search_count(mine, limit=DAILY_LIMIT) >= DAILY_LIMIT:
            raise UserError(
                self.env._(
                    "You have reported %s positions since yesterday. Talk to the press"
                    " office about the rest.",
                    DAILY_LIMIT,
                )
            )

    def _report_outdated(self, reason):
        narrative = self.sudo()
        self.env["skks.narrative.report"]._append(
            [
                {
                    "narrative_id": self.id,
                    "version_id": narrative.current_version_id.id,
                    "user_id": self.env.uid,
                    "reported_at": fields.Datetime.now(),
                    "reason": reason,
                }
            ]
        )
        narrative._guarded_write(
            {"reported_on": narrative.reported_on or self._today()}
        )
        self._tell_thread(self.env._("Reported as outdated: %s", reason))
        narrative._review_ask(CONFIRM, narrative._review_experts(), self._today())
        self.env["skks.journal.entry"]._log(
            self, "narrative.outdated", new=self.version_number, reason=reason
        )

    def _prepare_confirmed(self, version):
        return super()._prepare_confirmed(version) | {"reported_on": False}

    def _review_words(self, activity_type, user):
        """What a reader says comes before the date."""
        last = self.sudo().report_ids[:1]
        if activity_type == CONFIRM and self.reported_on and last:
            reason = " ".join(last.reason.split())[:120]
            return self.env._("Reported as outdated: %s", reason)
        return super()._review_words(activity_type, user)
