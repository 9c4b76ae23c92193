"""Polish words for the search: what of a text is indexed, what a query word means.

A Polish noun has up to 14 forms, a verb over a hundred, and the stem alternates
(droga, dróg, drodze). So every *lemma* of a word is indexed at the place of the word:
``drogi`` is a form of the noun *droga* and of the adjective *drogi*, and only whoever
indexes both finds both. The analyser is Morfeusz 2 with the dictionary SGJP (program
and data BSD-2-Clause; Woliński, *Morfeusz reloaded*, LREC 2014). Where it has no
package (ARM, musl) and for words that it does not know, the Polish stemmer of Snowball
(BSD-3-Clause, since 3.1) takes its place.

A lexeme of the index is one of

* ``droga`` – a lemma,
* ``~drog`` – a stem of an unknown word, without diacritics; the mark keeps stems
  and lemmas apart,
* ``=drodze`` – the word as it stands, as it stands without diacritics as well: for
  names, abbreviations, numbers and the beginning of a word that is being typed.

Nothing here knows Odoo or the database. Results depend on the arguments alone, so
they are kept (``lru_cache``).
"""

import itertools
import math
import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import metadata

import snowballstemmer

try:  # no package for this machine: the search is reduced and says so
    import morfeusz2
except ImportError:
    morfeusz2 = None

# Number of the rules below; whoever changes what is indexed raises it.
SCHEME = 2
# PostgreSQL refuses a lexeme of 2 kB and a vector of 1 MB; nobody misses the rest.
LONGEST_WORD = 64
MOST_WORDS = 10_000
# Places between two texts: a phrase does not reach from one into the next.
GAP = 10
MOST_SPELLINGS = 4096
WORD = re.compile(r"[^\W_]+")
# Words in which somebody may make an error that can be told.
SPELLED = re.compile(r"[^\W\d_]{3,}")
LETTERS = {
    "a": "aą",
    "c": "cć",
    "e": "eę",
    "l": "lł",
    "n": "nń",
    "o": "oó",
    "s": "sś",
    "z": "zźż",
}
VOWELS = "aeiouy"
# Before a vowel no soft consonant and no nasal vowel is written (but: ci, ni, …).
NEVER_BEFORE_A_VOWEL = "ąęóćńśź"
# What a stem ends with changes: noga, nodze; rzeka, rzece; planista, planiście.
ALTERNATIONS = (
    (re.compile(r"(?<=[^aeiouy])i?e(?=[^aeiouy]$)"), ""),  # kubek, kubka
    (re.compile(r"[ijy]+$"), ""),
    (re.compile(r"(sc|szcz|st)$"), "sk"),
    (re.compile(r"(cz|c|t)$"), "k"),
    (re.compile(r"(dz|d|zdz)$"), "g"),
    (re.compile(r"(sz|ch)$"), "s"),
    (re.compile(r"rz$"), "r"),
)
# In an ending alone; the stem of an unknown word is kept without diacritics.
ENDING = 3
# In a short word one typing error is all that can be told from another word.
SHORT = 5
LONG = 8
# Words that stand in every text; a query finds nothing by them.
FUNCTION_WORDS = frozenset(
    "a aby albo ale ani bez bo by być ci cię co czy dla do gdy gdzie go i ich ile im"
    " iż ja jak jaka jaki jakie jako je jego jej jest jestem już każdy kiedy kto która"
    " które którego której który których którym którzy lub ma mają mi mnie moje może"
    " można my na nad nam nas nasze nią nich nie nim niż no o od on ona one oni oraz"
    " pan pani po pod poza przed przez przy się są ta tak także tam te tego tej ten też"
    " to tu twoje ty tych tylko tym u w was we wy z za ze że żeby"
    " byc cie iz juz kazdy ktora ktore ktorego ktorej ktory ktorych ktorym ktorzy moze"
    " mozna nia niz sie tez zeby".split()
)
# Segments that only bend the verb before them: zrobił-by-m.
PARTICLES = ("aglt", "part", "interp", "cond")


