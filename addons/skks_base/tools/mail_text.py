"""Reading an incoming letter: its new text, its automatic or human nature, its date.

Written for Polish and English mail of Outlook, Gmail, Thunderbird, Apple Mail and
phones. Nothing is ever lost by it: callers keep the raw letter, and a text that is
all quotation or all signature is returned as it is.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.utils import parsedate_to_datetime
from enum import StrEnum

from lxml import etree, html

# --- quotation and signature of a plain text ----------------------------------

_QUOTED = re.compile(r"\s?>")
_SEPARATOR = re.compile(
    r"\s*-{2,}\s*(?:original message|forwarded message|"
    r"(?:wiadomość oryginalna|oryginalna wiadomość|pierwotna wiadomość|"
    r"(?:wiadomość )?przekazana(?: dalej)?(?: wiadomość)?|"
    r"treść (?:oryginalnej|przekazanej) wiadomości))\s*-{2,}\s*$",
    re.IGNORECASE,
)
_WEEKDAY = r"(?:pon|wt|śr|czw|pt|sob|niedz|ndz|mon|tue|wed|thu|fri|sat|sun)\w*\.?,?\s"
_WROTE = re.compile(
    r"\s*(?:W dniu|Dnia|Dn\.|On\s|" + _WEEKDAY + r"|\d{1,4}[-./ ])"
    r".*(?:napisał(?:\(a\)|/a|a)?|pisze|nadesłał(?:\(a\)|a)?|wrote)\s?:\s*$"
    r"|\s*Wiadomość napisana przez\s.*:\s*$",
    re.IGNORECASE,
)
_WROTE_LINES = 3
_WROTE_CHARACTERS = 400
_TIME_OR_ADDRESS = re.compile(r"\d{1,2}:\d{2}|@")
_HEADER_FROM = re.compile(r"[\s*]*(?:Od|Nadawca|From)\s?:[\s*]", re.IGNORECASE)
_HEADER_OTHER = re.compile(
    r"[\s*]*(Wysłano|Wysłane|Data|Do|DW|UDW|Temat|Sent|Date|To|Cc|Subject)\s?:",
    re.IGNORECASE,
)
_HEADER_LINES = 8
_RULE = re.compile(r"\s*[_-]{10,}\s*$")
_SIGNATURE = re.compile(r"--\s?$")
_NAME = r"(?:[^\W\d_a-z][\w.'-]*\s?){1,3}"
_CLOSING = re.compile(
    r"\s*(?:(?i:(?:(?:serdecznie|gorąco|ciepło)\s)?pozdrawia(?:m|my)|pozdr\.?|"
    r"(?:łącz[ęy]\w*\s|serdeczne\s|z\s)*pozdrowieni(?:a|ami)|"
    r"z (?:wyrazami )?(?:poważani(?:a|em)|powazaniem|szacunk(?:u|iem))|"
    r"(?:(?:best|kind|warm|with)\s)*regards|(?:yours )?sincerely)"
    r"(?i:\s(?:serdecznie|gorąco|ciepło|i życzę miłego dnia))?)"
    r"\s*[,.!–-]*\s*(?:" + _NAME + r")?[,.!]*\s*$"
)
_NOT_A_NAME = re.compile(r"\b(?:Pan|Pana|Panią|Panie|Państw\w+|Redak\w+)\b")
_PHONE_FOOTER = re.compile(
    r"\s*(?:Wysłan[eo] z (?:mojego|iPh|iPad|telefon|smartfon|urządzeni|aplikacj|"
    r"program|poczty|Outlook|Gmail|Yahoo|Samsung|systemu|Androi)|Sent from (?:my|Outl)|"
    r"Pobierz (?:aplikację )?Outlook|Uzyskaj (?:aplikację )?Outlook|Get Outlook)",
    re.IGNORECASE,
)
_CLOSING_CHARACTERS = 80
_FOOTER_CHARACTERS = 120
_POSTSCRIPT = re.compile(r"\s*P\.?\s?S\.?[:\s]")
_INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad\x00]")


def reply_text(text: str) -> str:
    """Return the new text of a reply, without quotation and signature.

    Answers written between or below quoted lines are kept. When nothing would be
    left, the signature is kept, and then the quotation: never empty for real text.
    """
    lines = _lines(text)
    new = _without_quotation(lines)
    for candidate in (_without_signature(new), new, lines):
        joined = re.sub(r"\n{3,}", "\n\n", "\n".join(candidate)).strip()
        if joined:
            return joined
    return ""


def _lines(text: str) -> list[str]:
    text = _INVISIBLE.sub("", text or "").replace("\xa0", " ")
    return [line.rstrip() for line in text.splitlines()]


def _without_quotation(lines: list[str]) -> list[str]:
    kept: list[str] = []
    index = 0
    while index < len(lines):
        if _SEPARATOR.match(lines[index]) or _is_header_block(lines, index):
            while kept and (not kept[-1] or _RULE.match(kept[-1])):
                kept.pop()
            break
        if length := _attribution_length(lines, index):
            index += length
            if not _quoted_follows(lines, index):
                break
            continue
        if not _QUOTED.match(lines[index]):
            kept.append(lines[index])
        index += 1
    return kept


def _is_header_block(lines: list[str], index: int) -> bool:
    """Tell whether Outlook's block of headers starts at ``index``."""
    if not _HEADER_FROM.match(lines[index]):
        return False
    following = lines[index + 1 : index + 1 + _HEADER_LINES]
    names = {m[1].lower() for m in map(_HEADER_OTHER.match, following) if m}
    return len(names) >= 2


