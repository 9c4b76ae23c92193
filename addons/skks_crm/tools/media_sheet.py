"""A list of media as press offices keep it: what its columns and cells mean.

Pure Python, no database. Nobody was told how to keep such a list: columns have any
heading or none, a cell holds several addresses, an outlet is a word in a cell.
"""

import re
from typing import NamedTuple

from odoo.addons.skks_base.tools.polish import fold
from odoo.addons.skks_base.tools.sheet import MAX_ABOVE

from .contact_keys import outlet_key, readings, split_emails, split_phones

# What a column may mean, and the headings under which press offices keep it. A key
# that ends with “*” is the beginning of a heading.
HEADINGS = {
    "name": "imieinazwisko* nazwiskoiimie* imienazwisko* dziennikarz* dziennikarka*"
    " osoba* redaktor reporter autor fullname journalist* person contactperson*"
    " contactname reprezentant kto name",
    "first_name": "imie imiona firstname givenname*",
    "surname": "nazwisko nazwiska surname lastname familyname",
    "contact": "kontakt kontakty danekontaktowe* contact contacts contactdetails*",
    "email": "email* mail maile mailredakcji mailprywatny adresmail* adresemail*"
    " poczta pocztaelektroniczna adrespocztyelektronicznej",
    "phone": "telefon* tel nrtel* numertel* telkom* telstac* telredakcji komorka*"
    " komorkowy kom phone* mobile* cell*",
    "outlet": "redakcja* medium media nazwa* tytul tytulprasowy tytulmedium gazeta"
    " stacja* pracodawca firma organizacja organization outlet* newsroom publication"
    " company mediumredakcja redakcjamedium",
    "media_type": "typ typmedi* typredakcji rodzaj* kategoria* mediatype type kind"
    " category",
    "job_title": "stanowisko* funkcja* rola jobtitle position role title",
    "topics": "temat tematy tematyka* zakres* dzial* obszar* specjalizacja*"
    " zainteresowania zajmuje* czymsie* oczym* beat beats topic topics subject"
    " subjects",
    "city": "miasto* miejscowosc* siedziba* lokalizacja city town location",
    "website": "www* strona* adreswww* adresstrony* website* url link webpage web",
    "note": "uwagi* uwaga notatk* komentarz* opis* informacjedodatkowe* inne adres"
    " adrespocztowy* adresredakcji* ulica* fax* faks* note* comment* remark* address",
    "domain": "domena* domeny* domain* emaildomain*",
    "frequency": "czestotliwosc* periodycznosc* cyklwydawniczy* frequency",
    "source": "zrodlo* skad skaddane source* datasource*",
    "language": "jezyk* language*",
    "ignore": "lp nr no numer id poz pozycja",
}
IGNORE = "ignore"
# Headings of a number, of the row or of a phone.
NUMBERS = {"nr", "no", "numer"}
# Columns of which a list may have several.
REPEATABLE = {"contact", "email", "phone", "topics", "note", IGNORE}
# One of these tells whom a row is about.
NAMING = {"name", "first_name", "surname", "contact", "email", "outlet"}
# Heading of the column that a sheet of bad rows has in addition.
REASONS = {"whyitwasnotimported", "dlaczegoniezaimportowano"}
# Words in the column with the kind of medium, and the code of the type.
MEDIA_TYPES = {
    "DAILY": "dziennik gazetacodzienna daily",
    "WEEKLY": "tygodnik weekly",
    "PORTAL": "portal internet online serwisinternetowy serwis www portalinternetowy"
    " portalinformacyjny website",
    "RADIO": "radio rozglosnia stacjaradiowa rozglosniaradiowa",
    "TV": "tv telewizja stacjatelewizyjna television",
    "AGENCY": "agencja agencjaprasowa agency",
    "MAGAZINE": "miesiecznik magazyn dwutygodnik czasopismo magazine monthly",
    "QUARTERLY": "kwartalnik quarterly",
    "BULLETIN": "biuletyn gazetalokalna bulletin",
    "BLOG": "blog socialmedia mediaspolecznosciowe podcast youtube facebook vlog",
    "FOREIGN": "zagraniczne zagraniczny foreign",
}
FREQUENCIES = {
    "daily": "dziennik dziennie codziennie codzienny daily",
    "weekly": "tygodnik tygodniowo cotydzien weekly raznatydzien",
    "monthly": "miesiecznik miesiecznie comiesiac monthly razwmiesiacu",
    "quarterly": "kwartalnik kwartalnie quarterly razwkwartale",
    "irregular": "nieregularnie nieregularny irregular",
}
LANGUAGES = {
    "be": "bialoruski belarusian",
    "cs": "czeski czech cz",
    "de": "niemiecki german deutsch niem",
    "en": "angielski english ang",
    "es": "hiszpanski spanish hiszp",
    "fr": "francuski french franc",
    "it": "wloski italian",
    "lt": "litewski lithuanian",
    "pl": "polski polish pol",
    "ru": "rosyjski russian ros",
    "uk": "ukrainski ukrainian ukr ua",
}
# What is typed instead of leaving a cell empty; folded.
BLANKS = {"-", "--", "–", "—", ".", "?", "x", "n/d", "nd", "nie dotyczy", "brak", "b/d"}
LONGEST = {"note": 5000, "contact": 1000}
LONG = 300

