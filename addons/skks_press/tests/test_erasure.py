"""AS9, second half: a person is taken out of a case, and of the whole database."""

import base64

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.skks_base.tests.common_rpc import RpcMixin
from odoo.addons.skks_base.tests.common_traces import TracesMixin

from . import common

SURNAME = "Brzęczyszczykiewicz"
PHONE = "601 234 567"
ADDRESS = "brzeczyszczykiewicz@freelancer.example"
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAA"
    "AABJRU5ErkJggg=="
)


class ErasureCase(TracesMixin, common.PressCase):
    traces_of = (SURNAME, SURNAME.lower(), PHONE, ADDRESS)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls._user("wojcik", "admin", name="Adam Wójcik")

    def story(self):
        """A case that carries the person's data wherever a case can."""
        letter = self._letter(
            f"Dziura w jezdni – {SURNAME}",
            f"Proszę oddzwonić: {PHONE}.\n\nJan {SURNAME}",
            sender=f"Jan {SURNAME} <{ADDRESS}>",
        )
        letter.add_attachment(
            f"{SURNAME}, tel. {PHONE}".encode(),
            maintype="text",
            subtype="plain",
            filename=f"{SURNAME}.txt",
        )
        self.deliver(letter.as_bytes())
        inquiry = self.env["skks.inquiry"].search([], order="id desc", limit=1)
        self.assertIn(SURNAME, inquiry.name)
        inquiry = inquiry.with_user(self.officer)
        inquiry.action_confirm()
        inquiry.write({"phone": PHONE, "topic_id": self.topic.id})
        inquiry.name = f"{inquiry.name} (pilne)"
        self.env.flush_all()
        self.flush_tracking()
        inquiry.message_post(body=f"Dzwoniłem do {SURNAME}, {PHONE}")
        inquiry.activity_schedule(
            "mail.mail_activity_data_todo", summary=f"Telefon {PHONE}", note=SURNAME
        )
        self.env["skks.inquiry.question"].with_user(self.officer).create(
            {"inquiry_id": inquiry.id, "text": f"{SURNAME} pyta o dziurę"}
        )
        self._contribution(
            inquiry, self.wdt_person, request=f"<p>{SURNAME}, {PHONE}</p>"
        )
        self.answer(inquiry)
        return inquiry.sudo()

    def answer(self, inquiry):
        contribution = inquiry.contribution_ids
        own = contribution.with_user(self.roads)
        own.body = f"<p>Dziura zgłoszona przez {SURNAME} załatana.</p>"
        own.action_deliver()
        answer = self.env["skks.answer"].browse(inquiry.action_draft_answer()["res_id"])
        answer = answer.with_user(self.officer)
        answer.body = f"<p>Panie {SURNAME}, dziura jest załatana.</p>"
        answer.attachment_ids = (
            self.env["ir.attachment"]
            .with_user(self.officer)
            .create({"name": f"{SURNAME}.txt", "raw": f"dla {SURNAME}".encode()})
        )
        answer.action_submit()
        answer.with_user(self.roads).action_return(f"Zadzwoń do {SURNAME}")
        answer.action_submit()
        answer.with_user(self.roads).action_approve()
        answer.with_user(self.head).action_approve()
        answer.action_send()
        self.assertTrue(answer.sent_at)

    def flush_tracking(self):
        self.env.cr.precommit.run()


