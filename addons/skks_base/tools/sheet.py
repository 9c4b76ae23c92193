"""A spreadsheet that a town hall fills in: its rows as plain values, no database.

Which columns there are says who reads it; headings are compared without case,
accents, spaces and hyphens.
"""

import csv
import io
import unicodedata
import zipfile
from datetime import date, datetime, time
from typing import NamedTuple

import xlsxwriter
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

MAX_ROWS = 5000
MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 50 * 1024 * 1024
ENCODINGS = ("utf-8-sig", "cp1250")
DELIMITERS = ";,\t"

_SPELLINGS = str.maketrans({"ł": "l", "-": None, " ": None, "(": None, ")": None})


class SheetError(ValueError):
    """The file cannot be read; ``code`` says why, ``detail`` what is meant."""

    def __init__(self, code, detail=""):
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


class SheetRow(NamedTuple):
    """One row: its number as the spreadsheet program shows it, and its cells."""

    number: int
    values: dict


def plain(text: str) -> str:
    """Return words as they are compared: without case, accents, spaces, hyphens."""
    text = unicodedata.normalize("NFD", text.strip().lower())
    text = "".join(char for char in text if not unicodedata.combining(char))
    return text.translate(_SPELLINGS)


def read_rows(content, columns, required, paragraphs=()) -> list[SheetRow]:
    """Return the rows of an XLSX or CSV file that are not empty.

    :param bytes content: the file
    :param dict columns: ``{heading in the file: name of the value}``
    :param str required: name of the column that has to be there
    :param paragraphs: names of the columns in which the ends of lines count
    :raises SheetError: ``too_big``, ``unreadable``, ``empty``, ``no_column`` (with
        its heading), ``unknown_column``, ``double_column``, ``too_many``
    """
    if len(content) > MAX_BYTES:
        raise SheetError("too_big")
    table = _read_xlsx(content) if content[:2] == b"PK" else _read_csv(content)
    numbered = [(number, cells) for number, cells in enumerate(table, 1) if any(cells)]
    if not numbered:
        raise SheetError("empty")
    (_number, header), *body = numbered
    names = _names([_line(heading) for heading in header], columns, required)
    if len(body) > MAX_ROWS:
        raise SheetError("too_many", str(MAX_ROWS))
    return [
        SheetRow(
            number,
            dict.fromkeys(columns.values(), "")
            | {
                name: cell if name in paragraphs else _line(cell)
                for name, cell in zip(names, cells, strict=False)
                if name
            },
        )
        for number, cells in body
    ]


def write_rows(rows, columns, title) -> bytes:
    """Return an XLSX file that :func:`read_rows` reads with the same columns.

    :param rows: dictionaries by the names of the values; False and None stay empty
    :param dict columns: ``{heading in the file: name of the value}``
    :param str title: of the sheet, at most 31 characters
    """
    stream = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(stream, options) as book:
        sheet = book.add_worksheet(title)
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
        sheet.write_row(0, 0, list(columns), head)
        sheet.set_column(0, len(columns) - 1, 24)
        sheet.freeze_panes(1, 1)
        for number, row in enumerate(rows, start=1):
            for column, name in enumerate(columns.values()):
                if value := row[name]:
                    style = day if isinstance(value, date) else wrapped
                    sheet.write(number, column, value, style)
    return stream.getvalue()


def _names(header, columns, required):
    """Return the name of each column; None for one without a heading."""
    known = {plain(heading): name for heading, name in columns.items()}
    names = []
    for heading in header:
        name = known.get(plain(heading))
        if heading and not name:
            raise SheetError("unknown_column", heading)
        if name and name in names:
            raise SheetError("double_column", heading)
        names.append(name)
    if required not in names:
        headings = {name: heading for heading, name in columns.items()}
        raise SheetError("no_column", headings[required])
    return names


def _line(text):
    return " ".join(text.split())


def _text(value):
    """Return a cell as text, line by line.

    A whole number is without a decimal part, a day without an hour.
    """
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime) and value.time() == time.min:
        value = value.date()
    lines = [_line(line) for line in str(value).splitlines()]
    return "\n".join(lines).strip()


def _read_xlsx(content):
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(item.file_size for item in archive.infolist()) > MAX_UNPACKED:
                raise SheetError("too_big")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(max_row=MAX_ROWS + 2, max_col=50, values_only=True)
        return [[_text(value) for value in row] for row in rows]
    except (zipfile.BadZipFile, InvalidFileException, KeyError, IndexError) as error:
        raise SheetError("unreadable") from error


def _read_csv(content):
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise SheetError("unreadable")
    if "\0" in text:
        raise SheetError("unreadable")
    first = text.lstrip().partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    try:
        reader = csv.reader(io.StringIO(text), delimiter=delimiter)
        return [[_text(cell) for cell in row] for row in reader]
    except csv.Error as error:
        raise SheetError("unreadable") from error