def _attribution_length(lines: list[str], index: int) -> int:
    """Return how many lines "On … X wrote:" takes at ``index``, 0 for none."""
    joined = ""
    for length in range(1, _WROTE_LINES + 1):
        if index + length > len(lines) or not lines[index + length - 1]:
            return 0
        joined = f"{joined} {lines[index + length - 1]}".lstrip()
        if len(joined) > _WROTE_CHARACTERS:
            return 0
        if _WROTE.match(joined):
            certain = _TIME_OR_ADDRESS.search(joined)
            return length if certain or _quoted_follows(lines, index + length) else 0
    return 0


def _quoted_follows(lines: list[str], index: int) -> bool:
    while index < len(lines) and not lines[index]:
        index += 1
    return index < len(lines) and bool(_QUOTED.match(lines[index]))


def _without_signature(lines: list[str]) -> list[str]:
    lines = [line for line in lines if not _is_phone_footer(line)]
    for index, line in enumerate(lines):
        if (_SIGNATURE.match(line) or _is_closing(line)) and any(lines[:index]):
            return lines[:index] + _postscript(lines[index:])
    return lines


def _is_phone_footer(line: str) -> bool:
    return len(line) <= _FOOTER_CHARACTERS and bool(_PHONE_FOOTER.match(line))


def _is_closing(line: str) -> bool:
    return (
        len(line) <= _CLOSING_CHARACTERS
        and bool(_CLOSING.match(line))
        and not _NOT_A_NAME.search(line)
    )


def _postscript(signature: list[str]) -> list[str]:
    for index, line in enumerate(signature):
        if _POSTSCRIPT.match(line):
            rest = signature[index:]
            end = rest.index("") if "" in rest else len(rest)
            return ["", *rest[:end]]
    return []


# --- HTML ---------------------------------------------------------------------

_HTML_DROPPED = (
    "//blockquote | //script | //style | //head | //title | //template"
    "| //*[contains(@class, 'gmail_quote') and not(.//blockquote)]"
    "| //*[contains(@class, 'gmail_attr')] | //*[contains(@class, 'yahoo_quoted')]"
    "| //*[contains(@class, 'moz-cite-prefix')]"
    "| //*[contains(@class, 'moz-signature')]"
    "| //*[contains(@class, 'gmail_signature')]"
    "| //*[@id='Signature' or @id='ms-outlook-mobile-signature']"
)
_HTML_TAIL = (
    "//*[contains(@id, 'divRplyFwdMsg') or contains(@id, 'appendonsend')"
    " or @id='OLK_SRC_BODY_SECTION' or @id='mail-editor-reference-message-container']"
)
_HTML_NEVER = "//script | //style | //head | //title | //template"
_CONTROL = re.compile("[\x00-\x08]")
_LINE, _PARAGRAPH = "\x01", "\x02"  # edges of blocks while the text is put together
_BLOCKS = frozenset(
    "address article aside body center dd div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section table tr ul"
    "".split()
)
_PARAGRAPHS = frozenset("h1 h2 h3 h4 h5 h6 ol p pre table ul".split())


