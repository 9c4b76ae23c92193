import base64
import xmlrpc.client
from datetime import datetime, timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from . import common_mail

LOGGERS = ("odoo.addons.mail.models.mail_thread", "odoo.sql_db")


@tagged("post_install", "-at_install")
class TestMailIn(common_mail.MailInCase):
    """What becomes of each kind of letter."""

    def test_new_case(self):
        row = self.receive(common_mail.letter("Zażółć", "gęślą jaźń"))
        record = self.record_of(row)
        self.assertRecordValues(
            row,
            [
                {
                    "state": "case",
                    "subject": "Zażółć",
                    "email_from": "Anna <anna@gazeta.example>",
                    "email_to": common_mail.OFFICE,
                    "problem": False,
                }
            ],
        )
        self.assertEqual(record.name, "Zażółć")
        self.assertEqual(row.result_name, record.display_name)

    def test_raw_letter_is_kept_byte_by_byte(self):
        raw = common_mail.letter() + b"\x00\xff\r\n"
        row = self.receive(raw)
        self.assertEqual(base64.b64decode(row.raw), raw)
        self.assertEqual(row.size, len(raw))

    def test_text_and_xmlrpc_binary(self):
        self.assertEqual(self.receive(common_mail.letter().decode()).state, "case")
        binary = xmlrpc.client.Binary(common_mail.letter())
        self.assertEqual(self.receive(binary).state, "case")

    @freeze_time("2026-11-23 06:45:00")
    def test_received_by_our_clock_never_by_the_sender_s(self):
        raw = (
            b"Received: from x by mx.town.example; Fri, 20 Nov 2026 18:40:00 +0100\r\n"
            b"Received: from y by z; Mon, 02 Nov 2026 08:00:00 +0100\r\n"
            b"Date: Sun, 01 Nov 2026 08:00:00 +0100\r\n" + common_mail.letter()
        )
        row = self.receive(raw)
        moment = datetime(2026, 11, 20, 17, 40)
        record = self.record_of(row)
        self.assertEqual(row.received_at, moment)
        self.assertEqual(record.received_at, moment)
        self.assertEqual(record.message_ids[0].date, moment)

    @freeze_time("2026-11-23 06:45:00")
    def test_received_without_a_trace_or_in_the_future(self):
        now = datetime(2026, 11, 23, 6, 45)
        late = b"Received: from x by y; Fri, 01 Jan 2100 00:00:00 +0000\r\n"
        date = b"Date: Sun, 01 Nov 2026 08:00:00 +0100\r\n"
        for head in (late, date):
            row = self.receive(head + common_mail.letter())
            self.assertEqual(row.received_at, now)

    def test_reply_joins(self):
        record = self.record_of(self.receive(common_mail.letter()))
        row = self.receive(common_mail.reply(record.message_ids[0]))
        self.assertEqual((row.state, self.record_of(row)), ("message", record))
        self.assertEqual(record.state, "answered")

    # Duplicates ----------------------------------------------------------------

    def test_duplicate(self):
        raw = common_mail.letter()
        first = self.receive(raw)
        again = self.receive(b"Delivered-To: other@town.example\r\n" + raw)
        self.assertEqual((again.state, again.first_id), ("duplicate", first))
        self.assertEqual(self.record_of(again), self.record_of(first))
        self.assertEqual(self.env["skks.test.letter"].search_count([]), 1)

    def test_duplicate_of_a_letter_that_became_no_case(self):
        raw = common_mail.letter(List_Unsubscribe="<https://pr.example/u>")
        first = self.receive(raw)
        first.with_user(self.officer).action_dismiss("Advertisement")
        self.assertEqual(self.receive(raw).state, "duplicate")

    def test_our_own_letter_comes_back(self):
        record = self.record_of(self.receive(common_mail.letter()))
        ours = record.message_post(body="Answer")
        row = self.receive(common_mail.letter(message_id=ours.message_id))
        self.assertEqual((row.state, self.record_of(row)), ("duplicate", record))

    def test_same_id_but_another_text_is_not_lost(self):
        self.receive(common_mail.letter(body="First", message_id="<1@same.example>"))
        row = self.receive(
            common_mail.letter(body="2nd", message_id="<1@same.example>")
        )
        self.assertEqual((row.state, row.problem), ("quarantine", "same_id"))
        row.with_user(self.officer).action_retry()
        self.assertEqual(row.state, "case")
        self.assertIn("2nd", self.record_of(row).message_ids[0].body)

    # Machines ------------------------------------------------------------------

    def test_newsletter_starts_nothing_until_asked_for(self):
        row = self.receive(
            common_mail.letter(List_Unsubscribe="<https://pr.example/u>")
        )
        self.assertEqual((row.state, row.automatic), ("automatic", "bulk"))
        self.assertFalse(row.res_id)
        row.with_user(self.officer).action_make_case()
        self.assertEqual(row.state, "case")
        self.assertEqual(self.record_of(row).automatic, "bulk")

    def test_a_model_may_welcome_automatic_mail(self):
        model = self.env.registry["skks.test.letter"]
        with patch.object(model, "_skks_starts_from_automatic", True):
            row = self.receive(common_mail.letter(List_Id="alarms.example"))
        self.assertEqual(row.state, "case")

    def test_automatic_reply_joins_as_a_note(self):
        record = self.record_of(self.receive(common_mail.letter()))
        raw = common_mail.reply(record.message_ids[0], Auto_Submitted="auto-replied")
        row = self.receive(raw)
        self.assertEqual((row.state, row.automatic), ("message", "auto_reply"))
        self.assertEqual(record.state, "new", "an absence is no answer")
        note = self.env.ref("mail.mt_note")
        self.assertEqual(record.message_ids[0].subtype_id, note)

    def test_returned_letter(self):
        record = self.record_of(self.receive(common_mail.letter()))
        ours = record.message_post(body="Answer")
        raw = common_mail.delivery_report(ours.message_id, "anna@gazeta.example")
        row = self.receive(raw)
        self.assertEqual((row.state, self.record_of(row)), ("bounce", record))
        self.assertEqual(row.automatic, "bounce")

    def test_notice_of_a_delay_is_no_returned_letter(self):
        record = self.record_of(self.receive(common_mail.letter()))
        ours = record.message_post(body="Answer")
        row = self.receive(
            common_mail.delivery_report(ours.message_id, "a@b.example", "delayed")
        )
        self.assertEqual(row.state, "automatic")

    def test_letter_to_the_bounce_address_is_not_swallowed(self):
        row = self.receive(
            common_mail.letter(email_to=f"{common_mail.OFFICE}, zwroty@town.example")
        )
        self.assertEqual((row.state, row.problem), ("quarantine", "not_returned"))

    # Case numbers --------------------------------------------------------------

    def test_case_number_joins_only_a_participant(self):
        record = self.record_of(self.receive(common_mail.letter()))
        record.number = "TST/2026/0001"
        own = self.receive(common_mail.letter("Sprawa TST/2026/0001"))
        self.assertEqual((own.state, self.record_of(own)), ("message", record))
        stranger = self.receive(
            common_mail.letter("TST/2026/0001", email_from="b@portal.example")
        )
        self.assertEqual(stranger.state, "case")
        self.assertNotEqual(self.record_of(stranger), record)


