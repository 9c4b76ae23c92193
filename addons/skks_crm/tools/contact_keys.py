"""By what two entries of a list may mean the same person or the same outlet.

Pure Python: a duplicate, a row of an import and a sender are compared by the same
rules. Letters are compared without case and Polish diacritics.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from odoo.addons.skks_base.tools.polish import fold

# What stands before or after a name and names nobody; folded.
_TITLES = set(
    "dr hab inz lic mgr mr mrs ms pan pani prof red redaktor redaktorka".split()
)
# What stands around the name of an outlet; folded.
_OUTLET_WORDS = {"redakcja", "wydawca", "www"}
_LEGAL_FORMS = re.compile(r"\bsp\.?\s*z\s*o\.?\s*o\.?|\bs\.\s*a\.(?!\w)")
_DOMAIN_END = re.compile(r"\.(?:com|eu|info|net|org|pl|example)(?:\.pl)?(?=\W|$)")
_WORD = re.compile(r"\w+")
_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?:\+|00)?\d(?:[\s()./-]{0,2}\d){6,14}")
_PHONES_BETWEEN = re.compile(r"[,;\n]|\blub\b|\boraz\b")
_SLASH = re.compile(r"((?<=\d)\s*/\s*(?=\+?\d{3}))")
_POLISH_PHONE = 9
_LOCAL_PHONE = 7


class Name(NamedTuple):
    """One reading of a written name; all parts folded."""

    given: tuple[str, ...]
    surnames: frozenset[str]


# In a list a name is compared with each that shares a key with it.
@lru_cache(maxsize=16384)
def readings(name: str) -> tuple[Name, ...]:
    """Return the ways to read a name: „Jan Kowalski” may be „Kowalski Jan”.

    A comma tells which part is the surname. A word with a hyphen has its parts as
    surnames, since half of a double name is often left out.
    """
    before, comma, after = fold(name or "").partition(",")
    parts = [_name_words(before), _name_words(after)]
    if comma and all(parts):
        return (_reading(parts[1], parts[0]),)
    words = parts[0] + parts[1]
    if len(words) < 2:
        return (_reading([], words),) if words else ()
    found = (_reading(words[:-1], words[-1:]), _reading(words[1:], words[:1]))
    return tuple(
        one for one in found if not all(len(part) == 1 for part in one.surnames)
    )


def name_keys(name: str) -> set[str]:
    """Return keys of which two spellings of one person's name share at least one.

    A key is a surname and the initial of a given name, ``"kowalski|j"``; a surname
    alone has ``"kowalski|"``.
    """
    return {
        f"{surname}|{given[:1]}"
        for one in readings(name)
        for surname in one.surnames
        for given in one.given[:1] or ("",)
    }


def same_person(one: str, other: str) -> str:
    """Say whether two names may mean one person.

    :return: ``"same"`` (the same words in any order), ``"maybe"`` (an initial, half of
        a double surname or a second given name is missing in one of them) or ``""``
    """
    if not (one and other):
        return ""
    if _words_in_order(one) == _words_in_order(other):
        return "same" if _words_in_order(one) else ""
    for left in readings(one):
        for right in readings(other):
            if _surnames_agree(left, right) and _given_agree(left, right):
                return "maybe"
    return ""


def split_emails(cell: str) -> list[str]:
    """Return the e-mail addresses written into one cell, in lower case, each once."""
    found = (match.rstrip(".").lower() for match in _EMAIL.findall(cell or ""))
    return list(dict.fromkeys(found))


def split_phones(cell: str) -> list[str]:
    """Return the phone numbers written into one cell, the way they are written.

    A slash parts two numbers, or the area code from the rest: "12/345 67 89".
    """
    parts = _PHONES_BETWEEN.split(cell or "")
    found = (
        match
        for part in parts
        for number in _split_at_slash(part)
        for match in _PHONE.findall(number)
    )
    return list(dict.fromkeys(match.strip() for match in found))


def _split_at_slash(text):
    first, *rest = _SLASH.split(text)
    numbers = [first]
    for slash, number in zip(rest[::2], rest[1::2], strict=True):
        if len(re.sub(r"\D", "", numbers[-1])) < _LOCAL_PHONE:
            numbers[-1] += slash + number
        else:
            numbers.append(number)
    return numbers


def phone_key(phone: str) -> str:
    """Return the digits by which a number is compared; empty if it is none.

    A Polish number is the same with and without +48, 0048 or a leading zero.
    """
    text = (phone or "").strip()
    foreign = text.startswith(("+", "00"))
    digits = re.sub(r"\D", "", text).lstrip("0")
    if digits.startswith("48") and len(digits) == _POLISH_PHONE + 2:
        digits, foreign = digits[2:], False
    if foreign or len(digits) > _POLISH_PHONE:
        return f"+{digits}" if len(digits) > 6 else ""
    return digits if len(digits) >= _LOCAL_PHONE else ""


def outlet_key(name: str) -> str:
    """Return by what the names of outlets are compared.

    „Redakcja „Kuriera” sp. z o.o.” and „kurier.pl” differ in grammar, which is not
    guessed; „www.kurier.pl” and „Kurier” do not differ.
    """
    text = _DOMAIN_END.sub(" ", _LEGAL_FORMS.sub(" ", fold(name or "")))
    words = [word for word in _WORD.findall(text) if word not in _OUTLET_WORDS]
    return "".join(words) or "".join(_WORD.findall(fold(name or "")))


def _name_words(text):
    """Words of a name without titles; a double surname stays one word."""
    text = re.sub(r"\s*[-–—]\s*", "-", text)
    words = re.findall(r"\w+(?:-\w+)*", re.sub(r"[.'’]", " ", text))
    return [word for word in words if word not in _TITLES]


@lru_cache(maxsize=16384)
def _words_in_order(name):
    return tuple(sorted(_name_words(fold(name))))


def _reading(given, surname_words):
    parts = [part for word in surname_words for part in word.split("-")]
    return Name(tuple(given), frozenset(parts))


def _surnames_agree(left, right):
    """One has all surnames that the other has."""
    return bool(left.surnames) and (
        left.surnames <= right.surnames or right.surnames <= left.surnames
    )


def _given_agree(left, right):
    """The given names that both state are the same, or one is an initial."""
    if not (left.given and right.given):
        return False
    return all(
        one == other or (min(len(one), len(other)) == 1 and one[0] == other[0])
        for one, other in zip(left.given, right.given, strict=False)
    )
