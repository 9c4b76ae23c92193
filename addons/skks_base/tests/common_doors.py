"""Every door to change something × every model of the suite, as one user.

Nothing here names a model: whatever the registry has of ours is tried, with every
public method that our addons bring, so that a new model or button is in by itself.
What a role may do is listed by the test; all the rest must leave the database as it
was. Each attack is undone, so that each begins in the same world.
"""

import inspect
from contextlib import contextmanager

import psycopg2

from odoo.tools import SQL

from .common_rpc import REFUSALS, RpcMixin

# Rows of Odoo itself by which somebody would come to more than they have.
CORE_MODELS = (
    "fetchmail.server",
    "ir.attachment",
    "ir.config_parameter",
    "ir.cron",
    "ir.mail_server",
    "ir.model.access",
    "ir.rule",
    "mail.activity",
    "mail.alias",
    "mail.followers",
    "mail.mail",
    "mail.message",
    "res.company",
    "res.groups",
    "res.partner",
    "res.users",
    "resource.calendar",
)
# What a remote client may put into the context of any call.
HOSTILE = {
    "skks_guard_pass": {"model": "skks.answer", "fnames": ["signoff_state"]},
    "skks_incoming_letter": {"created": []},
    "skks_message_store": True,
    "skks_handover": True,
    "install_mode": True,
    "import_file": True,
    "tracking_disable": True,
    "mail_notrack": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "skip_validation_check": True,
    "active_test": False,
    "uid": 1,
    "su": True,
    "default_state": "answered",
    "default_signoff_state": "approved",
    "default_waiting_for": "outsider",
}
# A value of the wrong kind or shape, which proves nothing about rights.
NONSENSE = (AttributeError, LookupError, TypeError, ValueError, psycopg2.Error)


class _UndoneError(Exception):
    """Takes back what an attack did."""