def html_reply_to_text(source: str) -> str:
    """Return the new text of a reply in HTML, as :func:`reply_text` does."""
    root = _parse(source)
    if root is None:
        return ""
    for element in root.xpath(_HTML_TAIL):
        _drop_with_following(element)
    _drop(root.xpath(_HTML_DROPPED))
    text = _render(root)
    if not text.strip():
        root = _parse(source)
        _drop(root.xpath(_HTML_NEVER))
        text = _render(root)
    return reply_text(text)


def _parse(source: str):
    source = re.sub(r"^\s*<\?xml[^>]*>", "", _CONTROL.sub("", source or ""))
    if not source.strip():
        return None
    try:
        return html.document_fromstring(source)
    except etree.ParserError:  # nothing but comments
        return None


def _drop(elements: Iterable) -> None:
    for element in elements:
        if element.getparent() is not None:
            element.drop_tree()


def _drop_with_following(element) -> None:
    parent = element.getparent()
    if parent is not None:
        _drop(list(element.itersiblings()))
        element.tail = None
        element.drop_tree()


def _render(root) -> str:
    """Return the text below ``root`` with its blocks on lines of their own."""
    parts: list[str] = []
    preformatted = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        starts = event == "start"
        if tag == "pre":
            preformatted += 1 if starts else -1
        if tag in _BLOCKS:
            parts.append(_PARAGRAPH if _is_paragraph(element, tag) else _LINE)
        elif tag == "br" and starts or tag in ("td", "th"):
            parts.append("\n" if tag == "br" else " ")
        if starts and tag == "li":
            parts.append("- ")
        text = (element.text if tag else "") if starts else element.tail
        if text:
            parts.append(text if preformatted else re.sub(r"[ \t\r\n\f]+", " ", text))
    return _tidy("".join(parts))


def _is_paragraph(element, tag: str) -> bool:
    return tag in _PARAGRAPHS and "Mso" not in element.get("class", "")


def _tidy(text: str) -> str:
    text = "\n".join(line.strip(" \t") for line in text.split("\n"))
    return re.sub(r"[ \t\n\x01\x02]+", _line_ends, text).strip()


def _line_ends(edges: re.Match) -> str:
    """Return the line ends for the edges of blocks that meet in one place."""
    breaks = re.sub(r"[ \t]", "", edges[0])
    if not breaks.strip("\n"):
        return edges[0]
    # A break at the end of a block ends no line of its own, an only one does.
    blank = _PARAGRAPH in breaks or "\n" in breaks.removeprefix("\n")
    return "\n\n" if blank else "\n"


# --- automatic mail -----------------------------------------------------------


class Automatic(StrEnum):
    """Why a letter is not from a person who waits for an answer."""

    AUTO_REPLY = "auto_reply"
    BULK = "bulk"
    BOUNCE = "bounce"


_REPLY_HEADERS = (
    "x-autoreply",
    "x-autorespond",
    "x-autoresponder",
    "x-auto-reply-from",
)
_LIST_HEADERS = ("list-unsubscribe", "list-id")
_AUTOMATIC_SUBJECT = re.compile(
    r"\s*(?:(?:odpowiedź automatyczna|automatyczna odpowiedź|autoodpowiedź|"
    r"auto-?reply|automatic reply|auto-?response)\s*(?::|-|–|$)"
    r"|(?:out of (?:the )?office|poza biurem)\b"
    r"|nieobecność\s*(?::|-|–|$|w biurze|służbow|urlop)"
    r"|(?:przeczytano|potwierdzenie odczytu|nie przeczytano)\s*:)",
    re.IGNORECASE,
)


