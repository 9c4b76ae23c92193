"""Paths, messages, child processes and the lock that all parts share."""

import contextlib
import fcntl
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOME = Path(os.environ.get("SKKS_HOME") or ROOT / ".skks").resolve()
VENV = HOME / f"venv{sys.version_info[0]}.{sys.version_info[1]}"
PYTHON = VENV / "bin/python"
LOGS = HOME / "log"
CI = os.environ.get("CI", "").lower() in ("1", "true", "yes")


class Failure(Exception):
    """An error that the user can act on: its text says what to do."""


def say(text):
    """Progress goes to stderr, so that stdout carries results only."""
    print(f"skks: {text}", file=sys.stderr, flush=True)


def private_file(path, text):
    """Write a file that nobody else can read, not even for a moment."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    with open(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as out:
        out.write(text)
    part.rename(path)


def child_env(**extra):
    """Environment of everything we start.

    Byte code is kept (Odoo starts in half the time) but outside of the source
    tree, and the set-up's own programs come first in PATH.
    """
    env = dict(os.environ)
    for name in ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PYTHONHOME"):
        env.pop(name, None)
    env["PYTHONPYCACHEPREFIX"] = str(HOME / "pyc")
    env["PATH"] = f"{VENV / 'bin'}:{env.get('PATH', os.defpath)}"
    env.update({name: str(value) for name, value in extra.items()})
    return env


def run(command, log=None, env=None, **options):
    """Run a command to its end; its output goes to a log shown on failure."""
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / (log or "setup.log")
    with open(log, "ab") as out:
        done = subprocess.run(
            [str(part) for part in command],
            stdin=options.pop("stdin", subprocess.DEVNULL),
            stdout=out,
            stderr=subprocess.STDOUT,
            env=env or child_env(),
            **options,
        )
    if done.returncode:
        raise Failure(
            f"'{' '.join(str(part) for part in command[:4])} …' ended with "
            f"{done.returncode}. The end of {log}:\n{tail(log)}"
        )


def tail(path, lines=25):
    """The last lines of a log."""
    return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])


@contextlib.contextmanager
def lock():
    """Only one run at a time changes the set-up and the databases."""
    HOME.mkdir(mode=0o700, parents=True, exist_ok=True)  # it holds passwords and files
    with open(HOME / "lock", "a+") as handle:
        waiting = False
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if not waiting:
                    handle.seek(0)
                    say(f"another run is at work ({handle.read().strip()}); waiting")
                waiting = True
                time.sleep(0.5)
        handle.truncate(0)
        handle.write(f"process {os.getpid()}: ./skks {' '.join(sys.argv[1:2])}\n")
        handle.flush()
        yield
        handle.truncate(0)
