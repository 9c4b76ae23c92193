"""Every door of Odoo to an outsider's mailbox, tried as the weakest who can."""

import json
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.service.model import get_public_method
from odoo.tests import new_test_user, tagged
from odoo.tools.mail import email_normalize

from . import common
from .wall_common import SECRET, WallCase


@tagged("post_install", "-at_install")
class TestThreadDoors(WallCase):
    """Posting and notifying on a case, and beside it."""

    def test_post_with_an_outsider_who_follows_and_is_named(self):
        for user, record in (
            (self.roads, self.contribution),
            (self.officer, self.inquiry),
            (self.officer, self.answer),
            (self.root, self.inquiry),
        ):
            with self.subTest(user=user.login, record=record._name):
                self.sink.clear()
                self.rpc(
                    user,
                    record._name,
                    "message_post",
                    record.ids,
                    body=SECRET,
                    partner_ids=(self.journalist | self.officer2.partner_id).ids,
                    subtype_xmlid="mail.mt_comment",
                )
                self.assertWallHolds()
                self.assertTrue(self.letters_to(self.officer2.email))
                outsiders = (
                    record.sudo()
                    .message_ids[:1]
                    .notification_ids.filtered(
                        lambda one: one.res_partner_id == self.journalist
                    )
                )
                self.assertFalse(outsiders)

    def test_representative_cannot_post_on_the_case(self):
        with self.assertRaises(AccessError):
            self.rpc(
                self.roads,
                "skks.inquiry",
                "message_post",
                self.inquiry.ids,
                body=SECRET,
                partner_ids=self.journalist.ids,
            )
        self.assertWallHolds()

    def test_outgoing_email_to(self):
        for user, record in (
            (self.roads, self.contribution),
            (self.officer, self.inquiry),
            (self.root, self.inquiry),
        ):
            with self.subTest(user=user.login):
                self.try_door(
                    lambda user=user, record=record: self.rpc(
                        user,
                        record._name,
                        "message_post",
                        record.ids,
                        body=SECRET,
                        outgoing_email_to=f"x@poza.example, {common.JOURNALIST}",
                        partner_ids=self.officer2.partner_id.ids,
                    )
                )
                self.assertWallHolds("x@poza.example")
        self.assertTrue(self.letters_to(self.officer2.email))

    def test_notify_on_the_record(self):
        for user, record in (
            (self.roads, self.contribution),
            (self.roads, self.inquiry),
            (self.officer, self.inquiry),
            (self.root, self.inquiry),
        ):
            with self.subTest(user=user.login, record=record._name):
                self.try_door(
                    lambda user=user, record=record: self.rpc(
                        user,
                        record._name,
                        "message_notify",
                        record.ids,
                        body=SECRET,
                        subject="x",
                        partner_ids=(self.journalist | self.officer2.partner_id).ids,
                    )
                )
                self.assertWallHolds()
        self.assertTrue(self.letters_to(self.officer2.email))

    def test_notify_from_an_empty_thread(self):
        colleague = self.officer2.partner_id
        for user in (self.plain, self.roads, *self.others, self.officer, self.root):
            for values in (
                {},
                {"model": "skks.inquiry", "res_id": self.inquiry.id},
                {"model": "res.partner", "res_id": self.officer2.partner_id.id},
            ):
                with self.subTest(user=user.login, values=values):
                    self.sink.clear()
                    self.try_door(
                        lambda user=user, values=values: self.rpc(
                            user,
                            "mail.thread",
                            "message_notify",
                            [],
                            body=SECRET,
                            subject="x",
                            partner_ids=(self.journalist | colleague).ids,
                            **values,
                        )
                    )
                    self.assertWallHolds()

    def test_notify_with_a_forged_card_of_another(self):
        """An officer's leave to write from a card is for that card's address."""
        other = self.env["res.partner"].create({"name": "X", "email": "x@poza.example"})
        self.try_door(
            lambda: self.rpc(
                self.officer,
                "mail.thread",
                "message_notify",
                [],
                body=SECRET,
                subject="x",
                partner_ids=self.journalist.ids,
                model="res.partner",
                res_id=other.id,
            )
        )
        self.assertWallHolds("x@poza.example")

    def test_scheduled_post(self):
        for user, record in (
            (self.roads, self.contribution),
            (self.officer, self.inquiry),
        ):
            self.rpc(
                user,
                record._name,
                "message_post",
                record.ids,
                body=SECRET,
                partner_ids=(self.journalist | self.officer2.partner_id).ids,
                scheduled_date=str(fields.Datetime.now() + timedelta(hours=2)),
            )
        self.assertTrue(self.env["mail.message.schedule"].sudo().search_count([]))
        self.assertWallHolds()
        self.assertTrue(self.letters_to(self.officer2.email))

    def test_scheduled_message(self):
        scheduled = (
            self.env["mail.scheduled.message"]
            .with_user(self.roads)
            .create(
                {
                    "model": self.contribution._name,
                    "res_id": self.contribution.id,
                    "body": SECRET,
                    "subject": "x",
                    "author_id": self.roads.partner_id.id,
                    "partner_ids": [
                        (6, 0, (self.journalist | self.officer2.partner_id).ids)
                    ],
                    "scheduled_date": fields.Datetime.now() + timedelta(hours=1),
                    "notification_parameters": json.dumps(
                        {"outgoing_email_to": "x@poza.example"}
                    ),
                }
            )
        )
        self.try_door(lambda: scheduled.post_message())
        self.assertWallHolds("x@poza.example")

    def test_activity_feedback(self):
        activity = self.contribution.sudo().activity_ids.filtered(
            lambda one: one.user_id == self.roads
        )
        self.assertTrue(activity)
        activity.with_user(self.roads).action_feedback(feedback="Wewnętrzna notatka")
        self.assertWallHolds()

    def test_followers_wizard(self):
        for user, record in (
            (self.roads, self.contribution),
            (self.officer, self.inquiry),
            (self.root, self.inquiry),
        ):
            wizard = (
                self.env(user=user.id, su=False)["mail.followers.edit"]
                .sudo(user == self.root)
                .create(
                    {
                        "res_model": record._name,
                        "res_ids": str(record.ids),
                        "partner_ids": [
                            (6, 0, (self.journalist | self.officer2.partner_id).ids)
                        ],
                        "message": SECRET,
                        "notify": True,
                    }
                )
            )
            refusal = self.try_door(wizard.edit_followers)
            with self.subTest(user=user.login, refusal=refusal):
                self.assertWallHolds()
        self.assertTrue(self.letters_to(self.officer2.email))

    def test_nobody_from_outside_comes_to_follow(self):
        self.env["mail.followers"].sudo().search(
            [("partner_id", "=", self.journalist.id)]
        ).unlink()
        for record in (self.inquiry, self.contribution, self.answer):
            record.message_subscribe(self.journalist.ids)
            self.assertNotIn(self.journalist, record.sudo().message_partner_ids)

    def test_suggested_recipients_name_no_outsider(self):
        for user in (self.officer, self.roads):
            suggested = self.inquiry.with_user(user)._message_get_suggested_recipients()
            self.assertNotIn(common.JOURNALIST, str(suggested))

    def test_recipient_headers(self):
        for header in ("Bcc", "Cc", "X-Forge-To", "Resent-To", "X-Msg-To-Add", "to"):
            with self.subTest(header=header):
                self.contribution.with_user(self.roads).message_post(
                    body=SECRET,
                    partner_ids=self.officer.partner_id.ids,
                    mail_headers={header: common.JOURNALIST},
                )
                self.assertWallHolds()
        self.assertTrue(self.letters_to(self.officer.email))

    def test_header_on_two_lines(self):
        """No second header hides in the value of a harmless one."""
        self.try_door(
            lambda: self.contribution.with_user(self.roads).message_post(
                body=SECRET,
                partner_ids=self.officer.partner_id.ids,
                mail_headers={"X-Note": f"a\r\nBcc: {common.JOURNALIST}"},
            )
        )
        self.try_door(
            lambda: self.contribution.with_user(self.roads).message_post(
                body=SECRET,
                subject=f"a\r\nBcc: {common.JOURNALIST}",
                partner_ids=self.officer.partner_id.ids,
            )
        )
        self.assertWallHolds()

    def test_forged_sender_of_a_notice(self):
        """A letter to a colleague never invites to answer the journalist."""
        self.try_door(
            lambda: self.rpc(
                self.roads,
                "skks.contribution",
                "message_post",
                self.contribution.ids,
                body=SECRET,
                email_from=f"Jan <{common.JOURNALIST}>",
                reply_to=f"Jan <{common.JOURNALIST}>",
                partner_ids=self.officer.partner_id.ids,
            )
        )
        self.try_door(
            lambda: self.rpc(
                self.plain,
                "mail.thread",
                "message_notify",
                [],
                body=SECRET,
                subject="x",
                email_from=f"Jan <{common.JOURNALIST}>",
                reply_to=f"Jan <{common.JOURNALIST}>",
                partner_ids=self.officer.partner_id.ids,
            )
        )
        self.flush_mail()
        self.assertTrue(self.letters_to(self.officer.email))
        for letter in self.sink.letters:
            for name in ("From", "Reply-To", "Sender", "Return-Path"):
                self.assertNotIn(
                    common.JOURNALIST, str(letter.message[name] or ""), name
                )

    def test_message_edited_after_release(self):
        self.approve()
        self.answer.action_send()
        self.assertOneLetterTo(common.JOURNALIST)
        self.sink.clear()
        message = self.answer.sudo().sent_message_id
        self.try_door(
            lambda: self.inquiry._message_update_content(message, body=SECRET)
        )
        self.try_door(lambda: message.sudo().write({"body": SECRET}))
        self.try_door(
            lambda: self.inquiry.sudo()._notify_thread(
                message, {"partner_ids": self.journalist.ids}
            )
        )
        self.assertWallHolds()

    def test_message_with_source(self):
        """A view rendered for the record, mailed or posted."""
        for method in ("message_mail_with_source", "message_post_with_source"):
            for user, record in (
                (self.officer, self.inquiry),
                (self.roads, self.contribution),
            ):
                self.try_door(
                    lambda user=user, record=record, method=method: self.rpc(
                        user,
                        record._name,
                        method,
                        record.ids,
                        "mail.mail_notification_light",
                        partner_ids=self.journalist.ids,
                        subject="x",
                    )
                )
        self.assertWallHolds()

    def test_change_of_coordinator_notifies_no_portal_user(self):
        self.try_door(
            lambda: self.inquiry.sudo().write({"coordinator_id": self.portal.id})
        )
        self.inquiry.sudo().message_post(body=SECRET, subtype_xmlid="mail.mt_comment")
        self.assertWallHolds(self.portal.email)

    def test_portal_user_who_follows(self):
        self._plant_follower(self.inquiry, self.portal.partner_id)
        self.inquiry.message_post(
            body=SECRET,
            partner_ids=self.portal.partner_id.ids,
            subtype_xmlid="mail.mt_comment",
        )
        self.assertWallHolds(self.portal.email)
        with self.assertRaises(AccessError):
            self.rpc(self.portal, "skks.inquiry", "read", self.inquiry.ids, ["name"])

    def test_archived_colleague_is_outside(self):
        self._plant_follower(self.inquiry, self.school.partner_id)
        self.school.active = False
        self.inquiry.message_post(
            body=SECRET,
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.school.partner_id.ids,
        )
        self.flush_mail()
        self.assertNothingFor(self.school.email)


