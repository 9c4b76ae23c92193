"""A release leaves once for each accepted address, and for nobody else."""

from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.skks_base.tests.common_mail import delivery_report
from odoo.addons.skks_base.tests.common_rpc import RpcMixin

from . import common
from .test_release import ReleaseCase

EWA = "ewa.bak@radio.example"
STRANGER = "obcy@poza.example"


@tagged("post_install", "-at_install")
class TestMailing(ReleaseCase):
    def test_one_letter_each(self):
        """M5.3: never a shared To or Cc; sent is what SMTP accepted, by recipient."""
        self.accept()
        self.release.action_send()
        self.assertFalse(self.sink.letters, "a request sends nothing")
        self.assertEqual(set(self.release.recipient_ids.mapped("state")), {"queued"})
        self.run_cron()
        for address in (common.JOURNALIST, EWA):
            letter = self.assertOneLetterTo(address)
            self.assertEqual(letter.addresses, {address})
            self.assertIn("Jakub Śledź", str(letter.message["From"]))
            self.assertIn(common.PRESS, str(letter.message["Reply-To"]))
            self.assertIn("mailto:", str(letter.message["List-Unsubscribe"]))
        self.assertEqual(set(self.release.recipient_ids.mapped("state")), {"sent"})
        self.assertEqual(self.release.state, "sent")
        self.assertTrue(self.release.sent_at)
        self.sink.clear()
        self.run_cron()
        self.assertFalse(self.sink.letters)

    def test_no_tracking(self):
        """No pixel, and links as they were written."""
        link = "https://zarnoleka.example/teznia?a=1"
        self.release.body = f'<p><a href="{link}">Program</a></p>'
        self.accept()
        self.send()
        raw = self.assertOneLetterTo(EWA).message.get_body(("html",)).get_content()
        self.assertIn(f'href="{link}"', raw)
        self.assertEqual(raw.count("href="), 1)
        self.assertNotIn("<img", raw)
        self.assertNotIn("mail/track", raw)

    def test_what_leaves_is_what_was_accepted(self):
        self.accept()
        letter = self.release.version_ids.letter
        self.officer.partner_id.phone = "00 999"
        self.send()
        message = self.release.sudo().sent_message_id
        mails = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        self.assertEqual(len(mails), 2)
        for mail in mails:
            self.assertEqual(str(mail.body_html), str(letter))
            self.assertNotIn("00 999", self.assertOneLetterTo(mail.email_to).text)

    def test_batches(self):
        """So many a run and no more; the rest in the next run."""
        self.env["ir.config_parameter"].set_param(
            "skks_press.mailing_letters_per_run", "1"
        )
        self.accept()
        self.send()
        self.assertEqual(len(self.sink.letters), 1)
        self.assertEqual(self.release.state, "accepted")
        self.assertTrue(self.release.sending_since)
        self.run_cron()
        self.assertEqual(len(self.sink.letters), 2)
        self.assertEqual(self.release.state, "sent")

    def test_crash_sends_nobody_twice(self):
        """A letter that was begun and not finished is left to a person."""
        self.accept()
        self.release.action_send()
        row = self.row(self.journalist)
        self.release.sudo()._make_letters(self.release.sudo().recipient_ids)
        self.assertTrue(self.release.sudo()._begin_letter(row.sudo()))
        # here the server was switched off; the queue of letters runs as well
        self.env["mail.mail"].process_email_queue()
        self.run_cron()
        self.assertNothingFor(common.JOURNALIST)
        self.assertOneLetterTo(EWA)
        self.assertEqual(row.state, "sending")
        self.assertTrue(self.release.sending_since)
        row.action_send_again()
        self.run_cron()
        self.assertOneLetterTo(common.JOURNALIST)
        self.assertEqual(self.release.state, "sent")

    def test_refused_and_sent_again(self):
        self.accept()
        self.sink.refuse(EWA)
        self.send()
        row = self.row(self.journalist2)
        self.assertEqual(row.state, "refused")
        self.assertTrue(row.reason)
        self.assertEqual(self.release.state, "sent")
        self.assertEqual(self.release.trouble_count, 1)
        self.sink.clear()
        self.release.action_send_refused_again()
        self.run_cron()
        self.assertOneLetterTo(EWA)
        self.assertNothingFor(common.JOURNALIST)
        with self.assertRaises(UserError):
            self.row(self.journalist).action_send_again()

    def test_nobody_got_it(self):
        self.accept()
        self.sink.refuse(EWA)
        self.sink.refuse(common.JOURNALIST)
        self.send()
        self.assertEqual(self.release.state, "accepted")
        self.assertTrue(self.release.send_error)
        self.assertFalse(self.release.sending_since)

    def test_objections_are_honoured(self):
        """Before acceptance, after it, and while the letters are leaving."""
        self.journalist2.mailing_opt_out = True
        third = self.env["res.partner"].create(
            {"name": "Ula", "email": "ula@a.example", "skks_kind": "journalist"}
        )
        self.release.partner_ids += third
        self.accept()
        self.assertEqual(self.row(self.journalist2).state, "left_out")
        third.do_not_contact = True
        self.send()
        self.assertEqual(self.row(third).state, "left_out")
        self.assertNothingFor(EWA)
        self.assertNothingFor("ula@a.example")
        self.assertOneLetterTo(common.JOURNALIST)
        self.assertEqual(self.release.state, "sent")

    def test_changed_address_gets_nothing(self):
        self.accept()
        self.journalist2.email = STRANGER
        self.send()
        self.assertNothingFor(STRANGER)
        self.assertNothingFor(EWA)
        self.assertEqual(self.row(self.journalist2).state, "left_out")

    def test_leaving_out_needs_no_new_acceptance(self):
        self.accept()
        row = self.row(self.journalist2)
        with self.assertRaises(UserError):
            row.action_leave_out()
        row.action_leave_out(reason="Na urlopie")
        self.assertEqual(self.release.signoff_state, "approved")
        self.send()
        self.assertNothingFor(EWA)
        self.assertOneLetterTo(common.JOURNALIST)

    def test_same_address_gets_one(self):
        twin = self.env["res.partner"].create(
            {"name": "Jan N.", "email": common.JOURNALIST, "skks_kind": "journalist"}
        )
        self.release.partner_ids += twin
        self.accept()
        self.send()
        self.assertOneLetterTo(common.JOURNALIST)

    def test_planned_leaves_by_itself(self):
        """In the name of a person, by order of whoever planned it."""
        now = fields.Datetime.now()
        self.release.inform_ids = self.secretary
        self.accept()
        self.release.planned_at = now + timedelta(hours=1)
        self.release.action_plan()
        self.assertTrue(self.release.informed_at)
        self.assertOneLetterTo(self.secretary.email)
        self.sink.clear()
        self.run_cron()
        self.assertFalse(self.sink.letters)
        with freeze_time(now + timedelta(hours=2)):
            self.run_cron()
        self.assertOneLetterTo(EWA)
        self.assertEqual(self.release.state, "sent")
        permit = self.release.sudo().sent_message_id.skks_permit_ids
        self.assertEqual(permit.user_id, self.officer)
        self.assertEqual(permit.kind, "mailing")
        self.assertEqual(set(permit._address_list()), {EWA, common.JOURNALIST})

    def test_one_that_may_not_leave_stops_no_other(self):
        now = fields.Datetime.now()
        bad, good = self._release(name="Zła"), self.release
        for release in bad + good:
            self.accept(release)
            release.planned_at = now + timedelta(hours=1)
            release.action_plan()
        for row in bad.recipient_ids:
            row.action_leave_out(reason="Nie teraz")
        with freeze_time(now + timedelta(hours=2)):
            self.run_cron()
        self.assertEqual(good.state, "sent")
        self.assertEqual(bad.state, "accepted")

    def test_emergency(self):
        self.release.with_user(self.head).action_emergency_release(reason="Awaria")
        self.run_cron()
        self.assertOneLetterTo(EWA)
        self.assertEqual(self.release.state, "sent")
        self.assertEqual(self.release.waiting_for, "approver")

    def test_withdrawn_while_leaving(self):
        self.env["ir.config_parameter"].set_param(
            "skks_press.mailing_letters_per_run", "1"
        )
        self.accept()
        self.send()
        self.release.action_withdraw(reason="Pomyłka")
        self.run_cron()
        self.assertEqual(len(self.sink.letters), 1)
        self.assertEqual(self.release.state, "withdrawn")

    def test_returned_letter(self):
        """Shown on the recipient and on the contact; a new address clears it."""
        self.accept()
        self.send()
        message = self.release.sudo().sent_message_id
        report = delivery_report(message.message_id, EWA)
        self.deliver(report, rcpt_to=common.PRESS, mail_from="")
        self.env.invalidate_all()
        self.assertEqual(self.row(self.journalist2).state, "bounced")
        self.assertEqual(self.row(self.journalist).state, "sent")
        self.assertTrue(self.journalist2.mail_returned_at)
        self.assertFalse(self.journalist.mail_returned_at)
        self.journalist2.email = "ewa@radio.example"
        self.assertFalse(self.journalist2.mail_returned_at)

    # Replies ------------------------------------------------------------------

    def _reply(self, text, subject="Re: Otwarcie tężni", sender=None, **headers):
        message_id = self.release.sudo().sent_message_id.message_id
        headers = {"In_Reply_To": message_id, "References": message_id} | headers
        letter = self._letter(subject, text, sender=sender, **headers)
        before = self.env["skks.inquiry"].search([])
        self.deliver(letter.as_bytes())
        self.env.invalidate_all()
        return self.env["skks.inquiry"].search([]) - before

    def test_reply_becomes_an_inquiry(self):
        self.accept()
        self.send()
        inquiry = self._reply("Dzień dobry,\n\nile kosztowała tężnia?")
        self.assertEqual(inquiry.release_id, self.release)
        self.assertEqual(inquiry.topic_id, self.topic)
        self.assertEqual(inquiry.journalist_id, self.journalist)
        self.assertEqual(self.release.inquiry_count, 1)

    def test_thanks_join(self):
        self.accept()
        self.send()
        self.assertFalse(self._reply("Dziękuję bardzo!"))
        letters = self.release.message_ids.filtered(
            lambda message: message.message_type == "email"
        )
        self.assertEqual(len(letters), 1)

    def test_objection_by_reply(self):
        self.accept()
        self.send()
        self.assertFalse(self._reply("wypisz\n\n> Otwarcie tężni\n> Zapraszamy"))
        self.assertTrue(self.journalist.mailing_opt_out)
        self.assertTrue(self.journalist.mailing_opt_out_at)
        self.assertFalse(self.journalist2.mailing_opt_out)
        self.assertTrue(self.release.activity_ids)
        with self.assertRaises(AccessError):
            self.journalist.with_user(self.officer).mailing_opt_out = False
        self.journalist.with_user(self.head).mailing_opt_out = False

    def test_objection_by_the_button_of_a_mail_program(self):
        """It writes a new letter with the subject of the header."""
        self.accept()
        self.send()
        self.assertFalse(
            self._reply(
                "",
                subject=f"wypisz {self.release.number}",
                In_Reply_To="",
                References="",
            )
        )
        self.assertTrue(self.journalist.mailing_opt_out)

    def test_objection_of_a_stranger_changes_nobody(self):
        self.accept()
        self.send()
        self._reply("wypisz", sender=f"Kto <{STRANGER}>")
        self.assertFalse(
            (self.journalist + self.journalist2).filtered("mailing_opt_out")
        )


