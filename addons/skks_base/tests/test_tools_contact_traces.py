import unittest

from markupsafe import Markup

from odoo.addons.skks_base.tools.contact_traces import ContactTraces, find_phone


class TestContactTraces(unittest.TestCase):
    """M7, privacy: what of a text tells who somebody is and how to reach them."""

    traces = ContactTraces(
        emails=["Stefan.Galazka@poczta.example"],
        phones=["00 700 20 01", "+48 601-234-567"],
        names=["Stefan Gałązka"],
    )

    def test_found_however_it_is_written(self):
        for text in (
            "stefan.galazka@poczta.example",
            "<a href='mailto:STEFAN.GALAZKA@POCZTA.EXAMPLE'>",
            "007002001",
            "tel. 00-700-20-01.",
            "601234567",
            "(601) 234 567",
            "+48 601 234 567",
            "0048601234567",
            "Gałązka dzwonił",
            "rozmowa z panem Gałązką",
            "mówiłem Gałązce",
            "STEFAN GAŁĄZKA",
            "Galazka",
        ):
            with self.subTest(text=text):
                self.assertTrue(self.traces.found_in(text))

    def test_what_is_nobody_is_left_alone(self):
        for text in (
            "gałązka spadła na chodnik",
            "Stefan Batory",
            "16012345678",
            "6012345671",
            "ul. Lipowa 700, kod 20-010",
            "",
            None,
        ):
            with self.subTest(text=text):
                self.assertFalse(self.traces.found_in(text))

    def test_surname_like_a_street(self):
        traces = ContactTraces(names=["Jan Nowak"])
        self.assertFalse(traces.found_in("dziura na ul. Nowej"))
        self.assertTrue(traces.found_in("pisałem do Nowaka"))

    def test_names_that_are_inflected(self):
        for name, text in (
            ("Anna Kowalska", "do Kowalskiej"),
            ("Adam Kowalski", "z Kowalskim"),
            ("Ewa Żółć-Krajewska", "Żółć-Krajewskiej"),
            ("Jan Lis", "Lis"),
            ("Piotr Źrebiec", "Zrebiec"),
        ):
            with self.subTest(name=name):
                self.assertTrue(ContactTraces(names=[name]).found_in(text))

    def test_without(self):
        text = "Stefan Gałązka, tel. 601 234 567, dziura na Lipowej 12"
        self.assertEqual(
            self.traces.without(text, "(x)"), "(x), tel. (x), dziura na Lipowej 12"
        )
        self.assertEqual(
            self.traces.without("Gałązki 5, 601234567", "(x)", names=False),
            "Gałązki 5, (x)",
        )
        self.assertIsInstance(self.traces.without(Markup("<p>a</p>"), "x"), Markup)

    def test_nothing_known(self):
        traces = ContactTraces(emails=["", None], phones=["112"], names=["", "X"])
        self.assertFalse(traces)
        self.assertFalse(traces.found_in("112 X"))
        self.assertEqual(traces.without("112", "(x)"), "112")

    def test_phone_in_a_letter(self):
        for text, phone in (
            ("Dziura.\n\nJan Nowak\n601 234 567", "601 234 567"),
            ("Proszę dzwonić: 601-234-567, dziękuję", "601-234-567"),
            ("tel. +48 601234567", "+48 601234567"),
            ("Licznik nr 601234567 nie działa", ""),
            ("sprawa 123/456/789", ""),
            ("", ""),
        ):
            with self.subTest(text=text):
                self.assertEqual(find_phone(text), phone)
