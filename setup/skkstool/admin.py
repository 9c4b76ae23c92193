"""./skks backup, restore and update: what an administrator does to a database."""

import os
import zipfile
from pathlib import Path

from . import database
from .base import Failure, say


def backup(server, path, name=database.NAME):
    """Write the database and its files into one zip, whole or not at all."""
    path = Path(path).resolve()
    if path.exists():
        raise Failure(f"{path} is there already: choose another name.")
    if not database.exists(server, name):
        raise Failure(f"There is no database {name}.")
    part = path.with_name(path.name + ".part")
    say(f"backup of {name}")
    descriptor = os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    os.close(descriptor)  # it holds everything: nobody else reads it
    try:
        database.odoo("db", "dump", name, part, server=server, log="backup.log")
        with zipfile.ZipFile(part) as copy:
            if damaged := copy.testzip():
                raise Failure(f"The copy is damaged ({damaged}): is the disk full?")
            if "dump.sql" not in copy.namelist():
                raise Failure("The copy holds no database; see log/backup.log.")
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
    say(f"{path}: {path.stat().st_size / 1e6:.0f} MB")


def restore(server, path, name, live=False):
    """Make database ``name`` from a backup.

    Unless it is to go live, it is neutralised: no mail leaves it or is fetched by
    it, and no scheduled job runs.
    """
    path = Path(path).resolve()
    if not zipfile.is_zipfile(path):
        raise Failure(f"{path} is no backup: a zip of ./skks backup is needed.")
    if database.exists(server, name):
        raise Failure(
            f"Database {name} is there already. Choose another name: nothing is ever"
            " overwritten."
        )
    say(f"restoring {name}{'' if live else ', neutralised'}")
    flags = [] if live else ["--neutralize"]
    database.odoo("db", "load", *flags, name, path, server=server, log="restore.log")


def update(server, name=database.NAME):
    """Upgrade the add-ons of a database; what the town has changed stays."""
    if not database.exists(server, name):
        raise Failure(f"There is no database {name}.")
    if not database.update(server, name):
        say(f"database {name} is up to date")
