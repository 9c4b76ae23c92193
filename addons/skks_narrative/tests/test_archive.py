"""M6.4: what nobody needs any more is proposed for archiving, never archived."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from . import common

DAY = "2026-11-26"


@tagged("post_install", "-at_install")
@freeze_time(f"{DAY} 09:00:00")
class TestArchive(common.AnswerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.idle = cls.stale("Idle", 211)

    @classmethod
    def stale(cls, name, days):
        """Accepted; to be confirmed ``days`` ago."""
        narrative = cls.approved(name=name)
        day = fields.Date.to_date(DAY) - timedelta(days + narrative.confirm_every)
        narrative.sudo()._guarded_write({"confirmed_on": day})
        return narrative

    def proposed(self, narratives):
        self.Narrative._propose_archiving()
        domain = [("is_archive_proposed", "=", True), ("id", "in", narratives.ids)]
        found = self.Narrative.with_user(self.manager).search(domain)
        self.assertEqual(found, narratives.filtered("is_archive_proposed"))
        return set(found.mapped("name"))

    def test_to_the_day(self):
        just = self.stale("Just", 209)
        fresh = self.approved(name="Fresh")
        draft = self.draft(name="Draft", valid_to="2020-01-01")
        over = self.approved(name="Over", valid_to="2026-05-29")
        almost = self.approved(name="Almost", valid_to="2026-05-30")
        all_ = self.idle | just | fresh | draft | over | almost
        self.assertEqual(self.proposed(all_), {"Idle", "Over"})
        self.assertTrue(all_.filtered("active") == all_, "nothing goes by itself")

    def test_use_keeps_and_takes_back(self):
        used = self.stale("Used", 400)
        used._use_in(self.answer, reason="Asked again")
        self.assertEqual(self.proposed(self.idle | used), {"Idle"})
        self.idle._use_in(self.answer, reason="Asked again")
        self.assertEqual(self.proposed(self.idle | used), set())
        self.assertFalse(self.idle.archive_notice_on)
        self.assertFalse(self.idle.activity_ids)

    def test_old_use_does_not_count(self):
        use = self.idle._use_in(self.answer, reason="Old") and self.env[
            "skks.narrative.use"
        ].search([("narrative_id", "=", self.idle.id)])
        self.env.flush_all()
        self.cr.execute(
            "UPDATE skks_narrative_use SET inserted_at = '2026-05-01' WHERE id = %s",
            use.ids,
        )
        self.assertEqual(self.proposed(self.idle), {"Idle"})

    def test_expert_and_head_are_told(self):
        self.proposed(self.idle)
        self.assertEqual(self.idle.activity_ids.user_id, self.expert | self.manager)
        self.assertEqual(
            set(self.idle.activity_ids.mapped("date_deadline")),
            {fields.Date.to_date("2026-12-03")},
        )
        self.proposed(self.idle)
        self.assertEqual(len(self.idle.activity_ids), 2, "told once")

    def test_head_waits_a_week_and_the_expert_need_not(self):
        self.proposed(self.idle)
        head = self.idle.with_user(self.manager)
        with self.assertRaises(AccessError):
            head.action_archive_proposed()
        with freeze_time("2026-12-02 22:59:00"), self.assertRaises(AccessError):
            head.action_archive_proposed()
        self.env.invalidate_all()
        with freeze_time("2026-12-03 06:00:00"):
            head.action_archive_proposed()
        self.assertFalse(self.idle.active)
        other = self.stale("Other", 300)
        self.proposed(other)
        other.with_user(self.expert).action_archive_proposed()
        self.assertFalse(other.active)
        self.assertFalse(other.activity_ids)
        self.assertTrue(other.version_ids, "nothing is deleted")

    def test_keep(self):
        self.proposed(self.idle)
        with self.assertRaises(UserError):
            self.idle.with_user(self.expert).action_keep(" ")
        wizard = self.env["skks.reason"].with_user(self.expert)
        wizard.create({"reason": "Elections"}).with_context(
            active_model="skks.narrative",
            active_ids=self.idle.ids,
            reason_action="action_keep",
        ).action_confirm()
        self.assertEqual(self.idle.archive_kept_reason, "Elections")
        self.assertEqual(self.proposed(self.idle), set())
        with freeze_time("2027-05-25 09:00:00"):
            self.assertEqual(self.proposed(self.idle), set())
        with freeze_time("2027-05-26 09:00:00"):
            self.assertEqual(self.proposed(self.idle), {"Idle"})

    def test_nobody_else_decides(self):
        self.proposed(self.idle)
        for user in (
            self.officer,
            self.head,
            self.leader,
            self.auditor,
            self.stranger,
        ):
            narrative = self.idle.with_user(user)
            with self.subTest(user.login):
                with self.assertRaises(AccessError):
                    narrative.action_archive_proposed()
                with self.assertRaises(AccessError):
                    narrative.action_keep("x")
        self.assertTrue(self.idle.active and self.idle.archive_notice_on)

    def test_what_is_not_proposed(self):
        fresh = self.approved(name="Fresh").with_user(self.expert)
        for action in (fresh.action_archive_proposed, lambda: fresh.action_keep("x")):
            with self.assertRaises(UserError):
                action()

    def test_dates_are_guarded(self):
        for vals in (
            {"archive_notice_on": "2020-01-01"},
            {"archive_kept_on": "2030-01-01"},
            {"archive_kept_reason": "x"},
        ):
            for user in (self.manager, self.expert, self.env.user):
                with self.subTest(vals=vals), self.assertRaises(UserError):
                    self.idle.with_user(user).write(vals)

    def test_no_other_way_into_the_archive(self):
        """Not by writing or importing either: the expert has a week to object."""
        self.proposed(self.idle)
        fresh = self.approved(name="Fresh")
        for narrative in (self.idle, fresh):
            for user in (self.officer, self.manager, self.expert, self.env.user):
                with self.subTest(user.login), self.assertRaises(UserError):
                    narrative.with_user(user).write({"active": False})
            for user in (self.head, self.leader, self.auditor, self.stranger):
                with self.subTest(user.login), self.assertRaises(AccessError):
                    narrative.with_user(user).write({"active": False})
        self.assertTrue(self.idle.active and fresh.active)
        draft = self.draft(name="Draft")
        draft.with_user(self.officer).action_archive()
        self.assertFalse(draft.active)

    def test_menus_of_who_only_reads(self):
        """The web client offers archiving where the field can be written."""
        for user, readonly in (
            (self.officer, False),
            (self.expert, False),
            (self.leader, True),
            (self.auditor, True),
        ):
            with self.subTest(user.login):
                fields_ = self.Narrative.with_user(user).fields_get(["active"])
                self.assertEqual(fields_["active"]["readonly"], readonly)

    def test_several_at_once(self):
        """By the button over the list or by its menu: all of them, or none."""
        self.idle |= self.stale("Other", 300)
        self.proposed(self.idle)
        head = self.idle.with_user(self.manager)
        with self.assertRaisesRegex(AccessError, r"from [\d./]+ on the head"):
            head.action_archive_proposed()
        self.assertEqual(set(self.idle.mapped("active")), {True})
        with self.assertRaises(UserError):
            head.action_archive()
        with freeze_time("2026-12-03 09:00:00"):
            self.env.invalidate_all()
            head.action_archive()
        self.assertEqual(set(self.idle.mapped("active")), {False})
        journal = self.env["skks.journal.entry"]
        archived = [("act", "=", "narrative.archive"), ("res_id", "in", self.idle.ids)]
        self.assertEqual(journal.search_count(archived), 2)

    def test_found_and_brought_back(self):
        """Archived, found among the archived ones; who wants it back keeps it."""
        self.proposed(self.idle)
        self.idle.with_user(self.expert).action_archive_proposed()
        found = self.Narrative.with_user(self.officer).search(
            [("active", "=", False), ("search_text", "ilike", "idle")]
        )
        self.assertEqual(found, self.idle)
        with self.assertRaises(AccessError):
            self.idle.with_user(self.leader).action_unarchive()
        self.idle.with_user(self.officer).action_unarchive()
        self.assertTrue(self.idle.active)
        acts = self.env["skks.journal.entry"].search(
            [("res_model", "=", "skks.narrative"), ("res_id", "=", self.idle.id)]
        )
        acts = set(acts.mapped("act"))
        self.assertLessEqual({"narrative.archive", "narrative.restore"}, acts)
        self.assertEqual(self.proposed(self.idle), set(), "not at once again")
