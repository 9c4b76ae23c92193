import unittest
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.skks_base.tools.text_diff import diff_html, tokens
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
            -30: "overdue",
            -31: "expired",
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


@tagged("post_install", "-at_install")
class TestTextDiff(BaseCase):
    def test_words(self):
        self.assertEqual(
            diff_html("The bridge opens on Monday.", "The bridge opens on Tuesday."),
            "The bridge opens on <del>Monday</del><ins>Tuesday</ins>.",
        )

    def test_polish_words_stay_whole(self):
        self.assertEqual(
            diff_html("Żółta łódź", "Żółta łódka"),
            "Żółta <del>łódź</del><ins>łódka</ins>",
        )

    def test_nothing_and_everything(self):
        self.assertEqual(diff_html("same", "same"), "same")
        self.assertEqual(diff_html("", "new"), "<ins>new</ins>")
        self.assertEqual(diff_html("old", ""), "<del>old</del>")
        self.assertEqual(diff_html("", ""), "")

    def test_lines(self):
        self.assertEqual(diff_html("a\nb", "a\nb\nc"), "a<br/>b<ins><br/>c</ins>")

    def test_markup_is_escaped(self):
        html = diff_html("<b>x</b>", "<script>alert(1)</script>")
        self.assertNotIn("<script", html)
        self.assertNotIn("<b>", html)

    def test_a_frequent_word_in_a_long_text(self):
        old = "the town " * 300
        html = diff_html(old, old + "pays")
        self.assertNotIn("<del>", html)
        self.assertEqual(html.count("<ins>"), 1)

    @given(st.text(max_size=60))
    def test_tokens_lose_nothing(self, text):
        self.assertEqual("".join(tokens(text)), text)


if __name__ == "__main__":
    unittest.main()
