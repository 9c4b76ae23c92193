from datetime import datetime

from odoo.tests import TransactionCase, freeze_time, tagged

from . import common_smtp

RAW = (
    b"From: Anna <anna@gazeta.example>\r\nTo: prasa@zarnoleka.example\r\n"
    b"Subject: Pytanie\r\nMessage-Id: <smtp-case-1@gazeta.example>\r\n\r\nTekst\r\n"
)


@tagged("post_install", "-at_install")
class TestSmtpCase(common_smtp.SmtpCase, TransactionCase):
    def _send(self, address):
        mail = self.env["mail.mail"].create(
            {
                "subject": "Zażółć",
                "body_html": "<p>gęślą jaźń</p>",
                "email_from": "biuro@zarnoleka.example",
                "email_to": address,
            }
        )
        mail.send()
        return mail

    def test_odoo_speaks_smtp_to_the_sink(self):
        # The wall looks for permits; a staff member needs none.
        user = self.env.ref("base.user_admin")
        user.email = "staff@zarnoleka.example"
        self._send(user.email)
        letter = self.assertOneLetterTo("Staff@zarnoleka.example")
        self.assertEqual(letter.message["Subject"], "Zażółć")
        self.assertIn("gęślą jaźń", letter.text)
        self.assertNothingFor("anna@gazeta.example")

    @freeze_time("2030-11-23 06:45:00")
    def test_letter_passes_the_town_server_in_frozen_time(self):
        self.put_into_mailbox(RAW, received_at=datetime(2026, 11, 20, 17, 40))
        (letter,) = self.town_server.letters
        self.assertEqual(letter.mail_from, "anna@gazeta.example")
        self.assertEqual(letter.rcpt_tos, ("prasa@zarnoleka.example",))
        self.assertIn(b"Fri, 20 Nov 2026 17:40:00 +0000", letter.raw)
        self.assertTrue(letter.raw.endswith(RAW))

    def test_refused_address(self):
        user = self.env.ref("base.user_admin")
        user.email = "staff@zarnoleka.example"
        self.sink.refuse(user.email)
        mail = self._send(user.email)
        self.assertEqual(mail.state, "exception")
        self.assertNothingFor(user.email)
