"""AS6 and the worked dates of the press law, without a database."""

from datetime import date, timedelta
from unittest import TestCase

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.skks_base.tools.polish_holidays import statutory_holidays

from ..tools import correction

DAYS = st.dates(date(2025, 1, 1), date(2032, 12, 31))


def holidays(*years):
    return [day for year in years for day in statutory_holidays(year)]


class TestCorrectionDates(TestCase):
    """M5.2: when a correction is to be sent, and what is to be expected."""

    def test_published_on_3_december(self):
        dates = correction.correction_dates(date(2026, 12, 3))
        self.assertEqual(dates.internal, date(2026, 12, 10))
        self.assertEqual(dates.raw, date(2026, 12, 24))
        self.assertEqual(dates.safe, date(2026, 12, 23))
        self.assertEqual(dates.legal, date(2026, 12, 28))
        self.assertEqual(dates.long_stop, date(2027, 12, 3))

    def test_corpus_christi(self):
        dates = correction.correction_dates(date(2026, 5, 14))
        self.assertEqual(dates.raw, date(2026, 6, 4))
        self.assertEqual(dates.safe, date(2026, 6, 3))
        self.assertEqual(dates.legal, date(2026, 6, 5))

    def test_refusal_delivered_starts_anew(self):
        dates = correction.correction_dates(
            date(2026, 12, 15), published=date(2026, 12, 3)
        )
        self.assertEqual((dates.raw, dates.legal), (date(2027, 1, 5),) * 2)
        self.assertEqual(dates.long_stop, date(2027, 12, 3))

    def test_reaction(self):
        expected = correction.follow_up(date(2026, 12, 11), "daily", electronic=False)
        self.assertEqual(expected.published_by, date(2026, 12, 18))
        self.assertEqual(expected.reaction_raw, date(2026, 12, 19))
        self.assertEqual(expected.reaction, date(2026, 12, 21))

    def test_three_working_days_of_a_portal(self):
        for received, due in (
            (date(2026, 4, 30), date(2026, 5, 6)),
            (date(2026, 12, 23), date(2026, 12, 30)),
        ):
            expected = correction.follow_up(received, "daily", electronic=True)
            self.assertEqual(expected.published_by, due)

    def test_issues_of_periodicals(self):
        received = date(2026, 12, 11)
        for frequency, due in (
            ("weekly", date(2026, 12, 25)),
            ("monthly", date(2027, 2, 11)),
            ("quarterly", date(2027, 6, 11)),
            (None, date(2026, 12, 18)),
        ):
            expected = correction.follow_up(received, frequency, electronic=False)
            self.assertEqual(expected.published_by, due, frequency)

    def test_leap_day(self):
        dates = correction.correction_dates(date(2028, 2, 29))
        self.assertEqual(dates.long_stop, date(2029, 2, 28))

    @given(DAYS)
    def test_against_numpy(self, day):
        free = holidays(day.year, day.year + 1)
        dates = correction.correction_dates(day)
        raw = day + timedelta(days=21)
        rolled = np.busday_offset(raw, 0, roll="forward", holidays=free)
        safe = np.busday_offset(raw, 0, roll="backward", holidays=free)
        self.assertEqual(dates.raw, raw)
        self.assertEqual(np.datetime64(dates.legal), rolled)
        self.assertEqual(np.datetime64(dates.safe), safe)
        self.assertLessEqual(dates.safe, dates.legal)
        three = np.busday_offset(day, 3, roll="backward", holidays=free)
        portal = correction.follow_up(day, None, electronic=True)
        self.assertEqual(np.datetime64(portal.published_by), three)


class TestLength(TestCase):
    """M5.2: at most twice the fragment (art. 31a(6))."""

    def test_limits(self):
        for used, near, over in (
            (1101, False, False),
            (1102, True, False),
            (1224, True, False),
            (1225, False, True),
        ):
            length = correction.length_of(used, 612)
            self.assertEqual((length.allowed, length.warn_from), (1224, 1102))
            self.assertEqual((length.is_near, length.is_over), (near, over), used)

    def test_no_fragment_no_limit(self):
        length = correction.length_of(5000, 0)
        self.assertFalse(length.is_near or length.is_over)

    def test_characters_with_spaces(self):
        self.assertEqual(correction.text_length("  Ala  ma\n\nkota. "), 12)
        self.assertEqual(correction.text_length(""), 0)
        self.assertEqual(correction.text_length("Zażółć gęślą"), 12)
