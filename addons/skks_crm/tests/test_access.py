from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CrmCommon

# Roles that are not of the press office.
OUTSIDERS = (
    "base.group_user",
    "skks_base.group_representative",
    "skks_base.group_dispatcher",
    "skks_base.group_leadership",
    "skks_base.group_admin",
)


@tagged("post_install", "-at_install")
class TestAccess(CrmCommon):
    """Journalists are not for every internal user to read."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.outsiders = [
            cls.make_user(group.split("_")[-1], f"{group},base.group_allow_export")
            for group in OUTSIDERS
        ]
        cls.anna = cls.make_journalist(
            "Anna Unikatowa", cls.kurier, email="anna@kurier.test"
        )
        cls.media = cls.anna | cls.kurier | cls.radio

    def test_outsiders_find_nothing(self):
        ids = self.media.ids
        for user in self.outsiders:
            partners = self.env["res.partner"].with_user(user)
            for domain in (
                [("id", "in", ids)],
                [("skks_kind", "!=", False)],
                [("name", "=", "Anna Unikatowa")],
                [("email_normalized", "=", "anna@kurier.test")],
            ):
                everything = partners.with_context(active_test=False)
                self.assertFalse(everything.search(domain))
                self.assertEqual(partners.search_count(domain), 0)
                self.assertEqual(partners.search_read(domain, ["name"]), [])
                self.assertEqual(
                    partners._read_group(domain, ["skks_kind"], ["__count"]), []
                )
                groups = partners.formatted_read_group(
                    domain, ["skks_kind"], ["__count"]
                )
                self.assertEqual(groups, [])
                self.assertEqual(
                    partners.web_search_read(domain, {"name": {}})["length"], 0
                )
            self.assertEqual(partners.name_search("Unikatowa"), [])
            self.assertEqual(partners.name_search("anna@kurier.test"), [])

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.models")
    def test_name_in_a_breadcrumb(self):
        """M4.3: the page names the record of an address only to its readers."""
        for user in self.outsiders:
            for media in self.media.with_user(user):
                self.env.invalidate_all()
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    self.assertFalse(media.display_name)
        self.env.invalidate_all()
        # a document that somebody may read goes on naming whom it concerns
        media = self.anna.with_user(self.outsiders[0]).sudo()
        self.assertEqual(media.display_name, "Anna Unikatowa")

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.models")
    def test_outsiders_touch_nothing(self):
        for user in self.outsiders:
            for media in self.media.with_user(user):
                for act in (
                    lambda r: r.read(["name"]),
                    lambda r: r.export_data(["name", "email"]),
                    lambda r: r.web_read({"name": {}}),
                    lambda r: r.write({"phone": "1"}),
                    lambda r: r.message_post(body="x"),
                    lambda r: r.action_skks_verify(),
                    lambda r: r.unlink(),
                ):
                    media.invalidate_recordset()
                    with self.assertRaises(AccessError):
                        act(media)

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_outsiders_have_no_models(self):
        for user in self.outsiders:
            affiliations = self.env["skks.affiliation"].with_user(user)
            types = self.env["skks.media.type"].with_user(user)
            admin = user.has_group("skks_base.group_admin")
            self.assertFalse(affiliations.has_access("read"))
            self.assertEqual(types.has_access("read"), admin)
            for read in (
                lambda: affiliations.search([]),  # noqa: B023
                lambda: affiliations.search_count([]),  # noqa: B023
                lambda: affiliations.name_search("Anna"),  # noqa: B023
                lambda: affiliations._read_group([], ["outlet_id"]),  # noqa: B023
            ):
                with self.assertRaises(AccessError):
                    read()

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_no_way_round_over_own_contact(self):
        """Fields that lead to journalists are closed on contacts one may read."""
        for user in self.outsiders:
            own = user.partner_id.with_user(user)
            known = own.fields_get()
            for fname in (
                "affiliation_ids",
                "outlet_affiliation_ids",
                "current_outlet_ids",
                "media_type_id",
                "journalist_count",
                "owner_group_id",
                "desk_ids",
                "desk_emails",
                "outlet_child_ids",
                "type_properties",
                "own_properties",
                "extension_id",
                "former_properties",
            ):
                self.assertNotIn(fname, known)
                with self.assertRaises(AccessError):
                    own.search([(fname, "!=", False)])

    def test_auditor_reads_and_changes_nothing(self):
        auditor = self.make_user("auditor2", "skks_base.group_auditor")
        workplace = self.anna.affiliation_ids.with_user(auditor)
        self.assertIn("Unikatowa", workplace.display_name)
        with self.assertRaises(AccessError):
            workplace.job_title = "x"
        with self.assertRaises(AccessError):
            workplace.unlink()

    def test_auditor_is_offered_nothing_to_change(self):
        """M4.2: no letter, no access to a portal, no archiving; no buttons of acts."""
        auditor = self.make_user("auditor3", "skks_base.group_auditor")
        for user, offered in ((auditor, False), (self.officer, True)):
            env = self.env(user=user)
            found = env["ir.actions.actions"].get_bindings("res.partner")
            self.assertEqual("action" in found, offered)
            for name in ("res.partner", "skks.material"):
                active = env[name].fields_get(["active"], ["readonly"])["active"]
                self.assertEqual(active["readonly"], not offered, name)
        for kind in ("outlet", "journalist"):
            view = self.env.ref(f"skks_crm.res_partner_{kind}_view_form")
            arch = self.anna.with_user(auditor).get_view(view.id, "form")["arch"]
            for act in ("verify", "opt_out", "informed"):
                self.assertNotIn(f'"action_skks_{act}"', arch)
            self.assertNotIn("action_archive_files", arch)

    def test_core_buttons_that_an_officer_has_not(self):
        """Our merging replaces core's; accounts are the administrator's."""
        for user, shown in (
            (self.officer, False),
            (self.env.ref("base.user_admin"), 1),
        ):
            found = self.env(user=user)["ir.actions.actions"].get_bindings(
                "res.partner"
            )
            offered = {action["id"] for action in found["action"]}
            for name in (
                "base.action_partner_merge",
                "portal.partner_wizard_action_create_and_open",
            ):
                action = self.env.ref(name, raise_if_not_found=False)
                if action:
                    self.assertEqual(action.id in offered, bool(shown), name)

    def test_officers_keep_the_base(self):
        """M2.1 with no more than the officer's rights."""
        anna = self.anna.with_user(self.officer)
        anna.affiliation_ids.job_title = "Reporter"
        self.assertEqual(self.partners.name_search("Unikatowa")[0][0], anna.id)
        media_type = self.env.ref("skks_crm.media_type_blog").with_user(self.officer)
        self.assertTrue(media_type.name)
        with self.assertRaises(AccessError):
            media_type.name = "x"
        media_type.with_user(self.manager).name = "y"
        anna.unlink()
        self.assertFalse(anna.exists())


