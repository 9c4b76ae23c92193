"""M1.4: every moment of a case belongs to one stage, and to no other."""

from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..tools.stages import STAGES, Span, acceptance_spans, owed_spans, partition

START = datetime(2026, 11, 23, 8)
moments = st.integers(-60, 600).map(lambda minutes: START + timedelta(minutes=minutes))
spans = st.lists(
    st.tuples(st.sampled_from(STAGES[1:]), moments, moments).map(
        lambda found: Span(found[0], min(found[1:]), max(found[1:]))
    ),
    max_size=6,
)


def at(minutes):
    return START + timedelta(minutes=minutes)


def minutes_of(found):
    spent = {}
    for stage, start, stop in found:
        spent[stage] = spent.get(stage, 0) + (stop - start).total_seconds() / 60
    return spent


class TestStages(BaseCase):
    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.integers(1, 600), st.integers(0, 600), spans, spans)
    def test_no_gap_and_nothing_twice(self, length, taken, owed, accepted):
        end = at(length)
        found = partition(START, min(at(taken), end), owed, accepted, end)
        self.assertEqual(found[0].start, START)
        self.assertEqual(found[-1].stop, end)
        for before, after in zip(found, found[1:], strict=False):
            self.assertEqual(before.stop, after.start)
        self.assertAlmostEqual(sum(minutes_of(found).values()), length)

    def test_a_case_from_receipt_to_letter(self):
        owed = owed_spans([at(10)], [at(100)], at(300))
        decisions = [
            (at(120), "write", False),
            (at(130), "submit", False),
            (at(150), "accept", "substantive"),
            (at(160), "accept", "substantive"),
            (at(200), "return", "office"),
            (at(230), "submit", False),
            (at(240), "accept", "substantive"),
            (at(270), "accept", "office"),
        ]
        accepted = acceptance_spans(decisions, at(300))
        self.assertEqual(
            minutes_of(partition(START, at(10), owed, accepted, at(300))),
            {
                "taken": 10,
                "entities": 90,
                "drafting": 30 + 30,
                "substantive": 30 + 10,
                "office": 40 + 30,
                "sending": 30,
            },
        )

    def test_returned_words_are_owed_again(self):
        found = owed_spans([at(0), at(50)], [at(30), at(80)], at(100))
        self.assertEqual(minutes_of(found), {"entities": 60})
        self.assertEqual(owed_spans([at(0)], [], at(100))[0].stop, at(100))

    def test_what_was_voided_is_drafted_anew(self):
        decisions = [
            (at(0), "submit", False),
            (at(10), "void", "substantive"),
            (at(30), "submit", False),
            (at(40), "emergency", "substantive"),
        ]
        found = acceptance_spans(decisions, at(45))
        self.assertEqual(minutes_of(found), {"substantive": 20, "sending": 5})

    def test_nothing_to_accept(self):
        self.assertEqual(acceptance_spans([(at(0), "write", False)], at(9)), [])
        found = acceptance_spans([(at(0), "submit", False)], at(9))
        self.assertEqual(minutes_of(found), {"sending": 9})

    def test_answered_at_the_moment_of_receipt(self):
        self.assertEqual(partition(START, START, [], [], START), [])
