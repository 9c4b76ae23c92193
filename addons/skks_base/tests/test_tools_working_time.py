"""Working time, terms and holidays: worked dates, edges, and independent oracles.

``SKKS_HYPOTHESIS=full`` runs 10,000 examples per property instead of 1,000.
"""

import os
import time as stopwatch
import unittest
from datetime import UTC, date, datetime, time, timedelta
from unittest import mock

import businesstimedelta
import numpy
import pytz
from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.skks_base.tools import polish_holidays, working_time
from odoo.addons.skks_base.tools.working_time import (
    WARSAW,
    EmptyCalendarError,
    LegalClockError,
    Term,
    Unit,
    WorkingTime,
    compute_deadline,
    plan_backwards,
    shift_for_pause,
    warn_at,
)

YEARS = range(2025, 2036)
MONDAY_TO_FRIDAY = range(5)
HOLIDAYS = sorted(
    day for year in YEARS for day in polish_holidays.statutory_holidays(year)
)


def local(*parts):
    """Return a Warsaw wall-clock time, as people write it in the scenarios."""
    return datetime(*parts, tzinfo=WARSAW)


def calendar_of(*hours, days=MONDAY_TO_FRIDAY, **options):
    options.setdefault("closed_days", HOLIDAYS)
    return WorkingTime.from_intervals(WARSAW, dict.fromkeys(days, hours), **options)


OFFICE = calendar_of((7.5, 16))
WDT = calendar_of((7.5, 15.5))
MPWIK = calendar_of((7, 15))
NIGHT = calendar_of((0, 6), (22, 24), days=range(7), closed_days=())
ALWAYS = calendar_of((0, 24), days=range(7), closed_days=())


class Case(unittest.TestCase):
    def assert_local(self, moment, *parts):
        """Check an instant against a Warsaw wall-clock time that occurs once."""
        self.assertEqual(moment.tzinfo, UTC)
        shown = moment.astimezone(WARSAW)
        self.assertEqual(str(shown), str(local(*parts)))

    def deadline(self, amount, unit, *start, calendar=None, legal=True, rolling=True):
        term = Term(amount, unit, rolling)
        return compute_deadline(term, local(*start), calendar, legal=legal)


class TestPolishHolidays(Case):
    def test_fourteen_days_since_christmas_eve_is_free(self):
        for year in YEARS:
            with self.subTest(year=year):
                days = polish_holidays.statutory_holidays(year)
                self.assertEqual(len(days), 14)
                self.assertIn(date(year, 12, 24), days)

    def test_christmas_eve_was_a_working_day_before(self):
        self.assertNotIn(date(2024, 12, 24), polish_holidays.statutory_holidays(2024))
        self.assertFalse(polish_holidays.is_statutory_free(date(2024, 12, 24)))
        self.assertTrue(polish_holidays.is_statutory_free(date(2025, 12, 24)))

    def test_movable_feasts(self):
        for day in (
            date(2025, 6, 19),
            date(2026, 6, 4),
            date(2027, 5, 27),
            date(2028, 6, 15),
            date(2025, 4, 21),
            date(2026, 4, 6),
            date(2027, 3, 29),
            date(2028, 4, 17),
        ):
            with self.subTest(day=day):
                self.assertIn(day, polish_holidays.statutory_holidays(day.year))

    def test_weekends_are_free_and_other_days_are_not(self):
        self.assertTrue(polish_holidays.is_statutory_free(date(2026, 11, 21)))
        self.assertTrue(polish_holidays.is_statutory_free(date(2026, 11, 22)))
        self.assertFalse(polish_holidays.is_statutory_free(date(2026, 11, 23)))
        self.assertTrue(polish_holidays.is_statutory_free(date(2026, 11, 11)))

    def test_names_are_polish_and_in_order(self):
        names = polish_holidays.holiday_names(2026)
        self.assertEqual(list(names), sorted(names))
        self.assertEqual(set(names), polish_holidays.statutory_holidays(2026))
        self.assertIn("Niepodległości", names[date(2026, 11, 11)])
        self.assertEqual(names[date(2026, 12, 24)], "Wigilia Bożego Narodzenia")

    def test_names_cannot_spoil_the_cache(self):
        polish_holidays.holiday_names(2026).clear()
        self.assertEqual(len(polish_holidays.holiday_names(2026)), 14)

    def test_outdated_library_is_refused(self):
        without_eve = polish_holidays.holiday_names(2026)
        del without_eve[date(2026, 12, 24)]
        one_short = polish_holidays.holiday_names(2026)
        del one_short[date(2026, 11, 11)]
        for found in (without_eve, one_short):
            with self.assertRaisesRegex(
                polish_holidays.OutdatedHolidaysError, "upgrade.*holidays"
            ):
                polish_holidays.check_holidays(2026, found)
        with self.assertRaises(polish_holidays.OutdatedHolidaysError):
            polish_holidays.check_holidays(2024, {date(2024, 12, 24): "Wigilia"})

    def test_year_before_the_present_law(self):
        with self.assertRaisesRegex(ValueError, "1989"):
            polish_holidays.statutory_holidays(1989)


