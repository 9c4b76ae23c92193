"""M4.3: whoever has no part in a case comes by no row and no word of it."""

import base64
import json
from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.skks_base.tests.common_stranger import StrangerMatrix

from ..models.correction import GROUNDS
from . import common

# How far the numbers of the year have come says nothing of a case.
OF_NO_CASE = ("ir.sequence.date_range",)


class StrangerCommon(StrangerMatrix, common.PressCommon):
    """A case with a secret in every text, of the road department alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.group_allow_export").user_ids += cls.school
        cls.plain = new_test_user(
            cls.env, "gil", groups="base.group_user", email="gil@zarnoleka.example"
        )
        cls.begin_case()
        cls.inquiry = cls._secret_case()
        cls.end_case()
        # what the stranger has to do with: a case of the same office
        cls.own_inquiry = cls._inquiry(name="Boisko", parent_id=cls.inquiry.id)
        cls.own_inquiry.action_confirm()
        cls.own = cls._contribution(cls.own_inquiry, cls.sp5_person)
        cls.env.flush_all()
        cls.env.invalidate_all()

    @classmethod
    def _words(cls):
        return f"<p>{cls.secret}</p>"

    @classmethod
    def _secret_case(cls):
        letter = cls._letter(
            cls.secret, cls.secret, sender=f"{cls.secret} Nowak <{common.JOURNALIST}>"
        )
        letter.add_attachment(
            cls.secret.encode(), "text", "plain", filename=f"{cls.secret}.txt"
        )
        inquiry_id = cls.env["mail.thread"].message_process(None, letter.as_bytes())
        inquiry = cls.env["skks.inquiry"].browse(inquiry_id).with_user(cls.officer)
        inquiry.action_take()
        inquiry.write(
            {
                "topic_id": cls.topic.id,
                "question_ids": [Command.create({"text": cls.secret})],
            }
        )
        inquiry.action_confirm()
        inquiry.message_post(body=cls.secret, partner_ids=cls.roads.partner_id.ids)
        inquiry.activity_schedule(
            "mail.mail_activity_data_todo", summary=cls.secret, user_id=cls.officer.id
        )
        cls._secret_answer(inquiry, cls._secret_position())
        cls._secret_orders(inquiry)
        cls._secret_release(inquiry)
        cls._secret_meeting(inquiry)
        cls._secret_material(inquiry)
        cls._secret_care()
        return inquiry

    @classmethod
    def _secret_material(cls, inquiry):
        """One of two versions, and one from the chatter."""
        material = (
            cls.env["skks.material"]
            .with_user(cls.officer)
            .create(
                {
                    "name": cls.secret,
                    "outlet_id": cls.outlet.id,
                    "url": f"https://kurier.example/{cls.secret}",
                    **dict.fromkeys(("author", "note", "rights_note"), cls.secret),
                }
            )
        )
        file = {
            "file": base64.b64encode(f"{cls.secret} w archiwum".encode()),
            "file_name": f"{cls.secret}.txt",
        }
        material.write(file)
        material._read_file()
        window = cls.env["skks.material.add"].with_user(cls.officer)
        files = inquiry.message_ids.attachment_ids
        file = files.filtered(lambda file: file.res_model == inquiry._name)[:1]
        window.add_from_chatter(file.id)

    @classmethod
    def _secret_care(cls):
        """A colleague looks after a journalist of that name."""
        contact = cls.env["res.partner"].create(
            {"name": cls.secret, "skks_kind": "journalist"}
        )
        rule = cls.env.ref("skks_crm.care_rule_data")
        rule._start(contact, {cls.officer: 0}).activity_ids.summary = cls.secret

    @classmethod
    def _secret_orders(cls, inquiry):
        """One to the road department, one of it."""
        order = cls.env["skks.order"].browse(inquiry.action_make_order()["res_id"])
        order = order.with_user(cls.officer)
        order.entity_ids = cls.wdt
        order.action_send()
        part = order.part_ids.with_user(cls.roads)
        part.body = cls._words()
        part.action_deliver()
        request = cls.env["skks.order"].with_user(cls.roads)
        request = request.create(
            {"name": cls.secret, "kind": "other", "description": cls._words()}
        )
        request.action_submit()
        cls._secret_correction()

    @classmethod
    def _secret_correction(cls):
        """Accepted by the road department, which no longer sees it."""
        texts = ("name", "source_title", "quote", "true_fact", "evidence")
        letter = (
            cls.env["skks.correction"]
            .with_user(cls.officer)
            .create(
                {
                    **dict.fromkeys(texts, cls.secret),
                    **dict.fromkeys(GROUNDS, True),
                    "body": cls._words(),
                    "recipient_address": cls.secret,
                    "signatory": cls.secret,
                    "signatory_title": cls.secret,
                    "outlet_id": cls.outlet.id,
                    "entity_id": cls.wdt.id,
                    "published_on": cls.env.company._skks_today(),
                }
            )
        )
        letter.action_draft()
        letter.action_submit()
        letter.with_user(cls.roads).action_approve()

    @classmethod
    def _secret_release(cls, inquiry):
        release = (
            cls.env["skks.release"]
            .with_user(cls.officer)
            .create(
                {
                    "name": cls.secret,
                    "lead": cls.secret,
                    "body": cls._words(),
                    "entity_ids": [Command.set(cls.wdt.ids)],
                    "partner_ids": [Command.set(cls.journalist.ids)],
                    "file_ids": [
                        Command.create(
                            {
                                "name": f"{cls.secret}.txt",
                                "file": base64.b64encode(cls.secret.encode()),
                                "author": cls.secret,
                                "rights": "yes",
                            }
                        )
                    ],
                }
            )
        )
        release.action_submit()
        release.with_user(cls.roads).action_approve()
        release.with_user(cls.head).action_approve()
        cls.env["skks.coverage"].with_user(cls.officer).create(
            {
                "name": cls.secret,
                "excerpt": cls.secret,
                "outlet_id": cls.outlet.id,
                "inquiry_id": inquiry.id,
            }
        )

    @classmethod
    def _secret_meeting(cls, inquiry):
        start = fields.Datetime.now() + timedelta(days=1)
        meeting = cls.env["skks.meeting"].with_user(cls.officer)
        meeting.create(
            {
                "inquiry_id": inquiry.id,
                "kind": "interview",
                "start": start,
                "stop": start + timedelta(hours=1),
                "place": cls.secret,
                "needs": cls.secret,
                "spokesperson_id": cls.roads.id,
            }
        ).action_confirm()
        items = cls.env["skks.plan.item"].with_user(cls.officer)
        items.create(
            {
                "name": cls.secret,
                "message": cls.secret,
                "audience": cls.secret,
                "date": start.date(),
                "inquiry_id": inquiry.id,
            }
        ).action_plan()

    @classmethod
    def _secret_position(cls):
        """With another one on its subject, which was found not to contradict it."""
        position = cls._accepted_position(cls.secret)
        other = cls._accepted_position(cls.secret)
        cls.env.flush_all()
        pairs = cls.env["skks.narrative.pair"].with_user(cls.head)
        pair = pairs.search([("second_id", "=", other.id)])
        pair.action_no_contradiction(cls.secret)
        return position

    @classmethod
    def _report_outdated(cls, position):
        position.with_user(cls.officer).action_report_outdated(cls.secret)

    @classmethod
    def _accepted_position(cls, words):
        position = (
            cls.env["skks.narrative"]
            .with_user(cls.officer)
            .create(
                {
                    "name": words,
                    "keywords": "most, objazd",
                    "body": f"<p>{words}</p>",
                    "entity_id": cls.wdt.id,
                    "expert_id": cls.roads.id,
                    "topic_ids": cls.topic.ids,
                    "key_message_ids": [Command.create({"text": words})],
                    "question_ids": [
                        Command.create({"question": words, "answer": words})
                    ],
                    "source_ids": [Command.create({"name": words})],
                }
            )
        )
        position.action_submit()
        position.with_user(cls.roads).action_approve()
        position.with_user(cls.head).action_approve()
        return position

    @classmethod
    def _secret_answer(cls, inquiry, position):
        part = cls._contribution(inquiry, cls.wdt_person, request=cls._words())
        part = part.with_user(cls.roads)
        file = {
            "name": f"{cls.secret}.txt",
            "datas": base64.b64encode(cls.secret.encode()),
        }
        part.write(
            {"body": cls._words(), "attachment_ids": [Command.create(dict(file))]}
        )
        part.action_deliver()
        answer = cls.env["skks.answer"].browse(inquiry.action_draft_answer()["res_id"])
        answer = answer.with_user(cls.officer)
        answer.attachment_ids = [Command.create(dict(file))]
        position.with_user(cls.officer).action_use_in("skks.answer", answer.id)
        cls._report_outdated(position)
        answer.action_submit()
        answer.with_user(cls.roads).action_approve()
        answer.with_user(cls.head).action_approve()
        answer.action_send()


@tagged("post_install", "-at_install")
class TestStrangerMatrix(StrangerCommon, common.PressCase):
    def test_every_model_of_a_case_is_in_it(self):
        expected = self.case_models("skks_base", "skks_crm", "skks_press")
        expected |= self.case_models("skks_narrative")
        self.assertFalse(expected - {name for name, ids in self.of_case.items() if ids})

    def test_whoever_has_a_part_finds_it(self):
        """The measure of the others: the same ways do lead to the case."""
        found = self.rpc(self.roads, "skks.inquiry", "search", [])
        self.assertIn(self.inquiry.id, found)
        domain = [("description", "ilike", self.secret)]
        self.assertTrue(self.rpc(self.roads, "skks.inquiry", "search_count", domain))

    def test_representative_of_another_entity(self):
        self.assertFindsNothing(self.school, but=OF_NO_CASE)

    def test_employee_without_a_role(self):
        self.assertFindsNothing(self.plain, but=OF_NO_CASE)

    def test_forms(self):
        for record in (self.own, self.school, self.school.partner_id):
            self.assertFormTellsNothing(self.school, record)

    def test_name_of_a_case_at_the_other_end_of_a_relation(self):
        """The stranger's case follows up the secret one."""
        spec = {"parent_id": {"fields": {"display_name": {}}}}
        found = self.rpc(
            self.school,
            "skks.inquiry",
            "web_read",
            self.own_inquiry.ids,
            specification=spec,
        )
        shown = found[0]["parent_id"]
        self.assertEqual(shown["display_name"], self.inquiry.number)
        found = self.rpc(
            self.officer,
            "skks.inquiry",
            "web_read",
            self.own_inquiry.ids,
            specification=spec,
        )
        self.assertIn(self.secret, found[0]["parent_id"]["display_name"])


