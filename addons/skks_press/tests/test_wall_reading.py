"""How an outsider can be reached is read by officers and auditors, nobody else."""

import itertools
import json

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.skks_base.tests.common_rpc import RpcMixin

from . import common

HIDDEN_FIELDS = ("email_from", "phone", "journalist_id")
MESSAGE_FIELDS = (
    "email_from",
    "reply_to",
    "incoming_email_cc",
    "incoming_email_to",
    "outgoing_email_to",
)
COPY = "redakcja@kurier.example"
STRANGER = "ktos@freelancer.example"


class ReadingCommon(RpcMixin, common.PressCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journalist.phone = "600 100 200"
        # Whoever may export at all.
        cls.env.ref("base.group_allow_export").user_ids += cls.roads | cls.secretary
        cls.plain = new_test_user(
            cls.env, "gil", groups="base.group_user", email="gil@zarnoleka.example"
        )

    def _case(self):
        """A case that came by mail, with a reply of the journalist on it."""
        letter = self._letter("Remont", "Ile?", Cc=f"Redakcja <{COPY}>")
        self.deliver(letter.as_bytes())
        inquiry = self.env["skks.inquiry"].search(
            [("name", "=", "Remont")], order="id desc", limit=1
        )
        inquiry.with_user(self.officer).action_confirm()
        inquiry.phone = "600 100 200"
        acknowledged = self.letters_to(common.JOURNALIST)[0].message
        reply = self._letter(
            "Re: " + acknowledged["Subject"],
            "Kiedy?",
            to=str(acknowledged["Reply-To"]),
            In_Reply_To=acknowledged["Message-Id"],
            References=acknowledged["Message-Id"],
            Cc=COPY,
        )
        self.deliver(reply.as_bytes())
        self._contribution(inquiry, self.wdt_person)
        self.env.flush_all()
        self.env.invalidate_all()
        return inquiry

    def assertNoAddress(self, data, *more):
        text = json.dumps(data, default=str, ensure_ascii=False).lower()
        for secret in (common.JOURNALIST, COPY, STRANGER, "600 100 200", *more):
            self.assertNotIn(secret, text)


@tagged("post_install", "-at_install")
class TestReading(ReadingCommon, common.PressCase):
    def setUp(self):
        super().setUp()
        self.inquiry = self._case()
        self.messages = self.env["mail.message"].search(
            [("model", "=", "skks.inquiry"), ("res_id", "=", self.inquiry.id)]
        )

    # ------------------------------------------------------------------
    # The case
    # ------------------------------------------------------------------

    def test_readers(self):
        for user in (self.officer, self.head, self.auditor):
            data = self.rpc(
                user, "skks.inquiry", "read", self.inquiry.ids, list(HIDDEN_FIELDS)
            )
            self.assertIn(common.JOURNALIST, str(data))

    def test_no_way_of_reading_the_case(self):
        inquiry = self.inquiry
        domain = [("id", "=", inquiry.id)]
        for user, fname in itertools.product(
            (self.roads, self.secretary), HIDDEN_FIELDS
        ):
            ways = (
                ("read", [inquiry.ids, [fname]], {}),
                ("search_read", [domain, [fname]], {}),
                ("web_read", [inquiry.ids], {"specification": {fname: {}}}),
                (
                    "web_search_read",
                    [],
                    {"domain": domain, "specification": {fname: {}}},
                ),
                ("export_data", [inquiry.ids, [fname]], {}),
                ("formatted_read_group", [domain, [fname], ["__count"]], {}),
                ("web_read_group", [domain, [fname]], {}),
                ("search", [[(fname, "!=", False)]], {}),
                ("search_count", [[(fname, "ilike", "a")]], {}),
                ("search", [domain], {"order": fname}),
            )
            for method, args, kwargs in ways:
                with self.subTest(user=user.login, field=fname, method=method):
                    try:
                        data = self.rpc(user, "skks.inquiry", method, *args, **kwargs)
                    except AccessError:
                        continue  # refused altogether
                    self.assertNoAddress(data)

    def test_paths_through_other_fields(self):
        for user, path in itertools.product(
            (self.roads, self.secretary),
            (
                "journalist_id.email",
                "journalist_id.email_normalized",
                "message_ids.email_from",
                "message_ids.reply_to",
                "message_ids.author_id.email",
                "outlet_id.email",
                "outlet_id.outlet_domains",
                "message_ids.incoming_email_cc",
                "answer_ids.send_error",
                "contribution_ids.inquiry_id.email_from",
            ),
        ):
            with self.subTest(user=user.login, path=path):
                found = self.rpc_or_refused(
                    user, "skks.inquiry", "search", [(path, "like", "kurier")]
                )
                self.assertFalse(found)

    def test_fields_are_not_even_offered(self):
        fields = self.rpc(self.roads, "skks.inquiry", "fields_get")
        self.assertFalse(set(HIDDEN_FIELDS) & set(fields))
        for view in ("form", "list", "kanban", "search"):
            views = self.rpc(self.roads, "skks.inquiry", "get_views", [[False, view]])
            arch = views["views"][view]["arch"]
            for fname in HIDDEN_FIELDS:
                self.assertNotIn(f'name="{fname}"', arch)

    def test_everything_else_is_read(self):
        names = list(self.rpc(self.roads, "skks.inquiry", "fields_get"))
        data = self.rpc(self.roads, "skks.inquiry", "read", self.inquiry.ids, names)
        self.assertNoAddress(data)
        self.assertEqual(data[0]["contact_name"], "Jan Nowak")

    def test_the_work_of_a_representative_goes_on(self):
        contribution = self.inquiry.contribution_ids.with_user(self.roads)
        contribution.body = "<p>12 km</p>"
        contribution.action_deliver()
        self.assertEqual(contribution.state, "delivered")
        self.assertEqual(
            contribution.inquiry_id.display_name, self.inquiry.display_name
        )

    def test_stranger_without_a_name(self):
        letter = self._letter("Pytanie bez nazwiska", "Kiedy?", sender=STRANGER)
        self.deliver(letter.as_bytes())
        inquiry = self.env["skks.inquiry"].search(
            [("name", "=", "Pytanie bez nazwiska")]
        )
        self.assertEqual(inquiry.email_from, STRANGER)
        self.assertFalse(inquiry.contact_name)

    # ------------------------------------------------------------------
    # The card
    # ------------------------------------------------------------------

    def test_name_of_the_contact_in_a_hostile_context(self):
        context = {
            "show_email": True,
            "show_address": True,
            "show_vat": True,
            "formatted_display_name": True,
        }
        self.journalist.vat = "1234563218"
        self.journalist.street = "Rynek 1"
        message = self.messages.filtered(lambda one: one.author_id == self.journalist)[
            :1
        ]
        self.assertTrue(message)
        for keys in (context, dict(list(context.items())[:3])):
            data = self.rpc(
                self.roads,
                "mail.message",
                "read",
                message.ids,
                ["author_id"],
                context=keys,
            )
            self.assertIn("Jan Nowak", str(data))
            self.assertNoAddress(data, "1234563218", "rynek 1")
        data = self.rpc(
            self.officer,
            "mail.message",
            "read",
            message.ids,
            ["author_id"],
            context=context,
        )
        self.assertIn(common.JOURNALIST, str(data))

    def test_the_base_of_contacts(self):
        for method, args, kwargs in (
            ("search_read", [[("id", "=", self.journalist.id)], ["email"]], {}),
            ("name_search", ["Nowak"], {}),
            ("get_mention_suggestions", ["Nowak"], {}),
            ("get_mention_suggestions", ["jan.nowak@"], {}),
            ("search_for_channel_invite", ["Nowak"], {}),
        ):
            with self.subTest(method=method):
                data = self.rpc_or_refused(
                    self.roads, "res.partner", method, *args, **kwargs
                )
                self.assertNoAddress(data, "jan nowak")

    # ------------------------------------------------------------------
    # The thread
    # ------------------------------------------------------------------

    def test_officers_read_where_letters_came_from(self):
        data = self.rpc(
            self.officer, "mail.message", "read", self.messages.ids, ["email_from"]
        )
        self.assertIn(common.JOURNALIST, str(data))

    def test_no_way_of_reading_the_messages(self):
        ids = self.messages.ids
        domain = [("id", "in", ids)]
        for user, fname in itertools.product((self.roads, self.plain), MESSAGE_FIELDS):
            ways = (
                ("read", [ids, [fname]], {}),
                ("search_read", [domain, [fname]], {}),
                ("web_read", [ids], {"specification": {fname: {}}}),
                ("export_data", [ids, [fname]], {}),
                ("formatted_read_group", [domain, [fname], ["__count"]], {}),
                ("search", [[(fname, "like", "kurier")]], {}),
                ("search_count", [[*domain, (fname, "like", "kurier")]], {}),
            )
            for method, args, kwargs in ways:
                with self.subTest(user=user.login, field=fname, method=method):
                    data = self.rpc_or_refused(
                        user, "mail.message", method, *args, **kwargs
                    )
                    self.assertNoAddress(data)
                    self.assertFalse(data)

    def test_messages_elsewhere_are_read_as_ever(self):
        card = self.plain.partner_id
        note = card.message_post(body="x", author_id=card.id)
        data = self.rpc(
            self.plain, "mail.message", "read", note.ids, ["email_from", "reply_to"]
        )
        self.assertIn("gil@zarnoleka.example", str(data))

    def test_no_address_in_what_hangs_on_the_case(self):
        self.inquiry._note_undelivered(f"550 <{common.JOURNALIST}>: no such user")
        for user in (self.roads, self.secretary):
            for model in ("mail.activity", "mail.notification", "mail.followers"):
                data = self.rpc_or_refused(user, model, "search_read", [], [])
                self.assertNoAddress(data)
            for model in ("mail.mail", "mail.tracking.value", "skks.mail.quarantine"):
                with self.assertRaises(AccessError):
                    self.rpc(user, model, "search_read", [], [])

    # ------------------------------------------------------------------
    # The answer
    # ------------------------------------------------------------------

    def test_answer_that_a_representative_accepts(self):
        own = self.inquiry.contribution_ids.with_user(self.roads)
        own.body = "<p>12 km</p>"
        own.action_deliver()
        inquiry = self.inquiry.with_user(self.officer)
        answer = self.env["skks.answer"].browse(inquiry.action_draft_answer()["res_id"])
        answer = answer.with_user(self.officer)
        answer.action_submit()
        self.assertIn(common.JOURNALIST, str(answer.preview))
        self.env.flush_all()
        self.env.invalidate_all()
        names = list(self.rpc(self.roads, "skks.answer", "fields_get"))
        data = self.rpc(self.roads, "skks.answer", "read", answer.ids, names)
        self.assertIn("12 km", str(data))
        self.assertNoAddress(data)
        names = list(self.rpc(self.roads, "skks.signoff.line", "fields_get"))
        lines = self.rpc(self.roads, "skks.signoff.line", "search_read", [], names)
        self.assertTrue(lines)
        self.assertNoAddress(lines)
        answer.with_user(self.roads).action_approve()
        answer.with_user(self.head).action_approve()
        self.sink.clear()
        answer.action_send()
        self.assertOneLetterTo(common.JOURNALIST)

    def test_words_of_the_mail_server(self):
        with self.assertRaises(AccessError):
            self.rpc(self.roads, "skks.answer", "search_read", [], ["send_error"])


@tagged("post_install", "-at_install")
class TestReadingOverHttp(ReadingCommon, HttpCase):
    """What the web client is given."""

    def _ask(self, route, **params):
        result = self.make_jsonrpc_request(route, params)
        return result

    def test_chatter(self):
        inquiry = self._case()
        stranger = self._letter("Pytanie", "Kiedy?", sender=f"Ktoś <{STRANGER}>")
        self.deliver(stranger.as_bytes())
        other = self.env["skks.inquiry"].search([("name", "=", "Pytanie")])
        other.with_user(self.officer).action_confirm()
        self._contribution(other, self.wdt_person)
        for user, sees in ((self.roads, False), (self.officer, True)):
            new_password = f"{user.login}-Haslo-1"
            user.sudo().password = new_password
            self.authenticate(user.login, new_password)
            for case in (inquiry, other):
                params = {"thread_model": case._name, "thread_id": case.id}
                answers = [
                    self._ask("/mail/thread/messages", **params),
                    self._ask("/mail/thread/recipients", **params),
                    self._ask(
                        "/mail/thread/recipients/get_suggested_recipients", **params
                    ),
                    self._ask(
                        "/mail/data",
                        fetch_params=[
                            [
                                "mail.thread",
                                {
                                    "thread_model": case._name,
                                    "thread_id": case.id,
                                    "request_list": [
                                        "activities",
                                        "followers",
                                        "suggestedRecipients",
                                        "attachments",
                                    ],
                                },
                            ],
                            [
                                "avatar_card",
                                {"id": self.journalist.id, "model": "res.partner"},
                            ],
                        ],
                    ),
                ]
                with self.subTest(user=user.login, case=case.name):
                    self.assertTrue(answers[0]["messages"])
                    if sees:
                        address = STRANGER if case == other else common.JOURNALIST
                        self.assertIn(address, json.dumps(answers[0]))
                    else:
                        self.assertNoAddress(answers)
                        self.assertIn(
                            "Kto" if case == other else "Jan Nowak",
                            json.dumps(answers[0]),
                        )

    def test_search_for_people(self):
        inquiry = self._case()
        self.roads.sudo().password = "Zrebiec-Haslo-1"
        self.authenticate(self.roads.login, "Zrebiec-Haslo-1")
        found = self._ask(
            "/mail/partner/from_email",
            thread_model=inquiry._name,
            thread_id=inquiry.id,
            emails=[common.JOURNALIST],
        )
        self.assertFalse(found)