def is_automatic(headers: Mapping[str, str]) -> Automatic | None:
    """Tell by its headers (names in any case) whether a letter is automatic.

    Sources: RFC 3834 (Auto-Submitted), RFC 3464 (delivery status), RFC 2369 and
    2919 (List-*), and the customs of Exchange and of vacation programs.
    """
    values = {
        name.lower(): _decoded(value).strip()
        for name, value in headers.items()
        if value is not None
    }
    if _is_delivery_report(values):
        return Automatic.BOUNCE
    if _is_auto_reply(values):
        return Automatic.AUTO_REPLY
    precedence = values.get("precedence", "").lower()
    if precedence in ("bulk", "list", "junk") or any(map(values.get, _LIST_HEADERS)):
        return Automatic.BULK
    if _is_suppressed(values):
        return Automatic.AUTO_REPLY
    return Automatic.BOUNCE if values.get("return-path") == "<>" else None


def _decoded(value) -> str:
    value = str(value)
    try:
        return str(make_header(decode_header(value)))
    except (HeaderParseError, LookupError, ValueError):
        return value


def _is_delivery_report(values: dict[str, str]) -> bool:
    kind = values.get("content-type", "").lower()
    return (
        ("multipart/report" in kind and "disposition-notification" not in kind)
        or "x-failed-recipients" in values
        or bool(re.search(r"\bmailer-daemon@", values.get("from", ""), re.IGNORECASE))
    )


def _is_auto_reply(values: dict[str, str]) -> bool:
    return (
        values.get("auto-submitted", "").lower().startswith("auto-replied")
        or values.get("precedence", "").lower() == "auto_reply"
        or any(values.get(name, "no").lower() != "no" for name in _REPLY_HEADERS)
        or "disposition-notification" in values.get("content-type", "").lower()
        or bool(_AUTOMATIC_SUBJECT.match(values.get("subject", "")))
    )


def _is_suppressed(values: dict[str, str]) -> bool:
    suppressed = re.split(
        r"[,;\s]+", values.get("x-auto-response-suppress", "").lower()
    )
    submitted = values.get("auto-submitted", "no").split(";")[0].strip().lower()
    return submitted not in ("", "no") or bool(
        {"oof", "autoreply", "all"}.intersection(suppressed)
    )


# --- date of receipt ----------------------------------------------------------

_RECEIVED_DATE = re.compile(
    r"\d{1,2}\s+[A-Za-z]{3}\s+(?:19|20|21)\d{2}\s+\d{1,2}:\d{2}(?::\d{2})?(?:\s+(?:[+-]\d{4}|[A-Z]{1,4})\b)?"
)


def received_at(received_headers: list[str]) -> datetime | None:
    """Return when our own server took the letter, in UTC.

    :param received_headers: ``Received`` headers from the topmost down. Only the
        topmost is ours; the others are the word of strangers and are never read.
    :return: None when there is none or its date cannot be read.
    """
    if not received_headers:
        return None
    found = _RECEIVED_DATE.findall(" ".join(str(received_headers[0]).split()))
    if not found:
        return None
    try:
        moment = parsedate_to_datetime(found[-1])
    except (TypeError, ValueError, OverflowError):
        return None
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)


# --- short replies that ask for an act ----------------------------------------


class ReplyIntent(StrEnum):
    """What a short reply wants instead of being an answer."""

    NOT_OURS = "not_ours"
    MORE_TIME = "more_time"
    THANKS = "thanks"