@tagged("post_install", "-at_install")
class TestMailingAttacks(RpcMixin, ReleaseCase):
    """Nobody comes in after acceptance, through whatever door."""

    def setUp(self):
        super().setUp()
        self.stranger = self.env["res.partner"].create(
            {"name": "Obcy", "email": STRANGER, "skks_kind": "journalist"}
        )

    def _refused(self, door):
        with self.assertRaises(UserError):
            with self.env.cr.savepoint():
                door()
        self.env.invalidate_all()

    def test_rows_cannot_be_written(self):
        self.accept()
        row = self.row(self.journalist2)
        rows = self.env["skks.release.recipient"]
        values = {
            "release_id": self.release.id,
            "partner_id": self.stranger.id,
            "email": STRANGER,
            "is_accepted": True,
            "state": "listed",
        }
        for user in (self.officer, self.head, self.roads, self.auditor):
            self._refused(lambda u=user: self.rpc(u, rows._name, "create", [values]))
            for change in ({"email": STRANGER}, {"state": "queued"}):
                self._refused(
                    lambda u=user, c=change: self.rpc(u, row._name, "write", row.ids, c)
                )
            self._refused(lambda u=user: self.rpc(u, row._name, "unlink", row.ids))
        self._refused(lambda: row.sudo().write({"email": STRANGER}))
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                rows.sudo().create(values)
        self.send()
        self.assertNothingFor(STRANGER)

    def test_recipients_added_after_acceptance(self):
        for command in (
            {"partner_ids": [Command.link(self.stranger.id)]},
            {
                "list_ids": [
                    Command.create({"name": "x", "added_ids": self.stranger.ids})
                ]
            },
        ):
            self.accept()
            self.release.write(command)
            self.assertEqual(self.release.signoff_state, "draft")
            with self.assertRaises(UserError):
                self.release.action_send()
        self.run_cron()
        self.assertNothingFor(STRANGER)

    def test_list_that_grows_after_acceptance(self):
        mailing_list = self.env["skks.recipient.list"].create(
            {"name": "Lokalne", "added_ids": self.journalist.ids}
        )
        self.release.write({"list_ids": mailing_list.ids, "partner_ids": False})
        self.accept()
        mailing_list.with_user(self.officer).added_ids += self.stranger
        self.send()
        self.assertOneLetterTo(common.JOURNALIST)
        self.assertNothingFor(STRANGER)

    def test_row_forged_in_the_database(self):
        """Whoever writes past every method still meets the comparison."""
        self.accept()
        row = self.row(self.journalist2)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE skks_release_recipient SET email = %s, partner_id = %s"
            " WHERE id = %s",
            (STRANGER, self.stranger.id, row.id),
        )
        self.env.invalidate_all()
        with self.assertRaises(UserError):
            self.release.action_send()
        self.assertNothingFor(STRANGER)

    def test_forged_while_the_letters_leave(self):
        self.accept()
        self.release.action_send()
        row = self.row(self.journalist2)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE skks_release_recipient SET email = %s, partner_id = %s"
            " WHERE id = %s",
            (STRANGER, self.stranger.id, row.id),
        )
        self.env.invalidate_all()
        self.run_cron()
        self.assertFalse(self.sink.letters)
        self.assertFalse(self.release.sending_since)

    def test_forged_permit(self):
        self.accept()
        self.send()
        for user in (self.officer, self.head):
            self._refused(
                lambda u=user: self.rpc(
                    u, "skks.gate.permit", "create", [{"addresses": f'["{STRANGER}"]'}]
                )
            )

    def test_template_and_composer_to_others(self):
        self.accept()
        self.send()
        self.sink.clear()
        letter = self.env["mail.mail"].search(
            [("mail_message_id", "=", self.release.sudo().sent_message_id.id)], limit=1
        )
        for user in (self.officer, self.roads):
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
            values = {
                "mail_message_id": letter.mail_message_id.id,
                "subject": letter.subject,
                "body_html": str(letter.body_html),
                "email_to": STRANGER,
            }
            self.rpc_or_refused(
                user,
                "mail.template",
                "send_mail",
                template.ids,
                user.partner_id.id,
                force_send=True,
                email_values=values,
            )
        self.env["mail.mail"].process_email_queue()
        self.assertNothingFor(STRANGER)

    def test_follower_gets_nothing(self):
        self.env["mail.followers"].sudo().create(
            {
                "res_model": "skks.release",
                "res_id": self.release.id,
                "partner_id": self.stranger.id,
            }
        )
        self.accept()
        self.release.message_post(body="x", partner_ids=self.stranger.ids)
        self.send()
        self.assertNothingFor(STRANGER)

    def test_private_methods_are_no_doors(self):
        for method in (
            "_mail_out",
            "_make_letters",
            "_write_recipients",
            "_outgoing_hand_over",
            "_gate_letters",
            "_send_planned",
            "_cron_mailing",
        ):
            with self.assertRaises(AccessError):
                self.rpc(self.officer, "skks.release", method, self.release.ids)
