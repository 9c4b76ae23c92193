import psycopg2

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestJournal(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = new_test_user(
            cls.env, "officer.journal", groups="skks_base.group_officer"
        )
        cls.auditor = new_test_user(
            cls.env, "auditor.journal", groups="skks_base.group_auditor"
        )
        cls.contact = cls.env["res.partner"].create({"name": "Jan Nowak"})
        cls.entry = (
            cls.env["skks.journal.entry"]
            .with_user(cls.officer)
            ._log(
                cls.contact,
                "contact.verify",
                old="no",
                new="yes",
                payload={"phone": "00 123"},
            )
        )

    def test_entry_says_who_what_on_which(self):
        entry = self.entry.with_user(self.auditor)
        self.assertEqual(entry.user_id, self.officer)
        self.assertEqual(entry.act, "contact.verify")
        self.assertEqual(entry.res_name, "Jan Nowak")
        self.assertEqual((entry.old_value, entry.new_value), ("no", "yes"))
        self.assertEqual(entry.payload_ids.content, '{"phone": "00 123"}')
        self.assertNotIn("00 123", entry.payload_hash)

    def test_client_context_changes_nothing(self):
        journal = self.env["skks.journal.entry"].with_user(self.officer)
        entry = journal.with_context(
            default_reason="forged", default_user_id=self.auditor.id
        )._log(self.contact, "contact.verify")
        self.assertFalse(entry.sudo().reason)
        self.assertEqual(entry.sudo().user_id, self.officer)

    def test_nobody_adds_changes_or_deletes(self):
        journal = self.env["skks.journal.entry"]
        for user in (self.officer, self.auditor, self.env.ref("base.user_admin")):
            with self.assertRaises(AccessError):
                journal.with_user(user).create({"act": "x", "user_id": user.id})
            with self.assertRaises(AccessError):
                self.entry.with_user(user).write({"reason": "forged"})
            with self.assertRaises(AccessError):
                self.entry.with_user(user).unlink()

    def test_superuser_is_refused_too(self):
        with self.assertRaises(AccessError):
            self.env["skks.journal.entry"].sudo().create({"act": "x", "user_id": 1})
        with self.assertRaises(AccessError):
            self.env["skks.journal.entry"].sudo().create({})
        with self.assertRaises(AccessError):
            self.entry.sudo().write({"act": "y"})
        with self.assertRaises(AccessError):
            self.entry.sudo().unlink()

    @mute_logger("odoo.sql_db")
    def test_database_refuses_sql(self):
        for statement in (
            "UPDATE skks_journal_entry SET act = 'x'",
            "DELETE FROM skks_journal_entry",
            "TRUNCATE skks_journal_entry CASCADE",
        ):
            with (
                self.subTest(statement),
                self.assertRaises(psycopg2.errors.InsufficientPrivilege),
                self.cr.savepoint(),
            ):
                self.cr.execute(statement)

    def test_others_do_not_read(self):
        with self.assertRaises(AccessError):
            self.entry.with_user(self.officer).read(["act"])
