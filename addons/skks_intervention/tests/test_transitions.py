"""M7.1: a report moves by its declared table alone, whatever the door."""

import inspect

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.skks_base.tests.common_doors import HOSTILE
from odoo.addons.skks_base.tests.common_rpc import REFUSALS, RpcMixin

from .common import InterventionCase

MODEL = "skks.intervention"
# Core has them on every model; a report has no field for them.
ARCHIVING = ("action_archive", "action_unarchive")
# What a report's own methods alone write.
OWN_FIELDS = (
    "entity_id",
    "user_id",
    "number",
    "closed_at",
    "routed_at",
    "acknowledged_at",
    "answered_at",
    "first_reply_at",
    "action_at",
    "asked_at",
    "ask_until",
    "no_data_at",
    "duplicate_of_id",
    "first_clock_id",
    "action_clock_id",
    "answer_clock_id",
    "legal_clock_id",
    "first_reply_message_id",
    "ask_message_id",
    "waiting_for",
    "next_due_at",
)


class TransitionCase(RpcMixin, InterventionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._report()
        cls.second = cls._report()
        cls.states = cls.env[MODEL]._fields["state"].get_values(cls.env)
        cls.table = cls.env[MODEL]._transitions
        cls.users = (
            cls.dispatcher,
            cls.officer,
            cls.head,
            cls.roads,
            cls.roads_head,
            cls.secretary,
            cls.auditor,
        )

    def _put(self, state):
        """Put the report there, as only its own methods can."""
        self.env.invalidate_all()
        self.case.sudo()._guarded_write({"state": state})
        self.env.flush_all()


@tagged("post_install", "-at_install")
class TestTransitions(TransitionCase):
    def test_table_names_every_state(self):
        self.assertEqual(set(self.table), set(self.states))
        self.assertLessEqual(set().union(*self.table.values()), set(self.states))

    def test_what_is_not_in_the_table_is_refused(self):
        for old in self.states:
            for new in set(self.states) - self.table[old] - {old}:
                with self.subTest(old=old, new=new):
                    self._put(old)
                    with self.assertRaises(UserError):
                        self.case.sudo()._transition(new)

    def test_nobody_writes_a_state(self):
        """By an assignment, by RPC with a hostile context; superuser included."""
        for old in self.states:
            self._put(old)
            for new in set(self.states) - {old}:
                with self.subTest(old=old, new=new):
                    with self.assertRaises(UserError), self.env.cr.savepoint():
                        self.case.sudo().write({"state": new})
                    for user in self.users:
                        self.rpc_or_refused(
                            user,
                            MODEL,
                            "write",
                            self.case.ids,
                            {"state": new},
                            context=dict(HOSTILE),
                        )
                        self.assertEqual(self.case.state, old, user.login)

    def test_nobody_imports_a_state(self):
        for old in ("new", "in_progress", "waiting", "answered", "duplicate"):
            self._put(old)
            for new in set(self.states) - {old}:
                for user in (self.dispatcher, self.officer, self.head, self.roads):
                    with self.subTest(old=old, new=new, user=user.login):
                        self.rpc_or_refused(
                            user,
                            MODEL,
                            "load",
                            [".id", "state"],
                            [[str(self.case.id), new]],
                        )
                        self.env.invalidate_all()
                        self.assertEqual(self.case.state, old)

    def test_created_at_the_beginning(self):
        for state in self.states:
            (case_id,) = self.rpc(
                self.dispatcher,
                MODEL,
                "create",
                [{"name": "x", "category_id": self.category.id, "state": state}],
                context={"default_state": state},
            )
            self.assertEqual(self.env[MODEL].browse(case_id).state, "routed")

    def test_buttons_follow_the_table(self):
        """Every public method in every state, as everybody."""
        names = sorted(
            name
            for name in dir(type(self.case))
            if name.startswith("action_") and name not in ARCHIVING
            if inspect.isfunction(getattr(type(self.case), name))
        )
        self.assertIn("action_unjoin", names)
        moved = set()
        for old in self.states:
            for user in self.users:
                for name in names:
                    for before, after in self._steps(old, user, name):
                        with self.subTest(old=old, name=name, user=user.login):
                            self.assertIn(after, self.table[before])
                        moved.add((name, user.login))
        readers = {self.secretary.login, self.auditor.login}
        self.assertFalse([found for found in moved if found[1] in readers], moved)
        self.assertIn(("action_start", self.roads.login), moved)
        self.assertIn(("action_unjoin", self.dispatcher.login), moved)
        self.assertNotIn(("action_unjoin", self.roads.login), moved)

    def _steps(self, state, user, name):
        """``[(old, new)]``: where the method leads from ``state``; nothing stays."""
        journal = self.env["skks.journal.entry"].sudo()
        steps = []
        try:
            with self.env.cr.savepoint():
                self._put(state)
                last = journal.search([], order="id desc", limit=1).id
                self.rpc(user, MODEL, name, self.case.ids)
                entries = journal.search(
                    [("id", ">", last), ("act", "=", "case.state")], order="id"
                )
                steps = [(entry.old_value, entry.new_value) for entry in entries]
                self.assertEqual(
                    self.case.sudo().state, steps[-1][1] if steps else state
                )
                raise _UndoneError
        except (_UndoneError, TypeError, *REFUSALS):
            self.env.invalidate_all()
        return steps


class _UndoneError(Exception):
    """Takes back what was tried."""


@tagged("post_install", "-at_install")
class TestOwnFields(TransitionCase):
    """M7.4: who has a report, and what was promised, moves by acts alone."""

    def test_not_written(self):
        case, other = self.case, self.second
        self.assertTrue(case.first_clock_id)
        values = {
            fname: self._another_value(case, other, fname) for fname in OWN_FIELDS
        }
        for fname, value in values.items():
            with self.subTest(fname=fname):
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    case.sudo().write({fname: value})
                before = case.sudo()[fname]
                for user in self.users:
                    for method, args in (
                        ("write", [case.ids, {fname: value}]),
                        ("load", [[".id", fname], [[str(case.id), str(value)]]]),
                    ):
                        self.rpc_or_refused(
                            user, MODEL, method, *args, context=dict(HOSTILE)
                        )
                    self.env.invalidate_all()
                    self.assertEqual(case.sudo()[fname], before, user.login)

    def _another_value(self, case, other, fname):
        field = case._fields[fname]
        if fname == "entity_id":
            return self.mpwik.id
        if fname == "user_id":
            return self.water.id
        if fname == "duplicate_of_id":
            return other.id
        if fname.endswith("_clock_id"):
            return other.sudo()[fname].id
        if field.type == "many2one":
            return self.env[field.comodel_name].search([], limit=1).id
        if field.type == "datetime":
            return "2020-01-01 00:00:00"
        return "outsider" if field.type == "selection" else "ZI/1999/9999"

    def test_not_created(self):
        values = {
            fname: self._another_value(self.case, self.second, fname)
            for fname in OWN_FIELDS
        }
        (case_id,) = self.rpc(
            self.dispatcher,
            MODEL,
            "create",
            [{"name": "x", "category_id": self.category.id} | values],
            context={f"default_{fname}": value for fname, value in values.items()},
        )
        case = self.env[MODEL].browse(case_id).sudo()
        self.assertEqual(case.entity_id, self.wdt)
        self.assertFalse(case.user_id + case.duplicate_of_id.user_id)
        self.assertFalse(case.duplicate_of_id)
        for name in ("first", "action", "answer", "legal"):
            self.assertEqual(case[f"{name}_clock_id"].res_id, case.id)
        for fname in ("answered_at", "first_reply_at", "action_at", "no_data_at"):
            self.assertFalse(case[fname], fname)
