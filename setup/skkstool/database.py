"""Odoo's configuration and the databases: built whole or not at all."""

import ast
import configparser
import hashlib
import json
import os
import re
import secrets
import shutil
import subprocess
import sys

from . import postgres
from .base import HOME, LOGS, PYTHON, ROOT, Failure, private_file, say, tail

CONF = HOME / "odoo.conf"
DATA = HOME / "data"
ADDONS = ROOT / "addons"
NAME = "skks"
MAIN = ("skks_base", "skks_crm", "skks_narrative", "skks_intervention", "skks_press")
# files of an add-on that no database depends on
ASIDE = ("tests/", "readme/", "static/tests/", "static/description/")


# -- configuration -------------------------------------------------------------


def read_options():
    """The user's settings: ODOO_RC if set, else odoo.conf of the repository."""
    parser = configparser.RawConfigParser(strict=False)
    parser.read([os.environ.get("ODOO_RC") or ROOT / "odoo.conf"])
    return dict(parser["options"]) if parser.has_section("options") else {}


def http_port():
    """SKKS_PORT, else odoo.conf's http_port, else 8069."""
    return int(os.environ.get("SKKS_PORT") or read_options().get("http_port") or 8069)


def smtp_port():
    """Where the postbox of the development machine listens."""
    return int(os.environ.get("SKKS_SMTP_PORT") or 8025)


def write_conf(server):
    """Our private odoo.conf: the user's settings over what the set-up knows."""
    own = read_options()
    options = {
        "http_interface": "127.0.0.1",
        "list_db": "False",
        "smtp_server": "localhost",
        "smtp_port": str(smtp_port()),
        "pg_path": str(_pg_path(server)),
        **own,
        **server.settings,
        "http_port": str(http_port()),
        "data_dir": own.get("data_dir") or str(DATA),
        "addons_path": ",".join(filter(None, [str(ADDONS), own.get("addons_path")])),
    }
    if not own.get("admin_passwd"):
        kept = HOME / "master_password"
        if not kept.exists():
            private_file(kept, secrets.token_urlsafe(24))
        options["admin_passwd"] = kept.read_text()
    lines = [f"{key} = {value}\n" for key, value in sorted(options.items())]
    private_file(CONF, "[options]\n" + "".join(lines))


def _pg_path(server):
    """pg_dump and friends as new as the server's or newer."""
    found = shutil.which("psql", path=postgres.client_env(server)["PATH"])
    return os.path.dirname(found)


def filestore(name):
    """The folder of a database's files."""
    return os.path.join(read_options().get("data_dir") or DATA, "filestore", name)


# -- add-ons -------------------------------------------------------------------


def addons():
    """Our installable add-ons by name, with their manifests."""
    found = {}
    for path in sorted(ADDONS.glob("skks_*/__manifest__.py")):
        manifest = ast.literal_eval(path.read_text())
        if manifest.get("installable", True):
            found[path.parent.name] = manifest
    return found


def digests(aside=ASIDE):
    """One hash per add-on, of all files that end up in a database."""
    return {name: _digest(ADDONS / name, aside) for name in addons()}


def _digest(folder, aside):
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder).as_posix()
        if path.is_file() and not inner.startswith(aside):
            if path.suffix not in (".pyc", ".pot") and "__pycache__" not in inner:
                total.update(f"{inner}\0".encode() + path.read_bytes() + b"\0")
    return total.hexdigest()[:16]


# -- Odoo as a program ---------------------------------------------------------


def odoo(*arguments, server, log, script=None, show=True, **env):
    """Run Odoo once; its log goes to a file, loading modules are shown."""
    LOGS.mkdir(parents=True, exist_ok=True)
    path = LOGS / log
    command = [PYTHON, ROOT / "setup/odoo-bin", *arguments]
    if arguments[0].startswith("-"):  # Odoo's sub-commands do not know the option
        command += ["--log-level=info", "--logfile="]
    with (
        open(path, "w") as out,
        subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env=postgres.client_env(server, ODOO_RC=CONF, **env),
            cwd=ROOT,
        ) as child,
    ):
        child.stdin.write(script or "")
        child.stdin.close()
        for line in child.stdout:
            out.write(line)
            if show:
                _progress(line)
    if show and sys.stderr.isatty():
        print(end="\r\x1b[K", file=sys.stderr)
    if child.returncode:
        raise Failure(f"Odoo failed; all of it in {path}, its end:\n{tail(path)}")
    return path


def _progress(line):
    """Say which module is loading: each on a terminal, every tenth in a log."""
    found = re.search(r"Loading module (\S+) \((\d+)/(\d+)\)", line)
    if found:
        name, number, total = found.groups()
        if sys.stderr.isatty():
            print(end=f"\r\x1b[K  {number}/{total} {name}", file=sys.stderr, flush=True)
        elif int(number) % 10 == 0 or name.startswith("skks_"):
            say(f"  {number}/{total} {name}")
    elif " ERROR " in line or " CRITICAL " in line:
        print(line.rstrip(), file=sys.stderr)


# -- databases -----------------------------------------------------------------


def exists(server, name):
    """Whether a database of that name is there."""
    return bool(
        postgres.sql(server, f"select 1 from pg_database where datname = '{name}'")
    )


def drop(server, name):
    """Drop a database with its files; whoever is connected is cut off."""
    postgres.sql(server, f'drop database if exists "{name}" with (force)')
    shutil.rmtree(filestore(name), ignore_errors=True)