class TestLegalTerms(Case):
    """The worked dates of the legal note, all rows."""

    TABLE = (
        # what, amount, unit, start, raw, due, safe
        ("UDIP", 14, "calendar_days", "2025-12-10", "2025-12-24", "2025-12-29", "23"),
        ("UDIP", 14, "calendar_days", "2026-12-11", "2026-12-25", "2026-12-28", "23"),
        ("month", 1, "months", "2026-01-31", "2026-02-28", "2026-03-02", "27"),
        ("month", 1, "months", "2026-03-16", "2026-04-16", "2026-04-16", "16"),
        ("petition", 3, "months", "2025-11-30", "2026-02-28", "2026-03-02", "27"),
        ("forward", 7, "calendar_days", "2026-04-24", "2026-05-01", "2026-05-04", "30"),
        ("UDIP", 2, "months", "2026-06-15", "2026-08-15", "2026-08-17", "14"),
        ("radny", 14, "calendar_days", "2026-06-01", "2026-06-15", "2026-06-15", "15"),
        ("spr.", 21, "calendar_days", "2026-05-14", "2026-06-04", "2026-06-05", "3"),
        ("spr.", 3, "working_days", "2026-04-30", "2026-05-06", "2026-05-06", "6"),
        ("spr.", 3, "working_days", "2026-12-23", "2026-12-30", "2026-12-30", "30"),
        ("4(3)", 3, "calendar_days", "2026-04-29", "2026-05-02", "2026-05-04", "30"),
    )

    def test_worked_dates(self):
        for what, amount, unit, start, raw, due, safe_day in self.TABLE:
            with self.subTest(what=what, start=start):
                day = date.fromisoformat(start)
                found = self.deadline(amount, unit, day.year, day.month, day.day, 10)
                end = date.fromisoformat(due)
                self.assertEqual(found.raw_date, date.fromisoformat(raw))
                self.assert_local(
                    found.due_at, end.year, end.month, end.day, 23, 59, 59
                )
                safe = found.safe_at.astimezone(WARSAW)
                self.assertEqual(safe.time(), time(23, 59, 59))
                self.assertEqual(safe.day, int(safe_day))
                self.assertLessEqual(safe.date(), found.raw_date)

    def test_hour_of_receipt_does_not_matter(self):
        for hour, minute in ((0, 0), (12, 30), (23, 59)):
            found = self.deadline(14, "calendar_days", 2025, 12, 10, hour, minute)
            self.assert_local(found.due_at, 2025, 12, 29, 23, 59, 59)

    def test_local_day_counts_not_the_day_in_utc(self):
        # 00:30 in Warsaw is still the day before in UTC.
        start = datetime(2026, 6, 1, 22, 30, tzinfo=UTC)
        found = compute_deadline(Term(14, Unit.CALENDAR_DAYS), start, legal=True)
        self.assertEqual(found.raw_date, date(2026, 6, 16))

    def test_calendar_of_an_entity_changes_no_legal_date(self):
        abroad = WorkingTime.from_intervals("Asia/Tokyo", {5: [(9, 10)]})
        for unit in ("calendar_days", "months", "working_days"):
            plain = self.deadline(3, unit, 2026, 4, 30, 20)
            self.assertEqual(
                plain, self.deadline(3, unit, 2026, 4, 30, 20, calendar=abroad)
            )

    def test_without_rolling_the_raw_day_is_the_end(self):
        found = self.deadline(14, "calendar_days", 2025, 12, 10, rolling=False)
        self.assert_local(found.due_at, 2025, 12, 24, 23, 59, 59)
        self.assert_local(found.safe_at, 2025, 12, 23, 23, 59, 59)

    def test_safe_date_is_never_before_the_receipt(self):
        # Received on 24 December, three days end on Sunday 27, all of them free.
        found = self.deadline(3, "calendar_days", 2026, 12, 24, 10)
        self.assert_local(found.due_at, 2026, 12, 28, 23, 59, 59)
        self.assert_local(found.safe_at, 2026, 12, 27, 23, 59, 59)

    def test_safe_date_may_be_the_day_of_receipt(self):
        found = self.deadline(3, "calendar_days", 2026, 4, 30, 10)
        self.assert_local(found.safe_at, 2026, 4, 30, 23, 59, 59)

    def test_months_at_the_end_of_february(self):
        for start, months, raw in (
            ((2028, 1, 31), 1, date(2028, 2, 29)),
            ((2027, 12, 31), 2, date(2028, 2, 29)),
            ((2026, 11, 30), 3, date(2027, 2, 28)),
            ((2026, 2, 28), 1, date(2026, 3, 28)),
            ((2026, 12, 15), 12, date(2027, 12, 15)),
            ((2026, 11, 15), 1, date(2026, 12, 15)),
        ):
            with self.subTest(start=start):
                found = self.deadline(months, "months", *start)
                self.assertEqual(found.raw_date, raw)

    def test_own_list_of_holidays(self):
        found = compute_deadline(
            Term(1, "calendar_days"),
            local(2026, 6, 15),
            legal=True,
            holidays=lambda year: {date(year, 6, 16)},
        )
        self.assert_local(found.due_at, 2026, 6, 17, 23, 59, 59)

    def test_legal_working_hours_need_a_calendar(self):
        with self.assertRaisesRegex(ValueError, "calendar"):
            self.deadline(3, "working_hours", 2026, 6, 15)
        found = self.deadline(3, "working_hours", 2026, 6, 15, calendar=WDT)
        self.assert_local(found.due_at, 2026, 6, 15, 10, 30)


class TestScenarios(Case):
    """Dates promised in the scenarios."""

    def test_as1_statutory_date_of_a_letter_on_friday_evening(self):
        found = self.deadline(14, "calendar_days", 2026, 11, 20, 18, 40)
        self.assert_local(found.due_at, 2026, 12, 4, 23, 59, 59)

    def test_as1_authorisation_runs_through_the_night(self):
        found = self.deadline(6, "clock_hours", 2026, 11, 22, 21, 40)
        self.assert_local(found.due_at, 2026, 11, 23, 3, 40)

    def test_as2_planned_backwards(self):
        for entity in (WDT, MPWIK):
            plan = plan_backwards(
                local(2026, 11, 24, 12),
                [2, 1, 1],
                OFFICE,
                entity,
                local(2026, 11, 23, 7, 12),
            )
            self.assertTrue(plan.realistic)
            self.assert_local(plan.contribution_due, 2026, 11, 24, 8)
            draft, substantive, office = plan.step_dues
            self.assert_local(draft, 2026, 11, 24, 10)
            self.assert_local(substantive, 2026, 11, 24, 11)
            self.assert_local(office, 2026, 11, 24, 12)

    def test_as2_statutory_date_and_choice(self):
        found = self.deadline(14, "calendar_days", 2026, 11, 23, 7, 12)
        self.assert_local(found.due_at, 2026, 12, 7, 23, 59, 59)
        choice = self.deadline(10, "calendar_days", 2026, 11, 23, 7, 12)
        self.assertEqual(choice.raw_date, date(2026, 12, 3))

    def test_as2_contribution_of_mpwik_is_seventy_minutes_late(self):
        late = MPWIK.hours_between(local(2026, 11, 24, 8), local(2026, 11, 24, 9, 10))
        self.assertAlmostEqual(late * 60, 70)

    def test_as2_unrealistic_date(self):
        now = local(2026, 11, 23, 7, 12)
        asked = local(2026, 11, 23, 8)
        plan = plan_backwards(asked, [2, 1, 1], OFFICE, WDT, now)
        self.assertFalse(plan.realistic)
        self.assert_local(plan.contribution_due, 2026, 11, 23, 8, 30)
        self.assertEqual(
            [due.astimezone(WARSAW).strftime("%H:%M") for due in plan.step_dues],
            ["10:30", "11:30", "12:30"],
        )
        plan = plan_backwards(asked, [2, 1, 1], OFFICE, MPWIK, now)
        self.assert_local(plan.contribution_due, 2026, 11, 23, 8, 12)

    def test_as5_authorisation_over_the_autumn_change(self):
        daily = self.deadline(6, "clock_hours", 2026, 10, 24, 22)
        self.assert_local(daily.due_at, 2026, 10, 25, 3)
        self.assertEqual(daily.safe_at, daily.due_at)
        periodical = self.deadline(24, "clock_hours", 2026, 10, 24, 22)
        self.assert_local(periodical.due_at, 2026, 10, 25, 21)

    def test_as6_correction(self):
        internal = self.deadline(
            7, "calendar_days", 2026, 12, 3, 8, calendar=OFFICE, legal=False
        )
        self.assert_local(internal.due_at, 2026, 12, 10, 16)
        legal = self.deadline(21, "calendar_days", 2026, 12, 3, 8)
        self.assertEqual(legal.raw_date, date(2026, 12, 24))
        self.assert_local(legal.safe_at, 2026, 12, 23, 23, 59, 59)
        self.assert_local(legal.due_at, 2026, 12, 28, 23, 59, 59)

    def test_as6_reaction_refusal_and_long_stop(self):
        reaction = self.deadline(8, "calendar_days", 2026, 12, 11, 9)
        self.assertEqual(reaction.raw_date, date(2026, 12, 19))
        self.assert_local(reaction.due_at, 2026, 12, 21, 23, 59, 59)
        again = self.deadline(21, "calendar_days", 2026, 12, 15, 9)
        self.assert_local(again.due_at, 2027, 1, 5, 23, 59, 59)
        long_stop = self.deadline(12, "months", 2026, 12, 3, 9)
        self.assert_local(long_stop.due_at, 2027, 12, 3, 23, 59, 59)

    def test_as8_intervention(self):
        for days, due in (
            (1, (2026, 11, 9)),
            (7, (2026, 11, 18)),
            (10, (2026, 11, 23)),
        ):
            found = self.deadline(
                days, "working_days", 2026, 11, 6, 18, 40, calendar=WDT, legal=False
            )
            self.assert_local(found.due_at, *due, 15, 30)
            self.assertEqual(found.safe_at, found.due_at)
        for calendar, legal, end in (
            (None, True, (23, 59, 59)),
            (WDT, False, (15, 30)),
        ):
            stop = self.deadline(
                30, "calendar_days", 2026, 11, 6, 18, 40, calendar=calendar, legal=legal
            )
            self.assertEqual(stop.raw_date, date(2026, 12, 6))
            self.assert_local(stop.due_at, 2026, 12, 7, *end)

    def test_as8_pause_across_a_holiday(self):
        pause = local(2026, 11, 10, 12), local(2026, 11, 13, 9)
        self.assertEqual(WDT.closing_hours_between(*pause), 2)
        for days, due, moved in ((7, 18, 20), (10, 23, 25)):
            term = Term(days, Unit.WORKING_DAYS)
            found = shift_for_pause(term, local(2026, 11, due, 15, 30), *pause, WDT)
            self.assert_local(found, 2026, 11, moved, 15, 30)


