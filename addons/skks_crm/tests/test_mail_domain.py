from odoo.tests import BaseCase, tagged

from odoo.addons.skks_crm.tools import mail_domain


@tagged("post_install", "-at_install")
class TestMailDomain(BaseCase):
    def test_normalize_domain(self):
        for text, expected in (
            ("Kurier.Example", "kurier.example"),
            (" @kurier.example. ", "kurier.example"),
            ("https://www.kurier.example:8080/kontakt?x=1", "kurier.example"),
            ("redakcja@kurier.example", "kurier.example"),
            ("ŻARNOŁĘKA.example", "żarnołęka.example"),
            ("żarnołęka.example".encode("idna").decode(), "żarnołęka.example"),
            ("news.kurier-24.example", "news.kurier-24.example"),
        ):
            with self.subTest(text):
                self.assertEqual(mail_domain.normalize_domain(text), expected)

    def test_what_is_no_domain(self):
        for text in (
            "",
            None,
            "kurier",
            "kurier..example",
            "-kurier.example",
            "kurier_24.example",
            "192.168.1.10",
            "kurier example",
            "a" * 64 + ".example",
            ".".join(["abcdefgh"] * 30),
            "%.example",
        ):
            with self.subTest(text):
                self.assertIsNone(mail_domain.normalize_domain(text))

    def test_split_domains(self):
        self.assertEqual(
            mail_domain.split_domains("a.example, b.example;c.example\nd.example\n"),
            ["a.example", "b.example", "c.example", "d.example"],
        )
        self.assertEqual(mail_domain.split_domains(False), [])

    def test_covering_domains(self):
        self.assertEqual(
            mail_domain.covering_domains("a.b.kurier.example"),
            ["a.b.kurier.example", "b.kurier.example", "kurier.example"],
        )
        self.assertEqual(mail_domain.covering_domains(""), [])

    def test_address_spellings(self):
        self.assertEqual(
            mail_domain.address_spellings("anna+prasa@kurier.example"),
            ["anna+prasa@kurier.example", "anna@kurier.example"],
        )
        self.assertEqual(
            mail_domain.address_spellings("+tag@kurier.example"),
            ["+tag@kurier.example"],
        )
        punycode = "żarnołęka.example".encode("idna").decode()
        self.assertEqual(
            set(mail_domain.address_spellings(f"a@{punycode}")),
            {f"a@{punycode}", "a@żarnołęka.example"},
        )
        self.assertEqual(
            mail_domain.address_spellings("a@[10.0.0.1]"), ["a@[10.0.0.1]"]
        )

    def test_constants_are_in_their_one_spelling(self):
        for domain in mail_domain.PUBLIC_PROVIDERS | mail_domain.REGISTRY_SUFFIXES:
            self.assertEqual(mail_domain.normalize_domain(domain), domain)
