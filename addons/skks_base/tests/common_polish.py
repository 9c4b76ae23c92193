"""The sets of the Polish search, and how well they are answered."""

import csv
import random
from pathlib import Path
from typing import NamedTuple

from ..tools import polish

FOLDER = Path(__file__).parent / "polish_data"
SEED = 20261126


class Query(NamedTuple):
    kind: str
    query: str
    expected: frozenset


class Score:
    """Recall and precision over queries, in percent."""

    def __init__(self):
        self.wanted = self.right = self.wrong = 0
        self.missed = []

    def add(self, query, expected, found):
        right = len(expected & found)
        self.wanted += len(expected)
        self.right += right
        self.wrong += len(found - expected)
        if expected - found or found - expected:
            self.missed.append((query, sorted(expected - found), sorted(found - expected)))

    @property
    def recall(self):
        return 100 * self.right / (self.wanted or 1)

    @property
    def precision(self):
        return 100 * self.right / (self.right + self.wrong or 1)


def _rows(name):
    with open(FOLDER / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def positions():
    """Municipal positions: dicts of ``key`` and their texts."""
    return _rows("positions.csv")


def queries():
    return [
        Query(row["kind"], row["query"], frozenset(row["expected"].split()))
        for row in _rows("queries.csv")
    ]


def pairs():
    """``(lemma, other form)`` of an independent dictionary."""
    return [(row["lemma"], row["form"]) for row in _rows("pairs.csv")]


def mistyped(word, chance=None):
    """The word with one typing error of the usual four kinds."""
    chance = chance or random.Random(f"{SEED}{word}")
    at = chance.randrange(1, len(word) - 1)
    letter = chance.choice("aeioznrwcytkdpmsjlu")
    return chance.choice(
        (
            word[:at] + letter + word[at:],
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
    )


def without_diacritics(word):
    return polish.fold(word)
