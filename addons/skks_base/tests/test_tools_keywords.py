import unittest

from odoo.addons.skks_base.tools.keywords import find


class TestKeywords(unittest.TestCase):
    def test_forms_of_a_word(self):
        for text in ("odpady", "Odpadów nie odebrano", "za ODPADAMI", "odpadow"):
            with self.subTest(text=text):
                self.assertTrue(find(text, "odpady"))

    def test_declension_and_conjugation(self):
        for keyword, forms in (
            (
                "kosz",
                "kosz kosza koszu koszowi koszem kosze koszy koszów koszom koszach",
            ),
            ("dziura", "dziury dziurę dziurze dziurą dziur dziurami"),
            ("lampa", "lampie lampę lamp lampach"),
            ("woda", "wody wodzie wodę wodą"),
            ("parkowanie", "parkowania parkowaniu parkowaniem"),
            ("zwierzę", "zwierzęcia zwierzęta zwierząt zwierzętami"),
            ("gość", "gościa gościem gości gośćmi"),
            ("bezpański", "bezpańskiego bezpańska bezpańskich bezpańskim"),
            ("zastawia", "zastawiają zastawiał"),
            ("świeci", "świecą świeciła"),
        ):
            for form in forms.split():
                with self.subTest(keyword=keyword, form=form):
                    self.assertEqual(find(f"Nasze {form} tu.", keyword), [form])

    def test_a_word_that_begins_alike(self):
        for keyword, others in (
            ("kosz", "koszty kosztów kosztem kosztuje kosztorys koszenie koszary"),
            ("lis", "lista liście listopad"),
            ("kot", "kotlet kotłownia kotara"),
            ("park", "parking parkomat parkiet"),
            ("most", "mostek"),
            ("piec", "pieczywo pieczątka"),
            ("woda", "wodociąg wodomierz"),
            ("linia", "linijka"),
        ):
            for other in others.split():
                with self.subTest(keyword=keyword, other=other):
                    self.assertEqual(find(f"Nasze {other} tu.", keyword), [])

    def test_phrase_in_another_case(self):
        text = "Pytam o strefę płatnego parkowania przy Lipowej."
        found = find(text, "abonament, strefa płatnego parkowania")
        self.assertEqual(found, ["strefę płatnego parkowania"])

    def test_words_apart_are_no_phrase(self):
        self.assertFalse(find("strefa nowego, płatnego parkowania", "strefa płatnego"))

    def test_other_words_are_left_alone(self):
        for text, keywords in (
            ("mostek w parku", "most na Młyńskiej"),
            ("remontowany", "mont"),
            ("dom", "do"),
            ("", "odpady"),
            ("odpady", ""),
            ("odpady", " , ;\n"),
        ):
            with self.subTest(text=text):
                self.assertEqual(find(text, keywords), [])

    def test_each_once_in_the_order_of_the_list(self):
        text = "Nagranie i wywiad, dwa nagrania"
        self.assertEqual(find(text, "wywiad, nagranie"), ["wywiad", "Nagranie"])
