"""The tool of ``setup/`` and databases of their own, for tests of whole processes."""

import subprocess
import sys
from pathlib import Path

from odoo.tools import config

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "setup"))
from skkstool import admin, base, database, postgres  # noqa: E402

# the settings of this run, which in a working copy may be others than the tool's
database.CONF = Path(config["config"])
__all__ = ["ROOT", "Running", "admin", "base", "database", "postgres"]
DONE = "all of it ran"


class Running:
    """The PostgreSQL of this test run, as the tool sees a server."""

    started = False

    def __init__(self):
        self.settings = {
            f"db_{name}": str(config[f"db_{name}"])
            for name in ("host", "port", "user", "password")
            if config[f"db_{name}"]
        }

    def template(self):
        """The newest database that test runs are cloned from."""
        found = postgres.sql(
            self,
            "select datname from pg_database"
            " where datname ~ '^skks_(tpl|demo)_[0-9a-f]+$' order by datname desc",
        ).split()
        assert found, "the template that this test run was cloned from is gone"
        return found[0]

    def odoo(self, *arguments, script=None, **env):
        """Run Odoo to its end.

        :return: ``(exit code, what it said)``
        """
        done = subprocess.run(
            [base.PYTHON, ROOT / "setup/odoo-bin", *arguments],
            input=script or "",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=postgres.client_env(self, ODOO_RC=database.CONF, **env),
            cwd=ROOT,
            check=False,
        )
        return done.returncode, done.stdout

    def shell(self, name, script, *arguments, **env):
        """Run a script in Odoo's shell; a failure in it fails the test.

        :return: what it said
        """
        script = f"{script}\nprint({DONE!r})\n"
        command = ("shell", "-d", name, "--no-http", *arguments)
        _code, said = self.odoo(*command, script=script, **env)
        assert DONE in said, said[-6000:]
        return said
