import unittest
from datetime import datetime
from zoneinfo import ZoneInfo

from odoo.addons.skks_press.tools.letter_questions import paragraphs, wanted_by

WARSAW = ZoneInfo("Europe/Warsaw")
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=WARSAW)


class TestParagraphs(unittest.TestCase):
    def test_six_numbered_questions(self):
        """M1.1: the weekly's letter of AS1, six numbered questions."""
        asked = "\n".join(f"{number}. Ile kosztuje {number}?" for number in range(1, 7))
        found = paragraphs(f"Dzień dobry,\n\nproszę o odpowiedzi:\n{asked}\n\nAnna Kos")
        questions = [piece.text for piece in found if piece.is_question]
        self.assertEqual(questions, [f"Ile kosztuje {n}?" for n in range(1, 7)])
        self.assertEqual(found[0], ("Dzień dobry,", False))
        self.assertEqual(found[-1], ("Anna Kos", False))

    def test_broken_lines_are_one_paragraph(self):
        text = "Kiedy zacznie się remont ulicy\nMłyńskiej i ile potrwa?\nProszę o datę."
        self.assertEqual(
            [piece.text for piece in paragraphs(text)],
            [
                "Kiedy zacznie się remont ulicy Młyńskiej i ile potrwa?",
                "Proszę o datę.",
            ],
        )

    def test_marks(self):
        for mark in ("1.", "2)", "(3)", "a)", "-", "•"):
            with self.subTest(mark=mark):
                found = paragraphs(f"{mark} proszę o kwotę dotacji")
                self.assertEqual(found, [("proszę o kwotę dotacji", True)])

    def test_nothing(self):
        self.assertEqual(paragraphs(""), [])
        self.assertEqual(paragraphs("\n \n"), [])


class TestWantedBy(unittest.TestCase):
    def test_moments(self):
        for text, day, hour in (
            ("Proszę o odpowiedź do wtorku 12:00.", 24, 12),
            ("Czy możemy nagrać dziś o 14:00?", 23, 14),
            ("do jutra, do godz. 10:00", 24, 10),
            ("czekam do 25.11 do 9:00", 25, 9),
        ):
            with self.subTest(text=text):
                self.assertEqual(
                    wanted_by(text, MONDAY),
                    datetime(2026, 11, day, hour, tzinfo=WARSAW),
                )

    def test_no_moment(self):
        for text in (
            "Ile to kosztuje?",
            "do piątku",
            "dziś o 7:00",
            "do 12 km dróg",
            "Dziś rano zamknięto most.",
        ):
            with self.subTest(text=text):
                self.assertIsNone(wanted_by(text, MONDAY))
