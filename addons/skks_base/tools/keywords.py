"""Words of a list found in a letter, in whatever Polish form they stand there.

It only proposes, so a simple rule will do: a word is found where a word of the text
is its stem and an ending of Polish declension or conjugation, whatever the case and
the diacritics. The stem is the word without its last vowel. Another word that merely
begins alike is none of its forms: “koszty” is not “kosz”.
"""

import re

from .polish import fold

_SEPARATORS = re.compile(r"[,;\n]+")
_WORD = re.compile(r"\w+")
_VOWELS = "aeiouy"
_SHORT = 3
# Endings after a stem, without diacritics (“odpad-ami”, “platn-ego”, “zwierz-eta”,
# “zastawi-aja”); what follows a softened consonant begins with i or z.
_ENDINGS = frozenset(
    """
    a e i o u y
    om em am im ym ow ami ach mi
    owi owie ie iem ia io iu iow iom iami iach ze zie
    ej ego emu ych ich ymi imi iej iego iemu
    at eta etom etami etach ecia eciu eciem
    aja uje uja ac ic al ala alo ali aly il ila ilo ili ily
    """.split()
)


def find(text: str, keywords: str) -> list[str]:
    """Return what of ``text`` answers to the keywords, as it stands there.

    :param keywords: words or phrases, separated by commas or line ends
    :return: each found phrase once, in the order of the list
    """
    words = [(match[0], fold(match[0])) for match in _WORD.finditer(text or "")]
    found = []
    for phrase in _SEPARATORS.split(keywords or ""):
        stems = [_stem(word) for word in _WORD.findall(fold(phrase))]
        hit = stems and _first(words, stems)
        if hit and hit.lower() not in map(str.lower, found):
            found.append(hit)
    return found


def _stem(word: str) -> str:
    return word[:-1] if len(word) > _SHORT and word[-1] in _VOWELS else word


def _first(words: list[tuple[str, str]], stems: list[str]) -> str:
    """The first place where the stems stand one after the other; empty if nowhere."""
    for start in range(len(words) - len(stems) + 1):
        row = words[start : start + len(stems)]
        if all(
            _answers(word, stem) for (_, word), stem in zip(row, stems, strict=True)
        ):
            return " ".join(shown for shown, _ in row)
    return ""


def _answers(word: str, stem: str) -> bool:
    if len(stem) < _SHORT:
        return word == stem
    ending = word.removeprefix(stem)
    return word == stem or (ending != word and ending in _ENDINGS)
