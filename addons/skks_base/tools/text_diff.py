"""What changed between two texts, word by word, for a person to read."""

import re
from difflib import SequenceMatcher

from markupsafe import Markup, escape

_TOKEN = re.compile(r"\n|[^\S\n]+|\w+|[^\w\s]")


def tokens(text: str) -> list[str]:
    """Split into words, marks, spaces and line ends; joined they give the text."""
    return _TOKEN.findall(text)


def diff_html(old: str, new: str, labels: tuple[str, str] | None = None) -> Markup:
    """Return ``new`` as HTML with ``<del>`` and ``<ins>`` where ``old`` differs.

    Both texts are plain; whatever looks like a tag in them is escaped. Without any
    difference the text comes back as it is.

    :param labels: words for "removed" and "added" that a screen reader says, which
        tells of neither strike-through nor underline
    """
    before, after = tokens(old), tokens(new)
    removed, added = labels or ("", "")
    # With autojunk a frequent word in a long text would never match.
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    parts = []
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            parts.append(_lines(after[j1:j2]))
            continue
        if i1 < i2:
            parts.append(Markup("<del>%s</del>") % _said(before[i1:i2], removed))
        if j1 < j2:
            parts.append(Markup("<ins>%s</ins>") % _said(after[j1:j2], added))
    return Markup().join(parts)


def _said(words: list[str], label: str) -> Markup:
    if not label:
        return _lines(words)
    hidden = Markup('<span class="visually-hidden">%s</span>')
    return hidden % f"[{label}: " + _lines(words) + hidden % "]"


def _lines(words: list[str]) -> Markup:
    return Markup("<br/>").join(escape(line) for line in "".join(words).split("\n"))
