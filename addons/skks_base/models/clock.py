import logging
from collections import defaultdict
from datetime import UTC, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_datetime, ormcache

from ..tools.polish_holidays import is_statutory_free
from ..tools.working_time import (
    END_OF_DAY,
    Term,
    Unit,
    compute_deadline,
    local_instant,
    shift_for_pause,
    warn_at,
)
from .clock_policy import KINDS, UNITS, counts_in_working_time
from .res_users import ADDRESS_READERS

_logger = logging.getLogger(__name__)

NOTICE_BATCH = 1000
ORPHAN_BATCH = 1000
RETRY_AFTER = timedelta(hours=1)
_DAY = timedelta(days=1)


class Stage(NamedTuple):
    """One thing that somebody is told about a clock, once."""

    due: str  # field: when
    sent: str  # field: when it was told
    receiver: str  # field: to whom
    warning: bool  # pointless once the time is over


# In the order in which people are told.
STAGES = (
    Stage("warn_at", "warned_at", "user_id", True),
    Stage("second_warn_at", "second_warned_at", "superior_id", True),
    Stage("due_at", "breached_at", "user_id", False),
    Stage("due_at", "escalated_at", "superior_id", False),
)
NOTHING_SENT = {stage.sent: False for stage in STAGES}
NEW = NOTHING_SENT | {"stopped_at": False, "paused_at": False}


