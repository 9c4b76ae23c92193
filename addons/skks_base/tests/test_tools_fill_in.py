"""Words in double braces (M7.6, M1.3): a closed list, and nothing computed."""

from unittest import TestCase

from markupsafe import escape

from odoo.addons.skks_base.tools.fill_in import fill_in, words_of

KNOWN = ("number", "unit")


class TestFillIn(TestCase):
    def test_known_words_are_filled_in(self):
        text = "Nr {{ number }}, {{unit}}."
        values = {"number": "ZI/2026/0001", "unit": "WDT"}
        self.assertEqual(fill_in(text, values, KNOWN), "Nr ZI/2026/0001, WDT.")

    def test_empty_value_gives_way_to_the_default(self):
        text = "{{ unit ||| the town hall }}/{{ number }}"
        self.assertEqual(fill_in(text, {"unit": False}, KNOWN), "the town hall/")

    def test_nothing_is_computed(self):
        for word in ("1 + 1", "object.env", "number.__class__", "user"):
            with self.subTest(word=word):
                text = f"{{{{ {word} }}}}"
                values = {"number": "1", word: "secret"}
                self.assertEqual(fill_in(text, values, KNOWN), text)
                self.assertEqual(list(words_of(text)), [word])

    def test_values_are_quoted_and_not_read_again(self):
        values = {"number": "<b>{{ unit }}</b>", "unit": "WDT"}
        filled = fill_in("{{ number }}", values, KNOWN, lambda v: str(escape(v)))
        self.assertEqual(filled, "&lt;b&gt;{{ unit }}&lt;/b&gt;")
