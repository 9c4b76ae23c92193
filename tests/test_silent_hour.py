"""AS10: an hour without a network but the office's mail servers.

A real server with its scheduled jobs and a real browser; every call to a host is
written down: by Python's own audit in the server, by a dead proxy for the browser.
"""

import contextlib
import json
import socket
import subprocess
import time
import urllib.request

import pytest

from odoo.addons.skks_base.tests.common_imap import LOGIN, PASSWORD, ImapServer
from odoo.addons.skks_base.tests.common_smtp import SmtpSink

from .common import ROOT, Running, base, database, postgres
from .common_browser import Browser

pytestmark = pytest.mark.slow

NAME = "skks_test_silent"
OUTSIDE = "outside.example"
ROUNDS = 2  # each job runs, and runs again after what the first time left
PAGES = ("/", "/contactus", "/web/login", "/web/reset_password", "/web/signup")
ROLES = {"sledz": "officer", "zolc": "manager", "zrebiec": "representative"}

LETTER = f"""\
From: Anna Kowalska <anna@kurier.example>
To: prasa@zarnoleka.example
Subject: Remont ulicy
Message-ID: <1@kurier.example>
MIME-Version: 1.0
Content-Type: text/html; charset=utf-8

<p>Ile? <a href="https://{OUTSIDE}/a">link</a><img src="https://{OUTSIDE}/p.png"></p>
"""

TOWN = """
env["ir.mail_server"].search([]).active = False
env["ir.mail_server"].create({
    "name": "sink", "smtp_host": "127.0.0.1", "smtp_port": %(smtp)s,
    "smtp_encryption": "none",
})
env["fetchmail.server"].search([]).active = False
env["fetchmail.server"].create({
    "name": "Skrzynka", "server_type": "imap", "server": "127.0.0.1",
    "port": %(imap)s, "is_ssl": False, "user": %(login)r, "password": %(password)r,
    "state": "done",
})
env["res.lang"]._activate_lang("pl_PL")
domain = env["mail.alias.domain"].search([("name", "=", "zarnoleka.example")])
domain = domain or domain.create({"name": "zarnoleka.example"})
env.company.alias_domain_id = domain
env.ref("skks_press.mail_alias_inquiry").alias_domain_id = domain
for login, role in %(roles)r.items():
    env["res.users"].create({
        "name": login.title(), "login": login, "password": login + "-Haslo-1",
        "email": login + "@zarnoleka.example", "lang": "pl_PL",
        "tz": "Europe/Warsaw", "notification_type": "email",
        "group_ids": [(6, 0, env.ref("skks_base.group_" + role).ids)],
    })
officer = env["res.users"].search([("login", "=", "sledz")])
case = env["skks.inquiry"].create({
    "name": "Stare pytanie", "coordinator_id": officer.id,
    "received_at": "2026-01-05 08:00:00",
    "description": "<p>Zob. <a href='https://outside.example/b'>b</a></p>",
})
case.action_confirm()
env.cr.commit()
"""


def _free_port():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


