"""./skks test, lint and pot."""

import os
import shutil
import subprocess

from . import database, fetch, postgres
from .base import HOME, PYTHON, ROOT, VENV, say

NAME = "skks_test"
COMMAND = (
    *("-m", "pytest", f"--odoo-config={database.CONF}", f"--odoo-database={NAME}"),
    *("--odoo-http", f"--odoo-extra=db-filter=^{NAME}$"),
)
OWN_CODE = ("addons", "bench", "setup", "tests", "conftest.py", "skks")
# the checkers that core's test_pylint adds to pylint, in its own words
CORE_PYLINT = (
    "--disable=all",
    "--enable=used-before-assignment,undefined-variable,eval-used,unreachable,"
    "function-redefined,sql-injection,missing-gettext,gettext-variable,"
    "gettext-placeholders,gettext-repr,raise-unlink-override",
    "--load-plugins=_odoo_checker_sql_injection,_odoo_checker_gettext,"
    "_odoo_checker_unlink_override",
    "--reports=n",
    "--score=n",
)


# -- tests ---------------------------------------------------------------------


def _paths(arguments):
    return [part for part in arguments if os.path.exists(part.partition("::")[0])]


def _test_env(server, demo):
    """What tests find in their environment; commits need not reach the disk."""
    env = postgres.client_env(
        server,
        PGOPTIONS="-c synchronous_commit=off",
        SKKS_DEMO="1" if demo else "",
        SKKS_NODE=HOME / "node/node_modules",
    )
    tools = env["PATH"].partition(":")[0]  # PostgreSQL's stay in front
    env["PATH"] = f"{tools}:{fetch.ensure_node()}"
    return env


def _drop_clones(server):
    """Remove the databases of this run and of one that was cut off."""
    found = postgres.sql(
        server, f"select datname from pg_database where datname ~ '^{NAME}(-gw.*)?$'"
    )
    for name in found.split():
        database.drop(server, name)


def test(server, arguments, demo=False):
    """Run pytest on a clone of the template; in two processes if it is everything.

    What is marked as slow runs where it is asked for, by a path or by ``-m slow``.
    """
    source = database.template(server, demo=demo)
    _drop_clones(server)
    database.clone(server, source, NAME)
    command = [PYTHON, *COMMAND]
    if not _paths(arguments):
        command += ["-n", "2", "--dist", "loadfile"]
        arguments = ["-m", "not slow", *arguments, "addons", "tests"]
    try:
        return subprocess.run(
            [str(part) for part in (*command, *arguments)],
            env=_test_env(server, demo),
            cwd=ROOT,
            check=False,
        ).returncode
    finally:
        _drop_clones(server)


# -- translations --------------------------------------------------------------


def pot(server, check):
    """Export every .pot anew; take them over, or only compare. True if all is well."""
    name = database.template(server)
    folder = HOME / "pot"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    _shell(server, name, "export_pot.py", SKKS_POT=folder)
    flags = ["--check"] if check else []
    return _passes(PYTHON, ROOT / "setup/translations.py", *flags, folder, *_addons())


def _shell(server, name, script, **env):
    """Run a script of setup/ in Odoo's shell."""
    database.odoo(
        *("shell", "-d", name, "--no-http"),
        server=server,
        log=f"{script}.log",
        script=(ROOT / "setup" / script).read_text(),
        show=False,
        **env,
    )


# -- lint ----------------------------------------------------------------------


def _addons():
    return [f"addons/{name}" for name in database.addons()]


def _examples():
    """Add-ons of the tests, in no ordinary database; style is checked all the same."""
    found = ROOT.glob("tests/addons/skks_*/__manifest__.py")
    return sorted(str(path.parent.relative_to(ROOT)) for path in found)


def _passes(*command, **env):
    """Run one checker; its findings go to the terminal."""
    done = subprocess.run(
        [str(part) for part in command],
        env=postgres.child_env(**env),
        cwd=ROOT,
        check=False,
    )
    return done.returncode == 0


def _core_lint(server):
    """Core's linters on a throw-away view of the template: they only read."""
    findings = HOME / "findings"
    findings.unlink(missing_ok=True)
    name = database.template(server)
    _shell(server, name, "core_lint.py", SKKS_FINDINGS=findings)
    text = findings.read_text()
    print(text, end="")
    return len(text.splitlines()) == 1


def _pylint(source):
    """pylint with the checks of OCA, then with those of Odoo's own test."""
    core = source / "odoo/addons/test_lint/tests"
    if not core.exists():
        core = source / "addons/test_lint/tests"
    pylint = (PYTHON, "-m", "pylint")
    checked = (*_addons(), *_examples())
    passed = _passes(*pylint, "--rcfile=pylintrc", *checked)
    return passed & _passes(
        *(*pylint, "--rcfile=/dev/null", *CORE_PYLINT, *checked),
        PYTHONPATH=core,
    )


def _po():
    """The form of the translations; how their lines are wrapped is of no matter."""
    files = [
        str(path)
        for name in (*_addons(), *_examples())
        for path in sorted((ROOT / name).glob("i18n/*.po*"))
    ]
    tool = VENV / "bin/oca-checks-po"
    return not files or _passes(tool, "--disable=po-pretty-format", *files)


def lint(server, source):
    """Every check, also after one has failed; returns the names of those."""
    ruff = VENV / "bin/ruff"
    checks = {
        "ruff check": lambda: _passes(ruff, "check", "--no-fix", *OWN_CODE),
        "ruff format": lambda: _passes(ruff, "format", "--diff", *OWN_CODE),
    }
    if _addons():
        module = VENV / "bin/oca-checks-odoo-module"
        checks |= {
            "pylint-odoo": lambda: _pylint(source),
            "oca-checks-odoo-module": lambda: _passes(module, *_addons(), *_examples()),
            "oca-checks-po": _po,
            "translations": lambda: pot(server, check=True),
            "core test_lint": lambda: _core_lint(server),
        }
    failed = []
    for name, check in checks.items():
        say(f"lint: {name}")
        if not check():
            failed.append(name)
    return failed