class TestServiceTerms(Case):
    def service(self, amount, unit, *start, calendar=WDT, rolling=True):
        return self.deadline(
            amount, unit, *start, calendar=calendar, legal=False, rolling=rolling
        )

    def test_working_hours_start_at_the_next_opening_minute(self):
        # Arrival at night, on a Saturday, exactly at closing and inside the hours.
        for start, due in (
            ((2026, 11, 24, 2, 17), (2026, 11, 24, 11, 30)),
            ((2026, 11, 21, 12), (2026, 11, 23, 11, 30)),
            ((2026, 11, 24, 15, 30), (2026, 11, 25, 11, 30)),
            ((2026, 11, 24, 15, 29), (2026, 11, 25, 11, 29)),
            ((2026, 11, 24, 8), (2026, 11, 24, 12)),
        ):
            with self.subTest(start=start):
                found = self.service(4, "working_hours", *start)
                self.assert_local(found.due_at, *due)
                self.assertEqual(found.raw_date, date(*due[:3]))

    def test_end_at_closing_stays_there(self):
        found = self.service(8, "working_hours", 2026, 11, 24, 7, 30)
        self.assert_local(found.due_at, 2026, 11, 24, 15, 30)
        found = self.service(16, "working_hours", 2026, 11, 20, 7, 30)
        self.assert_local(found.due_at, 2026, 11, 23, 15, 30)

    def test_working_hours_over_christmas_eve(self):
        # Wednesday 23 December, then nothing until Monday 28.
        found = self.service(4, "working_hours", 2026, 12, 23, 13, 30)
        self.assert_local(found.due_at, 2026, 12, 28, 9, 30)
        found = self.service(1, "working_days", 2026, 12, 23, 9)
        self.assert_local(found.due_at, 2026, 12, 28, 15, 30)

    def test_day_units_take_the_closing_hour_of_that_day(self):
        short_friday = WorkingTime.from_intervals(
            WARSAW,
            {0: [(8, 18)], **dict.fromkeys(range(1, 4), [(8, 16)]), 4: [(8, 14)]},
        )
        found = self.service(1, "working_days", 2026, 11, 19, calendar=short_friday)
        self.assert_local(found.due_at, 2026, 11, 20, 14)
        found = self.service(2, "working_days", 2026, 11, 19, calendar=short_friday)
        self.assert_local(found.due_at, 2026, 11, 23, 18)

    def test_calendar_days_roll_in_the_days_of_the_entity(self):
        library = calendar_of((10, 18), days=(1, 2, 3, 4, 5))  # Tuesday to Saturday
        rolled = self.service(7, "calendar_days", 2026, 11, 15, calendar=library)
        self.assertEqual(rolled.raw_date, date(2026, 11, 22))
        self.assert_local(rolled.due_at, 2026, 11, 24, 18)
        saturday = self.service(7, "calendar_days", 2026, 11, 14, calendar=library)
        self.assert_local(saturday.due_at, 2026, 11, 21, 18)

    def test_not_rolling_is_due_on_the_working_day_before(self):
        found = self.service(7, "calendar_days", 2026, 11, 15, rolling=False)
        self.assertEqual(found.raw_date, date(2026, 11, 22))
        self.assert_local(found.due_at, 2026, 11, 20, 15, 30)
        found = self.service(1, "months", 2026, 11, 26, rolling=False)
        self.assert_local(found.due_at, 2026, 12, 23, 15, 30)
        working = self.service(7, "calendar_days", 2026, 11, 16, rolling=False)
        self.assert_local(working.due_at, 2026, 11, 23, 15, 30)

    def test_not_rolling_is_never_due_before_the_start(self):
        found = self.service(1, "calendar_days", 2026, 11, 20, 18, 40, rolling=False)
        self.assert_local(found.due_at, 2026, 11, 23, 15, 30)
        found = self.service(1, "calendar_days", 2026, 11, 20, 15, 30, rolling=False)
        self.assert_local(found.due_at, 2026, 11, 23, 15, 30)
        found = self.service(1, "calendar_days", 2026, 11, 20, 9, rolling=False)
        self.assert_local(found.due_at, 2026, 11, 20, 15, 30)

    def test_partial_closure_is_still_a_working_day(self):
        closures = [(local(2026, 12, 31, 12), local(2026, 12, 31, 15, 30))]
        calendar = calendar_of((7.5, 15.5), closures=closures)
        self.assertTrue(calendar.is_working_day(date(2026, 12, 31)))
        found = self.service(1, "working_days", 2026, 12, 30, calendar=calendar)
        self.assert_local(found.due_at, 2026, 12, 31, 12)
        found = self.service(6, "working_hours", 2026, 12, 31, 7, 30, calendar=calendar)
        self.assert_local(found.due_at, 2027, 1, 4, 9)

    def test_clock_hours_need_no_calendar(self):
        found = self.service(24, "clock_hours", 2026, 11, 20, 18, calendar=None)
        self.assert_local(found.due_at, 2026, 11, 21, 18)

    def test_every_other_unit_needs_a_calendar(self):
        for unit in set(Unit) - {Unit.CLOCK_HOURS}:
            with (
                self.subTest(unit=unit),
                self.assertRaisesRegex(ValueError, "calendar"),
            ):
                self.service(1, unit, 2026, 11, 20, calendar=None)

    def test_term_years_ahead(self):
        found = self.service(2000, "working_days", 2026, 11, 20)
        days = numpy.busday_offset("2026-11-20", 2000, holidays=HOLIDAYS)
        self.assertEqual(found.raw_date, days.item())

    def test_term_refuses_nonsense(self):
        for amount in (0, -1, float("nan"), float("inf"), 10**9):
            with self.subTest(amount=amount), self.assertRaises(ValueError):
                Term(amount, Unit.CLOCK_HOURS)
        for unit in ("working_days", "calendar_days", "months"):
            with self.subTest(unit=unit), self.assertRaisesRegex(ValueError, "whole"):
                Term(1.5, unit)
        with self.assertRaises(ValueError):
            Term(1, "weeks")
        self.assertEqual(Term(2.0, "months"), Term(2, Unit.MONTHS, True))