class Hour:
    """The server, its mail servers, and what was called."""

    def __init__(self, folder):
        self.server = Running()
        self.calls_log = folder / "calls"
        self.calls_log.touch()
        self.odoo_log = folder / "odoo.log"
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"

    def run(self, stack):
        """Start everything; ``stack`` ends it."""
        self.sink = SmtpSink()
        self.sink.start()
        stack.callback(self.sink.stop)
        self.imap = ImapServer()
        stack.callback(self.imap.stop)
        with self.imap.client() as client:
            client.append("INBOX", None, None, LETTER.replace("\n", "\r\n").encode())
        database.clone(self.server, self.server.template(), NAME)
        stack.callback(database.drop, self.server, NAME)
        self.server.shell(
            NAME,
            TOWN
            % {
                "smtp": self.sink.port,
                "imap": self.imap.port,
                "login": LOGIN,
                "password": PASSWORD,
                "roles": ROLES,
            },
        )
        self.start(stack)

    def start(self, stack):
        """Odoo as a town runs it, with scheduled jobs."""
        log = stack.enter_context(open(self.odoo_log, "w"))
        process = subprocess.Popen(
            [
                *(base.PYTHON, ROOT / "setup/odoo-bin", "-d", NAME),
                *(f"--db-filter=^{NAME}$", f"--http-port={self.port}"),
                *("--max-cron-threads=1", "--workers=0", "--logfile="),
            ],
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
            env=postgres.client_env(
                self.server,
                ODOO_RC=database.CONF,
                PYTHONPATH=ROOT / "tests/silent",
                SKKS_TEST_CALLS=self.calls_log,
            ),
        )
        stack.callback(process.wait, 60)
        stack.callback(process.kill)  # its database goes with it
        for _turn in range(600):
            with contextlib.suppress(OSError), urllib.request.urlopen(self.url):
                return
            time.sleep(0.1)
        pytest.fail(base.tail(self.odoo_log))

    def sql(self, text):
        """Rows of a query."""
        return postgres.sql(self.server, text, NAME).splitlines()

    def run_jobs(self):
        """Let every job that is switched on be due, and wait until all have run."""
        (start,) = self.sql("select now() at time zone 'utc'")
        late = f"active and (lastcall is null or lastcall < '{start}'::timestamp(0))"
        for _turn in range(60):
            self.sql(
                "update ir_cron set nextcall = now() at time zone 'utc'"
                f" - interval '1 min' where {late}"
            )
            postgres.sql(self.server, f"select pg_notify('cron_trigger', '{NAME}')")
            time.sleep(1)
            if not self.sql(f"select cron_name from ir_cron where {late}"):
                return
        names = self.sql(f"select cron_name from ir_cron where {late}")
        pytest.fail(f"{names} did not run:\n{base.tail(self.odoo_log)}")

    def called(self):
        """Addresses that the server called."""
        lines = map(json.loads, self.calls_log.read_text().splitlines())
        return {(host, port) for _event, host, port in lines}


@pytest.fixture(scope="module")
def hour(tmp_path_factory):
    with contextlib.ExitStack() as stack:
        found = Hour(tmp_path_factory.mktemp("silent"))
        found.run(stack)
        yield found


@pytest.fixture(scope="module")
def browser():
    page = Browser()
    yield page
    page.close()


def test_jobs_call_the_mail_servers_only(hour):
    for _round in range(ROUNDS):
        hour.run_jobs()
    assert hour.sql("select count(*) from ir_cron where failure_count > 0") == ["0"]
    assert hour.sql("select count(*) from skks_inquiry") == ["2"], "the letter came in"
    assert hour.sink.letters, "somebody was written to"
    assert hour.called() == {
        ("127.0.0.1", hour.sink.port),
        ("127.0.0.1", hour.imap.port),
    }


def test_calls_of_the_browser_are_seen(browser):
    """What the next tests rely on."""
    browser.open("about:blank")  # our own pages forbid it, see ir_http.py
    assert not browser.outside()
    browser.run(f"fetch('http://{OUTSIDE}/x', {{mode: 'no-cors'}}).catch(() => 0)")
    seen = browser.outside()
    assert len(seen) == 2, "by the page and by the proxy"
    assert all(OUTSIDE in line for line in seen)


@pytest.mark.parametrize("page", PAGES)
def test_pages_call_nobody(hour, browser, page):
    browser.open(hour.url + page)
    assert not browser.outside()


@pytest.mark.parametrize("login", ROLES)
def test_screens_call_nobody(hour, browser, login):
    """Each menu as each role; views and filters: ``test_click_everywhere``."""
    browser.open(f"{hour.url}/web/login")
    body = {"db": NAME, "login": login, "password": f"{login}-Haslo-1"}
    browser.run(
        "fetch('/web/session/authenticate', {method: 'POST', headers:"
        " {'Content-Type': 'application/json'}, body: JSON.stringify({params:"
        f" {json.dumps(body)}}})}}).then(answer => answer.json())"
    )
    ready = (
        "window.odoo && odoo.isReady === true"
        " && Boolean(document.querySelector('.o_action_manager > *, .o_dialog'))"
    )
    browser.open(f"{hour.url}/odoo", ready)
    actions = browser.run(
        "Object.values(odoo.__WOWL_DEBUG__.root.env.services.menu.getAll())"
        ".filter(menu => menu.actionID && menu.xmlid.startsWith('skks_'))"
        ".map(menu => menu.actionID)"
    )
    assert len(set(actions)) > 2
    for action in dict.fromkeys(actions):
        browser.open(f"{hour.url}/odoo/action-{action}", ready)
    assert not browser.outside()
    outside = {host for host, _port in hour.called()} - {"127.0.0.1"}
    assert not outside
