"""Emergency release: who may, what leaves, who looks at it afterwards."""

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from . import common_signoff, common_smtp

REASON = "Zamknięto most, ludzie jadą"
OUTSIDER = "jan@kurier.example"


@tagged("post_install", "-at_install")
class TestEmergency(common_smtp.SmtpCase, common_signoff.SignoffCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second_head = cls._user("second.head", "group_manager")
        cls.people = (cls.officer, cls.expert, cls.employee, cls.auditor)

    def setUp(self):
        super().setUp()
        self.text = (
            self.env["skks.test.outgoing"]
            .with_user(self.officer)
            .create({"name": "Most", "body": "<p>Objazd.</p>", "email_to": OUTSIDER})
        )
        self.sink.clear()

    def _release(self, user=None, reason=REASON):
        text = self.text.with_user(user or self.manager).sudo(False)
        text.action_emergency_release(reason)
        return text

    def test_leaves_at_once_and_waits_to_be_confirmed(self):
        with freeze_time("2026-11-21 19:10:00"):  # Saturday 20:10 in Warsaw
            self._release()
        self.assertIn("Objazd.", self.assertOneLetterTo(OUTSIDER).text)
        text = self.text
        self.assertTrue(text.sent_at)
        self.assertEqual(text.signoff_state, "approved")
        self.assertEqual(text.emergency_state, "open")
        self.assertEqual(text.emergency_user_id, self.manager)
        self.assertEqual(text.emergency_reason, REASON)
        self.assertEqual(text.approver_ids, self.second_head | self.leadership)
        self.assertEqual(text.activity_ids.user_id, self.second_head | self.leadership)
        self.assertIn(("emergency", self.manager), self.decisions(text))
        entry = self.env["skks.journal.entry"].search(
            [("act", "=", "signoff.emergency"), ("user_id", "=", self.manager.id)]
        )
        self.assertEqual(entry.reason, REASON)

    def test_due_at_the_end_of_the_next_working_day(self):
        self.env.company._skks_load_holidays([2026])
        for released, due in (
            ("2026-11-21 19:10:00", "2026-11-23 15:00:00"),  # Saturday: Monday 16:00
            ("2026-11-23 09:00:00", "2026-11-24 15:00:00"),
            ("2026-11-10 09:00:00", "2026-11-12 15:00:00"),  # over Independence Day
        ):
            with self.subTest(released), freeze_time(released):
                found = self.text._emergency_due(fields.Datetime.now())
                self.assertEqual(str(found), due)

    def test_nobody_else_lets_go(self):
        for user in self.people:
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._release(user)
        self.assertNothingFor(OUTSIDER)
        self.assertFalse(self.text.emergency_state)

    def test_no_field_is_written_past_the_action(self):
        values = {
            "emergency_state": "open",
            "signoff_state": "approved",
            "emergency_reason": "x",
        }
        for user in (*self.people, self.manager, self.leadership):
            text = self.text.with_user(user).sudo(False)
            for fname, value in values.items():
                with self.subTest(user=user.login, field=fname):
                    with self.assertRaises(UserError):
                        text.write({fname: value})
        made = self.text.with_context(default_emergency_state="confirmed").copy()
        self.assertFalse(made.emergency_state)

    def test_needs_a_reason(self):
        for reason in (None, "", "   "):
            with self.assertRaisesRegex(UserError, "cannot wait"):
                self._release(reason=reason)

    def test_switched_off(self):
        self.env.company.skks_emergency_release = False
        self.assertFalse(self.text.with_user(self.manager).can_release)
        with self.assertRaisesRegex(UserError, "switched off"):
            self._release()
        self.assertNothingFor(OUTSIDER)

    def test_not_twice_and_not_what_is_accepted(self):
        self._release()
        with self.assertRaises(UserError):
            self._release(self.second_head)
        self.assertOneLetterTo(OUTSIDER)

    def test_takes_over_what_waits_for_acceptance(self):
        self.text.action_submit()
        self._release()
        self.assertEqual(
            self.text.activity_ids.user_id, self.second_head | self.leadership
        )
        self.assertEqual(self.text.signoff_round, 2)

    def test_confirmed_by_somebody_else(self):
        self._release()
        for user in (self.manager, self.officer, self.expert, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.text.with_user(user).sudo(False).action_emergency_confirm()
        mine = self.text.with_user(self.leadership)
        self.assertTrue(mine.can_approve)
        mine.action_emergency_confirm()
        self.assertEqual(self.text.emergency_state, "confirmed")
        self.assertEqual(self.text.emergency_closed_by_id, self.leadership)
        self.assertFalse(self.text.activity_ids)
        self.assertFalse(self.text.approver_ids)
        with self.assertRaises(UserError):
            self.text.with_user(self.second_head).action_emergency_confirm()

    def test_who_let_it_go_does_not_confirm_as_a_stand_in(self):
        self.absent(self.leadership, self.manager)
        self.absent(self.second_head, self.manager)
        self._release()
        self.assertFalse(self.text.with_user(self.manager).can_approve)
        with self.assertRaises(AccessError):
            self.text.with_user(self.manager).action_emergency_confirm()

    def test_author_does_not_confirm(self):
        self.text.with_user(self.second_head).body = "<p>Objazd przez Rynek.</p>"
        self._release()
        self.assertEqual(self.text.approver_ids, self.leadership)

    def test_objection_needs_words_and_is_kept(self):
        self._release(self.leadership)
        self.assertEqual(self.text.approver_ids, self.manager | self.second_head)
        mine = self.text.with_user(self.manager)
        with self.assertRaises(UserError):
            mine.action_emergency_object(" ")
        mine.action_emergency_object("Zła ulica")
        self.assertEqual(self.text.emergency_state, "objected")
        self.assertIn("Zła ulica", self.text.message_ids[:1].body)

    def test_changed_after_a_failure_is_accepted_as_usual(self):
        self.sink.refuse(OUTSIDER, "550 no")
        self._release()
        self.assertFalse(self.text.sent_at)
        self.text.body = "<p>Inny objazd.</p>"
        self.assertEqual(self.text.signoff_state, "draft")
        self.assertFalse(self.text.emergency_state)
        with self.assertRaises(UserError):
            self.text.action_send()
