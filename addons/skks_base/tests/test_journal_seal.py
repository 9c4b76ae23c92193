import json
from datetime import timedelta

import psycopg2

from odoo import SUPERUSER_ID, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL, mute_logger

from . import common_rpc, common_signoff


class SealCase(common_signoff.SignoffCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Seal = cls.env["skks.journal.seal"]
        cls.journal = cls.env["skks.journal.entry"]

    def log(self, **values):
        journal = self.journal.with_user(self.officer)
        return journal._log(self.roads, "test.act", **values).sudo()

    def seal_all(self):
        seals = self.Seal
        while seal := self.Seal._seal():
            seals |= seal
        return seals

    def tamper(self, statement, *args, table="skks_journal_entry"):
        """What somebody with the rights of the database's owner can do."""
        self.env.flush_all()
        name = SQL.identifier(table)
        self.env.cr.execute(SQL("ALTER TABLE %s DISABLE TRIGGER USER", name))
        self.env.cr.execute(SQL(statement, *args))
        self.env.cr.execute(SQL("ALTER TABLE %s ENABLE TRIGGER USER", name))
        self.env.invalidate_all()

    def assertBroken(self, *words, expected=None):
        problems = self.Seal._verify(expected).problems
        self.assertTrue(problems, "nothing was noticed")
        for word in words:
            self.assertIn(str(word), problems[0])

    def assertWhole(self):
        self.assertEqual(self.Seal._verify().problems, [])


@tagged("post_install", "-at_install")
class TestJournalSeal(SealCase):
    def test_seal_covers_what_no_seal_covered(self):
        self.seal_all()
        entry = self.log(old="zażółć", new="gęślą", payload={"phone": "601 234 567"})
        verdict = self.Seal._verify()
        self.assertEqual(verdict.waiting, 1)
        seal = self.Seal._seal()
        self.assertEqual(seal.row_count, 1)
        self.assertEqual(seal.line_ids.res_id, entry.id)
        self.assertTrue(seal.is_complete)
        self.assertFalse(self.Seal._seal(), "nothing is left")
        verdict = self.Seal._verify()
        self.assertEqual((verdict.waiting, verdict.problems), (0, []))
        self.assertEqual(verdict.last_hash, seal.hash)

    def test_batches_make_one_chain(self):
        self.seal_all()
        for number in range(5):
            self.log(new=str(number))
        sizes = []
        while seal := self.Seal._seal(limit=2):
            sizes.append((seal.row_count, seal.is_complete))
        self.assertEqual(sizes, [(2, False), (2, False), (1, True)])
        self.assertWhole()

    def test_cron_seals_everything(self):
        self.log()
        with self.enter_registry_test_mode():
            self.env.ref("skks_base.ir_cron_journal_seal").method_direct_trigger()
        self.assertEqual(self.Seal._verify().waiting, 0)
        self.assertWhole()

    def test_late_commit_with_a_lower_number(self):
        """What was not committed yet is in the next seal, whatever its number."""
        low = self.log(new="slow transaction")
        high = self.log(new="quick transaction")
        hidden = [low.id]
        unsealed = type(self.Seal)._unsealed
        try:
            type(self.Seal)._unsealed = lambda seals, name: SQL(
                "%s AND NOT id = ANY(%s)", unsealed(seals, name), hidden
            )
            self.seal_all()
        finally:
            type(self.Seal)._unsealed = unsealed
        lines = self.env["skks.journal.seal.line"]
        domain = [("res_model", "=", low._name), ("res_id", "in", (low + high).ids)]
        self.assertEqual(lines.search(domain).res_id, high.id)
        self.assertEqual(self.Seal._seal().line_ids.res_id, low.id)
        self.assertWhole()

    # ------------------------------------------------------------------
    # Tampering
    # ------------------------------------------------------------------

    def test_every_column_is_covered(self):
        entry = self.log(old="a", new="b", reason="c", payload={"x": "y"})
        self.seal_all()
        self.assertWhole()
        changes = {
            "act": "other.act",
            "user_id": self.manager.id,
            "ip": "10.0.0.9",
            "res_model": "res.partner",
            "res_id": 999999,
            "res_name": "other",
            "old_value": "x",
            "new_value": "x",
            "reason": "x",
            "payload_hash": "0" * 64,
            "company_id": None if entry.company_id else self.company.id,
            "create_date": fields.Datetime.now() - timedelta(hours=1),
            "create_uid": SUPERUSER_ID,
            "write_date": fields.Datetime.now() - timedelta(hours=1),
            "write_uid": SUPERUSER_ID,
            "text_hash": "0" * 64,
            "text_salt": "0",
            "erased_at": fields.Datetime.now(),
        }
        stored = {
            name
            for name, field in entry._fields.items()
            if field.store and field.column_type
        }
        self.assertEqual(stored - set(changes), {"id", "erased_reason"})
        for column, value in changes.items():
            with self.subTest(column), self.env.cr.savepoint() as savepoint:
                self.tamper(
                    "UPDATE skks_journal_entry SET %s = %s WHERE id = %s",
                    SQL.identifier(column),
                    value,
                    entry.id,
                )
                self.assertBroken(entry.id)
                savepoint.rollback()
        self.env.invalidate_all()
        self.assertWhole()

    def test_deleted_entry(self):
        entry = self.log()
        self.seal_all()
        self.tamper("DELETE FROM skks_journal_entry WHERE id = %s", entry.id)
        self.assertBroken(entry.id, "deleted")

    def test_deleted_and_changed_payload(self):
        entry = self.log(payload={"phone": "1"})
        self.seal_all()
        table = "skks_journal_payload"
        with self.env.cr.savepoint() as savepoint:
            self.tamper(
                "UPDATE skks_journal_payload SET content = '{}' WHERE entry_id = %s",
                entry.id,
                table=table,
            )
            self.assertBroken(entry.id, "payload")
            savepoint.rollback()
        self.tamper(
            "DELETE FROM skks_journal_payload WHERE entry_id = %s",
            entry.id,
            table=table,
        )
        self.assertBroken(entry.id, "payload")

    def test_entry_dated_back(self):
        """An entry made later, with an old date, cannot pretend to be old."""
        self.log()
        with freeze_time(fields.Datetime.now() + timedelta(days=3)):
            self.seal_all()
        self.assertWhole()
        entry = self.log(new="this was always here")
        self.seal_all()
        self.assertBroken(entry.id, "later")

    def test_seal_removed_or_rewritten(self):
        for _number in range(3):
            self.log()
            self.seal_all()
        seals = self.Seal.search([], limit=2)
        last, middle = seals
        number = middle.number
        with self.env.cr.savepoint() as savepoint:
            self._delete_seal(middle)
            self.assertBroken(number, "missing")
            savepoint.rollback()
        with self.env.cr.savepoint() as savepoint:
            self.tamper(
                "UPDATE skks_journal_seal SET sealed_at = now() - interval '1 year'"
                " WHERE id = %s",
                middle.id,
                table="skks_journal_seal",
            )
            self.assertBroken(middle.number)
            savepoint.rollback()
        known = last.hash
        self._delete_seal(last)
        self.assertWhole()
        self.assertBroken("made anew", expected=known)

    def _delete_seal(self, seal):
        self.tamper(
            "DELETE FROM skks_journal_seal_line WHERE seal_id = %s",
            seal.id,
            table="skks_journal_seal_line",
        )
        self.tamper(
            "DELETE FROM skks_journal_seal WHERE id = %s",
            seal.id,
            table="skks_journal_seal",
        )

    def test_line_of_a_seal_swapped(self):
        """Hash of row and line changed together: the seal does not fit any more."""
        entry = self.log(new="a")
        seal = self.seal_all()[-1]
        self.tamper(
            "UPDATE skks_journal_seal_line SET hash = %s WHERE res_id = %s AND"
            " res_model = 'skks.journal.entry'",
            "0" * 64,
            entry.id,
            table="skks_journal_seal_line",
        )
        self.assertBroken(seal.number)

    def test_decisions_and_permits_are_covered(self):
        text = self.approved()
        line = text.sudo().signoff_line_ids[:1]
        self.seal_all()
        self.assertWhole()
        for change in (
            SQL("user_id = %s", self.officer.id),
            SQL("body = '<p>other</p>'"),
            SQL("addresses = '[\"x@y.example\"]'"),
        ):
            with self.subTest(change), self.env.cr.savepoint() as savepoint:
                self.tamper(
                    "UPDATE skks_signoff_line SET %s WHERE id = %s",
                    change,
                    line.id,
                    table="skks_signoff_line",
                )
                self.assertBroken(line.id)
                savepoint.rollback()

    # ------------------------------------------------------------------
    # Erasing
    # ------------------------------------------------------------------

    def test_erased_payload_keeps_the_chain_whole(self):
        entry = self.log(payload={"phone": "601 234 567"})
        kept = entry.payload_hash
        self.seal_all()
        entry.payload_ids.with_user(self.admin)._erase("art. 17 RODO")
        payload = entry.payload_ids
        self.assertFalse(payload.content)
        self.assertFalse(payload.sudo().text_salt)
        self.assertEqual(payload.erased_reason, "art. 17 RODO")
        self.assertEqual(entry.payload_hash, kept)
        self.assertWhole()
        erasure = self.journal.search([("act", "=", "evidence.erase")], limit=1)
        self.assertEqual(erasure.user_id, self.admin)
        self.assertEqual(json.loads(erasure.new_value), payload.ids)
        self.seal_all()
        self.assertWhole()

    def test_erased_words_of_an_entry(self):
        entry = self.log(old="Jan Kowalski", reason="601 234 567")
        self.seal_all()
        entry._erase("art. 17 RODO")
        self.assertFalse(entry.old_value or entry.reason or entry.res_name)
        self.assertEqual(entry.act, "test.act")
        self.assertEqual(self.Seal._verify().erased, 1)
        self.assertWhole()

    def test_erased_without_a_trace(self):
        """Words emptied past the journal are no erasure."""
        entry = self.log(old="Jan Kowalski")
        self.seal_all()
        self.env.cr.execute(
            "UPDATE skks_journal_entry SET old_value = NULL, text_salt = NULL,"
            " erased_at = now() WHERE id = %s",
            [entry.id],
        )
        self.assertBroken(entry.id, "no entry says why")

    def test_erasure_needs_a_reason_and_stays_itself(self):
        entry = self.log(payload={"phone": "1"})
        with self.assertRaises(UserError):
            entry.payload_ids._erase("  ")
        entry.payload_ids._erase("a reason")
        erasure = self.journal.search([("act", "=", "evidence.erase")], limit=1)
        self.assertFalse(erasure._erase("hide it"))
        self.assertEqual(erasure.reason, "a reason")

    @mute_logger("odoo.sql_db")
    def test_database_erases_but_never_changes(self):
        entry = self.log(old="a", payload={"phone": "1"})
        for table, statement in (
            ("skks_journal_entry", "SET old_value = NULL"),
            ("skks_journal_entry", "SET old_value = 'x', erased_at = now()"),
            ("skks_journal_entry", "SET act = NULL, erased_at = now()"),
            ("skks_journal_payload", "SET content = '{}'"),
            ("skks_journal_payload", "SET content = '{}', erased_at = now()"),
            ("skks_journal_payload", "SET text_hash = NULL, erased_at = now()"),
            ("skks_signoff_line", "SET decision = 'accept'"),
            ("skks_gate_permit", "SET addresses = '[]'"),
            ("skks_journal_seal", "SET hash = 'x'"),
            ("skks_journal_seal_line", "SET hash = 'x'"),
        ):
            with self.subTest(statement), self.env.cr.savepoint() as savepoint:
                self._fill(table)
                with self.assertRaises(psycopg2.errors.InsufficientPrivilege):
                    self.env.cr.execute(f"UPDATE {table} {statement}")
                savepoint.rollback()
        self.assertTrue(entry.exists())

    def _fill(self, table):
        """Have a row in every table of evidence."""
        if table == "skks_signoff_line":
            self.submitted()
        if table == "skks_gate_permit":
            self.env["skks.gate.permit"]._append(
                [
                    {
                        "kind": "answer",
                        "addresses": '["a@b.example"]',
                        "content_hash": "x",
                        "user_id": self.officer.id,
                    }
                ]
            )
        if "seal" in table:
            self.seal_all()
        self.env.flush_all()

    def test_deleted_message_only_loosens_the_permit(self):
        message = self.env["mail.message"].create({"body": "x"})
        permit = self.env["skks.gate.permit"]._append(
            [
                {
                    "kind": "answer",
                    "addresses": '["a@b.example"]',
                    "content_hash": "x",
                    "user_id": self.officer.id,
                    "mail_message_id": message.id,
                }
            ]
        )
        self.seal_all()
        message.unlink()
        permit.invalidate_recordset()
        self.assertFalse(permit.mail_message_id)
        self.assertWhole()

    # ------------------------------------------------------------------
    # Who may do what
    # ------------------------------------------------------------------

    def test_verification_by_auditor_and_admin_only(self):
        self.log()
        self.seal_all()
        for user in (self.auditor, self.admin):
            result = self.Seal.with_user(user).action_verify()
            self.assertEqual(result["params"]["type"], "success")
            entry = self.journal.search([("act", "=", "journal.verify")], limit=1)
            self.assertEqual(entry.user_id, user)
        for user in (self.officer, self.manager, self.representative, self.employee):
            with self.assertRaises(AccessError):
                self.Seal.with_user(user).action_verify()

    def test_verdict_names_the_first_broken_row(self):
        entry = self.log()
        self.seal_all()
        self.tamper("DELETE FROM skks_journal_entry WHERE id = %s", entry.id)
        result = self.Seal.with_user(self.auditor).action_verify()
        self.assertEqual(result["params"]["type"], "danger")
        self.assertIn(str(entry.id), result["params"]["message"])

    def test_auditors_get_the_last_hash_by_mail(self):
        self.log()
        seal = self.seal_all()[-1]
        self.env["skks.journal.seal"]._cron_tell_auditors()
        message = self.env["mail.message"].search(
            [("partner_ids", "in", self.auditor.partner_id.ids)], limit=1
        )
        self.assertIn(seal.hash, message.body)


@tagged("post_install", "-at_install")
class TestEvidenceAttacks(SealCase, common_rpc.RpcMixin):
    """The weakest and the strongest users, through every door there is."""

    EVIDENCE = (
        "skks.journal.entry",
        "skks.journal.payload",
        "skks.journal.seal",
        "skks.journal.seal.line",
        "skks.gate.permit",
        "skks.signoff.line",
    )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.system = cls.env.ref("base.user_admin")
        cls.people = (
            cls.officer,
            cls.manager,
            cls.representative,
            cls.leadership,
            cls.dispatcher,
            cls.auditor,
            cls.admin,
            cls.system,
        )
        cls.entry = cls.journal.with_user(cls.officer)._log(
            cls.roads, "test.act", payload={"phone": "1"}
        )
        cls.Seal._seal()

    def row(self, model):
        return self.env[model].sudo().search([], limit=1, order="id desc")

    def snapshot(self, model):
        table = SQL.identifier(self.env[model]._table)
        self.env.flush_all()
        self.env.cr.execute(SQL("SELECT * FROM %s ORDER BY id", table))
        return self.env.cr.fetchall()

    def values(self, model):
        """A row that would look real."""
        return {
            "skks.journal.entry": {"act": "forged", "user_id": self.officer.id},
            "skks.journal.payload": {"entry_id": self.entry.id, "content": "{}"},
            "skks.journal.seal": {
                "number": 99,
                "sealed_at": "2026-01-01 00:00:00",
                "columns": "{}",
                "hash": "x",
            },
            "skks.journal.seal.line": {
                "seal_id": self.Seal.search([], limit=1).id,
                "res_model": "skks.journal.entry",
                "res_id": 987654,
                "hash": "x",
            },
            "skks.gate.permit": {
                "kind": "answer",
                "addresses": "[]",
                "content_hash": "x",
                "user_id": self.officer.id,
            },
            "skks.signoff.line": {
                "res_model": "skks.test.text",
                "res_id": 1,
                "decision": "accept",
                "user_id": self.officer.id,
            },
        }[model]

    def doors(self, model, row):
        values = self.values(model)
        fname = next(iter(values))
        context = {
            "skks_guard_pass": {"model": model, "fnames": list(values)},
            "install_mode": True,
            "default_user_id": self.manager.id,
        }
        labels = [str(value) for value in values.values()]
        return [
            ("create", [[values]], {}),
            ("create", [[values]], {"context": context}),
            ("name_create", ["x"], {}),
            ("web_save", [[], values], {"specification": {}}),
            ("load", [list(values), [labels]], {}),
            ("write", [row.ids, {fname: values[fname]}], {"context": context}),
            ("write", [row.ids, {"erased_reason": "x"}], {}),
            ("web_save", [row.ids, values], {"specification": {}}),
            ("copy", [row.ids], {"context": context}),
            ("unlink", [row.ids], {"context": context}),
            ("_append", [[values]], {}),
            ("_erase", [row.ids, "x"], {}),
            ("_guarded_write", [row.ids, values], {}),
            ("_seal", [], {}),
        ]

    def test_nobody_adds_changes_or_removes_evidence(self):
        self.submitted()
        self.env["skks.gate.permit"]._append([self.values("skks.gate.permit")])
        for model in self.EVIDENCE:
            row = self.row(model)
            self.assertTrue(row, model)
            before = self.snapshot(model)
            for user in self.people:
                for method, args, kwargs in self.doors(model, row):
                    with self.subTest(model=model, user=user.login, method=method):
                        self.rpc_or_refused(user, model, method, *args, **kwargs)
                        self.assertEqual(self.snapshot(model), before)

    def test_no_payload_through_its_entry(self):
        before = self.snapshot("skks.journal.payload")
        for command in ([0, 0, {"content": "x"}], [2, self.entry.payload_ids.id, 0]):
            self.rpc_or_refused(
                self.auditor,
                "skks.journal.entry",
                "write",
                self.entry.ids,
                {"payload_ids": [command]},
            )
        self.assertEqual(self.snapshot("skks.journal.payload"), before)

    def test_only_auditors_read_the_journal(self):
        for model in ("skks.journal.entry", "skks.journal.payload"):
            for user in self.people:
                found = self.rpc_or_refused(user, model, "search_count", [])
                with self.subTest(model=model, user=user.login):
                    self.assertEqual(bool(found), user == self.auditor)

    def test_nobody_reads_the_salt(self):
        for user in (self.auditor, self.system):
            payload = self.entry.sudo().payload_ids.with_user(user).sudo(False)
            with self.assertRaises(AccessError):
                payload.read(["text_salt"])