class TestPauses(Case):
    def shift(self, amount, unit, due, start, end, calendar=WDT):
        return shift_for_pause(
            Term(amount, unit), local(*due), local(*start), local(*end), calendar
        )

    def test_legal_clocks_never_pause(self):
        with self.assertRaisesRegex(LegalClockError, "extension"):
            shift_for_pause(
                Term(14, Unit.CALENDAR_DAYS),
                local(2026, 12, 7),
                local(2026, 12, 1),
                local(2026, 12, 2),
                WDT,
                legal=True,
            )

    def test_clock_hours_move_by_real_time(self):
        pause = (2026, 10, 24, 22), (2026, 10, 25, 4)  # seven hours that night
        moved = self.shift(24, "clock_hours", (2026, 10, 26, 8), *pause, None)
        self.assert_local(moved, 2026, 10, 26, 15)

    def test_working_hours_move_by_working_hours(self):
        pause = (2026, 11, 10, 12), (2026, 11, 13, 9)  # 3.5 + holiday + 8 + 1.5
        moved = self.shift(4, "working_hours", (2026, 11, 13, 11), *pause)
        self.assert_local(moved, 2026, 11, 17, 8)

    def test_pause_outside_working_time_moves_nothing(self):
        pause = (2026, 11, 20, 16), (2026, 11, 23, 7)
        for unit in ("working_hours", "working_days", "calendar_days", "months"):
            due = (2026, 11, 24, 15, 30)
            self.assert_local(self.shift(1, unit, due, *pause), *due)

    def test_closing_hour_belongs_to_the_pause_that_ends_with_it(self):
        due = (2026, 11, 27, 15, 30)
        until = self.shift(
            5, "working_days", due, (2026, 11, 24, 9), (2026, 11, 24, 15, 30)
        )
        self.assert_local(until, 2026, 11, 30, 15, 30)
        after = self.shift(
            5, "working_days", due, (2026, 11, 24, 15, 30), (2026, 11, 25, 9)
        )
        self.assert_local(after, *due)

    def test_two_closings_of_one_day_are_one_day(self):
        siesta = calendar_of((8, 12), (13, 16))
        pause = local(2026, 11, 24, 9), local(2026, 11, 24, 17)
        self.assertEqual(siesta.closing_hours_between(*pause), 1)

    def test_months_and_calendar_days_of_service_move_by_working_days(self):
        pause = (2026, 11, 10, 12), (2026, 11, 13, 9)
        for unit in ("calendar_days", "months"):
            moved = self.shift(1, unit, (2026, 11, 20, 15, 30), *pause)
            self.assert_local(moved, 2026, 11, 24, 15, 30)

    def test_day_that_closes_at_midnight(self):
        due = compute_deadline(
            Term(1, "working_days"), local(2026, 11, 23, 9), ALWAYS, legal=False
        ).due_at
        self.assert_local(due, 2026, 11, 25)
        moved = self.shift(
            1,
            "working_days",
            (2026, 11, 25),
            (2026, 11, 23, 20),
            (2026, 11, 24, 1),
            ALWAYS,
        )
        self.assert_local(moved, 2026, 11, 26)

    def test_pause_after_the_end_moves_nothing(self):
        due = (2026, 11, 24, 15, 30)
        for unit in Unit:
            moved = self.shift(1, unit, due, due, (2026, 11, 30, 9))
            self.assert_local(moved, *due)

    def test_pause_must_end_after_it_starts(self):
        with self.assertRaisesRegex(ValueError, "before it starts"):
            self.shift(
                1, "working_days", (2026, 11, 30), (2026, 11, 25), (2026, 11, 24)
            )

    def test_pause_needs_the_calendar(self):
        with self.assertRaisesRegex(ValueError, "calendar"):
            self.shift(
                1, "working_days", (2026, 11, 30), (2026, 11, 24), (2026, 11, 25), None
            )


class TestPlan(Case):
    def test_office_hours_end_the_day(self):
        # Asked for on Sunday evening: the office is done on Friday at 16:00.
        plan = plan_backwards(
            local(2026, 11, 22, 20), [2, 1], OFFICE, WDT, local(2026, 11, 18, 9)
        )
        draft, office = plan.step_dues
        self.assert_local(office, 2026, 11, 20, 16)
        self.assert_local(draft, 2026, 11, 20, 15)
        self.assert_local(plan.contribution_due, 2026, 11, 20, 13)

    def test_contribution_is_floored_into_the_time_of_the_entity(self):
        # 08:00 for the office is before a school opens: the afternoon before.
        school = calendar_of((9, 14))
        plan = plan_backwards(
            local(2026, 11, 24, 12),
            [2, 1, 1],
            OFFICE,
            school,
            local(2026, 11, 23, 7, 12),
        )
        self.assert_local(plan.contribution_due, 2026, 11, 23, 14)
        self.assertTrue(plan.realistic)

    def test_one_working_hour_is_just_enough(self):
        now = local(2026, 11, 24, 7)  # WDT opens at 7:30, so 8:30 is the earliest
        just = plan_backwards(local(2026, 11, 24, 12, 30), [2, 1, 1], OFFICE, WDT, now)
        self.assertTrue(just.realistic)
        self.assert_local(just.contribution_due, 2026, 11, 24, 8, 30)
        late = plan_backwards(local(2026, 11, 24, 12, 29), [2, 1, 1], OFFICE, WDT, now)
        self.assertFalse(late.realistic)
        self.assert_local(late.contribution_due, 2026, 11, 24, 8, 30)

    def test_date_in_the_past_yields_none_in_the_past(self):
        now = local(2026, 11, 24, 15)
        plan = plan_backwards(local(2026, 11, 20, 12), [2, 1, 1], OFFICE, WDT, now)
        self.assertFalse(plan.realistic)
        self.assertTrue(all(due > now for due in plan.step_dues))
        self.assert_local(plan.contribution_due, 2026, 11, 25, 8)

    def test_no_steps(self):
        plan = plan_backwards(
            local(2026, 11, 24, 12), [], OFFICE, WDT, local(2026, 11, 23, 9)
        )
        self.assertEqual(plan.step_dues, ())
        self.assert_local(plan.contribution_due, 2026, 11, 24, 12)


class TestWarning(Case):
    def test_share_of_working_time(self):
        start, due = local(2026, 11, 20, 13, 30), local(2026, 11, 23, 9, 30)
        for share, expected in (
            (0, (2026, 11, 20, 13, 30)),
            (0.5, (2026, 11, 20, 15, 30)),
            (0.75, (2026, 11, 23, 8, 30)),
            (1, (2026, 11, 23, 9, 30)),
        ):
            self.assert_local(warn_at(start, due, share, WDT), *expected)

    def test_share_of_elapsed_time_over_a_change_of_clocks(self):
        start, due = local(2026, 10, 24, 22), local(2026, 10, 25, 21)  # 24 hours
        self.assert_local(warn_at(start, due, 0.25), 2026, 10, 25, 3)

    def test_never_after_the_end(self):
        start, due = local(2026, 11, 20, 18), local(2026, 11, 20, 19)
        self.assert_local(warn_at(start, due, 0.5, WDT), 2026, 11, 20, 19)
        self.assert_local(warn_at(due, start, 0.5, WDT), 2026, 11, 20, 18)

    def test_share_is_checked(self):
        for share in (-0.1, 1.1, float("nan")):
            with self.assertRaisesRegex(ValueError, "share"):
                warn_at(local(2026, 1, 1), local(2026, 1, 2), share)


