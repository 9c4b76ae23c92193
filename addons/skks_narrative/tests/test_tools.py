import unittest
from datetime import date, timedelta

from odoo.tests import BaseCase, tagged

from odoo.addons.skks_narrative.tools import freshness as rule

TODAY = date(2026, 3, 2)


def day(offset):
    return TODAY + timedelta(days=offset)


@tagged("post_install", "-at_install")
class TestFreshness(BaseCase):
    def test_by_days_until_due(self):
        table = {
            365: "current",
            15: "current",
            14: "current",
            13: "due_soon",
            1: "due_soon",
            0: "due_soon",
            -1: "overdue",
            -29: "overdue",
            -30: "expired",
            -400: "expired",
        }
        for offset, expected in table.items():
            with self.subTest(offset):
                self.assertEqual(rule.freshness(TODAY, day(offset)), expected)

    def test_last_day_of_validity(self):
        self.assertEqual(rule.freshness(TODAY, day(90), day(0)), "current")
        self.assertEqual(rule.freshness(TODAY, day(90), day(-1)), "expired")
        self.assertEqual(rule.freshness(TODAY, None, day(-1)), "expired")

    def test_never_and_withdrawn(self):
        self.assertEqual(rule.freshness(TODAY, None), "never_confirmed")
        self.assertEqual(rule.freshness(TODAY, day(90), None, True), "expired")
        self.assertEqual(rule.freshness(TODAY, None, None, True), "expired")


if __name__ == "__main__":
    unittest.main()
