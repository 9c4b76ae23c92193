from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.working_time import EmptyCalendarError, WorkingTime

_LAST_SECOND = 59
_DAY = 24.0


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def _skks_working_time(self):
        """Return a snapshot of the opening hours, free of the database.

        It holds the attendances and every closure: of this calendar and of all
        calendars of its company, holidays and local free days alike, but no
        absence of a person. At most two queries; whoever needs many snapshots asks
        :meth:`_skks_working_times`.

        :rtype: odoo.addons.skks_base.tools.working_time.WorkingTime
        :raises UserError: when the calendar has no fixed weekly hours
        """
        self.ensure_one()
        return self._skks_working_times()[self.id]

    def _skks_working_times(self):
        """Return ``{calendar id: WorkingTime}``, in the queries of a single one."""
        calendars = self.sudo()
        closures = calendars._skks_closures()
        return {
            calendar.id: calendar._skks_build_working_time(closures)
            for calendar in calendars
        }

    def _skks_hours_or_none(self):
        """Return the snapshot, or None where no time limit can be counted."""
        try:
            return self._skks_working_time()
        except UserError:
            return None

    def _skks_closures(self):
        """Return closures as ``[(calendar id, company id, (from, to))]``.

        A false id stands for all calendars or all companies.
        """
        leaves = self.env["resource.calendar.leaves"].search_fetch(
            Domain("resource_id", "=", False)
            & Domain("time_type", "=", "leave")
            & Domain("calendar_id", "in", [False, *self.ids]),
            ["calendar_id", "company_id", "date_from", "date_to"],
        )
        return [
            (
                leave.calendar_id.id,
                leave.company_id.id,
                (_aware(leave.date_from), _aware_end(leave.date_to)),
            )
            for leave in leaves
            if leave.date_from < leave.date_to
        ]

    def _skks_build_working_time(self, closures):
        self._skks_check_weekly()
        company = self.company_id or self.env.company
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
                    span
                    for calendar_id, company_id, span in closures
                    if calendar_id == self.id
                    or (not calendar_id and company_id in (False, company.id))
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
