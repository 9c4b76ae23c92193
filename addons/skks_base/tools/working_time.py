"""Working time of an office and the deadlines that run in it.

Everything here is immutable and free of the database. Datetimes go in aware, in
any time zone, and come out aware in UTC: two datetimes of one local zone would be
compared and subtracted by their wall clock, which is an hour wrong when the clocks
change. Naive datetimes are refused with a ``ValueError``.

Opening hours are wall-clock hours; durations are real time between two instants.
A non-existent wall-clock time (spring) means the moment of the change, a repeated
one (autumn) its first occurrence.
"""

import calendar
import math
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from .polish_holidays import statutory_holidays

WARSAW = ZoneInfo("Europe/Warsaw")
SEARCH_DAYS = 400
MAX_AMOUNT = 10_000
END_OF_DAY = time(23, 59, 59)
_DAY_MINUTES = 24 * 60
_DAY = timedelta(days=1)
_TICK = timedelta.resolution

Span = tuple[datetime, datetime]
Holidays = Callable[[int], Collection[date]]


class EmptyCalendarError(ValueError):
    """A calendar has no working time where a deadline needs some."""


class LegalClockError(ValueError):
    """Somebody tried to pause a clock that the law does not let pause."""


class Unit(StrEnum):
    """Unit of a term."""

    CLOCK_HOURS = "clock_hours"
    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    MONTHS = "months"


HOUR_UNITS = frozenset({Unit.CLOCK_HOURS, Unit.WORKING_HOURS})


def _utc(moment: datetime) -> datetime:
    if not isinstance(moment, datetime) or moment.utcoffset() is None:
        raise ValueError(f"A datetime with a time zone is needed, not {moment!r}.")
    return moment.astimezone(UTC)


def _interval(start: datetime, end: datetime) -> Span:
    start, end = _utc(start), _utc(end)
    if end < start:
        raise ValueError(f"An interval ends ({end}) before it starts ({start}).")
    return start, end


def _day(day: date) -> date:
    if not isinstance(day, date) or isinstance(day, datetime):
        raise ValueError(f"A date without time is needed, not {day!r}.")
    return day


def _hours(hours: float) -> timedelta:
    if not math.isfinite(hours) or hours < 0:
        raise ValueError(f"Hours must be a number from 0 up, not {hours!r}.")
    return timedelta(hours=hours)


def _merge(spans: Iterable[tuple]) -> tuple[tuple, ...]:
    """Sort ``spans`` and join those that overlap or touch."""
    merged: list[tuple] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def local_instant(day: date, at: time, tz: ZoneInfo) -> datetime:
    """Return the UTC instant of the wall-clock time ``at`` on ``day`` in ``tz``."""
    wall = datetime.combine(day, at)
    late = wall.replace(tzinfo=tz).astimezone(UTC)
    if late.astimezone(tz).replace(tzinfo=None) == wall:
        return late
    # The time was skipped: the offset changes between the two readings of it.
    early = wall.replace(tzinfo=tz, fold=1).astimezone(UTC)
    old_offset = early.astimezone(tz).utcoffset()
    while late - early > _TICK:
        middle = early + (late - early) / 2
        if middle.astimezone(tz).utcoffset() == old_offset:
            early = middle
        else:
            late = middle
    return late


