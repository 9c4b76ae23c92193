"""The sets of the Polish search, and how well they are answered.

The tests run it on a few texts, ``./skks bench search`` on 20,000 positions.
"""

import csv
import random
import threading
import time
from collections import defaultdict
from contextlib import contextmanager
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
            self.missed.append(
                (query, sorted(expected - found), sorted(found - expected))
            )

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


# -- municipal positions and what one types to find them ---------------------------


def write_positions(model):
    """Create the positions in a model with their texts; return ``{id: key}``."""
    rows = positions()
    records = model.create(
        [
            {
                "name": row["title"],
                "keywords": row["keywords"],
                "thesis": row["thesis"],
                "body": f"<p>{row['body']}</p>",
            }
            for row in rows
        ]
    )
    return {one.id: row["key"] for one, row in zip(records, rows, strict=True)}


def answered(model, keys):
    """Search for every query among the positions; return ``{kind: Score}``."""
    scores = defaultdict(Score)
    own = ("id", "in", list(keys))
    for query in queries():
        found = model.search([("search_text", "ilike", query.query), own])
        keys_found = frozenset(keys[row_id] for row_id in found.ids)
        scores[query.kind].add(query.query, query.expected, keys_found)
    return scores


# -- words of an independent dictionary ---------------------------------------------


def recall_of_pairs(analyser, change=str):
    """Of how many pairs the form finds the other word, in percent."""
    every = pairs()
    found = sum(
        not set(analyser.asked(change(form))).isdisjoint(analyser.indexed(lemma))
        for lemma, form in every
    )
    return 100 * found / len(every)


class Filler:
    """Long texts in which words of the pairs stand, some often and most seldom.

    A quarter of the words are theirs, the others are municipal sentences.
    """

    def __init__(self, count):
        self.chance = random.Random(SEED)
        self.pairs = pairs()
        self.chance.shuffle(self.pairs)
        self.weights = [1 / (number + 10) for number in range(len(self.pairs))]
        self.sentences = [
            sentence.strip()
            for row in positions()
            for sentence in f"{row['thesis']} {row['body']}".split(".")
            if sentence.strip()
        ]
        # {number of a pair: numbers of the texts with it}
        self.places = defaultdict(set)
        self.texts = [self._text(number) for number in range(count)]

    def _words(self, number, count):
        chosen = self.chance.choices(range(len(self.pairs)), self.weights, k=count)
        for one in chosen:
            self.places[one].add(number)
        return " ".join(self.chance.choice(self.pairs[one]) for one in chosen)

    def _text(self, number):
        sentences = self.chance.choices(self.sentences, k=8)
        sentences += [self._words(number, 5) for _sentence in range(4)]
        self.chance.shuffle(sentences)
        return {
            "name": self._words(number, 4),
            "thesis": self._words(number, 6),
            "body": "".join(f"<p>{sentence}.</p>" for sentence in sentences),
        }

    def queries(self, count, change=str):
        """``(query, numbers of the texts that have the word in one of two forms)``."""
        # a word may be one of several pairs
        of_word = defaultdict(set)
        for number, pair in enumerate(self.pairs):
            for word in pair:
                of_word[word] |= self.places[number]
        chosen = self.chance.sample(sorted(filter(self.places.get, self.places)), count)
        for number in chosen:
            lemma, form = self.pairs[number]
            if len(form) > polish.SHORT:
                yield change(form), of_word[lemma] | of_word[form]


@contextmanager
def sql_time(spent):
    """Add to the list ``spent`` how long the queries of the block took, in ms."""
    total = []

    def hook(_cursor, _query, _params, _start, delay):
        total.append(delay)

    thread = threading.current_thread()
    before = getattr(thread, "query_hooks", ())
    thread.query_hooks = (*before, hook)
    try:
        yield
    finally:
        thread.query_hooks = before
        spent.append(1000 * sum(total))


def measured(search, asked, numbers):
    """Search for each of ``asked``; return the score, ms in SQL and ms altogether.

    :param search: function of the query that returns records
    :param numbers: ``{id: number of the text}``
    """
    score, in_sql, whole = Score(), [], []
    for query, expected in asked:
        start = time.monotonic()
        with sql_time(in_sql):
            found = search(query)
        whole.append(1000 * (time.monotonic() - start))
        score.add(
            query,
            expected,
            {numbers[row_id] for row_id in found.ids if row_id in numbers},
        )
    return score, in_sql, whole
