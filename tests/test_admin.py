"""Backup, restore and update of a database, on one with running work (AS10)."""

import zipfile

import pytest

from odoo.addons.skks_base.tests.common_smtp import SmtpSink

from .common_database import Running, clone_template, run_script

from skkstool import admin, base, database, postgres  # noqa: E402, isort: skip

NAME = "skks_test_admin"
COPY = "skks_test_admin_copy"

# A case whose terms end, a letter that waits, a kind that the town has renamed.
WORK = """
env = env(context={"lang": "pl_PL"})
env["ir.mail_server"].search([]).active = False
env["ir.mail_server"].create({
    "name": "sink", "smtp_host": "127.0.0.1", "smtp_port": %(port)s,
    "smtp_encryption": "none",
})
officer = env["res.users"].create({
    "name": "Jakub Śledź", "login": "sledz", "email": "sledz@zarnoleka.example",
    "group_ids": [(6, 0, env.ref("skks_base.group_officer").ids)],
})
for number in range(4):
    case = env["skks.inquiry"].create({
        "name": f"Remont {number}", "coordinator_id": officer.id,
        "received_at": "2026-01-05 08:00:00",
    })
    case.action_confirm()
env["mail.mail"].create({
    "subject": "czeka", "body_html": "x", "email_to": officer.email,
    "email_from": "prasa@zarnoleka.example",
})
kind = env.ref("skks_press.category_questions")
kind.name = "Pytania e-mailem"
env.cr.commit()
"""

# What the crons of the press office and of mail do.
RUN = """
env["skks.clock"]._cron_notify()
env["mail.mail"].process_email_queue()
env.cr.commit()
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
    clone_template(server, NAME)
    run_script(server, NAME, WORK % {"port": sink.port})
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
        assert cases == "4", name
    assert postgres.sql(
        server, "select count(*) from skks_journal_entry", COPY
    ) == postgres.sql(server, "select count(*) from skks_journal_entry", NAME)
    # the copy keeps quiet, the original does not: so the silence means something
    sink.letters.clear()
    run_script(server, COPY, RUN)
    assert not sink.letters
    run_script(server, NAME, RUN)
    assert "czeka" in [one.message["Subject"] for one in sink.letters]


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
    name = postgres.sql(
        server,
        "select c.name->>'pl_PL' from skks_inquiry_category c join ir_model_data d"
        " on d.model = 'skks.inquiry.category' and d.res_id = c.id"
        " where d.name = 'category_questions'",
        NAME,
    )
    assert name == "Pytania e-mailem"
    assert (
        postgres.sql(
            server,
            "select count(*) from skks_inquiry where state = 'in_progress'",
            NAME,
        )
        == "4"
    )
    assert not database.update(server, NAME)
