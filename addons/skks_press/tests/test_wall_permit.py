"""A permit is for one letter, while the acceptance it rests on stands."""

from odoo.tests import tagged

from . import common
from .wall_common import SECRET, WallCase


@tagged("post_install", "-at_install")
class TestPermit(WallCase):
    def _letters(self):
        message = self.answer.sudo().sent_message_id
        return (
            self.env["mail.mail"].sudo().search([("mail_message_id", "=", message.id)])
        )

    def test_accepted_letter_is_not_sent_again_by_a_template(self):
        self.approve()
        self.answer.action_send()
        self.assertOneLetterTo(common.JOURNALIST)
        letter = self._letters()
        message = letter.mail_message_id
        before = message.read(["model", "res_id", "subject", "email_from", "reply_to"])
        content = {
            "mail_message_id": message.id,
            "subject": letter.subject,
            "body_html": str(letter.body_html),
            "email_to": common.JOURNALIST,
        }
        for user in (self.roads, self.officer, self.plain):
            template = (
                self.env["mail.template"]
                .with_user(user)
                .create(
                    {
                        "name": "x",
                        "model_id": self.env["ir.model"]._get_id("res.partner"),
                        "subject": "x",
                        "body_html": "x",
                    }
                )
            )
            for values in (content, content | {"reply_to": "x@poza.example"}):
                self.sink.clear()
                self.try_door(
                    lambda u=user, t=template, v=values: self.rpc(
                        u,
                        "mail.template",
                        "send_mail",
                        t.ids,
                        u.partner_id.id,
                        force_send=True,
                        email_values=v,
                    )
                )
                self.assertWallHolds()
                self.env.invalidate_all()
                self.assertEqual(message.read(list(before[0])), before)

    def test_letter_whose_acceptance_is_void_does_not_leave(self):
        self.approve()
        self.sink.refuse(common.JOURNALIST)
        self.answer.action_send()
        self.assertTrue(self.answer.send_error)
        letter = self._letters()
        self.sink.clear()
        self.answer.body = "<p>Poprawiona liczba.</p>"
        self.assertEqual(self.answer.signoff_state, "draft")
        letter.mark_outgoing()
        letter.send()
        self.assertWallHolds()
        self.assertFalse(self.answer.sent_at)

    def test_refused_letter_leaves_when_it_is_tried_again(self):
        self.approve()
        self.sink.refuse(common.JOURNALIST)
        self.answer.action_send()
        letter = self._letters()
        self.sink.clear()
        letter.mark_outgoing()
        letter.send()
        self.assertOneLetterTo(common.JOURNALIST)
        self.assertTrue(self.answer.sent_at)

    def test_queries_of_the_wall(self):
        """One query a letter to a colleague, one more for all of a batch."""
        mails = self.env["mail.mail"].create(
            [
                {"email_to": self.officer2.email, "subject": "x", "body_html": SECRET}
                for _number in range(10)
            ]
        )
        self.env.flush_all()
        mails.mapped("email_to")
        mails.mapped("recipient_ids.email")
        with self.assertQueryCount(1):
            self.assertFalse(mails._gate_stopped())
        for mail in mails:
            with self.assertQueryCount(1):
                self.assertTrue(mail._gate_allowed({self.officer2.email}))
