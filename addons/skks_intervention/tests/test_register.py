import base64
import io
from datetime import date, datetime

import openpyxl
from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..models.intervention_register import COLUMNS
from .test_forwarding import ForwardingCase
from .test_law import ADDRESS, MARCH


@tagged("post_install", "-at_install")
class TestRegister(ForwardingCase):
    """M7.5: the register of complaints and motions with the statutory columns (K19)."""

    def _sheet(self, user=None, **values):
        wizard = self.env["skks.intervention.register"].with_user(
            user or self.dispatcher
        )
        wizard = wizard.create(
            {"date_from": date(2026, 1, 1), "date_to": date(2026, 12, 31), **values}
        )
        wizard.action_export()
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(wizard.file)))
        name = dict(wizard._selection_register())[wizard.register]
        self.assertEqual(book.active.title, name)
        self.assertTrue(wizard.filename.startswith(f"{name}, 2026-"))
        return list(book.active.iter_rows(values_only=True))

    @freeze_time(MARCH)
    def test_columns_and_rows(self):
        case = self._report(postal_address=ADDRESS, name="=1+1")
        self._qualified(case, "complaint")
        self._report()
        case.register_note = "Rozpatrzona na sesji."
        reply = self._accepted_reply(case)
        reply.action_send()
        rows = self._sheet()
        self.assertEqual(len(rows), 2, "an ordinary report is not in it")
        row = dict(zip(COLUMNS, rows[1], strict=True))
        self.assertEqual(row["number"], case.number)
        self.assertEqual(row["received_at"], datetime(2026, 3, 16, 10))
        self.assertEqual(row["register_who"], "Stefan Gałązka")
        self.assertEqual(row["postal_address"], ADDRESS)
        self.assertEqual(row["name"], "=1+1", "a word, no formula")
        self.assertEqual(row["entity_id"], self.wdt.display_name)
        self.assertEqual(row["legal_due_at"].date(), date(2026, 4, 16))
        self.assertEqual(row["register_how"], self.done.name)
        self.assertEqual(row["register_notice_to"], "Stefan Gałązka")
        self.assertEqual(row["register_note"], "Rozpatrzona na sesji.")
        entry = self.env["skks.journal.entry"].search(
            [("act", "=", "intervention.register")], limit=1, order="id desc"
        )
        self.assertEqual(entry.user_id, self.dispatcher)

    @freeze_time(MARCH)
    def test_how_it_ended(self):
        forwarded, left = self._report(postal_address=ADDRESS), self._report()
        self._qualified(forwarded, "motion")
        self._accepted(forwarded).action_send()
        self._qualified(left, "complaint", contact_name=False, postal_address=False)
        left.action_leave_unexamined(reason="Anonim.")
        self.assertIn("Starostwo", forwarded.register_how)
        self.assertTrue(forwarded.register_notice_at)
        self.assertEqual(left.register_how, left.env._("Left unexamined"))
        self.assertFalse(left.register_notice_at)

    @freeze_time(MARCH)
    def test_petitions_have_their_own(self):
        case = self._report(postal_address=ADDRESS)
        self._qualified(case, "petition")
        self.assertEqual(len(self._sheet()), 1)
        self.assertEqual(len(self._sheet(register="petitions")), 2)
        outside = self._sheet(register="petitions", date_from=date(2026, 3, 17))
        self.assertEqual(len(outside), 1)

    @freeze_time(MARCH)
    def test_who_takes_it(self):
        case = self._report(postal_address=ADDRESS)
        self._qualified(case, "complaint")
        for user in (self.officer, self.auditor, self.head):
            self.assertEqual(len(self._sheet(user)), 2)
        for user in (self.roads, self.secretary):
            with self.assertRaises(AccessError):
                self._sheet(user)
        case.with_user(self.head).write(
            {"coordinator_id": self.head.id, "confidential": True}
        )
        self.assertEqual(len(self._sheet(self.officer)), 1, "as visible as the report")


@tagged("post_install", "-at_install")
class TestFigures(ForwardingCase):
    """M7.5: shares in time, medians and what came back, as visible as the reports."""

    def _answered(self, days, **values):
        with freeze_time(datetime(2026, 3, 2, 9)):
            case = self._report(**values)
        with freeze_time(datetime(2026, 3, 2 + days, 9)):
            self._accepted_reply(case).action_send()
        return case

    def test_shares_and_medians(self):
        cases = self._answered(2) | self._answered(4) | self._answered(28)
        self.env.flush_all()
        figures = self.env["skks.intervention.report"].with_user(self.dispatcher)
        [(count, share, median)] = figures._read_group(
            [("intervention_id", "in", cases.ids)],
            [],
            ["reports:sum", "answer_in_time:avg", "answer_days:median"],
        )
        self.assertEqual(count, 3)
        self.assertAlmostEqual(share, 200 / 3, 1)
        self.assertAlmostEqual(median, 4, 1, "one that took a month says little")

    def test_time_of_waiting_is_not_counted(self):
        with freeze_time(datetime(2026, 3, 2, 9)):
            case = self._report()
            case._pausable_clocks()._skks_pause(reason="question")
        with freeze_time(datetime(2026, 3, 4, 9)):
            case.sudo().clock_ids._skks_resume()
        with freeze_time(datetime(2026, 3, 5, 9)):
            self._accepted_reply(case).action_send()
        self.env.flush_all()
        row = self.env["skks.intervention.report"].browse(case.id)
        self.assertAlmostEqual(row.answer_days, 1, 1)

    def test_reopened(self):
        case, other = self._answered(0), self._answered(0)
        case.action_close()
        case._transition("in_progress", reason="Nadal dziura.")
        self.assertEqual(case.reopened_count, 1)
        asked = self._answered(0)
        asked.sudo()._submitter_objects("Nadal dziura.")
        asked.action_reopen()
        self.assertEqual(asked.reopened_count, 1, "at the submitter's request")
        other._note_undelivered("550")
        self.assertEqual(other.reopened_count, 0, "an answer that did not arrive")
        self.env.flush_all()
        rows = self.env["skks.intervention.report"].browse((case.id, other.id))
        self.assertEqual(rows.mapped("is_reopened"), [100, 0])

    def test_split_and_joined_reports_count_once(self):
        report, other = self._report(), self._report()
        report._split(self.wdt, self.mpwik, "Zasuwa")
        (report + other)._join(report)
        self.env.flush_all()
        figures = self.env["skks.intervention.report"].with_user(self.dispatcher)
        ids = (report + other + report.part_ids).ids
        [(count, ids_counted)] = figures._read_group(
            [("intervention_id", "in", ids)],
            [],
            ["reports:sum", "intervention_id:recordset"],
        )
        self.assertEqual((count, ids_counted), (1, report))

    def test_as_visible_as_the_reports(self):
        case = self._answered(2)
        self.env.flush_all()
        domain = [("intervention_id", "=", case.id)]
        figures = self.env["skks.intervention.report"]
        for user in (self.roads, self.officer, self.auditor, self.secretary):
            self.assertTrue(figures.with_user(user).search(domain), user.login)
        self.assertFalse(figures.with_user(self.water).search(domain))
        groups = figures.with_user(self.water)._read_group(
            domain, ["category_id"], ["reports:sum"]
        )
        self.assertFalse(groups)
        case.sudo()._guarded_write(
            {
                "entity_id": False,
                "user_id": False,
                "complained_entity_ids": [Command.set(self.wdt.ids)],
            }
        )
        self.assertFalse(figures.with_user(self.roads).search(domain))
