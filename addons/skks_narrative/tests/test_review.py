from datetime import date, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from ..models.narrative_review import CONFIRM, ENDS
from ..tools import review
from . import common

LETTER = "2026-11-30 07:00:00"  # a Monday, after half past seven in Warsaw


@tagged("post_install", "-at_install")
class TestScenario(common.AnswerCase):
    """AS7, to the day: a position from its confirmation to its end."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time("2026-08-20 09:00:00"):
            cls.narrative = cls.approved(name="Opłata za odpady 2026")
        with freeze_time("2026-09-01 09:00:00"):
            cls.narrative.write(
                {
                    "body": "<p>Stawka wynosi 31 zł.</p>",
                    "change_note": "2026",
                    "valid_to": "2026-12-31",
                }
            )
            cls.accept(cls.narrative)
        cls.answers = cls.env["skks.test.answer"].create(
            [{"name": f"Outlet {number}"} for number in range(3)]
        )
        with freeze_time("2026-10-12 09:00:00"):
            for answer in cls.answers:
                cls.narrative.with_user(cls.officer).action_use_in(
                    answer._name, answer.id
                )

    def on(self, day):
        """Run the daily job of that day; return who has it on the desk, by login."""
        with freeze_time(f"{day} 05:00:00"):
            self.run_cron("skks_narrative.ir_cron_review")
            asked = self.narrative.activity_search([CONFIRM]).user_id
            return {user.login.partition(".")[0] for user in asked}

    def fresh_on(self, day):
        with freeze_time(f"{day} 11:00:00"):
            self.narrative.invalidate_recordset()
            return self.narrative.freshness

    def test_as7(self):
        narrative = self.narrative
        self.assertEqual(narrative.version_number, 2)
        self.assertEqual(narrative.confirmed_on, date(2026, 9, 1))
        self.assertEqual(narrative.confirm_due, date(2026, 11, 30))
        self.assertFalse(self.on("2026-11-13"))
        self.assertEqual(self.on("2026-11-16"), {"expert"})
        self._typo_and_change()
        self.assertEqual(narrative.version_number, 3)
        self.assertEqual(narrative.confirm_due, date(2026, 11, 30))
        self._the_end_approaches()

    def _typo_and_change(self):
        narrative = self.narrative
        with freeze_time("2026-11-24 09:00:00"):
            narrative.with_user(self.officer).body = "<p>Stawka wynosi 31,00 zł.</p>"
            self.assertEqual(narrative.freshness, "due_soon")
            self.assertEqual(narrative.confirmed_on, date(2026, 9, 1))
        with freeze_time("2026-11-25 09:00:00"):
            narrative.with_user(self.expert).write(
                {"body": "<p>Stawka wynosi 33 zł.</p>", "change_note": "Uchwała"}
            )
            self.accept(narrative, expert=self.deputy)
        uses = self.answers.narrative_use_ids
        self.assertEqual(uses.mapped("is_outdated"), [True] * 3)

    def _the_end_approaches(self):
        self.assertEqual(self.fresh_on("2026-11-30"), "due_soon")
        self.on("2026-11-30")
        self.assertEqual(self.fresh_on("2026-12-01"), "overdue")
        self.assertEqual(self.on("2026-12-01"), {"expert"})
        self.assertEqual(self.narrative.waiting_for, "entity")
        self.assertEqual(self.on("2026-12-04"), {"expert"})
        self.assertEqual(self.on("2026-12-07"), {"expert", "deputy"})
        self.assertEqual(self.on("2026-12-11"), {"expert", "deputy"})
        self.assertEqual(self.on("2026-12-14"), {"expert", "deputy", "head"})
        self.assertFalse(self.narrative.activity_search([ENDS]))
        self.on("2026-12-17")
        self.assertEqual(self.narrative.activity_search([ENDS]).user_id, self.expert)
        self.assertEqual(self.fresh_on("2026-12-29"), "overdue")
        self.assertEqual(self.fresh_on("2026-12-30"), "expired")
        self.on("2026-12-30")
        self.assertEqual(self.narrative.reminded_step, "expired")
        # nobody is asked any more; the day after the last one the notes are put right
        self.assertEqual(self.narrative.remind_on, date(2027, 1, 1))
        use = self.narrative.with_user(self.officer).action_use_in
        with freeze_time("2026-12-30 11:00:00"), self.assertRaises(UserError):
            use(self.answer._name, self.answer.id)

    def test_valid_to_ends_it_at_the_latest(self):
        with freeze_time("2026-12-28 09:00:00"):
            self.narrative.with_user(self.expert).action_confirm()
        self.assertEqual(self.fresh_on("2026-12-31"), "current")
        self.assertEqual(self.fresh_on("2027-01-01"), "expired")
        found = self.narrative.with_user(self.officer).search(
            [("name", "ilike", "odpady 2026")]
        )
        self.assertIn(self.narrative, found.with_env(self.env))

    def test_each_step_once_and_in_one_activity(self):
        for day in ("2026-11-16", "2026-11-17", "2026-12-01", "2026-12-02"):
            self.on(day)
        self.assertEqual(len(self.narrative.activity_search([CONFIRM])), 1)
        written = self.narrative.reminded_for, self.narrative.reminded_step
        self.assertEqual(written, (date(2026, 11, 30), "overdue"))
        with freeze_time("2026-12-03 09:00:00"):
            self.assertFalse(
                self.narrative.search(
                    self.narrative._review_domain()
                    & self.narrative._review_due_domain()
                )
                & self.narrative
            )

    def test_server_was_down(self):
        """The step of today is taken, not those that were missed one by one."""
        self.assertEqual(self.on("2026-12-15"), {"expert", "deputy", "head"})

    def test_nobody_is_asked_on_a_free_day(self):
        self.narrative.confirm_every = 88  # 28 November, a Saturday
        self.assertFalse(self.on("2026-11-14"))  # a Saturday
        self.assertEqual(self.on("2026-11-16"), {"expert"})

    def test_confirmation_ends_it(self):
        self.on("2026-12-07")
        with freeze_time("2026-12-07 11:00:00"):
            self.narrative.with_user(self.deputy).action_confirm()
        self.assertFalse(self.narrative.activity_search([CONFIRM]))
        self.assertFalse(self.narrative.reminded_step)
        self.assertFalse(self.narrative.waiting_for)
        self.assertEqual(self.narrative.confirm_due, date(2027, 3, 7))

    def test_absent_and_departed_experts(self):
        self.absent(self.expert, self.officer)
        self.assertEqual(self.on("2026-11-16"), {"officer"})

    def test_absent_without_a_stand_in(self):
        self.expert.out_of_office_from = "2020-01-01 00:00:00"
        self.assertEqual(self.on("2026-11-16"), {"deputy"})

    def test_departed(self):
        self.expert.active = False
        self.assertEqual(self.on("2026-11-16"), {"deputy"})

    def test_longer_interval_moves_only_the_date(self):
        self.on("2026-12-07")
        self.narrative.confirm_every = 365
        self.assertEqual(self.narrative.confirmed_on, date(2026, 9, 1))
        self.assertEqual(self.narrative.confirm_due, date(2027, 9, 1))
        self.assertFalse(self.narrative.waiting_for)

    def test_one_failure_stops_nobody(self):
        other = self.narrative
        with freeze_time("2026-09-01 09:00:00"):
            broken = self.approved(name="Broken", deputy_id=False)
        original = type(broken)._review

        def fail(narrative):
            if narrative == broken:
                raise ValueError
            return original(narrative)

        self.patch(type(broken), "_review", fail)
        with self.assertLogs("odoo.addons.skks_narrative", "ERROR"):
            self.assertEqual(self.on("2026-11-16"), {"expert"})
        self.assertEqual(other.reminded_step, "ahead")


@tagged("post_install", "-at_install")
class TestOutcomes(common.NarrativeCase):
    """M6.4: what the expert may say, and what confirms nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time("2026-03-02 11:00:00"):
            cls.narrative = cls.approved()

    def setUp(self):
        super().setUp()
        frozen = freeze_time("2026-06-05 11:00:00")
        frozen.start()
        self.addCleanup(frozen.stop)
        self.env.invalidate_all()

    def test_expert_changes_and_confirms(self):
        mine = self.narrative.with_user(self.expert)
        mine.write({"body": "<p>On Tuesday.</p>", "change_note": "Late"})
        mine.action_submit_and_confirm()
        self.assertEqual(self.narrative.confirmed_on, date(2026, 3, 2))
        self.narrative.with_user(self.deputy).action_approve()
        self.narrative.with_user(self.manager).action_approve()
        self.assertEqual(self.narrative.confirmed_on, date(2026, 6, 5))
        row = self.narrative.confirmation_ids[:1]
        self.assertEqual((row.outcome, row.user_id), ("changed", self.expert))
        self.assertFalse(self.narrative.vouched_hash)

    def test_later_edit_of_another_person_is_not_confirmed(self):
        mine = self.narrative.with_user(self.expert)
        mine.write({"body": "<p>On Tuesday.</p>", "change_note": "Late"})
        mine.action_submit_and_confirm()
        self.narrative.with_user(self.officer).body = "<p>On Wednesday.</p>"
        self.accept(self.narrative, expert=self.deputy)
        self.assertEqual(self.narrative.version_number, 2)
        self.assertEqual(self.narrative.confirmed_on, date(2026, 3, 2))

    def test_old_page_passes_nothing_on_as_confirmed(self):
        """M6.4: what somebody else wrote after the page was opened was not read."""
        mine = self.narrative.with_user(self.expert)
        mine.write({"body": "<p>On Tuesday.</p>", "change_note": "Late"})
        for change in (
            {"body": "<p>On Wednesday.</p>"},
            {"question_ids": [Command.create({"question": "Why?", "answer": "So."})]},
        ):
            seen = mine.text_hash
            self.narrative.with_user(self.officer).write(change)
            page = mine.with_context(skks_seen_text=seen)
            with (
                self.subTest(change),
                self.assertRaisesRegex(UserError, "Reload it"),
            ):
                page.action_submit_and_confirm()
            self.assertEqual(self.narrative.signoff_state, "draft")
        answer = self.narrative.question_ids.with_user(self.officer)
        seen = mine.text_hash
        answer.answer = "Because."
        self.assertNotEqual(mine.text_hash, seen)
        page = mine.with_context(skks_seen_text=mine.text_hash)
        page.action_submit_and_confirm()
        self.assertEqual(self.narrative.vouched_by_id, self.expert)

    def test_others_do_not_pass_on_as_confirmed(self):
        draft = self.narrative
        draft.with_user(self.officer).write({"thesis": "x", "change_note": "y"})
        with self.assertRaises(AccessError):
            draft.with_user(self.officer).action_submit_and_confirm()
        for fname, value in (
            ("vouched_hash", "x"),
            ("reported_on", "2026-01-01"),
            ("due_shift", 300),
            ("reminded_step", "expired"),
            ("proposed_expert_id", self.officer.id),
        ):
            with self.subTest(fname), self.assertRaises(UserError):
                draft.with_user(self.officer).write({fname: value})

    def test_several_at_once_only_own(self):
        foreign = self._of_the_water_company()
        narratives = (self.narrative | foreign).with_user(self.expert)
        action = narratives.action_confirm_several()
        message = action["params"]["message"]
        self.assertEqual(action["params"]["type"], "warning")
        self.assertEqual(self.narrative.confirmed_on, date(2026, 6, 5))
        self.assertFalse(foreign.confirmation_ids)
        self.assertNotIn("Pipes", message)

    def _of_the_water_company(self):
        draft = self.draft(name="Pipes", expert_id=self.stranger.id, deputy_id=False)
        return self.accept(draft, expert=self.stranger)

    def test_readable_ones_say_why_not(self):
        action = self.narrative.with_user(self.officer).action_confirm_several()
        self.assertIn(self.narrative.name, action["params"]["message"])
        self.assertFalse(self.narrative.confirmation_ids)

    def test_difference_to_what_was_confirmed(self):
        self.assertFalse(self.narrative.unconfirmed_difference)
        self.narrative.with_user(self.expert).write(
            {"body": "<p>The bridge opens on Friday.</p>", "change_note": "Late"}
        )
        self.accept(self.narrative, expert=self.deputy)
        self.narrative.invalidate_recordset()
        self.assertIn("<del>Monday</del>", self.narrative.unconfirmed_difference)
        self.narrative.with_user(self.expert).action_confirm()
        self.assertFalse(self.narrative.unconfirmed_difference)

    def _pass_on(self, user, to):
        wizard = self.env["skks.narrative.not.mine"].with_user(user)
        return wizard.create(
            {"narrative_id": self.narrative.id, "user_id": to.id, "reason": "Theirs"}
        ).action_pass_on()

    def test_not_mine_and_taken_over(self):
        self._pass_on(self.expert, self.head)
        self.assertEqual(self.narrative.expert_id, self.expert)
        with self.assertRaises(AccessError):
            self.narrative.with_user(self.deputy).action_take_over()
        self.narrative.with_user(self.head).action_take_over()
        self.assertEqual(self.narrative.expert_id, self.head)
        self.assertEqual(self.narrative.confirmed_on, date(2026, 3, 2))
        self.assertFalse(self.narrative.proposed_expert_id)

    def test_not_mine_and_refused(self):
        self._pass_on(self.expert, self.head)
        self.narrative.with_user(self.head).action_refuse_to_take_over("Nor mine")
        self.assertEqual(self.narrative.expert_id, self.expert)
        self.assertFalse(self.narrative.proposed_expert_id)
        self.assertEqual(self.narrative.activity_ids.user_id, self.manager)

    def test_who_was_asked_leaves(self):
        self._pass_on(self.expert, self.head)
        self.head.active = False
        self.assertFalse(self.narrative.proposed_expert_id)
        self.assertEqual(self.narrative.expert_id, self.expert)
        self.assertEqual(self.narrative.activity_ids.user_id, self.manager)

    def test_old_page_confirms_nothing(self):
        seen = self.narrative.current_version_id.id
        self.narrative.write({"thesis": "On Tuesday.", "change_note": "Late"})
        self.accept(self.narrative, expert=self.deputy)
        page = self.narrative.with_user(self.expert)
        with self.assertRaises(UserError):
            page.with_context(skks_seen_version=seen).action_confirm()
        seen = self.narrative.current_version_id.id
        page.with_context(skks_seen_version=seen).action_confirm()
        self.assertEqual(self.narrative.confirmed_on, date(2026, 6, 5))

    def test_not_mine_only_to_the_entity(self):
        for user in (self.stranger, self.employee, self.officer):
            with self.subTest(user.login), self.assertRaises(UserError):
                self._pass_on(self.expert, user)
        for user in (self.officer, self.stranger):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._pass_on(user, self.head)

    def test_not_mine_to_nobody(self):
        told = self._pass_on(self.expert, self.env["res.users"])
        self.assertIn("press office was asked", told["params"]["message"])
        self.assertEqual(self.narrative.activity_ids.user_id, self.manager)

    def test_spread_of_imported(self):
        """Several are not due on one day; a person's own confirmation is exact."""
        some = self.Narrative.union(*(self.approved(name=f"P{n}") for n in range(8)))
        self.Narrative._spread_due(some)
        days = some.mapped("confirm_due")
        self.assertGreater(len(set(days)), 5)
        plain = date(2026, 6, 5) + timedelta(days=90)
        self.assertLessEqual(max(abs((day - plain).days) for day in days), 14)
        self.Narrative._spread_due(some)
        self.assertEqual(days, some.mapped("confirm_due"))
        some[0].with_user(self.expert).action_confirm()
        self.assertEqual(some[0].confirm_due, plain)
        self.Narrative._spread_due(some)
        self.assertEqual(some[0].confirm_due, plain)

    def test_order_of_the_queue(self):
        """Importance × use × days late, in Python as in the database."""
        with freeze_time("2026-03-02 11:00:00"):
            crisis = self.approved(importance="crisis")
            green = self.approved(importance="evergreen")
        some = self.narrative | crisis | green
        found = self.Narrative.with_user(self.expert).search(
            [("id", "in", some.ids)], order="review_urgency desc, id"
        )
        self.assertEqual(found.ids, [crisis.id, self.narrative.id, green.id])
        points = found.mapped("review_urgency")
        self.assertEqual(points, sorted(points, reverse=True))
        self.assertEqual(points[1], review.urgency("normal", 0, 5))

    def test_badge_in_pickers(self):
        shown = self.narrative.with_context(formatted_display_name=True)
        self.assertEqual(shown.display_name, "Bridge on Młyńska\t`Overdue`")
        self.assertEqual(self.narrative.display_name, "Bridge on Młyńska")
        self.assertTrue(self.narrative.use_warning)