@dataclass(frozen=True)
class WorkingTime:
    """Opening hours of one office or entity.

    :param tz: zone in which the opening hours are read.
    :param week: seven tuples, Monday first, of ``(from, to)`` in minutes from local
        midnight (0..1440); touching and overlapping ones are joined.
    :param closures: aware ``(from, to)`` pairs when the office is closed although
        the week says otherwise: holidays, local free days, parts of a day.
    :raises EmptyCalendarError: when the week has no opening at all.
    :raises ValueError: when an interval is not valid.
    """

    tz: ZoneInfo
    week: tuple[tuple[tuple[int, int], ...], ...]
    closures: tuple[Span, ...] = ()
    _closure_ends: tuple[datetime, ...] = field(init=False, repr=False, compare=False)
    _known: dict[date, tuple[Span, ...]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self):
        if len(self.week) != 7:
            raise ValueError(f"A week has 7 days, not {len(self.week)}.")
        for start, end in (span for day in self.week for span in day):
            if not 0 <= start < end <= _DAY_MINUTES:
                raise ValueError(f"Opening hours {start}-{end} (minutes) are wrong.")
        if not any(self.week):
            raise EmptyCalendarError(
                "The calendar has no working hours; add opening hours for at least "
                "one day of the week."
            )
        closures = [_interval(start, end) for start, end in self.closures]
        closures = _merge((start, end) for start, end in closures if start < end)
        object.__setattr__(self, "week", tuple(_merge(day) for day in self.week))
        object.__setattr__(self, "closures", closures)
        object.__setattr__(self, "_closure_ends", tuple(end for _, end in closures))

    @classmethod
    def from_intervals(
        cls,
        tz: ZoneInfo | str,
        hours: Mapping[int, Iterable[tuple[float, float]]],
        closed_days: Iterable[date] = (),
        closures: Iterable[Span] = (),
    ) -> "WorkingTime":
        """Build from ``{weekday: [(7.5, 15.5)]}`` (Monday 0, hours of the day).

        ``closed_days`` are local days closed from midnight to midnight.
        """
        zone = ZoneInfo(tz) if isinstance(tz, str) else tz
        week = tuple(
            tuple((round(a * 60), round(b * 60)) for a, b in hours.get(weekday, ()))
            for weekday in range(7)
        )
        midnight = time.min
        free = [
            (
                local_instant(day, midnight, zone),
                local_instant(day + _DAY, midnight, zone),
            )
            for day in closed_days
        ]
        return cls(zone, week, (*free, *closures))

    # --- one day -------------------------------------------------------------

    def local_date(self, moment: datetime) -> date:
        """Return the calendar day of ``moment`` in the zone of this calendar."""
        return _utc(moment).astimezone(self.tz).date()

    def _instant(self, day: date, minute: int) -> datetime:
        if minute == _DAY_MINUTES:
            return local_instant(day + _DAY, time.min, self.tz)
        return local_instant(day, time(*divmod(minute, 60)), self.tz)

    def _openings(self, day: date) -> tuple[Span, ...]:
        """Return what is left of the opening hours of ``day``, in UTC."""
        openings = self._known.get(day)
        if openings is None:
            openings = tuple(
                span
                for start, end in self.week[_day(day).weekday()]
                for span in self._without_closures(
                    self._instant(day, start), self._instant(day, end)
                )
            )
            self._known[day] = openings
        return openings

    def _without_closures(self, start: datetime, end: datetime) -> Iterator[Span]:
        for index in range(bisect_right(self._closure_ends, start), len(self.closures)):
            closed_from, closed_to = self.closures[index]
            if closed_from >= end:
                break
            if start < closed_from:
                yield start, closed_from
            start = closed_to
        if start < end:
            yield start, end

    def is_working_day(self, day: date) -> bool:
        """Tell whether ``day`` has any opening left."""
        return bool(self._openings(day))

    def opening_of(self, day: date) -> datetime | None:
        """Return the first opening of ``day``, or None when it is closed all day."""
        openings = self._openings(day)
        return openings[0][0] if openings else None

    def closing_of(self, day: date) -> datetime | None:
        """Return the last closing of ``day``, or None when it is closed all day."""
        openings = self._openings(day)
        return openings[-1][1] if openings else None

    # --- search --------------------------------------------------------------

    def _working_days(self, day: date, step: timedelta) -> Iterator[date]:
        """Yield working days from ``day`` on (included), forward or backward."""
        last = day
        while abs(day - last).days <= SEARCH_DAYS:
            if self._openings(day):
                last = day
                yield day
            day += step
        raise EmptyCalendarError(
            f"The calendar has no working hours within {SEARCH_DAYS} days of {last}; "
            "shorten its closures or add opening hours."
        )

    def _spans_after(self, moment: datetime) -> Iterator[Span]:
        for day in self._working_days(self.local_date(moment), _DAY):
            for start, end in self._openings(day):
                if end > moment:
                    yield max(start, moment), end

    def _spans_before(self, moment: datetime) -> Iterator[Span]:
        for day in self._working_days(self.local_date(moment), -_DAY):
            for start, end in reversed(self._openings(day)):
                if start < moment:
                    yield start, min(end, moment)

    def is_open(self, moment: datetime) -> bool:
        """Tell whether ``moment`` is in working time (opening in, closing out)."""
        moment = _utc(moment)
        openings = self._openings(self.local_date(moment))
        return any(start <= moment < end for start, end in openings)

    def next_open(self, moment: datetime) -> datetime:
        """Return ``moment`` when open, else the next opening."""
        return next(self._spans_after(_utc(moment)))[0]

    def previous_close(self, moment: datetime) -> datetime:
        """Return ``moment`` when open or just closing, else the last closing."""
        moment = _utc(moment)
        return moment if self.is_open(moment) else next(self._spans_before(moment))[1]

    def next_working_day(self, day: date) -> date:
        """Return ``day`` when it is a working day, else the next one."""
        return next(self._working_days(_day(day), _DAY))

    def previous_working_day(self, day: date) -> date:
        """Return ``day`` when it is a working day, else the last one before."""
        return next(self._working_days(_day(day), -_DAY))

    # --- arithmetic ----------------------------------------------------------

    def add_hours(self, moment: datetime, hours: float) -> datetime:
        """Return the end of ``hours`` working hours counted from ``moment``.

        Counting starts at the next opening; an end at closing time stays there.
        """
        left = _hours(hours)
        for start, end in self._spans_after(_utc(moment)):
            if left <= end - start:
                return start + left
            left -= end - start

    def subtract_hours(self, moment: datetime, hours: float) -> datetime:
        """Return the start of ``hours`` working hours that end at ``moment``.

        Counting starts at the previous closing; a start at opening time stays there.
        """
        left = _hours(hours)
        if not left:
            return self.previous_close(moment)
        for start, end in self._spans_before(_utc(moment)):
            if left <= end - start:
                return end - left
            left -= end - start

    def add_days(self, day: date, count: int) -> date:
        """Return the ``count``-th working day after ``day``, which is not counted.

        With ``count`` 0: ``day`` itself, or the next working day.
        """
        if count < 0:
            raise ValueError(f"Working days must be counted from 0 up, not {count}.")
        days = self._working_days(_day(day) + min(count, 1) * _DAY, _DAY)
        for _ in range(count - 1):
            next(days)
        return next(days)

    def _days_touched(self, start: datetime, end: datetime) -> Iterator[date]:
        day, last = self.local_date(start), self.local_date(end)
        while day <= last:
            yield day
            day += _DAY

    def hours_between(self, start: datetime, end: datetime) -> float:
        """Return the working hours between two moments."""
        start, end = _interval(start, end)
        total = timedelta()
        for day in self._days_touched(start, end):
            for opening, closing in self._openings(day):
                total += max(min(closing, end) - max(opening, start), timedelta())
        return total / timedelta(hours=1)

    def closing_hours_between(self, start: datetime, end: datetime) -> int:
        """Return how many working days end after ``start`` and not after ``end``."""
        start, end = _interval(start, end)
        # The day before: a day that closes at midnight ends on the next one.
        closings = map(self.closing_of, self._days_touched(start - _DAY, end))
        return sum(1 for closing in closings if closing and start < closing <= end)