_SHORT_WORDS = 40
_SHORT_CHARACTERS = 400
_GREETING = re.compile(
    r"\A\s*(?:dzien dobry|witam\w*|czesc|szanown\w+ \w+(?: \w+)?|drodzy panstwo|hej)"
    r"\s*[,.!\n]\s*"
)
_NOT_OURS = re.compile(
    r"\bto nie (?:my|do nas|u nas)\b\s*(?:$|[,.;:!(-]|tylko|lecz|ale\b|a\b|to\b)"
    r"|\bnie (?:jest |lezy |sa )?(?:to )?(?:w |do )?nasz\w*\b"
    r"|\bnie (?:nalezy|lezy|miesci sie|pozostaje)\b[^.?!]{0,40}"
    r"(?:\bdo nas\b|\bnasz\w*|\bw gestii|\bw zakresie|\bw kompetencj)"
    r"|\bnie jest\b[^.?!]{0,30}\bw (?:gestii|kompetencj)"
    r"|\b(?:nie jestesmy|to nie jestesmy|nie my jestesmy) "
    r"(?:wlasciw|zarzadc|adresat|odpowiedzialn|kompetentn)"
    r"|\bnie (?:zajmujemy sie|odpowiadamy za|zarzadzamy)\b"
    r"|\bpros(?:ze|imy) (?:o )?(?:\w+ )?(?:s?kierowa\w+|zwr(?:oc|ac)\w+ sie|pyta\w+)"
    r"[^.?!]{0,40}\b(?:do|w)\b"
    r"|\bpros(?:ze|imy) (?:o )?(?:przekaz|przesla)\w+[^.?!]{0,40}\bdo\b"
    r"(?! (?:redak|dziennik|medi|prasy|pan))(?![^.?!]* ze )"
)
_PARTLY = re.compile(r"\b(?:pozostal\w+|reszt\w+|dalsz\w+|dodatkow\w+ pytan\w+)\b")
_ASK = r"\b(?:(?:po)?pros(?:ze|imy|ba|be|ic)|potrzeb\w+|daj\w*|wnos(?:ze|imy))\b"
_LATER = r"(?:przedluz|wydluz|przesun|zwlok|prolong|odrocz|pozniejsz\w+ termin)"
_MORE_TIME = re.compile(
    _ASK + r"\s(?:(?:o|nam|mi|jeszcze|cho\w+|czas\w*|termin\w*)\s)*do (?:jutra|"
    r"pojutrza|poniedzialku|wtorku|srody|czwartku|piatku|konca|rana|poludnia|"
    r"wieczora|godz|przyszl|nastepn|\d)"
    r"|" + _ASK + r"[^.?!]{0,60}(?:" + _LATER + r"|(?:wiecej|troche|nieco) czasu"
    r"|dodatkow\w+ (?:czas|dzien|dni)"
    r"|jeszcze (?:(?:o |na )?(?:jeden|dwa|kilka|pare) )?(?:dzien|dni|godzin|czas))"
    r"|\b(?:mozemy|moge|mozna|mozliw\w+)\b[^.?!]{0,60}(?:" + _LATER + r"|wiecej czasu)"
    r"[^.?!]*\?"
    r"|\bnie (?:zdaz\w+|wyrobi\w+ sie|da(?:m|my) rady (?:dzis|na|do|w|odpow|przygot))"
)
_THANKS = re.compile(r"\b(?:dziekuj\w+|dzieki|podziekowania|thanks|thank you)\b")
_THANKS_WORDS = frozenset(
    "a bardzo blyskawiczna dnia dobrego do dziekuje dziekujemy dzieki i informacja "
    "informacje jasne jeszcze milego material materialy mi nagranie ok okej odpowiedz "
    "odpowiedzi odpisanie pani panie panstwu panu pieknie podziekowania pomoc "
    "potwierdzam potwierdzenie pozdrawiam przeslana przeslane raz reakcje rozmowe "
    "serdecznie sliczne slicznie super swietnie szybka szybkie tak thank thanks "
    "uslyszenia wiadomosc widzenia wielkie wszystko wyczerpujaca wyjasnienia "
    "wyjasnienie wywiad you za zobaczenia very much z w sprawie zyczliwosc"
    "".split()
)


def reply_intent(text: str) -> ReplyIntent | None:
    """Tell what a short reply asks for; None for a real answer or a question."""
    text = reply_text(text)
    if len(text) > _SHORT_CHARACTERS:
        return None
    plain = _GREETING.sub("", _folded(_without_name(text))).strip()
    words = re.findall(r"\w+", plain)
    if len(words) > _SHORT_WORDS:
        return None
    if _NOT_OURS.search(plain) and not _PARTLY.search(plain):
        return ReplyIntent.NOT_OURS
    if _MORE_TIME.search(plain):
        return ReplyIntent.MORE_TIME
    if _THANKS.search(plain) and "?" not in plain and _THANKS_WORDS.issuperset(words):
        return ReplyIntent.THANKS
    return None


def _without_name(text: str) -> str:
    above, _, last = text.rpartition("\n")
    return above if above and re.fullmatch(_NAME, last) else text


def _folded(text: str) -> str:
    """Return ``text`` in lower case without Polish marks and typographic dashes."""
    text = text.lower().replace("ł", "l").replace("–", "-").replace("—", "-")
    text = unicodedata.normalize("NFKD", text)
    return "".join(c for c in text if not unicodedata.combining(c))


