from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from . import common_who

READERS = ("officer", "representative", "leadership", "dispatcher", "auditor")
WRITERS = ("manager", "admin")


@tagged("post_install", "-at_install")
class TestWho(common_who.WhoCase):
    """M4.1, M4.2: entities, people, absence."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls._represent(cls.representative, cls.roads, phone="00 123")
        cls.topic = cls.env["skks.topic"].create(
            {"name": "Roads", "entity_id": cls.roads.id}
        )

    # --- accounts -------------------------------------------------------------

    def test_accounts_are_opened_by_the_administrator_alone(self):
        """Even where core's code lends all rights, as its portal window does."""
        values = {
            "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
            "name": "Anna",
        }
        archived = new_test_user(self.env, "left@x.test", "base.group_portal")
        archived.active = False
        for role in READERS + ("manager",):
            users = self.env["res.users"].with_user(getattr(self, role)).sudo()
            gone = archived.with_env(users.env)
            with self.subTest(role=role):
                for act in (
                    lambda users=users, role=role: users.create(
                        values | {"login": f"{role}@x.test"}
                    ),
                    lambda gone=gone: gone.write({"active": True}),
                    lambda gone=gone: gone.write(
                        {
                            "group_ids": [
                                Command.link(self.env.ref("base.group_user").id)
                            ]
                        }
                    ),
                ):
                    with self.assertRaisesRegex(AccessError, "Only the administrator"):
                        act()
        public = self.env.ref("base.public_user")
        for user, login in ((self.admin, "a@x.test"), (public, "p@x.test")):
            users = self.env["res.users"].with_user(user).sudo()
            self.assertTrue(users.create(values | {"login": login}).share)

    # --- rights ---------------------------------------------------------------

    def test_roles_that_read(self):
        for role in READERS:
            user = getattr(self, role)
            with self.subTest(role=role):
                for record in (self.roads, self.person, self.topic):
                    record = record.with_user(user)
                    record.invalidate_recordset()
                    self.assertTrue(record.display_name)
                    self.assertTrue(record.read(["display_name"]))
                    with self.assertRaises(AccessError):
                        record.write({"active": False})
                    with self.assertRaises(AccessError):
                        record.unlink()
                with self.assertRaises(AccessError):
                    self.env["skks.entity"].with_user(user).create(
                        {"name": "X", "code": "X"}
                    )

    def test_roles_that_write(self):
        for role in WRITERS:
            user = getattr(self, role)
            with self.subTest(role=role):
                form = Form(self.env["skks.entity"].with_user(user))
                form.name = form.code = f"Entity {role}"
                entity = form.save()
                entity.email = "one@town.example"
                person = (
                    self.env["skks.representative"]
                    .with_user(user)
                    .create({"user_id": self.officer.id, "entity_id": entity.id})
                )
                topic = self.env["skks.topic"].with_user(user).create({"name": "T"})
                for record in (entity, person, topic):
                    self.assertEqual(record.create_uid, user)
                self.assertEqual(entity.sudo().email, "one@town.example")
                self.assertEqual(entity.representative_ids, person)

    def test_employee_without_a_role_reads_nothing(self):
        for model in ("skks.entity", "skks.representative", "skks.topic", "skks.tag"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.employee).search([])

    def test_representative_sees_names_not_phones(self):
        person = self.person.with_user(self.representative)
        self.assertEqual(person.read(["name"])[0]["name"], self.representative.name)
        with self.assertRaises(AccessError):
            person.read(["phone"])
        self.assertEqual(self.person.with_user(self.officer).phone, "00 123")

    def test_empty_form_of_a_representative_opens(self):
        """M4.1: the button “New” opens a form although nobody is chosen yet."""
        for role in WRITERS:
            form = Form(self.env["skks.representative"].with_user(getattr(self, role)))
            self.assertFalse(form.is_absent)
            form.user_id, form.entity_id = self.officer, self.water
            self.assertEqual(form.save().user_id, self.officer)
            self.water.representative_ids.unlink()

    def test_other_company_is_hidden(self):
        other = self.env["res.company"].create({"name": "Second town"})
        entity = self.env["skks.entity"].create(
            {"name": "Foreign", "code": "T-WDT", "company_id": other.id}
        )
        found = self.env["skks.entity"].with_user(self.manager).search([])
        self.assertNotIn(entity, found)
        self.assertIn(self.roads, found)

    # --- entity ---------------------------------------------------------------

    @mute_logger("odoo.sql_db")
    def test_code_is_unique_in_a_company(self):
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env["skks.entity"].create({"name": "Again", "code": "T-WDT"})
        self.assertNotEqual(self.roads.copy().code, self.roads.code)

    def test_no_circle_of_entities(self):
        self.water.parent_id = self.roads
        with self.assertRaises(UserError):
            self.roads.parent_id = self.water

    def test_shared_address(self):
        from_address = self.env["skks.entity"]._skks_from_address
        self.assertEqual(from_address("Jan <ROADS@town.example>"), self.roads)
        self.assertEqual(from_address("wdt@town.example"), self.roads)
        self.assertFalse(from_address("oads@town.example"))
        self.assertFalse(from_address("%@town.example"))
        self.assertFalse(from_address(""))
        self.assertFalse(from_address(False))
        with self.assertRaises(ValidationError):
            self.water.email = "not an address"

    def test_changes_are_journalled(self):
        roads = self.roads.with_user(self.manager)
        roads.write({"email": "new@town.example", "sequence": 3})
        entry = self._journal(roads, "entity.change")
        self.assertEqual(entry.user_id, self.manager)
        self.assertEqual(entry.new_value, "email: new@town.example")
        roads.action_archive()
        self.assertTrue(self._journal(roads, "entity.archive"))
        roads.write({"email": "new@town.example"})
        self.assertEqual(len(self._journal(roads, "entity.change")), 1)

    # --- representative -------------------------------------------------------

    def test_best_representative(self):
        head = self._represent(self.leadership, self.roads, role="head", sequence=1)
        best = self.roads._skks_representative_for
        self.assertEqual(best(), self.person)
        narrow = self.env["skks.topic"].create(
            {"name": "Bridges", "parent_id": self.topic.id}
        )
        self.topic.representative_id = head
        self.assertEqual(best(narrow), head)
        self.topic.representative_id = False
        self.person.active = False
        self.assertEqual(best(narrow), head)
        head.active = False
        self.assertFalse(best(narrow))
        self.assertEqual(narrow._skks_default_entity(), self.roads)
        self.assertEqual(narrow.complete_name, "Roads / Bridges")

    @mute_logger("odoo.sql_db")
    def test_no_representative_without_an_active_user(self):
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env["skks.representative"].create({"entity_id": self.roads.id})
        portal = new_test_user(self.env, "portal.who", groups="base.group_portal")
        with self.assertRaises(ValidationError):
            self._represent(portal, self.roads)
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self._represent(self.representative, self.roads)
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.representative.unlink()

    def test_archived_user_represents_nobody(self):
        other = self._represent(self.representative, self.water)
        self.representative.active = False
        self.assertFalse(self.person.active or other.active)
        self.assertTrue(self._journal(self.person, "representative.archive"))
        entry = self._journal(self.representative, "user.archive")
        self.assertIn("T-WDT", entry.old_value)
        with self.assertRaises(ValidationError):
            self.person.active = True

    def test_invitation(self):
        Representative = self.env["skks.representative"]
        for role in ("manager", "officer", "representative"):
            with self.assertRaises(AccessError):
                Representative.with_user(getattr(self, role)).action_invite_user(
                    "Ann", "ann@town.example", self.roads.id
                )
        wizard = Form(
            self.env["skks.representative.invite"]
            .with_user(self.admin)
            .with_context(default_group_ids=[(4, self.env.ref("base.group_system").id)])
        )
        wizard.name = "Ann"
        wizard.email = "Ann <Ann@Town.example>"
        wizard.entity_id = self.roads
        action = wizard.save().action_invite()
        person = Representative.browse(action["res_id"])
        self.assertEqual(person.user_id.login, "ann@town.example")
        self.assertEqual(
            person.user_id.group_ids, self.env.ref("skks_base.group_representative")
        )
        self.assertEqual(person.user_id.tz, "Europe/Warsaw")
        with self.assertRaisesRegex(UserError, "already an account"):
            Representative.with_user(self.admin).action_invite_user(
                "Ann", "ANN@town.example", self.water.id
            )
        with self.assertRaisesRegex(UserError, "not an e-mail address"):
            Representative.with_user(self.admin).action_invite_user(
                "Bob", "bob", self.water.id
            )

    # --- absence --------------------------------------------------------------

    def _absent(self, user, stand_in, start="2026-11-02", end="2026-11-30"):
        user.sudo().write(
            {
                "out_of_office_from": start,
                "out_of_office_to": end,
                "stand_in_id": stand_in.id,
            }
        )

    def test_user_enters_own_absence(self):
        user = self.representative.with_user(self.representative)
        user.write(
            {
                "stand_in_id": self.officer.id,
                "out_of_office_from": "2026-11-02 07:00:00",
            }
        )
        self.assertEqual(
            user.read(["stand_in_id"])[0]["stand_in_id"][0], self.officer.id
        )
        entry = self._journal(user, "user.absence")
        self.assertIn("officer.who", entry.new_value)
        self.assertEqual(entry.user_id, self.representative)
        with self.assertRaises(AccessError):
            self.officer.with_user(self.representative).write(
                {"stand_in_id": self.representative.id}
            )

    def test_others_see_no_button_for_absences(self):
        """The list of absences offers nobody what the dialog refuses them."""
        action = self.env.ref("skks_base.res_users_absence_action")
        for role, offered in (("manager", True), ("admin", True), ("officer", False)):
            users = self.env["res.users"].with_user(getattr(self, role))
            for kind in ("list", "kanban"):
                view = self.env.ref(f"skks_base.res_users_view_{kind}_absence")
                arch = users.get_view(view.id, kind)["arch"]
                self.assertEqual(f'name="{action.id}"' in arch, offered, (role, kind))

    def test_head_and_administrator_enter_any_absence(self):
        for role in ("manager", "admin"):
            form = Form(
                self.env["res.users.absence"]
                .with_user(getattr(self, role))
                .with_context(default_user_id=self.representative.id)
            )
            form.date_from = "2026-11-02 07:00:00"
            form.date_to = "2026-11-09 07:00:00"
            form.stand_in_id = self.officer
            form.save().action_apply()
            self.assertEqual(self.representative.stand_in_id, self.officer)
        for role in ("officer", "leadership", "auditor", "employee"):
            with self.assertRaises(AccessError):
                self.representative.with_user(getattr(self, role)).action_set_absence(
                    False, False, getattr(self, role).id
                )

    @mute_logger("odoo.sql_db")
    def test_nobody_stands_in_for_themselves(self):
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.officer.stand_in_id = self.officer
            self.env.flush_all()
        portal = new_test_user(self.env, "portal2.who", groups="base.group_portal")
        with self.assertRaises(ValidationError):
            self.officer.stand_in_id = portal

    @freeze_time("2026-11-10 09:00:00")
    def test_who_acts(self):
        acting = self.officer._skks_acting_users
        self.assertEqual(acting(), self.officer)
        self._absent(self.officer, self.manager)
        self.assertEqual(acting(), self.manager)
        self._absent(self.manager, self.leadership)
        self.assertEqual(acting(), self.leadership)
        self._absent(self.leadership, self.officer)
        self.assertEqual(acting(), self.officer, "a circle leaves it with the person")
        self.assertEqual(
            self.leadership._skks_acts_for(), self.leadership | self.manager
        )
        self._absent(self.manager, self.leadership, end="2026-11-09")
        self.assertEqual(self.leadership._skks_acts_for(), self.leadership)
        self.leadership.active = False
        self._absent(self.manager, self.leadership)
        self.assertEqual(self.manager._skks_acting_users(), self.manager)

    @freeze_time("2026-11-10 09:00:00")
    def test_act_for_domain(self):
        domain = self.manager._skks_act_for_domain("user_id")
        search = self.env["skks.representative"].with_user(self.manager).search
        mine = self._represent(self.manager, self.water)
        self.assertEqual(search(domain), mine)
        self._absent(self.representative, self.manager)
        self.assertEqual(search(domain), mine | self.person)
        self._absent(self.representative, self.manager, end=False)
        self.assertEqual(search(domain), mine | self.person)
        self._absent(self.representative, self.manager, start="2026-11-11")
        self.assertEqual(search(domain), mine)

    # --- accounts -------------------------------------------------------------

    def test_nobody_moves_the_own_address(self):
        for role in ("representative", "officer", "manager", "employee"):
            user = getattr(self, role)
            own = user.with_user(user)
            with self.subTest(role=role):
                with self.assertRaises(AccessError):
                    own.write({"email": "jan@gazeta.example"})
                with self.assertRaises(AccessError):
                    own.partner_id.write({"email": "jan@gazeta.example"})
                own.write({"signature": "Regards", "tz": "Europe/Warsaw"})
        self.officer.write({"email": "new@town.example"})
        self.assertEqual(self.officer.partner_id.email, "new@town.example")

    def test_copy_of_an_account_has_no_role(self):
        """M4.2: who comes by a template (LDAP, sign-up) is let into nothing."""
        extra = self.env["res.groups"].create(
            {
                "name": "Contains a role",
                "implied_ids": [
                    Command.link(self.env.ref("skks_base.group_auditor").id)
                ],
            }
        )
        harmless = self.env["res.groups"].create({"name": "Harmless"})
        self.officer.write(
            {
                "group_ids": [Command.link(extra.id), Command.link(harmless.id)],
                "stand_in_id": self.manager.id,
            }
        )
        copied = self.officer.copy({"login": "new.who", "active": True})
        self.assertFalse(copied._skks_groups())
        self.assertIn(harmless, copied.group_ids)
        self.assertFalse(copied.stand_in_id | copied.skks_representative_ids.user_id)
        self.assertFalse(copied.share, "still an account of the office")
        role = self.env.ref("skks_base.group_officer")
        given = self.officer.copy(
            {"login": "given.who", "group_ids": [Command.set(role.ids)]}
        )
        self.assertIn(role, given._skks_groups(), "given on purpose")

    def test_membership_is_read_in_the_readers_language(self):
        for language in ("en_US", "pl_PL"):
            self.env["res.lang"]._activate_lang(language)
        group = self.env.ref("skks_base.group_officer")
        group.with_context(lang="pl_PL").name = "Rzecznik dyżurny"
        self.employee.group_ids = [Command.link(group.id)]
        entry = self._journal(self.employee, "user.groups").with_user(self.auditor)
        self.assertIn("Officer", entry.new_value, "one language for evidence")
        self.assertIn("Officer", entry.with_context(lang="en_US").change)
        polish = entry.with_context(lang="pl_PL").change
        self.assertIn("Rzecznik dyżurny", polish)
        self.assertNotIn("Officer", polish)

    def test_briefing_is_offered_to_its_readers_only(self):
        view = self.env.ref("base.view_users_form_simple_modif")
        for user, is_reader in (
            (self.officer, True),
            (self.employee, False),
            (self.auditor, False),
        ):
            arch = self.env["res.users"].with_user(user).get_view(view.id)["arch"]
            self.assertEqual("skks_briefing" in arch, is_reader, user.login)
            self.assertIn("stand_in_id", arch)

    def test_membership_is_journalled(self):
        user = self.employee
        group = self.env.ref("skks_base.group_manager")
        user.group_ids = [Command.link(group.id)]
        entry = self._journal(user, "user.groups")
        self.assertFalse(entry.old_value)
        self.assertIn("Head of the office", entry.new_value)
        self.assertIn("Officer", entry.new_value)
        group.user_ids = [Command.unlink(user.id)]
        self.assertEqual(len(self._journal(user, "user.groups")), 2)
        own = self.env["res.groups"].create(
            {
                "name": "Everything",
                "implied_ids": [Command.link(group.id)],
                "user_ids": [Command.link(user.id)],
            }
        )
        self.assertEqual(len(self._journal(user, "user.groups")), 3)
        own.implied_ids = [Command.clear()]
        self.assertEqual(len(self._journal(user, "user.groups")), 4)
        user.group_ids = [Command.link(self.env.ref("base.group_partner_manager").id)]
        self.assertEqual(len(self._journal(user, "user.groups")), 4)