@tagged("post_install", "-at_install")
class TestComposerDoors(WallCase):
    """Composer, templates and letters made by hand."""

    def _compose(self, user, record, mode, **values):
        composer = (
            self.env["mail.compose.message"]
            .with_user(user)
            .create(
                {
                    "composition_mode": mode,
                    "model": record._name,
                    "res_ids": str(record.ids),
                    "subject": "x",
                    "body": SECRET,
                    "partner_ids": [(6, 0, self.journalist.ids)],
                }
                | values
            )
        )
        return composer.action_send_mail()

    def test_composer(self):
        for mode in ("comment", "mass_mail"):
            for user, record in (
                (self.roads, self.contribution),
                (self.roads, self.inquiry),
                (self.officer, self.inquiry),
                (self.officer, self.answer),
                (self.roads, self.officer2.partner_id),
                (self.roads, self.journalist),
                (self.plain, self.plain.partner_id),
                (self.plain, self.journalist),
                *((user, self.wdt) for user in self.others),
                *((user, user.partner_id) for user in self.others),
                (self.secretary, self.inquiry),
                (self.auditor, self.journalist),
            ):
                with self.subTest(mode=mode, user=user.login, model=record._name):
                    self.try_door(
                        lambda u=user, r=record, m=mode: self._compose(u, r, m)
                    )
                    self.assertWallHolds()

    def test_composer_says_at_once_what_would_be_stopped(self):
        with self.assertRaisesRegex(UserError, "would not get this message"):
            self._compose(self.officer, self.inquiry, "comment")

    def test_composer_writes_to_a_colleague(self):
        self._compose(
            self.officer,
            self.inquiry,
            "comment",
            partner_ids=[(6, 0, self.officer2.partner_id.ids)],
        )
        self.assertWallHolds()
        self.assertTrue(self.letters_to(self.officer2.email))

    def test_mass_mail_with_static_addresses(self):
        for values in (
            {"email_to": common.JOURNALIST},
            {"outgoing_email_to": common.JOURNALIST},
            {"email_cc": common.JOURNALIST},
        ):
            if set(values) - set(self.env["mail.compose.message"]._fields):
                continue
            for user, record in (
                (self.roads, self.contribution),
                (self.officer, self.inquiry),
            ):
                for mode in ("comment", "mass_mail"):
                    self.try_door(
                        lambda u=user, r=record, m=mode, v=values: self._compose(
                            u, r, m, partner_ids=[(5,)], **v
                        )
                    )
        self.assertWallHolds()

    def _template(self, user, model, **values):
        return (
            self.env["mail.template"]
            .with_user(user)
            .create(
                {
                    "name": "x",
                    "model_id": self.env["ir.model"]._get_id(model),
                    "subject": "x",
                    "body_html": SECRET,
                    "email_to": common.JOURNALIST,
                    "use_default_to": False,
                }
                | values
            )
        )

    def test_own_template(self):
        for user, record in (
            (self.plain, self.plain.partner_id),
            (self.roads, self.contribution),
            (self.roads, self.roads.partner_id),
            *((user, user.partner_id) for user in self.others),
            *((user, self.wdt) for user in self.others),
            (self.officer, self.inquiry),
            (self.officer, self.officer.partner_id),
            (self.root, self.inquiry),
        ):
            for values in (
                {},
                {"email_to": False, "email_cc": common.JOURNALIST},
                {"email_to": False, "partner_to": str(self.journalist.id)},
            ):
                with self.subTest(user=user.login, values=values):
                    self.try_door(
                        lambda u=user, r=record, v=values: self._template(
                            u, r._name, **v
                        ).send_mail(
                            r.id,
                            force_send=True,
                            email_values={"email_cc": common.JOURNALIST},
                        )
                    )
                    self.assertWallHolds()

    def test_template_by_post_after_tracking(self):
        template = self._template(self.root, "skks.inquiry")
        model = self.env.registry["skks.inquiry"]
        self.patch(
            model,
            "_track_template",
            lambda records, changes: {
                "state": (template, {"composition_mode": "mass_mail"}),
                "name": (template, {"composition_mode": "comment"}),
            },
        )
        self.env.flush_all()
        self.inquiry.name = "Inny temat"
        self.inquiry._transition("withdrawn")
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.assertWallHolds()

    def test_mail_by_hand(self):
        for user in (self.plain, self.roads, self.officer, self.head, self.auditor):
            with self.assertRaises(AccessError):
                self.rpc(
                    user,
                    "mail.mail",
                    "create",
                    [{"email_to": common.JOURNALIST, "body_html": SECRET}],
                )
        self.env["mail.mail"].sudo().create(
            [
                {"email_to": common.JOURNALIST, "body_html": SECRET},
                {"email_cc": common.JOURNALIST, "body_html": SECRET},
                {"recipient_ids": [(6, 0, self.journalist.ids)], "body_html": SECRET},
                {
                    "email_to": f"sledz@zarnoleka.example, {common.JOURNALIST}",
                    "email_cc": f"X <{common.JOURNALIST.upper()}>",
                    "body_html": SECRET,
                    "headers": repr({"Bcc": common.JOURNALIST}),
                },
                {
                    "model": "skks.inquiry",
                    "res_id": self.inquiry.id,
                    "email_to": common.JOURNALIST,
                    "body_html": SECRET,
                },
            ]
        )
        self.assertWallHolds()
        self.assertTrue(self.letters_to("sledz@zarnoleka.example"))

    def test_stopped_letter_sent_again(self):
        mail = (
            self.env["mail.mail"]
            .sudo()
            .create(
                {
                    "email_to": common.JOURNALIST,
                    "body_html": SECRET,
                    "model": "skks.inquiry",
                    "res_id": self.inquiry.id,
                }
            )
        )
        mail.send()
        self.assertEqual(mail.state, "cancel")
        for _attempt in range(2):
            mail.action_retry()
            mail.mark_outgoing()
            mail.send()
        mail.write({"state": "outgoing"})
        self.env["mail.mail"].sudo().process_email_queue([mail.id])
        self.assertWallHolds()
        entry = self.env["skks.journal.entry"].search(
            [("act", "=", "wall.stopped"), ("res_id", "=", self.inquiry.id)], limit=1
        )
        self.assertIn(common.JOURNALIST, entry.payload_ids.content)

    def test_server_of_mail_is_no_door_by_rpc(self):
        """No client can send the object that the method needs."""
        for user in (self.plain, self.roads, self.officer):
            try:
                self.rpc(
                    user,
                    "ir.mail_server",
                    "send_email",
                    [],
                    {"To": common.JOURNALIST, "From": user.email},
                )
            except (AccessError, AttributeError, TypeError):
                continue
            self.fail("a client handed a letter to the mail server")
        self.assertWallHolds()

    def test_private_methods_by_rpc(self):
        names = {
            "skks.inquiry": (
                "_gate_release",
                "_guarded_write",
                "_guarded_create",
                "_transition",
                "_note_answered",
                "_acknowledge",
                "_notify_thread",
                "_reply_address",
            ),
            "skks.answer": (
                "_outgoing_send",
                "_outgoing_accepted",
                "_signoff_enter",
                "_gate_release",
            ),
            "skks.gate.permit": ("_append", "_guarded_create", "_permitted_addresses"),
            "skks.signoff.line": ("_append", "_guarded_create"),
            "skks.journal.entry": ("_log", "_append"),
            "skks.clock": ("_skks_start", "_skks_stop", "_guarded_write"),
            "mail.mail": ("_send", "_prepare_outgoing_list"),
        }
        for model, methods in names.items():
            for method in methods:
                self.assertTrue(hasattr(self.env[model], method), (model, method))
                with self.assertRaises(AccessError):
                    get_public_method(self.env[model], method)
                for user in (self.officer, self.root):
                    with self.assertRaises(AccessError):
                        self.rpc(user, model, method, [])


