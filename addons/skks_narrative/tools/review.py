"""When somebody is told that a position has to be confirmed, and how urgent that is."""

from datetime import date, timedelta

from .freshness import EXPIRES_AFTER, LEAD_DAYS

AHEAD = "ahead"
OVERDUE = "overdue"
DEPUTY = "deputy"
HEAD = "head"
EXPIRED = "expired"

# Days after the due date on which each step is reached; the first one lies before.
LATE_STEPS = ((OVERDUE, 1), (DEPUTY, 7), (HEAD, 14), (EXPIRED, EXPIRES_AFTER))
IMPORTANCE = {"crisis": 4, "high": 3, "normal": 2, "evergreen": 1}
# Share of the interval by which imported positions are spread, to either side.
SPREAD = 0.15


def lead_days(every: int) -> int:
    """Return how long before the due date the expert is asked.

    Two weeks, but never sooner than at half of the interval: a crisis line that is
    confirmed every 14 days would be asked for on the day of its confirmation.
    """
    return min(LEAD_DAYS, every // 2)


def steps(start: date, due: date) -> list[tuple[str, date]]:
    """Return the steps with their days, in order."""
    late = [(step, due + timedelta(days=days)) for step, days in LATE_STEPS]
    return [(AHEAD, min(start, due)), *late]


def step_on(today: date, start: date, due: date) -> str | None:
    """Return the step that has been reached; None before the first one."""
    reached = [step for step, day in steps(start, due) if day <= today]
    return reached[-1] if reached else None


def next_day(done: str | None, start: date, due: date) -> date | None:
    """Return the day of the step after ``done``; None after the last one."""
    planned = steps(start, due)
    names = [step for step, _day in planned]
    later = planned[names.index(done) + 1 :] if done else planned
    return later[0][1] if later else None


def urgency(importance: str, uses: int, days_late: int) -> int:
    """Return importance × use × delay; what is not late or used still counts."""
    return IMPORTANCE[importance] * (1 + uses) * (1 + max(days_late, 0))


def shift(number: int, every: int) -> int:
    """Return by how many days record ``number`` is moved, spread evenly.

    The same record is always moved by the same, neighbours by different days.
    """
    golden = number * 0.6180339887498949 % 1
    return round((2 * golden - 1) * SPREAD * every)
