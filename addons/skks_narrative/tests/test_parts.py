"""M6.1: key messages, questions and answers, sources; what replaces what."""

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from . import common

PARTS = {
    "key_message_ids": [
        Command.create({"sequence": 2, "text": "The town pays"}),
        Command.create({"sequence": 1, "text": "Safety comes first"}),
    ],
    "question_ids": [
        Command.create({"question": "When does it open?", "answer": "On Monday."})
    ],
    "source_ids": [
        Command.create(
            {
                "kind": "law",
                "name": "Act on public roads",
                "url": "https://isap.example/drogi",
                "date": "2026-01-02",
            }
        )
    ],
}
ROWS = ("key_message_ids", "question_ids", "source_ids")


@tagged("post_install", "-at_install")
class TestParts(common.NarrativeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.full = cls.approved(name="Full", **PARTS)
        cls.bare = cls.approved(name="Bare")

    def test_version_shows_them(self):
        """M6.1: what was accepted stays as it was, rows and all."""
        version = self.full.current_version_id.with_user(self.expert)
        self.assertIn(
            "<li>Safety comes first</li><li>The town pays</li>", version.key_messages
        )
        self.assertIn("<dt>When does it open?</dt>", version.questions)
        self.assertIn("https://isap.example/drogi", version.sources)
        self.full.key_message_ids[0].text = "Nobody pays"
        self.full.question_ids.unlink()
        self.full.source_ids.unlink()
        version.invalidate_recordset()
        self.assertIn("The town pays", version.key_messages)
        self.assertTrue(version.questions and version.sources)
        self.assertFalse(self.bare.current_version_id.key_messages)

    def test_readers_are_shown_no_empty_tables(self):
        """M6.1: what is empty is only there for who may fill it."""
        for user, edits in (
            (self.officer, True),
            (self.expert, True),
            (self.auditor, False),
            (self.leader, False),
        ):
            with self.subTest(user.login):
                self.assertEqual(self.bare.with_user(user).can_edit, edits)
        self.assertTrue(self.Narrative.with_user(self.officer).new({}).can_edit)

    def test_rows_are_text_not_markup(self):
        evil = "<img src=x onerror=alert(1)>"
        narrative = self.approved(
            key_message_ids=[Command.create({"text": evil})],
            question_ids=[Command.create({"question": evil, "answer": evil})],
            source_ids=[Command.create({"name": evil})],
        )
        version = narrative.current_version_id
        for fname in ("key_messages", "questions", "sources"):
            self.assertNotIn("<img", version[fname], fname)

    def test_each_change_of_a_row_voids(self):
        """M1.3: through whatever door, also the superuser's."""
        changes = {
            "new": lambda one: one.env["skks.narrative.message"].create(
                {"narrative_id": one.id, "text": "New"}
            ),
            "text": lambda one: one.question_ids.write({"answer": "Never."}),
            "order": lambda one: one.key_message_ids[0].write({"sequence": 9}),
            "gone": lambda one: one.source_ids.unlink(),
            "command": lambda one: one.write(
                {"key_message_ids": [Command.create({"text": "Other"})]}
            ),
            "replaces": lambda one: one.write({"replaces_ids": self.bare.ids}),
        }
        for name, change in changes.items():
            for door in ("officer", "superuser"):
                narrative = self.approved(name=f"{name} {door}", **PARTS)
                with self.subTest(name, door=door):
                    user = self.officer if door == "officer" else self.env.user
                    change(narrative.with_user(user))
                    self.assertEqual(narrative.signoff_state, "draft")
                    if door == "officer":
                        self.assertIn(user, narrative.signoff_author_ids)

    def test_same_value_voids_nothing(self):
        self.full.key_message_ids.write({"text": self.full.key_message_ids[0].text})
        narrative = self.approved(
            name="One", key_message_ids=[PARTS["key_message_ids"][0]]
        )
        narrative.key_message_ids.text = "The town pays"
        self.assertEqual(narrative.signoff_state, "approved")

    def test_links_to_related_ones_void_nothing(self):
        self.full.related_ids = self.bare
        self.assertEqual(self.full.signoff_state, "approved")
        self.assertEqual(self.bare.related_from_ids, self.full)

    def test_changed_while_it_waits(self):
        """Who accepts what was passed on does not accept another row."""
        narrative = self.draft(**PARTS)
        narrative.action_submit()
        narrative.with_user(self.officer).question_ids.answer = "On Friday."
        self.assertEqual(narrative.signoff_state, "draft")
        with self.assertRaises(UserError):
            narrative.with_user(self.expert).action_approve()

    def test_snapshot_without_rows_is_what_it_was(self):
        """What was passed on before the update is still what it was."""
        self.assertNotIn("parts", self.bare._signoff_snapshot())
        self.assertIn("parts", self.full._signoff_snapshot())

    def test_readable_difference(self):
        self.full.with_user(self.officer).question_ids.answer = "On Friday."
        self.assertIn("Friday", self.full.unconfirmed_difference)
        self.assertNotIn("Safety", self.full.unconfirmed_difference)
        self.full.change_note = "Later"
        self.accept(self.full)
        difference = self.full.current_version_id.difference
        self.assertIn("<del>Monday</del><ins>Friday</ins>", difference)
        self.assertIn("Questions and answers", difference)
        self.assertNotIn("Key messages", difference)
        self.assertFalse(self.full.unconfirmed_difference)

    def test_who_reads_and_writes_rows(self):
        draft = self.draft(name="Draft", **PARTS)
        for user, names in (
            (self.officer, {"Full", "Draft"}),
            (self.expert, {"Full", "Draft"}),
            (self.head, {"Full"}),
            (self.leader, {"Full"}),
            (self.auditor, {"Full"}),
            (self.stranger, set()),
        ):
            for fname in ROWS:
                rows = self.full[fname] | draft[fname]
                found = rows.with_user(user).search([("id", "in", rows.ids)])
                with self.subTest(user=user.login, rows=fname):
                    self.assertEqual(
                        set(found.sudo().narrative_id.mapped("name")), names
                    )
                    self.assertEqual(
                        rows.with_user(user).search_count([("id", "in", rows.ids)]),
                        len(found),
                    )
                    hidden = (rows - found.with_env(rows.env)).with_user(user)
                    if hidden:
                        with self.assertRaises(AccessError):
                            hidden.read(["display_name"])

    def test_readers_change_no_row(self):
        for user in (self.head, self.stranger, self.leader, self.auditor):
            for fname in ROWS:
                rows = self.full[fname].with_user(user)
                values = rows.sudo().copy_data()[0]
                for attempt in (
                    lambda rows=rows: rows.write({"sequence": 99}),
                    lambda rows=rows: rows.unlink(),
                    lambda rows=rows, values=values: rows.create(values),
                ):
                    with (
                        self.subTest(user=user.login, rows=fname),
                        self.assertRaises(AccessError),
                    ):
                        attempt()
        self.assertEqual(self.full.signoff_state, "approved")

    def test_row_stays_with_its_position(self):
        with self.assertRaises(UserError):
            self.full.key_message_ids[0].narrative_id = self.bare
        with self.assertRaises(UserError):
            self.bare.write(
                {"key_message_ids": [Command.link(self.full.key_message_ids[0].id)]}
            )

    def test_link_of_a_source_runs_nothing(self):
        for url in ("javascript:alert(1)", "data:text/html,x", "//x", "https://a b"):
            with self.subTest(url), self.assertRaises(ValidationError):
                self.full.source_ids.url = url

    @mute_logger("odoo.sql_db")
    def test_empty_rows(self):
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self.env["skks.narrative.message"].create({"narrative_id": self.full.id})

    def test_copy_takes_the_rows_along(self):
        copied = self.full.copy()
        self.assertEqual(len(copied.key_message_ids), 2)
        self.assertEqual(copied.signoff_state, "draft")


@tagged("post_install", "-at_install")
class TestReplaced(common.NarrativeCase):
    def test_replaced_one_is_withdrawn_and_leads_on(self):
        old = self.approved(name="Old")
        new = self.draft(name="New", replaces_ids=old.ids)
        self.assertFalse(old.withdrawn_at)
        self.accept(new)
        self.assertTrue(old.withdrawn_at)
        self.assertEqual(old.with_user(self.expert).successor_id, new)
        self.assertEqual(old.confirmation_ids[:1].outcome, "replaced")
        self.assertEqual(old.freshness, "expired")
        self.assertTrue(old.exists() and old.active)
        self.assertEqual(new.current_version_id.replaces_ids, old)

    def test_accepted_anew_it_leads_nowhere(self):
        old = self.approved(name="Old")
        self.accept(self.draft(name="New", replaces_ids=old.ids))
        old.with_user(self.officer).write({"thesis": "Back", "change_note": "Back"})
        self.accept(old)
        self.assertFalse(old.withdrawn_at or old.successor_id)

    def test_nobody_writes_the_successor(self):
        old, new = self.approved(name="Old"), self.draft(name="New")
        for user in (self.manager, self.expert, self.env.user):
            with self.subTest(user.login), self.assertRaises(UserError):
                old.with_user(user).write({"replaced_by_id": new.id})
        self.assertFalse(
            self.Narrative.create(
                {"name": "x", "replaced_by_id": new.id}
            ).replaced_by_id
        )

    def test_neither_itself_nor_what_one_may_not_read(self):
        mine = self.draft(name="Mine")
        foreign = self.approved_of_water()
        with self.assertRaises(ValidationError):
            mine.replaces_ids = mine
        with self.assertRaises(AccessError):
            mine.with_user(self.expert).replaces_ids = foreign
        self.assertFalse(foreign.withdrawn_at)

    def test_successor_hidden_from_whoever_may_not_read_it(self):
        """M4.3: the title of a foreign position comes by no link."""
        old = self.approved(name="Old")
        new = self.draft(
            name="Secret",
            expert_id=self.stranger.id,
            deputy_id=False,
            replaces_ids=old.ids,
        )
        self.accept(new, expert=self.stranger)
        seen = old.with_user(self.expert)
        self.assertFalse(seen.successor_id)
        self.assertTrue(seen.withdrawn_reason)
        read = seen.web_read({"successor_id": {"fields": {"display_name": {}}}})
        self.assertFalse(read[0]["successor_id"])
        self.assertNotIn("replaced_by_id", seen.fields_get())
        self.assertEqual(old.with_user(self.officer).successor_id, new)

    def approved_of_water(self):
        narrative = self.draft(
            name="Foreign", expert_id=self.stranger.id, deputy_id=False
        )
        return self.accept(narrative, expert=self.stranger)
