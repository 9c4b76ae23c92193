"""Each add-on of ours comes alone and goes without a trace (quality: upgrade).

On an empty database, with what it depends on and nothing else of ours; see
``Stages`` for how one empty database serves them all.
"""

import ast
import contextlib

import pytest

from .common import ROOT, Running, database, postgres

pytestmark = pytest.mark.slow

NAME = "skks_test_alone"
OURS = {
    path.parent.name: ast.literal_eval(path.read_text())
    for path in (ROOT / "addons").glob("*/__manifest__.py")
}
# Bridges come by themselves, with what they stand between.
BRIDGES = {name for name, manifest in OURS.items() if manifest.get("auto_install")}
ADDONS = ("skks_base", "skks_crm", "skks_narrative", "skks_intervention", "skks_press")

SCHEMA = """
select 'column', table_name || '.' || column_name, data_type || ' ' || is_nullable
  from information_schema.columns where table_schema = 'public'
union all
select 'index', indexname, regexp_replace(indexdef, '^.* ON ', '')
  from pg_indexes where schemaname = 'public'
union all
select 'constraint', conrelid::regclass || '.' || conname, contype::text
  from pg_constraint where connamespace = 'public'::regnamespace
union all
select 'trigger', tgrelid::regclass || '.' || tgname, ''
  from pg_trigger where not tgisinternal
union all
select 'function', proname, ''
  from pg_proc left join pg_depend on objid = pg_proc.oid and deptype = 'e'
 where pronamespace = 'public'::regnamespace and objid is null
union all
select 'sequence', relname, '' from pg_class
 where relkind = 'S' and relnamespace = 'public'::regnamespace
"""

# Rows that carry our name: what only our code would understand.
TRACES = """
select 'data', module || '.' || name from ir_model_data where module in ({names})
union all select 'model', model from ir_model where model in ({models})
union all select 'relation', res_model || ' file' from ir_attachment
 where res_model in ({models})
union all select 'message', model from mail_message where model in ({models})
union all select 'activity', res_model from mail_activity where res_model in ({models})
union all select 'follower', res_model from mail_followers where res_model in ({models})
union all select 'parameter', key from ir_config_parameter where key like 'skks%'
union all select 'filter', name::text from ir_filters where model_id in ({models})
union all select 'job', cron_name from ir_cron where cron_name like '%kks%'
"""

REMOVE = """
if {name!r} == "skks_base":  # its journal tells of the installation
    env["ir.config_parameter"].set_param("skks_base.allow_uninstall", "True")
module = env["ir.module.module"].search([("name", "=", {name!r})])
module.button_immediate_uninstall()
env.cr.commit()
"""


def _needs(name):
    """Of an add-on: ``(ours, others')`` that it stands on, however far below."""
    ours, others = set(), set()
    for below in OURS[name]["depends"]:
        if below in OURS:
            deeper, theirs = _needs(below)
            ours |= {below} | deeper
            others |= theirs
        else:
            others.add(below)
    return ours, others


class Stages:
    """Databases, each a copy of one before with something more installed."""

    def __init__(self):
        self.server = Running()
        self.made = {}

    def get(self, modules):
        """Name of a database in which ``modules`` were asked for, and no other."""
        modules = frozenset(modules)
        if modules not in self.made:
            below = max(
                (known for known in self.made if known < modules), key=len, default=None
            )
            name = f"{NAME}_{len(self.made)}"
            if below is None:
                database.drop(self.server, name)
                postgres.sql(self.server, f'create database "{name}"')
            else:
                database.clone(self.server, self.made[below], name)
            self.made[modules] = name
            self.install(name, modules - (below or set()))
        return self.made[modules]

    def install(self, name, modules):
        """Install; a warning of Odoo fails the test."""
        code, said = self.server.odoo(
            *("-d", name, "-i", ",".join(sorted(modules))),
            *("--stop-after-init", "--no-http", "--log-level=warn", "--logfile="),
        )
        assert code == 0, said[-8000:]
        troubles = [line for line in said.splitlines() if " ERROR " in line]
        troubles += [
            line for line in said.splitlines() if " WARNING " in line and "skks" in line
        ]
        assert not troubles, "\n".join(troubles)

    def ours(self, name):
        """Our add-ons that are installed there."""
        found = postgres.sql(
            self.server,
            "select name from ir_module_module where state='installed'",
            name,
        )
        return set(found.split()) & OURS.keys()

    def lines(self, name, query):
        """Rows of a query as a set of lines."""
        return set(postgres.sql(self.server, query, name).splitlines())

    def close(self):
        for name in self.made.values():
            database.drop(self.server, name)


@pytest.fixture(scope="module")
def stages():
    with contextlib.closing(Stages()) as found:
        yield found


def _quoted(names):
    return ", ".join(f"'{name}'" for name in sorted(names))


@pytest.mark.parametrize("addon", ADDONS)
def test_comes_alone_and_goes_clean(stages, addon):
    ours, others = _needs(addon)
    below = stages.get(ours | others)
    whole = stages.get(ours | others | {addon})

    assert stages.ours(whole) - BRIDGES == ours | {addon}, "alone"
    came = stages.ours(whole) - stages.ours(below)
    models = stages.lines(
        whole, "select model from ir_model where model like 'skks.%'"
    ) - stages.lines(below, "select model from ir_model where model like 'skks.%'")
    assert models, "it brought something that has to go"

    gone = f"{NAME}_gone"
    database.clone(stages.server, whole, gone)
    try:
        stages.server.shell(gone, REMOVE.format(name=addon))
        assert stages.ours(gone) == stages.ours(below)
        traces = TRACES.format(names=_quoted(came), models=_quoted(models))
        assert not stages.lines(gone, traces)
        before, after = stages.lines(below, SCHEMA), stages.lines(gone, SCHEMA)
        left, lost = sorted(after - before), sorted(before - after)
        assert not left, "\n".join(left)
        assert not lost, "\n".join(lost)
    finally:
        database.drop(stages.server, gone)
