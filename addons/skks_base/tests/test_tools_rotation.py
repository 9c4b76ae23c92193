from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools.rotation import rotate

MONDAY = date(2026, 11, 2)
PEOPLE = ("Ann", "Bob", "Eve")


def days(count):
    return [MONDAY + timedelta(days=number) for number in range(count)]


@tagged("post_install", "-at_install")
class TestRotation(BaseCase):
    """M0.4: turns are fair."""

    # Other work on the machine must not fail the test.
    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.sets(st.tuples(st.sampled_from(PEOPLE), st.integers(0, 39))))
    def test_whoever_waits_longest_is_next(self, away):
        def is_absent(person, day):
            return (person, (day - MONDAY).days) in away

        turns = rotate(days(40), PEOPLE, is_absent)
        waiting_since = {person: -len(PEOPLE) + n for n, person in enumerate(PEOPLE)}
        for number, day in enumerate(days(40)):
            present = [one for one in PEOPLE if not is_absent(one, day)]
            expected = min(present, key=waiting_since.get, default=None)
            self.assertEqual(turns[day], expected)
            if expected:
                waiting_since[expected] = number

    def test_week(self):
        def is_absent(person, day):
            return person == "Ann" and day == days(2)[1]

        turns = rotate(days(14), PEOPLE, is_absent, by_week=True)
        first, second = list(turns.values())[:7], list(turns.values())[7:]
        self.assertEqual(first, ["Ann", "Bob", *["Ann"] * 5])
        self.assertEqual(second, ["Bob"] * 7)

    def test_nobody(self):
        self.assertEqual(rotate(days(1), (), lambda *_: False), {MONDAY: None})
        for by_week in (False, True):
            turns = rotate(days(2), PEOPLE, lambda *_: True, by_week=by_week)
            self.assertEqual(set(turns.values()), {None})
