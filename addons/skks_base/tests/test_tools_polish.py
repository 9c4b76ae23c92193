"""Words of the Polish search, with the full analyser and without it (M6.2)."""

import random
import unittest

from markupsafe import Markup

from ..tools import polish, polish_query
from . import common_polish as sets

FULL = polish.Analyser(full=True) if polish.morfeusz2 else None
REDUCED = polish.Analyser(full=False)
ATTACKS = (
    *("'", "\\", ":*", "a & | !", "\x00", "😀", "<script>alert(1)</script>"),
    *("'; DROP TABLE x --", "''a'", "a\\'b", " - ", '""', '"', "-", "x" * 10_000),
    *("%s %(x)s", "１２", "¹²³", "İstanbul ẞ", "مرحبا", "a<->b", "a:A*", "!!a", "(((("),
)


def meets(analyser, typed, written):
    return bool(set(analyser.asked(typed)) & set(analyser.indexed(written)))


class Both:
    """What holds with either analyser; the two classes below run it."""

    analyser = None

    def test_every_form_of_a_regular_word(self):
        """M6.2: inflected."""
        for typed, written in (
            ("parkingu", "parking"),
            ("parkingi", "parkingami"),
            ("most", "mostu"),
            ("festiwalem", "festiwalu"),
        ):
            with self.subTest(typed=typed):
                self.assertTrue(meets(self.analyser, typed, written))

    def test_without_diacritics(self):
        for typed, written in (
            ("sciezka", "ścieżka"),
            ("zolty", "żółty"),
            ("mieszkancow", "mieszkańców"),
        ):
            with self.subTest(typed=typed):
                self.assertTrue(meets(self.analyser, typed, written))

    def test_unknown_names_are_found_in_other_cases(self):
        for typed, written in (
            ("Żarnołęka", "Żarnołęce"),
            ("Żarnołęki", "Żarnołęka"),
            ("zarnoleka", "Żarnołęka"),
        ):
            with self.subTest(typed=typed):
                typed, written = typed.lower(), written.lower()
                self.assertTrue(meets(self.analyser, typed, written))

    def test_other_words_are_not_found(self):
        for typed, written in (
            ("most", "mosiądz"),
            ("woda", "wódka"),
            ("park", "rynek"),
        ):
            with self.subTest(typed=typed):
                self.assertFalse(meets(self.analyser, typed, written))

    def test_hyphen_and_particles(self):
        self.assertEqual(list(polish.words("Bielsko-Biała, S-19")), [
            "bielsko", "biała", "s", "19"
        ])  # fmt: skip
        (item,) = polish_query.parse("Bielsko-Biała")
        self.assertEqual(item.words, ("bielsko", "biała"))

    def test_positions_and_weights(self):
        literal, seen = self.analyser.vector({"A": ["Most"], "D": ["na rzece"]})
        self.assertIn("'=most':1A", literal)
        self.assertIn("'=rzece':13D", literal)  # a gap: no phrase from one to the other
        self.assertIn("rzece", seen)
        self.assertNotIn("na", seen)

    def test_whatever_is_typed_is_quoted(self):
        for query in ATTACKS:
            with self.subTest(query=query[:20]):
                items = polish_query.parse(query)
                text = polish_query.tsquery(items, self.analyser)
                self.assertNotIn("\x00", text)
                self.assertEqual(text.count("'") % 2, 0)
                self.assertLess(len(text), 20_000)
                marked = polish_query.marked(query, items, self.analyser)
                self.assertNotIn("<script", marked)

    def test_a_very_long_text_still_fits(self):
        chance = random.Random(1)
        text = " ".join(
            "".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=60))
            for _word in range(polish.MOST_WORDS * 2)
        )
        literal, seen = self.analyser.vector({"D": [text]})
        self.assertEqual(len(seen), polish.MOST_WORDS)

    def test_marks_only_hits(self):
        items = polish_query.parse("mosty -parking")
        marked = polish_query.marked("Most & <b>parking</b>", items, self.analyser)
        self.assertEqual(marked, "<mark>Most</mark> &amp; &lt;b&gt;parking&lt;/b&gt;")
        page = Markup('<p title="most > x">Most&nbsp;A &lt;i&gt;</p>')
        marked = polish_query.marked(page, items, self.analyser)
        self.assertEqual(
            marked,
            '<p title="most > x"><mark>Most</mark>\xa0A &lt;i&gt;</p>',
        )


