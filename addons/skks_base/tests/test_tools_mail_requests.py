"""What a letter asks for: an answer, or more time until when."""

import unittest
from datetime import date, time

from odoo.addons.skks_base.tools.mail_text import asks, wanted_until


class TestAsks(unittest.TestCase):
    def test_questions(self):
        for text in (
            "Kiedy koniec prac?",
            "Dziękuję. Czy znany jest termin następnego etapu",
            "Dziękuję za odpowiedź, proszę jeszcze o podanie kosztu.",
            "Mam jeszcze jedno pytanie w tej sprawie.",
            "Dzień dobry,\na ile to kosztowało?\n\nJan",
        ):
            self.assertTrue(asks(text), text)

    def test_no_questions(self):
        for text in (
            "Dziękuję!",
            "Dziękuję bardzo za szybką odpowiedź. Miłego dnia!",
            "Publikacja ukazała się dziś: https://kurier.example/?id=7",
            "Dziękuję.\n\nW dniu 14.10.2026 o 8:01 Biuro napisało:\n> Czy pytacie?",
            "",
        ):
            self.assertFalse(asks(text), text)


class TestWantedUntil(unittest.TestCase):
    MONDAY = date(2026, 11, 23)

    def _until(self, text):
        return wanted_until(text, self.MONDAY)

    def test_days(self):
        for text, day in (
            ("poproszę do jutra", 24),
            ("Czy możemy do pojutrza?", 25),
            ("proszę o przedłużenie do piątku", 27),
            ("damy radę do poniedziałku", 30),
            ("prosimy o czas do 26.11", 26),
            ("prosimy o czas do 26.11.2026 r.", 26),
            ("potrzebujemy czasu do końca tygodnia", 27),
            ("Prosimy o termin do 30 listopada.", 30),
            ("Prosimy o termin do dnia 30 listopada 2026 r.", 30),
        ):
            self.assertEqual(self._until(text), (date(2026, 11, day), None), text)

    def test_hour(self):
        self.assertEqual(
            self._until("poproszę do jutra do 12:00"), (date(2026, 11, 24), time(12))
        )
        self.assertEqual(
            self._until("prosimy do 26.11 do godz. 9.30"),
            (date(2026, 11, 26), time(9, 30)),
        )
        for text in ("Do 1 grudnia do 12:00", "do 1 grudnia 2026 r., godz. 12:00"):
            self.assertEqual(self._until(text), (date(2026, 12, 1), time(12)), text)

    def test_over_the_new_year(self):
        december = date(2026, 12, 30)
        self.assertEqual(
            wanted_until("prosimy do 5.01", december), (date(2027, 1, 5), None)
        )

    def test_no_day(self):
        for text in (
            "poproszę o więcej czasu",
            "do 31.02",
            "do 31 lutego",
            "do 20.11",
            "do 1 grudziądzkiej",
            "",
        ):
            self.assertIsNone(self._until(text), text)