# --- terms -------------------------------------------------------------------


@dataclass(frozen=True)
class Term:
    """An amount of time as a policy states it.

    :param amount: positive; whole for days and months.
    :param rolling: a calendar date on a free day moves to the next working day.
    """

    amount: float
    unit: Unit
    rolling: bool = True

    def __post_init__(self):
        object.__setattr__(self, "unit", Unit(self.unit))
        if not 0 < self.amount <= MAX_AMOUNT:
            raise ValueError(
                f"A term must be above 0 and at most {MAX_AMOUNT}, not {self.amount!r}."
            )
        if self.unit not in HOUR_UNITS:
            if self.amount != int(self.amount):
                raise ValueError(f"Days and months must be whole, not {self.amount!r}.")
            object.__setattr__(self, "amount", int(self.amount))


@dataclass(frozen=True)
class Deadline:
    """Result of a term: when it is over, the careful date, the un-rolled day."""

    due_at: datetime
    safe_at: datetime
    raw_date: date


def compute_deadline(
    term: Term,
    start: datetime,
    working_time: WorkingTime | None = None,
    *,
    legal: bool,
    holidays: Holidays = statutory_holidays,
    tz: ZoneInfo = WARSAW,
) -> Deadline:
    """Return the deadline of ``term`` for something received at ``start``.

    Hour units run from the minute (working hours from the next opening minute).
    Day units leave out the calendar day of receipt. A legal date ends at 23:59:59
    local time, is counted in statutory days and rolls over Saturdays, Sundays and
    holidays (code of administrative procedure art. 57, civil code art. 111-115);
    any other date ends at the closing hour of ``working_time``, in its days.

    :param working_time: of the entity that owes; needed unless the term is legal
        or counted in clock hours.
    :param holidays: year -> statutory holidays, for legal terms.
    :param tz: zone of legal terms, and of clock hours without ``working_time``.
    :raises ValueError: naive ``start``, or no ``working_time`` where one is needed.
    """
    start = _utc(start)
    zone = working_time.tz if working_time and not legal else tz
    if term.unit is Unit.CLOCK_HOURS:
        return _hour_deadline(start + _hours(term.amount), zone)
    if working_time is None and (term.unit is Unit.WORKING_HOURS or not legal):
        raise ValueError(f"A term in {term.unit} needs the calendar of who owes it.")
    if term.unit is Unit.WORKING_HOURS:
        return _hour_deadline(working_time.add_hours(start, term.amount), zone)
    if legal:
        return _legal_deadline(term, start.astimezone(zone).date(), holidays, zone)
    return _service_deadline(term, start, working_time)


