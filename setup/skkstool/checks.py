"""./skks test."""

import os
import subprocess

from . import database, postgres
from .base import HOME, PYTHON, ROOT

NAME = "skks_test"
COMMAND = ("-m", "pytest", f"--odoo-config={database.CONF}", "--odoo-http")


def _paths(arguments):
    return [part for part in arguments if os.path.exists(part.partition("::")[0])]


def test_env(server):
    """What tests find in their environment; commits need not reach the disk."""
    return postgres.client_env(
        server, PGOPTIONS="-c synchronous_commit=off", SKKS_HOME=HOME
    )


def drop_clones(server):
    """Remove the databases of this run and of one that was cut off."""
    found = postgres.sql(
        server, f"select datname from pg_database where datname ~ '^{NAME}(-gw.*)?$'"
    )
    for name in found.split():
        database.drop(server, name)


def test(server, arguments, demo=False):
    """Run pytest on a clone of the template; in two processes if it is everything."""
    source = database.template(server, demo=demo)
    drop_clones(server)
    database.clone(server, source, NAME)
    command = [PYTHON, *COMMAND, f"--odoo-database={NAME}"]
    if not _paths(arguments):
        command += ["-n", "2", "--dist", "loadfile"]
        arguments = [*arguments, "addons", "tests"]
    try:
        return subprocess.run(
            [str(part) for part in (*command, *arguments)],
            env=test_env(server),
            cwd=ROOT,
            check=False,
        ).returncode
    finally:
        drop_clones(server)
