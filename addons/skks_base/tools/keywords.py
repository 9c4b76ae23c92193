"""Words of a list found in a letter, in whatever Polish form they stand there.

It only proposes, so a simple rule will do: a word is found where a word of the text
begins with its stem, whatever the case and the diacritics. The stem is the word
without its last vowel; a word of up to three letters has to stand as it is.
"""

import re
import unicodedata

_SEPARATORS = re.compile(r"[,;\n]+")
_WORD = re.compile(r"\w+")
_VOWELS = "aeiouy"
_SHORT = 3
# an ending longer than that makes another word
_ENDING = 5


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


def fold(text: str) -> str:
    """Small letters without diacritics, so that “Śmieci” equals “smieci”."""
    plain = unicodedata.normalize("NFKD", (text or "").lower().replace("ł", "l"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


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
    return word.startswith(stem) and len(word) <= len(stem) + _ENDING