@tagged("post_install", "-at_install")
class TestDoorsBesideTheCase(WallCase):
    """Discuss, calendar, accounts and whatever else of Odoo writes letters."""

    def test_discuss_group(self):
        for user in (self.plain, self.roads, *self.others, self.officer):
            with self.subTest(user=user.login):
                channel = (
                    self.env["discuss.channel"]
                    .with_user(user)
                    ._create_group(partners_to=self.officer2.partner_id.ids)
                )
                self.try_door(lambda c=channel: c.add_members(self.journalist.ids))
                if self.journalist not in channel.sudo().channel_partner_ids:
                    self.env["discuss.channel.member"].sudo().create(
                        {"channel_id": channel.id, "partner_id": self.journalist.id}
                    )
                self.try_door(
                    lambda c=channel: c.message_post(
                        body=SECRET,
                        message_type="comment",
                        subtype_xmlid="mail.mt_comment",
                        partner_ids=(self.journalist | self.officer2.partner_id).ids,
                    )
                )
                self.try_door(
                    lambda c=channel: c.invite_by_email(
                        [common.JOURNALIST, "x@poza.example"]
                    )
                )
                self.assertWallHolds("x@poza.example")

    def test_calendar_attendee(self):
        clerk = self.env["res.partner"].create({"name": "X", "email": "x@poza.example"})
        for user, outsider in (
            (self.plain, clerk),
            (self.roads, clerk),
            (self.officer, self.journalist),
        ):
            with self.subTest(user=user.login):
                event = (
                    self.env["calendar.event"]
                    .with_user(user)
                    .create(
                        {
                            "name": "Narada",
                            "description": SECRET,
                            "start": fields.Datetime.now() + timedelta(days=2),
                            "stop": fields.Datetime.now() + timedelta(days=2, hours=1),
                            "partner_ids": [
                                (
                                    6,
                                    0,
                                    (outsider | self.officer2.partner_id).ids,
                                )
                            ],
                        }
                    )
                )
                event.write({"start": fields.Datetime.now() + timedelta(days=3)})
                self.try_door(lambda e=event: e.action_sendmail())
                self.try_door(
                    lambda e=event, o=outsider: e.message_post(
                        body=SECRET,
                        partner_ids=o.ids,
                        subtype_xmlid="mail.mt_comment",
                    )
                )
                composer = self.try_door(lambda e=event: e.action_open_composer())
                self.assertIsNone(composer)
                self.try_door(lambda e=event: e.write({"active": False}))
                self.assertWallHolds()

    def test_user_takes_the_address_of_the_journalist(self):
        for user in (self.roads, self.plain, self.officer):
            with self.subTest(user=user.login):
                self.try_door(
                    lambda u=user: self.rpc(
                        u, "res.users", "write", u.ids, {"email": common.JOURNALIST}
                    )
                )
                self.try_door(
                    lambda u=user: self.rpc(
                        u,
                        "res.partner",
                        "write",
                        u.partner_id.ids,
                        {"email": common.JOURNALIST},
                    )
                )
                self.inquiry.sudo().message_notify(
                    body=SECRET, subject="x", partner_ids=user.partner_id.ids
                )
                self.assertWallHolds()

    def test_address_of_a_contact_is_outside_whoever_has_it(self):
        """Even where an administrator gave it to an account."""
        self.school.partner_id.sudo().email = common.JOURNALIST
        self.inquiry.sudo().message_post(
            body=SECRET,
            subtype_xmlid="mail.mt_comment",
            partner_ids=(self.journalist | self.school.partner_id).ids,
        )
        self.assertWallHolds()

    def test_officer_moves_the_address_of_a_colleague(self):
        for values in (
            {"email": common.JOURNALIST},
            {"email": f"cwik@zarnoleka.example, {common.JOURNALIST}"},
        ):
            with self.assertRaises(AccessError):
                self.rpc(
                    self.officer,
                    "res.partner",
                    "write",
                    self.secretary.partner_id.ids,
                    values,
                )
            self.env.invalidate_all()
            self.inquiry.message_notify(
                body=SECRET, subject="x", partner_ids=self.secretary.partner_id.ids
            )
            self.assertWallHolds()
        self.assertTrue(self.letters_to(self.secretary.email))

    def test_officer_makes_a_contact_out_of_a_colleague(self):
        """Merging contacts, or moving the account to another card."""
        self.try_door(
            lambda: self.rpc(
                self.officer,
                "res.partner",
                "write",
                self.journalist.ids,
                {"user_ids": [Command.link(self.officer2.id)]},
            )
        )
        self.try_door(
            lambda: self.rpc(
                self.officer,
                "res.users",
                "write",
                self.officer.ids,
                {"partner_id": self.journalist.id},
            )
        )
        self.env.invalidate_all()
        self.assertFalse(self.journalist.user_ids)
        self.inquiry.message_notify(
            body=SECRET, subject="x", partner_ids=self.journalist.ids
        )
        self.assertWallHolds()

    def test_reset_of_the_password_of_a_portal_user(self):
        self.sink.clear()
        self.try_door(
            lambda: self.rpc(
                self.root, "res.users", "reset_password", [], self.portal.login
            )
        )
        self.try_door(self.portal.sudo().action_reset_password)
        self.assertWallHolds(self.portal.email)

    def test_invitation_to_the_portal(self):
        """The wizard of the contacts, open to who keeps contacts."""
        if "portal.wizard" not in self.env:
            self.skipTest("no portal")
        wizard = (
            self.env["portal.wizard"]
            .with_user(self.officer)
            .with_context(active_ids=self.journalist.ids)
            .create({"welcome_message": "Wewnętrzna notatka"})
        )
        self.try_door(wizard.user_ids.action_grant_access)
        self.try_door(wizard.user_ids.action_invite_again)
        self.assertWallHolds()

    def test_digest(self):
        if "digest.digest" not in self.env:
            self.skipTest("no digest")
        self.portal.sudo().email = common.JOURNALIST
        digest = self.env["digest.digest"].sudo().search([], limit=1)
        digest.user_ids = self.portal | self.officer
        digest.action_send()
        self.assertWallHolds()

    def test_card_of_a_contact(self):
        """An officer writes from it to its own address; nobody else does."""
        self.journalist.with_user(self.officer).message_post(
            body="<p>Zapraszamy.</p>",
            partner_ids=self.journalist.ids,
            subtype_xmlid="mail.mt_comment",
        )
        self.flush_mail()
        self.assertOneLetterTo(common.JOURNALIST)
        self.sink.clear()
        other = self.env["res.partner"].create(
            {"name": "X", "email": "x@poza.example", "skks_kind": "journalist"}
        )
        self.journalist.with_user(self.officer).message_post(
            body=SECRET,
            partner_ids=other.ids,
            outgoing_email_to="y@poza.example",
            subtype_xmlid="mail.mt_comment",
        )
        self.flush_mail()
        self.assertNothingFor("x@poza.example")
        self.assertNothingFor("y@poza.example")
        self.sink.clear()
        for user in (self.roads, self.plain, self.auditor, self.secretary):
            with self.assertRaises(AccessError):
                self.rpc(
                    user,
                    "res.partner",
                    "message_post",
                    self.journalist.ids,
                    body=SECRET,
                    partner_ids=self.journalist.ids,
                )
            self.try_door(
                lambda u=user: u.partner_id.with_user(u).message_post(
                    body=SECRET, partner_ids=self.journalist.ids
                )
            )
        self.assertWallHolds()

    def test_contact_without_protection(self):
        """A partner whom everybody may read is as much outside as the others."""
        clerk = self.env["res.partner"].create({"name": "X", "email": "x@poza.example"})
        for user in (self.plain, self.roads, self.secretary):
            self.try_door(
                lambda u=user: self.rpc(
                    u,
                    "res.partner",
                    "message_notify",
                    clerk.ids,
                    body=SECRET,
                    subject="x",
                    partner_ids=clerk.ids,
                )
            )
            self.try_door(
                lambda u=user: self.rpc(
                    u,
                    "res.partner",
                    "message_post",
                    clerk.ids,
                    body=SECRET,
                    partner_ids=clerk.ids,
                )
            )
        self.assertWallHolds("x@poza.example")

    def test_new_account_makes_no_insider(self):
        """Nobody of the suite but the administrator of accounts opens one."""
        for user in (self.officer, self.head, self.roads, self.plain):
            with self.assertRaises(AccessError):
                self.rpc(
                    user,
                    "res.users",
                    "create",
                    [{"name": "x", "login": "x", "email": common.JOURNALIST}],
                )
        public = new_test_user(
            self.env, "x_portal", groups="base.group_portal", email="x@poza.example"
        )
        self.inquiry.message_notify(
            body=SECRET, subject="x", partner_ids=public.partner_id.ids
        )
        self.assertWallHolds("x@poza.example")


