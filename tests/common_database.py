"""A database of its own for a test, and Odoo as a program on it."""

import subprocess
import sys
from pathlib import Path

from odoo.tools import config

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "setup"))
from skkstool import base, database, postgres  # noqa: E402


class Running:
    """The PostgreSQL of this test run, as the tool sees a server."""

    started = False

    def __init__(self):
        self.settings = {
            f"db_{name}": str(config[f"db_{name}"])
            for name in ("host", "port", "user", "password")
            if config[f"db_{name}"]
        }


def clone_template(server, name):
    """Make database ``name`` from the template that this test run was cloned from."""
    databases = postgres.sql(
        server,
        "select datname from pg_database where datname ~ '^skks_(tpl|demo)_[0-9a-f]+$'"
        " order by datname desc",
    ).split()
    assert databases, "the template that this test run was cloned from is gone"
    database.clone(server, databases[0], name)


def run_odoo(server, *arguments, script=None):
    """Run Odoo to its end.

    :return: ``(exit code, what it said)``
    """
    done = subprocess.run(
        [base.PYTHON, ROOT / "setup/odoo-bin", *arguments],
        input=script or "",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=postgres.client_env(server, ODOO_RC=database.CONF),
        cwd=ROOT,
        check=False,
    )
    return done.returncode, done.stdout


def run_script(server, name, script, *arguments):
    """Run a script in Odoo's shell; a failure in it fails the test."""
    script = f"{script}\nprint('all of it ran')\n"
    shell = ("shell", "-d", name, "--no-http", *arguments)
    _code, said = run_odoo(server, *shell, script=script)
    assert "all of it ran" in said, said[-6000:]
    return said
