from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged

from . import common_who


@tagged("post_install", "-at_install")
class TestContactAccess(common_who.WhoCase, HttpCase):
    """M4.2: the contacts of the press office are not for everybody."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journalist = cls.env["res.partner"].create(
            {"name": "Jan Outside", "email": "jan@gazeta.example", "skks_contact": True}
        )
        cls.supplier = cls.env["res.partner"].create({"name": "Ordinary supplier"})

    def test_only_the_press_office_sees_its_contacts(self):
        for role in ("representative", "leadership", "dispatcher", "admin", "employee"):
            Partner = self.env["res.partner"].with_user(getattr(self, role))
            with self.subTest(role=role):
                self.assertFalse(Partner.search([("name", "=", "Jan Outside")]))
                self.assertFalse(Partner.name_search("Jan Outside"))
                self.assertFalse(
                    Partner._read_group(
                        [("email", "=", self.journalist.email)], ["name"]
                    )
                )
                with self.assertRaises(AccessError):
                    self.journalist.with_user(Partner.env.user).read(["email"])
                with self.assertRaises(UserError):
                    self.journalist.with_user(Partner.env.user).export_data(["email"])
                self.assertTrue(Partner.search([("id", "=", self.supplier.id)]))

    def test_officers_keep_and_auditors_read(self):
        for role in ("officer", "manager"):
            contact = self.journalist.with_user(getattr(self, role))
            contact.write({"function": "reporter"})
            contact.copy()
        contact = self.journalist.with_user(self.auditor)
        self.assertEqual(contact.read(["email"])[0]["email"], "jan@gazeta.example")
        with self.assertRaises(AccessError):
            contact.write({"function": "editor"})

    def test_colleague_cannot_be_an_outside_contact(self):
        with self.assertRaises(ValidationError):
            self.officer.partner_id.skks_contact = True

    def test_chatter_names_the_hidden_author(self):
        """A weak user reads a thread in which a hidden contact wrote."""
        self.supplier.message_post(
            body="Hello", author_id=self.journalist.id, message_type="comment"
        )
        self.authenticate("representative.who", "representative.who")
        data = self.make_jsonrpc_request(
            "/mail/thread/messages",
            {"thread_model": "res.partner", "thread_id": self.supplier.id},
        )
        self.assertTrue(data["messages"])
        shown = {
            partner.get("name"): partner for partner in data["data"]["res.partner"]
        }
        self.assertIn("Jan Outside", shown)
        self.assertNotIn("email", shown["Jan Outside"])

    def test_web_client_opens(self):
        for role in ("representative", "employee"):
            self.authenticate(f"{role}.who", f"{role}.who")
            self.assertEqual(self.url_open("/odoo").status_code, 200)
            result = self.make_jsonrpc_request(
                "/mail/data", {"fetch_params": ["init_messaging"]}
            )
            self.assertTrue(result)