@tagged("post_install", "-at_install")
class TestReleasedLetter(WallCase):
    """The gate lets out exactly what was accepted, to exactly whom."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.permits = cls.env["skks.gate.permit"].sudo()

    def _released(self):
        self.approve()
        self.sink.clear()
        self.answer.action_send()
        return (
            self.env["mail.mail"]
            .sudo()
            .search([("mail_message_id", "=", self.answer.sudo().sent_message_id.id)])
        )

    def test_reaches_exactly_the_journalist(self):
        self._released()
        letter = self.assertOneLetterTo(common.JOURNALIST)
        self.assertEqual(letter.addresses, {common.JOURNALIST})
        self.assertEqual(
            email_normalize(str(letter.message["From"])), "prasa@zarnoleka.example"
        )
        outside = [
            one
            for one in self.sink.letters
            if any(not a.endswith("@zarnoleka.example") for a in one.addresses)
        ]
        self.assertEqual(len(outside), 1)

    def test_changed_letter_does_not_leave(self):
        mail = self._released()
        self.assertTrue(mail)
        for values in (
            {"body_html": SECRET},
            {"subject": "x"},
            {"email_to": "x@poza.example"},
            {"email_cc": "x@poza.example"},
            {"recipient_ids": [(6, 0, self.portal.partner_id.ids)]},
            {"headers": repr({"Bcc": "x@poza.example"})},
            {
                "attachment_ids": [
                    (0, 0, {"name": "x.txt", "raw": b"x", "res_model": "mail.mail"})
                ]
            },
        ):
            with self.subTest(values=values):
                self.sink.clear()
                copy = mail[0].copy(
                    {"mail_message_id": mail[0].mail_message_id.id, **values}
                )
                copy.state = "outgoing"
                copy.send()
                self.assertNothingFor("x@poza.example")
                self.assertNothingFor(self.portal.email)
                if set(values) & {"body_html", "subject", "attachment_ids"}:
                    self.assertNothingFor(common.JOURNALIST)

    def test_letter_of_another_message(self):
        mail = self._released()
        self.sink.clear()
        note = self.inquiry.message_post(body=SECRET)
        copy = mail[0].copy({"mail_message_id": note.id})
        copy.write({"state": "outgoing", "email_to": common.JOURNALIST})
        copy.send()
        self.assertWallHolds()

    def test_permits_are_nobodys(self):
        self._released()
        permit = self.permits.search([], limit=1)
        values = {
            "kind": "answer",
            "addresses": '["jan.nowak@kurier.example"]',
            "content_hash": "x",
            "user_id": self.officer.id,
            "mail_message_id": permit.mail_message_id.id,
        }
        for user in (
            self.plain,
            self.roads,
            self.officer,
            self.head,
            self.secretary,
            self.auditor,
            self.root,
        ):
            for method, args in (
                ("create", [[values]]),
                ("write", [permit.ids, {"addresses": '["x@poza.example"]'}]),
                ("unlink", [permit.ids]),
                ("copy", [permit.ids]),
                ("load", [["kind", "addresses"], [["answer", "[]"]]]),
            ):
                with self.subTest(user=user.login, method=method):
                    count = self.permits.search_count([])
                    self.try_door(
                        lambda u=user, m=method, a=args: self.rpc(
                            u, "skks.gate.permit", m, *a
                        )
                    )
                    self.env.invalidate_all()
                    self.assertEqual(self.permits.search_count([]), count)
                    self.assertIn(common.JOURNALIST, permit.addresses)
        for door in (
            lambda: self.permits.create(values),
            lambda: permit.write({"addresses": "[]"}),
            lambda: permit.unlink(),
            lambda: permit.with_context(
                skks_guard_pass=True, install_mode=True
            ).unlink(),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                door()

    def test_read_of_permits(self):
        self._released()
        for user in (self.plain, self.roads, self.officer, self.head):
            with self.assertRaises(AccessError):
                self.rpc(user, "skks.gate.permit", "search_read", [], ["addresses"])
        self.assertTrue(
            self.rpc(self.auditor, "skks.gate.permit", "search_read", [], ["kind"])
        )

    def test_approver_archived_meanwhile(self):
        """What they accepted stays accepted; what waits for them does not leave."""
        self.answer.body = "<p>12 km.</p>"
        self.answer.action_submit()
        self.head.sudo().active = False
        with self.assertRaises(UserError):
            self.answer.action_send()
        self.assertWallHolds()

    def test_representative_does_not_send(self):
        self.approve()
        for user in (self.roads, self.plain, self.auditor, self.secretary):
            with self.assertRaises(AccessError):
                self.rpc(user, "skks.answer", "action_send", self.answer.ids)
        self.assertWallHolds()

    def test_address_changed_after_acceptance(self):
        self.approve()
        self.inquiry.sudo().email_from = "x@poza.example"
        with self.assertRaises(UserError):
            self.answer.action_send()
        self.assertWallHolds("x@poza.example")

    def test_unaccepted_answer(self):
        for user in (self.officer, self.head, self.root):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self.rpc(user, "skks.answer", "action_send", self.answer.ids)
        self.assertWallHolds()
