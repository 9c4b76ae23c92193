"""What can be said about a raw letter before, and without, really parsing it.

Nothing in here raises for any bytes: a letter that no parser understands must still
be listed with whatever can be read of its sender and subject.
"""

import email
import email.message
import hashlib
import re
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header
from typing import NamedTuple

from .mail_text import Automatic, html_reply_to_text, is_automatic, received_at

_SYNTHETIC_DOMAIN = b"no-message-id.invalid"
_END_OF_HEADERS = re.compile(rb"\r?\n\r?\n")
_MESSAGE_ID_HEADER = re.compile(rb"(?im)^message-id(?=[ \t]*:)")
_MESSAGE_ID = re.compile(r"<[^<>\s]+>")
_CHARSET = re.compile(rb"(?i)(=\?|\bcharset\s*=\s*[\"']?)([\w.:+-]+)")
_REPORT_ACTION = re.compile(rb"(?im)^action:[ \t]*(\w+)")
_GUESSES = ("utf-8", "cp1250", "latin-1")
_TEXT_CHARACTERS = 20_000


class Summary(NamedTuple):
    """What a list of letters shows; every text is valid Unicode without NUL."""

    message_id: str
    email_from: str
    email_to: str
    subject: str
    received_at: datetime | None
    """Naive UTC; None when our own server left no readable trace."""
    automatic: Automatic | None
    content_hash: str
    """SHA-256 (hex) of what the sender wrote: all but the headers."""


def summary(raw: bytes) -> Summary:
    """Read the envelope of ``raw`` as well as it goes."""
    headers = _headers(raw)
    received = received_at([value for name, value in headers if name == "received"])
    first = {}
    for name, value in headers:
        first.setdefault(name, value)
    _head, body = _split(raw)
    return Summary(
        message_id=first.get("message-id", "").strip() or synthetic_id(raw),
        email_from=first.get("from", ""),
        email_to=", ".join(v for name, v in headers if name in ("to", "cc") and v),
        subject=first.get("subject", ""),
        received_at=received and received.astimezone(UTC).replace(tzinfo=None),
        automatic=_automatic(first, raw),
        content_hash=hashlib.sha256(body).hexdigest(),
    )


def references(raw: bytes) -> list[str]:
    """Message-Ids of the letters that this one answers or forwards."""
    values = [v for name, v in _headers(raw) if name in ("references", "in-reply-to")]
    return list(dict.fromkeys(_MESSAGE_ID.findall(" ".join(values))))


def synthetic_id(raw: bytes) -> str:
    """Message-Id for a letter that has none: the same for the same bytes."""
    digest = hashlib.sha256(raw).hexdigest()[:32]
    return f"<{digest}@{_SYNTHETIC_DOMAIN.decode()}>"


def readable(raw: bytes) -> bytes:
    """Return ``raw`` so that a strict parser loses nothing of its headers.

    Eight-bit headers that are no UTF-8 (old Polish programs) become UTF-8, and a
    missing Message-Id is added, so that the letter is recognized the next time.
    """
    head, body = _split(raw)
    try:
        head.decode()
    except UnicodeDecodeError:
        head = decoded(head).encode()
    if not summary_id(head):
        head = f"Message-Id: {synthetic_id(raw)}\r\n".encode() + head
    return head + body


def summary_id(head: bytes) -> str:
    """Message-Id in a block of headers, empty when there is none."""
    values = [value for name, value in _headers(head) if name == "message-id"]
    return values[0].strip() if values else ""


def with_own_id(raw: bytes) -> bytes:
    """Give the letter a Message-Id of its own in place of the sender's."""
    head, body = _split(raw)
    head = _MESSAGE_ID_HEADER.sub(b"X-Original-Message-Id", head)
    return f"Message-Id: {synthetic_id(raw)}\r\n".encode() + head + body


def with_known_charsets(raw: bytes) -> bytes:
    """Name the nearest known character set wherever an unknown one is declared."""

    def replace(match):
        declared = match[2].decode("ascii", "replace")
        return match[0] if _is_charset(declared) else match[1] + _nearest(declared)

    return _CHARSET.sub(replace, raw).replace(b"\0", b"")


