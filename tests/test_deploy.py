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

from odoo.http import Controller
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
    # the parser takes the values of a map for names
    values = {
        line
        for block in re.finditer(r"map [^{]*\{[^}]*\}", text)
        for line in range(
            text.count("\n", 0, block.start()) + 1, text.count("\n", 0, block.end()) + 2
        )
    }
    parsed = crossplane.parse(
        str(ROOT / "deploy/nginx.conf"),
        strict=True,
        single=True,
        check_ctx=True,
        check_args=True,
    )
    errors = [e for e in parsed["errors"] if e["line"] not in values]
    assert not errors, errors


SECRET = "dGFqbmU"


def _secret_pages():
    """Addresses of all pages of ours that a secret opens, with one in them."""
    found = set()
    for controllers in Controller.children_classes.values():
        for controller in controllers:
            if ".skks_" not in controller.__module__:
                continue
            for method in vars(controller).values():
                found.update(getattr(method, "original_routing", {}).get("routes", ()))
    return {
        re.sub(r"<int:\w+>", "1", path.replace("<string:token>", SECRET))
        for path in found
        if "token>" in path
    }


def _nginx_pattern(text):
    return re.compile(text.replace("(?<", "(?P<"))


def test_log_of_the_proxy_keeps_no_secret():
    """AS9: whoever reads the log of the web server opens no report with it."""
    text = (ROOT / "deploy/nginx.conf").read_text()
    assert re.search(r"^    access_log \S+ masked;", text, re.MULTILINE)
    written = re.search(r"log_format masked ([^;]*);", text)[1]
    assert not re.findall(r"\$(?:request|request_uri|uri|args|http_referer)\b", written)
    block = re.search(r"map \$request_uri \$logged_uri \{([^}]*)\}", text)[1]
    rules = re.findall(r'"~([^"]*)" "([^"]*)";', block)
    assert len(rules) == 2
    [place] = re.findall(r'location ~ "([^"]*interwencje[^"]*)"', text)
    pages = _secret_pages()
    assert any("/interwencje/sprawa/" in page for page in pages)
    for page in pages | {f"/en{page}?done={SECRET}" for page in pages}:
        logged = _logged(page, rules)
        assert SECRET not in logged, page
        assert "***" in logged
        # an error there is logged with the whole address, unless it is grave
        assert _nginx_pattern(place).search(page), page
    assert SECRET not in _logged(f"/web/reset_password?token={SECRET}", rules)
    assert _logged("/interwencje", rules) == "/interwencje"


def _logged(uri, rules):
    for pattern, kept in rules:
        if match := _nginx_pattern(pattern).search(uri):
            return re.sub(r"\$(\w+)", lambda name: match[name[1]], kept)
    return uri


def test_odoo_leaves_the_log_of_requests_to_the_proxy():
    settings = _options(ROOT / "deploy/odoo.conf")
    assert "werkzeug:WARNING" in settings["log_handler"].split(",")


def test_proxy_limits_what_is_sent_not_what_is_read():
    """M7.2: every form that a citizen sends is behind the limit, in any language."""
    text = (ROOT / "deploy/nginx.conf").read_text()
    sender = re.search(r"map \$request_method \$form_sender \{([^}]*)\}", text)[1]
    assert sender.split() == ["POST", "$binary_remote_addr;", "default", "'';"]
    assert "limit_req_zone $form_sender zone=forms:" in text
    [(place, rules)] = re.findall(
        r'location ~ "([^"]*interwencje[^"]*)" \{([^}]*)\}', text
    )
    assert "limit_req zone=forms" in rules
    for path in ("/interwencje", "/en/interwencje", "/uk_UA/interwencje/sprawa/link"):
        assert _nginx_pattern(place).search(path), path
    assert not _nginx_pattern(place).search("/interwencje-miesiaca")


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
