import base64
import io
import socket
from unittest.mock import patch

from pdfminer.high_level import extract_text
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import resolve1

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, TransactionCase, new_test_user, tagged

from odoo.addons.base.models import ir_actions_report
from odoo.addons.skks_base.tools import pdf_document

PANGRAM = "Zażółć gęślą jaźń – „Żarnołęka” § 5"
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGA"
    "hKmMIQAAAABJRU5ErkJggg=="
)


class PdfCase(TransactionCase):
    """A report of ours on companies, and what can be read back from a PDF."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.company.name = "Gmina Żarnołęka"
        cls.body = f"<h1>Dokument</h1><p>{PANGRAM}</p>"
        cls.view = cls.env["ir.ui.view"].create(
            {
                "name": "test_pdf",
                "type": "qweb",
                "key": "skks_base.test_pdf",
                "arch": cls.arch(cls.body),
            }
        )
        cls.report = cls.env["ir.actions.report"].create(
            {
                "name": "Dokument",
                "model": "res.company",
                "report_name": "skks_base.test_pdf",
                "skks_pdf": True,
            }
        )

    @classmethod
    def arch(cls, body):
        return f"""<t t-name="skks_base.test_pdf">
            <t t-call="skks_base.pdf_layout">
                <t t-set="title">Dokument próbny</t>
                <t t-foreach="docs" t-as="doc">{body}<p t-out="doc.name"/></t>
            </t>
        </t>"""

    def draw(self, records=None, user=None):
        reports = self.env["ir.actions.report"].with_user(user or self.env.user)
        reports = reports.with_context(force_report_rendering=True, lang="pl_PL")
        records = records or self.company
        content, kind = reports._render_qweb_pdf(self.report.report_name, records.ids)
        self.assertEqual(kind, "pdf")
        return content

    def text(self, content):
        return extract_text(io.BytesIO(content))

    def catalog(self, content):
        document = PDFDocument(PDFParser(io.BytesIO(content)))
        return document, resolve1(document.catalog)


@tagged("post_install", "-at_install")
class TestPdf(PdfCase):
    def test_polish_can_be_read_and_searched(self):
        text = self.text(self.draw())
        self.assertIn(PANGRAM, text)
        self.assertIn("Gmina Żarnołęka", text)

    def test_tags_language_and_title(self):
        document, catalog = self.catalog(self.draw())
        self.assertTrue(resolve1(catalog["MarkInfo"])["Marked"])
        self.assertIn("StructTreeRoot", catalog)
        self.assertIn(resolve1(catalog["Lang"]), (b"pl-PL", "pl-PL"))
        self.assertTrue(resolve1(catalog["ViewerPreferences"])["DisplayDocTitle"])
        title = document.info[0]["Title"].decode("utf-16")
        self.assertEqual(title, "Dokument próbny")
        metadata = resolve1(catalog["Metadata"]).get_data().decode()
        self.assertIn("pdfuaid", metadata)

    def test_letters_are_embedded(self):
        """A reader without our fonts sees the same letters."""
        content = self.draw()
        document, _catalog = self.catalog(content)
        fonts = [
            resolve1(document.getobj(number))
            for xref in document.xrefs
            for number in xref.get_objids()
        ]
        descriptors = [
            font
            for font in fonts
            if isinstance(font, dict) and str(font.get("Type")) == "/'FontDescriptor'"
        ]
        self.assertTrue(descriptors)
        for font in descriptors:
            self.assertTrue({"FontFile", "FontFile2", "FontFile3"} & set(font))
        self.assertTrue(any("SKKS" in str(font["FontName"]) for font in descriptors))

    def test_pages_are_numbered(self):
        self.view.arch = self.arch("<p style='break-after: page'>a</p><p>b</p>")
        pages = self.text(self.draw()).split("\f")
        self.assertIn("Strona 1 z 2", pages[0])
        self.assertIn("Strona 2 z 2", pages[1])
        for page in pages[:2]:
            self.assertIn("Gmina Żarnołęka", page)
            self.assertIn("Wydruk:", page)

    def test_several_records_make_one_document(self):
        other = self.env["res.company"].create({"name": "Gmina Druga"})
        text = self.text(self.draw(self.company + other))
        self.assertIn("Gmina Druga", text)
        self.assertIn("Gmina Żarnołęka", text)

    def test_document_of_each_record_is_kept(self):
        other = self.env["res.company"].create({"name": "Gmina Druga"})
        self.report.write({"attachment": "object.name + '.pdf'"})
        self.draw(self.company + other)
        kept = self.env["ir.attachment"].search(
            [("res_model", "=", "res.company"), ("name", "=", "Gmina Druga.pdf")]
        )
        self.assertIn("Gmina Druga", self.text(kept.raw))
        self.report.attachment_use = True
        self.view.arch = self.arch("<p>changed</p>")
        self.assertNotIn("changed", self.text(self.draw(other)))

    # ------------------------------------------------------------------
    # Nothing is fetched
    # ------------------------------------------------------------------

    def test_no_host_is_asked(self):
        self.view.arch = self.arch(
            """<img src="https://tracker.example/a.png" alt=""/>
            <img src="file:///etc/hostname" alt=""/>
            <div style="background: url(http://127.0.0.1:9/x)">tekst</div>
            <img src="/web/static/img/placeholder.png" alt="znak"/>"""
        )
        asked = []

        def refuse(*args, **_kwargs):
            asked.append(args)
            raise OSError("no network in this test")

        with (
            patch.object(socket, "getaddrinfo", refuse),
            patch.object(socket.socket, "connect", refuse),
        ):
            text = self.text(self.draw())
        self.assertIn("tekst", text)
        self.assertFalse(asked)

    def test_only_addresses_of_ours_are_opened(self):
        report = self.env["ir.actions.report"]
        base = report._skks_base_url()
        for url in (
            "https://tracker.example/web/static/img/logo.png",
            f"{base}.evil.example/web/static/img/placeholder.png",
            "file:///etc/passwd",
            f"{base}/web/static/../../../../etc/passwd",
            f"{base}/web/static/%2e%2e/%2e%2e/__manifest__.py",
            f"{base}/skks_base/models/res_users.py",
            f"{base}/etc/passwd",
            f"{base}/web/assets/nothing.css",
        ):
            with self.subTest(url), self.assertRaises(ValueError):
                report._skks_open_url(url)
        content, mimetype = report._skks_open_url(
            f"{base}/web/static/img/placeholder.png"
        )
        self.assertTrue(content.startswith(b"\x89PNG"))
        self.assertEqual(mimetype, "image/png")

    def test_pictures_only_for_who_may_read_them(self):
        private = self.env["ir.attachment"].create(
            {"name": "a.png", "raw": base64.b64decode(PIXEL)}
        )
        employee = new_test_user(self.env, "employee.pdf", groups="base.group_user")
        url = f"{self.env['ir.actions.report']._skks_base_url()}/web/image/{private.id}"
        content, _type = self.env["ir.actions.report"]._skks_open_url(url)
        self.assertEqual(content, base64.b64decode(PIXEL))
        with self.assertRaises(AccessError):
            self.env["ir.actions.report"].with_user(employee)._skks_open_url(url)
        logo = f"{url.partition('/image/')[0]}/image/res.company/{self.company.id}/logo"
        content, mimetype = self.env["ir.actions.report"]._skks_open_url(logo)
        self.assertTrue(content)
        self.assertTrue(mimetype.startswith("image/"))

    # ------------------------------------------------------------------
    # Who draws what
    # ------------------------------------------------------------------

    def test_other_reports_keep_wkhtmltopdf_where_it_is(self):
        core = ir_actions_report.IrActionsReport
        self.report.skks_pdf = False
        for state, ours in (
            ("ok", False),
            ("upgrade", False),
            ("install", True),
            ("broken", True),
            ("workers", True),
        ):
            with (
                self.subTest(state),
                patch.object(core, "get_wkhtmltopdf_state", lambda _self, s=state: s),
            ):
                self.assertEqual(self.report._skks_is_drawn_by_weasyprint(), ours)
                shown = self.env["ir.actions.report"].get_wkhtmltopdf_state()
                self.assertIn(shown, ("ok", "upgrade"))
        self.report.skks_pdf = True
        self.assertTrue(self.report._skks_is_drawn_by_weasyprint())

    def test_report_of_core_without_wkhtmltopdf(self):
        core = ir_actions_report.IrActionsReport
        reports = self.env["ir.actions.report"].with_context(
            force_report_rendering=True
        )
        with patch.object(core, "get_wkhtmltopdf_state", lambda _self: "install"):
            content = reports._render_qweb_pdf("web.preview_externalreport", [1])[0]
        self.assertTrue(content.startswith(b"%PDF"))

    def test_missing_library_is_said_in_words(self):
        def missing(_name):
            raise OSError("cannot load library 'libpango'")

        with (
            patch.object(pdf_document.importlib, "import_module", missing),
            self.assertRaisesRegex(UserError, "libpango"),
        ):
            self.draw()


@tagged("post_install", "-at_install")
class TestPdfDownload(HttpCase):
    def test_web_client_is_told_that_pdf_works(self):
        self.authenticate("admin", "admin")
        state = self.make_jsonrpc_request("/report/check_wkhtmltopdf", {})
        self.assertIn(state, ("ok", "upgrade"))
