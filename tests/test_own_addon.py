"""M2.4: an add-on of a town's own comes, works and goes without a patch.

The example is in no ordinary database: it is installed on a copy of the template.
"""

import re
import socket
import subprocess

import pytest

from odoo.tools import config

from .common import ROOT, Running, base, database, postgres

NAME = "skks_test_own_addon"
EXAMPLES = ROOT / "tests/addons"
ADDON = "skks_example_patronage"
# The last word on the command line counts, so the add-ons of this test run come first.
PATH = f"--addons-path={','.join([*config['addons_path'], str(EXAMPLES)])}"

# Cases of the add-on, by a person of the office.
WORK = """
officer = env["res.users"].create({
    "name": "Jakub Śledź", "login": "sledz", "email": "sledz@zarnoleka.example",
    "group_ids": [(6, 0, env.ref("skks_base.group_officer").ids)],
})
cases = env["skks.patronage"].with_user(officer)
for number in range(2):
    case = cases.create({"name": f"Bieg {number}", "event_date": "2026-05-01"})
    case.action_confirm()
case.action_grant()
env["skks.inquiry"].with_user(officer).create({
    "name": "Zdjęcie", "registry_number": "WPR.1",
    "category_id": env.ref("skks_example_patronage.category_photograph").id,
})
env["skks.journal.seal"]._cron_seal()
env.cr.commit()
"""

REFUSED = """
modules = env["ir.module.module"].with_context(lang="en_US")
module = modules.search([("name", "=", "skks_example_patronage")])
try:
    module.button_immediate_uninstall()
except Exception as refusal:
    env.cr.rollback()
    print(refusal)
assert module.state == "installed", module.state
count = env["skks.journal.entry"].search_count([("res_model", "=", "skks.patronage")])
print(f"evidence: {count}")
"""

GONE = """
env["ir.config_parameter"].set_param("skks_base.allow_uninstall", "True")
module = env["ir.module.module"].search([("name", "=", "skks_example_patronage")])
module.button_immediate_uninstall()
env.cr.commit()
"""

EVIDENCE = "select count(*) from skks_journal_entry where res_model = 'skks.patronage'"
LEFT = f"select name from ir_model_data where module = '{ADDON}'"

# Every screen that names cases, as those who look there.
AFTER = """
assert "skks.patronage" not in env
admin = env.ref("base.user_admin")
admin.group_ids += env.ref("skks_base.group_auditor") + env.ref(
    "skks_base.group_manager")
env = env(user=admin.id)
entries = env["skks.journal.entry"].search([("res_model", "=", "skks.patronage")])
assert {"clock.start", "case.state", "clock.stop"} <= set(entries.mapped("act"))
assert all(entries.mapped("act_name")) and all(entries.mapped("res_name"))
assert any(entries.mapped("change"))
officer = env["res.users"].search([("login", "=", "sledz")])
audit = env["skks.audit"].create({"subject_id": officer.id, "reason": "Kontrola"})
lines = env["skks.audit.line"].search([("audit_id", "=", audit.id)])
assert "skks.patronage" in lines.mapped("res_model")
assert not lines.filtered(lambda line: line.res_model == "skks.patronage"
    and line.has_document)
lines.read()
env["skks.journal.seal"]._cron_seal()
verdict = env["skks.journal.seal"]._verify()
assert not verdict.problems, verdict.problems
env["skks.briefing"].create({"kind": "weekly"}).content
env["skks.desk"].search([]).read()
env["skks.clock"].search([]).read()
env["skks.clock"]._gc_orphans()
assert not env["skks.clock"].sudo().search([("res_model", "=", "skks.patronage")])
env["skks.mail.quarantine"].search([("to_sort", "=", True)])
kind = env["skks.inquiry.category"].search([("code", "=", "ARC")])
inquiry = env["skks.inquiry"].search([("name", "=", "Zdjęcie")])
assert inquiry.category_id == kind and inquiry.clock_ids
assert "registry_number" not in inquiry._fields
inquiry.read()
for model in ("skks.inquiry", "skks.journal.entry"):
    env[model].get_views([(False, "form"), (False, "list"), (False, "search")])
"""


@pytest.fixture(scope="module")
def server():
    server = Running()
    database.clone(server, server.template(), NAME)
    yield server
    database.drop(server, NAME)


def _free_port():
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]


@pytest.fixture(scope="module")
def installed(server):
    """What Odoo said while it installed the add-on and ran its tests."""
    return server.odoo(
        *("-d", NAME, "-i", ADDON, "--test-tags", f"/{ADDON}"),
        *("--stop-after-init", "--log-handler=mail.log:CRITICAL", PATH),
        f"--http-port={_free_port()}",  # with tests Odoo listens whatever one says
    )


def test_installs_and_passes_its_own_tests(installed):
    code, said = installed
    assert code == 0, re.sub(r"(?m)^.* INFO .*\n", "", said)[-8000:]
    troubles = re.findall(r"^.* (?:WARNING|ERROR|CRITICAL) .*$", said, re.MULTILINE)
    assert not troubles, "\n".join(troubles)
    ran = re.search(rf"{ADDON}: (\d+) tests", said)
    assert ran and int(ran[1]) >= 20, said[-3000:]


@pytest.fixture(scope="module")
def lived(server, installed, tmp_path_factory):
    """It is worked with, then taken out: ``(folder of .pot, what was said)``."""
    folder = tmp_path_factory.mktemp("pot")
    export = (ROOT / "setup/export_pot.py").read_text()
    start = f"import os\nos.environ['SKKS_POT'] = {str(folder)!r}\n"
    script = "\n".join((start + export, WORK, REFUSED, GONE))
    return folder, server.shell(NAME, script, PATH)


def test_translations_are_current_and_complete(lived):
    folder, _said = lived
    command = (base.PYTHON, ROOT / "setup/translations.py", "--check")
    done = subprocess.run(
        [*command, folder, EXAMPLES / ADDON],
        capture_output=True,
        text=True,
        check=False,
    )
    renew = f"setup/translations.py {folder} {EXAMPLES / ADDON}"
    assert done.returncode == 0, f"{done.stdout}{done.stderr}to renew: {renew}"


def test_cases_are_not_thrown_away_with_the_addon(lived):
    _folder, said = lived
    assert "skks_base.allow_uninstall" in said
    assert "2 cases" in said


def test_uninstalls_clean_and_leaves_the_evidence(server, lived):
    _folder, said = lived
    before = re.search(r"^evidence: (\d+)$", said, re.MULTILINE)[1]
    assert int(before) >= 5
    server.shell(NAME, AFTER)
    after = postgres.sql(server, EVIDENCE, NAME)
    assert after == before
    left = postgres.sql(server, LEFT, NAME).split()
    assert left == ["category_photograph"], "more is left than the kind that is used"
    assert postgres.sql(server, "select to_regclass('skks_patronage')", NAME) == ""
