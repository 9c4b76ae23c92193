"""Dates and measures of a correction in the press.

The rules are of the Polish press law (Prawo prasowe, Dz.U. 2018 poz. 1914): a
correction is posted within 21 days of the publication (art. 31a(3)) and is at most
twice as long as what it corrects (31a(6)); an electronic title publishes it within
3 working days of receipt, a daily within 7 days, a periodical in its nearest or next
issue (32(1)); a refusal with reasons comes within 7 days (33(3)); a claim expires a
year after the publication (39).
"""

import math
import re
from dataclasses import dataclass
from datetime import date, datetime, time

from odoo.addons.skks_base.tools.working_time import (
    WARSAW,
    Deadline,
    Term,
    Unit,
    compute_deadline,
)

WARN_SHARE = 0.9
LIMIT_FACTOR = 2
CLAIM = Term(12, Unit.MONTHS)
REACTION = Term(8, Unit.CALENDAR_DAYS)
ELECTRONIC = Term(3, Unit.WORKING_DAYS)
DAILY = Term(7, Unit.CALENDAR_DAYS)
# Frequency of a periodical -> when the issue after the next one is out.
ISSUES = {
    "weekly": Term(14, Unit.CALENDAR_DAYS),
    "monthly": Term(2, Unit.MONTHS),
    "quarterly": Term(6, Unit.MONTHS),
    "irregular": Term(2, Unit.MONTHS),
}


@dataclass(frozen=True)
class CorrectionDates:
    """By when a correction is to be posted.

    :param internal: when the office means to have sent it
    :param raw: the last day by mere counting
    :param safe: last working day on or before the raw date; work to this one
    :param legal: the raw date moved off a free day (doubtful for this strict term)
    :param long_stop: when the claim in court expires
    """

    internal: date
    raw: date
    safe: date
    legal: date
    long_stop: date


def _after(day: date, term: Term) -> Deadline:
    """Count a statutory term from ``day``, which is left out."""
    return compute_deadline(term, datetime.combine(day, time(12), WARSAW), legal=True)


def _day(moment: datetime) -> date:
    return moment.astimezone(WARSAW).date()


def correction_dates(
    starts: date,
    days: int = 21,
    internal_days: int = 7,
    published: date | None = None,
) -> CorrectionDates:
    """Return the dates of a correction.

    :param starts: day of the publication; for a corrected version, the day on which
        the refusal was delivered (art. 33(4)). That day is not counted.
    :param published: day of the publication, if it is another one
    """
    sent_by = _after(starts, Term(days, Unit.CALENDAR_DAYS))
    internal = _after(starts, Term(internal_days, Unit.CALENDAR_DAYS))
    return CorrectionDates(
        internal=_day(internal.due_at),
        raw=sent_by.raw_date,
        safe=_day(sent_by.safe_at),
        legal=_day(sent_by.due_at),
        long_stop=_after(published or starts, CLAIM).raw_date,
    )


@dataclass(frozen=True)
class FollowUp:
    """What to expect of a newsroom that has received a correction.

    :param published_by: by when the correction has to be out
    :param reaction_raw: the day after the term for a refusal
    :param reaction: the same, moved off a free day: ask the newsroom then
    """

    published_by: date
    reaction_raw: date
    reaction: date


def follow_up(received: date, frequency: str | None, *, electronic: bool) -> FollowUp:
    """Return what follows from the receipt by the newsroom.

    :param frequency: of the title, as in ``ISSUES``; any other counts as a daily,
        which is the careful choice
    :param electronic: the news stood in an electronic form (portal)
    """
    term = ELECTRONIC if electronic else ISSUES.get(frequency or "", DAILY)
    published = _after(received, term)
    reaction = _after(received, REACTION)
    return FollowUp(
        published_by=_day(published.due_at) if electronic else published.raw_date,
        reaction_raw=reaction.raw_date,
        reaction=_day(reaction.due_at),
    )


@dataclass(frozen=True)
class Length:
    """How long a correction is, and how long it may be.

    :param used: characters with spaces, or seconds
    :param allowed: twice the fragment; 0 where the fragment is not known
    :param warn_from: from here on a warning is due
    """

    used: int
    allowed: int
    warn_from: int

    @property
    def is_over(self) -> bool:
        return bool(self.allowed) and self.used > self.allowed

    @property
    def is_near(self) -> bool:
        return bool(self.allowed) and self.warn_from <= self.used <= self.allowed


def text_length(text: str) -> int:
    """Return the characters of ``text`` with spaces; a run of blanks is one."""
    return len(re.sub(r"\s+", " ", text or "").strip())


def length_of(used: int, fragment: int) -> Length:
    """Measure ``used`` against a fragment of that length, in the same unit."""
    allowed = LIMIT_FACTOR * max(fragment, 0)
    return Length(used, allowed, math.ceil(allowed * WARN_SHARE))
