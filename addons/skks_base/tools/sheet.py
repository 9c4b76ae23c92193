"""A spreadsheet that a town hall fills in: its rows as plain values, no database.

Which columns there are says who reads it; headings are compared without case,
accents, spaces and hyphens.
"""

import codecs
import csv
import io
import re
import statistics
import unicodedata
import zipfile
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import islice
from typing import NamedTuple

import xlsxwriter
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

MAX_ROWS = 5000
# Of a column that is written, in characters
WIDTH = 24
# A spreadsheet program takes no more in one cell.
LONGEST_CELL = 32_767
LONGEST_TITLE = 31
MAX_COLUMNS = 50
# Titles, dates and the like that may stand above the headings.
MAX_ABOVE = 30
# Rows that a sheet of a spreadsheet program can have.
LAST_ROW = 1_048_576
MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 50 * 1024 * 1024
ENCODINGS = ("utf-8-sig", "cp1250")
DELIMITERS = ";,\t"

_MERGED = re.compile(rb'<mergeCell\b[^>]*\bref="([A-Z]+\d+:[A-Z]+\d+)"')
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


class Table(NamedTuple):
    """What stands in one sheet, row by row."""

    name: str  # of the sheet; empty for a CSV file
    rows: list[tuple[int, list[str]]]  # number of the row, texts of its cells


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
    numbered = next(read_tables(content)).rows
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
    :param str title: of the sheet
    """
    table = [[row[name] for name in columns.values()] for row in rows]
    return write_table([list(columns), *table], title)


def write_table(table, title=None, last_width=WIDTH) -> bytes:
    """Return an XLSX file; nothing that was typed becomes a formula or a link.

    :param table: rows of cells, the headings first: texts, numbers, days, local
        moments without a time zone; False and None stay empty
    :param str title: of the sheet, cut to what is allowed
    :param last_width: of the last column, in characters
    """
    stream = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(stream, options) as book:
        sheet = book.add_worksheet(title and title[:LONGEST_TITLE])
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top"})
        last = len(table[0]) - 1
        sheet.set_column(0, last, WIDTH)
        sheet.set_column(last, last, last_width)
        sheet.freeze_panes(1, 0)
        for number, cells in enumerate(table):
            for column, value in enumerate(cells):
                if isinstance(value, str):
                    style = wrapped if number else head
                    sheet.write_string(number, column, value[:LONGEST_CELL], style)
                elif isinstance(value, datetime):
                    sheet.write_datetime(number, column, value, moment)
                elif value:
                    style = day if isinstance(value, date) else wrapped
                    sheet.write(number, column, value, style)
    return stream.getvalue()


def read_tables(content) -> Iterator[Table]:
    """Read an XLSX file sheet by sheet, or the one table of a CSV file.

    Empty rows and hidden sheets are left out. A cell that is merged over several
    rows stands in each of them: so lists are grouped for the eye.

    :param bytes content: the file
    :raises SheetError: ``too_big``, ``unreadable``, ``empty``, ``too_many``
    """
    if len(content) > MAX_BYTES:
        raise SheetError("too_big")
    if not content.strip():
        raise SheetError("empty")
    if content[:2] == b"PK":
        yield from _read_xlsx(content)
    else:
        yield Table("", _filled(_read_csv(content)))


def _filled(rows):
    """Number the rows and keep those in which something stands."""
    filled = []
    for number, row in enumerate(islice(rows, LAST_ROW), 1):
        if not any(row):
            continue
        cells = [_text(value) for value in row[:MAX_COLUMNS]]
        if any(cells):
            filled.append((number, cells))
        if len(filled) > MAX_ROWS + MAX_ABOVE:
            raise SheetError("too_many", str(MAX_ROWS))
    width = max((_used(cells) for _number, cells in filled), default=0)
    return [(number, cells[:width]) for number, cells in filled]


def _used(cells):
    """Number of the last cell in which something stands."""
    return max(number for number, cell in enumerate(cells, 1) if cell)


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
            shown = [one for one in book.worksheets if one.sheet_state == "visible"]
            for sheet in shown or book.worksheets[:1]:
                sheet.reset_dimensions()  # what is written there may be wrong
                rows = _filled(sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True))
                # openpyxl tells of merged cells only when it keeps all in memory
                _fill_down(rows, archive.read(sheet._worksheet_path))
                yield Table(sheet.title, rows)
            if not book.worksheets:
                raise SheetError("empty")
    except (
        zipfile.BadZipFile,
        InvalidFileException,
        KeyError,
        IndexError,
        SyntaxError,
        TypeError,
        ValueError,
    ) as error:
        if isinstance(error, SheetError):
            raise
        raise SheetError("unreadable") from error


def _fill_down(rows, xml):
    """Repeat what stands in merged cells in each row over which they reach."""
    numbers = [number for number, _cells in rows]
    areas = _MERGED.findall(xml.rpartition(b"</sheetData>")[2])
    for area in areas[:MAX_ROWS]:
        column, first, _last_column, last = range_boundaries(area.decode())
        start, end = bisect_left(numbers, first), bisect_right(numbers, last)
        if column > MAX_COLUMNS or start == end or numbers[start] != first:
            continue
        for _number, cells in rows[start + 1 : end]:
            cells[column - 1] = rows[start][1][column - 1]


def _read_csv(content):
    text = _decoded(content)
    try:
        delimiter = max(DELIMITERS, key=lambda one: _width(text, one))
        return list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as error:
        raise SheetError("unreadable") from error


def _decoded(content):
    encodings = ENCODINGS
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ("utf-16",)
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise SheetError("unreadable")


def _width(text, delimiter):
    """How many cells a row usually has if this is what stands between them."""
    rows = csv.reader(io.StringIO(text), delimiter=delimiter)
    return statistics.median(
        [len(row) for row in islice(rows, MAX_ABOVE) if row] or [0]
    )
