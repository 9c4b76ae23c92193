"""Who wrote the letter that a colleague has forwarded, and when it was sent.

Written for the forwards of Outlook, Gmail, Thunderbird, Apple Mail and phones in
Polish and English, and for letters forwarded as an attachment. It only proposes: an
officer confirms.
"""

import email
import email.message
import re
from datetime import UTC, datetime, tzinfo
from email.utils import parseaddr, parsedate_to_datetime
from typing import NamedTuple

from .mail_text import received_at, reply_text
from .raw_letter import summary, text, with_known_charsets


class Original(NamedTuple):
    """What is known of the letter that was forwarded."""

    email: str
    """As it stands there; empty if only a name does."""
    name: str
    sent_at: datetime | None
    """Naive UTC; None if no date can be read."""
    subject: str
    message_id: str
    """Only of a letter that came as an attachment."""
    text: str


_SUBJECT = re.compile(
    r"\s*(?:(?:re|odp|aw)\s*:\s*)*(?:fwd?|pd|przekaż|przekazan[aey]|tr|wg)\s*:", re.I
)
_PREFIXES = re.compile(r"\A(?:\s*(?:re|odp|aw|fwd?|pd|przekaż|tr|wg)\s*:)+", re.I)
_HEADER = re.compile(r"[\s>*]*([A-Za-zĄ-ż-]{2,12})\s?:[*\s]*(.*?)[*\s]*$")
_NAMES = {
    "from": {"od", "nadawca", "from"},
    "date": {"wysłano", "wysłane", "data", "date", "sent"},
    "subject": {"temat", "subject"},
    "other": {"do", "to", "adresat", "dw", "udw", "cc", "odpowiedź-do", "reply-to"},
}
_KINDS = {name: kind for kind, names in _NAMES.items() for name in names}
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_BLOCK_LINES = 10


def is_forward(subject: str) -> bool:
    return bool(_SUBJECT.match(subject or ""))


def may_be_forward(subject: str, raw: bytes) -> bool:
    """Tell at once that most letters forward nothing."""
    return is_forward(subject) or b"message/rfc822" in raw.lower()


def original(raw: bytes, tz: tzinfo) -> Original | None:
    """Find the forwarded letter in ``raw``; None if there is none.

    :param tz: time zone of dates without one
    """
    attached = _attached(raw)
    if attached is not None:
        return _of_attachment(attached)
    return quoted(text(raw), tz) if is_forward(summary(raw).subject) else None


def own_subject(subject: str) -> str:
    """The subject without what programs put before it."""
    return _PREFIXES.sub("", subject or "").strip()


def bare_subject(subject: str) -> str:
    """The same for comparing: in lower case, with single spaces."""
    return " ".join(own_subject(subject).lower().split())


def bare_text(value: str) -> str:
    """The words alone, for comparing a letter with its quotation."""
    return " ".join(re.findall(r"\w+", reply_text(value).lower()))


# --- forwarded as an attachment -----------------------------------------------


def _attached(raw: bytes) -> email.message.Message | None:
    try:
        message = email.message_from_bytes(with_known_charsets(raw))
        if message.get_content_type() == "multipart/report":
            return None
        for part in message.walk():
            if part.get_content_type() == "message/rfc822":
                inner = part.get_payload()
                return inner[0] if isinstance(inner, list) and inner else None
    except Exception:  # noqa: BLE001  the parser is not to be trusted with any bytes
        return None
    return None


def _of_attachment(message: email.message.Message) -> Original | None:
    raw = message.as_bytes()
    known = summary(raw)
    name, address = parseaddr(known.email_from)
    if not (name or address):
        return None
    moment = received_at(message.get_all("Received") or []) or _rfc_date(
        message.get("Date", "")
    )
    return Original(
        address,
        name,
        _naive(moment),
        known.subject,
        message.get("Message-Id", "").strip(),
        text(raw),
    )


# --- forwarded in the text ----------------------------------------------------


def quoted(value: str, tz: tzinfo) -> Original | None:
    """Read the first block of quoted headers in a text."""
    lines = value.splitlines()
    for index in range(len(lines)):
        found, end = _block(lines, index)
        if "from" in found and len(found) >= 2:
            return _of_block(found, lines[end:], tz)
    return None


def _block(lines: list[str], index: int) -> tuple[dict[str, str], int]:
    """Headers in the lines from ``index`` on, and the line after them."""
    found: dict[str, str] = {}
    for end in range(index, min(index + _BLOCK_LINES, len(lines))):
        match = _HEADER.match(lines[end])
        kind = match and _KINDS.get(match[1].lower())
        if not kind:
            return found, end
        found.setdefault(kind, match[2])
    return found, min(index + _BLOCK_LINES, len(lines))


def _of_block(found: dict[str, str], rest: list[str], tz: tzinfo) -> Original:
    address = _ADDRESS.search(found["from"])
    name = re.split(r"[<\[(]", found["from"])[0].strip(" \"'")
    return Original(
        address[0] if address else "",
        "" if _ADDRESS.fullmatch(name) else name,
        _naive(parsed_date(found.get("date", ""), tz)),
        found.get("subject", ""),
        "",
        "\n".join(line.removeprefix("> ").removeprefix(">") for line in rest).strip(),
    )


# --- dates --------------------------------------------------------------------

# Both languages by the first three letters; "maj" and "may" stand for May.
_MONTHS = {
    name: number
    for names in (
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "sty lut mar kwi maj cze lip sie wrz paź lis gru",
    )
    for number, name in enumerate(names.split(), 1)
}
_TIME = r"\D{1,12}?(\d{1,2})[:.](\d{2})(?:[:.]\d{2})?\s*([AaPp]\.?[Mm]\.?)?"
_DAY_FIRST = re.compile(r"(\d{1,2})\.?\s+([^\W\d]{3,12})\.?,?\s+(\d{4})" + _TIME)
_MONTH_FIRST = re.compile(r"([^\W\d]{3,12})\.?\s+(\d{1,2}),\s+(\d{4})" + _TIME)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})" + _TIME)
_DOTS = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})" + _TIME)


def parsed_date(value: str, tz: tzinfo) -> datetime | None:
    """Read a date as mail programs write it for people; aware, None if unreadable."""
    if moment := _rfc_date(value):
        return moment
    try:
        return _written_date(value, tz)
    except ValueError:  # 31 February
        return None


def _rfc_date(value: str) -> datetime | None:
    if not re.search(r"[+-]\d{4}|GMT|UTC", value):
        return None
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return moment.replace(tzinfo=moment.tzinfo or UTC)


def _written_date(value: str, tz: tzinfo) -> datetime | None:
    if match := _DAY_FIRST.search(value):
        day, month, year = match[1], _MONTHS.get(match[2][:3].lower()), match[3]
    elif match := _MONTH_FIRST.search(value):
        day, month, year = match[2], _MONTHS.get(match[1][:3].lower()), match[3]
    elif match := _ISO.search(value):
        year, month, day = match[1], match[2], match[3]
    elif match := _DOTS.search(value):
        day, month, year = match[1], match[2], match[3]
    else:
        return None
    hour = int(match[4]) % 12 if match[6] else int(match[4])
    if (match[6] or "").lower().startswith("p"):
        hour += 12
    if not month:
        return None
    return datetime(int(year), int(month), int(day), hour, int(match[5]), tzinfo=tz)


def _naive(moment: datetime | None) -> datetime | None:
    return moment and moment.astimezone(UTC).replace(tzinfo=None)
