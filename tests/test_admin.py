"""Backup, restore and update of a database, on one with running work (AS10)."""

import zipfile

import pytest

from odoo.addons.skks_base.tests.common_smtp import SmtpSink

from .common import Running, admin, base, database, postgres

NAME = "skks_test_admin"
COPY = "skks_test_admin_copy"

# Cases whose terms end, a letter that waits, and things that the town has renamed.
WORK = """
from freezegun import freeze_time
env = env(context={"lang": "pl_PL"})
env["ir.mail_server"].search([]).active = False
env["ir.mail_server"].create({
    "name": "sink", "smtp_host": "127.0.0.1", "smtp_port": %(port)s,
    "smtp_encryption": "none",
})
officer = env["res.users"].create({
    "name": "Jakub Śledź", "login": "sledz", "email": "sledz@zarnoleka.example",
    "group_ids": [(6, 0, env.ref("skks_base.group_officer").ids)],
    "notification_type": "email", "tz": "Europe/Warsaw",
})
with freeze_time("2026-01-05 08:00:00"):
    for number in range(20):
        case = env["skks.inquiry"].create({
            "name": f"Remont {number}", "coordinator_id": officer.id,
        })
        if number >= 4:
            case._withdraw("Jan Nowak", case.received_at, "e-mail")
        else:
            case.action_confirm()
env["skks.topic"].create({"name": "Drogi", "code": "DRO"}).name = "Ulice"
for xmlid, values in %(words)r.items():
    env.ref(xmlid).write(values)
page = env.ref(%(page)r).with_context(website_id=env["website"].search([]).id)
page.write({"arch": page.arch.replace(*%(edit)r)})
env["mail.mail"].search([]).unlink()
env["mail.mail"].create({
    "subject": "czeka", "body_html": "x", "email_to": officer.email,
    "email_from": "prasa@zarnoleka.example",
})
env.cr.commit()
"""

WORDS = {
    "skks_press.category_questions": {"name": "Pytania e-mailem"},
    "skks_base.mail_activity_deliver": {"name": "Wkład do oddania"},
    "auth_signup.set_password_email": {"body_html": "<p>Witamy w Biurze</p>"},
    "skks_intervention.category_dro": {"name": "Ulice i chodniki"},
    "skks_press.clock_policy_standard": {"amount": 17.0},
    "skks_press.mail_alias_inquiry": {"alias_name": "biuro"},
}

# The page of the citizens' form as an editor changes it with the builder.
PAGE = "skks_intervention.form"
EDIT = ('<p class="lead">', '<p class="lead">Miasto słucha. ')

# What the crons of the press office and of mail do, after all terms are over.
RUN = """
from freezegun import freeze_time
with freeze_time("2026-01-28 10:00:00"):
    env["skks.clock"]._cron_notify()
    env["mail.mail"].process_email_queue()
    env.cr.commit()
running = env["skks.clock"].search([("stopped_at", "=", False)])
assert len(running.filtered("breached_at")) >= 4, running.read()
"""

# What the town wrote, as its officers and its citizens read it.
READ = """
from werkzeug.test import Client
from odoo.http import root
env = env(context={"lang": "pl_PL"})
for xmlid, values in %r.items():
    record = env.ref(xmlid)
    for name, value in values.items():
        assert str(record[name]) == str(value), (xmlid, record[name])
assert env["skks.topic"].search([("code", "=", "DRO")]).name == "Ulice"
officer = env["res.users"].search([("login", "=", "sledz")])
cases = env["skks.inquiry"].with_user(officer).search([])
assert len(cases) == 20
for case in cases.web_read({"name": {}, "state": {}, "clock_ids": {"fields": {}}}):
    assert case["clock_ids"]
polish = {"Accept-Language": "pl"}
answer = Client(root).get("/interwencje?category=INN", headers=polish)
page = answer.get_data(as_text=True)
assert answer.status_code == 200, page
assert "Miasto słucha." in page and 'name="description"' in page, page
"""


@pytest.fixture(scope="module")
def sink():
    server = SmtpSink()
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def server(sink):
    server = Running()
    for name in (NAME, COPY):
        database.drop(server, name)
    database.clone(server, server.template(), NAME)
    values = {"port": sink.port, "words": WORDS, "page": PAGE, "edit": EDIT}
    server.shell(NAME, WORK % values)
    yield server
    for name in (NAME, COPY):
        database.drop(server, name)


def test_round_trip(server, sink, tmp_path):
    path = tmp_path / "kopia.zip"
    admin.backup(server, path, NAME)
    assert path.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(path) as copy:
        assert any(name.startswith("filestore/") for name in copy.namelist())
    with pytest.raises(base.Failure, match="already"):
        admin.backup(server, path, NAME)
    admin.restore(server, path, COPY)
    with pytest.raises(base.Failure, match="already"):
        admin.restore(server, path, COPY)
    for name in (NAME, COPY):
        cases = postgres.sql(server, "select count(*) from skks_inquiry", name)
        assert cases == "20", name
    last = postgres.sql(server, "select max(id) from skks_journal_entry", NAME)
    journal = f"select count(*) from skks_journal_entry where id <= {last}"
    assert postgres.sql(server, journal, COPY) == postgres.sql(server, journal, NAME)
    # the copy keeps quiet, the original does not: so the silence means something
    sink.letters.clear()
    server.shell(COPY, RUN)
    assert not sink.letters
    server.shell(NAME, RUN)
    subjects = [one.message["Subject"] for one in sink.letters]
    assert sorted(subjects) == ["Terminy: 8", "czeka"], "two terms of each case"


def test_no_backup(server, tmp_path):
    text = tmp_path / "list.txt"
    text.write_text("x")
    with pytest.raises(base.Failure, match="is no backup"):
        admin.restore(server, text, "skks_test_admin_other")
    with pytest.raises(base.Failure, match="no database"):
        admin.backup(server, tmp_path / "x.zip", "skks_test_admin_missing")


def test_update_keeps_what_the_town_changed(server):
    database.note(server, NAME, {"addons": dict.fromkeys(database.addons(), "old")})
    admin.update(server, NAME)
    server.shell(NAME, READ % WORDS)
    assert not database.update(server, NAME)