@tagged("post_install", "-at_install")
class TestStrangerOverHttp(StrangerCommon, HttpCase):
    """What a browser may ask for besides the methods of models."""

    def _login(self, user):
        if user:
            user.sudo().password = f"{user.login}-Haslo-1"
            self.authenticate(user.login, f"{user.login}-Haslo-1")

    def _get(self, url):
        found = self.url_open(url, allow_redirects=False)
        return found.status_code, found.content.decode("utf-8", "replace")

    def _files(self):
        for file_id in self.of_case["ir.attachment"]:
            yield f"/web/content/{file_id}"
            yield f"/web/content/{file_id}?download=true"
            yield f"/web/image/{file_id}"
            yield f"/mail/attachment/zip?file_ids={file_id}&zip_name=x"
        for letter_id in self.of_case["skks.mail.quarantine"]:
            yield f"/web/content/skks.mail.quarantine/{letter_id}/raw"
        for name in self.case_models("skks_press", "skks_narrative"):
            for row_id in self.of_case[name]:
                yield f"/mail/view?model={name}&res_id={row_id}"
                yield f"/web/image/{name}/{row_id}/display_name"

    def _threads(self):
        for name in self.case_models("skks_press", "skks_narrative"):
            for row_id in self.of_case[name]:
                thread = {"thread_model": name, "thread_id": row_id}
                lists = [
                    "activities",
                    "followers",
                    "attachments",
                    "suggestedRecipients",
                ]
                yield "/mail/thread/messages", thread
                yield "/mail/thread/recipients", thread
                request = ["mail.thread", thread | {"request_list": lists}]
                yield "/mail/data", {"fetch_params": [request]}

    def assertSecretKept(self, what, text):
        self.assertNotIn(self.secret.lower(), text.lower(), what)

    def test_addresses_of_files_and_threads(self):
        portal = new_test_user(self.env, "portal_kos", groups="base.group_portal")
        for user in (self.school, self.plain, portal, None):
            self._login(user)
            for url in self._files():
                with self.subTest(user=user and user.login, url=url):
                    self.assertSecretKept(url, self._get(url)[1])
            for route, params in self._threads() if user else ():
                with self.subTest(user=user.login, route=route, **params):
                    answer = self.url_open(
                        route,
                        data=json.dumps({"params": params}),
                        headers={"Content-Type": "application/json"},
                    ).text
                    self.assertSecretKept(route, answer)
                    self.assertNotIn(
                        f'"partner_id": {self.roads.partner_id.id}', answer
                    )
            self.logout()

    def test_the_same_addresses_serve_whoever_has_a_part(self):
        self._login(self.roads)
        found = [self._get(url)[1] for url in self._files()]
        self.assertIn(self.secret, "".join(found))