class Clock(models.Model):
    """A promise with a date: one line a promise, on any model.

    The values of its policy and its date are stored when it starts. The date moves
    only by a pause, an extension or a new start, each by a method of this class and
    each in the journal; an edited calendar or policy moves no date by itself.

    Nobody has a right to write here. Methods of other models start, stop and pause
    the clocks of their documents; datetimes are naive UTC as everywhere in Odoo.
    """

    _name = "skks.clock"
    _description = "Running Time Limit"
    _inherit = ["skks.document.line.mixin", "skks.guard.mixin"]
    _order = "due_at, id"
    _document_mixin = "skks.clock.mixin"
    _erasure_children = ("pause_ids",)
    _erasure_keeps = ("name", "tz")

    res_id = fields.Many2oneReference(index=True)  # as inverse of `clock_ids`

    # what was promised
    name = fields.Char("Time limit", required=True, readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    policy_id = fields.Many2one(
        "skks.clock.policy",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    amount = fields.Float(readonly=True)
    unit = fields.Selection(UNITS, readonly=True)
    rolling = fields.Boolean(readonly=True)
    warning_share = fields.Float(readonly=True)
    second_warning_share = fields.Float(readonly=True)
    can_pause = fields.Boolean(readonly=True)
    is_agreed = fields.Boolean(
        "Agreed date", readonly=True, help="The date was agreed upon, not counted."
    )
    # in whose time
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    calendar_id = fields.Many2one(
        "resource.calendar", "Opening hours", readonly=True, ondelete="restrict"
    )
    tz = fields.Char("Time zone", readonly=True, export_string_translation=False)
    # who owes
    entity_id = fields.Many2one(
        "skks.entity",
        "Owed by",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    user_id = fields.Many2one(
        "res.users",
        "Person who owes",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    superior_id = fields.Many2one(
        "res.users", "Superior", readonly=True, ondelete="restrict"
    )
    # the dates
    started_at = fields.Datetime("Started", required=True, readonly=True)
    due_at = fields.Datetime("Due", required=True, readonly=True)
    safe_at = fields.Datetime(
        "Safe date",
        readonly=True,
        help="Last working day on or before the statutory date, before it was moved off"
        " a free day; warnings aim at it.",
    )
    original_due_at = fields.Datetime("First due date", readonly=True)
    warn_at = fields.Datetime("Warning", readonly=True)
    second_warn_at = fields.Datetime("Warning of the superior", readonly=True)
    # how it went
    paused_at = fields.Datetime("Paused since", readonly=True)
    pause_ids = fields.One2many("skks.clock.pause", "clock_id", "Pauses", readonly=True)
    stopped_at = fields.Datetime("Stopped", readonly=True)
    result = fields.Selection([("met", "Met"), ("missed", "Missed")], readonly=True)
    minutes_late = fields.Integer(
        readonly=True, help="Working minutes of the entity that owed it."
    )
    # Why is the office's own affair: those who owe do not read it of each other.
    missed_reason_id = fields.Many2one(
        "skks.missed.reason",
        "Why it was missed",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        groups=ADDRESS_READERS,
    )
    missed_reason = fields.Char(readonly=True, groups=ADDRESS_READERS)
    cancel_reason = fields.Char("Canceled because", readonly=True)
    is_running = fields.Boolean(compute="_compute_is_running")
    # the last extension
    extension_basis = fields.Char("Basis of the extension", readonly=True)
    extension_reason = fields.Char("Reason of the extension", readonly=True)
    extension_notice_at = fields.Datetime("Notice of the extension", readonly=True)
    # who was told
    warned_at = fields.Datetime("Warned", readonly=True)
    second_warned_at = fields.Datetime("Superior warned", readonly=True)
    breached_at = fields.Datetime("Told that it is over", readonly=True)
    escalated_at = fields.Datetime("Superior told that it is over", readonly=True)
    next_notice_at = fields.Datetime(
        readonly=True,
        export_string_translation=False,
        help="When somebody is to be told next.",
    )

    _document_idx = models.Index("(res_model, res_id)")
    _running_idx = models.Index("(due_at) WHERE stopped_at IS NULL")
    _notice_idx = models.Index("(next_notice_at) WHERE next_notice_at IS NOT NULL")

    # ------------------------------------------------------------
    # GUARDS
    # ------------------------------------------------------------

    @api.model
    @ormcache()
    def _get_guarded_fields(self):
        """Every stored field: a clock has nothing that a client may set."""
        return tuple(
            name
            for name, field in self._fields.items()
            if field.store
            and field.type != "one2many"
            and name not in models.MAGIC_COLUMNS
        )

    @api.depends("stopped_at", "paused_at")
    def _compute_is_running(self):
        for clock in self:
            clock.is_running = not (clock.stopped_at or clock.paused_at)

    @api.model_create_multi
    def create(self, vals_list):
        if not self._has_guard_pass():
            raise AccessError(
                self.env._("A time limit is started by its document, never by hand.")
            )
        return super().create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_orphans(self):
        """A clock goes with its document, and only then."""
        for model, clocks in self.sudo().grouped("res_model").items():
            if model in self.env:
                documents = self.env[model].browse(clocks.mapped("res_id"))
                if documents.sudo().exists():
                    raise AccessError(
                        self.env._(
                            "A time limit is stopped or canceled, never deleted."
                        )
                    )

    @api.model
    def _skks_clocked_models(self):
        """Return the names of the installed models that run against clocks."""
        return self._document_models()

    @api.model
    def _skks_of(self, records):
        """Return all clocks of ``records`` in one query."""
        return self.search(
            Domain("res_model", "=", records._name)
            & Domain("res_id", "in", records.ids)
        )

    @api.autovacuum
    def _gc_orphans(self):
        """Delete what a cascade of the database left behind."""
        for (model,) in self.sudo()._read_group([], ["res_model"]):
            domain = Domain("res_model", "=", model)
            if model in self.env:
                documents = self.env[model].sudo()
                existing = documents._search(Domain.TRUE, active_test=False)
                domain &= Domain("res_id", "not in", existing)
            self.sudo().search(domain, limit=ORPHAN_BATCH).unlink()

    # ------------------------------------------------------------
    # LIFE
    # ------------------------------------------------------------

    @api.model
    def _skks_start(self, starts):
        """Start clocks in one go, by the values that their policies have now.

        :param starts: list of arguments of :meth:`_skks_prepare_start`, as dicts
        :return: the clocks, in that order
        """
        policies = self.env["skks.clock.policy"].union(
            *(start["policy"] for start in starts)
        )
        heads = {}  # looked up once for all of them
        clocks = self.sudo()._guarded_create(
            [
                self._skks_prepare_start(
                    **start | {"policy": start["policy"].with_prefetch(policies.ids)},
                    heads=heads,
                )
                for start in starts
            ]
        )
        clocks._skks_log_each(
            "clock.start", {clock: {"new": str(clock.due_at)} for clock in clocks}
        )
        return clocks.with_env(self.env)

    @api.model
    def _skks_prepare_start(
        self,
        record,
        policy,
        *,
        started_at,
        due_at=None,
        entity=None,
        user=None,
        superior=None,
        heads=None,
    ):
        """Return the values of a new clock on ``record``.

        :param record: document of a model that inherits ``skks.clock.mixin``
        :param policy: ``skks.clock.policy`` by which it runs
        :param datetime started_at: when it was received (naive UTC)
        :param datetime due_at: an agreed date, instead of the one that is counted
        :param entity: ``skks.entity`` that owes, in whose hours it is counted
        :param user: person who owes
        :param superior: ``res.users`` to tell instead of the policy's superior
        :param heads: heads of offices found so far, ``{company: user}``
        """
        entity = entity or self.env["skks.entity"]
        company = self._skks_company(record, entity)
        calendar = (entity or company)._skks_calendar()
        superior = superior or policy.sudo()._skks_superior(company, entity, heads)
        is_legal = policy.sudo().kind == "legal"
        values = policy.sudo()._skks_prepare_clock() | {
            "res_model": record._name,
            "res_id": record.id,
            "company_id": company.id,
            "calendar_id": calendar.id,
            "tz": str(company._skks_tz()) if is_legal else calendar.sudo().tz,
            "entity_id": entity.id,
            "user_id": user.id if user else False,
            "superior_id": superior.id if superior != user else False,
            "started_at": started_at,
            "is_agreed": bool(due_at),
        }
        values |= self._skks_dates(values, calendar, due_at)
        return values | self._skks_next_notice(values | NEW)

    @api.model
    def _skks_company(self, record, entity):
        company = record.sudo().company_id if "company_id" in record._fields else None
        company = company or entity.sudo().company_id or self.env.company
        return company.with_env(self.env)

    @api.model
    def _skks_dates(self, values, calendar, due_at=None):
        """Return the dates of a clock that begins anew.

        :param dict values: of the clock: policy, ``started_at``, ``tz``
        :param datetime due_at: an agreed date
        """
        working_time = calendar._skks_working_time()
        started_at = _aware(values["started_at"])
        if due_at:
            due = safe = _aware(due_at)
        else:
            deadline = compute_deadline(
                Term(values["amount"], Unit(values["unit"]), values["rolling"]),
                started_at,
                working_time,
                legal=values["kind"] == "legal",
                tz=ZoneInfo(values["tz"]),
            )
            due, safe = deadline.due_at, deadline.safe_at
        return {
            "due_at": _naive(due),
            "safe_at": _naive(safe),
            "original_due_at": _naive(due),
            **self._skks_warnings(values, safe, working_time),
        }

    @api.model
    def _skks_warnings(self, values, aim, working_time):
        """Return when to warn on the way from the start to ``aim``.

        Shares of terms in working hours or days are shares of working time, so a
        warning does not fall into a weekend; statutory ones run every day.
        """
        counts_working = values["kind"] != "legal" and counts_in_working_time(
            values["unit"]
        )
        hours = working_time if counts_working else None
        started_at = _aware(values["started_at"])

        def moment(share):
            return _naive(warn_at(started_at, aim, share, hours)) if share else False

        return {
            "warn_at": moment(values["warning_share"]),
            "second_warn_at": moment(values["second_warning_share"]),
        }

    def _skks_at_share(self, share):
        """Return when ``share`` (0..1) of the term is gone (naive UTC)."""
        self.ensure_one()
        values = {
            "kind": self.kind,
            "unit": self.unit,
            "started_at": self.started_at,
            "warning_share": share,
            "second_warning_share": 0,
        }
        working_time = self._skks_working_time()
        return self._skks_warnings(values, _aware(self.due_at), working_time)["warn_at"]

    def _skks_working_time(self):
        return self.sudo().calendar_id._skks_working_time()

    def _skks_term(self):
        self.ensure_one()
        return Term(self.amount, Unit(self.unit), self.rolling)

    def _skks_stop(self, at=None, reason=None):
        """Stop the clocks that run: what was promised is done.

        :param datetime at: when it was done (now)
        :param str reason: why it was missed, if it was
        """
        at = at or fields.Datetime.now()
        clocks = self.sudo().filtered(lambda clock: not clock.stopped_at)
        for clock in clocks:
            if clock.paused_at:
                clock._skks_resume(max(at, clock.paused_at))
            missed = at > clock.due_at
            clock._guarded_write(
                {
                    "stopped_at": at,
                    "result": "missed" if missed else "met",
                    "minutes_late": clock._skks_minutes_late(at) if missed else 0,
                    "missed_reason": missed and (reason or clock.missed_reason),
                    "next_notice_at": False,
                }
            )
        clocks._skks_close_activities()
        clocks._skks_log_each(
            "clock.stop",
            {
                clock: {"new": f"{clock.result} {at}", "reason": reason}
                for clock in clocks
            },
        )

    def _skks_minutes_late(self, at):
        try:
            working_time = self._skks_working_time()
        except UserError:  # stopping never fails because of a spoilt calendar
            return round((at - self.due_at).total_seconds() / 60)
        return round(working_time.hours_between(_aware(self.due_at), _aware(at)) * 60)

    def _skks_reopen(self, reason):
        """Let stopped clocks run on: what counted as done was not."""
        for clock in self.sudo().filtered("stopped_at"):
            old = f"{clock.result or 'canceled'} {clock.stopped_at}"
            values = {
                "stopped_at": False,
                "result": False,
                "minutes_late": 0,
                "missed_reason": False,
                "missed_reason_id": False,
                "cancel_reason": False,
            }
            clock._skks_write_dates(values)
            clock._skks_log("clock.reopen", old=old, reason=reason)

    def _skks_cancel(self, reason):
        """Stop clocks whose promise fell away; they are neither met nor missed."""
        clocks = self.sudo().filtered(lambda clock: not clock.stopped_at)
        now = fields.Datetime.now()
        clocks.filtered("paused_at")._skks_end_pause(now)
        clocks._guarded_write(
            {
                "stopped_at": now,
                "paused_at": False,
                "cancel_reason": reason,
                "next_notice_at": False,
            }
        )
        clocks._skks_close_activities()
        clocks._skks_log("clock.cancel", reason=reason)

    def _skks_unexplained(self):
        """Those that were missed, or are over, and nobody has said why."""
        now = fields.Datetime.now()
        return self.sudo().filtered(
            lambda clock: (
                not clock.missed_reason_id
                and (
                    clock.result == "missed"
                    or (clock.is_running and clock.due_at < now)
                )
            )
        )

    @api.model
    def _skks_unexplained_domain(self):
        """The same as a domain."""
        over = (
            Domain("stopped_at", "=", False)
            & Domain("paused_at", "=", False)
            & Domain("due_at", "<", "now")
        )
        return Domain("missed_reason_id", "=", False) & (
            Domain("result", "=", "missed") | over
        )

    def _skks_explain(self, reason, note=None):
        """Record why time limits were missed, or are being missed.

        :param reason: ``skks.missed.reason`` from the closed list
        :param str note: in own words
        """
        now = fields.Datetime.now()
        for clock in self.sudo():
            if clock.result != "missed" and not (
                clock.is_running and clock.due_at < now
            ):
                continue
            old = clock._skks_explanation()
            clock._guarded_write(
                {"missed_reason_id": reason.id, "missed_reason": note or False}
            )
            clock._skks_log(
                "clock.explain", old=old or None, new=clock._skks_explanation()
            )

    def _skks_explanation(self):
        words = (self.missed_reason_id.name, self.missed_reason)
        return ": ".join(filter(None, words))

    def _skks_assign(self, *, user=None, superior=None, entity=None):
        """Name another person who owes, or another superior, of running clocks.

        Another entity may owe, too; what was promised stays promised, so no date
        moves with it, but its own head is the one to tell.
        """
        for clock in self.sudo().filtered(lambda clock: not clock.stopped_at):
            values = {}
            if entity is not None:
                values["entity_id"] = entity.id
                if superior is None:
                    above = clock.policy_id._skks_superior(clock.company_id, entity)
                    values["superior_id"] = above.id
            if user is not None:
                values["user_id"] = user.id
            if superior is not None:
                values["superior_id"] = superior.id
            old = clock.user_id.name
            clock._skks_write_dates(values)
            clock._skks_log("clock.assign", old=old or None, new=clock.user_id.name)

    # ------------------------------------------------------------
    # PAUSE, EXTENSION, NEW START
    # ------------------------------------------------------------

    def _skks_pause(self, at=None, reason=None):
        """Let running clocks stand still.

        :raises UserError: for a statutory clock, and where the policy forbids it
        """
        at = at or fields.Datetime.now()
        for clock in self.sudo().filtered("is_running"):
            if clock.kind == "legal" or not clock.can_pause:
                raise UserError(
                    self.env._(
                        "The time limit “%(clock)s” may not be paused. Agree on another"
                        " date or record an extension instead.",
                        clock=clock.name,
                    )
                )
            self.env["skks.clock.pause"].sudo()._guarded_create(
                [
                    {
                        "clock_id": clock.id,
                        "started_at": at,
                        "reason": reason,
                        "user_id": self.env.uid,
                    }
                ]
            )
            clock._guarded_write({"paused_at": at, "next_notice_at": False})
            clock._skks_log("clock.pause", new=str(at), reason=reason)

    def _skks_resume(self, at=None):
        """Let paused clocks run on; the pause moves what is still to come."""
        at = at or fields.Datetime.now()
        for clock in self.sudo().filtered("paused_at"):
            paused_at, old = clock.paused_at, clock.due_at
            if at < paused_at:
                raise UserError(
                    self.env._("A pause cannot end before it begins. Correct the time.")
                )
            clock._skks_end_pause(at)
            shifted = clock._skks_shifted(paused_at, at)
            clock._skks_write_dates(shifted | {"paused_at": False})
            clock._skks_log("clock.resume", old=str(old), new=str(clock.due_at))

    def _skks_take_pauses(self, other):
        """Stand still for as long as ``other``, the clock before this one, has."""
        self.ensure_one()
        if not self.can_pause:
            return
        for pause in other.sudo().pause_ids.sorted("started_at"):
            self._skks_pause(pause.started_at, pause.reason)
            if pause.ended_at:
                self._skks_resume(pause.ended_at)

    def _skks_end_pause(self, at):
        open_pauses = self.pause_ids.filtered(lambda pause: not pause.ended_at)
        open_pauses._guarded_write({"ended_at": at})

    def _skks_shifted(self, paused_at, at):
        """Return the dates after a pause.

        A warning that was still to come keeps its distance from the date.
        """
        working_time = self._skks_working_time()
        due = _aware(self.due_at)
        new_due = shift_for_pause(
            self._skks_term(), due, _aware(paused_at), _aware(at), working_time
        )
        values = {"due_at": _naive(new_due), "safe_at": _naive(new_due)}
        if new_due == due:
            return values
        for fname in ("warn_at", "second_warn_at"):
            moment = self[fname]
            if moment and moment > paused_at:
                moment = _aware(moment)
                if counts_in_working_time(self.unit):
                    left = working_time.hours_between(moment, due)
                    moment = working_time.subtract_hours(new_due, left)
                else:
                    moment = new_due - (due - moment)
                values[fname] = _naive(moment)
        if values["due_at"] > at:
            values |= {"breached_at": False, "escalated_at": False}
        return values

    def _skks_extend(self, new_due, basis, reason, notice_at=None):
        """Move the date by a recorded extension.

        :param datetime new_due: new date
        :param str basis: legal or other basis
        :param str reason: why it takes longer
        :param datetime notice_at: when the other side was told; for a statutory
            clock not later than the old date (access to public information act,
            art. 13(2); code of administrative procedure, art. 36)
        :raises UserError: when something of it is missing or too late
        """
        self.ensure_one()
        clock = self.sudo()
        clock._skks_check_extension(new_due, basis, reason, notice_at)
        old = clock.due_at
        safe = clock._skks_safe_date(new_due)
        warnings = clock._skks_warnings(clock, _aware(safe), clock._skks_working_time())
        values = {
            **NOTHING_SENT,
            **warnings,
            "due_at": new_due,
            "safe_at": safe,
            "extension_basis": basis,
            "extension_reason": reason,
            "extension_notice_at": notice_at,
        }
        clock._skks_close_activities()
        clock._skks_write_dates(values)
        clock._skks_log(
            "clock.extend",
            old=str(old),
            new=f"{new_due} ({basis}; {notice_at or '–'})",
            reason=reason,
        )

    def _skks_retract_extension(self, due_at, reason):
        """Take an extension back whose notice did not arrive.

        :param datetime due_at: the date that held before
        """
        self.ensure_one()
        clock = self.sudo()
        old = clock.due_at
        safe = clock._skks_safe_date(due_at)
        warnings = clock._skks_warnings(clock, _aware(safe), clock._skks_working_time())
        values = {
            **NOTHING_SENT,
            **warnings,
            "due_at": due_at,
            "safe_at": safe,
            "extension_basis": False,
            "extension_reason": False,
            "extension_notice_at": False,
        }
        clock._skks_close_activities()
        clock._skks_write_dates(values)
        clock._skks_log("clock.retract", old=str(old), new=str(due_at), reason=reason)

    def _skks_check_extension(self, new_due, basis, reason, notice_at):
        if self.stopped_at:
            raise UserError(self.env._("This time limit does not run any more."))
        if not basis or not reason:
            raise UserError(
                self.env._("An extension needs its basis and its reason. Enter both.")
            )
        if new_due <= self.due_at:
            raise UserError(
                self.env._(
                    "The new date is not later than the present one. Correct it."
                )
            )
        if self.kind == "legal" and (
            not notice_at or notice_at > min(self.due_at, fields.Datetime.now())
        ):
            raise UserError(
                self.env._(
                    "A statutory time limit is extended only when the other side was"
                    " told before it ended. Enter when the notice was sent."
                )
            )

    def _skks_safe_date(self, due_at):
        """Return the end of the last working day up to a statutory date."""
        if self.kind != "legal":
            return due_at
        zone = ZoneInfo(self.tz)
        due_day = day = _aware(due_at).astimezone(zone).date()
        while is_statutory_free(day):
            day -= _DAY
        return (
            due_at if day == due_day else _naive(local_instant(day, END_OF_DAY, zone))
        )

    def _skks_restart(self, started_at, reason):
        """Count running clocks from another start, e.g. a corrected receipt.

        Agreed and extended dates stay; pauses are counted again.
        """
        for clock in self.sudo().filtered(lambda clock: not clock.stopped_at):
            old = clock.due_at
            clock._guarded_write({"started_at": started_at})
            clock._skks_recount()
            clock._skks_log(
                "clock.restart", old=str(old), new=str(clock.due_at), reason=reason
            )

    def _skks_recompute(self, reason):
        """Count running clocks again in today's opening hours and holidays.

        The explicit act after a calendar was edited.

        :return: ``[(clock, old date, new date)]`` of those that moved
        """
        moved = []
        for clock in self.sudo().filtered(lambda clock: not clock.stopped_at):
            old = clock.due_at
            clock._skks_recount()
            if clock.due_at != old:
                moved.append((clock.with_env(self.env), old, clock.due_at))
                clock._skks_log(
                    "clock.recompute",
                    old=str(old),
                    new=str(clock.due_at),
                    reason=reason,
                )
        return moved

    def _skks_recount(self):
        if self.is_agreed or self.extension_basis:
            return
        values = self._skks_dates(self, self.calendar_id)
        if values["due_at"] > fields.Datetime.now():
            values |= NOTHING_SENT
        self._guarded_write(values)
        for pause in self.pause_ids.filtered("ended_at"):
            shifted = self._skks_shifted(pause.started_at, pause.ended_at)
            self._guarded_write(shifted)
        self._skks_write_dates({})

    # ------------------------------------------------------------
    # NOTICES
    # ------------------------------------------------------------

    @api.model
    def _skks_next_notice(self, clock):
        """Return when somebody is to be told next, as values to write.

        :param clock: a clock, or the values of a new one
        """
        if clock["stopped_at"] or clock["paused_at"]:
            return {"next_notice_at": False}
        pending = [
            clock[stage.due]
            for stage in STAGES
            if clock[stage.due]
            and not clock[stage.sent]
            and (stage.receiver == "user_id" or clock[stage.receiver])
        ]
        return {"next_notice_at": min(pending, default=False)}

    def _skks_write_dates(self, values):
        """Write values on which it depends when somebody is told next."""
        self._guarded_write(values)
        self._guarded_write(self._skks_next_notice(self))

    @api.model
    def _cron_notify(self):
        """Warn those who owe, tell them and their superiors what is over.

        Each is told once, in the own working time: a clock whose receiver is closed
        waits until the next opening and stands in nobody's way meanwhile.
        """
        now = fields.Datetime.now()
        domain = Domain("next_notice_at", "<=", now)
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=self.sudo().search_count(domain))
        clocks = (
            self.sudo()
            .search(domain, order="next_notice_at, id", limit=NOTICE_BATCH)
            .try_lock_for_update()
        )
        clocks._skks_notify_safely(now)
        cron._commit_progress(len(clocks))

    def _skks_notify_safely(self, now):
        """Notify in one go; halve the batch around a record that fails."""
        if not self:
            return
        try:
            with self.env.cr.savepoint():
                self._skks_notify(now)
        except Exception:
            if len(self) > 1:
                middle = len(self) // 2
                self[:middle]._skks_notify_safely(now)
                self[middle:]._skks_notify_safely(now)
                return
            _logger.exception("Nobody could be told of the clock %s", self.id)
            self._guarded_write({"next_notice_at": now + RETRY_AFTER})

    def _skks_notify(self, now):
        """Tell whoever is to be told now, and set when the rest follows."""
        clocks = self._skks_with_document()
        (self - clocks)._guarded_write({"next_notice_at": False})
        receivers = clocks._skks_receivers()
        hours = self._skks_hours_of(self.env["res.users"].union(*receivers.values()))
        notices, breached = [], self.browse()
        for clock in clocks:
            plan, values = clock._skks_plan(now, receivers, hours)
            notices += [(clock, user, stage) for user, stage in plan]
            if "breached_at" in values:
                breached |= clock
            clock._guarded_write(values)
        breached._skks_log("clock.breach")
        self._skks_schedule(notices)
        self._skks_tell(notices)

    def _skks_with_document(self):
        """Return the clocks whose document exists, one query a model."""
        alive = self.browse()
        for model, clocks in self.grouped("res_model").items():
            if model in self.env:
                ids = set(self.env[model].browse(clocks.mapped("res_id")).exists().ids)
                alive |= clocks.filtered(lambda clock, ids=ids: clock.res_id in ids)
        return alive

    def _skks_receivers(self):
        """Return ``{(clock, receiver field): users who act for the receiver}``."""
        acting = {}
        receivers = {}
        for clock, document in self._skks_documents().items():
            owner = document._skks_clock_owner(clock)
            for fname, user in (("user_id", owner), ("superior_id", clock.superior_id)):
                if user not in acting:
                    acting[user] = user._skks_acting_users()
                receivers[clock, fname] = acting[user]
        return receivers

    @api.model
    def _skks_hours_of(self, users):
        """Return ``{user: WorkingTime}``; None for hours that cannot be read."""
        calendars = {user: user._skks_calendar() for user in users}
        distinct = self.env["resource.calendar"].union(*calendars.values())
        try:
            hours = distinct._skks_working_times()
        except UserError:
            hours = {
                calendar.id: calendar._skks_hours_or_none() for calendar in distinct
            }
        return {user: hours[calendar.id] for user, calendar in calendars.items()}

    def _skks_plan(self, now, receivers, hours):
        """Return ``([(user, stage)], values)``: whom to tell, what to write.

        People are told in order: while one of them is closed, the next ones wait.
        """
        plan, values = [], {}
        moment = _aware(now)
        for stage in STAGES:
            if not self._skks_is_pending(stage, now):
                continue
            users = receivers[self, stage.receiver].filtered("active")
            closed = [
                hours[user].next_open(moment)
                for user in users
                if hours[user] and not hours[user].is_open(moment)
            ]
            if closed:
                return plan, values | {"next_notice_at": _naive(min(closed))}
            plan += [(user, stage) for user in users if user not in dict(plan)]
            values[stage.sent] = now
        later = [
            self[stage.due]
            for stage in STAGES
            if self[stage.due] and self[stage.due] > now and not self[stage.sent]
        ]
        return plan, values | {"next_notice_at": min(later, default=False)}

    def _skks_is_pending(self, stage, now):
        due = self[stage.due]
        if not due or due > now or self[stage.sent]:
            return False
        return not (stage.warning and self.due_at <= now)

    @api.model
    def _skks_schedule(self, notices):
        """Give each person one activity a clock on the document."""
        Activity = self.env["mail.activity"].with_context(
            mail_activity_quick_update=True
        )
        clocks = self.browse(clock.id for clock, _user, _stage in notices)
        known = {
            (activity.skks_clock_id, activity.user_id): activity
            for activity in Activity.search([("skks_clock_id", "in", clocks.ids)])
        }
        values = []
        for clock, user, stage in notices:
            summary = clock._skks_notice_text(user, stage)
            if activity := known.get((clock, user)):
                activity.summary = summary
            elif "activity_ids" in self.env[clock.res_model]._fields:
                values.append(clock._skks_prepare_activity(user, summary))
        Activity.create(values)

    def _skks_prepare_activity(self, user, summary):
        due = _aware(self.due_at).astimezone(ZoneInfo(self.tz))
        return {
            "res_model_id": self.env["ir.model"]._get_id(self.res_model),
            "res_id": self.res_id,
            "activity_type_id": self._skks_activity_type_id(),
            "user_id": user.id,
            "summary": summary,
            "date_deadline": due.date(),
            "automated": True,
            "skks_clock_id": self.id,
        }

    @api.model
    def _skks_activity_type_id(self):
        """The id from the cache: ``env.ref`` asks the database each time."""
        return self.env["ir.model.data"]._xmlid_to_res_id(
            "skks_base.mail_activity_type_clock", raise_if_not_found=False
        )

    def _skks_notice_text(self, user, stage):
        local = self.with_context(lang=user.lang)
        due = format_datetime(local.env, self.due_at, tz=self.tz, dt_format="short")
        if stage.warning:
            return local.env._("%(clock)s: due %(due)s", clock=self.name, due=due)
        return local.env._("%(clock)s: overdue since %(due)s", clock=self.name, due=due)

    @api.model
    def _skks_tell(self, notices):
        """Send each person one internal message about all that came up."""
        by_user = defaultdict(list)
        for clock, user, stage in notices:
            by_user[user].append((clock, stage))
        clocks = self.browse({clock.id for clock, _user, _stage in notices})
        documents = clocks._skks_documents()
        for user, items in by_user.items():
            local = self.with_context(lang=user.lang)
            lines = Markup().join(
                Markup('<li><a href="%s">%s</a> – %s</li>')
                % (
                    f"/mail/view?model={clock.res_model}&res_id={clock.res_id}",
                    documents[clock].display_name,
                    clock._skks_notice_text(user, stage),
                )
                for clock, stage in items
            )
            local.env["mail.thread"].message_notify(
                partner_ids=user.partner_id.ids,
                subject=local.env._("Time limits: %(count)s", count=len(items)),
                body=Markup("<ul>%s</ul>") % lines,
            )

    def _skks_close_activities(self):
        """Nobody is reminded any more of what is settled."""
        told = self.filtered(lambda clock: any(clock[stage.sent] for stage in STAGES))
        if told:
            self.env["mail.activity"].sudo().search(
                [("skks_clock_id", "in", told.ids)]
            ).unlink()

    def _skks_documents(self):
        """Return ``{clock: its document}``; those of one model are read together."""
        found = {}
        for model, clocks in self.grouped("res_model").items():
            documents = self.env[model].browse(clocks.mapped("res_id"))
            found.update(zip(clocks, documents, strict=True))
        return found

    def _skks_log(self, act, **words):
        """Journal ``act`` on the documents of the clocks, which it names."""
        self._skks_log_each(act, dict.fromkeys(self, words))

    @api.model
    def _skks_log_each(self, act, changes):
        """Journal ``act`` of several clocks in one go.

        :param dict changes: ``{clock: words}``, see the journal's ``_log_each``
        """
        documents = self.browse(clock.id for clock in changes)._skks_documents()
        self.env["skks.journal.entry"]._log_each(
            act,
            [
                (documents[clock], words | clock._skks_first_named(words))
                for clock, words in changes.items()
            ],
        )

    def _skks_first_named(self, words):
        """What is read first, the old value or else the new one, with the name."""
        first = "old" if words.get("old") else "new"
        return {first: self._skks_named(words.get(first))}

    def _skks_named(self, text):
        return ": ".join(filter(None, (self.name, text)))


def _aware(moment):
    return moment.replace(tzinfo=UTC)


def _naive(moment):
    return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)
