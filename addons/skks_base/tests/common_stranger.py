"""The matrix of M4.3: a user × every model of the registry × every way of reading.

Nothing in it names a model. Whatever is written while a case is being made, in
whatever table, belongs to the case; a user without a part in it must not come by any
of these rows, by no way of reading, nor by a word of it. So a model that is added
later is in the matrix by itself, and one that the case of the test does not fill is
a failure that says so.
"""

import json
from collections import defaultdict

from odoo.tools import SQL

from .common_rpc import RpcMixin

# Kinds of documents around a case. A case of the test has at least one of each.
CASE_MIXINS = ("skks.desk.mixin", "skks.gated.mixin", "skks.signoff.mixin")
# They use the same mixins, but belong to the office and to no case.
OF_THE_OFFICE = {"skks.duty", "skks.entity"}
TEXT_TYPES = ("char", "text", "html")
RELATIONS = ("many2one", "one2many", "many2many")


class StrangerMatrix(RpcMixin):
    """For test cases; call :meth:`begin_case`, make the case, :meth:`end_case`."""

    secret = "Tajnosc"  # a word in every text of the case

    # ------------------------------------------------------------------
    # What belongs to the case
    # ------------------------------------------------------------------

    @classmethod
    def _stored_models(cls):
        return {
            name: cls.env[name]
            for name, model in cls.env.registry.items()
            if model._auto and not model._abstract
        }

    @classmethod
    def _last_ids(cls):
        cls.env.flush_all()
        tables = [
            SQL(
                "SELECT %s AS model, COALESCE(MAX(id), 0) FROM %s",
                name,
                SQL.identifier(model._table),
            )
            for name, model in cls._stored_models().items()
        ]
        return dict(cls.env.execute_query(SQL(" UNION ALL ").join(tables)))

    @classmethod
    def begin_case(cls):
        """Everything that is written from now on belongs to the case."""
        cls._before_case = cls._last_ids()

    @classmethod
    def end_case(cls):
        """Count up what the case consists of."""
        cls.of_case = defaultdict(set)
        for name, last in cls._last_ids().items():
            if last > cls._before_case[name]:
                found = cls.env.execute_query(
                    SQL(
                        "SELECT id FROM %s WHERE id > %s",
                        SQL.identifier(cls.env[name]._table),
                        cls._before_case[name],
                    )
                )
                cls.of_case[name] = {row_id for (row_id,) in found}
        cls.env.invalidate_all()

    @classmethod
    def case_models(cls, *modules):
        """Names of the models of cases that these addons bring."""
        registry = cls.env.registry
        return {
            name
            for name in registry.descendants(CASE_MIXINS, "_inherit")
            if registry[name]._auto
            and not registry[name]._abstract
            and name not in OF_THE_OFFICE
            and registry[name]._original_module in modules
        }

    # ------------------------------------------------------------------
    # The matrix
    # ------------------------------------------------------------------

    def assertFindsNothing(self, user, but=()):
        """No way of reading any model leads ``user`` to the case.

        :param but: names of models whose rows are nobody's secret
        """
        for name in sorted(self.env.registry):
            model = self.env[name].with_user(user).sudo(False)
            if model._abstract or name in but or not model.has_access("read"):
                continue
            for way, args, kwargs in self._ways(model):
                with self.subTest(user=user.login, model=name, way=way):
                    found = self.rpc_or_refused(user, name, way, *args, **kwargs)
                    self._check(found, self.of_case[name])

    def _ways(self, model):
        """``(method, args, kwargs)`` of the ways to read a model."""
        ids = sorted(self.of_case[model._name])
        texts, relations = self._searched(model)
        everything = {"active_test": False}
        if ids:
            domain = [("id", "in", ids)]
            fnames = list(model.fields_get(attributes=("type",)))
            yield "search", [domain], {"context": everything}
            yield "search_count", [domain], {"context": everything}
            yield "search_read", [domain, ["id"]], {"context": everything}
            yield "name_search", [], {"domain": domain, "limit": None}
            yield "formatted_read_group", [domain, [], ["__count"]], {}
            yield "export_data", [ids, fnames], {}
            for row_id in ids:
                yield "read", [[row_id], ["display_name"]], {}
                yield "read", [[row_id], fnames], {}
                spec = {fname: {} for fname in fnames}
                yield "web_read", [[row_id]], {"specification": spec}
        for path in (*texts, *relations):
            yield "search_count", [[(path, "ilike", self.secret)]], {}
        if model._name.startswith("skks."):
            fnames = {name: {} for name in model.fields_get(attributes=("type",))}
            yield "web_search_read", [], {"domain": [], "specification": fnames}

    def _searched(self, model):
        """Paths to texts by which a hit in a search would tell of a secret word."""
        texts, relations = [], []
        for fname, field in model.fields_get(
            attributes=("type", "relation", "searchable")
        ).items():
            if not field.get("searchable"):
                continue
            if field["type"] in TEXT_TYPES and self.of_case[model._name]:
                texts.append(fname)
            elif field["type"] in RELATIONS and self.of_case[field["relation"]]:
                comodel = self.env[field["relation"]]
                relations += [
                    f"{fname}.{name}"
                    for name, sub in comodel._fields.items()
                    if sub.type in TEXT_TYPES and sub._description_searchable
                ]
        return texts, relations

    def _check(self, found, foreign):
        """Neither a row of the case nor a word of it in what was returned."""
        self.assertNotIn(
            self.secret.lower(),
            json.dumps(found, default=str, ensure_ascii=False).lower(),
        )
        if isinstance(found, int):
            self.assertFalse(found, "counted")
        for row in found if isinstance(found, list) else ():
            if isinstance(row, dict) and "__count" in row:
                self.assertFalse(row["__count"], "counted")
            elif isinstance(row, dict) and "id" in row:
                self.assertNotIn(row["id"], foreign)
            elif isinstance(row, (list, tuple)) and row:
                self.assertNotIn(row[0], foreign)
            elif isinstance(row, int):
                self.assertNotIn(row, foreign)
        if isinstance(found, dict) and found.get("datas"):
            self.fail("exported")

    def assertFormTellsNothing(self, user, record):
        """A form that is filled in with the numbers of the case shows nothing of it.

        :param record: one that ``user`` may edit
        """
        spec = {
            name: {"fields": {"display_name": {}}} if field.relational else {}
            for name, field in record._fields.items()
            if record.with_user(user).sudo(False)._has_field_access(field, "read")
        }
        for fname, field in record._fields.items():
            if field.type != "many2one" or field.comodel_name not in self.of_case:
                continue
            for row_id in self.of_case[field.comodel_name]:
                for args in (
                    [record.ids, {fname: row_id}, [fname], spec],
                    [[], {fname: row_id}, [], spec],
                ):
                    with self.subTest(model=record._name, field=fname, user=user.login):
                        found = self.rpc_or_refused(
                            user, record._name, "onchange", *args
                        )
                        self._check(found, set())
