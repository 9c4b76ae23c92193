from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestJournaledSettings(TransactionCase):
    """Whoever turns a screw is in the journal, with the old and the new value."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.system = new_test_user(
            cls.env,
            "system.journal",
            groups="base.group_system,skks_base.group_admin",
        )
        cls.journal = cls.env["skks.journal.entry"]

    def last(self, act, record):
        entry = self.journal.search(
            [
                ("act", "=", act),
                ("res_model", "=", record._name),
                ("res_id", "=", record.id),
            ],
            limit=1,
        )
        self.assertTrue(entry, f"no {act}")
        self.assertEqual(entry.user_id, self.system)
        return entry

    def made(self, model, **values):
        return self.env[model].with_user(self.system).create(values)

    def assertChange(self, record, act, fname, value):
        old = str(record[fname])
        record.write({fname: value})
        entry = self.last(act, record)
        self.assertIn(f"{fname}: {old}", entry.old_value)
        self.assertIn(f"{fname}: {value}", entry.new_value)
        return entry

    def test_mail_server_without_its_password(self):
        server = self.made("ir.mail_server", name="MX", smtp_host="mx.example")
        self.assertIn(
            "smtp_host: mx.example", self.last("mail.server.create", server).new_value
        )
        self.assertChange(server, "mail.server.change", "smtp_host", "evil.example")
        server.smtp_pass = "s3cret"
        entry = self.last("mail.server.change", server)
        self.assertIn("smtp_pass: ***", entry.new_value)
        self.assertNotIn("s3cret", entry.new_value)
        server.smtp_pass = "an0ther"
        self.assertNotEqual(self.last("mail.server.change", server), entry)
        server.active = False
        self.last("mail.server.archive", server)

    def test_fetchmail_server(self):
        server = self.made(
            "fetchmail.server", name="IN", server="imap.example", password="s3cret"
        )
        entry = self.last("fetchmail.create", server)
        self.assertNotIn("s3cret", entry.new_value)
        self.assertChange(server, "fetchmail.change", "server", "evil.example")

    def test_alias_and_domain(self):
        domain = self.made("mail.alias.domain", name="town.example")
        self.assertChange(domain, "alias.domain.change", "default_from", "x")
        alias = self.made(
            "mail.alias",
            alias_name="office",
            alias_model_id=self.env["ir.model"]._get_id("res.partner"),
        )
        self.assertChange(alias, "alias.change", "alias_defaults", "{'name': 'forged'}")

    def test_cron_switched_off(self):
        cron = self.env.ref("skks_base.ir_cron_journal_seal").with_user(self.system)
        cron.active = False
        entry = self.last("cron.archive", cron)
        self.assertEqual(
            (entry.old_value, entry.new_value), ("active: True", "active: False")
        )

    def test_server_action(self):
        action = self.made(
            "ir.actions.server",
            name="x",
            state="code",
            code="1",
            model_id=self.env["ir.model"]._get_id("res.partner"),
        )
        self.assertChange(action, "server.action.change", "code", "2")

    def test_rights_and_rules(self):
        access = self.env.ref("skks_base.access_skks_journal_entry_auditor")
        access = access.with_user(self.system)
        self.assertChange(access, "access.change", "perm_write", True)
        rule = self.made(
            "ir.rule",
            name="open",
            model_id=self.env["ir.model"]._get_id("skks.journal.entry"),
            domain_force="[(1, '=', 1)]",
        )
        self.last("rule.create", rule)
        self.assertChange(rule, "rule.change", "domain_force", "[('id', '=', 1)]")
        number = rule.id
        rule.unlink()
        entry = self.journal.search([("act", "=", "rule.delete")], limit=1)
        self.assertEqual(entry.res_id, number)

    def test_parameters_of_ours(self):
        parameters = self.env["ir.config_parameter"].with_user(self.system)
        parameters.set_param("skks_base.example", "1")
        parameters.set_param("skks_base.example", "2")
        parameter = parameters.search([("key", "=", "skks_base.example")])
        entry = self.last("parameter.change", parameter)
        self.assertEqual((entry.old_value, entry.new_value), ("value: 1", "value: 2"))
        count = self.journal.search_count([])
        parameters.set_param("web.something", "1")
        self.assertEqual(self.journal.search_count([]), count)

    def test_company_set_up(self):
        company = self.env.company.with_user(self.system)
        company.skks_duty_user_id = self.system
        entry = self.last("company.change", company)
        self.assertIn(f"skks_duty_user_id: {self.system.name}", entry.new_value)
        fnames = company._journaled_names()
        self.assertLessEqual({"skks_head_id", "resource_calendar_id"}, set(fnames))

    def test_opening_hours_and_closures(self):
        calendar = self.made("resource.calendar", name="Hours")
        self.assertChange(calendar, "calendar.change", "tz", "Europe/Warsaw")
        hours = calendar.attendance_ids[0]
        hours.hour_to = 13.5
        self.last("calendar.hours.change", hours)
        leave = self.made(
            "resource.calendar.leaves",
            name="Local day",
            date_from="2026-06-05 00:00:00",
            date_to="2026-06-05 20:00:00",
        )
        self.last("calendar.closure.create", leave)

    def test_address_and_login_of_a_user(self):
        user = new_test_user(self.env, "clerk.journal", email="clerk@town.example")
        user = user.with_user(self.system)
        self.assertChange(user, "user.change", "email", "journalist@x.example")
        user.write(
            {"group_ids": [Command.link(self.env.ref("skks_base.group_auditor").id)]}
        )
        self.last("user.groups", user)

    def test_second_factor_of_a_user(self):
        """Who turned it on or off, without the secret."""
        user = new_test_user(self.env, "clerk.factor", email="clerk@town.example")
        user = user.with_user(self.system).sudo()
        if "totp_secret" not in user._fields:
            self.skipTest("core's auth_totp is not installed")
        user.totp_secret = "JBSWY3DPEHPK3PXP"
        entry = self.last("user.change", user)
        self.assertEqual(
            (entry.old_value, entry.new_value), ("totp_secret: ", "totp_secret: ***")
        )
        user.totp_secret = False
        entry = self.last("user.change", user)
        self.assertEqual(
            (entry.old_value, entry.new_value), ("totp_secret: ***", "totp_secret: ")
        )

    def test_passkeys_of_a_user(self):
        user = self.system.with_user(self.system).sudo()
        if "auth_passkey_key_ids" not in user._fields:
            self.skipTest("core's auth_passkey is not installed")
        key = {"name": "Phone", "credential_identifier": "x"}
        user.write({"auth_passkey_key_ids": [Command.create(key)]})
        entry = self.last("user.change", user)
        self.assertEqual(entry.new_value, "auth_passkey_key_ids: Phone")

    def test_policy_of_the_second_factor(self):
        parameters = self.env["ir.config_parameter"].with_user(self.system)
        parameters.set_param("auth_totp.policy", "employee_required")
        policy = parameters.search([("key", "=", "auth_totp.policy")])
        self.last("parameter.create", policy)
        policy.unlink()
        self.assertTrue(
            self.journal.search([("act", "=", "parameter.delete")], limit=1).old_value
        )

    def test_same_value_is_no_change(self):
        company = self.env.company.with_user(self.system)
        count = self.journal.search_count([])
        company.write({"name": company.name})
        self.assertEqual(self.journal.search_count([]), count)


@tagged("post_install", "-at_install")
class TestUninstall(TransactionCase):
    """Evidence is never dropped by a button."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["skks.journal.entry"]._log(cls.env.company, "test.act")
        cls.system = new_test_user(
            cls.env, "system.uninstall", groups="base.group_system"
        )
        cls.modules = cls.env["ir.module.module"].with_user(cls.system)
        cls.base = cls.modules.search([("name", "=", "skks_base")])
        cls.mail = cls.modules.search([("name", "=", "mail")])

    def test_refused_by_button_and_by_write(self):
        for module in (self.base, self.mail):
            with self.assertRaisesRegex(UserError, "skks_base.allow_uninstall"):
                module.button_uninstall()
        with self.assertRaises(UserError):
            self.base.write({"state": "to remove"})
        self.assertEqual(self.base.state, "installed")

    def test_nobody_allows_it_from_a_screen(self):
        parameters = self.env["ir.config_parameter"].with_user(self.system)
        with self.assertRaises(AccessError):
            parameters.set_param("skks_base.allow_uninstall", "True")
        other = parameters.create({"key": "skks_base.other", "value": "True"})
        with self.assertRaises(AccessError):
            other.key = "skks_base.allow_uninstall"
        with self.assertRaises(UserError):
            self.base.button_uninstall()

    def test_allowed_on_the_server(self):
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("skks_base.allow_uninstall", "True")
        self.base.button_uninstall()
        self.assertEqual(self.base.state, "to remove")
        entry = self.env["skks.journal.entry"].search([], limit=1)
        self.assertEqual(entry.act, "parameter.create")

    def test_other_addons_may_go(self):
        bridge = self.modules.search([("name", "=", "skks_base_sms")])
        bridge.button_uninstall()
        self.assertEqual(bridge.state, "to remove")