@tagged("post_install", "-at_install")
class TestReport(common.NarrativeCase):
    """M6.4: any reader says that a position is outdated."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time("2026-03-02 11:00:00"):
            cls.narrative = cls.approved()

    def setUp(self):
        super().setUp()
        frozen = freeze_time("2026-03-10 11:00:00")
        frozen.start()
        self.addCleanup(frozen.stop)
        self.env.invalidate_all()

    def report(self, user, reason="It opened"):
        self.narrative.with_user(user).action_report_outdated(reason)

    def test_due_today_and_asked(self):
        self.report(self.auditor)
        self.assertEqual(self.narrative.confirm_due, date(2026, 3, 10))
        self.assertEqual(self.narrative.reported_on, date(2026, 3, 10))
        activity = self.narrative.activity_search([CONFIRM])
        self.assertEqual(activity.user_id, self.expert)
        self.assertIn("It opened", activity.summary)
        entry = self.env["skks.journal.entry"].search(
            [("act", "=", "narrative.outdated"), ("res_id", "=", self.narrative.id)]
        )
        self.assertEqual((entry.user_id, entry.reason), (self.auditor, "It opened"))
        self.assertTrue(self.narrative.use_warning)

    def test_by_the_wizard_without_the_right_to_write(self):
        wizard = self.env["skks.reason"].with_user(self.auditor)
        wizard = wizard.with_context(
            active_model="skks.narrative",
            active_ids=self.narrative.ids,
            reason_action="action_report_outdated",
        )
        wizard.create({"reason": "It opened"}).action_confirm()
        self.assertEqual(self.narrative.report_ids.user_id, self.auditor)
        with self.assertRaises(AccessError):
            self.narrative.with_user(self.auditor).thesis = "x"

    def test_until_it_is_confirmed(self):
        self.report(self.officer)
        self.narrative.with_user(self.expert).action_confirm()
        self.assertFalse(self.narrative.reported_on)
        self.assertEqual(self.narrative.confirm_due, date(2026, 6, 8))
        self.assertEqual(len(self.narrative.report_ids), 1)
        self.assertFalse(self.narrative.activity_search([CONFIRM]))

    def test_once_a_version(self):
        self.report(self.officer)
        self.assertFalse(self.narrative.with_user(self.officer).can_report)
        with self.assertRaises(UserError):
            self.report(self.officer)
        self.report(self.leader)
        self.assertEqual(len(self.narrative.report_ids), 2)

    def test_reason_is_typed(self):
        for reason in (None, "", "  "):
            with self.assertRaises(UserError):
                self.report(self.officer, reason)

    def test_not_without_reading(self):
        for user in (self.stranger, self.employee, self.dispatcher):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.report(user)
        self.assertFalse(self.narrative.report_ids)

    def test_reports_are_as_visible_as_the_position(self):
        self.report(self.officer)
        reports = self.env["skks.narrative.report"]
        self.assertTrue(reports.with_user(self.expert).search([]))
        self.assertFalse(
            reports.with_user(self.stranger).search([]) & self.narrative.report_ids
        )
        with self.assertRaises(AccessError):
            self.narrative.report_ids.with_user(self.stranger).read(["reason"])
        with self.assertRaises(AccessError):
            reports.with_user(self.employee).search([])

    def test_rows_are_evidence(self):
        self.report(self.officer)
        for rows in (
            self.narrative.report_ids.with_user(self.officer),
            self.narrative.report_ids.sudo(),
        ):
            with self.assertRaises(AccessError):
                rows.write({"reason": "x"})
            with self.assertRaises(AccessError):
                rows.unlink()

    def test_not_too_many_a_day(self):
        with freeze_time("2026-03-02 11:00:00"):
            some = [self.approved(name=f"P{n}") for n in range(11)]
        for narrative in some[:10]:
            narrative.with_user(self.officer).action_report_outdated("x")
        with self.assertRaises(UserError):
            some[10].with_user(self.officer).action_report_outdated("x")
        with freeze_time("2026-03-12 11:00:00"):
            some[10].with_user(self.officer).action_report_outdated("x")

    def test_withdrawn_and_drafts(self):
        with self.assertRaises(UserError):
            self.draft().with_user(self.officer).action_report_outdated("x")
        self.narrative.with_user(self.expert).action_withdraw("Over")
        with self.assertRaises(UserError):
            self.report(self.officer)


@tagged("post_install", "-at_install")
class TestDigest(common.NarrativeCase):
    """M6.4: one letter a person and week, with nobody else's positions."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time("2026-09-01 09:00:00"):
            cls.mine = cls.approved(name="Bridge")
            cls.theirs = cls.accept(
                cls.draft(name="Pipes", expert_id=cls.stranger.id, deputy_id=False),
                expert=cls.stranger,
            )

    def send(self, moment):
        """Letters of one run, as ``{address: letter}``."""
        mails = self.env["mail.mail"].sudo()
        before = mails.search([])
        with freeze_time(moment):
            self.run_cron("skks_base.ir_cron_briefing")
        sent = mails.search([]) - before
        return {
            mail.email_to.partition("<")[2].rstrip(">"): mail
            for mail in sent
            if "/skks/position/" in mail.body_html
        }

    def test_one_letter_with_own_positions(self):
        sent = self.send(LETTER)
        self.assertEqual(set(sent), {self.expert.email, self.stranger.email})
        letter = sent[self.expert.email].body_html
        self.assertIn("Bridge", letter)
        self.assertNotIn("Pipes", letter)
        self.assertIn("/skks/position/", letter)
        self.assertFalse(self.send("2026-11-30 08:00:00"), "once a week")
        self.assertFalse(self.send("2026-12-01 08:00:00"))
        later = self.send("2026-12-07 08:00:00")
        self.assertIn(self.deputy.email, later)
        self.assertNotIn("Pipes", later[self.deputy.email].body_html)

    def test_all_in_one_and_what_matters_first(self):
        with freeze_time("2026-09-01 09:00:00"):
            self.approved(name="Alpha", importance="evergreen", confirm_every=90)
            self.approved(name="Zeta", importance="crisis", confirm_every=90)
        letter = self.send(LETTER)[self.expert.email].body_html
        places = [letter.index(name) for name in ("Zeta", "Bridge", "Alpha")]
        self.assertEqual(places, sorted(places))

    def test_stand_in_gets_the_letter(self):
        self.absent(self.expert, self.head)
        sent = self.send(LETTER)
        self.assertIn("Bridge", sent[self.head.email].body_html)
        self.assertNotIn(self.expert.email, sent)

    def test_not_before_the_office_opens(self):
        self.assertFalse(self.send("2026-11-30 05:00:00"))

    def test_desk(self):
        desk = self.env["skks.desk"]
        with freeze_time(LETTER):
            for user, narrative, mine in (
                (self.expert, self.mine, True),
                (self.deputy, self.mine, False),
                (self.officer, self.mine, False),
                (self.expert, self.theirs, False),
            ):
                row = desk.with_user(user).search(
                    [
                        ("res_model", "=", "skks.narrative"),
                        ("res_id", "=", narrative.id),
                        ("is_mine", "=", True),
                    ]
                )
                self.assertEqual(bool(row), mine, user.login)
                if row:
                    self.assertEqual(row.state_label, "To be confirmed soon")
        self.env.invalidate_all()
        with freeze_time("2026-12-08 08:00:00"):
            row = desk.with_user(self.deputy).search([("is_mine", "=", True)])
            self.assertIn(self.mine.id, row.mapped("res_id"))
            own = row.filtered(lambda one: one.res_id == self.mine.id)
            self.assertEqual(own.due_state, "overdue")

    def test_briefing_of_the_office(self):
        with freeze_time("2026-12-15 08:00:00"):
            self.mine.with_user(self.officer).action_report_outdated("Over")
            briefing = self.env["skks.briefing"].with_user(self.officer).new({})
            late = briefing._section_positions_late()
            self.assertLessEqual(
                {self.mine.id, self.theirs.id}, {row.res_id for row in late.rows}
            )
            reported = briefing._section_positions_reported()
            self.assertIn(self.mine.id, {row.res_id for row in reported.rows})

    def test_briefing_names_the_orphans(self):
        self.env["res.users"].browse(self.stranger.id).active = False
        briefing = self.env["skks.briefing"].with_user(self.officer).new({})
        orphans = briefing._section_positions_orphaned()
        self.assertIn(self.theirs.id, {row.res_id for row in orphans.rows})

    def test_briefing_of_a_stranger_has_none(self):
        with freeze_time("2026-12-15 08:00:00"):
            briefing = self.env["skks.briefing"].with_user(self.stranger)
            section = briefing.sudo(False).new({})._section_positions_late()
            self.assertNotIn(self.mine.id, {row.res_id for row in section.rows})