class TestChangeOfClocks(Case):
    def test_clock_hours_in_spring_and_autumn(self):
        spring = self.deadline(6, "clock_hours", 2026, 3, 28, 22)
        self.assert_local(spring.due_at, 2026, 3, 29, 5)
        autumn = self.deadline(6, "clock_hours", 2026, 10, 24, 22)
        self.assert_local(autumn.due_at, 2026, 10, 25, 3)

    def test_second_reading_of_the_repeated_hour(self):
        first = datetime(2026, 10, 25, 2, 30, tzinfo=WARSAW)
        second = first.replace(fold=1)
        for start, due in ((first, 7), (second, 8)):
            found = compute_deadline(Term(6, "clock_hours"), start, legal=True)
            self.assert_local(found.due_at, 2026, 10, 25, due, 30)
        self.assertEqual(ALWAYS.hours_between(first, second), 1)

    def test_night_shift_has_an_hour_less_in_spring_and_more_in_autumn(self):
        evening, morning = (22,), (6,)
        for day, hours in (((2026, 3, 28), 7), ((2026, 10, 24), 9), ((2026, 6, 6), 8)):
            start = local(*day, *evening)
            end = local(day[0], day[1], day[2] + 1, *morning)
            with self.subTest(day=day):
                self.assertEqual(NIGHT.hours_between(start, end), hours)
                self.assertEqual(NIGHT.add_hours(start, hours), end.astimezone(UTC))
                self.assertEqual(
                    NIGHT.subtract_hours(end, hours), start.astimezone(UTC)
                )

    def test_working_hours_inside_a_night_opening(self):
        self.assert_local(NIGHT.add_hours(local(2026, 3, 28, 23), 4), 2026, 3, 29, 4)
        self.assert_local(NIGHT.add_hours(local(2026, 10, 24, 23), 5), 2026, 10, 25, 3)
        self.assert_local(
            NIGHT.subtract_hours(local(2026, 3, 29, 4), 4), 2026, 3, 28, 23
        )
        self.assert_local(
            NIGHT.subtract_hours(local(2026, 10, 25, 3), 5), 2026, 10, 24, 23
        )

    def test_opening_at_a_wall_time_that_does_not_exist(self):
        odd = calendar_of((2.5, 4), days=(6,), closed_days=())
        self.assert_local(odd.opening_of(date(2026, 3, 29)), 2026, 3, 29, 3)
        self.assertEqual(
            odd.hours_between(local(2026, 3, 29), local(2026, 3, 29, 12)), 1
        )
        inside = calendar_of((2.25, 2.75), (5, 6), days=(6,), closed_days=())
        self.assert_local(inside.opening_of(date(2026, 3, 29)), 2026, 3, 29, 5)

    def test_opening_at_a_wall_time_that_occurs_twice(self):
        odd = calendar_of((2.5, 4), days=(6,), closed_days=())
        self.assertEqual(
            odd.opening_of(date(2026, 10, 25)),
            datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        )
        self.assertEqual(
            odd.hours_between(local(2026, 10, 25), local(2026, 10, 25, 12)), 2.5
        )

    def test_legal_day_after_a_change_ends_at_local_midnight(self):
        found = self.deadline(2, "calendar_days", 2026, 10, 24, 12)
        self.assertEqual(found.due_at, datetime(2026, 10, 26, 22, 59, 59, tzinfo=UTC))


