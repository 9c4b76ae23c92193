"""How the submitter is reached: shown to a unit on request, told by no other door."""

import itertools
import json
from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, TransactionCase, tagged

from .common_privacy import ADDRESS, PHONE, SENDER, SURNAME, PrivacyCommon

CONTACT = ("contact_name", "email_from", "phone")
MESSAGE_FIELDS = (
    "email_from",
    "reply_to",
    "incoming_email_cc",
    "incoming_email_to",
    "outgoing_email_to",
)


@tagged("post_install", "-at_install")
class TestContactOnRequest(PrivacyCommon, TransactionCase):
    """AS8: the clerk sees no phone number until he asks, and that is journalled."""

    def _ask(self, user, case, **values):
        action = case.with_user(user).action_ask_contact()
        return (
            self.env["skks.intervention.contact"]
            .with_user(user)
            .with_context(**action["context"])
            .create({"reason": "place"} | values)
        )

    def _entries(self, case):
        return self.env["skks.journal.entry"].search(
            [
                ("act", "=", "intervention.contact_shown"),
                ("res_model", "=", case._name),
                ("res_id", "=", case.id),
            ]
        )

    def test_shown_and_journalled(self):
        case = self._by_phone()
        ask = self._ask(self.roads, case, note="brama od podwórza")
        self.assertFalse(ask.phone, "the reason comes first")
        ask.action_show()
        self.assertEqual(ask.phone, PHONE)
        self.assertEqual(ask.contact_name, f"Jan {SURNAME}")
        entry = self._entries(case)
        self.assertEqual(entry.user_id, self.roads)
        self.assertIn("brama od podwórza", entry.reason)
        self.assertNoContact(entry.read(["reason", "old_value", "new_value"]))
        self.assertFalse(entry.payload_ids)
        audit = (
            self.env["skks.audit"]
            .with_user(self.auditor)
            .create({"subject_id": self.roads.id, "reason": "kontrola"})
        )
        self.env.flush_all()
        lines = self.env["skks.audit.line"].with_user(self.auditor)
        acts = lines.search([("audit_id", "=", audit.id)]).mapped("act")
        self.assertIn("intervention.contact_shown", acts)

    def test_each_time_anew(self):
        case = self._by_phone()
        for _time in range(3):
            self._ask(self.roads, case).action_show()
        self._ask(self.roads_head, case).action_show()
        counts = dict(
            self.env["skks.journal.entry"]
            .with_user(self.auditor)
            ._read_group(
                [("id", "in", self._entries(case).ids)], ["user_id"], ["__count"]
            )
        )
        self.assertEqual(counts, {self.roads: 3, self.roads_head: 1})

    def test_nothing_is_kept(self):
        case = self._by_phone()
        self._ask(self.roads, case).action_show()
        self.env.flush_all()
        self.env.cr.execute("SELECT t::text FROM skks_intervention_contact t")
        self.assertNoContact(self.env.cr.fetchall())

    def test_for_a_few_minutes(self):
        with freeze_time("2026-11-09 08:00:00"):
            ask = self._ask(self.roads, self._by_phone())
            ask.action_show()
        for minutes, shown in ((14, True), (16, False)):
            moment = fields.Datetime.to_datetime("2026-11-09 08:00:00")
            with freeze_time(moment + timedelta(minutes=minutes)):
                self.env.invalidate_all()
                self.assertEqual(bool(ask.phone), shown)

    def test_only_who_works_on_it(self):
        case = self._by_phone()
        mine = self._ask(self.roads, case)
        mine.action_show()
        for user in (self.water, self.secretary, self.auditor, self.admin):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    case.with_user(user).action_ask_contact()
                for method in ("read", "action_show"):
                    self.assertIsNone(
                        self.rpc_or_refused(
                            user, "skks.intervention.contact", method, mine.ids
                        )
                    )
                self.assertIsNone(self._forged(user, case))
        self.assertEqual(len(self._entries(case)), 1)

    def _forged(self, user, case, **values):
        """What somebody gets who fills the rows in himself; None if nothing."""
        created = self.rpc_or_refused(
            user,
            "skks.intervention.contact",
            "create",
            [{"intervention_id": case.id, "reason": "place"} | values],
            context={"skks_guard_pass": {"fnames": ["shown_id"]}},
        )
        if not created:
            return None
        names = ["contact_name", "phone", "email", "shown_id"]
        self.rpc_or_refused(user, "skks.intervention.contact", "action_show", created)
        rows = self.rpc_or_refused(
            user, "skks.intervention.contact", "read", created, names
        )
        shown = rows and [row for row in rows if row["phone"] or row["contact_name"]]
        return shown or None

    def test_forged_rows(self):
        """A row that says it was shown shows nothing, and one report is no other."""
        case = self._by_phone()
        own, other = self._by_phone(), self._report(entity_id=False)
        other.sudo()._route_to(self.mpwik, self.env["res.users"], "test")
        other.sudo().phone = "700 700 700"
        now = fields.Datetime.to_string(fields.Datetime.now())
        (row,) = self.rpc(
            self.roads,
            "skks.intervention.contact",
            "create",
            [
                {
                    "intervention_id": case.id,
                    "reason": "place",
                    "shown_id": case.id,
                    "shown_at": now,
                }
            ],
        )
        (read,) = self.rpc(
            self.roads, "skks.intervention.contact", "read", [row], ["phone"]
        )
        self.assertFalse(read["phone"])
        self.assertFalse(self._entries(case))
        ask = self._ask(self.roads, own)
        ask.action_show()
        self.rpc_or_refused(
            self.roads,
            "skks.intervention.contact",
            "write",
            ask.ids,
            {"intervention_id": other.id, "shown_id": other.id},
        )
        (read,) = self.rpc(
            self.roads, "skks.intervention.contact", "read", ask.ids, ["phone"]
        )
        self.assertNotEqual(read["phone"], "700 700 700")

    def test_who_has_left_the_unit_sees_it_no_more(self):
        case = self._by_phone()
        ask = self._ask(self.roads, case)
        ask.action_show()
        case.sudo()._route_to(self.mpwik, self.env["res.users"], "to nie my")
        self.env.invalidate_all()
        self.assertFalse(ask.phone)

    def test_another_reason_in_words(self):
        ask = self._ask(self.roads, self._by_phone(), reason="other")
        with self.assertRaises(UserError):
            ask.action_show()

    def test_who_sees_it_anyway_is_not_asked(self):
        case = self._by_phone()
        self.assertTrue(case.with_user(self.dispatcher).sees_contact)
        self.assertFalse(case.with_user(self.roads).sees_contact)
        known = case.with_user(self.roads).contact_known
        self.assertTrue(known)
        self.assertNoContact(known)