@tagged("post_install", "-at_install")
class TestDoNotContact(CrmCommon):
    """Anybody of the office sets the mark, only the head clears it."""

    def setUp(self):
        super().setUp()
        self.anna = self.make_journalist("Anna").with_user(self.officer)
        self.anna.do_not_contact = True

    def assertRefused(self, act):
        with self.refused("asked not to be contacted", AccessError):
            act()
        self.anna.invalidate_recordset()
        self.assertTrue(self.anna.exists().do_not_contact)

    def test_write(self):
        for value in (False, 0, None, ""):
            self.assertRefused(lambda v=value: self.anna.write({"do_not_contact": v}))

    def test_sudo_does_not_change_who_acts(self):
        self.assertRefused(lambda: self.anna.sudo().write({"do_not_contact": False}))

    def test_context_does_not_open_it(self):
        for context in (
            {"install_mode": True},
            {"import_file": True},
            {"skks_guard_pass": True},
            {"tracking_disable": True},
        ):
            anna = self.anna.with_context(**context)
            self.assertRefused(lambda r=anna: r.write({"do_not_contact": False}))

    def test_in_a_batch_with_others(self):
        batch = self.anna | self.kurier.with_user(self.officer)
        self.assertRefused(lambda: batch.write({"do_not_contact": False}))

    def test_import(self):
        result = self.partners.load(
            [".id", "do_not_contact"], [[str(self.anna.id), "False"]]
        )
        self.assertFalse(result["ids"])
        self.assertIn("asked not to be contacted", result["messages"][0]["message"])
        self.anna.invalidate_recordset()
        self.assertTrue(self.anna.do_not_contact)

    def test_through_another_contact(self):
        """Core runs lines of contacts as the user of the request."""
        kurier = self.kurier.with_user(self.officer)
        commands = [Command.update(self.anna.id, {"do_not_contact": False})]
        with patch.object(self.env.transaction, "default_env", kurier.env):
            self.assertRefused(lambda: kurier.write({"child_ids": commands}))

    def test_web_save(self):
        self.assertRefused(
            lambda: self.anna.web_save(
                {"do_not_contact": False}, {"do_not_contact": {}}
            )
        )

    def test_deletion(self):
        self.assertRefused(lambda: self.anna.unlink())

    def test_same_value_and_other_fields(self):
        self.anna.write({"do_not_contact": True, "phone": "00 1"})
        self.assertEqual(self.anna.phone, "00 1")

    def test_copy_keeps_the_mark(self):
        self.assertTrue(self.anna.copy().do_not_contact)

    def test_head_clears_it_and_the_journal_knows(self):
        self.anna.with_user(self.manager).do_not_contact = False
        self.assertFalse(self.anna.do_not_contact)
        entries = (
            self.env["skks.journal.entry"]
            .sudo()
            .search(
                [
                    ("act", "=", "contact.do_not_contact"),
                    ("res_model", "=", "res.partner"),
                    ("res_id", "=", self.anna.id),
                ],
                order="id",
            )
        )
        self.assertEqual(entries.mapped("new_value"), ["True", "False"])
        self.assertEqual(entries.user_id, self.officer | self.manager)

    def test_head_deletes(self):
        self.anna.with_user(self.manager).unlink()
        self.assertFalse(self.anna.exists())