class TestCalendar(Case):
    def test_open_from_opening_until_before_closing(self):
        for hour, minute, expected in (
            (7, 29, False),
            (7, 30, True),
            (15, 29, True),
            (15, 30, False),
        ):
            self.assertIs(WDT.is_open(local(2026, 11, 24, hour, minute)), expected)
        self.assertFalse(WDT.is_open(local(2026, 11, 11, 10)))
        self.assertFalse(WDT.is_open(local(2026, 11, 21, 10)))

    def test_next_open(self):
        self.assert_local(WDT.next_open(local(2026, 11, 24, 9)), 2026, 11, 24, 9)
        self.assert_local(
            WDT.next_open(local(2026, 11, 24, 7, 30)), 2026, 11, 24, 7, 30
        )
        self.assert_local(
            WDT.next_open(local(2026, 11, 10, 15, 30)), 2026, 11, 12, 7, 30
        )

    def test_previous_close(self):
        for moment, expected in (
            ((2026, 11, 24, 9), (2026, 11, 24, 9)),
            ((2026, 11, 24, 7, 30), (2026, 11, 24, 7, 30)),
            ((2026, 11, 24, 15, 30), (2026, 11, 24, 15, 30)),
            ((2026, 11, 24, 15, 31), (2026, 11, 24, 15, 30)),
            ((2026, 11, 23, 7, 29), (2026, 11, 20, 15, 30)),
            ((2026, 11, 12, 6), (2026, 11, 10, 15, 30)),
        ):
            with self.subTest(moment=moment):
                self.assert_local(WDT.previous_close(local(*moment)), *expected)

    def test_opening_and_closing_of_a_day(self):
        siesta = calendar_of((13, 16), (8, 12))
        self.assert_local(siesta.opening_of(date(2026, 11, 24)), 2026, 11, 24, 8)
        self.assert_local(siesta.closing_of(date(2026, 11, 24)), 2026, 11, 24, 16)
        for closed in (date(2026, 11, 11), date(2026, 11, 21)):
            self.assertIsNone(siesta.opening_of(closed))
            self.assertIsNone(siesta.closing_of(closed))
            self.assertFalse(siesta.is_working_day(closed))

    def test_lunch_is_no_working_time(self):
        siesta = calendar_of((8, 12), (13, 16))
        self.assert_local(
            siesta.add_hours(local(2026, 11, 24, 11), 2), 2026, 11, 24, 14
        )
        self.assert_local(
            siesta.subtract_hours(local(2026, 11, 24, 14), 2), 2026, 11, 24, 11
        )
        self.assert_local(
            siesta.add_hours(local(2026, 11, 24, 11), 1), 2026, 11, 24, 12
        )
        self.assertEqual(
            siesta.hours_between(local(2026, 11, 24, 11), local(2026, 11, 24, 14)), 2
        )

    def test_no_hours_at_all(self):
        self.assert_local(
            WDT.add_hours(local(2026, 11, 24, 16), 0), 2026, 11, 25, 7, 30
        )
        self.assert_local(
            WDT.subtract_hours(local(2026, 11, 24, 16), 0), 2026, 11, 24, 15, 30
        )
        self.assert_local(
            WDT.subtract_hours(local(2026, 11, 24, 7, 30), 0), 2026, 11, 24, 7, 30
        )

    def test_start_at_opening_stays_there_backwards(self):
        self.assert_local(
            WDT.subtract_hours(local(2026, 11, 24, 9, 30), 2), 2026, 11, 24, 7, 30
        )
        self.assert_local(
            WDT.subtract_hours(local(2026, 11, 12, 8, 30), 2), 2026, 11, 10, 14, 30
        )

    def test_days(self):
        self.assertEqual(WDT.add_days(date(2026, 11, 10), 1), date(2026, 11, 12))
        self.assertEqual(WDT.add_days(date(2026, 11, 10), 0), date(2026, 11, 10))
        self.assertEqual(WDT.add_days(date(2026, 11, 11), 0), date(2026, 11, 12))
        self.assertEqual(WDT.add_days(date(2026, 11, 21), 1), date(2026, 11, 23))
        self.assertEqual(WDT.next_working_day(date(2026, 12, 24)), date(2026, 12, 28))
        self.assertEqual(
            WDT.previous_working_day(date(2026, 12, 27)), date(2026, 12, 23)
        )
        with self.assertRaises(ValueError):
            WDT.add_days(date(2026, 11, 10), -1)

    def test_touching_openings_are_one(self):
        split = WorkingTime(WARSAW, (((480, 720), (720, 960)),) * 7)
        self.assertEqual(split, WorkingTime(WARSAW, (((480, 960),),) * 7))
        self.assertEqual(split.week[0], ((480, 960),))

    def test_closures_are_sorted_and_joined(self):
        closures = (
            (local(2026, 11, 24, 10), local(2026, 11, 24, 11)),
            (local(2026, 11, 23, 9), local(2026, 11, 23, 12)),
            (local(2026, 11, 23, 11), local(2026, 11, 23, 13)),
            (local(2026, 11, 23, 13), local(2026, 11, 23, 14)),
            (local(2026, 11, 23, 10), local(2026, 11, 23, 11)),
            (local(2026, 11, 24, 15), local(2026, 11, 24, 15)),  # no time at all
        )
        calendar = calendar_of((8, 16), closures=closures, closed_days=())
        self.assertEqual(len(calendar.closures), 2)
        self.assertEqual(
            calendar.hours_between(local(2026, 11, 23), local(2026, 11, 25)), 3 + 7
        )

    def test_closure_that_begins_with_the_opening(self):
        closures = [
            (local(2026, 11, 24, 8), local(2026, 11, 24, 16)),
            (local(2026, 11, 25, 8), local(2026, 11, 25, 10)),
            (local(2026, 11, 26, 14), local(2026, 11, 26, 16)),
        ]
        calendar = calendar_of((8, 16), closures=closures)
        self.assertFalse(calendar.is_working_day(date(2026, 11, 24)))
        self.assert_local(calendar.opening_of(date(2026, 11, 25)), 2026, 11, 25, 10)
        self.assert_local(calendar.closing_of(date(2026, 11, 26)), 2026, 11, 26, 14)
        self.assertFalse(
            calendar_of((0, 24), days=range(7)).is_working_day(date(2026, 11, 11))
        )

    def test_equal_calendars_are_equal_and_hashable(self):
        other = calendar_of((7.5, 15.5))
        other.is_open(local(2026, 11, 24, 9))
        self.assertEqual(other, WDT)
        self.assertEqual(hash(other), hash(WDT))
        self.assertNotEqual(other, MPWIK)
        with self.assertRaises(AttributeError):
            other.week = ()

    def test_empty_week(self):
        with self.assertRaisesRegex(EmptyCalendarError, "add opening hours"):
            WorkingTime.from_intervals(WARSAW, {})
        self.assertTrue(issubclass(EmptyCalendarError, ValueError))

    def test_closed_for_years(self):
        closed = [(local(2026, 1, 1), local(2029, 1, 1))]
        calendar = calendar_of((8, 16), closures=closed)
        for search in (
            lambda: calendar.add_hours(local(2026, 6, 1), 1),
            lambda: calendar.next_open(local(2026, 6, 1)),
            lambda: calendar.add_days(date(2026, 6, 1), 1),
            lambda: calendar.subtract_hours(local(2028, 6, 1), 1),
            lambda: calendar.previous_close(local(2028, 6, 1)),
        ):
            with self.assertRaisesRegex(EmptyCalendarError, "400 days"):
                search()
        self.assert_local(calendar.next_open(local(2028, 6, 1)), 2029, 1, 2, 8)

    def test_search_ends_after_the_stated_days(self):
        first = date(2026, 6, 1)
        for days, found in ((400, True), (401, False)):
            closed = [first + timedelta(days=number) for number in range(days)]
            calendar = calendar_of((8, 16), days=range(7), closed_days=closed)
            with self.subTest(days=days):
                if found:
                    opening = first + timedelta(days=days)
                    self.assertEqual(calendar.next_working_day(first), opening)
                else:
                    with self.assertRaises(EmptyCalendarError):
                        calendar.next_working_day(first)

    def test_wrong_intervals(self):
        for span in ((600, 600), (600, 500), (-1, 600), (600, 1441)):
            with self.subTest(span=span), self.assertRaises(ValueError):
                WorkingTime(WARSAW, ((span,),) + ((),) * 6)
        # One that hides behind a good one is found, too.
        with self.assertRaises(ValueError):
            WorkingTime(WARSAW, (((480, 960), (600, 500)),) + ((),) * 6)
        with self.assertRaisesRegex(ValueError, "7 days"):
            WorkingTime(WARSAW, (((480, 960),),))
        with self.assertRaisesRegex(ValueError, "before it starts"):
            calendar_of((8, 16), closures=[(local(2026, 1, 2), local(2026, 1, 1))])

    def test_reversed_interval(self):
        for count in (WDT.hours_between, WDT.closing_hours_between):
            with self.assertRaisesRegex(ValueError, "before it starts"):
                count(local(2026, 11, 24), local(2026, 11, 23))

    def test_hours_are_checked(self):
        for hours in (-1, float("nan"), float("inf")):
            for method in (WDT.add_hours, WDT.subtract_hours):
                with self.assertRaisesRegex(ValueError, "Hours"):
                    method(local(2026, 11, 24), hours)

    def test_naive_datetimes_are_refused(self):
        naive, aware = datetime(2026, 11, 24, 9), local(2026, 11, 24, 9)
        term = Term(1, Unit.CLOCK_HOURS)
        for call in (
            lambda: WDT.is_open(naive),
            lambda: WDT.local_date(naive),
            lambda: WDT.next_open(naive),
            lambda: WDT.previous_close(naive),
            lambda: WDT.add_hours(naive, 1),
            lambda: WDT.subtract_hours(naive, 1),
            lambda: WDT.hours_between(naive, aware),
            lambda: WDT.hours_between(aware, naive),
            lambda: WDT.closing_hours_between(aware, naive),
            lambda: calendar_of((8, 16), closures=[(naive, aware)]),
            lambda: compute_deadline(term, naive, legal=True),
            lambda: shift_for_pause(term, naive, aware, aware),
            lambda: shift_for_pause(term, aware, aware, naive),
            lambda: plan_backwards(naive, [1], OFFICE, WDT, aware),
            lambda: plan_backwards(aware, [1], OFFICE, WDT, naive),
            lambda: warn_at(naive, aware, 0.5),
            lambda: WDT.is_open(date(2026, 11, 24)),
        ):
            with self.assertRaisesRegex(ValueError, "time zone"):
                call()

    def test_datetimes_are_no_dates(self):
        for method in (WDT.is_working_day, WDT.closing_of, WDT.opening_of):
            with self.assertRaisesRegex(ValueError, "date without time"):
                method(local(2026, 11, 24, 9))
        with self.assertRaisesRegex(ValueError, "date without time"):
            WDT.add_days(local(2026, 11, 24, 9), 1)

    def test_any_zone_goes_in_and_utc_comes_out(self):
        start = datetime(2026, 11, 24, 8, tzinfo=UTC)
        found = WDT.add_hours(start, 1)
        self.assertEqual(
            (found, found.tzinfo), (datetime(2026, 11, 24, 9, tzinfo=UTC), UTC)
        )
        self.assertEqual(
            WDT.add_hours(start.astimezone(pytz.timezone("Asia/Tokyo")), 1), found
        )

    def test_ten_thousand_deadlines_are_quick(self):
        calendar = calendar_of((7.5, 15.5))
        start = local(2026, 1, 5, 9)
        began = stopwatch.process_time()
        for minutes in range(10_000):
            calendar.add_hours(start + timedelta(minutes=minutes), 16)
        self.assertLess(stopwatch.process_time() - began, 5)

    def test_each_day_is_worked_out_once(self):
        calendar = calendar_of((7.5, 15.5))
        calendar.add_hours(local(2026, 11, 2, 9), 100)
        with mock.patch.object(
            working_time, "local_instant", side_effect=AssertionError
        ):
            calendar.add_hours(local(2026, 11, 2, 9), 100)


