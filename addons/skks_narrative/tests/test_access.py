from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.base.models.res_users import ResUsers

from . import common


def _in_debug_mode():
    """``has_group`` of a user who has added ``debug=1`` to the address."""
    has_group = ResUsers.has_group

    def patched(user, group):
        return group == "base.group_no_one" or has_group(user, group)

    return patched


@tagged("post_install", "-at_install")
class TestAccess(common.NarrativeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mine_draft = cls.draft(name="Draft")
        cls.mine_approved = cls.approved(name="Accepted")
        cls.foreign = cls.draft(
            name="Foreign", expert_id=cls.stranger.id, deputy_id=False
        )
        cls.all = cls.mine_draft | cls.mine_approved | cls.foreign

    def readable(self, user):
        found = self.Narrative.with_user(user).search([("id", "in", self.all.ids)])
        for narrative in self.all.with_user(user):
            self.assertEqual(narrative.has_access("read"), narrative in found)
        count = self.Narrative.with_user(user).search_count(
            [("id", "in", self.all.ids)]
        )
        self.assertEqual(count, len(found))
        return set(found.mapped("name"))

    def assertMayNot(self, user, narrative, *operations):
        for operation in operations:
            allowed = narrative.with_user(user).has_access(operation)
            self.assertFalse(allowed, f"{user.login} may {operation}")

    def test_officer(self):
        for user in (self.officer, self.manager):
            self.assertEqual(self.readable(user), {"Draft", "Accepted", "Foreign"})
            self.mine_draft.with_user(user).keywords = "bridge"
            self.assertMayNot(user, self.mine_draft, "unlink")
            self.draft(author=user)

    def test_expert_and_deputy(self):
        for user in (self.expert, self.deputy):
            self.assertEqual(self.readable(user), {"Draft", "Accepted"})
            self.mine_draft.with_user(user).thesis = f"By {user.login}"
            self.assertMayNot(user, self.mine_draft, "unlink", "create")
            self.assertMayNot(user, self.foreign, "read", "write")
            with self.assertRaises(AccessError):
                self.draft(author=user)

    def test_colleague_of_the_entity(self):
        self.assertEqual(self.readable(self.head), {"Accepted"})
        self.assertMayNot(self.head, self.mine_approved, "write", "unlink")
        person = self.env["skks.representative"].search(
            [("user_id", "=", self.head.id)]
        )
        person.active = False
        self.assertEqual(self.readable(self.head), set())

    def test_colleague_who_is_to_accept(self):
        draft = self.draft(deputy_id=False)
        draft.with_user(self.expert).thesis = "By the expert"
        self.assertMayNot(self.head, draft, "read")
        draft.action_submit()
        self.assertTrue(draft.with_user(self.head).has_access("read"))
        self.assertMayNot(self.head, draft, "write")

    def test_stand_in_of_the_expert(self):
        self.assertEqual(self.readable(self.stranger), {"Foreign"})
        self.absent(self.expert, self.stranger)
        self.assertEqual(self.readable(self.stranger), {"Foreign", "Draft", "Accepted"})
        self.mine_draft.with_user(self.stranger).thesis = "By the stand-in"
        self.expert.out_of_office_to = "2020-01-02 00:00:00"
        self.assertEqual(self.readable(self.stranger), {"Foreign"})

    def test_leadership_and_auditor(self):
        for user in (self.leader, self.auditor):
            self.assertEqual(self.readable(user), {"Accepted"})
            self.assertMayNot(user, self.mine_approved, "write", "create", "unlink")

    def test_leadership_reads_what_it_is_to_accept(self):
        draft = self.draft(author=self.manager)
        draft.action_submit()
        self.assertMayNot(self.leader, draft, "read")
        draft.with_user(self.expert).action_approve()
        self.assertTrue(draft.with_user(self.leader).has_access("read"))

    def test_others_read_nothing(self):
        portal = self.env["res.users"].create(
            {
                "name": "Portal",
                "login": "portal.n",
                "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
            }
        )
        public = self.env.ref("base.public_user")
        for user in (self.employee, self.dispatcher, portal, public):
            for model in ("", ".version", ".confirmation", ".use"):
                records = self.env[f"skks.narrative{model}"].with_user(user)
                with self.subTest(user.login), self.assertRaises(AccessError):
                    records.search([])

    def test_internal_note_only_for_the_office(self):
        self.mine_approved.internal = "<p>Ask first</p>"
        for user in (self.expert, self.leader, self.auditor):
            narrative = self.mine_approved.with_user(user)
            with self.subTest(user.login):
                with self.assertRaises(AccessError):
                    narrative.read(["internal"])
                with self.assertRaises(AccessError):
                    narrative.search([("internal", "ilike", "Ask")])
                self.assertNotIn("internal", narrative.fields_get())
        with self.assertRaises(AccessError):
            self.mine_approved.with_user(self.expert).internal = "<p>Mine</p>"
        self.assertIn("Ask", self.mine_approved.with_user(self.officer).internal)

    def test_versions_follow(self):
        versions = self.env["skks.narrative.version"]
        mine = [("narrative_id", "=", self.mine_approved.id)]
        for user in (self.officer, self.expert, self.head, self.leader, self.auditor):
            self.assertEqual(versions.with_user(user).search_count(mine), 1, user.login)
        self.assertFalse(versions.with_user(self.stranger).search(mine))
        self.assertFalse(
            versions.with_user(self.stranger)._read_group(mine, [], ["__count"])[0][0]
        )
        with self.assertRaises(AccessError):
            self.mine_approved.version_ids.with_user(self.stranger).read(["body"])
        self.mine_approved.thesis = "Being changed"
        self.assertEqual(self.readable(self.leader), set())
        self.assertEqual(versions.with_user(self.leader).search_count(mine), 1)

    def test_title_of_a_draft_is_not_named(self):
        """M6.1: rows about a position name it by what was accepted."""
        accepted = self.mine_approved
        version = accepted.version_ids
        accepted.with_user(self.officer).name = "Nobody knows yet"
        self.env.flush_all()
        for user in (self.head, self.leader, self.auditor):
            self.env.invalidate_all()
            own = version.with_user(user)
            with self.subTest(user.login):
                self.assertFalse(accepted.with_user(user).has_access("read"))
                (row,) = own.read(["narrative_id"])
                self.assertEqual(row["narrative_id"], (accepted.id, "Accepted"))
                (row,) = own.web_read(
                    {"narrative_id": {"fields": {"display_name": {}}}}
                )
                self.assertEqual(row["narrative_id"]["display_name"], "Accepted")
                (group,) = own.formatted_read_group(
                    [("id", "=", version.id)], ["narrative_id"], ["__count"]
                )
                self.assertEqual(group["narrative_id"], (accepted.id, "Accepted"))
        for user in (self.officer, self.expert, self.deputy):
            name = accepted.with_user(user).display_name
            self.assertEqual(name, "Nobody knows yet", user.login)

    def test_no_title_by_a_wizard(self):
        """M4.3: neither by making a row about a hidden position nor by changing one."""
        wizards = self.env["skks.narrative.not.mine"].with_user(self.stranger)
        values = {"narrative_id": self.mine_draft.id, "reason": "x"}
        with self.assertRaises(AccessError):
            wizards.create(values)
        own = wizards.create(values | {"narrative_id": self.foreign.id})
        with self.assertRaises(AccessError):
            own.write(values)

    def test_refusal_names_no_title(self):
        """M4.3: not even in the mode for developers, which everybody can switch on."""
        draft = self.mine_draft.with_user(self.stranger)
        with (
            patch.object(type(self.env.user), "has_group", _in_debug_mode()),
            self.assertRaises(AccessError) as caught,
        ):
            draft.read(["name"])
        self.assertIn("You may not see this", str(caught.exception))
        self.assertNotIn("Draft", str(caught.exception))

    def test_decisions_follow(self):
        lines = self.env["skks.signoff.line"]
        own = [("res_model", "=", "skks.narrative")]
        ids = self.mine_approved.signoff_line_ids
        self.assertEqual(lines.with_user(self.expert).search(own) & ids, ids)
        self.assertFalse(lines.with_user(self.stranger).search(own) & ids)

    def test_another_company(self):
        elsewhere = self.env["res.company"].create({"name": "Another town"})
        officer = self._user("officer.elsewhere", "officer")
        officer.write(
            {
                "company_id": elsewhere.id,
                "company_ids": [Command.set(elsewhere.ids)],
            }
        )
        self.assertEqual(self.readable(officer), set())
        versions = self.env["skks.narrative.version"].with_user(officer)
        self.assertFalse(versions.search([]))
