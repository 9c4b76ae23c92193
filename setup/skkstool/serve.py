"""./skks up and down: Odoo and the postbox in the background."""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

from . import database, postgres
from .base import HOME, LOGS, PYTHON, ROOT, Failure, private_file, say, tail

RUN = HOME / "run"


def _born(pid):
    """When a process started: a process id alone may be somebody else's by now."""
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[19]
    except OSError:
        return None


def running(name):
    """Facts of our own background process of that name, or None."""
    path = RUN / f"{name}.json"
    facts = json.loads(path.read_text()) if path.exists() else {}
    if facts and _born(facts["pid"]) == facts["born"]:
        return facts
    return None


def _start(name, command, env, **facts):
    LOGS.mkdir(parents=True, exist_ok=True)
    with open(LOGS / f"{name}.log", "ab") as log:
        child = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=env,
            cwd=ROOT,
            start_new_session=True,
        )
    facts.update(pid=child.pid, born=_born(child.pid))
    private_file(RUN / f"{name}.json", json.dumps(facts))
    return child


def stop(name):
    """Stop our own process of that name, gently first."""
    facts = running(name)
    if facts:
        for number in (signal.SIGTERM, signal.SIGKILL):
            os.kill(facts["pid"], number)
            for _turn in range(100):
                if not running(name):
                    break
                time.sleep(0.1)
            if not running(name):
                break
    (RUN / f"{name}.json").unlink(missing_ok=True)


def _check_port(port, variable, what):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise Failure(
                f"Port {port} for {what} is used by another program. Stop that one, or "
                f"choose another port: {variable}={port + 10} ./skks up"
            ) from error


def _wait(child, address, log):
    """Until the log-in page is served; the first time takes some seconds."""
    for _turn in range(240):
        if child.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=120) as page:
                if page.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise Failure(f"Odoo does not serve {address}. The end of {log}:\n{tail(log)}")


def up(server, env, changed):
    """Start what does not run yet; after a change of the add-ons start Odoo anew."""
    port, mail = database.http_port(), database.smtp_port()
    address = f"http://localhost:{port}"
    facts = running("odoo")
    if facts and (changed or facts.get("port") != port):
        stop("odoo")
        facts = None
    if not facts:
        _check_port(port, "SKKS_PORT", "Odoo")
        say(f"starting Odoo on {address}")
        command = [PYTHON, ROOT / "setup/odoo-bin", "-d", database.NAME]
        command += [f"--db-filter=^{database.NAME}$", "--no-database-list"]
        child = _start("odoo", command, env, port=port)
        _wait(child, f"{address}/web/login?lang=pl_PL", LOGS / "odoo.log")
    demo = database.note(server, database.NAME).get("demo")
    print(f"\nSKKS is served on {address}\n")
    if demo:
        print((ROOT / "setup/demo_logins.txt").read_text())
    else:
        password = (HOME / "admin_password").read_text()
        print(f"User admin, password {password} (kept in {HOME / 'admin_password'})\n")
    print(f"Mail: smtp://localhost:{mail}; what Odoo sends is kept in {HOME / 'mail'}")
    print(f"Log: {LOGS / 'odoo.log'}. To stop: ./skks down", flush=True)


def postbox():
    """The local mail server, unless odoo.conf names a real one."""
    mail, port = database.smtp_port(), database.http_port()
    if database.read_options().get("smtp_server"):
        return
    facts = running("postbox")
    if facts and (facts["mail"], facts["port"]) == (mail, port):
        return
    stop("postbox")
    _check_port(mail, "SKKS_SMTP_PORT", "mail")
    command = [PYTHON, ROOT / "setup/postbox.py", f"--port={mail}"]
    command += [f"--odoo=http://localhost:{port}", f"--database={database.NAME}"]
    command += [f"--mail={HOME / 'mail'}", f"--password={HOME / 'admin_password'}"]
    _start("postbox", command, postgres.child_env(), mail=mail, port=port)


def down():
    """Stop Odoo and the postbox; the cluster is stopped by the caller."""
    for name in ("odoo", "postbox"):
        stop(name)
