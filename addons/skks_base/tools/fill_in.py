"""Texts with words in double braces, filled in from a closed list.

Only what is on the list is replaced; nothing is computed, so whoever edits such a
text can put nothing into it but what the town has decided to say.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping

# {{ word }} or {{ word ||| what stands there if it is empty }}
_WORD = re.compile(r"\{\{(.+?)(?:\|\|\|\s*(.*?)\s*)?\}\}")


def words_of(text: str) -> Iterator[str]:
    """The words in double braces of ``text``, in order."""
    for match in _WORD.finditer(text):
        yield match[1].strip()


def fill_in(
    text: str,
    values: Mapping[str, object],
    known: Collection[str],
    quote: Callable[[object], str] = str,
) -> str:
    """Return ``text`` with its words replaced; one that is not known stays.

    :param values: text of each word; an empty one gives way to the default
    :param known: the words that may be filled in
    :param quote: what makes a value fit for ``text``
    """

    def replaced(match: re.Match) -> str:
        word = match[1].strip()
        if word not in known:
            return f"{{{{ {word} }}}}"
        return quote(values.get(word) or (match[2] or "").strip())

    return _WORD.sub(replaced, text)
