"""What somebody typed into the search field, as a query of PostgreSQL; and its hits.

``droga remont`` both words, ``"droga krajowa"`` one after the other, ``-objazd``
without it; the last word may be unfinished. Whatever is typed gives a valid query:
words are letters and digits alone, and each is quoted.
"""

import html
import re
import unicodedata
from dataclasses import dataclass, field, replace

from markupsafe import Markup, escape

from .polish import FUNCTION_WORDS, WORD, Analyser, fold, quoted, words

LONGEST_QUERY = 500
MOST_ITEMS = 20
# An unfinished word of fewer letters would find half of everything.
SHORTEST_PREFIX = 4
# Shorter words seldom say what a text is about.
SHORTEST_WORD = 3
PART = re.compile(r"(?:(?<=\s)|^)(-?)(?:\"([^\"]*)\"|(\S+))")
TAG = re.compile(r"<(?:[^'\">]|\"[^\"]*\"|'[^']*')*>")


@dataclass(frozen=True)
class Item:
    """One word, or words that stand one after the other."""

    words: tuple[str, ...]
    negated: bool = False
    prefix: bool = False
    # The words may stand anywhere, not only in a row.
    loose: bool = False
    # What else is meant by it (typing errors, synonyms), each as words in a row.
    others: tuple[tuple[str, ...], ...] = field(default=())

    def with_others(self, others):
        return replace(self, others=self.others + tuple(others))


def parse(query: str) -> list[Item]:
    """Split a query into what has to be found, or must not be there."""
    text = unicodedata.normalize("NFC", query or "").replace("\x00", "")
    text = text[:LONGEST_QUERY]
    if text.count('"') % 2:
        text = text.replace('"', " ")
    items = []
    for minus, phrase, word in PART.findall(text):
        if found := tuple(words(phrase or word)):
            items.append(Item(found, bool(minus)))
    items = items[:MOST_ITEMS]
    telling = [item for item in items if not FUNCTION_WORDS.issuperset(item.words)]
    items = telling or items
    if items and _is_unfinished(items[-1], text):
        items[-1] = replace(items[-1], prefix=True)
    return items


def _is_unfinished(item, text):
    word = item.words[-1]
    return (
        not item.negated
        and len(item.words) == 1
        and len(word) >= SHORTEST_PREFIX
        and text.lower().endswith(word)
    )


def telling(text: str) -> list[Item]:
    """The first words of a text that tell what it is about, each as an item."""
    found = dict.fromkeys(words(text or ""))
    return [
        Item((word,))
        for word in found
        if word not in FUNCTION_WORDS and len(word) >= SHORTEST_WORD
    ][:MOST_ITEMS]


def with_synonyms(items, groups, analyser: Analyser) -> list[Item]:
    """Let each item also mean what the town says means the same.

    :param groups: lists of terms that mean the same, each a tuple of words
    """
    typed = {
        lexeme
        for item in items
        for word in item.words
        for lexeme in analyser.asked(word)
    }
    for group in groups:
        for term in group:
            if typed.isdisjoint(analyser.indexed(term[0])):
                continue
            others = [other for other in group if other != term]
            items = _replaced(items, term, others, analyser)
    return items


def _replaced(items, term, others, analyser):
    done, at = [], 0
    while at < len(items):
        if _means(items[at : at + 1], term, analyser):
            done.append(items[at].with_others(others))
            at += 1
        elif _means(items[at : at + len(term)], term, analyser):
            done.append(Item(term, loose=True, others=tuple(others)))
            at += len(term)
        else:
            done.append(items[at])
            at += 1
    return done


def _means(items, term, analyser):
    """Whether words of a query are the words of a term, in whatever form."""
    if any(item.negated or item.others for item in items):
        return False
    typed = [word for item in items for word in item.words]
    return len(typed) == len(term) and all(
        set(analyser.asked(one)) & set(analyser.indexed(other))
        for one, other in zip(typed, term, strict=True)
    )


def tsquery(items, analyser: Analyser, weights: str = "", operator: str = "&") -> str:
    """A literal of the type tsquery.

    :param weights: only hits in texts of these weights; all if empty
    :param operator: ``&``: all items, ``|``: any of them
    """
    wanted = [item for item in items if not item.negated]
    unwanted = [item for item in items if item.negated]
    parts = [_item(item, analyser, weights) for item in wanted]
    found = f" {operator} ".join(parts)
    if unwanted:
        without = [f"!{_item(item, analyser, weights)}" for item in unwanted]
        found = " & ".join([f"({found})"] * bool(found) + without)
    return found


def _item(item, analyser, weights):
    if item.loose:
        every = " & ".join(_word(word, analyser, weights) for word in item.words)
        rows = [f"({every})"]
    else:
        rows = [_row(item.words, analyser, weights, item.prefix)]
    rows += [_row(other, analyser, weights) for other in item.others]
    return f"({' | '.join(rows)})"


def _row(row, analyser, weights, prefix=False):
    """Words one after the other; function words in between are only counted."""
    found, gap = "", 0
    for word in row:
        gap += 1
        if word in FUNCTION_WORDS and len(row) > 1:
            continue
        one = _word(word, analyser, weights, prefix)
        found = f"{found} <{gap}> {one}" if found else one
        gap = 0
    return f"({found})" if found else _word(row[0], analyser, weights)


def _word(word, analyser, weights, prefix=False):
    labels = f":{weights}" if weights else ""
    lexemes = [f"{quoted(lexeme)}{labels}" for lexeme in analyser.asked(word)]
    if prefix:
        lexemes.append(f"{quoted(f'={fold(word)}')}:*{weights}")
    return f"({' | '.join(lexemes)})"


# -- hits --------------------------------------------------------------------------


def lexemes(items, analyser: Analyser) -> tuple[frozenset[str], tuple[str, ...]]:
    """Lexemes and beginnings of words by which a word of a text is a hit."""
    wanted = [item for item in items if not item.negated]
    found = {
        lexeme
        for item in wanted
        for row in (item.words, *item.others)
        for word in row
        if word not in FUNCTION_WORDS or len(row) == 1
        for lexeme in analyser.asked(word)
    }
    prefixes = tuple(fold(item.words[-1]) for item in wanted if item.prefix)
    return frozenset(found), prefixes


def marked(text, items, analyser: Analyser) -> Markup:
    """The text with ``<mark>`` around its hits.

    :param text: plain text, or HTML if it is a ``Markup``: then its tags stay and
        only what stands between them is searched
    """
    hits = lexemes(items, analyser)
    if not isinstance(text, Markup):
        return _marked(text or "", hits, analyser)
    done, at = [], 0
    for tag in TAG.finditer(text):
        between = html.unescape(str(text[at : tag.start()]))
        done += [_marked(between, hits, analyser), Markup(tag[0])]
        at = tag.end()
    done.append(_marked(html.unescape(str(text[at:])), hits, analyser))
    return Markup("").join(done)


def _marked(text, hits, analyser):
    found, prefixes = hits
    done, at = [], 0
    text = unicodedata.normalize("NFC", text)
    for match in WORD.finditer(text):
        word = match[0].lower()
        if found.intersection(analyser.indexed(word)) or (
            prefixes and fold(word).startswith(prefixes)
        ):
            done += [escape(text[at : match.start()]), Markup("<mark>")]
            done += [escape(match[0]), Markup("</mark>")]
            at = match.end()
    done.append(escape(text[at:]))
    return Markup("").join(done)


def names(query: str, gone, analyser: Analyser) -> bool:
    """Whether a word of the query is a form of one of these lexemes."""
    return any(not gone.isdisjoint(analyser.asked(word)) for word in words(query or ""))
