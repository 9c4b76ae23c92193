"""Finding and taking out how one person is reached: name, e-mail address, phone."""

import re
import unicodedata
from collections.abc import Iterable

from markupsafe import Markup

# Fewer digits are a number of something else: a house, a bus, a year.
_PHONE_DIGITS = 7
_COUNTRY = re.compile(r"(?:\+|00)\s?48(?=[\s\-]?\d)")
_BETWEEN_DIGITS = r"[\s\-./()\u00a0]{0,3}"
# Vowels that the Polish cases change, and consonants that change with them.
_ENDINGS = "aąeęioóuyAĄEĘIOÓUY"
_SOFTER = {"k": "kc", "g": "gdz", "r": "rz", "t": "tc", "d": "dz", "ł": "łl"}
_SUFFIX = r"\w{0,4}"
# A word of so few letters is inflected into too many others.
_SHORT = 4
# A phone number as people write it in letters.
_WRITTEN_PHONE = re.compile(
    r"(?<![\w/\-])(?:(?:\+|00)48[ \-]?)?"
    r"(?:\d{3}[ \-]?\d{3}[ \-]?\d{3}|\(?\d{2}\)?[ \-]\d{3}[ \-]\d{2}[ \-]\d{2})"
    r"(?![\w/]|-\d)"
)
_PHONE_BEFORE = re.compile(r"(?:tel|fon|kom(?:órk\w+)?|dzwoni\w*|phone)\W*\Z", re.I)


class ContactTraces:
    """What gives away how to reach a person, in whatever form somebody wrote it.

    A surname is found in its cases, with and without Polish letters, where it is
    written with a capital; a first name only next to the surname; a phone number
    however its digits are grouped.
    """

    def __init__(
        self,
        emails: Iterable[str] = (),
        phones: Iterable[str] = (),
        names: Iterable[str] = (),
    ):
        self.emails = {one.strip().lower() for one in emails if one and one.strip()}
        reached = [
            *(re.escape(email) for email in sorted(self.emails, key=len, reverse=True)),
            *filter(None, map(_phone_pattern, phones)),
        ]
        named = [pattern for name in names for pattern in _name_patterns(name)]
        self._reached = (
            re.compile("|".join(reached), re.IGNORECASE) if reached else None
        )
        self._named = re.compile("|".join(named)) if named else None

    def __bool__(self):
        return bool(self._reached or self._named)

    def found_in(self, text: str) -> bool:
        """Tell whether ``text`` names the person or tells how to reach them."""
        return any(one.search(text or "") for one in self._patterns())

    def without(self, text: str, mark: str, *, names: bool = True) -> str:
        """Return ``text`` with ``mark`` in place of every trace.

        :param names: also where it names the person; not in the name of a place
        """
        markup = isinstance(text, Markup)
        result = str(text)
        for pattern in self._patterns(names):
            result = pattern.sub(lambda _found: mark, result)
        return Markup(result) if markup else result  # the mark is ours

    def _patterns(self, names=True):
        return filter(None, (self._reached, self._named if names else None))


def find_phone(text: str) -> str:
    """Return the phone number that ``text`` says is one; empty if none."""
    for found in _WRITTEN_PHONE.finditer(text or ""):
        line = text[: found.start()].rpartition("\n")[2]
        rest = text[found.end() :].partition("\n")[0]
        alone = not line.strip() and not rest.strip(" .,;")
        if alone or _PHONE_BEFORE.search(line):
            return found[0].strip()
    return ""


def _phone_pattern(phone):
    digits = re.sub(r"\D", "", _COUNTRY.sub("", phone or "", count=1))
    if len(digits) < _PHONE_DIGITS:
        return None
    return rf"(?<!\d)(?:(?:\+|00)48[\s\-]?)?{_BETWEEN_DIGITS.join(digits)}(?!\d)"


def _name_patterns(name):
    words = re.findall(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*", name or "")
    words = [word for word in words if len(word) > 1]
    if not words:
        return
    surname = "|".join(_forms(words[-1]))
    first = "|".join(form for word in words[:-1] for form in _forms(word))
    if first:
        yield rf"\b(?:{first})\s+(?:{surname})\b"
        yield rf"\b(?:{surname})\s+(?:{first})\b"
    yield rf"\b(?:{surname})\b"


def _forms(word):
    """Patterns of a name in its cases: as written, in capitals, without tails."""
    spelled = {word.capitalize() if word.islower() or word.isupper() else word}
    spelled |= {_plain(one) for one in spelled}
    for one in sorted(spelled):
        yield _stem(one)
        yield _stem(one.upper(), upper=True)


def _stem(word, upper=False):
    if len(word) < _SHORT:
        return re.escape(word)
    if word[-1] not in _ENDINGS:
        return re.escape(word) + r"\w{0,3}"
    body, last = word[:-2], word[-2]
    softer = _SOFTER.get(last.lower(), last)
    letters = (softer.upper() if upper else softer) + last
    return rf"{re.escape(body)}[{re.escape(''.join(sorted(set(letters))))}]{_SUFFIX}"


def _plain(text):
    decomposed = unicodedata.normalize("NFKD", text.replace("ł", "l").replace("Ł", "L"))
    return "".join(one for one in decomposed if not unicodedata.combining(one))
