"""Pure helpers of releases: objections in short letters, clean HTML."""

from odoo.tests import BaseCase

from odoo.addons.skks_press.tools.opt_out import opts_out
from odoo.addons.skks_press.tools.web_copy import clean


class TestOptOut(BaseCase):
    def test_objections(self):
        for text in (
            "wypisz",
            "WYPISZ!",
            "Proszę o wypisanie z listy.",
            "Dzień dobry,\nproszę mnie wypisać",
            "Proszę usunąć mój adres z listy mailingowej",
            "Rezygnuję z otrzymywania informacji.",
            "unsubscribe",
        ):
            with self.subTest(text):
                self.assertTrue(opts_out("Re: Tężnia", text))

    def test_no_objections(self):
        for text in (
            "Dziękuję.",
            "Nie wypisujcie mnie z listy",
            "Czy mogą Państwo wypisać koszty?",
            "Proszę wypisać?",
            "Usuńcie wreszcie te dziury na Lipowej, bo od trzech lat nikt się tym nie"
            " zajmuje, a mieszkańcy mają dość",
            "",
        ):
            with self.subTest(text):
                self.assertFalse(opts_out("Re: Tężnia", text))

    def test_subject_counts_where_there_is_no_text(self):
        self.assertTrue(opts_out("wypisz IM/2026/0001", ""))
        self.assertFalse(opts_out("wypisz IM/2026/0001", "Kiedy otwarcie?"))


class TestWebCopy(BaseCase):
    def test_semantics_stay_and_styles_go(self):
        self.assertEqual(
            clean('<h1 class="a">A</h1><div style="x">b <b>c</b></div><p>&nbsp;</p>'),
            "<h2>A</h2>\n<p>b <strong>c</strong></p>",
        )

    def test_links(self):
        self.assertEqual(
            clean('<p><a href="https://a.example" onclick="x">a</a></p>'),
            '<p><a href="https://a.example">a</a></p>',
        )
        self.assertEqual(clean('<p><a href="javascript:x">a</a></p>'), "<p>a</p>")

    def test_nothing_that_runs_or_tracks(self):
        self.assertEqual(
            clean('<p>a<img src="https://t.example/p.gif">b</p><script>x</script>'),
            "<p>ab</p>",
        )

    def test_nested_blocks_and_plain_text(self):
        self.assertEqual(clean("<div><p>a</p><p>b</p></div>"), "<p>a</p>\n<p>b</p>")
        self.assertEqual(clean("tekst"), "<p>tekst</p>")
        self.assertEqual(clean(""), "")
