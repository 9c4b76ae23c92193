"""Which piece of a text to show for a search, and the words in it that were found."""

from collections.abc import Callable, Iterable

from markupsafe import Markup, escape

# About two lines of a narrow panel.
LENGTH = 180
# A long text is looked through no further than this many pieces.
PIECES = 60


def pieces(text: str, length: int = LENGTH) -> list[str]:
    """Cut a text between words into pieces of about ``length`` letters."""
    cut, line = [], ""
    for word in (text or "").split():
        if line and len(line) + len(word) >= length:
            cut.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return [*cut, line] if line else cut


def excerpt(text: str, mark: Callable[[str], str]) -> Markup:
    """The piece of a text with the most hits, marked; without one, its beginning.

    :param mark: function of a plain text that escapes it and marks the hits in it
    """
    found = pieces(text)
    if not found:
        return Markup()
    return hits([text], mark) or escape(found[0]) + (" …" if len(found) > 1 else "")


def hits(texts: Iterable[str], mark: Callable[[str], str]) -> Markup:
    """The piece of these texts with the most hits, marked; empty without a hit.

    :param texts: the more telling ones first: of pieces that are alike, the first
    :param mark: function of a plain text that escapes it and marks the hits in it
    """
    best, most = Markup(), 0
    for text in texts:
        found = pieces(text)
        for number, piece in enumerate(found[:PIECES]):
            marked = Markup(mark(piece))
            if (count := marked.count("<mark>")) > most:
                before = "… " if number else ""
                after = " …" if number + 1 < len(found) else ""
                best, most = before + marked + after, count
    return best