@tagged("post_install", "-at_install")
class TestQuarantine(common_mail.MailInCase):
    """Letters that nobody takes wait for an officer."""

    def _poison(self):
        model = self.env.registry["skks.test.letter"]

        def message_new(self, msg_dict, custom_values=None):
            self.create({"name": "half written"})
            raise KeyError("poison")

        return patch.object(model, "message_new", message_new)

    @mute_logger(*LOGGERS)
    def test_poisoned_letter_blocks_nothing(self):
        with self._poison():
            row = self.receive(common_mail.letter())
        self.assertEqual((row.state, row.problem), ("quarantine", "unexpected"))
        self.assertIn("KeyError", row.error)
        self.assertIn("Traceback", row.technical_detail)
        self.assertFalse(self.env["skks.test.letter"].search([]), "rolled back")
        self.assertEqual(self.receive(common_mail.letter()).state, "case")

    @mute_logger(*LOGGERS)
    def test_retry_after_mending(self):
        with self._poison():
            row = self.receive(common_mail.letter())
            row.with_user(self.officer).action_retry()
        self.assertEqual(row.state, "quarantine", "not mended yet")
        action = row.with_user(self.officer).action_retry()
        self.assertEqual(row.state, "case")
        self.assertEqual(row.handled_by, self.officer)
        self.assertFalse(row.error or row.technical_detail)
        self.assertEqual(action["res_id"], row.res_id)
        entries = self.env["skks.journal.entry"].search(
            [("res_model", "=", row._name), ("res_id", "=", row.id)]
        )
        self.assertEqual(entries.mapped("act"), ["letter.retry"] * 2)
        self.assertEqual(entries[0].old_value, "quarantine")
        self.assertEqual(entries[0].new_value, "case")
        self.assertNotIn("Question", entries[0].res_name, "the journal stays")

    def test_error_of_the_database(self):
        record = self.record_of(self.receive(common_mail.letter()))
        with (
            mute_logger(*LOGGERS),
            patch.object(
                self.env.registry["skks.test.letter"],
                "message_update",
                lambda self, msg_dict, update_vals=None: self.env.cr.execute(
                    "SELECT 1/0"
                ),
            ),
        ):
            row = self.receive(common_mail.reply(record.message_ids[0]))
        self.assertEqual((row.state, row.problem), ("quarantine", "database"))
        self.assertEqual(self.receive(common_mail.letter()).state, "case")

    def test_unknown_mailbox(self):
        row = self.receive(common_mail.letter(email_to="nobody@town.example"))
        self.assertEqual((row.state, row.problem), ("quarantine", "no_route"))
        self.assertIn("nobody@town.example", row.error)
        with patch.object(
            self.env.registry["skks.mail.quarantine"],
            "_default_case_model",
            lambda self: "skks.test.letter",
        ):
            row.with_user(self.officer).action_make_case()
        self.assertEqual(row.state, "case")

    def test_unknown_charset(self):
        raw = common_mail.letter().replace(b'"utf-8"', b"iso-gb2312")
        body = "问题".encode("gb2312")
        raw = raw.replace(b"7bit", b"8bit").replace(b"Text\n", body + b"\n")
        self.assertIn(b"iso-gb2312", raw)
        row = self.receive(raw)
        self.assertEqual((row.state, row.problem), ("quarantine", "charset"))
        self.assertIn("iso-gb2312", row.error)
        self.assertEqual(row.with_user(self.officer).text, "问题")
        row.with_user(self.officer).action_retry()
        self.assertEqual(row.state, "case")
        self.assertIn("问题", self.record_of(row).message_ids[0].body)

    @mute_logger(*LOGGERS)
    def test_nothing_is_lost_of_broken_letters(self):
        letters = {
            "empty": b"",
            "blank": b"\r\n\r\n",
            "binary": bytes(range(256)),
            "no id": b"From: a@b.example\r\nTo: skrzynka@town.example\r\n\r\nText",
            "bad headers": b"From: <<>>,;\r\nTo: skrzynka@town.example\r\n"
            b"Subject: =?utf-8?B?!!!?=\r\nContent-Type: ;;=\r\n"
            b"Message-Id: <a b\r\n\r\nx",
            "nul": b"From: a@b.example\r\nTo: skrzynka@town.example\r\n"
            b"Subject: a\x00b\r\n\r\nx\x00y",
            "cp1250": "From: a@b.example\r\nTo: skrzynka@town.example\r\n"
            "Subject: Zażółć\r\n\r\nx".encode("cp1250"),
        }
        outcomes = {name: self.receive(raw) for name, raw in letters.items()}
        for name, row in outcomes.items():
            with self.subTest(name):
                self.assertIn(row.state, ("case", "quarantine"))
                self.assertEqual(base64.b64decode(row.raw or b""), letters[name])
        self.assertEqual(outcomes["no id"].state, "case")
        self.assertEqual(outcomes["cp1250"].state, "case")
        self.assertEqual(self.record_of(outcomes["cp1250"]).name, "Zażółć")
        self.assertEqual(self.receive(letters["no id"]).state, "duplicate")

    def test_20_megabytes(self):
        row = self.receive(
            common_mail.letter(attachments=[("plan.pdf", b"x" * 20 * 2**20)])
        )
        self.assertEqual(row.state, "case")
        self.assertEqual(
            self.record_of(row).message_ids[0].attachment_ids.file_size, 20 * 2**20
        )

    # What core would answer to the sender --------------------------------------

    def test_alias_that_refuses_the_sender(self):
        self.alias.alias_contact = "partners"
        mails = self.env["mail.mail"].search_count([])
        row = self.receive(common_mail.letter())
        self.assertEqual((row.state, row.problem), ("quarantine", "sender"))
        self.assertIn(common_mail.OFFICE, row.error)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails, "no answer")
        row.with_user(self.officer).action_retry()
        self.assertEqual(row.state, "case")

    def test_too_many_letters(self):
        self.env["ir.config_parameter"].set_param("mail.gateway.loop.threshold", 2)
        mails = self.env["mail.mail"].search_count([])
        rows = [self.receive(common_mail.letter()) for _n in range(3)]
        self.assertEqual([row.state for row in rows], ["case", "case", "quarantine"])
        self.assertEqual(rows[2].problem, "loop")
        self.assertEqual(self.env["mail.mail"].search_count([]), mails, "no answer")
        rows[2].with_user(self.officer).action_retry()
        self.assertEqual(rows[2].state, "case")

    def test_catchall(self):
        self.env.company.alias_domain_id.catchall_alias = "wszystko"
        row = self.receive(common_mail.letter(email_to="wszystko@town.example"))
        self.assertEqual((row.state, row.problem), ("quarantine", "catchall"))

    # Transactions --------------------------------------------------------------

    def test_kept_in_a_transaction_of_its_own(self):
        with self.enter_registry_test_mode():
            with self.env.registry.cursor() as caller:
                thread = self.env(cr=caller)["mail.thread"]
                thread.message_process(False, common_mail.letter("Survivor"))
                caller.rollback()
        row = self.env["skks.mail.quarantine"].search([("subject", "=", "Survivor")])
        self.assertEqual(row.state, "case")
        self.assertTrue(self.record_of(row).exists())

    def test_a_letter_that_cannot_be_kept_is_refused(self):
        rows = self.env.registry["skks.mail.quarantine"]
        with (
            patch.object(rows, "_keep", side_effect=OSError("disk full")),
            self.assertRaises(OSError),
        ):
            self.env["mail.thread"].message_process(False, common_mail.letter())

    def test_interrupted(self):
        rows = self.env["skks.mail.quarantine"]
        raw = common_mail.letter()
        row = rows._keep(raw, {})
        self.assertEqual(rows._keep(raw, {}), row, "kept once")
        rows._cron_interrupted()
        self.assertEqual(row.state, "received")
        self.env.cr.execute(
            "UPDATE skks_mail_quarantine SET create_date = %s WHERE id = %s",
            [datetime.now() - timedelta(hours=1), row.id],
        )
        rows._cron_interrupted()
        self.assertEqual((row.state, row.problem), ("quarantine", "interrupted"))

    # Officers ------------------------------------------------------------------

    def test_dismiss_and_undo(self):
        newsletter = self.receive(common_mail.letter(List_Id="pr.example"))
        unknown = self.receive(common_mail.letter(email_to="x@town.example"))
        letters = (newsletter + unknown).with_user(self.officer)
        with self.assertRaises(UserError):
            letters.action_dismiss("  ")
        self.env["skks.reason"].with_user(self.officer).with_context(
            active_model=letters._name,
            active_ids=letters.ids,
            reason_action="action_dismiss",
        ).create({"reason": "Advertisement"}).action_confirm()
        self.assertEqual(letters.mapped("state"), ["dismissed"] * 2)
        self.assertEqual(letters.mapped("reason"), ["Advertisement"] * 2)
        with self.assertRaises(UserError):
            letters.action_retry()
        letters.action_undo_dismiss()
        self.assertEqual((newsletter.state, unknown.state), ("automatic", "quarantine"))
        entries = self.env["skks.journal.entry"].search(
            [("res_model", "=", letters._name), ("res_id", "=", unknown.id)]
        )
        self.assertEqual(
            entries.mapped("act"), ["letter.undo_dismiss", "letter.dismiss"]
        )
        self.assertEqual(entries[1].reason, "Advertisement")
        self.assertEqual(entries[1].user_id, self.officer)

    def test_a_case_is_not_dismissed_here(self):
        row = self.receive(common_mail.letter()).with_user(self.officer)
        for action in (row.action_retry, row.action_make_case, row.action_undo_dismiss):
            with self.assertRaises(UserError):
                action()
        with self.assertRaises(UserError):
            row.action_dismiss("No")

    def test_open_and_download(self):
        row = self.receive(common_mail.letter()).with_user(self.officer)
        action = row.action_open_result()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("skks.test.letter", row.res_id)
        )
        self.assertIn(f"/{row.id}/raw/", row.action_download()["url"])