@tagged("post_install", "-at_install")
class TestErasure(ErasureCase):
    def test_nothing_names_the_person_any_more(self):
        inquiry = self.story()
        self.env["skks.journal.seal"]._seal()
        before = self.traces()
        for table in (
            "skks_inquiry",
            "skks_inquiry_question",
            "skks_contribution",
            "skks_answer",
            "skks_signoff_line",
            "skks_gate_permit",
            "skks_journal_entry",
            "skks_journal_payload",
            "skks_mail_quarantine",
            "mail_message",
            "mail_mail",
            "mail_activity",
            "mail_tracking_value",
            "ir_attachment",
        ):
            self.assertIn(table, before, "the story does not reach that far")
        files = self.files()
        self.assertTrue(files)
        number, received_at = inquiry.number, inquiry.received_at
        category, state = inquiry.category_id, inquiry.state

        erasure = self.env["skks.erasure"].with_user(self.admin)
        erasure._erase_person(inquiry, "art. 17 RODO, wniosek 5/2026")

        self.assertEqual(self.traces(), {})
        self.assertGoneFromDisk(files)
        # the tombstone
        self.assertEqual(
            (inquiry.number, inquiry.received_at, inquiry.category_id, inquiry.state),
            (number, received_at, category, state),
        )
        self.assertEqual(inquiry.name, "(erased)")
        self.assertTrue(inquiry.answer_ids.sent_at)
        decisions = inquiry.answer_ids.signoff_line_ids.mapped("decision")
        self.assertIn("return", decisions)
        # the chain
        verdict = self.env["skks.journal.seal"]._verify()
        self.assertEqual(verdict.problems, [])
        self.assertGreater(verdict.erased, 5)
        entry = self.env["skks.journal.entry"].search(
            [("act", "=", "person.erase"), ("res_id", "=", inquiry.id)]
        )
        self.assertEqual(entry.user_id, self.admin)
        self.assertEqual(entry.reason, "art. 17 RODO, wniosek 5/2026")

    def test_other_cases_keep_everything(self):
        other = self._inquiry(description="<p>Inna sprawa</p>")
        other.message_post(body="Notatka", attachments=[("a.txt", "treść".encode())])
        inquiry = self.story()
        self.env["skks.erasure"]._erase_person(inquiry, "art. 17 RODO")
        self.assertIn("Inna sprawa", other.description)
        self.assertEqual(other.journalist_id, self.journalist)
        note = other.message_ids.filtered(lambda message: "Notatka" in message.body)
        self.assertEqual(note.attachment_ids.raw, "treść".encode())
        self.assertEqual(self.officer.name, "Jakub Śledź")

    def test_erased_case_still_opens(self):
        inquiry = self.story()
        self.env["skks.erasure"]._erase_person(inquiry, "art. 17 RODO")
        for user in (self.officer, self.head, self.auditor):
            seen = inquiry.with_user(user)
            self.assertIn(inquiry.number, seen.display_name)
            seen.web_read({name: {} for name in ("name", "description", "state")})
            seen.answer_ids.web_read({"name": {}, "body": {}, "preview": {}})
            seen.answer_ids.signoff_line_ids.web_read({"body": {}, "reason": {}})

    def test_basis_is_required(self):
        inquiry = self._inquiry()
        for reason in (None, "", "  "):
            with self.assertRaises(UserError):
                self.env["skks.erasure"]._erase_person(inquiry, reason)

    def test_twice_is_harmless(self):
        inquiry = self.story()
        for _time in range(2):
            self.env["skks.erasure"]._erase_person(inquiry, "art. 17 RODO")
        self.assertEqual(self.traces(), {})
        self.assertEqual(self.env["skks.journal.seal"]._verify().problems, [])

    def test_reply_of_an_erased_person_still_comes_in(self):
        inquiry = self.story()
        self.env["skks.erasure"]._erase_person(inquiry, "art. 17 RODO")
        count = self.env["skks.mail.quarantine"].search_count([])
        reply = self._letter(
            f"Re: {inquiry.number}", "Dziękuję", sender=f"Jan <{ADDRESS}>"
        )
        self.deliver(reply.as_bytes())
        self.assertEqual(self.env["skks.mail.quarantine"].search_count([]), count + 1)


