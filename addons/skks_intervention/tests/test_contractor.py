from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CITIZEN
from .common_pages import PagesCase

FIRM = "biuro@lataczek.example"


@tagged("post_install", "-at_install")
class TestContractor(PagesCase):
    """M7.4: a firm without an account sees one report and leaves one note."""

    def setUp(self):
        super().setUp()
        self.company.skks_contractor_links = True

    def send(self, user=None, email=FIRM):
        wizard = self.env["skks.intervention.contractor"].with_user(user or self.roads)
        self.env.flush_all()
        return wizard.create(
            {"intervention_id": self.case.id, "name": "Łataczek", "email": email}
        ).action_send()

    def path(self):
        text = self.assertOneLetterTo(FIRM).text
        return "/interwencje/wykonawca/" + text.split("/interwencje/wykonawca/")[1][:43]

    def test_off_by_default(self):
        companies = self.env["res.company"]
        self.assertFalse(companies.create({"name": "T"}).skks_contractor_links)
        self.company.skks_contractor_links = False
        with self.assertRaises(UserError):
            self.send()
        self.assertNothingFor(FIRM)

    def test_note_is_for_the_unit(self):
        self.send()
        letter = self.assertOneLetterTo(FIRM)
        self.assertIn(self.case.number, letter.text)
        self.assertNotIn("pół metra", letter.text)
        permit = self.env["skks.gate.permit"].search([], limit=1)
        self.assertEqual(permit.kind, "ask")
        path = self.path()
        page = self.get(path).text
        self.assertIn("Dziura na pół metra", page)
        for secret in (CITIZEN, "Gałązka", "700 20 01"):
            self.assertNotIn(secret, page)
        lines = self.case.message_line_ids
        self.sink.clear()
        answer = self.post(
            path,
            text="Załatamy w <i>środę</i>.",
            files=[("files", ("a.jpg", self.picture(), "image/jpeg"))],
        )
        self.assertEqual(answer.status_code, 200)
        self.env.invalidate_all()
        note = self.case.message_ids[0]
        self.assertIn("Łataczek", note.body)
        self.assertIn("&lt;i&gt;środę", note.body)
        self.assertEqual(len(note.attachment_ids), 1)
        self.assertEqual(self.case.message_line_ids, lines, "not for the submitter")
        self.assertEqual(self.case.activity_ids.user_id, self.roads | self.roads_head)
        self.assertNothingFor(CITIZEN)
        self.assertEqual(self.get(path).status_code, 404, "one note")
        self.assertNotIn("środę", self.get(self.track()).text)

    def test_picture_does_not_tell_where_it_was_taken(self):
        file = self.env["ir.attachment"].create(
            {"name": "a.jpg", "raw": self.picture(), "res_model": self.case._name}
        )
        self.case.message_line_ids._add(self.case, "in", "report", "", file)
        self.assertIn(b"Lipowa 12", file.raw)
        self.send()
        answer = self.get(f"{self.path()}/plik/0")
        self.assertEqual(answer.headers["Content-Type"], "image/jpeg")
        self.assertNotIn(b"Lipowa 12", answer.content)

    def test_another_firm_voids_the_link_of_the_first(self):
        self.send()
        path = self.path()
        self.send(email="inna@firma.example")
        self.assertEqual(self.get(path).status_code, 404)

    def test_switched_off_later(self):
        self.send()
        path = self.path()
        self.company.skks_contractor_links = False
        self.assertEqual(self.get(path).status_code, 404)

    def test_who_may(self):
        for user in (self.water, self.auditor, self.secretary):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.send(user)
            with self.assertRaises(AccessError):
                self.case.with_user(user)._send_to_contractor("Firma", FIRM)
        self.assertNothingFor(FIRM)
        self.send(self.dispatcher)
        self.assertOneLetterTo(FIRM)

    def test_not_to_the_submitter_nor_to_many(self):
        for email in (CITIZEN, "a@b.example, c@d.example", "nic", " "):
            with self.subTest(email=email), self.assertRaises(UserError):
                self.send(email=email)
        self.assertFalse(self.sink.letters)
