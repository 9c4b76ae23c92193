"""What a journalist's letter asks: its questions one by one, and by when."""

import re
from datetime import datetime
from typing import NamedTuple

from odoo.addons.skks_base.tools.mail_text import asks, wanted_until


class Paragraph(NamedTuple):
    """One piece of a letter, as it is offered for the list of questions."""

    text: str
    is_question: bool


_MARK = re.compile(r"\s*(?:\(?\d{1,2}[.)]|[a-hA-H][.)]|[-–•*])\s+")
_LINE_END = re.compile(r"[.?!:;]\s*$")


def paragraphs(text: str) -> list[Paragraph]:
    """Split the text of a letter; numbers and bullets begin a paragraph of their own.

    :return: paragraphs without their marks; those that ask are marked as questions
    """
    return [
        Paragraph(_MARK.sub("", piece, count=1), _is_question(piece))
        for piece in _pieces(text)
    ]


def _pieces(text: str) -> list[str]:
    pieces: list[list[str]] = [[]]
    for line in (text or "").splitlines():
        line = line.strip()
        if not line:
            pieces.append([])
            continue
        if _MARK.match(line) or (pieces[-1] and _LINE_END.search(pieces[-1][-1])):
            pieces.append([])
        pieces[-1].append(line)
    return [" ".join(lines) for lines in pieces if lines]


def _is_question(piece: str) -> bool:
    if "?" in piece:
        return True
    return bool(_MARK.match(piece)) and asks(piece)


def wanted_by(text: str, now: datetime) -> datetime | None:
    """The moment by which the letter wants its answer; None if it names none.

    :param now: when the letter came, in local time (aware)
    :return: aware, in the zone of ``now``; a day without an hour is no moment
    """
    wanted = wanted_until(text, now.date())
    if not wanted or not wanted[1]:
        return None
    moment = datetime.combine(*wanted, tzinfo=now.tzinfo)
    return moment if moment > now else None