class DoorMatrix(RpcMixin):
    """For test cases; what a role may do is given to the assertions."""

    def our_models(self):
        """Names of our models that have rows or answer calls, in a stable order."""
        return sorted(
            name
            for name, model in self.env.registry.items()
            if name.startswith("skks.") and not model._abstract
        )

    def our_methods(self):
        """``(model, method)`` of what our addons open to a remote call."""
        registry = self.env.registry
        for name, model in sorted(registry.items()):
            if model._abstract:
                continue
            # what every model or every thread has is tried apart
            known = registry["base" if name.startswith("skks.") else "mail.thread"]
            names = {
                method
                for cls in model.mro()
                if cls.__module__.startswith("odoo.addons.skks_")
                for method, value in vars(cls).items()
                if inspect.isfunction(value) and not method.startswith("_")
                if not hasattr(known, method)
            }
            for method in sorted(names):
                function = getattr(model, method)
                if not getattr(function, "_api_private", False):
                    yield name, method

    # ------------------------------------------------------------------
    # The world
    # ------------------------------------------------------------------

    def _watched_tables(self):
        tables = set()
        for name in (*self.our_models(), *CORE_MODELS):
            model = self.env[name]
            if not model._auto or model._transient:
                continue
            tables.add(model._table)
            tables |= {
                field.relation
                for field in model._fields.values()
                if field.type == "many2many" and field.store and field.relation
            }
        return sorted(tables)

    def world(self):
        """``{table: fingerprint}`` of all that an attack could change."""
        self.env.flush_all()
        found = self.env.execute_query(
            SQL(" UNION ALL ").join(
                SQL(
                    "SELECT %s, COUNT(*),"
                    " COALESCE(SUM(hashtextextended(t::text, 0)), 0) FROM %s AS t",
                    table,
                    SQL.identifier(table),
                )
                for table in self._watched_tables()
            )
        )
        return {table: fingerprint for table, *fingerprint in found}

    @contextmanager
    def undone(self):
        """Undo what is done in the block; a refusal in words ends it as well."""
        self.env.flush_all()
        try:
            with self.env.cr.savepoint():
                yield
                raise _UndoneError
        except (_UndoneError, *REFUSALS):
            self.env.invalidate_all()

    def _changed(self, attack):
        """Names of the tables that ``attack`` has changed."""
        changed = []
        self.answered = False
        with self.undone():
            attack()
            # where every call was refused, its savepoint has undone it
            after = self.world() if self.answered else self.before
            changed = [
                table for table, one in after.items() if one != self.before[table]
            ]
        return changed

    def rows(self, name):
        """The newest rows of a model, whoever may see them: those of the test."""
        model = self.env[name].sudo().with_context(active_test=False)
        return model.search([], order="id desc", limit=4)

    # ------------------------------------------------------------------
    # The matrix
    # ------------------------------------------------------------------

    def assertRights(self, user, rights):
        """``user`` has exactly these rights on our models.

        :param dict rights: ``{operations: names of models}``, operations by their
            first letters, in the order "rwcu"
        """
        found = {}
        for name in self.our_models():
            model = self.env[name].with_user(user).sudo(False)
            letters = "".join(
                operation[0]
                for operation in ("read", "write", "create", "unlink")
                if model.has_access(operation)
            )
            if letters:
                found.setdefault(letters, set()).add(name)
        self.assertEqual(found, {key: set(names) for key, names in rights.items()})

    def assertWritesNothing(self, user, but=()):
        """No row of ours is created, changed, copied, imported or deleted.

        :param but: names of models on which ``user`` has rights to write
        """
        self.before = self.world()
        for name in self.our_models():
            if name in but or self.env[name]._transient:
                continue
            with self.subTest(user=user.login, model=name):
                self.assertFalse(self._changed(lambda n=name: self._write(user, n)))

    def _write(self, user, name):
        rows = self.rows(name)
        ids = rows.ids[:1]
        attacks = [("create", [{}]), ("create", [[{"name": "x", "reason": "x"}]])]
        attacks += [("load", ["name"], [["x"]]), ("unlink", rows.ids)]
        attacks += [("copy", ids), ("web_save", ids, {"name": "x"}, {})]
        attacks += [
            ("write", rows.ids, {fname: self._forged(user, field)})
            for fname, field in rows._fields.items()
            if field.store and fname != "id"
        ]
        for method, *args in attacks:
            self._try(user, name, method, *args)

    def _forged(self, user, field):
        """A value of the right kind that is likely not to be there."""
        return {
            "boolean": True,
            "integer": 7,
            "float": 7.0,
            "many2one": user.id,
            "many2one_reference": user.id,
            "one2many": [(5,)],
            "many2many": [(6, 0, user.ids)],
            "datetime": "2020-01-01 00:00:00",
            "date": "2020-01-01",
        }.get(field.type, "x")

    def _try(self, user, name, method, *args, **kwargs):
        """Call and keep what it did; a refusal, or a value that does not fit, is
        undone."""
        context = HOSTILE | kwargs.pop("context", {})
        try:
            with self.env.cr.savepoint():
                self.rpc(user, name, method, *args, context=context, **kwargs)
                self.env.flush_all()
            self.answered = True
        except (*REFUSALS, *NONSENSE):
            self.env.invalidate_all()

    def changes_by_methods(self, user):
        """``{(model, method)}``: what of ours changes something for ``user``."""
        self.before = self.world()
        return {
            (name, method)
            for name, method in self.our_methods()
            if self._changed(lambda n=name, m=method: self._call(user, n, m))
        }

    def _call(self, user, name, method):
        """One method on each row, with what an attacker would give it."""
        model = self.env[name]
        rows = self._own_rows(user, name) if model._transient else self.rows(name)
        asked = self._asked(getattr(type(model), method))
        for value in ("x", user.id, rows.ids):
            args = [value] * len(asked)
            if getattr(getattr(model, method), "_api_model", False):
                self._try(user, name, method, *args)
                continue
            for row in rows:
                self._try(user, name, method, row.ids, *args)
            if not asked:
                break
        takes_reason = method in self.env["skks.reason"]._actions_of(model)
        for row in rows if takes_reason else ():
            self._by_reason(user, row, method)

    def _asked(self, function):
        """Parameters that a caller gives; a reason may be left out, but opens more."""
        parameters = list(inspect.signature(function).parameters.values())[1:]
        return [
            one
            for one in parameters
            if one.kind is one.POSITIONAL_OR_KEYWORD
            and (one.default is one.empty or one.name == "reason")
        ]

    def _own_rows(self, user, name):
        """A row of a wizard that the user may open."""
        try:
            with self.env.cr.savepoint():
                return self.env[name].browse(self.rpc(user, name, "create", [{}]))
        except (*REFUSALS, *NONSENSE):
            self.env.invalidate_all()
            return self.env[name]

    def _by_reason(self, user, row, method):
        wizard = self.rpc_or_refused(user, "skks.reason", "create", [{"reason": "x"}])
        self._try(
            user,
            "skks.reason",
            "action_confirm",
            wizard,
            context={
                "active_model": row._name,
                "active_ids": row.ids,
                "reason_action": method,
            },
        )

    def changes_around(self, user):
        """``{(model, door)}``: what ``user`` hangs on documents of ours.

        Notes, followers, activities and files, which have access rules of their own.
        """
        self.before = self.world()
        return {
            (name, door)
            for name in self.our_models()
            if not self.env[name]._transient and self.rows(name)
            for door, attack in self._doors_around(user, name).items()
            if self._changed(attack)
        }

    def _doors_around(self, user, name):
        rows = self.rows(name)
        partners = user.partner_id.ids
        model_id = self.env["ir.model"]._get_id(name)
        found = {
            "note": ("message_post", {"body": "x", "partner_ids": partners}),
            "follow": ("message_subscribe", {"partner_ids": partners}),
            "unfollow": (
                "message_unsubscribe",
                {"partner_ids": self.env["res.partner"].search([]).ids},
            ),
            "activity": (
                "activity_schedule",
                {"act_type_xmlid": "mail.mail_activity_data_todo", "user_id": user.id},
            ),
            "activities away": (
                "activity_unlink",
                {"act_type_xmlids": ["skks_base.mail_activity_accept"]},
            ),
        }
        doors = {
            door: lambda m=method, k=kwargs: self._each(user, rows, m, **k)
            for door, (method, kwargs) in found.items()
            if hasattr(rows, method)
        }
        for model, values in {
            "ir.attachment": {"name": "x", "raw": "x", "res_model": name},
            "mail.message": {"body": "x", "model": name, "message_type": "comment"},
            "mail.scheduled.message": {
                "body": "x",
                "model": name,
                "scheduled_date": "2099-01-01 00:00:00",
            },
            "mail.activity": {"res_model_id": model_id, "user_id": user.id},
            "mail.followers": {"res_model": name, "partner_id": user.partner_id.id},
        }.items():
            doors[model] = lambda m=model, v=values: [
                self._try(user, m, "create", [v | {"res_id": row.id}]) for row in rows
            ]
        return doors

    def _each(self, user, rows, method, **kwargs):
        for row in rows:
            self._try(user, rows._name, method, row.ids, **kwargs)
