"""The files for production, as far as they can be checked without a Docker engine."""

import configparser
import json
import os
import re
import subprocess
from pathlib import Path

import crossplane
import jsonschema
import pytest
import yaml

from odoo.tools import config

ROOT = Path(__file__).resolve().parents[1]
NODE = Path(os.environ.get("SKKS_NODE", "node_modules"))
COMPOSE = ROOT / "docker-compose.yml"


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load(COMPOSE.read_text())


def test_compose_follows_the_specification(compose):
    schema = json.loads((NODE / "dclint/schemas/compose.schema.json").read_text())
    assert schema["title"] == "Compose Specification"
    jsonschema.validate(compose, schema, cls=jsonschema.Draft7Validator)


def test_compose_has_no_lint_finding():
    done = subprocess.run(
        ["dclint", "--max-warnings", "0", str(COMPOSE)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_setting_is_documented():
    """What compose takes from .env is in .env.example, and nothing else is."""
    used = set(re.findall(r"\$\{(\w+)", COMPOSE.read_text()))
    example = (ROOT / ".env.example").read_text()
    assert used == set(re.findall(r"^(\w+)=", example, re.MULTILINE))


def test_no_secret_in_the_files(compose):
    """Passwords come as files, which git ignores."""
    for service in compose["services"].values():
        for name in service.get("environment", {}):
            assert "PASSWORD" not in name or name.endswith("_FILE")
    for secret in compose["secrets"].values():
        path = secret["file"].removeprefix("./")
        done = subprocess.run(
            ["git", "check-ignore", "-q", "--no-index", path], cwd=ROOT, check=False
        )
        assert done.returncode == 0, f"{path} is not ignored"


def test_mounted_files_are_there(compose):
    for service in compose["services"].values():
        for volume in service.get("volumes", []):
            source = volume.partition(":")[0]
            if source.startswith("./") and source != "./deploy/tls":
                assert (ROOT / source).is_file(), source


def test_only_the_proxy_faces_the_network(compose):
    for name, service in compose["services"].items():
        for port in service.get("ports", []):
            assert name == "proxy" or port.startswith("127.0.0.1:")
    assert compose["services"]["db"]["networks"] == ["backend"]
    assert compose["networks"]["backend"]["internal"] is True


def test_every_service_of_production_has_a_health_check(compose):
    for name, service in compose["services"].items():
        assert "profiles" in service or "healthcheck" in service, name


def test_nginx_understands_its_file():
    """Syntax, names, places and arguments of all directives (nginx itself absent)."""
    text = (ROOT / "deploy/nginx.conf").read_text()
    values = re.search(r"map [^{]*\{[^}]*\}", text)  # the parser takes them for names
    first = text.count("\n", 0, values.start()) + 1
    last = text.count("\n", 0, values.end()) + 1
    parsed = crossplane.parse(
        str(ROOT / "deploy/nginx.conf"),
        strict=True,
        single=True,
        check_ctx=True,
        check_args=True,
    )
    errors = [e for e in parsed["errors"] if not first <= e["line"] <= last]
    assert not errors, errors


def test_proxy_sends_web_sockets_to_their_port(compose):
    text = (ROOT / "deploy/nginx.conf").read_text()
    settings = _options(ROOT / "deploy/odoo.conf")
    assert f"server odoo:{settings['gevent_port']};" in text
    assert settings["proxy_mode"] == "True"


def _options(path, commented=False):
    text = path.read_text()
    if commented:  # read the proposals as well: "# key = value"
        text = re.sub(r"^# (?=\w+ =)", "", text, flags=re.MULTILINE)
    parser = configparser.RawConfigParser()
    parser.read_string(text)
    return dict(parser["options"])


@pytest.mark.parametrize("name", ["odoo.conf", "deploy/odoo.conf"])
def test_odoo_knows_every_setting(name):
    known = set(config.options_index)
    unknown = set(_options(ROOT / name, commented=True)) - known
    assert not unknown


def test_image_runs_as_odoo_on_a_pinned_base():
    lines = [
        line.split()
        for line in (ROOT / "Dockerfile").read_text().splitlines()
        if line.startswith(("FROM", "USER", "COPY"))
    ]
    assert lines[0] == ["FROM", "odoo:19.0"]
    assert [line for line in lines if line[0] == "USER"][-1] == ["USER", "odoo"]
    for line in lines:
        if line[0] == "COPY":
            assert (ROOT / line[1]).exists(), line[1]


def test_image_installs_what_the_addons_need():
    """The image's list is the part of the machine's list that is ours, same pins."""
    pins = [
        set(re.findall(r"^(\S+==\S+)", (ROOT / "setup" / name).read_text(), re.M))
        for name in ("requirements-addons.txt", "requirements.txt")
    ]
    assert pins[0] <= pins[1]


def test_initdb_script_is_valid_bash():
    subprocess.run(["bash", "-n", str(ROOT / "deploy/initdb.sh")], check=True)