def fold(text: str) -> str:
    """Small letters without diacritics: ``Żółć`` becomes ``zolc``."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("ł", "l"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def words(text: str) -> Iterator[str]:
    """The words of a text in small letters; hyphenated ones part by part."""
    for match in WORD.finditer(unicodedata.normalize("NFC", text)):
        yield match[0].lower()[:LONGEST_WORD]


def quoted(lexeme: str) -> str:
    """A lexeme as a literal inside a tsvector or a tsquery; nothing gets out of it."""
    inside = lexeme.replace("\x00", "").replace("\\", "\\\\").replace("'", "''")
    return f"'{inside}'"


class Analyser:
    """Turns words into lexemes; ``full`` with Morfeusz, otherwise by stems alone."""

    def __init__(self, full: bool = morfeusz2 is not None):
        self.is_full = full
        self._morfeusz = None
        if full:
            self._morfeusz = morfeusz2.Morfeusz(
                generate=False,
                expand_tags=False,
                case_handling=morfeusz2.IGNORE_CASE,
            )
        self._stemmer = snowballstemmer.stemmer("polish")
        # The stemmer keeps the word that it works on in itself.
        self._lock = threading.Lock()
        self.lemmas = lru_cache(65536)(self._lemmas)
        self.indexed = lru_cache(65536)(self._indexed)
        self.asked = lru_cache(8192)(self._asked)

    @property
    def signature(self) -> str:
        """What an index was made with; another one makes another index."""
        if self._morfeusz:
            return f"{SCHEME} morfeusz2 {self._morfeusz.dict_id()}"
        return f"{SCHEME} snowball {metadata.version('snowballstemmer')}"

    # -- one word -----------------------------------------------------------

    def _lemmas(self, word: str) -> frozenset[str]:
        """Every lemma of a word; empty if the word is unknown."""
        if not self._morfeusz or not word:
            return frozenset()
        found = set()
        for start, _end, (_form, lemma, tag, _names, _labels) in self._morfeusz.analyse(
            word
        ):
            if tag == "ign":
                return frozenset()
            if start and tag.partition(":")[0] in PARTICLES:
                continue
            lemma = lemma.partition(":")[0].lower()
            if WORD.search(lemma):
                found.add(lemma)
        return frozenset(found)

    def stems(self, word: str) -> set[str]:
        """Lexemes of an unknown word; stems that alternate are one.

        The word itself is one of its stems: of ``program`` the stemmer takes away
        what looks like the ending of a verb.
        """
        with self._lock:
            stem = self._stemmer.stemWord(word)
        return {f"~{_alternated(fold(one))}" for one in (stem, word)}

    def _indexed(self, word: str) -> tuple[str, ...]:
        """Lexemes of a word of a text."""
        found = {f"={word}", f"={fold(word)}"}
        if word not in FUNCTION_WORDS:
            found |= self.lemmas(word) or self.stems(word)
        return tuple(sorted(found))

    def _asked(self, word: str) -> tuple[str, ...]:
        """Lexemes by which a word of a query is looked for.

        Who leaves out the diacritics leaves out all of them: then every spelling
        that is a word is meant.
        """
        found = set(self.lemmas(word))
        plain = fold(word) == word
        if plain and self.is_full:
            for spelling in spellings(word):
                found |= self.lemmas(spelling)
        if not self.lemmas(word):
            found |= self.stems(word)
            if plain:
                found = found.union(*map(self.stems, endings(word)))
        return tuple(sorted(found | {f"={fold(word)}"}))

    def is_known(self, word: str) -> bool:
        """Whether a word, also without its diacritics, is in the dictionary."""
        return any(lexeme[0] not in "=~" for lexeme in self.asked(word))

    # -- a text -------------------------------------------------------------

    def vector(self, texts: dict[str, Iterable[str]]) -> tuple[str, set[str]]:
        """Index texts: a literal of the type tsvector, and what may be meant by errors.

        :param texts: plain texts by weight, ``A`` to ``D``
        :return: the literal, and the words of the texts with their lemmas
        """
        places: dict[str, list[str]] = {}
        seen: set[str] = set()
        place = 0
        for weight, of_weight in texts.items():
            for text in of_weight:
                for word in itertools.islice(words(text), max(0, MOST_WORDS - place)):
                    place += 1
                    seen.add(word)
                    for lexeme in self.indexed(word):
                        places.setdefault(lexeme, []).append(f"{place}{weight}")
                place += GAP
        literal = " ".join(
            f"{quoted(lexeme)}:{','.join(at)}" for lexeme, at in places.items()
        )
        seen |= {lexeme for lexeme in places if lexeme[0] not in "=~"}
        return literal, {word for word in seen if SPELLED.fullmatch(word)}


@lru_cache
def analyser() -> Analyser:
    """The analyser of this process: the best one that the machine has."""
    return Analyser()


def _alternated(stem):
    for ending, common in ALTERNATIONS if len(stem) > ENDING else ():
        stem = ending.sub(common, stem)
    return stem


# -- spelling --------------------------------------------------------------------


def spellings(word: str) -> Iterator[str]:
    """Every spelling of a word that was typed without diacritics, but for itself.

    None at all if there are too many: 0.3 % of the words.
    """
    choices = [_choices(word, at) for at in range(len(word))]
    if math.prod(map(len, choices)) <= MOST_SPELLINGS:
        spelled = map("".join, itertools.product(*choices))
        next(spelled)  # the word as it is
        yield from spelled


def _choices(word, at):
    letter, after = word[at], word[at + 1 : at + 2]
    choices = LETTERS.get(letter, letter)
    if after and after in VOWELS:
        choices = [one for one in choices if one not in NEVER_BEFORE_A_VOWEL]
    if (letter == "l" and after == "i") or (not at and letter in "ae"):
        return letter
    return choices


def endings(word: str) -> Iterator[str]:
    """Spellings with diacritics in the last letters, by which the stemmer goes."""
    head, tail = word[:-ENDING], word[-ENDING:]
    return (head + one for one in spellings(tail))


def distance(one: str, other: str, most: int) -> int:
    """Number of typing errors between two words; ``most`` + 1 if there are more.

    A wrong, missing or superfluous letter and two letters in the wrong order count
    as one each (optimal string alignment).
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before, last = [], list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, another in enumerate(other, 1):
            cost = min(last[j] + 1, row[-1] + 1, last[j - 1] + (letter != another))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == another:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return min(last[-1], most + 1)


def swapped(word: str) -> set[str]:
    """Spellings with two neighbouring letters in the other order."""
    pairs = range(len(word) - 1)
    return {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in pairs}


def errors(word: str, known: bool) -> int:
    """How many typing errors are looked for in a word that was found nowhere.

    Fewer in a word that is one, and none if it is short: the dictionary knows rare
    names, and guesses at compounds (*autobosy* may be *auto-bosy*).
    """
    if known:
        return 0 if len(word) <= SHORT else 1 if len(word) < LONG else 2
    return 1 if len(word) <= SHORT else 2


def nearest(word: str, candidates: Iterable[str], most: int) -> list[list[str]]:
    """Candidates within ``most`` typing errors, the nearest ones first.

    :return: lists of words that are equally near
    """
    plain = fold(word)
    by_distance: dict[int, list[str]] = {}
    for candidate in candidates:
        found = distance(plain, fold(candidate), most)
        if found <= most:
            by_distance.setdefault(found, []).append(candidate)
    return [sorted(by_distance[found]) for found in sorted(by_distance)]
