"""Polish public holidays (statutory free days) by year.

The dates come from the PyPI library ``holidays``. Its Polish calendar is checked
for the days that changed by law, because an outdated release would silently move
legal deadlines: 24 December is free from 2025 on, which makes 14 days a year.
Source: act of 18 January 1951 on days free from work.
"""

from datetime import date
from functools import cache

# By name, at start: the library's own look-up loads all countries at first use, which
# would be while somebody waits, anew in each worker.
from holidays.countries import Poland

CHRISTMAS_EVE_FREE_FROM = 2025
DAYS_A_YEAR = 14
FIRST_YEAR = 1990
_SATURDAY = 5


class OutdatedHolidaysError(RuntimeError):
    """The installed ``holidays`` library does not know the present Polish law."""


@cache
def _by_date(year: int) -> dict[date, str]:
    if year < FIRST_YEAR:
        raise ValueError(
            f"Polish holidays are known from {FIRST_YEAR} on; check the year {year}."
        )
    found = dict(Poland(years=year, language="pl"))
    check_holidays(year, found)
    return dict(sorted(found.items()))


def check_holidays(year: int, found) -> None:
    """Raise :class:`OutdatedHolidaysError` when ``found`` contradicts the law."""
    eve_free = date(year, 12, 24) in found
    if eve_free != (year >= CHRISTMAS_EVE_FREE_FROM) or (
        eve_free and len(found) < DAYS_A_YEAR
    ):
        raise OutdatedHolidaysError(
            f"The list of Polish holidays for {year} is wrong ({len(found)} days, "
            f"24 December {'free' if eve_free else 'not free'}); "
            "upgrade the Python package 'holidays'."
        )


@cache
def statutory_holidays(year: int) -> frozenset[date]:
    """Return the statutory free days of ``year``, without ordinary weekends."""
    return frozenset(_by_date(year))


def is_statutory_free(day: date) -> bool:
    """Tell whether ``day`` is a Saturday, a Sunday or a statutory holiday."""
    return day.weekday() >= _SATURDAY or day in statutory_holidays(day.year)


def holiday_names(year: int) -> dict[date, str]:
    """Return the Polish names of the holidays of ``year`` in order of date."""
    return dict(_by_date(year))
