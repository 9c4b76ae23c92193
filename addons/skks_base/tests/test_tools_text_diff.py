"""Words that went and came between two texts."""

import unittest

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.skks_base.tools.text_diff import diff_html, tokens


class TestTextDiff(unittest.TestCase):
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

    def test_labels_are_read_aloud(self):
        html = diff_html("12 km", "21 km", labels=("removed", "added"))
        self.assertEqual(
            html,
            '<del><span class="visually-hidden">[removed: </span>12'
            '<span class="visually-hidden">]</span></del>'
            '<ins><span class="visually-hidden">[added: </span>21'
            '<span class="visually-hidden">]</span></ins> km',
        )


if __name__ == "__main__":
    unittest.main()