# --- properties against independent oracles -----------------------------------

EXAMPLES = 10_000 if os.environ.get("SKKS_HYPOTHESIS") == "full" else 1_000
property_test = settings(
    max_examples=EXAMPLES, derandomize=True, deadline=None, database=None
)

DAYS = st.dates(date(2026, 1, 1), date(2033, 12, 31))
MINUTES = st.integers(0, 24 * 60 - 1)
MOMENTS = st.builds(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes),
    st.integers(0, 8 * 365 * 24 * 60),
)
# Hours in quarters are exact in binary, so nothing is lost in rounding.
HOURS = st.integers(1, 4 * 120).map(lambda quarters: quarters / 4)
SHORT = st.integers(0, 60 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))

BUSINESS = businesstimedelta.Rules(
    [
        businesstimedelta.WorkDayRule(
            time(7, 30), time(15, 30), tz=pytz.timezone("Europe/Warsaw")
        ),
        businesstimedelta.HolidayRule(HOLIDAYS, tz=pytz.timezone("Europe/Warsaw")),
    ]
)
LUNCH = calendar_of((7.5, 12), (12.5, 15.5))
LUNCH_BUSINESS = businesstimedelta.Rules(
    [
        *BUSINESS.available_rules,
        *BUSINESS.unavailable_rules,
        businesstimedelta.LunchTimeRule(
            time(12), time(12, 30), tz=pytz.timezone("Europe/Warsaw")
        ),
    ]
)


def busday(day, count, roll, **options):
    return numpy.busday_offset(day, count, roll, **options).item()


def end_of(day):
    return pytz.timezone("Europe/Warsaw").localize(
        datetime(day.year, day.month, day.day, 23, 59, 59)
    )


def closing_of(day):
    return pytz.timezone("Europe/Warsaw").localize(
        datetime(day.year, day.month, day.day, 15, 30)
    )


class TestOracles(Case):
    def check_legal(self, found, received, raw, due):
        safe = busday(raw, 0, "backward", holidays=HOLIDAYS)
        self.assertEqual(found.raw_date, raw)
        self.assertEqual(found.due_at, end_of(due))
        self.assertEqual(found.safe_at, end_of(safe if safe >= received else raw))

    @property_test
    @given(MOMENTS, st.integers(1, 400 * 4))
    def test_clock_hours(self, start, quarters):
        found = compute_deadline(
            Term(quarters / 4, Unit.CLOCK_HOURS), start.astimezone(WARSAW), legal=True
        )
        self.assertEqual(found.due_at.timestamp() - start.timestamp(), quarters * 900)

    @property_test
    @given(MOMENTS, HOURS)
    def test_working_hours_forward(self, start, hours):
        found = compute_deadline(
            Term(hours, Unit.WORKING_HOURS), start, WDT, legal=False
        )
        expected = start + businesstimedelta.BusinessTimeDelta(BUSINESS, hours=hours)
        self.assertEqual(found.due_at, expected)

    @property_test
    @given(MOMENTS, HOURS)
    def test_working_hours_backward(self, end, hours):
        expected = end - businesstimedelta.BusinessTimeDelta(BUSINESS, hours=hours)
        self.assertEqual(WDT.subtract_hours(end, hours), expected)

    @property_test
    @given(MOMENTS, SHORT)
    def test_working_hours_between(self, start, length):
        expected = BUSINESS.difference(start, start + length).timedelta
        found = WDT.hours_between(start, start + length)
        self.assertEqual(timedelta(hours=found), expected)

    @property_test
    @given(MOMENTS, HOURS)
    def test_working_hours_around_lunch(self, start, hours):
        delta = businesstimedelta.BusinessTimeDelta(LUNCH_BUSINESS, hours=hours)
        self.assertEqual(LUNCH.add_hours(start, hours), start + delta)

    @property_test
    @given(DAYS, MINUTES, st.integers(1, 200))
    def test_legal_working_days(self, day, minute, count):
        start = local(day.year, day.month, day.day, *divmod(minute, 60))
        found = compute_deadline(Term(count, Unit.WORKING_DAYS), start, legal=True)
        due = busday(day, count, "backward", holidays=HOLIDAYS)
        self.check_legal(found, day, due, due)

    @property_test
    @given(
        DAYS,
        MINUTES,
        st.integers(1, 200),
        st.sets(st.integers(0, 6), min_size=1),
        st.sets(DAYS, max_size=5),
    )
    def test_service_working_days(self, day, minute, count, weekdays, free):
        closed = [*HOLIDAYS, *free]
        calendar = calendar_of((7.5, 15.5), days=weekdays, closed_days=closed)
        start = local(day.year, day.month, day.day, *divmod(minute, 60))
        found = compute_deadline(
            Term(count, Unit.WORKING_DAYS), start, calendar, legal=False
        )
        mask = [weekday in weekdays for weekday in range(7)]
        due = busday(day, count, "backward", weekmask=mask, holidays=closed)
        self.assertEqual(found.due_at, closing_of(due))

    @property_test
    @given(DAYS, MINUTES, st.integers(1, 400))
    def test_legal_calendar_days(self, day, minute, count):
        start = local(day.year, day.month, day.day, *divmod(minute, 60))
        found = compute_deadline(Term(count, Unit.CALENDAR_DAYS), start, legal=True)
        raw = date.fromordinal(day.toordinal() + count)
        due = busday(raw, 0, "forward", holidays=HOLIDAYS)
        self.check_legal(found, day, raw, due)

    @property_test
    @given(DAYS, MINUTES, st.integers(1, 18))
    def test_legal_months(self, day, minute, count):
        start = local(day.year, day.month, day.day, *divmod(minute, 60))
        found = compute_deadline(Term(count, Unit.MONTHS), start, legal=True)
        raw = day + relativedelta(months=count)
        due = busday(raw, 0, "forward", holidays=HOLIDAYS)
        self.check_legal(found, day, raw, due)

    @property_test
    @given(
        DAYS,
        MINUTES,
        st.sampled_from([Unit.CALENDAR_DAYS, Unit.MONTHS]),
        st.integers(1, 18),
        st.booleans(),
    )
    def test_service_dates(self, day, minute, unit, count, rolling):
        start = local(day.year, day.month, day.day, *divmod(minute, 60))
        found = compute_deadline(Term(count, unit, rolling), start, WDT, legal=False)
        months = unit is Unit.MONTHS
        raw = day + relativedelta(**{"months" if months else "days": count})
        due = busday(raw, 0, "forward", holidays=HOLIDAYS)
        if not rolling:
            before = busday(raw, 0, "backward", holidays=HOLIDAYS)
            due = before if closing_of(before) > start else due
        self.assertEqual(found.raw_date, raw)
        self.assertEqual(found.due_at, closing_of(due))

    @property_test
    @given(MOMENTS, SHORT)
    def test_closing_hours_between(self, start, length):
        def closings_until(moment):
            day = moment.astimezone(WARSAW)
            days = numpy.busday_count("2025-01-01", day.date(), holidays=HOLIDAYS)
            over = day.time() >= time(15, 30) and numpy.is_busday(
                day.date(), holidays=HOLIDAYS
            )
            return int(days) + int(over)

        expected = closings_until(start + length) - closings_until(start)
        self.assertEqual(WDT.closing_hours_between(start, start + length), expected)


