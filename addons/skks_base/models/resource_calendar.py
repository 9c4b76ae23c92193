from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.working_time import EmptyCalendarError, WorkingTime

_LAST_SECOND = 59
_DAY = 24.0


class ResourceCalendar(models.Model):
    _name = "resource.calendar"
    _inherit = ["resource.calendar", "skks.journaled.setting.mixin"]

    _journaled_as = "calendar"
    _journaled_fields = ("name", "active", "tz", "two_weeks_calendar", "company_id")

    # Read once a transaction; `resource.calendar.leaves` says when it is outdated.
    skks_closure_ids = fields.Many2many(
        "resource.calendar.leaves",
        compute="_compute_skks_closure_ids",
        groups=fields.NO_ACCESS,
        export_string_translation=False,
    )

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_skks_closure_ids(self):
        """Closures of the calendar itself and those that hold for its company."""
        leaves = self.env["resource.calendar.leaves"].search_fetch(
            Domain("resource_id", "=", False)
            & Domain("time_type", "=", "leave")
            & Domain("calendar_id", "in", [False, *self.ids]),
            ["calendar_id", "company_id", "date_from", "date_to"],
        )
        for calendar in self:
            company = calendar.company_id or self.env.company
            calendar.skks_closure_ids = leaves.filtered_domain(
                Domain("calendar_id", "=", calendar.id)
                | Domain("calendar_id", "=", False)
                & Domain("company_id", "in", [False, company.id])
            )

    def _skks_working_time(self):
        """Return a snapshot of the opening hours, free of the database.

        It holds the attendances and every closure: of this calendar and of all
        calendars of its company, holidays and local free days alike, but no
        absence of a person. What it is made of is read once a transaction.

        :rtype: odoo.addons.skks_base.tools.working_time.WorkingTime
        :raises UserError: when the calendar has no fixed weekly hours
        """
        self.ensure_one()
        return self.sudo()._skks_build_working_time()

    def _skks_working_times(self):
        """Return ``{calendar id: WorkingTime}``, in the queries of a single one."""
        return {calendar.id: calendar._skks_working_time() for calendar in self}

    def _skks_hours_or_none(self):
        """Return the snapshot, or None where no time limit can be counted."""
        try:
            return self._skks_working_time()
        except UserError:
            return None

    def _skks_build_working_time(self):
        self._skks_check_weekly()
        hours = {}
        for line in self.attendance_ids:
            if line._is_work_period() and line.hour_from < line.hour_to:
                span = (line.hour_from, min(line.hour_to, _DAY))
                hours.setdefault(int(line.dayofweek), []).append(span)
        try:
            return WorkingTime.from_intervals(
                ZoneInfo(self.tz),
                hours,
                closures=[
                    (_aware(leave.date_from), _aware_end(leave.date_to))
                    for leave in self.skks_closure_ids
                    if leave.date_from < leave.date_to
                ],
            )
        except EmptyCalendarError as error:
            raise UserError(
                self.env._(
                    "The working hours “%(name)s” have no opening hours. Add some for"
                    " at least one day of the week.",
                    name=self.name,
                )
            ) from error

    def _skks_check_weekly(self):
        """Refuse hours that differ from week to week: no deadline can rest on them."""
        if self.two_weeks_calendar or self.flexible_hours:
            raise UserError(
                self.env._(
                    "The working hours “%(name)s” are flexible or change every week, so"
                    " no time limit can be counted in them. Choose fixed hours of one"
                    " week.",
                    name=self.name,
                )
            )


def _aware(moment):
    return moment.replace(tzinfo=UTC)


def _aware_end(moment):
    """A closure up to the last second of a day lasts to its end."""
    if moment.second == _LAST_SECOND:
        moment += timedelta(seconds=1)
    return _aware(moment)