@tagged("post_install", "-at_install")
class TestContactDoors(PrivacyCommon, TransactionCase):
    """No other door tells a unit, or the leadership, how to reach the submitter."""

    def setUp(self):
        super().setUp()
        self.sink.clear()
        self.case = self._by_letter()
        self.case.message_subscribe(self.roads.partner_id.ids)
        follow_up = self._letter(
            f"Re: [{self.case.number}] {SURNAME}",
            f"Jeszcze jedno: {PHONE}\n\nPozdrawiam\nJan {SURNAME}",
            sender=SENDER,
        )
        self.deliver(follow_up.as_bytes())
        self.messages = self.env["mail.message"].search(
            [("model", "=", "skks.intervention"), ("res_id", "=", self.case.id)]
        )
        self.env.flush_all()
        self.env.invalidate_all()

    def test_the_story_carries_it(self):
        self.assertEqual(self.case.sudo().phone, PHONE, "found in the letter")
        self.assertIn(SURNAME, self.case.sudo().contact_name)
        letters = self.messages.filtered(lambda one: one.message_type == "email")
        self.assertEqual(len(letters), 2)
        self.assertIn("Lipowej 12", self.case.description)
        self.assertIn("Jeszcze jedno", str(letters.mapped("body")))
        row = self.rpc(
            self.dispatcher, "skks.intervention", "read", self.case.ids, [*CONTACT]
        )
        self.assertIn(ADDRESS, str(row))

    def test_no_way_of_reading_the_case(self):
        domain = [("id", "=", self.case.id)]
        ids = self.case.ids
        for user, fname in itertools.product((self.roads, self.secretary), CONTACT):
            ways = (
                ("read", [ids, [fname]], {}),
                ("search_read", [domain, [fname]], {}),
                ("web_read", [ids], {"specification": {fname: {}}}),
                ("export_data", [ids, [fname]], {}),
                ("formatted_read_group", [domain, [fname], ["__count"]], {}),
                ("web_read_group", [domain, [fname]], {}),
                ("search", [[(fname, "!=", False)]], {}),
                ("search_count", [[(fname, "ilike", "a")]], {}),
                ("search", [domain], {"order": fname}),
                ("web_search_read", [domain, {fname: {}}], {}),
                ("onchange", [ids, {}, [], {fname: {}}], {}),
            )
            for method, args, kwargs in ways:
                with self.subTest(user=user.login, field=fname, method=method):
                    data = self.rpc_or_refused(
                        user, "skks.intervention", method, *args, **kwargs
                    )
                    self.assertNoContact(data)
                    if method in ("search", "search_count"):
                        self.assertFalse(data)

    def test_no_search_is_an_oracle(self):
        for user, path in itertools.product(
            (self.roads, self.secretary),
            (
                *CONTACT,
                *(f"message_ids.{name}" for name in MESSAGE_FIELDS),
                "reply_ids.intervention_id.phone",
                "message_line_ids.intervention_id.email_from",
                "message_ids.author_id.email",
                "message_ids.mail_ids.email_to",
            ),
        ):
            for value in (ADDRESS[:6], PHONE[:5], SURNAME[:6]):
                with self.subTest(user=user.login, path=path):
                    self.assertFalse(
                        self.rpc_or_refused(
                            user,
                            "skks.intervention",
                            "search",
                            [(path, "ilike", value)],
                        )
                    )
        for value in (SURNAME, PHONE, ADDRESS):
            self.assertFalse(
                self.rpc(self.roads, "skks.intervention", "name_search", value)
            )
            self.assertFalse(
                self.rpc(
                    self.roads,
                    "skks.intervention",
                    "search",
                    [
                        "|",
                        "|",
                        ("name", "ilike", value),
                        ("description", "ilike", value),
                        ("message_ids.body", "ilike", value),
                    ],
                )
            )

    def test_everything_else_is_read(self):
        for user in (self.roads, self.secretary):
            names = list(self.rpc(user, "skks.intervention", "fields_get"))
            self.assertFalse(set(CONTACT) & set(names))
            data = self.rpc(user, "skks.intervention", "read", self.case.ids, names)
            self.assertNoContact(data)
            self.assertIn("Lipowej 12", str(data))

    def test_no_way_of_reading_the_messages(self):
        ids = self.messages.ids
        for user in (self.roads, self.secretary):
            for fname in MESSAGE_FIELDS:
                self.assertIsNone(
                    self.rpc_or_refused(user, "mail.message", "read", ids, [fname])
                )
            names = set(self.rpc(user, "mail.message", "fields_get"))
            for fname in sorted(names - set(MESSAGE_FIELDS)):
                with self.subTest(user=user.login, field=fname):
                    data = self.rpc_or_refused(
                        user, "mail.message", "read", ids, [fname]
                    )
                    self.assertNoContact(data)
        self.assertFalse(self.messages.author_id.filtered("partner_share"))

    def test_known_contact_is_not_named_either(self):
        """Somebody whose card exists writes: a journalist, who is a resident too."""
        card = self.env["res.partner"].create(
            {"name": f"Jan {SURNAME}", "email": ADDRESS, "phone": PHONE}
        )
        letter = self._letter(f"Re: [{self.case.number}]", "Trzecia", sender=SENDER)
        self.deliver(letter.as_bytes())
        messages = self.case.message_ids
        self.assertFalse(messages.author_id & card)
        data = self.rpc(
            self.roads, "mail.message", "read", messages.ids, ["author_id", "body"]
        )
        self.assertNoContact(data)
        self.assertFalse(self.case.message_partner_ids & card)

    def test_what_hangs_on_the_case(self):
        reply = self._accepted_reply(self.case)
        reply.action_send()
        self.case._note_undelivered(f"550 <{ADDRESS}>: no such user")
        self.env.flush_all()
        self.env.invalidate_all()
        for model in (
            "mail.activity",
            "mail.notification",
            "mail.followers",
            "ir.attachment",
            "skks.clock",
            "skks.clock.pause",
            "skks.desk",
            "skks.signoff.line",
            "skks.intervention.message",
            "skks.intervention.reply",
        ):
            with self.subTest(model=model):
                names = [
                    name
                    for name in self.rpc(self.roads, model, "fields_get")
                    if name not in ("datas", "raw")
                ]
                data = self.rpc_or_refused(self.roads, model, "search_read", [], names)
                self.assertNoContact(data)
        for model in (
            "mail.mail",
            "mail.tracking.value",
            "skks.mail.quarantine",
            "skks.gate.permit",
            "skks.journal.entry",
            "skks.journal.payload",
            "skks.intervention.link",
        ):
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.rpc(self.roads, model, "search_read", [], [])

    def test_files_of_the_letter(self):
        self.assertFalse(self.messages.attachment_ids, "a calling card is no photo")
        files = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [("res_model", "=", "skks.mail.quarantine"), ("res_field", "=", "raw")]
            )
        )
        self.assertTrue(files)
        for user in (self.roads, self.secretary):
            for fname in ("raw", "datas", "name"):
                self.assertIsNone(
                    self.rpc_or_refused(
                        user, "ir.attachment", "read", files.ids, [fname]
                    )
                )

    def test_notice_to_the_unit(self):
        """The e-mail that tells a follower of a new letter."""
        to_roads = self.letters_to(self.roads.email)
        self.assertTrue(to_roads)
        for letter in to_roads:
            text = letter.message.as_string() + "".join(
                part.get_content()
                for part in letter.message.walk()
                if part.get_content_maintype() == "text"
            )
            self.assertNoContact(text)

    def test_note_of_a_colleague_keeps_its_author(self):
        note = self.case.with_user(self.roads).message_post(body="Jadę")
        self.assertEqual(note.author_id, self.roads.partner_id)


@tagged("post_install", "-at_install")
class TestContactOverHttp(PrivacyCommon, HttpCase):
    """What the web client is given."""

    def test_chatter(self):
        case = self._by_letter()
        self.env.flush_all()
        for user, sees in ((self.roads, False), (self.dispatcher, True)):
            password = f"{user.login}-Haslo-1"
            user.sudo().password = password
            self.authenticate(user.login, password)
            params = {"thread_model": case._name, "thread_id": case.id}
            answers = [
                self.make_jsonrpc_request(route, params)
                for route in (
                    "/mail/thread/messages",
                    "/mail/thread/recipients",
                    "/mail/thread/recipients/get_suggested_recipients",
                )
            ]
            request_list = ["activities", "followers", "suggestedRecipients"]
            fetch = ["mail.thread", params | {"request_list": request_list}]
            answers.append(
                self.make_jsonrpc_request("/mail/data", {"fetch_params": [fetch]})
            )
            with self.subTest(user=user.login):
                self.assertTrue(answers[0]["messages"])
                text = json.dumps(answers, ensure_ascii=False)
                self.assertEqual(SURNAME in text, sees, "who it was")
                self.assertNotIn(ADDRESS, text)
                self.assertNotIn(PHONE, text)
