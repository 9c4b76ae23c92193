"""The case file on paper: complete, accessible, and no more than its reader sees."""

import io

from pdfminer.high_level import extract_text
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import resolve1
from pdfminer.utils import decode_text

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from . import common
from .test_reports import ReportCase

REPORT = "skks_press.report_case_file"


class CaseFileCase(ReportCase):
    """AS2 with words of their own in every part."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("pl_PL")

    def setUp(self):
        super().setUp()
        self.answer = self.as2()
        self.inquiry = self.answer.inquiry_id
        self.inquiry.write(
            {
                "description": "<h1>Nagłówek</h1><p>Ile kosztował remont?</p>",
                "question_ids": [Command.create({"text": "Ile kilometrów?"})],
            }
        )
        water = self.inquiry.contribution_ids.filtered(
            lambda part: part.entity_id == self.mpwik
        )
        with self.at(24, 12):
            self.inquiry.message_post(body="Dzwonił redaktor")
            water.action_return("Podajcie średnice")
            water.with_user(self.water).body = "<p>Rury DN300</p>"
            water.with_user(self.water).action_deliver()
        self.env.invalidate_all()

    def draw(self, user):
        reports = self.env["ir.actions.report"].with_user(user).sudo(False)
        reports = reports.with_context(force_report_rendering=True, lang="pl_PL")
        content, kind = reports._render_qweb_pdf(REPORT, self.inquiry.ids)
        self.assertEqual(kind, "pdf")
        return content

    def text(self, user):
        words = extract_text(io.BytesIO(self.draw(user)))
        return " ".join(words.split())


@tagged("post_install", "-at_install")
class TestCaseFile(CaseFileCase):
    def test_everything_is_in_it(self):
        """M0.1, M3.2: from the letter in to the proof of sending."""
        found = self.text(self.head)
        for words in (
            self.inquiry.number,
            "Remont ul. Młyńskiej",
            "Jan Nowak",
            "Kurier Żarnołęcki",
            "Ile kosztował remont?",
            "Ile kilometrów?",
            "Wydział Dróg i Transportu",
            "Piotr Źrebiec",
            "MPWiK",
            "Rury DN300",
            "24.11.2026 11:40",
            common.JOURNALIST,
            "Marta Żółć-Krajewska",
            "Dzwonił redaktor",
            "Podajcie średnice",
        ):
            with self.subTest(words):
                self.assertIn(words, found)

    def test_the_register_is_for_the_auditor(self):
        """M3.2: acts with their names, in the order of time."""
        self.assertIn("Polecono", self.text(self.auditor))
        acts = self.acts(self.auditor)
        released = acts.index("outgoing.release")
        self.assertLess(acts.index("signoff.accept"), released)
        self.assertLess(released, acts.index("Dzwonił redaktor"))
        self.assertNotIn("outgoing.release", self.acts(self.head))

    def acts(self, user):
        """Codes of the acts, and the words of the messages, as they are printed."""
        file = self.env["report.skks_press.report_case_file"].with_user(user)
        names = {
            self.env["skks.journal.act"]._name_of(code): code
            for code in ("outgoing.release", "signoff.accept")
        }
        printed = file._acts(self.inquiry.with_user(user))
        self.assertEqual(printed, sorted(printed, key=lambda act: act.date))
        return [names.get(act.what) or act.text for act in printed]

    def test_no_more_than_the_reader_sees(self):
        """M4.3: an entity's own part and the case around it, nobody else's."""
        found = self.text(self.roads)
        self.assertIn("Wydział Dróg i Transportu", found)
        self.assertIn("Ile kilometrów?", found)
        for words in ("DN300", "Podajcie średnice", common.JOURNALIST):
            with self.subTest(words):
                self.assertNotIn(words, found)

    def test_addresses_are_not_for_the_leadership(self):
        found = self.text(self.secretary)
        self.assertIn("DN300", found)
        self.assertNotIn(common.JOURNALIST, found)

    def test_the_reason_of_a_miss_is_private(self):
        clock = self.inquiry.contribution_ids.sudo().clock_ids.filtered(
            lambda one: one.result == "missed"
        )
        clock._guarded_write({"missed_reason": "Urlop Zofii"})
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertIn("Urlop Zofii", self.text(self.officer))
        for user in (self.water, self.secretary):
            self.assertNotIn("Urlop Zofii", self.text(user))

    def test_not_for_strangers(self):
        with self.assertRaises(AccessError):
            self.draw(self.school)
        self.inquiry.confidential = True
        self.env.flush_all()
        self.env.invalidate_all()
        for user in (self.officer2, self.secretary):
            with self.assertRaises(AccessError):
                self.draw(user)
        self.assertIn("Poufne", self.text(self.head))

    def test_printing_is_journalled(self):
        self.draw(self.roads)
        entry = self.env["skks.journal.entry"].search(
            [("act", "=", "inquiry.print")], limit=1
        )
        self.assertEqual(
            (entry.user_id, entry.res_model, entry.res_id),
            (self.roads, "skks.inquiry", self.inquiry.id),
        )

    def test_tags_language_title_and_bookmarks(self):
        document = PDFDocument(PDFParser(io.BytesIO(self.draw(self.head))))
        catalog = resolve1(document.catalog)
        self.assertTrue(resolve1(catalog["MarkInfo"])["Marked"])
        self.assertIn(resolve1(catalog["Lang"]), (b"pl-PL", "pl-PL"))
        title = decode_text(document.info[0]["Title"])
        self.assertEqual(title, f"Akta sprawy {self.inquiry.number}")
        self.assertIn("TH", self._tags(catalog))
        marks = [mark[1] for mark in document.get_outlines()]
        self.assertIn("Odpowiedzi podmiotów", marks)
        self.assertIn("Wydział Dróg i Transportu", marks)
        self.assertNotIn("Nagłówek", marks)

    def _tags(self, catalog):
        found, queue = set(), [catalog["StructTreeRoot"]]
        while queue:
            node = resolve1(queue.pop())
            if isinstance(node, list):
                queue += node
            elif isinstance(node, dict):
                found.add(getattr(node.get("S"), "name", None))
                queue.append(node.get("K"))
        return found