# --- a question ---------------------------------------------------------------

_LINK = re.compile(r"\bhttps?://\S+|\bwww\.\S+")
_QUESTION = re.compile(
    r"(?:^|[.!?,;:\n]\s*(?:a|i|oraz|ale)?\s*)"
    r"(?:czy|ile|ilu|kiedy|jak|jaki\w*|gdzie|dlaczego|czemu|kto|kogo|kim|co|ktor\w+|"
    r"skad|po co|na jakiej podstawie)\b"
    r"|\b(?:po)?pros(?:ze|imy|ba|ilbym|ilabym|ilibysmy)\s(?:\w+\s){0,3}?"
    r"(?:o|aby|zeby|by)\b"
    r"|\b(?:mam|mamy|nasunelo mi sie|pojawilo sie) (?:\w+ ){0,3}pytani\w+"
)


def asks(text: str) -> bool:
    """Tell whether the new text of a letter asks or requests anything.

    When in doubt it does: a question that is overlooked is worse than a case too many.
    """
    text = _LINK.sub("", reply_text(text))
    if reply_intent(text) is ReplyIntent.THANKS:
        return False
    plain = _GREETING.sub("", _folded(text)).strip()
    return "?" in text or bool(_QUESTION.search(plain))


# --- until when somebody wants more time --------------------------------------

_WEEKDAYS = {
    "poniedzialku": 0,
    "wtorku": 1,
    "srody": 2,
    "czwartku": 3,
    "piatku": 4,
}
_MONTHS = (
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia wrzesnia"
    " pazdziernika listopada grudnia"
).split()
_UNTIL = re.compile(
    r"\b(?:(?:do|na) (dzis|dzisiaj|jutra|pojutrza|jutro|pojutrze|konca tygodnia|"
    + "|".join(_WEEKDAYS)
    + r"|(?:dnia )?(\d{1,2})(?:[./](\d{1,2})(?:[./]\d{2,4})?| ("
    + "|".join(_MONTHS)
    + r")))|(dzis(?:iaj)?)(?= (?:do|o|na) \d))\b"
)
_HOUR = r"(\d{1,2})[:.](\d{2})\b(?![./]\d)"
_THEN_HOUR = re.compile(
    r"(?: \d{4}(?: r\.)?)?,? (?:do |na |o )?(?:godz\w*\.? )?" + _HOUR
)
_AT_HOUR = re.compile(r"\b(?:do|na|o|godz\w*\.?) ?" + _HOUR)


def wanted_until(text: str, today: date) -> tuple[date, time | None] | None:
    """Read the day (and hour) that a letter asks for: “do wtorku 12:00”.

    :param today: when the letter came, in local time
    :return: None if no day in the future is named
    """
    plain = _folded(reply_text(text))
    match = _UNTIL.search(plain)
    day = match and _named_day(match, today)
    if not day or day < today:
        return None
    hour = _THEN_HOUR.match(plain, match.end()) or _AT_HOUR.search(plain, match.end())
    if not hour or int(hour[1]) > 23 or int(hour[2]) > 59:
        return day, None
    return day, time(int(hour[1]), int(hour[2]))


def _named_day(match: re.Match, today: date) -> date | None:
    word = match[1] or match[5]
    if word.startswith("dzis"):
        return today
    if match[2]:
        try:
            month = int(match[3] or _MONTHS.index(match[4]) + 1)
            day = date(today.year, month, int(match[2]))
        except ValueError:  # 31.02
            return None
        past = day < today - timedelta(days=180)
        return day.replace(year=day.year + 1) if past else day
    if word.startswith("poj"):
        return today + timedelta(days=2)
    if word.startswith("jut"):
        return today + timedelta(days=1)
    weekday = _WEEKDAYS.get(word, 4)
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


# --- numbers of cases ---------------------------------------------------------

CASE_NUMBER = r"(?<![\w/])[A-Z]{2,5}/\d{4}/\d{4,6}(?![\w/]|\d)"


def case_numbers(text: str, pattern: str = CASE_NUMBER) -> list[str]:
    """Return the case numbers in ``text``: each once, in order, in capitals."""
    found = re.finditer(pattern, text or "", re.IGNORECASE)
    return list(dict.fromkeys(match[0].upper() for match in found))