@tagged("post_install", "-at_install")
class TestMailInAttacks(common_mail.MailInCase):
    """Every door, as the weakest user."""

    def setUp(self):
        super().setUp()
        self.row = self.receive(common_mail.letter(email_to="x@town.example"))

    def _as(self, user, model):
        return self.env(user=user)[model]

    def test_nobody_forges_a_letter(self):
        for user in (self.representative, self.officer):
            for model in ("mail.thread", "skks.test.letter", "res.partner"):
                for kwargs in ({}, {"context": {"skks_incoming_letter": True}}):
                    with self.assertRaises(AccessError), self.env.cr.savepoint():
                        call_kw(
                            self._as(user, model),
                            "message_process",
                            ["skks.test.letter", common_mail.letter().decode()],
                            kwargs,
                        )
        self.assertFalse(self.env["skks.test.letter"].search([]))

    def test_the_mail_server_delivers_and_does_not_say_where(self):
        robot = new_test_user(
            self.env,
            "robot.mail",
            groups="base.group_portal,skks_base.group_mail_gateway",
        )
        gateway = self._as(robot, "mail.thread")
        raw = common_mail.letter("By the robot").decode()
        context = {"context": {"default_state": "forged"}}
        call_kw(gateway, "message_process", [False, raw], context)
        record = self.env["skks.test.letter"].search([])
        self.assertEqual((record.name, record.state), ("By the robot", "new"))
        with self.assertRaises(AccessError):
            call_kw(gateway, "message_process", ["res.partner", raw], {})
        with self.assertRaises(AccessError):
            call_kw(
                gateway, "message_process", [False, raw], {"custom_values": {"name": 1}}
            )

    def test_representative_reads_no_letter(self):
        rows = self._as(self.representative, "skks.mail.quarantine")
        for method, args in (
            ("search_read", [[]]),
            ("search_count", [[]]),
            ("formatted_read_group", [[], ["state"], ["__count"]]),
            ("export_data", [self.row.ids, ["subject"]]),
            ("read", [self.row.ids, ["subject"]]),
            ("name_search", ["Letter"]),
        ):
            with self.subTest(method), self.assertRaises(UserError):
                call_kw(rows, method, args, {})
        attachment = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [("res_model", "=", rows._name), ("res_field", "=", "raw")], limit=1
            )
        )
        self.assertTrue(attachment)
        with self.assertRaises(AccessError):
            call_kw(
                self._as(self.representative, "ir.attachment"),
                "read",
                [attachment.ids, ["datas"]],
                {},
            )

    def test_representative_handles_no_letter(self):
        rows = self._as(self.representative, "skks.mail.quarantine")
        for method, args in (
            ("action_retry", []),
            ("action_make_case", []),
            ("action_dismiss", ["No"]),
            ("action_undo_dismiss", []),
            ("action_open_result", []),
            ("action_download", []),
        ):
            with self.subTest(method), self.assertRaises(AccessError):
                call_kw(rows, method, [self.row.ids, *args], {})
        self.assertEqual(self.row.state, "quarantine")

    def test_officer_changes_no_row(self):
        rows = self._as(self.officer, "skks.mail.quarantine")
        for method, args in (
            ("write", [self.row.ids, {"state": "dismissed"}]),
            ("unlink", [self.row.ids]),
            ("create", [{"subject": "forged"}]),
            ("copy", [self.row.ids]),
        ):
            with self.subTest(method), self.assertRaises(UserError):
                call_kw(rows, method, args, {})
        self.assertFalse(call_kw(rows, "load", [["subject"], [["forged"]]], {})["ids"])
        self.assertEqual(rows.sudo().search([]), self.row)
        self.assertEqual(self.row.state, "quarantine")

    def test_superuser_changes_no_outcome(self):
        with self.assertRaises(UserError):
            self.row.write({"state": "dismissed"})

    def test_letters_are_as_visible_as_their_record(self):
        row = self.receive(common_mail.letter())
        rows = self._as(self.officer, "skks.mail.quarantine")
        self.assertEqual(rows.search([]), self.row + row)
        self.env["ir.rule"].create(
            {
                "name": "confidential",
                "model_id": self.env["ir.model"]._get_id("skks.test.letter"),
                "domain_force": f"[('id', '!=', {row.res_id})]",
            }
        )
        self.assertEqual(rows.search([]), self.row)
        self.assertEqual(rows.search_count([]), 1)
        with self.assertRaises(AccessError):
            row.with_user(self.officer).read(["raw"])
        with self.assertRaises(AccessError):
            row.with_user(self.officer).action_download()
        self.assertTrue(self.row.with_user(self.officer).read(["subject", "raw"]))