@unittest.skipUnless(FULL, "this machine has no package of morfeusz2")
class TestFull(Both, unittest.TestCase):
    analyser = FULL

    def test_all_lemmas_are_indexed(self):
        """M6.2: drogi is droga and drogi; the stem alternates."""
        for typed, written in (
            ("dróg", "drodze"),
            ("drog", "drodze"),
            ("ścieżce", "ścieżka"),
            ("psom", "pies"),
            ("dzieciom", "dziecko"),
            ("zrobiłbym", "zrobić"),
        ):
            with self.subTest(typed=typed):
                self.assertTrue(meets(self.analyser, typed, written))

    def test_independent_dictionary(self):
        """M6.2: 2,000 pairs; the bars of the mission."""
        self.assertEqual(len(sets.pairs()), 2000)
        self.assertGreaterEqual(sets.recall_of_pairs(self.analyser), 98)
        recall = sets.recall_of_pairs(self.analyser, polish.fold)
        self.assertGreaterEqual(recall, 95)

    def test_signature_names_the_dictionary(self):
        self.assertIn("sgjp", self.analyser.signature)
        self.assertNotEqual(self.analyser.signature, REDUCED.signature)


class TestReduced(Both, unittest.TestCase):
    analyser = REDUCED

    def test_independent_dictionary(self):
        """Without morfeusz2 rare forms are lost, and the set-up says so."""
        self.assertGreaterEqual(sets.recall_of_pairs(self.analyser), 88)


class TestQuery(unittest.TestCase):
    def test_parts(self):
        items = polish_query.parse('droga do "rynku głównego" -objazd rem')
        self.assertEqual(
            [(item.words, item.negated, item.prefix) for item in items],
            [
                (("droga",), False, False),
                (("rynku", "głównego"), False, False),
                (("objazd",), True, False),
                (("rem",), False, False),
            ],
        )
        self.assertTrue(polish_query.parse("remo")[0].prefix)
        self.assertFalse(polish_query.parse("remont ")[0].prefix)
        self.assertFalse(polish_query.parse('"remont"')[0].prefix)

    def test_function_words_are_dropped_unless_there_is_nothing_else(self):
        self.assertEqual(len(polish_query.parse("kosz na śmieci")), 2)
        self.assertEqual(len(polish_query.parse("kto to")), 2)

    def test_function_words_count_in_a_phrase(self):
        text = polish_query.tsquery(polish_query.parse('"kosz na śmieci"'), REDUCED)
        self.assertIn("<2>", text)

    def test_synonyms(self):
        groups = [[("mzk",), ("komunikacja", "miejska")], [("śmieci",), ("odpady",)]]
        items = polish_query.parse("komunikacji miejskiej w święta")
        items = polish_query.with_synonyms(items, groups, REDUCED)
        self.assertEqual(items[0].others, (("mzk",),))
        self.assertTrue(items[0].loose)
        items = polish_query.parse("odpady -śmieci")
        items = polish_query.with_synonyms(items, groups, REDUCED)
        self.assertEqual([item.others for item in items], [(("śmieci",),), ()])


class TestErrors(unittest.TestCase):
    def test_swapped(self):
        self.assertEqual(polish.swapped("abc"), {"bac", "acb"})
        self.assertEqual(polish.swapped("a"), set())

    def test_distance(self):
        for one, other, expected in (
            ("remont", "remont", 0),
            ("remnot", "remont", 1),
            ("remot", "remont", 1),
            ("remomt", "remont", 1),
            ("remonnt", "remont", 1),
            ("rynek", "remont", 3),
        ):
            with self.subTest(one=one):
                self.assertEqual(polish.distance(one, other, 2), expected)

    def test_nearest_first(self):
        found = polish.nearest("scezka", ["ścieżka", "ściezke", "ryba"], 2)
        self.assertEqual(found, [["ścieżka"], ["ściezke"]])

    def test_every_spelling_is_among_the_restored(self):
        """M6.2: of the words of the pairs, nearly all."""
        lost = [
            word
            for pair in sets.pairs()[:400]
            for word in pair
            if polish.fold(word) != word
            and word not in polish.spellings(polish.fold(word))
        ]
        self.assertLessEqual(len(lost), 12, lost)
