"""Doors by which somebody might accept a text without its acceptance."""

import itertools

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged

from . import common_signoff

# What a remote client may put into the context of any call.
HOSTILE_CONTEXT = {
    "default_signoff_state": "approved",
    "default_signoff_round": 7,
    "default_signoff_since": "2020-01-01 00:00:00",
    "skip_validation_check": True,
    "skks_guard_pass": {"model": "skks.test.text", "fnames": ["signoff_state"]},
    "install_mode": True,
    "import_file": True,
    "tracking_disable": True,
    "mail_notrack": True,
    "no_reset_password": True,
    "uid": 1,
    "su": True,
    "active_test": False,
}
STATES = ("substantive", "office", "approved", "returned")


@tagged("post_install", "-at_install")
class TestSignoffAttacks(common_signoff.SignoffCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.weak = cls.employee

    def doors(self, text):
        """The text as its weakest writer and as the superuser, context or none."""
        for user, context in itertools.product(
            (self.weak, None), ({}, HOSTILE_CONTEXT)
        ):
            door = text.with_user(user) if user else text.sudo()
            with self.subTest(user=user and user.login, hostile=bool(context)):
                yield door.with_context(**context)

    def assertState(self, text, state):
        text.invalidate_recordset()
        self.assertEqual(text.sudo().signoff_state, state)

    # ------------------------------------------------------------------
    # write
    # ------------------------------------------------------------------

    def test_no_state_by_write(self):
        text = self.write_text()
        for door, state in itertools.product(self.doors(text), STATES):
            with self.assertRaises(UserError):
                door.write({"signoff_state": state})
            self.assertState(text, "draft")

    def test_no_other_guarded_field_by_write(self):
        text = self.submitted()
        for door in self.doors(text):
            for vals in (
                {"signoff_round": 0},
                {"signoff_since": False},
                {"approver_ids": [Command.link(self.weak.id)]},
                {"approver_ids": [Command.set(self.weak.ids)]},
                {"approver_ids": [Command.clear()]},
                {"signoff_state": "draft"},
                {"signoff_state": False},
            ):
                with self.subTest(vals=vals), self.assertRaises(UserError):
                    door.write(vals)
        self.assertState(text, "office")
        self.assertEqual(text.sudo().approver_ids, self.manager)

    def test_content_and_state_in_one_write(self):
        text = self.submitted()
        for door, state in itertools.product(self.doors(text), ("draft", "approved")):
            with self.assertRaises(UserError):
                door.write({"body": "<p>Forged</p>", "signoff_state": state})
            self.assertState(text, "office")
            self.assertNotIn("Forged", text.body)

    def test_content_written_with_the_present_state(self):
        for door in self.doors(self.approved()):
            text = door.browse(self.approved().id)
            try:
                with self.cr.savepoint():
                    text.write({"body": "<p>Forged</p>", "signoff_state": "approved"})
            except UserError:
                continue  # refused altogether
            self.assertState(text, "draft")

    def test_same_value_is_allowed(self):
        text = self.approved()
        text.with_user(self.weak).write(
            {
                "signoff_state": "approved",
                "signoff_round": 1,
                "name": text.name,
                "body": text.body,
                "attachment_ids": [Command.set([])],
                "approver_ids": [],
            }
        )
        self.assertState(text, "approved")

    def test_neighbouring_field_voids_nothing(self):
        text = self.approved()
        text.with_user(self.weak).note = "Filed"
        self.assertState(text, "approved")

    # ------------------------------------------------------------------
    # create, copy, import
    # ------------------------------------------------------------------

    def test_no_state_by_create(self):
        for door in self.doors(self.Text):
            text = door.create(
                {
                    "name": "Forged",
                    "body": "<p>x</p>",
                    "signoff_state": "approved",
                    "signoff_round": 3,
                    "approver_ids": [Command.set(self.weak.ids)],
                }
            )
            self.assertState(text, "draft")
            self.assertEqual(text.signoff_round, 0)
            self.assertFalse(text.signoff_since)
            self.assertFalse(text.approver_ids)

    def test_no_state_by_the_defaults_of_an_alias(self):
        defaults = {"signoff_state": "approved", "name": "Forged"}
        text = self.Text.sudo().message_new(
            {"subject": "Forged", "from": "x@gazeta.example", "email_from": "x@y.z"},
            custom_values=defaults,
        )
        self.assertState(text, "draft")

    def test_copy_starts_anew(self):
        text = self.approved(author=self.weak)
        for door in self.doors(text):
            for copied in (
                door.copy(),
                door.copy({"signoff_state": "approved", "signoff_round": 1}),
            ):
                self.assertState(copied, "draft")
                self.assertEqual(copied.signoff_round, 0)
                decisions = set(copied.sudo().signoff_line_ids.mapped("decision"))
                self.assertEqual(decisions, {"write"})

    def test_import_creates_drafts(self):
        for door in self.doors(self.Text):
            result = door.load(
                ["name", "body", "signoff_state"],
                [["Imported", "<p>x</p>", "approved"]],
            )
            self.assertState(self.Text.browse(result["ids"]), "draft")

    def test_import_moves_nothing(self):
        text = self.write_text()
        for door in self.doors(text):
            result = door.load([".id", "signoff_state"], [[str(text.id), "approved"]])
            self.assertFalse(result["ids"])
            self.assertTrue(result["messages"])
            self.assertState(text, "draft")

    def test_commands_of_a_parent(self):
        text = self.write_text()
        Folder = self.env["skks.test.folder"]
        for folders in (Folder.with_user(self.weak), Folder.sudo()):
            folder = folders.create(
                {
                    "text_ids": [
                        Command.create({"name": "x", "signoff_state": "approved"}),
                        Command.link(text.id),
                    ]
                }
            )
            new = folder.text_ids - text
            self.assertState(new, "draft")
            with self.assertRaises(UserError):
                folder.write(
                    {"text_ids": [Command.update(text.id, {"signoff_state": "office"})]}
                )
            self.assertState(text, "draft")

    # ------------------------------------------------------------------
    # the lines
    # ------------------------------------------------------------------

    def _line_values(self, text):
        return {
            "res_model": text._name,
            "res_id": text.id,
            "round": 1,
            "stage": "office",
            "decision": "accept",
            "user_id": self.manager.id,
        }

    def test_no_line_by_hand(self):
        text = self.submitted()
        lines = self.env["skks.signoff.line"]
        users = (self.weak, self.officer, self.manager, self.auditor, self.admin)
        for door in [*(lines.with_user(user) for user in users), lines.sudo()]:
            for context in ({}, HOSTILE_CONTEXT):
                with self.subTest(uid=door.env.uid), self.assertRaises(AccessError):
                    door.with_context(**context).create(self._line_values(text))

    def test_line_never_changes(self):
        line = self.submitted().signoff_line_ids[0]
        users = (self.weak, self.officer, self.manager, self.auditor, self.admin)
        for door in [*(line.with_user(user) for user in users), line.sudo()]:
            with self.subTest(uid=door.env.uid):
                with self.assertRaises(AccessError):
                    door.write({"user_id": self.weak.id})
                with self.assertRaises(AccessError):
                    door.write({"decision": line.decision})
                with self.assertRaises(AccessError):
                    door.unlink()
                with self.assertRaises(AccessError):
                    door.copy()

    def test_no_line_by_commands_of_its_text(self):
        text = self.submitted()
        line = text.signoff_line_ids[0]
        values = {"stage": "office", "decision": "accept", "user_id": self.manager.id}
        other = self.submitted()
        for door in self.doors(text):
            for command in (
                Command.create(values),
                Command.update(line.id, {"decision": "accept"}),
                Command.delete(line.id),
                Command.unlink(line.id),
                Command.link(other.signoff_line_ids[0].id),
                Command.clear(),
                Command.set([]),
            ):
                with self.subTest(command=command), self.assertRaises(AccessError):
                    door.write({"signoff_line_ids": [command]})
            with self.assertRaises(AccessError):
                door.create({"name": "x", "signoff_line_ids": [Command.create(values)]})
            with self.assertRaises(AccessError):
                door.with_context(
                    default_signoff_line_ids=[Command.create(values)]
                ).create({"name": "x"})

    # ------------------------------------------------------------------
    # remote calls
    # ------------------------------------------------------------------

    def test_private_methods_stay_private(self):
        text = self.write_text(author=self.weak)
        door = self.Text.with_user(self.weak)
        for name, args in (
            ("_guarded_write", [{"signoff_state": "approved"}]),
            ("_signoff_enter", ["approved"]),
            ("_signoff_record", ["accept"]),
            ("_signoff_append", [{"decision": "accept"}]),
            ("_signoff_accept", []),
        ):
            with self.subTest(name), self.assertRaises(AccessError):
                call_kw(door, name, [text.ids, *args], {})
        with self.assertRaises(AccessError):
            lines = self.env["skks.signoff.line"].with_user(self.weak)
            call_kw(lines, "_append", [[self._line_values(text)]], {})

    def test_remote_write_with_a_hostile_context(self):
        text = self.write_text()
        door = self.Text.with_user(self.weak)
        for name, args in (
            ("write", [{"signoff_state": "approved"}]),
            ("web_save", [{"signoff_state": "approved"}, {"signoff_state": {}}]),
        ):
            with self.subTest(name), self.assertRaises(UserError):
                call_kw(door, name, [text.ids, *args], {"context": HOSTILE_CONTEXT})
        result = call_kw(
            door,
            "create",
            [[{"name": "x", "signoff_state": "approved"}]],
            {"context": HOSTILE_CONTEXT},
        )
        self.assertState(self.Text.browse(result), "draft")

    def test_reason_wizard_opens_no_other_method(self):
        text = self.write_text(author=self.weak)
        wizard = (
            self.env["skks.reason"].with_user(self.weak).create({"reason": "because"})
        )
        with self.assertRaises(UserError):
            wizard.with_context(
                active_model=text._name,
                active_ids=text.ids,
                reason_action="_signoff_return",
            ).action_confirm()

    def test_activity_done_accepts_nothing(self):
        text = self.submitted()
        text.with_user(self.manager).activity_ids.action_feedback(feedback="ok")
        self.assertState(text, "office")

    # ------------------------------------------------------------------
    # who reads the lines
    # ------------------------------------------------------------------

    def test_lines_are_as_visible_as_their_text(self):
        secret = self.submitted(is_secret=True)
        lines = self.env["skks.signoff.line"]
        own = [("res_model", "=", secret._name), ("res_id", "=", secret.id)]
        officer, weak = lines.with_user(self.officer), lines.with_user(self.weak)
        found = officer.search(own)
        self.assertEqual(found, secret.signoff_line_ids)
        self.assertTrue(found)
        self.assertFalse(weak.search(own))
        self.assertEqual(weak.search_count(own), 0)
        self.assertFalse(weak._read_group(own, ["decision"], ["__count"]))
        self.assertFalse(weak.formatted_read_group(own, ["decision"], ["__count"]))
        self.assertFalse(weak.search_read(own, ["subject"]))
        self.assertFalse(weak.name_search("write", own))
        self.weak.group_ids += self.env.ref("base.group_allow_export")
        hidden = found.with_user(self.weak)
        for read in (
            lambda: hidden.read(["subject"]),
            lambda: hidden.export_data(["subject"]),
            lambda: secret.with_user(self.weak).read(["signoff_line_ids"]),
        ):
            with self.assertRaises(AccessError):
                read()

    def test_lines_page_without_holes(self):
        for number in range(6):
            self.submitted(name=str(number), is_secret=bool(number % 2))
        lines = self.env["skks.signoff.line"].with_user(self.weak)
        mine = [("res_model", "=", "skks.test.text")]
        self.assertEqual(len(lines.search(mine, limit=4)), 4)
        self.assertEqual(len(lines.search(mine)), lines.search_count(mine))

    def test_portal_and_public_read_no_line(self):
        self.submitted()
        portal = new_test_user(self.env, "portal.signoff", groups="base.group_portal")
        for user in (portal, self.env.ref("base.public_user")):
            with self.assertRaises(AccessError):
                self.env["skks.signoff.line"].with_user(user).search([])