@tagged("post_install", "-at_install")
class TestLink(HttpCase, common.NarrativeCase):
    """M6.4: the link of a letter opens, and confirms nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.narrative = cls.approved()
        for user in (cls.expert, cls.stranger, cls.deputy):
            user.password = f"{user.login}-{user.login}"

    def open(self, path):
        return self.url_open(path, allow_redirects=False)

    def log_in(self, user):
        self.authenticate(user.login, f"{user.login}-{user.login}")

    def test_scanner_gets_the_login_page(self):
        answer = self.open(self.narrative._review_path(self.expert))
        self.assertIn("/web/login", answer.headers["Location"])
        self.assertFalse(self.narrative.confirmation_ids)

    def test_addressee(self):
        self.log_in(self.expert)
        path = self.narrative._review_path(self.expert)
        answer = self.open(path)
        self.assertTrue(
            answer.headers["Location"].endswith(f"to-confirm/{self.narrative.id}")
        )
        self.assertFalse(self.narrative.confirmation_ids)
        self.assertEqual(
            self.url_open(path, data={"csrf": "x"}).status_code, 405, "nothing posts"
        )

    def test_foreign_forged_and_old(self):
        good = self.narrative._review_path(self.expert)
        with freeze_time("2020-01-01"):
            old = self.narrative._review_path(self.expert)
        self.log_in(self.stranger)
        mine = self.narrative._review_path(self.stranger)
        for path in (good, old, mine):
            self.assertTrue(self.open(path).headers["Location"].endswith("to-confirm"))
        self.log_in(self.expert)
        for path in (
            old,
            good[:-4] + "AAAA",
            "/skks/position/x",
            "/skks/position/%C4%85",
            "/skks/position/AQ",
        ):
            with self.subTest(path):
                answer = self.open(path)
                self.assertTrue(answer.headers["Location"].endswith("to-confirm"))
        self.assertFalse(self.narrative.confirmation_ids)


@tagged("post_install", "-at_install")
class TestSteps(common.NarrativeCase):
    def test_pure_rules(self):
        due = date(2026, 11, 30)
        start = due - timedelta(days=review.lead_days(90))
        table = {
            -15: None,
            -14: "ahead",
            0: "ahead",
            1: "overdue",
            6: "overdue",
            7: "deputy",
            14: "head",
            29: "head",
            30: "expired",
        }
        for offset, step in table.items():
            day = due + timedelta(days=offset)
            self.assertEqual(review.step_on(day, start, due), step, offset)
        self.assertEqual(review.next_day(None, start, due), start)
        self.assertEqual(review.next_day("head", start, due), date(2026, 12, 30))
        self.assertIsNone(review.next_day("expired", start, due))
        self.assertEqual(review.lead_days(14), 7)
        shifts = [review.shift(number, 90) for number in range(1, 500)]
        self.assertLessEqual(max(map(abs, shifts)), 14)
        self.assertGreater(len(set(shifts)), 25)
