import base64
import io
import zipfile

from .common import CrmCommon

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9aw"
    "AAAABJRU5ErkJggg=="
)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def base64_of(data):
    return base64.b64encode(data).decode()


def make_pdf(text):
    """Bytes of a PDF of one page, with its text in the simplest encoding."""
    stream = f"BT /F1 12 Tf 50 700 Td ({text}) Tj ET".encode("ascii")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"trailer << /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
    return data + b"startxref\n%d\n%%%%EOF" % start


def make_docx(*paragraphs):
    """Bytes of a DOCX; a paragraph may be a list of runs."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(
        "<w:p>"
        + "".join(
            f"<w:r><w:t>{run}</w:t></w:r>"
            for run in ([text] if isinstance(text, str) else text)
        )
        + "</w:p>"
        for text in paragraphs
    )
    xml = f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
    return make_zip({"word/document.xml": xml, "[Content_Types].xml": "<Types/>"})


def make_zip(parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


class MaterialCommon(CrmCommon):
    """Materials of an outlet, made by an officer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.auditor = cls.make_user("auditor", "skks_base.group_auditor")
        cls.anna = cls.make_journalist("Anna Kowal", cls.kurier)

    def setUp(self):
        super().setUp()
        self.materials = self.env["skks.material"].with_user(self.officer)

    def make(self, data=b"tekst", file_name="notatka.txt", **vals):
        """Add a material with a file, or with a link if ``url`` is given."""
        if "url" not in vals:
            vals = {"file": base64_of(data), "file_name": file_name} | vals
        return self.materials.create({"outlet_id": self.kurier.id} | vals)

    def journal(self, material, act):
        return self.env["skks.journal.entry"].search(
            [
                ("res_model", "=", "skks.material"),
                ("res_id", "in", material.ids),
                ("act", "=", act),
            ]
        )
