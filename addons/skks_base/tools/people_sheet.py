"""Entities and people in a spreadsheet.

The columns have Polish headings, because a town hall fills them in.
"""

from .sheet import SheetRow
from .sheet import read_rows as read_sheet

# Heading in the file -> name of the value.
COLUMNS = {
    "kod": "code",
    "nazwa": "name",
    "rodzaj": "kind",
    "kod nadrzędny": "parent",
    "e-mail wspólny": "entity_email",
    "kierownik (e-mail)": "head",
    "imię i nazwisko": "person",
    "e-mail": "login",
    "rola": "role",
    "stanowisko": "job_title",
    "telefon": "phone",
}
HEADINGS = {name: heading for heading, name in COLUMNS.items()}


def read_rows(content: bytes) -> list[SheetRow]:
    """Return the rows of the file; see :func:`.sheet.read_rows`."""
    return read_sheet(content, COLUMNS, "code")
