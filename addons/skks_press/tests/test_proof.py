"""“Sent” can be proved: by whom, to whom, when, and in the mail server's words."""

from odoo.tests import tagged

from . import common

BOUNCE = """\
From: MAILER-DAEMON@kurier.example
To: {bounce}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Message-ID: <returned-1@kurier.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

The letter could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; kurier.example

Final-Recipient: rfc822; {recipient}
Action: failed
Status: 5.1.1

--b
Content-Type: message/rfc822

From: prasa@zarnoleka.example
To: {recipient}
Message-ID: {message_id}
Subject: Re

text
--b--
"""


@tagged("post_install", "-at_install")
class TestProof(common.PressCase):
    def test_words_of_the_mail_server(self):
        answer = self._accepted_answer(self._inquiry())
        self.assertFalse(answer.sending_proof)
        answer.action_send()
        letter = self.assertOneLetterTo(common.JOURNALIST)
        proof = answer.sending_proof
        self.assertEqual(len(proof.split("\n")), 1)
        for words in (
            common.JOURNALIST,
            letter.message["Message-Id"],
            "250 OK",
            "127.0.0.1",
        ):
            self.assertIn(words, proof)

    def test_refusal_then_success_then_return(self):
        answer = self._accepted_answer(self._inquiry())
        self.sink.refuse(common.JOURNALIST)
        answer.action_send()
        self.assertIn("Letter not delivered", answer.sending_proof)
        self.sink.clear()
        answer.action_send()
        self.assertIn("250", answer.sending_proof)
        letter = self.assertOneLetterTo(common.JOURNALIST)
        self.env["mail.thread"].message_process(
            None,
            BOUNCE.format(
                bounce=self.alias_domain.bounce_email,
                recipient=common.JOURNALIST,
                message_id=letter.message["Message-Id"],
            ).encode(),
        )
        self.assertFalse(answer.sent_at)
        lines = answer.sending_proof.split("\n")
        self.assertEqual(len(lines), 2)
        self.assertIn("Letter returned", lines[1])
        self.assertIn(common.JOURNALIST, lines[1])

    def test_journal_names_the_stages(self):
        answer = self._accepted_answer(self._inquiry())
        entries = self.env["skks.journal.entry"].search(
            [("res_model", "=", answer._name), ("res_id", "=", answer.id)]
        )
        changes = entries.mapped("change")
        stages = dict(answer._fields["signoff_state"]._description_selection(self.env))
        self.assertIn(stages["office"], changes)
        self.assertFalse({"office", "substantive"} & set(changes))

    def test_only_for_who_may_see_addresses(self):
        answer = self._accepted_answer(self._inquiry())
        answer.action_send()
        for user in (self.officer, self.head, self.auditor):
            self.assertTrue(answer.with_user(user).sending_proof)
        for user in (self.roads, self.secretary):
            seen = answer.with_user(user)
            self.assertNotIn("sending_proof", seen.fields_get())
