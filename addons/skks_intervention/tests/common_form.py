"""The public form as a visitor sees it who has neither an account nor a script."""

import io
import re
from datetime import timedelta
from unittest.mock import patch

from lxml import html
from PIL import Image

from odoo import fields
from odoo.tests import HttpCase

from odoo.addons.skks_intervention.models import intervention_intake

from .common import CITIZEN, InterventionCommon


def picture(kind="JPEG", size=(40, 30), **options):
    """Bytes of a small picture."""
    buffer = io.BytesIO()
    Image.new("RGB", size, "teal").save(buffer, kind, **options)
    return buffer.getvalue()


class FormCase(InterventionCommon, HttpCase):
    """Base of what goes through ``/interwencje``."""

    acknowledges = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.lang_en").active = True
        cls.website = cls.env.ref("website.default_website")
        cls.polish = cls.env["res.lang"]._activate_lang("pl_PL")
        cls.website.write(
            {
                "company_id": cls.company.id,
                "default_lang_id": cls.polish.id,
                "language_ids": [
                    (6, 0, (cls.polish | cls.env.ref("base.lang_en")).ids)
                ],
            }
        )
        cls.street = cls.env["skks.street"].create({"name": "Źródlana"})
        cls.Report = cls.env["skks.intervention"]

    def setUp(self):
        super().setUp()
        # nobody waits in a test for what people need to fill in the form
        patcher = patch.object(intervention_intake, "FASTEST", timedelta(0))
        patcher.start()
        self.addCleanup(patcher.stop)
        self.env["skks.rate.limit"].search([]).unlink()
        self.new_visitor()
        self.last = self.Report.search([], order="id desc", limit=1).id or 0

    def new_visitor(self):
        """A browser that was never here and reads Polish."""
        self.opener.cookies.clear()
        self.opener.cookies["frontend_lang"] = "pl_PL"

    def values(self, **changed):
        """What a citizen types; ``None`` for what the page does not send."""
        values = {
            "category": "DRO",
            "name": "Dziura w jezdni",
            "description": "Dziura na pół metra.\nPod sklepem.",
            "street": "źródlana",
            "address": "12",
            "occurred_at": "",
            "contact_name": "Stefan Gałązka",
            "email_from": CITIZEN,
            "phone": "",
            "homepage": "",
        } | changed
        return {name: value for name, value in values.items() if value is not None}

    def page(self, path="/interwencje?category=DRO", **kwargs):
        """The page, and what it sends besides what is typed."""
        answer = self.url_open(path, **kwargs)
        tree = html.fromstring(answer.text)
        hidden = {
            name: tree.xpath(f"string(//form//input[@name='{name}']/@value)")
            for name in ("csrf_token", "stamp")
        }
        return answer, {name: value for name, value in hidden.items() if value}

    def send(self, values=None, files=(), hidden=None, path="/interwencje", **kwargs):
        """Send the form the way a browser does; ``files``: (name, bytes)."""
        if hidden is None:
            _answer, hidden = self.page()
        sent = [("files", (name, content)) for name, content in files]
        sent = sent or [("files", ("", b""))]
        data = (values or self.values()) | hidden
        return self.url_open(path, data=data, files=sent, **kwargs)

    def new_reports(self):
        self.env.invalidate_all()
        return self.Report.search([("id", ">", self.last)], order="id")

    def assertTaken(self, answer):
        self.assertEqual(answer.status_code, 200)
        report = self.new_reports()
        self.assertEqual(len(report), 1)
        self.assertIn(report.number, answer.text)
        return report

    def assertRefused(self, answer, *sentences, status=422):
        self.assertEqual(answer.status_code, status)
        text = " ".join(html.fromstring(answer.text).text_content().split())
        for sentence in sentences:
            self.assertIn(sentence, text)
        self.assertFalse(self.new_reports())
        return html.fromstring(answer.text)

    @staticmethod
    def code_of(answer):
        return re.search(r'id="skks_code">\s*([A-Z0-9]{8})', answer.text).group(1)

    def minutes_ago(self, minutes):
        return fields.Datetime.now() - timedelta(minutes=minutes)
