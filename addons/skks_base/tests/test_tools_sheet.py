import io
import zipfile

from openpyxl import Workbook

from odoo.tests import TransactionCase, tagged

from ..tools.sheet import MAX_ABOVE, MAX_ROWS, SheetError, read_tables


def saved(book):
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@tagged("post_install", "-at_install")
class TestTables(TransactionCase):
    """M2.1: a sheet is read the way somebody laid it out for the eye."""

    def test_merged_cells_stand_in_each_row(self):
        book = Workbook()
        sheet = book.active
        for cells in (
            ["Media list", "", ""],
            ["outlet", "person", "phone"],
            ["Kurier", "Jan Kos", 600100200.0],
            [None, "Ewa Lis", None],
            [None, None, None],
            [None, "Jan Lis", None],
            ["Radio", "Jan Wilk", None],
        ):
            sheet.append(cells)
        sheet.merge_cells("A1:C1")
        sheet.merge_cells("A3:A6")
        (table,) = read_tables(saved(book))
        self.assertEqual([number for number, _cells in table.rows], [1, 2, 3, 4, 6, 7])
        self.assertEqual(
            [cells[0] for _number, cells in table.rows[2:]],
            ["Kurier", "Kurier", "Kurier", "Radio"],
        )
        self.assertEqual(table.rows[0][1], ["Media list", "", ""])
        self.assertEqual(table.rows[2][1][2], "600100200")

    def test_sheets_that_are_shown(self):
        book = Workbook()
        book.active.title = "Prasa"
        book.active.append(["a"])
        hidden = book.create_sheet("Stare")
        hidden.append(["b"])
        hidden.sheet_state = "hidden"
        book.create_sheet("Radio").append(["c"])
        tables = list(read_tables(saved(book)))
        self.assertEqual([table.name for table in tables], ["Prasa", "Radio"])

    def test_a_title_with_commas_above_a_table(self):
        text = "Media, as of 2024\r\n\r\nimię;e-mail\r\nŁucja;l@k.test\r\nJan;j@k.test"
        for content in (
            text.encode("cp1250"),
            text.encode("utf-8-sig"),
            text.encode("utf-16"),
        ):
            (table,) = read_tables(content)
            self.assertEqual(table.rows[2], (4, ["Łucja", "l@k.test"]))

    def test_paragraphs_in_a_cell_are_no_rows(self):
        cell = '"one, two\nthree, four\nfive, six"'
        (table,) = read_tables(f"a;b\n{cell};x\n{cell};y\n".encode())
        self.assertEqual([cells[1] for _number, cells in table.rows], ["b", "x", "y"])

    def test_hostile_files(self):
        book = Workbook()
        book.active["A1"] = "a"
        content = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(saved(book))) as source,
            zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as target,
        ):
            for item in source.infolist():
                target.writestr(item, source.read(item))
            target.writestr("xl/media/bomb", b"\0" * (60 * 1024 * 1024))
        far = _with_sheet(
            saved(book),
            '<row r="1"><c r="A1"><v>1</v></c></row>'
            '<row r="99999999999"><c r="A99999999999"><v>2</v></c></row>',
        )
        for name, hostile, code in (
            ("bomb", content.getvalue(), "too_big"),
            ("many", b"a\n" * (MAX_ROWS + MAX_ABOVE + 1), "too_many"),
            ("no xml", _with_sheet(saved(book), "<row"), "unreadable"),
        ):
            with self.subTest(name), self.assertRaises(SheetError) as caught:
                list(read_tables(hostile))
            self.assertEqual(caught.exception.code, code)
        (table,) = read_tables(far)
        self.assertEqual(table.rows, [(1, ["1"])])


def _with_sheet(content, rows):
    """The file with other rows in its sheet, as no program writes them."""
    result = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(result, "w") as target,
    ):
        for item in source.infolist():
            data = source.read(item)
            if item.filename.endswith("sheet1.xml"):
                head, _data, tail = data.partition(b"<sheetData>")
                tail = tail.partition(b"</sheetData>")[2]
                data = head + f"<sheetData>{rows}</sheetData>".encode() + tail
            target.writestr(item.filename, data)
    return result.getvalue()
