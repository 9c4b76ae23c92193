"""Positions in a spreadsheet: its columns, and cells that hold several things.

The columns have Polish headings, because a town hall fills them in.
"""

COLUMNS = {
    "tytuł": "name",
    "teza": "thesis",
    "tekst do cytowania": "body",
    "kluczowe przekazy": "messages",
    "pytania i odpowiedzi": "questions",
    "tło": "background",
    "źródła": "sources",
    "tematyka": "topics",
    "etykiety": "tags",
    "słowa kluczowe": "keywords",
    "ważność tematu": "importance",
    "osoba merytoryczna (e-mail)": "expert",
    "osoba zastępująca (e-mail)": "deputy",
    "podmiot (kod)": "entity",
    "ważne od": "valid_from",
    "ważne do": "valid_to",
    "potwierdzać co (dni)": "confirm_every",
}
# What sheets that were made before are headed by.
OLD_COLUMNS = {
    "tematy": "topics",
    "tagi": "tags",
    "waga": "importance",
    "ekspert (e-mail)": "expert",
    "zastępca (e-mail)": "deputy",
}
HEADINGS = {name: heading for heading, name in COLUMNS.items()}
PARAGRAPHS = ("thesis", "body", "messages", "questions", "background", "sources")
ASKED, SAID = "P:", "O:"


def split_list(cell: str) -> list[str]:
    """Return the words of a cell that are separated by semicolons."""
    return [word.strip() for word in cell.split(";") if word.strip()]


def split_lines(cell: str) -> list[str]:
    """Return the lines of a cell without the marks of a list."""
    lines = (line.strip().lstrip("•-–").strip() for line in cell.splitlines())
    return [line for line in lines if line]


def split_questions(cell: str) -> list[tuple[str, str]]:
    """Return pairs of a question (``P:``) and its answer (``O:``).

    Each begins a line; lines without such a mark go on with what is before them.

    :raises ValueError: something stands without its other half
    """
    pairs = []
    for line in filter(None, map(str.strip, cell.splitlines())):
        mark, text = line[:2].upper(), line[2:].strip()
        if mark == ASKED:
            pairs.append([text])
        elif mark == SAID and pairs and len(pairs[-1]) == 1:
            pairs[-1].append(text)
        elif mark != SAID and pairs:
            pairs[-1][-1] += f"\n{line}"
        else:
            raise ValueError(line)
    for pair in pairs:
        if len(pair) != 2 or not all(pair):
            raise ValueError(pair[0])
    return [tuple(pair) for pair in pairs]


def split_sources(cell: str) -> list[tuple[str, str]]:
    """Return name and link of the sources, one a line, with ``|`` between the two."""
    found = []
    for line in split_lines(cell):
        name, _bar, link = (part.strip() for part in line.partition("|"))
        found.append((name or link, link))
    return found


def join_list(words) -> str:
    """Return the cell that :func:`split_list` reads."""
    return "; ".join(words)


def join_questions(pairs) -> str:
    """Return the cell that :func:`split_questions` reads."""
    return "\n".join(f"{ASKED} {ask}\n{SAID} {say}" for ask, say in pairs)


def join_sources(pairs) -> str:
    """Return the cell that :func:`split_sources` reads."""
    return "\n".join(f"{name} | {link}" if link else name for name, link in pairs)