def text(raw: bytes) -> str:
    """Return what a person would read in the letter, as plain text, and its files."""
    try:
        parts = list(email.message_from_bytes(with_known_charsets(raw)).walk())
        plain = [_part_text(p) for p in parts if _is_text(p, "text/plain")]
        rich = [_part_text(p) for p in parts if _is_text(p, "text/html")]
        files = [f"[{_header_text(name)}]" for p in parts if (name := p.get_filename())]
        body = "\n\n".join(plain) or html_reply_to_text("\n".join(rich))
    except Exception:  # noqa: BLE001  the parser is not to be trusted with any bytes
        body, files = decoded(_split(raw)[1][:_TEXT_CHARACTERS]), []
    lines = [body.replace("\0", "").strip()[:_TEXT_CHARACTERS], *files]
    return "\n".join(line for line in lines if line)


def _is_text(part: email.message.Message, kind: str) -> bool:
    return part.get_content_type() == kind and not part.get_filename()


def _part_text(part: email.message.Message) -> str:
    payload = part.get_payload(decode=True) or b""
    charset = part.get_content_charset()
    if charset and _is_charset(charset):
        return payload.decode(charset, "replace")
    return decoded(payload)


def is_mere_report(raw: bytes) -> bool:
    """Tell whether a delivery report says anything but "not delivered".

    Read receipts and notices of a delay come in the same envelope as bounces.
    """
    head, body = _split(raw)
    kind = " ".join(v for name, v in _headers(head) if name == "content-type").lower()
    if "multipart/report" not in kind:
        return False
    if "disposition-notification" in kind:
        return True
    actions = {action.lower() for action in _REPORT_ACTION.findall(body)}
    return bool(actions) and b"failed" not in actions


def decoded(value: bytes) -> str:
    """Decode bytes of an unknown character set."""
    for charset in _GUESSES:
        try:
            return value.decode(charset)
        except UnicodeDecodeError:
            continue
    raise AssertionError("latin-1 decodes everything")


def _split(raw: bytes) -> tuple[bytes, bytes]:
    """Return headers (with the empty line) and body."""
    if raw.startswith((b"\n", b"\r\n")):
        return b"", raw
    end = _END_OF_HEADERS.search(raw)
    return (raw[: end.end()], raw[end.end() :]) if end else (raw, b"")


def _headers(raw: bytes) -> list[tuple[str, str]]:
    """Return (name in lower case, decoded value) from the topmost down."""
    head, _body = _split(raw)
    try:
        message = email.message_from_bytes(head)
        items = list(message.raw_items())
    except Exception:  # noqa: BLE001  the parser is not to be trusted with any bytes
        return []
    return [(name.lower(), _header_text(value)) for name, value in items]


def _header_text(value) -> str:
    text = decoded(str(value).encode("utf-8", "surrogateescape"))
    try:
        chunks = decode_header(text)
    except (HeaderParseError, ValueError):
        chunks = [(text, None)]
    parts = [
        chunk if isinstance(chunk, str) else _chunk_text(chunk, charset)
        for chunk, charset in chunks
    ]
    return " ".join("".join(parts).replace("\0", "").split())


def _chunk_text(chunk: bytes, charset: str | None) -> str:
    if charset is None:
        return decoded(chunk)
    if not _is_charset(charset):
        charset = _nearest(charset).decode()
    return chunk.decode(charset, "replace")


def _is_charset(name: str) -> bool:
    try:
        b"".decode(name)
        return "".encode(name) is not None
    except (LookupError, UnicodeError, ValueError):
        return False


def _nearest(name: str) -> bytes:
    """Name a known character set for an unknown one: iso-gb2312 is gb2312."""
    bare = re.sub(r"^(?:x-|iso-|cs|ansi-|windows-?)+", "", name.lower())
    for candidate in (bare, f"cp{bare}", f"iso-{bare}"):
        if _is_charset(candidate):
            return candidate.encode()
    return b"utf-8"


def _automatic(headers: dict[str, str], raw: bytes) -> Automatic | None:
    reason = is_automatic(headers)
    if reason is Automatic.BOUNCE and is_mere_report(raw):
        return Automatic.AUTO_REPLY
    return reason
