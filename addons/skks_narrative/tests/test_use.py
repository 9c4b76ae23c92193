from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import tagged

from . import common


@tagged("post_install", "-at_install")
class TestUse(common.AnswerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time("2026-03-02 11:00:00"):
            cls.narrative = cls.approved()

    def setUp(self):
        super().setUp()
        frozen = freeze_time("2026-03-03 11:00:00")
        frozen.start()
        self.addCleanup(frozen.stop)

    def use(self, user=None, record=None, reason=None, narrative=None):
        record = record or self.answer
        narrative = (narrative or self.narrative).with_user(user or self.officer)
        return narrative.action_use_in(record._name, record.id, reason)

    def test_text_goes_in_and_is_recorded(self):
        html = self.use()
        self.assertEqual(html, self.narrative.current_version_id.body)
        self.answer.invalidate_recordset()
        self.assertRecordValues(
            self.answer.narrative_use_ids,
            [
                {
                    "version_id": self.narrative.current_version_id.id,
                    "narrative_id": self.narrative.id,
                    "inserted_by": self.officer.id,
                    "reason": False,
                    "document_name": "Answer",
                    "is_outdated": False,
                }
            ],
        )
        self.assertEqual(self.narrative.use_count, 1)

    def test_records_of_two_models_with_one_id(self):
        notice = self.notice
        if notice.id != self.answer.id:
            self.env.cr.execute(
                "UPDATE skks_test_notice SET id = %s WHERE id = %s",
                [self.answer.id, notice.id],
            )
            notice = notice.browse(self.answer.id)
            self.env.invalidate_all()
        self.use()
        self.use(record=notice)
        self.use(record=notice)
        self.env.invalidate_all()
        self.assertEqual(len(self.answer.narrative_use_ids), 1)
        self.assertEqual(len(notice.narrative_use_ids), 2)
        found = self.answer.search([("narrative_use_ids.reason", "=", False)])
        self.assertIn(self.answer, found)
        found = notice.search([("narrative_use_ids.version_id", "=", -1)])
        self.assertFalse(found)

    def test_used_version_stays(self):
        self.use()
        used = self.answer.narrative_use_ids
        self.narrative.write({"body": "<p>On Tuesday</p>", "change_note": "Late"})
        self.assertFalse(used.is_outdated)
        self.assertIn("Monday", self.use(), "a draft is not used")
        self.accept(self.narrative)
        used.invalidate_recordset()
        self.assertTrue(used.is_outdated)
        self.assertEqual(used.version_id.number, 1)
        self.assertIn("Tuesday", self.use())

    def test_use_renews_nothing(self):
        due = self.narrative.confirm_due
        self.use()
        self.assertEqual(self.narrative.confirm_due, due)

    def test_expired_needs_a_reason(self):
        with freeze_time("2027-03-02 11:00:00"):
            self.narrative.invalidate_recordset()
            for reason in (None, "", "  "):
                with self.assertRaises(UserError):
                    self.use(reason=reason)
            self.use(reason="Still true, the expert is away")
        self.assertEqual(
            self.answer.narrative_use_ids.reason, "Still true, the expert is away"
        )

    def test_overdue_needs_none(self):
        with freeze_time("2026-06-05 11:00:00"):
            self.narrative.invalidate_recordset()
            self.assertEqual(self.narrative.freshness, "overdue")
            self.use()

    def test_not_valid_yet_needs_a_reason(self):
        self.narrative.valid_from = "2026-04-01"
        with self.assertRaises(UserError):
            self.use()
        self.use(reason="For the calendar of the quarter")

    def test_withdrawn_is_not_used(self):
        self.narrative.with_user(self.expert).action_withdraw("Closed again")
        with self.assertRaisesRegex(UserError, "Closed again"):
            self.use(reason="All the same")

    def test_draft_is_not_used(self):
        with self.assertRaises(UserError):
            self.use(narrative=self.draft(), reason="All the same")

    def test_needs_the_right_to_write_the_text(self):
        self.answer.is_secret = True
        with self.assertRaises(AccessError):
            self.use(user=self.expert)
        self.use(user=self.officer)

    def test_needs_the_right_to_read_the_position(self):
        for user in (self.stranger, self.employee):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.use(user=user)

    def test_only_texts_with_signoff(self):
        for model, res_id in (
            ("res.partner", self.officer.partner_id.id),
            ("skks.narrative", self.narrative.id),
            ("skks.nonsense", 1),
            (self.answer._name, 0),
            (self.answer._name, 10**9),
        ):
            with self.subTest(model=model), self.assertRaises(UserError):
                self.narrative.with_user(self.officer).action_use_in(model, res_id, "x")

    def test_rows_never_change(self):
        self.use()
        row = self.answer.narrative_use_ids
        values = {
            "res_model": self.answer._name,
            "res_id": self.answer.id,
            "version_id": row.version_id.id,
        }
        users = (self.officer, self.manager, self.expert, self.auditor, self.employee)
        for door in [*(row.with_user(user) for user in users), row.sudo()]:
            for attempt in (
                lambda door=door: door.write({"reason": "forged"}),
                lambda door=door: door.unlink(),
                lambda door=door: door.create(values),
                lambda door=door: door.with_context(
                    default_reason="x", skks_guard_pass=True
                ).create(values),
            ):
                with self.subTest(uid=door.env.uid), self.assertRaises(AccessError):
                    attempt()
        for command in (
            Command.create(values),
            Command.delete(row.id),
            Command.clear(),
        ):
            with self.assertRaises(AccessError):
                self.answer.sudo().write({"narrative_use_ids": [command]})
        with self.assertRaises(AccessError):
            call_kw(
                self.Narrative.with_user(self.officer),
                "_use_in",
                [self.narrative.ids, self.answer.id],
                {},
            )

    def test_rows_are_as_visible_as_their_text(self):
        self.answer.is_secret = True
        self.use()
        rows = self.env["skks.narrative.use"]
        mine = [("narrative_id", "=", self.narrative.id)]
        self.assertEqual(rows.with_user(self.officer).search_count(mine), 1)
        weak = rows.with_user(self.expert)
        self.assertFalse(weak.search(mine))
        self.assertEqual(weak.search_count(mine), 0)
        self.assertFalse(weak._read_group(mine, ["version_id"], ["__count"]))
        self.assertEqual(self.narrative.with_user(self.expert).use_count, 0)
        with self.assertRaises(AccessError):
            self.answer.narrative_use_ids.with_user(self.expert).read(["reason"])
        with self.assertRaises(AccessError):
            rows.with_user(self.employee).search(mine)

    def test_use_is_journalled(self):
        self.use()
        entry = self.env["skks.journal.entry"].search(
            [("act", "=", "narrative.use"), ("res_model", "=", self.answer._name)]
        )
        self.assertEqual((entry.user_id, entry.res_id), (self.officer, self.answer.id))
