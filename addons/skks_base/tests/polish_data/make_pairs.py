"""Make ``pairs.csv`` out of the Polish hunspell dictionary; see ``README.md``.

usage: python make_pairs.py pl_PL.aff pl_PL.dic > pairs.csv
"""

import random
import re
import sys
from collections import defaultdict
from pathlib import Path

PAIRS = 2000
SEED = 20261126
LEMMA = re.compile(r"[a-ząćęłńóśźż]{4,14}")


def rules(path):
    """``{flag: [(strip, add, condition)]}`` of the suffixes of an affix file."""
    found = defaultdict(list)
    for line in path.read_text(encoding="iso-8859-2").splitlines():
        parts = line.split()
        if len(parts) >= 5 and parts[0] == "SFX":
            _kind, flag, strip, add, condition = parts[:5]
            strip = "" if strip == "0" else strip
            add = "" if add == "0" else add.partition("/")[0]
            found[flag].append((strip, add, re.compile(f"(?:{condition})$")))
    return found


def entries(path):
    """``(lemma, flags)`` of the dictionary: small letters only, inflected."""
    for line in path.read_text(encoding="iso-8859-2").splitlines()[1:]:
        word, _sep, flags = line.strip().partition("/")
        if flags and LEMMA.fullmatch(word):
            yield word, flags


def forms(word, flags, suffixes):
    """Every other form of ``word`` that the suffixes make; no prefixes."""
    made = set()
    for flag in flags:
        for strip, add, condition in suffixes.get(flag, ()):
            if word.endswith(strip) and condition.search(word):
                made.add(word[: len(word) - len(strip)] + add)
    return sorted(made - {word})


def main():
    affixes, words = map(Path, sys.argv[1:3])
    suffixes = rules(affixes)
    chance = random.Random(SEED)
    print("lemma;form")
    left = PAIRS
    for word, flags in chance.sample(sorted(entries(words)), PAIRS * 2):
        if left and (made := forms(word, flags, suffixes)):
            print(f"{word};{chance.choice(made)}")
            left -= 1


if __name__ == "__main__":
    main()