class TestLaws(Case):
    """Laws that hold whatever the oracle."""

    @property_test
    @given(MOMENTS, HOURS)
    def test_there_and_back(self, start, hours):
        for calendar in (WDT, LUNCH, NIGHT):
            there = calendar.add_hours(start, hours)
            begun = calendar.next_open(start)
            self.assertEqual(calendar.subtract_hours(there, hours), begun)
            self.assertEqual(calendar.hours_between(start, there), hours)

    @property_test
    @given(MOMENTS, SHORT, HOURS)
    def test_later_start_is_never_due_earlier(self, start, length, hours):
        for unit in Unit:
            amount = hours if unit in working_time.HOUR_UNITS else int(hours) + 1
            if unit is Unit.MONTHS:
                amount = min(amount, 18)
            for legal in (True, False):
                term = Term(amount, unit)
                first = compute_deadline(term, start, WDT, legal=legal)
                later = compute_deadline(term, start + length, WDT, legal=legal)
                self.assertLessEqual(first.due_at, later.due_at)
                self.assertLess(start, first.due_at)
                self.assertLessEqual(first.safe_at, first.due_at)

    @property_test
    @given(MOMENTS, HOURS, HOURS)
    def test_more_hours_are_later(self, start, hours, more):
        self.assertLess(WDT.add_hours(start, hours), WDT.add_hours(start, hours + more))
        self.assertGreater(
            WDT.subtract_hours(start, hours), WDT.subtract_hours(start, hours + more)
        )

    @property_test
    @given(MOMENTS, SHORT, SHORT)
    def test_hours_add_up(self, start, first, second):
        middle, end = start + first, start + first + second
        self.assertAlmostEqual(
            WDT.hours_between(start, middle) + WDT.hours_between(middle, end),
            WDT.hours_between(start, end),
        )
        self.assertEqual(
            WDT.closing_hours_between(start, middle)
            + WDT.closing_hours_between(middle, end),
            WDT.closing_hours_between(start, end),
        )

    @property_test
    @given(MOMENTS, HOURS, st.floats(0, 0.99), SHORT)
    def test_pause_gives_back_its_working_time(self, start, hours, share, length):
        due = WDT.add_hours(start, hours)
        pause = start + (due - start) * share
        term = Term(hours, Unit.WORKING_HOURS)
        moved = shift_for_pause(term, due, pause, pause + length, WDT)
        self.assertAlmostEqual(
            WDT.hours_between(due, moved),
            WDT.hours_between(pause, pause + length),
            places=6,
        )
        self.assertTrue(moved == due or WDT.previous_close(moved) == moved)

    @property_test
    @given(MOMENTS, st.integers(1, 30), st.floats(0, 0.99), SHORT)
    def test_pause_gives_back_its_closing_hours(self, start, days, share, length):
        term = Term(days, Unit.WORKING_DAYS)
        due = compute_deadline(term, start, WDT, legal=False).due_at
        pause = start + (due - start) * share
        moved = shift_for_pause(term, due, pause, pause + length, WDT)
        self.assertEqual(
            WDT.closing_hours_between(due, moved),
            WDT.closing_hours_between(pause, pause + length),
        )
        self.assertEqual(moved, closing_of(moved.astimezone(WARSAW).date()))

    @property_test
    @given(MOMENTS, SHORT, st.floats(0, 1))
    def test_warning_comes_when_the_share_is_gone(self, start, length, share):
        due = start + length
        warning = warn_at(start, due, share, WDT)
        self.assertLessEqual(warning, due)
        gone = WDT.hours_between(start, max(warning, start))
        self.assertAlmostEqual(gone, WDT.hours_between(start, due) * share, places=6)

    @property_test
    @given(MOMENTS, SHORT, st.lists(HOURS, max_size=4))
    def test_plan_keeps_the_order_and_leaves_an_hour(self, now, length, steps):
        plan = plan_backwards(now + length, steps, OFFICE, WDT, now)
        dates = [plan.contribution_due, *plan.step_dues]
        self.assertEqual(dates, sorted(dates))
        self.assertGreaterEqual(WDT.hours_between(now, plan.contribution_due), 1)
        for before, after, hours in zip(dates[:-1], dates[1:], steps, strict=True):
            self.assertGreaterEqual(OFFICE.hours_between(before, after), hours)
        if plan.realistic:
            self.assertLessEqual(dates[-1], now + length)


def weekend_minutes(year, month, day):
    """Return the wall clock of each real minute of three days around a change."""
    start = datetime(year, month, day - 1, tzinfo=UTC)
    minutes = [start + timedelta(minutes=minute) for minute in range(3 * 24 * 60)]
    shown = [minute.astimezone(pytz.timezone("Europe/Warsaw")) for minute in minutes]
    return (
        minutes,
        numpy.array([minute.weekday() for minute in shown]),
        numpy.array([minute.hour * 60 + minute.minute for minute in shown]),
    )


CHANGES = (weekend_minutes(2026, 3, 29), weekend_minutes(2026, 10, 25))
# Boundaries within the skipped or repeated hour are settled by tests of their own.
BOUNDARY = st.integers(0, 120) | st.integers(180, 24 * 60)
OPENING = st.lists(BOUNDARY, min_size=2, max_size=2, unique=True).map(
    lambda span: tuple(sorted(span))
)
OPENINGS = st.lists(OPENING, max_size=3)
OPEN_ON_SUNDAYS = [()] * 6 + [((0, 24 * 60),)]
WEEKS = st.lists(OPENINGS, min_size=7, max_size=7).map(
    lambda week: week if any(week) else OPEN_ON_SUNDAYS
)


class TestMinuteByMinute(Case):
    """Random weeks and closures around both changes, counted on the wall clock."""

    @property_test
    @given(
        st.sampled_from(CHANGES),
        WEEKS,
        st.lists(st.tuples(st.integers(0, 4319), st.integers(1, 900)), max_size=3),
        st.tuples(st.integers(0, 4319), st.integers(0, 4319)).map(sorted),
    )
    def test_random_calendars(self, change, week, closed, interval):
        minutes, weekdays, wall = change
        is_open = numpy.zeros(len(minutes), bool)
        for weekday, openings in enumerate(week):
            for start, end in openings:
                is_open |= (weekdays == weekday) & (wall >= start) & (wall < end)
        for first, length in closed:
            is_open[first : first + length] = False
        calendar = WorkingTime(
            WARSAW,
            tuple(map(tuple, week)),
            tuple((minutes[a], minutes[a] + timedelta(minutes=n)) for a, n in closed),
        )
        first, last = interval
        self.assertEqual(
            round(calendar.hours_between(minutes[first], minutes[last]) * 60),
            is_open[first:last].sum(),
        )
        self.assertEqual(calendar.is_open(minutes[first]), is_open[first])
        later = numpy.flatnonzero(is_open[first:])
        if later.size:
            self.assertEqual(
                calendar.next_open(minutes[first]), minutes[first + later[0]]
            )