# Boxes of a newsroom, not of a person: the first word of the local part; folded.
GENERAL = set(
    "biuro contact desk dyzur dziennikarze editor gazeta info informacje kontakt listy"
    " mail media news newsroom office poczta portal prasa press radio reakcja redakcja"
    " redaktornaczelny redaktorzy reklama reporter reporterzy sekretariat sport studio"
    " telewizja tv wiadomosci wydawca wydawnictwo".split()
)
# A cell for the name in which a newsroom stands; folded.
NOBODY = re.compile(
    r"^(redakcja|sekretariat|newsroom|dyzurny|dyzur|biuro|studio|kontakt|recepcja"
    r"|wydawca|reporter dyzurny|redaktor dyzurny|dziennikarz dyzurny)\b"
)
# What names of outlets begin with, in a cell that should name a person; folded.
OUTLETS = re.compile(
    r"^(radio|telewizja|tv|tvp|gazeta|tygodnik|miesiecznik|portal|dziennik|kurier"
    r"|redakcja|agencja|studio)\b.*\w"
)
JOBS = re.compile(
    r"^(redaktor|redaktorka|red\.? nacz|naczeln|dziennikar|sekretarz|szef|kierowni"
    r"|reporter|fotoreport|fotograf|wydawc|prezenter|producent|korespondent|zast"
    r"|dyrektor|prezes|operator|freelanc|woln[ya] strzel|editor|journalist)"
)
# Said of who works on their own account, instead of an outlet too; folded.
FREELANCE = re.compile(
    r"free-?\s?lanc\w*|woln[ya] strzel\w+|niezalezn[ya] dziennikar\w+"
    r"|dziennikar\w+ niezalezn[ya]|na wlasny rachunek"
)
HONORIFICS = re.compile(
    r"^(?:(?:redaktor(?:ka)?|red\.|pani|pan|p\.|mrs\.?|mr\.?|ms\.?)\s+)+", re.IGNORECASE
)
BETWEEN_PERSONS = re.compile(r"\s*[;\n/&+|]\s*|\s+(?:i|oraz|lub|and)\s+", re.IGNORECASE)
_FOUND = re.compile(r"(?:mailto:)?[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE_WORDS = re.compile(
    r"\b(?:e-?mail|mail|telefon|tel|kom|komórka|stac|mobile|phone|fax|faks|wew)\b[.:]*",
    re.IGNORECASE,
)
_BETWEEN_WORDS = (
    re.compile(r"[,;|\n•]"),
    re.compile(r"/"),
    re.compile(r"\s+(?:i|oraz|lub|and)\s+|[&+]", re.IGNORECASE),
)
_BEFORE_WORD = re.compile(r"^(?:język|jęz\.|jez\.|j\.)\s*", re.IGNORECASE)
_ASIDE = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_WEBSITE = re.compile(r"(?:https?://)?(?:www\.)?[\w-]+(?:\.[\w-]+)+(?:/\S*)?", re.I)
# What is left of a cell once addresses and numbers are out of it.
_MARKS = " \t\n,;:/|-–"
_EDGES = _MARKS + "()<>[]"


class Person(NamedTuple):
    """What the cell with a name says."""

    name: str
    job_title: str = ""
    note: str = ""  # what stands in brackets
    several: bool = False  # more than one person in one cell


def heading_key(heading: str) -> str:
    """Return by what headings are compared: letters and figures alone."""
    return "".join(re.findall(r"[a-z0-9]+", fold(heading)))


def is_note(heading: str) -> bool:
    """Whether a heading says no more than that there are remarks."""
    return heading_key(heading).startswith(
        ("uwag", "notat", "koment", "note", "remark")
    )