def rename(server, old, new):
    """Give a finished database its name, and its files with it."""
    postgres.sql(
        server,
        "select pg_terminate_backend(pid) from pg_stat_activity "
        f"where backend_type = 'client backend' and datname = '{old}';",
    )
    postgres.sql(server, f'alter database "{old}" rename to "{new}"')
    shutil.rmtree(filestore(new), ignore_errors=True)
    if os.path.exists(filestore(old)):
        os.rename(filestore(old), filestore(new))


def note(server, name, facts=None):
    """What the set-up remembers of a database: kept as its comment."""
    if facts is not None:
        text = json.dumps(facts).replace("'", "''")
        postgres.sql(server, f"comment on database \"{name}\" is '{text}'")
    text = postgres.sql(
        server,
        "select shobj_description(oid, 'pg_database') from pg_database "
        f"where datname = '{name}'",
    )
    try:
        return json.loads(text or "{}")
    except ValueError:
        return {}


def _build(server, name, modules, arguments, script=None, init=None):
    """Make a database under NAME_new and rename it when it is whole."""
    new = f"{name}_new"
    drop(server, new)
    drop(server, name)
    log = f"build-{name}.log"
    if init:
        made = odoo(*("db", "init", new, *init), server=server, log=f"init-{name}.log")
        if "CREATE DATABASE failed" in made.read_text():  # Odoo's exit code hides it
            raise Failure(f"Odoo made no database; see {made}:\n{tail(made)}")
    odoo(
        *("-d", new, "-i", ",".join(modules), *arguments),
        *("--load-language=pl_PL", "--stop-after-init", "--no-http"),
        server=server,
        log=log,
    )
    failed = postgres.sql(
        server,
        "select m.name || ': ' || f.error from ir_demo_failure f "
        "join ir_module_module m on m.id = f.module_id",
        new,
    )
    if failed:
        raise Failure(f"demo data cannot be loaded (see {LOGS / log}):\n{failed}")
    if script:
        odoo(
            *("shell", "-d", new, "--no-http"),
            server=server,
            log=f"finish-{name}.log",
            script=script,
            show=False,
        )
    rename(server, new, name)


def build_demo(server, demo=True):
    """The database that ./skks up serves: in Polish, with the demo town or empty."""
    modules = [name for name in MAIN if name in addons()] or ["web"]
    password = "admin" if demo else secrets.token_urlsafe(12)
    say(f"making database {NAME} ({'demo' if demo else 'empty'}): about a minute")
    with_demo = ["--with-demo"] if demo else []
    init = ["--language=pl_PL", "--country=pl", f"--password={password}", *with_demo]
    _build(server, NAME, modules, with_demo, init=init)
    private_file(HOME / "admin_password", password)
    note(server, NAME, {"demo": demo, "addons": digests()})


def update(server, name=NAME, overwrite=False):
    """Bring a database up to the add-ons; returns whether it was needed.

    :param bool overwrite: also the translations that somebody changed there
    """
    facts = note(server, name)
    now, then = digests(), facts.get("addons")
    if then is None:  # not made by this tool, or restored: all that is installed
        then = dict.fromkeys(_installed(server, name), "")
    changed = [one for one in now if one in then and now[one] != then[one]]
    missing = [one for one in MAIN if one in now and one not in then]
    missing += _bridges(server, name)
    if not changed and not missing:
        return False
    say(f"updating database {name}: {', '.join(changed + missing)}")
    arguments = ["-d", name, "--stop-after-init", "--no-http"]
    if overwrite:
        arguments.append("--i18n-overwrite")
    for flag, names in (("-u", changed), ("-i", missing)):
        if names:
            arguments += [flag, ",".join(names)]
    odoo(*arguments, server=server, log="update.log")
    note(server, name, {**facts, "addons": now})
    return True


def _installed(server, name):
    return [one for one in _modules(server, name) if one in addons()]


def _modules(server, name):
    """All that is installed in a database, core's modules too."""
    found = postgres.sql(
        server, "select name from ir_module_module where state = 'installed'", name
    )
    return found.split()


def _bridges(server, name):
    """Our add-ons that come by themselves: in a new database, not with an upgrade."""
    installed = set(_modules(server, name))
    return [
        one
        for one, manifest in addons().items()
        if manifest.get("auto_install")
        and one not in installed
        and installed.issuperset(manifest["depends"])
    ]


ASSETS = """
env["ir.qweb"]._pregenerate_assets_bundles()
env.cr.commit()
"""


def template(server, demo=False):
    """The database that tests are cloned from; made anew when its parts change."""
    parts = [
        (ROOT / "setup" / name).read_text()
        for name in ("odoo.pins", "requirements.txt", "skkstool/database.py")
    ]
    parts += [os.environ.get("ODOO_SOURCE", ""), json.dumps(digests()), str(demo)]
    key = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]
    kind = "skks_demo" if demo else "skks_tpl"
    name = f"{kind}_{key}"
    if exists(server, name):
        return name
    say("making the template database of the tests: one to two minutes")
    old = postgres.sql(
        server, f"select datname from pg_database where datname ~ '^{kind}_[0-9a-f]'"
    )
    for other in old.split():
        drop(server, other)
    modules = list(addons()) or ["web"]
    _build(server, name, modules, ["--with-demo"] if demo else [], script=ASSETS)
    return name


def clone(server, source, name):
    """A copy with its files: hard links will do, Odoo never rewrites a stored file."""
    drop(server, name)
    postgres.sql(server, f'create database "{name}" template "{source}"')
    if os.path.exists(filestore(source)):
        shutil.copytree(filestore(source), filestore(name), copy_function=os.link)
