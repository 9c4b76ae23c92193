"""AS9, first half: who lowered the acceptance, who sent by it, and who looked."""

import io
from contextlib import contextmanager
from unittest.mock import patch

from pdfminer.high_level import extract_text

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.skks_base.tests.common_who import utc

from . import common


class AuditCase(common.PressCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls._user("wojcik", "admin", name="Adam Wójcik")
        cls.category = cls.env["skks.inquiry.category"].search([], limit=1)
        cls.category.signoff_stages = "2"
        cls.Audit = cls.env["skks.audit"].with_user(cls.auditor)

    @contextmanager
    def at(self, moment):
        """The clock on the wall and that of the database."""
        with freeze_time(moment), patch.object(self.env.cr, "now", lambda: moment):
            yield
            self.env.flush_all()

    def audit(self, user, day="2026-11-27", auditor=None):
        return self.Audit.with_user(auditor or self.auditor).create(
            {
                "subject_id": user.id,
                "date_from": day,
                "date_to": day,
                "reason": "Audyt 4/2026",
            }
        )

    def lines(self, audit):
        return (
            self.env["skks.audit.line"]
            .with_env(audit.env)
            .search([("audit_id", "=", audit.id)], order="date, id")
        )

    def accepted(self, **values):
        """An answer, accepted as the kind of its case demands it now."""
        inquiry = self._inquiry(category_id=self.category.id, **values)
        inquiry.action_confirm()
        self._contribution(inquiry, self.wdt_person)
        own = inquiry.contribution_ids.with_user(self.roads)
        own.body = "<p>12 km</p>"
        own.action_deliver()
        answer = self.env["skks.answer"].browse(inquiry.action_draft_answer()["res_id"])
        answer = answer.with_user(self.officer)
        answer.action_submit()
        if answer.signoff_state == "substantive":
            answer.with_user(self.roads).action_approve()
        answer.with_user(self.head).action_approve()
        return answer

    def friday(self):
        """The story of AS9; returns the answer that left with one acceptance."""
        with self.at(utc(2026, 11, 27, 14, 0)):
            self.accepted(name="Zwykła").action_send()
        with self.at(utc(2026, 11, 27, 15, 20)):
            self.category.with_user(self.admin).signoff_stages = "1"
        with self.at(utc(2026, 11, 27, 15, 25)):
            answer = self.accepted(name="Skrócona")
            answer.action_send()
        with self.at(utc(2026, 11, 27, 15, 40)):
            self.category.with_user(self.admin).signoff_stages = "2"
        with self.at(utc(2026, 11, 27, 15, 50)):
            self.accepted(name="Znów zwykła").action_send()
        self.env.flush_all()
        return answer


@tagged("post_install", "-at_install")
class TestAudit(AuditCase):
    def test_all_three_in_the_audit_of_both(self):
        answer = self.friday()
        with self.at(utc(2026, 11, 30, 9, 0)):
            for person in (self.admin, self.officer):
                lines = self.lines(self.audit(person))
                self.assertThree(lines, answer)

    def assertThree(self, lines, answer):
        changes = lines.filtered(lambda line: line.act == "inquiry.category.change")
        self.assertEqual(
            [(line.date, line.user_id) for line in changes],
            [
                (utc(2026, 11, 27, 15, 20), self.admin),
                (utc(2026, 11, 27, 15, 40), self.admin),
            ],
        )
        self.assertIn("Acceptance: Entities, then press office", changes[0].detail)
        self.assertIn("Acceptance: Press office only", changes[0].detail)
        sent = lines.filtered(
            lambda line: (
                line.act == "permit.answer" and line.res_id == answer.inquiry_id.id
            )
        )
        self.assertEqual(sent.date, utc(2026, 11, 27, 15, 25))
        self.assertEqual(sent.user_id, self.officer)

    def test_report_names_exactly_that_answer(self):
        answer = self.friday()
        action = self.env.ref("skks_base.skks_gate_permit_action")
        self.assertIn("one_acceptance", action.context)
        permits = self.env["skks.gate.permit"].with_user(self.auditor)
        found = permits.search(
            [
                ("kind", "=", "answer"),
                ("accepted_stages", "=", 1),
                ("demanded_stages", ">", 1),
            ]
        )
        self.assertEqual(found.res_id, answer.inquiry_id.id)
        self.assertEqual(len(found), 1)
        self.assertIn("Adam Wójcik", found.basis_changes)
        self.assertEqual(len(found.basis_changes.split("\n")), 2)

    def test_kind_that_always_demands_one_is_not_reported(self):
        with self.at(utc(2026, 9, 1, 9, 0)):
            self.category.with_user(self.admin).signoff_stages = "1"
        with self.at(utc(2026, 11, 27, 9, 0)):
            answer = self.accepted(name="Jednostopniowa")
            answer.action_send()
        permit = self.env["skks.gate.permit"].search(
            [("res_id", "=", answer.inquiry_id.id), ("kind", "=", "answer")]
        )
        self.assertEqual((permit.accepted_stages, permit.demanded_stages), (1, 1))

    def test_everything_a_person_did(self):
        with self.at(utc(2026, 11, 27, 10, 0)):
            answer = self.accepted(name="Most")
            inquiry = answer.inquiry_id
            inquiry.message_post(body="Dzwoniłem", subject="Rozmowa")
            self.env.cr.precommit.run()
            inquiry.priority = "2"
            self.env.flush_all()
            self.env.cr.precommit.run()
            inquiry.activity_schedule(
                "mail.mail_activity_data_todo", user_id=self.officer.id
            ).action_feedback("zrobione")
            answer.action_send()
            self.officer.with_user(self.officer)._update_last_login()
            self.env.flush_all()
        acts = set(self.lines(self.audit(self.officer)).mapped("act"))
        self.assertLessEqual(
            {
                "case.state",
                "signoff.write",
                "signoff.submit",
                "permit.answer",
                "outgoing.release",
                "mail.accepted",
                "message.note",
                "message.task",
                "message.change",
                "user.login",
            },
            acts,
        )
        acts = set(self.lines(self.audit(self.roads)).mapped("act"))
        self.assertIn("signoff.accept", acts)
        self.assertIn("contribution.state", acts)

    def test_stand_in_in_both_audits(self):
        self.head.write(
            {
                "out_of_office_from": utc(2026, 11, 27, 7, 0),
                "out_of_office_to": utc(2026, 11, 27, 18, 0),
                "stand_in_id": self.secretary.id,
            }
        )
        with self.at(utc(2026, 11, 27, 10, 0)):
            inquiry = self._inquiry(category_id=self.category.id)
            inquiry.action_confirm()
            values = {"inquiry_id": inquiry.id, "name": "Odp", "body": "<p>Tak</p>"}
            answer = self.env["skks.answer"].with_user(self.officer).create(values)
            answer.action_submit()
            answer.with_user(self.secretary).action_approve()
            self.env.flush_all()
        line = self.lines(self.audit(self.secretary)).filtered(
            lambda line: line.act == "signoff.accept"
        )
        self.assertEqual(line.on_behalf_id, self.head)
        line = self.lines(self.audit(self.head)).filtered(
            lambda line: line.act == "signoff.accept"
        )
        self.assertEqual((line.user_id, line.kind), (self.secretary, "related"))

    def test_period_is_of_local_days(self):
        for moment in (
            utc(2026, 11, 26, 23, 59),
            utc(2026, 11, 27, 0, 0),
            utc(2026, 11, 27, 23, 59),
            utc(2026, 11, 28, 0, 0),
        ):
            with self.at(moment):
                self.env["skks.journal.entry"].with_user(self.school)._log(
                    self.sp5, "test.moment"
                )
        self.env.flush_all()
        lines = self.lines(self.audit(self.school))
        self.assertEqual(
            lines.mapped("date"), [utc(2026, 11, 27, 0, 0), utc(2026, 11, 27, 23, 59)]
        )
        self.assertEqual(lines[0].act_name, "test.moment")
        self.assertEqual(lines[0].kind, "other")

    # ------------------------------------------------------------------
    # Looking is an act too
    # ------------------------------------------------------------------

    def test_opening_is_journalled(self):
        audit = self.audit(self.officer)
        entry = self.env["skks.journal.entry"].search(
            [("act", "=", "audit.open")], limit=1
        )
        self.assertEqual(entry.user_id, self.auditor)
        self.assertEqual(entry.res_id, self.officer.id)
        self.assertEqual(entry.reason, "Audyt 4/2026")
        self.assertEqual(entry.new_value, "27.11.2026 – 27.11.2026")
        self.assertEqual(audit.create_uid, self.auditor)

    def test_no_line_without_an_audit_of_ones_own(self):
        self.friday()
        other = self._user("inny", "auditor", name="Inny Audytor")
        audit = self.audit(self.officer)
        self.assertTrue(self.lines(audit))
        lines = self.env["skks.audit.line"].with_user(other)
        self.assertFalse(lines.search([]))
        with self.assertRaises(AccessError):
            audit.with_user(other).read(["reason"])
        with self.assertRaises(AccessError):
            self.draw(audit.with_user(other))

    def test_nobody_else_opens_one(self):
        for user in (self.officer, self.head, self.roads, self.secretary, self.admin):
            with self.assertRaises(AccessError):
                self.audit(self.officer, auditor=user)
            with self.assertRaises(AccessError):
                self.env["skks.audit.line"].with_user(user).search([])

    def test_audit_never_changes(self):
        audit = self.audit(self.officer)
        for door in (audit, audit.sudo()):
            with self.assertRaises(AccessError):
                door.write({"reason": "x"})
            with self.assertRaises(AccessError):
                door.unlink()

    def test_forged_values_are_ignored(self):
        audit = self.Audit.create(
            {
                "subject_id": self.officer.id,
                "date_from": "2026-11-27",
                "date_to": "2026-11-27",
                "reason": "x",
                "from_at": "1990-01-01 00:00:00",
                "to_at": "2090-01-01 00:00:00",
            }
        )
        self.assertEqual(audit.from_at, utc(2026, 11, 27, 0, 0))

    # ------------------------------------------------------------------
    # Screens and paper
    # ------------------------------------------------------------------

    def draw(self, audit):
        reports = self.env["ir.actions.report"].with_user(audit.env.user)
        reports = reports.with_context(force_report_rendering=True, lang="pl_PL")
        content = reports._render_qweb_pdf("skks_base.report_audit", audit.ids)[0]
        return extract_text(io.BytesIO(content))

    def test_printed_with_counts_and_journalled(self):
        self.friday()
        audit = self.audit(self.officer)
        text = self.draw(audit)
        for words in (
            "Audyt pracownika",
            "Jakub Śledź",
            "Adam Wójcik",
            "27.11.2026",
            "15:25",
            "Audyt 4/2026",
            "Wysłano odpowiedź",
            "Wysłane pisma",
        ):
            self.assertIn(words, text)
        self.assertNotIn("permit.answer", text)
        entry = self.env["skks.journal.entry"].search(
            [("act", "=", "audit.print")], limit=1
        )
        self.assertEqual((entry.user_id, entry.res_id), (self.auditor, self.officer.id))

    def test_counts_agree_with_the_lines(self):
        self.friday()
        audit = self.audit(self.officer)
        lines = self.lines(audit)
        self.assertEqual(audit.line_count, len(lines))
        self.assertEqual(
            sum(count for _kind, count in audit._kind_counts()), len(lines)
        )

    def test_document_opens_from_its_line(self):
        answer = self.friday()
        lines = self.lines(self.audit(self.officer))
        line = lines.filtered(lambda line: line.act == "permit.answer")[1]
        action = line.action_open_document()
        self.assertEqual(action["res_model"], "skks.inquiry")
        self.assertEqual(action["res_id"], answer.inquiry_id.id)
        gone = lines.filtered(lambda line: not line.res_id)[:1]
        if gone:
            self.assertFalse(gone.has_document)

    def test_acts_have_names(self):
        """No short name of an act reaches the screen of an auditor."""
        self.friday()
        self.env.cr.execute("SELECT DISTINCT act FROM skks_journal_entry")
        acts = self.env["skks.journal.act"]
        known = {act for (act,) in self.env.cr.fetchall() if act != "x"}
        unnamed = {act for act in known if acts._name_of(act) == act}
        self.assertEqual(unnamed, set())

    def test_audit_of_a_busy_year_is_quick(self):
        """One query for a page, whatever the number of sources."""
        self.friday()
        audit = self.audit(self.officer)
        audit.flush_recordset()
        with self.assertQueryCount(12):
            self.env["skks.audit.line"].with_user(self.auditor).web_search_read(
                [("audit_id", "=", audit.id)],
                {"date": {}, "act_name": {}, "detail": {}, "kind": {}},
                limit=80,
            )


@tagged("post_install", "-at_install")
class TestAuditDownload(AuditCase, HttpCase):
    @mute_logger("odoo.http")
    def test_printing_by_the_web_client_is_journalled(self):
        audit = self.audit(self.officer, day=self.env.company._skks_today())
        self.env.flush_all()
        self.authenticate("zmuda", "zmuda")
        response = self.url_open(f"/report/pdf/skks_base.report_audit/{audit.id}")
        self.assertEqual(response.status_code, 200)
        entry = self.env["skks.journal.entry"].search(
            [("act", "=", "audit.print")], limit=1
        )
        self.assertEqual(entry.user_id, self.auditor)
