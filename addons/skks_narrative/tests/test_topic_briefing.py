"""M6.1: the briefing on a topic, on paper."""

import io
import re
from datetime import timedelta

from pypdf import PdfReader

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from . import common


@tagged("post_install", "-at_install")
class TestTopicBriefing(common.NarrativeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.topic = cls.env["skks.topic"].create({"name": "Drogi T", "code": "T-DR"})
        cls.narrow = cls.env["skks.topic"].create(
            {"name": "Parkowanie T", "code": "T-PA", "parent_id": cls.topic.id}
        )
        cls.fresh = cls.approved(
            name="Most zamknięty",
            thesis="Bezpieczeństwo przed wygodą.",
            topic_ids=cls.narrow.ids,
            internal="<p>TAJNE</p>",
            background="<p>Objazd Lipową.</p>",
            key_message_ids=[Command.create({"text": "Nikt nie jest zagrożony"})],
            question_ids=[Command.create({"question": "Kiedy?", "answer": "Wkrótce."})],
        )
        cls.old = cls.approved(name="A stare", topic_ids=cls.topic.ids)
        cls.old.sudo()._guarded_write({"confirmed_on": "2020-01-01"})
        cls.gone = cls.approved(name="Wycofane", topic_ids=cls.topic.ids)
        cls.gone.with_user(cls.expert).action_withdraw("x")
        cls.draft(name="Projekt", topic_ids=cls.topic.ids)

    def html(self, user):
        report = self.env["ir.actions.report"].with_user(user)
        report = report.with_context(lang="pl_PL")
        found = report._render_qweb_html("skks_narrative.report_topic", self.topic.ids)
        return found[0].decode()

    def test_current_ones_first_and_accepted_ones_only(self):
        self.fresh.with_user(self.officer).body = "<p>Nowy projekt</p>"
        text = self.html(self.officer)
        self.assertLess(text.index("Most zamknięty"), text.index("A stare"))
        for words in ("Nikt nie jest zagrożony", "Kiedy?", "Objazd", self.expert.name):
            self.assertIn(words, text)
        for words in ("TAJNE", "Wycofane", "Projekt", "Nowy projekt"):
            self.assertNotIn(words, text)

    def test_what_is_overdue_is_said_once(self):
        day = self.Narrative._today() - timedelta(self.old.confirm_every + 3)
        self.old.sudo()._guarded_write({"confirmed_on": day})
        self.assertEqual(self.old.freshness, "overdue")
        text = self.html(self.officer).lower()
        self.assertEqual(
            len(re.findall("not confirmed since|niepotwierdzone", text)), 1
        )

    def test_reader_sees_own_positions(self):
        """M4.3: it is made with the rights of who prints it."""
        self.assertIn("Most zamknięty", self.html(self.expert))
        for words in ("Most zamknięty", "A stare", "Nikt nie jest"):
            self.assertNotIn(words, self.html(self.stranger))
        with self.assertRaises(AccessError):
            self.html(self.employee)

    def test_pdf_is_tagged_and_polish(self):
        report = self.env["ir.actions.report"].with_user(self.officer)
        report = report.with_context(lang="pl_PL", force_report_rendering=True)
        content, kind = report._render_qweb_pdf(
            "skks_narrative.report_topic", self.topic.ids
        )
        self.assertEqual(kind, "pdf")
        pdf = PdfReader(io.BytesIO(content))
        root = pdf.trailer["/Root"]
        self.assertTrue(root["/MarkInfo"]["/Marked"])
        self.assertEqual(root["/Lang"], "pl-PL")
        text = "\n".join(page.extract_text() for page in pdf.pages)
        self.assertIn("Bezpieczeństwo przed wygodą", text)
