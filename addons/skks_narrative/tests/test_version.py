import psycopg2

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import tagged, warmup
from odoo.tools import mute_logger

from . import common


@tagged("post_install", "-at_install")
class TestVersion(common.NarrativeCase):
    def test_acceptance_makes_a_version(self):
        narrative = self.draft()
        self.assertEqual(narrative.entity_id, self.roads, "entity of the expert")
        narrative.action_submit()
        self.assertEqual(narrative.approver_ids, self.expert | self.deputy)
        narrative.with_user(self.expert).action_approve()
        self.assertFalse(narrative.version_ids, "one stage is not enough")
        narrative.with_user(self.manager).action_approve()
        version = narrative.version_ids
        self.assertRecordValues(
            version,
            [
                {
                    "number": 1,
                    "name": narrative.name,
                    "thesis": narrative.thesis,
                    "body": narrative.body,
                    "user_id": self.manager.id,
                    "expert_id": self.expert.id,
                }
            ],
        )
        self.assertEqual(narrative.current_version_id, version)
        line = version.sudo().signoff_line_id
        self.assertEqual((line.decision, line.stage), ("accept", "office"))
        self.assertEqual(version.content_hash, line.content_hash)

    def test_author_does_not_accept(self):
        narrative = self.draft(author=self.manager)
        narrative.action_submit()
        narrative.with_user(self.expert).action_approve()
        with self.assertRaises(AccessError):
            narrative.with_user(self.manager).action_approve()
        narrative.with_user(self.leader).action_approve()
        self.assertEqual(narrative.signoff_state, "approved")

    def test_expert_who_wrote_does_not_accept(self):
        narrative = self.draft()
        narrative.with_user(self.expert).thesis = "On Tuesday."
        narrative.with_user(self.expert).action_submit()
        self.assertEqual(narrative.approver_ids, self.deputy)
        with self.assertRaises(AccessError):
            narrative.with_user(self.expert).action_approve()

    def test_head_where_expert_and_deputy_wrote(self):
        narrative = self.draft(deputy_id=False)
        narrative.with_user(self.expert).thesis = "On Tuesday."
        narrative.action_submit()
        self.assertEqual(narrative.approver_ids - self.expert, self.head)
        narrative.with_user(self.head).action_approve()
        self.assertEqual(narrative.signoff_state, "office")

    def test_stages_by_different_people(self):
        narrative = self.draft(expert_id=self.manager.id, entity_id=self.roads.id)
        narrative.action_submit()
        narrative.with_user(self.manager).action_approve()
        with self.assertRaises(AccessError):
            narrative.with_user(self.manager).action_approve()
        self.assertEqual(narrative.approver_ids, self.leader)

    def test_who_vouches_is_required(self):
        for fname, words in (("expert_id", "Expert"), ("entity_id", "Entity")):
            narrative = self.draft()
            narrative.with_context(lang="en_US")[fname] = False
            with self.subTest(fname), self.assertRaisesRegex(UserError, words):
                narrative.with_context(lang="en_US").action_submit()

    def test_edit_voids_and_says_what_changed(self):
        narrative = self.approved()
        narrative.body = "<p>The bridge opens on Tuesday.</p>"
        self.assertEqual(narrative.signoff_state, "draft")
        self.assertIn("Monday", narrative.current_version_id.body)
        with self.assertRaises(UserError):
            narrative.action_submit()
        narrative.change_note = "The contractor is late"
        self.accept(narrative)
        first, second = narrative.version_ids.sorted("number")
        self.assertEqual((first.number, second.number), (1, 2))
        self.assertEqual(second.change_note, "The contractor is late")
        self.assertFalse(narrative.change_note)
        self.assertIn("<del>Monday</del><ins>Tuesday</ins>", second.difference)
        self.assertFalse(first.difference)
        self.assertNotIn("Thesis", second.difference)
        self.assertIn("Monday", first.body)

    def test_internal_note_voids_nothing(self):
        narrative = self.approved()
        narrative.internal = "<p>Ask Piotr first</p>"
        self.assertEqual(narrative.signoff_state, "approved")

    def test_rows_never_change(self):
        narrative = self.approved()
        narrative.with_user(self.expert).action_confirm()
        users = (self.officer, self.manager, self.expert, self.auditor, self.employee)
        for rows, vals in (
            (narrative.version_ids, {"body": "<p>Forged</p>"}),
            (narrative.confirmation_ids, {"outcome": "changed"}),
        ):
            values = {"narrative_id": narrative.id, "name": "x", "number": 9}
            for door in [*(rows.with_user(user) for user in users), rows.sudo()]:
                with self.subTest(rows=rows._name, uid=door.env.uid):
                    for attempt in (
                        lambda door=door, vals=vals: door.write(vals),
                        lambda door=door: door.unlink(),
                        lambda door=door: door.copy(),
                        lambda door=door, values=values: door.create(values),
                    ):
                        with self.assertRaises(AccessError):
                            attempt()
                    try:
                        imported = door.load(
                            [".id", "narrative_id/.id"],
                            [[str(rows[0].id), str(narrative.id)]],
                        )["ids"]
                    except AccessError:
                        imported = False
                    self.assertFalse(imported)

    def test_no_version_by_commands_of_its_position(self):
        narrative = self.approved()
        version = narrative.version_ids
        values = {"name": "x", "number": 2, "approved_at": "2026-01-01 00:00:00"}
        for door in (narrative, narrative.with_user(self.manager), narrative.sudo()):
            for command in (
                Command.create(values),
                Command.update(version.id, {"body": "x"}),
                Command.delete(version.id),
                Command.unlink(version.id),
                Command.clear(),
            ):
                with self.subTest(command=command), self.assertRaises(AccessError):
                    door.write({"version_ids": [command]})
            with self.assertRaises(AccessError):
                door.with_context(default_version_ids=[Command.create(values)]).create(
                    {"name": "x"}
                )

    def test_nobody_writes_what_follows_from_acts(self):
        narrative = self.approved()
        vals_list = (
            {"confirmed_on": "2030-01-01"},
            {"confirm_due": "2030-01-01"},
            {"withdrawn_at": "2026-01-01 00:00:00"},
            {"withdrawn_reason": "x"},
            {"current_version_id": False},
        )
        for user in (self.officer, self.manager, self.expert):
            for vals in vals_list:
                with self.subTest(user=user.login, vals=vals):
                    with self.assertRaises(UserError):
                        call_kw(
                            self.Narrative.with_user(user),
                            "write",
                            [narrative.ids, vals],
                            {},
                        )
                    with self.assertRaises(UserError):
                        narrative.sudo().write(vals)
        forged = self.Narrative.with_context(default_confirmed_on="2030-01-01").create(
            {"name": "x", "confirm_due": "2030-01-01"}
        )
        self.assertFalse(forged.confirmed_on or forged.confirm_due)
        copied = narrative.copy()
        self.assertFalse(copied.confirmed_on or copied.confirm_due)
        self.assertFalse(copied.current_version_id or copied.version_ids)
        self.assertEqual(copied.freshness, "never_confirmed")

    def test_what_was_accepted_is_not_deleted(self):
        narrative = self.approved()
        with self.assertRaises(AccessError):
            narrative.with_user(self.manager).unlink()
        with self.assertRaises(UserError):
            narrative.sudo().unlink()

    def test_deputy_is_another_person(self):
        with self.assertRaises(ValidationError):
            self.draft(deputy_id=self.expert.id)

    @mute_logger("odoo.sql_db")
    def test_bad_numbers_and_dates(self):
        for vals in (
            {"confirm_every": 0},
            {"valid_from": "2026-02-01", "valid_to": "2026-01-31"},
        ):
            with (
                self.subTest(vals=vals),
                self.assertRaises(psycopg2.errors.CheckViolation),
                self.cr.savepoint(),
            ):
                self.draft(**vals)

    def test_interval_follows_importance(self):
        self.assertEqual(self.draft().confirm_every, 90)
        self.assertEqual(self.draft(importance="crisis").confirm_every, 14)
        self.assertEqual(
            self.draft(importance="crisis", confirm_every=5).confirm_every, 5
        )

    @warmup
    def test_cost_of_a_list_does_not_multiply(self):
        narratives = self.Narrative.with_user(self.officer)
        specification = {
            "name": {},
            "freshness": {},
            "signoff_state": {},
            "version_number": {},
            "can_confirm": {},
            "can_approve": {},
            "use_count": {},
            "expert_id": {"fields": {"display_name": {}}},
            "topic_ids": {"fields": {"display_name": {}}},
        }
        counts = []
        for number in (1, 19):
            for n in range(number):
                self.draft(name=f"{number} {n}")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            narratives.web_search_read([], specification, limit=80)
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2, counts)