@tagged("post_install", "-at_install")
class TestErasureRun(RpcMixin, ErasureCase):
    """M4.2, AS9: the head of the office or the administrator erases a person."""

    def card(self):
        """The person's card: a photo, a note, a file, a workplace."""
        card = self.env["res.partner"].create(
            {
                "name": f"Jan {SURNAME}",
                "email": ADDRESS,
                "phone": PHONE,
                "skks_kind": "journalist",
                "comment": f"<p>{SURNAME}</p>",
                "image_1920": base64.b64encode(PIXEL),
            }
        )
        self.env["skks.affiliation"].create(
            {
                "journalist_id": card.id,
                "outlet_id": self.outlet.id,
                "beats": f"{SURNAME} pisze o drogach",
            }
        )
        card.message_post(
            body=f"Rozmowa z {SURNAME}", attachments=[("a.txt", PHONE.encode())]
        )
        return card

    def closed(self):
        inquiry = self.story()
        inquiry.resolution_id = self.env["skks.resolution"].search([], limit=1)
        inquiry.with_user(self.officer).action_close()
        self.assertTrue(inquiry.closed_at)
        self.env.flush_all()
        return inquiry

    def run_of(self, user, **values):
        return (
            self.env["skks.erasure.run"]
            .with_user(user)
            .create(
                {"email": ADDRESS, "reason": "art. 17 RODO, wniosek 5/2026"} | values
            )
        )

    def found(self, run):
        return {
            (line.res_model, line.res_id): line.stays_because for line in run.line_ids
        }

    def test_shows_what_would_go_and_changes_nothing(self):
        card, inquiry = self.card(), self.closed()
        before = self.traces()
        run = self.run_of(self.admin, email=f"Jan <{ADDRESS.upper()}>")
        run.action_search()
        self.assertEqual(
            self.found(run),
            {(inquiry._name, inquiry.id): False, (card._name, card.id): False},
        )
        line = run.line_ids.filtered(lambda one: one.res_model == "skks.inquiry")
        self.assertEqual(line.number, inquiry.number)
        self.assertGreater(line.message_count, 5)
        self.assertGreater(line.file_count, 1)
        run.unlink()
        entry = self.env["skks.journal.entry"].search(
            [("act", "=", "person.search"), ("user_id", "=", self.admin.id)]
        )
        self.assertEqual(entry.reason, "art. 17 RODO, wniosek 5/2026")
        after = self.traces()
        self.assertEqual(after, before)

    def test_erases_the_person_with_the_card(self):
        card, inquiry = self.card(), self.closed()
        self.env["skks.journal.seal"]._seal()
        run = self.run_of(self.head)
        run.action_search()
        run.action_erase()
        self.assertEqual(self.traces(), {})
        self.assertEqual(self.files(), [])
        self.assertEqual((card.name, card.active), ("(erased)", False))
        self.assertEqual(card.commercial_partner_id, card)
        self.assertFalse(card.image_1920)
        self.assertEqual(inquiry.name, "(erased)")
        self.assertEqual(self.env["skks.journal.seal"]._verify().problems, [])
        for record in (card, inquiry):
            entry = self.env["skks.journal.entry"].search(
                [
                    ("act", "=", "person.erase"),
                    ("res_model", "=", record._name),
                    ("res_id", "=", record.id),
                ]
            )
            self.assertEqual(entry.user_id, self.head)
        self.assertEqual(self.outlet.name, "Kurier Żarnołęcki")

    def test_open_case_and_the_card_that_it_needs_stay(self):
        card, inquiry = self.card(), self.story()
        run = self.run_of(self.admin)
        run.action_search()
        self.assertTrue(all(self.found(run).values()))
        run.line_ids.chosen = True
        with self.assertRaises(UserError):
            run.action_erase()
        self.assertIn(SURNAME, inquiry.name)
        self.assertIn(SURNAME, card.name)

    def test_card_stays_with_a_case_that_is_not_chosen(self):
        card, inquiry = self.card(), self.closed()
        run = self.run_of(self.admin)
        run.action_search()
        run.line_ids.filtered(lambda one: one.res_id == inquiry.id).chosen = False
        with self.assertRaises(UserError):
            run.action_erase()
        self.assertTrue(card.active)

    def test_case_by_its_number(self):
        inquiry = self.closed()
        run = self.run_of(self.admin, email=False, numbers=f"XX/1, {inquiry.number}")
        run.action_search()
        self.assertEqual(list(self.found(run)), [(inquiry._name, inquiry.id)])

    def test_letter_that_became_no_case(self):
        letter = self._letter(
            f"Reklama {SURNAME}",
            "Kup!",
            sender=f"{SURNAME} <{ADDRESS}>",
            to="nikt@zarnoleka.example",
        )
        self.deliver(letter.as_bytes())
        letter = self.env["skks.mail.quarantine"].search([], order="id desc", limit=1)
        self.assertFalse(letter.res_id)
        letter.with_user(self.officer).action_dismiss("Reklama")
        run = self.run_of(self.admin)
        run.action_search()
        run.action_erase()
        self.assertEqual(self.traces(), {})

    def test_what_is_asked_for(self):
        for values in (
            {"email": False},
            {"email": "Jan"},
            {"reason": " "},
            {"reason": f"prośba {ADDRESS}"},
        ):
            with self.subTest(**values), self.assertRaises(UserError):
                self.closed()
                run = self.run_of(self.admin, **values)
                run.action_search()
                run.action_erase()

    def test_nobody_else(self):
        inquiry = self.closed()
        run = self.run_of(self.head)
        run.action_search()
        plain = new_test_user(self.env, "gil", groups="base.group_user")
        values = {"email": ADDRESS, "reason": "x"}
        for user in (
            plain,
            self.officer,
            self.roads,
            self.secretary,
            self.auditor,
            self.admin,
        ):
            with self.subTest(user=user.login):
                if user != self.admin:
                    self.assertIsNone(
                        self.rpc_or_refused(
                            user, "skks.erasure.run", "create", [values]
                        )
                    )
                for method in ("action_search", "action_erase", "read", "_found"):
                    self.assertIsNone(
                        self.rpc_or_refused(user, "skks.erasure.run", method, run.ids)
                    )
        self.assertIn(SURNAME, inquiry.name)

    def test_lines_of_a_client_erase_nothing_else(self):
        other = self._inquiry()
        other.action_confirm()
        self.closed()
        run = self.run_of(self.admin)
        run.action_search()
        self.rpc(
            self.admin,
            "skks.erasure.run",
            "write",
            run.ids,
            {
                "line_ids": [
                    (5,),
                    *(
                        (
                            0,
                            0,
                            {"res_model": one._name, "res_id": one.id, "chosen": True},
                        )
                        for one in (other, self.journalist, self.officer, self.outlet)
                    ),
                ]
            },
        )
        self.assertIsNone(
            self.rpc_or_refused(
                self.admin,
                "skks.erasure.run",
                "action_erase",
                run.ids,
                context={"skks_guard_pass": True, "active_test": False},
            )
        )
        self.assertEqual(other.name, "Remont ul. Młyńskiej")
        self.assertEqual(self.journalist.name, "Jan Nowak")
        self.assertEqual(self.officer.name, "Jakub Śledź")