def _hour_deadline(due_at: datetime, zone: ZoneInfo) -> Deadline:
    return Deadline(due_at, due_at, due_at.astimezone(zone).date())


def _raw_date(term: Term, day: date) -> date:
    """Count calendar days or months from ``day``, which is not counted."""
    if term.unit is Unit.CALENDAR_DAYS:
        return day + timedelta(days=term.amount)
    years, month = divmod(day.month - 1 + term.amount, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _legal_deadline(
    term: Term, received: date, holidays: Holidays, zone: ZoneInfo
) -> Deadline:
    def roll(day: date, step: timedelta) -> date:
        while day.weekday() >= 5 or day in holidays(day.year):
            day += step
        return day

    if term.unit is Unit.WORKING_DAYS:
        raw = received
        for _ in range(term.amount):
            raw = roll(raw + _DAY, _DAY)
    else:
        raw = _raw_date(term, received)
    due = roll(raw, _DAY) if term.rolling else raw
    safe = roll(raw, -_DAY)
    if safe < received:  # no working day at all: the date before rolling is safe
        safe = raw
    due_at, safe_at = (local_instant(day, END_OF_DAY, zone) for day in (due, safe))
    return Deadline(due_at, safe_at, raw)


def _service_deadline(
    term: Term, start: datetime, working_time: WorkingTime
) -> Deadline:
    received = working_time.local_date(start)
    if term.unit is Unit.WORKING_DAYS:
        raw = day = working_time.add_days(received, term.amount)
    else:
        raw = _raw_date(term, received)
        day = working_time.next_working_day(raw)
        if day != raw and not term.rolling:
            before = working_time.previous_working_day(raw)
            # Never a date that is over when the clock starts.
            day = before if working_time.closing_of(before) > start else day
    due_at = working_time.closing_of(day)
    return Deadline(due_at, due_at, raw)


def shift_for_pause(
    term: Term,
    due_at: datetime,
    pause_from: datetime,
    pause_to: datetime,
    working_time: WorkingTime | None = None,
    *,
    legal: bool = False,
) -> datetime:
    """Return the date to which a pause moves ``due_at``.

    Clock hours move by the time of the pause, working hours by the working hours
    in it, day units by one working day per closing hour in it. A pause that
    begins when the term is over moves nothing.

    :raises LegalClockError: legal clocks never pause.
    """
    if legal:
        raise LegalClockError(
            "A legal clock never pauses; record an extension with its basis instead."
        )
    due_at, pause_from, pause_to = map(_utc, (due_at, pause_from, pause_to))
    if pause_to < pause_from:
        raise ValueError(
            f"The pause ends ({pause_to}) before it starts ({pause_from})."
        )
    if pause_from >= due_at:
        return due_at
    if term.unit is Unit.CLOCK_HOURS:
        return due_at + (pause_to - pause_from)
    if working_time is None:
        raise ValueError(f"A term in {term.unit} needs the calendar of who owes it.")
    if term.unit is Unit.WORKING_HOURS:
        hours = working_time.hours_between(pause_from, pause_to)
        return working_time.add_hours(due_at, hours) if hours else due_at
    return _move_days(
        due_at, working_time.closing_hours_between(pause_from, pause_to), working_time
    )


def _move_days(due_at: datetime, days: int, working_time: WorkingTime) -> datetime:
    if not days:
        return due_at
    # A day that closes at midnight is due at the first instant of the next one.
    due_day = working_time.local_date(due_at - _TICK)
    return working_time.closing_of(working_time.add_days(due_day, days))


@dataclass(frozen=True)
class Plan:
    """Dates on the way to an answer.

    :param step_dues: when each step must be done, in the order of the steps.
    :param contribution_due: when the contribution must be there.
    :param realistic: False when there is no time; ``step_dues`` are then counted
        forward from ``contribution_due``, and the last is the earliest answer.
    """

    contribution_due: datetime
    step_dues: tuple[datetime, ...]
    realistic: bool


def plan_backwards(
    answer_due: datetime,
    steps: Sequence[float],
    office: WorkingTime,
    entity: WorkingTime,
    now: datetime,
) -> Plan:
    """Plan the way to an answer back from its date.

    :param steps: working hours of the office's own steps in order of work, such as
        drafting, substantive acceptance, acceptance of the office.
    :param entity: working time of who contributes; the contribution is due inside
        it and never earlier than one working hour after ``now``.
    """
    moment = office.previous_close(answer_due)
    dues = []
    for hours in reversed(steps):
        dues.append(moment)
        moment = office.subtract_hours(moment, hours)
    contribution_due = entity.previous_close(moment)
    earliest = entity.add_hours(now, 1)
    if contribution_due >= earliest:
        return Plan(contribution_due, tuple(reversed(dues)), True)
    dues, moment = [], earliest
    for hours in steps:
        moment = office.add_hours(moment, hours)
        dues.append(moment)
    return Plan(earliest, tuple(dues), False)


def warn_at(
    started_at: datetime,
    due_at: datetime,
    share: float,
    working_time: WorkingTime | None = None,
) -> datetime:
    """Return when ``share`` (0..1) of the term is gone, never later than its end.

    It is counted in working time when ``working_time`` is given, which suits
    working hours and working days, else in elapsed time.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"The share must be between 0 and 1, not {share!r}.")
    started_at, due_at = _utc(started_at), _utc(due_at)
    if due_at <= started_at:
        return due_at
    if working_time is None:
        return started_at + (due_at - started_at) * share
    hours = working_time.hours_between(started_at, due_at) * share
    return min(working_time.add_hours(started_at, hours), due_at)
