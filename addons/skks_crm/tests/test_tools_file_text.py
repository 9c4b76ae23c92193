"""M3.3: the words inside a file, read within limits."""

import io
import unittest
from unittest.mock import patch

from pypdf import PdfReader, PdfWriter

from ..tools import file_text
from ..tools.file_text import read_text
from .common_material import WORD, make_docx, make_pdf, make_zip


class TestFileText(unittest.TestCase):
    def test_kinds(self):
        open_document = make_zip(
            {
                "content.xml": '<o xmlns:t="urn:t"><t:h>Tytuł</t:h><t:p>dro<t:s/>gi'
                "</t:p></o>"
            }
        )
        slides = make_zip({"ppt/slides/slide1.xml": "<s><p>Slajd</p></s>"})
        sheet = make_zip({"xl/sharedStrings.xml": "<s><si>A</si><si>B</si></s>"})
        for data, mimetype, words in (
            (make_pdf("Remont drogi"), "application/pdf", {"Remont", "drogi"}),
            (make_docx("Jeden", ["Dw", "a"]), WORD, {"Jeden", "Dwa"}),
            (open_document, "application/zip", {"Tytuł", "dro", "gi"}),
            (slides, "application/zip", {"Slajd"}),
            (sheet, "application/zip", {"A", "B"}),
            ("zażółć".encode(), "text/plain", {"zażółć"}),
        ):
            with self.subTest(words=words):
                self.assertEqual(set(read_text(data, mimetype).split()), words)

    def test_nothing_to_read(self):
        for data in (b"", b"%PDF-1.7", b"\x89PNG", b"PK\x03\x04zepsuty"):
            self.assertEqual(read_text(data, "application/octet-stream"), "")

    def test_encrypted_pdf(self):
        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf("Tajne"))))
        writer.encrypt("haslo", algorithm="RC4-128")
        buffer = io.BytesIO()
        writer.write(buffer)
        self.assertEqual(read_text(buffer.getvalue(), "application/pdf"), "")

    def test_limits(self):
        data = make_docx("słowo" * 100)
        with patch.object(file_text, "MOST_CHARACTERS", 10):
            self.assertEqual(len(read_text(data, WORD)), 10)
        with patch.object(file_text, "MOST_BYTES", 10):
            self.assertEqual(read_text(data, WORD), "")
        with patch.object(file_text, "MOST_UNPACKED", 100):
            self.assertEqual(read_text(data, WORD), "")

    def test_entities_are_not_resolved(self):
        entity = "<!DOCTYPE d [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
        data = make_zip({"word/document.xml": f"{entity}<d><p>a&x;b</p></d>"})
        self.assertNotIn("root:", read_text(data, WORD))