def find_header(rows) -> int:
    """Return the index of the row with the headings; -1 if the list has none.

    It is the row near the top in which the most headings are known; in a list with
    other headings, the first one as wide as the list that has no address or number.
    """
    top = rows[: MAX_ABOVE + 1]
    known = [_known_headings(cells) for _number, cells in top]
    if known and max(known) >= 2:
        return known.index(max(known))
    widths = [sum(map(bool, cells)) for _number, cells in top]
    for index, (_number, cells) in enumerate(top):
        text = " ".join(cells)
        if widths[index] * 2 > max(widths) and index + 1 < len(rows):
            return -1 if re.search(r"@|\d{3}", text) else index
    return -1


def propose(headings, samples) -> list[str]:
    """Propose what each column means, by its heading, else by what stands in it."""
    meanings = []
    for heading, cells in zip(headings, samples, strict=True):
        meaning = _by_heading(heading)
        if not meaning or heading_key(heading) in NUMBERS:
            meaning = _by_content(cells) or meaning
        if not meaning:
            meaning = "note" if any(cells) else IGNORE
        if meaning in meanings and meaning not in REPEATABLE:
            meaning = "note"
        meanings.append(meaning)
    # a list of newsrooms has the outlet under “name”
    if "name" in meanings and not NAMING.intersection(meanings) - {"name", "email"}:
        index = meanings.index("name")
        if heading_key(headings[index]) == "name":
            meanings[index] = "outlet"
    return meanings


def signature(headings) -> str:
    """Return by what files of the same shape are known, in whatever order."""
    return "|".join(sorted({*map(heading_key, headings)} - {""} - REASONS))


def by_words(words: dict[str, str]) -> dict[str, str]:
    """Turn ``{value: words}`` into ``{word: value}``, the value itself included."""
    return {
        word: value for value, text in words.items() for word in [*text.split(), value]
    }


def clean_cell(text: str) -> str:
    """Return a cell; empty if it says only that there is nothing.

    The mark by which a spreadsheet keeps figures as text is no part of them.
    """
    text = re.sub(r"^'(?=[\d+(])", "", text.strip())
    return "" if fold(text).strip() in BLANKS else text


def take_addresses(text: str) -> tuple[list[str], list[str], str]:
    """Return the addresses and the phone numbers in a cell, and what else it says."""
    emails = split_emails(text)
    rest = _FOUND.sub(" ", text)
    phones = split_phones(rest)
    for phone in phones:
        rest = rest.replace(phone, " ")
    if emails or phones:
        rest = _PHONE_WORDS.sub(" ", rest)
        rest = re.sub(r"\(\s*\)|<\s*>|\[\s*\]", " ", rest)
    rest = re.sub(r"(?:\s*[,;]\s*)+", ", ", " ".join(rest.split()))
    # a bracket that has its other half stays: “Piotr Wolny (freelancer)”
    rest = rest.strip(_MARKS).lstrip(_MARKS + ")>]").rstrip(_MARKS + "(<[")
    return emails, phones, rest


def known_words(text: str, known: dict[str, int]) -> tuple[list[int], list[str]]:
    """Return what the words of a cell stand for, and the words that are unknown.

    A name may have what else stands between words: “Woda i ścieki”.

    :param known: what each word stands for, by its :func:`heading_key`
    """
    found, unknown = [], []
    _find_words(text, known, _BETWEEN_WORDS, found, unknown)
    return list(dict.fromkeys(found)), list(dict.fromkeys(unknown))


def _find_words(text, known, between, found, unknown):
    for key in (heading_key(text), heading_key(_BEFORE_WORD.sub("", text.strip()))):
        if key in known:
            found.append(known[key])
            return
    rest, before = [], len(found)
    if between:
        for part in between[0].split(text):
            _find_words(part, known, between[1:], found, rest)
    # words of which none is known are kept as they were typed
    if between is not _BETWEEN_WORDS and len(found) == before:
        rest = filter(None, [" ".join(text.split())])
    unknown.extend(rest)


def broken_address(text: str) -> str:
    """Return what of a cell is meant for an e-mail address and is none."""
    for word in _FOUND.sub(" ", text).split():
        if "@" in word or re.search(r"\(at\)|\[at\]", word, re.IGNORECASE):
            return word.strip(",;")
    for address in split_emails(text):
        local, _at, domain = address.rpartition("@")
        if not local.isascii() or local[0] == "." or ".." in local or "_" in domain:
            return address
    return ""


