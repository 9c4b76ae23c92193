"""AS9, second half: a person is taken out of a case, and of the whole database."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from . import common

SURNAME = "Brzęczyszczykiewicz"
PHONE = "601 234 567"
ADDRESS = "brzeczyszczykiewicz@freelancer.example"
TRACES = (SURNAME, SURNAME.lower(), PHONE, ADDRESS)


@tagged("post_install", "-at_install")
class TestErasure(common.PressCase):
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

    def traces(self):
        """``{table: count}`` of rows anywhere in the database that name the person."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT quote_ident(table_name) FROM information_schema.tables"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        tables = [name for (name,) in self.env.cr.fetchall()]
        words = [f"%{trace}%" for trace in TRACES]
        words += [f"%{trace.encode().hex()}%" for trace in TRACES]
        # as json.dumps writes letters that are not ASCII
        words += [f"%{trace.encode('unicode-escape').decode()}%" for trace in TRACES]
        found = {}
        for table in tables:
            self.env.cr.execute(
                f"SELECT count(*) FROM {table} t WHERE t::text ILIKE ANY(%s)", [words]
            )
            if count := self.env.cr.fetchone()[0]:
                found[table] = count
        return found

    def files(self):
        """Paths in the filestore of the files that name the person."""
        attachments = self.env["ir.attachment"].sudo()
        self.env.cr.execute(
            "SELECT DISTINCT store_fname FROM ir_attachment"
            " WHERE store_fname IS NOT NULL AND file_size < 100000"
        )
        return [
            name
            for (name,) in self.env.cr.fetchall()
            if any(trace.encode() in attachments._file_read(name) for trace in TRACES)
        ]

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
        self.assertEqual(self.files(), [])
        attachments = self.env["ir.attachment"]
        attachments._gc_file_store_unsafe()
        for name in files:
            self.assertFalse(attachments._file_read(name), "the file is still there")
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
