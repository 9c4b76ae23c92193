import psycopg2

from odoo.exceptions import AccessError
from odoo.tests import Form, TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

CODES = (
    "DRO SYG OSW ROW ZIM PAR ODP ZIE SRO WOD KOM"
    " BEZ ZWI REK BUD PRZ DOS OSI URZ KUL POM INN"
).split()


@tagged("post_install", "-at_install")
class TestCategory(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Category = cls.env["skks.intervention.category"]
        cls.users = {
            role: new_test_user(
                cls.env, f"{role}.category", groups=f"skks_base.group_{role}"
            )
            for role in (
                "officer",
                "manager",
                "representative",
                "leadership",
                "dispatcher",
                "auditor",
                "admin",
            )
        }
        cls.roads = cls.env["skks.entity"].create({"name": "Roads", "code": "T-WDT"})
        cls.category = cls.Category.create(
            {"name": "Bridges", "code": "T-MOS", "entity_id": cls.roads.id}
        )

    def test_shipped_categories(self):
        for code in CODES:
            record = self.env.ref(f"skks_intervention.category_{code.lower()}")
            self.assertEqual(record.code, code)
        data = self.env["ir.model.data"].search(
            [("model", "=", self.Category._name), ("module", "=", "skks_intervention")]
        )
        self.assertEqual(len(data), len(CODES))
        self.assertTrue(all(data.mapped("noupdate")), "a town's change is kept")

    def test_who_reads_and_who_changes(self):
        for role, user in self.users.items():
            category = self.category.with_user(user)
            with self.subTest(role):
                self.assertTrue(category.has_access("read"))
                allowed = role in ("manager", "admin")
                self.assertEqual(category.has_access("write"), allowed)
                self.assertEqual(category.has_access("create"), allowed)
                self.assertEqual(category.has_access("unlink"), role == "admin")
        employee = new_test_user(self.env, "e.category", groups="base.group_user")
        for user in (employee, self.env.ref("base.public_user")):
            with self.assertRaises(AccessError):
                self.Category.with_user(user).search([])

    def test_another_company(self):
        elsewhere = self.env["res.company"].create({"name": "Another town"})
        self.users["officer"].write(
            {"company_id": elsewhere.id, "company_ids": [(6, 0, elsewhere.ids)]}
        )
        officer = self.Category.with_user(self.users["officer"])
        self.assertFalse(officer.search([("code", "=", "T-MOS")]))

    def test_tree(self):
        narrower = self.Category.create(
            {"name": "Railings", "code": "T-BAR", "parent_id": self.category.id}
        )
        self.assertEqual(narrower.display_name, "Bridges / Railings")
        self.assertEqual(narrower._skks_default_entity(), self.roads)
        found = self.Category.search([("id", "child_of", self.category.id)])
        self.assertEqual(found, self.category | narrower)
        self.assertFalse(self.Category.new({"name": "x"})._skks_default_entity())

    @mute_logger("odoo.sql_db")
    def test_code_is_its_own(self):
        with self.assertRaises(psycopg2.errors.UniqueViolation), self.cr.savepoint():
            self.Category.create({"name": "Other bridges", "code": "T-MOS"})
        self.assertEqual(self.category.copy().code, "T-MOS-2")

    def test_changes_are_journalled(self):
        self.category.with_user(self.users["manager"]).entity_id = False
        entry = self.env["skks.journal.entry"].search(
            [("act", "=", "category.change"), ("res_id", "=", self.category.id)]
        )
        self.assertEqual(entry.user_id, self.users["manager"])

    def test_menu_and_form(self):
        menu = self.env.ref("skks_intervention.menu_intervention_category")
        for role in ("officer", "manager", "dispatcher", "representative"):
            menus = self.env["ir.ui.menu"].with_user(self.users[role])
            self.assertIn(menu.id, menus._visible_menu_ids(), role)
        with Form(self.Category.with_user(self.users["manager"])) as form:
            form.name = "Fountains"
            form.code = "T-FON"
        self.assertEqual(form.record.company_id, self.env.company)

    def test_administrator_reaches_settings_only(self):
        """M7.1: whoever sets the town up finds the settings, and reads no report."""
        menus = self.env["ir.ui.menu"].with_user(self.users["admin"])
        shown = menus._visible_menu_ids()
        for name in ("category", "rule", "term", "open311_key"):
            menu = self.env.ref(f"skks_intervention.menu_intervention_{name}")
            self.assertIn(menu.id, shown, name)
        for name in ("report", "reply", "figures", "register"):
            menu = self.env.ref(f"skks_intervention.menu_intervention_{name}")
            self.assertNotIn(menu.id, shown, name)