def read_person(cell: str) -> Person:
    """Say whom a cell for a name names; nobody if it is a newsroom."""
    if NOBODY.match(fold(cell)) or looks_like_outlet(cell):
        return Person("")
    asides = [part.strip() for part in _ASIDE.findall(cell)]
    cell = _ASIDE.sub(" ", cell)
    parts = [part for part in BETWEEN_PERSONS.split(cell) if part.strip()]
    people = [part for part in parts if not JOBS.match(fold(part.strip()))]
    jobs = [part.strip() for part in parts if part not in people]
    if len(people) > 1:
        return Person("", several=True)
    name, job = _without_job(people[0]) if people else ("", "")
    if name is None:
        return Person("", several=True)
    jobs += [part for part in asides if JOBS.match(fold(part))]
    note = ", ".join(part for part in asides if part not in jobs)
    job = next(filter(None, [job, *jobs]), "")
    return Person(HONORIFICS.sub("", name).strip(_EDGES), job, note)


def looks_like_outlet(cell: str) -> bool:
    """Whether a cell for a person names an outlet: “Redakcja Kuriera”."""
    text = fold(cell)
    return bool(OUTLETS.match(text)) and (" " in text.strip())


def is_freelance(cell: str) -> bool:
    """Whether a cell says that somebody works on their own account, and no more."""
    return bool(FREELANCE.fullmatch(" ".join(fold(cell).split()).strip(_EDGES + ".")))


def _without_job(text):
    """Tell “Jan Kowalski, szef działu” from “Kowalski, Jan”; None: two persons."""
    before, comma, after = (part.strip() for part in text.partition(","))
    if comma and JOBS.match(fold(after)):
        return before, after
    if comma and len(before.split()) > 1 and len(after.split()) > 1:
        return None, ""
    if comma and len(before.split()) > 1 and not after:
        return before, ""
    return text.strip(), ""


def box_owner(address: str, name: str = "", outlet: str = "") -> str:
    """Say whose box an address is: ``"person"``, ``"outlet"``, or ``""`` (unknown).

    A person is told by the surname or the given name in it, a newsroom by a word
    such as “redakcja” or by its own name.
    """
    local, _at, domain = address.rpartition("@")
    local = fold(local)
    words = re.findall(r"[a-z]+", local)
    for one in readings(name):
        if any(len(part) > 2 and part in local for part in one.surnames):
            return "person"
        if any(len(given) > 2 and given in words for given in one.given):
            return "person"
    if words and words[0] in GENERAL:
        return "outlet"
    labels = {outlet_key(outlet), outlet_key(domain.partition(".")[0])} - {""}
    if "".join(words) in labels:
        return "outlet"
    return ""


def website_address(text: str) -> str:
    """Return the address of a page as it is kept, or nothing if it is none."""
    text = text.strip().split()[0] if text.strip() else ""
    if not _WEBSITE.fullmatch(text):
        return ""
    return text if "://" in text else f"http://{text}"


def same_website(one: str, other: str) -> bool:
    """Compare addresses of pages without what is usually left out."""

    def bare(text):
        return re.sub(r"^(https?://)?(www\.)?", "", (text or "").lower()).rstrip("/")

    return bare(one) == bare(other)


# ------------------------------------------------------------------------------------
# What a column means
# ------------------------------------------------------------------------------------


def _rules():
    exact, beginnings = {}, []
    for meaning, keys in HEADINGS.items():
        for key in keys.split():
            if key.endswith("*"):
                beginnings.append((key[:-1], meaning))
            exact[key.rstrip("*")] = meaning
    return exact, sorted(beginnings, key=lambda rule: -len(rule[0]))


_EXACT, _BEGINNINGS = _rules()


def _by_heading(heading):
    key = heading_key(heading)
    if key in REASONS:
        return IGNORE
    bare = key.rstrip("0123456789")
    if found := _EXACT.get(key) or _EXACT.get(bare):
        return found
    return next((means for start, means in _BEGINNINGS if key.startswith(start)), "")


def _known_headings(cells):
    return len({_by_heading(cell) for cell in cells if cell and len(cell) < 60} - {""})


def _by_content(cells):
    cells = [cell for cell in map(clean_cell, cells) if cell]
    for meaning, fits in _CONTENT.items():
        if cells and sum(map(fits, cells)) * 10 >= len(cells) * 6:
            return meaning
    return ""


def _is_contact(cell):
    emails, phones, rest = take_addresses(cell)
    return bool(emails or phones) and len(rest.split()) > 1


def _is_name(cell):
    words = cell.split()
    if looks_like_outlet(cell):
        return False
    return 2 <= len(words) <= 3 and all(
        word[0].isupper() and word[1:].replace("-", "").isalpha() for word in words
    )


_CONTENT = {
    "contact": _is_contact,
    "email": lambda cell: bool(split_emails(cell)),
    "phone": lambda cell: bool(split_phones(cell)),
    "website": lambda cell: bool(website_address(cell)),
    "outlet": looks_like_outlet,
    "name": _is_name,
}
