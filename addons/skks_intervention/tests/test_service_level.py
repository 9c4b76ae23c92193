from datetime import datetime

from freezegun import freeze_time

from odoo.tests import tagged

from .common import InterventionCase

# Friday, 6 November 2026, 18:40 in Poland.
RECEIVED = datetime(2026, 11, 6, 17, 40)


@tagged("post_install", "-at_install")
class TestServiceLevel(InterventionCase):
    """M7.5: what was promised, by category and priority, and the law beside it."""

    def _dues(self, case):
        return {
            name: str(case._skks_local(case[f"{name}_clock_id"].due_at))[:16]
            for name in ("first", "action", "answer", "legal")
        }

    @freeze_time(RECEIVED)
    def test_terms_of_a_hole_in_the_road(self):
        """Scenario AS8: the dates, and what a pause does to them."""
        case = self._report()
        self.assertEqual(
            self._dues(case),
            {
                "first": "2026-11-09 15:30",
                "action": "2026-11-18 15:30",
                "answer": "2026-11-23 15:30",
                "legal": "2026-12-07 23:59",
            },
        )
        with freeze_time(datetime(2026, 11, 9, 9)):
            case.action_start()
            case._stop_clock("first")
        with freeze_time(datetime(2026, 11, 10, 11)):
            case._pausable_clocks()._skks_pause(reason="question")
        with freeze_time(datetime(2026, 11, 13, 8)):
            case.sudo().clock_ids._skks_resume()
        dues = self._dues(case)
        self.assertEqual(dues["action"], "2026-11-20 15:30")
        self.assertEqual(dues["answer"], "2026-11-25 15:30")
        self.assertEqual(dues["legal"], "2026-12-07 23:59", "the law does not wait")

    @freeze_time(RECEIVED)
    def test_priority_changes_the_promise_and_keeps_the_pauses(self):
        case = self._report()
        with freeze_time(datetime(2026, 11, 10, 11)):
            case._pausable_clocks().filtered(
                lambda clock: clock.name.startswith(("Answer", "Odpowiedź"))
            )._skks_pause(reason="question")
        with freeze_time(datetime(2026, 11, 13, 8)):
            case.sudo().clock_ids._skks_resume()
        paused = case.answer_clock_id
        case.category_id = self.env.ref("skks_intervention.category_odp")
        self.assertNotEqual(case.answer_clock_id, paused)
        self.assertTrue(paused.cancel_reason)
        self.assertEqual(
            self._dues(case)["answer"], "2026-11-20 15:30", "7 working days and 2"
        )

    @freeze_time(RECEIVED)
    def test_urgent_is_secured_within_a_day(self):
        case = self._report(priority="2")
        self.assertEqual(self._dues(case)["action"], "2026-11-07 18:40")

    @freeze_time(RECEIVED)
    def test_superior_is_the_head_of_the_unit(self):
        case = self._report()
        self.assertEqual(case.answer_clock_id.superior_id, self.roads_head)
        self.assertEqual(case.answer_clock_id.warning_share, 0.5)
        self.assertEqual(case.answer_clock_id.second_warning_share, 0.8)
