"""Databases of earlier revisions, with work in them, upgraded to what is here.

``setup/upgrade_from.txt`` names the revisions, ``upgrade_work.py`` does the work.
"""

import contextlib
import re
import shutil
import subprocess
from pathlib import Path
from unittest.mock import patch

import pytest
from lxml import etree

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.sql_db import close_db, db_connect
from odoo.tools import config

from odoo.addons.base.models.ir_mail_server import IrMail_Server
from odoo.addons.skks_base.tests.common_smtp import SmtpSink

from . import upgrade_work
from .common import ROOT, Running, admin, base, database, postgres

NAME = "skks_test_upgrade"
# Core's tables in which our cases keep something
CORE_TABLES = (
    *("mail_message", "mail_activity", "mail_alias", "res_partner", "res_users"),
    *("res_company", "resource_calendar_leaves"),
)
# Columns that an upgrade may touch, and those that have a new name
TOUCHED = {"write_date", "write_uid"}
RENAMED = {("skks_journal_payload", "salt"): "text_salt"}
# Columns that a migration writes: what stands there after it, told by the row before
MIGRATED = {
    # an outlet keeps an address of its own wherever it stands in the hierarchy
    ("res_partner", "type"): lambda row: (
        "other" if row.get("skks_kind") == "outlet" else row["type"]
    ),
}
STORED_FIELDS = """
select d.module, f.model, f.name, f.ttype
from ir_model_fields f
join ir_model_data d on d.model = 'ir.model.fields' and d.res_id = f.id
where f.store and d.module like 'skks%' and f.name <> 'id'
"""

pytestmark = pytest.mark.slow


def _revisions():
    """Pairs of (revision, what it was)."""
    text = (ROOT / "setup/upgrade_from.txt").read_text()
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [tuple(line.split(" ", 1)) for line in lines]


def _git(*arguments, **options):
    command = ["git", "-c", "safe.directory=*", "-C", str(ROOT), *arguments]
    return subprocess.run(command, check=False, **options)


def _addons_of(revision):
    """The add-ons of a revision, unpacked into a folder."""
    if _git("cat-file", "-e", f"{revision}^{{commit}}").returncode:
        pytest.fail(
            f"Revision {revision} is not in this clone, so no database of it can be"
            " made. Fetch the whole history: git fetch --unshallow"
        )
    folder = base.HOME / "upgrade" / revision
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    packed = _git("archive", revision, "addons", stdout=subprocess.PIPE)
    subprocess.run(["tar", "-x", "-C", folder], input=packed.stdout, check=True)
    return folder / "addons"


class Upgrade:
    """One database: made and worked in with an earlier revision, then upgraded."""

    def __init__(self, revision):
        self.server = Running()
        self.revision = revision
        self.sink = SmtpSink()

    def run(self):
        """Build, work, upgrade; keeps what was there before and the log."""
        old_conf = base.HOME / "upgrade" / f"{self.revision}.conf"
        text = database.CONF.read_text()
        path = f"addons_path = {_addons_of(self.revision)}"
        base.private_file(old_conf, re.sub(r"(?m)^addons_path = .*$", path, text))
        script = Path(upgrade_work.__file__).read_text()
        with patch.object(database, "CONF", old_conf):
            arguments = ["--with-demo"]
            database._build(self.server, NAME, database.MAIN, arguments)
            work = f"{script}\nwork(env)\n"
            self.server.shell(NAME, work, SKKS_TEST_SMTP_PORT=self.sink.port)
        self.rows = self.snapshot()
        self.stored, self.versions = self.stored_fields(), self.installed()
        admin.update(self.server, NAME)
        self.log = (database.LOGS / "update.log").read_text()
        self.load()

    @staticmethod
    def load():
        """Load the registry; the tests of the add-ons are not looked for in it."""
        testing = config["test_enable"]
        config["test_enable"] = False
        try:
            Registry(NAME)
        finally:
            config["test_enable"] = testing

    def sql(self, text):
        """Rows of a query as tuples of text."""
        found = postgres.sql(self.server, text, NAME)
        return [tuple(line.split("|")) for line in found.splitlines()]

    def installed(self):
        """Versions of our installed add-ons."""
        return dict(
            self.sql(
                "select name, latest_version from ir_module_module"
                " where state = 'installed' and name like 'skks%'"
            )
        )

    def stored_fields(self):
        """``{module: {(model, field, type)}}`` of our add-ons."""
        fields = {}
        for module, *field in self.sql(STORED_FIELDS):
            fields.setdefault(module, set()).add(tuple(field))
        return fields

    def snapshot(self):
        """``{table: {row: {column: value}}}`` of all that the office has."""
        tables = self.sql(
            "select relname from pg_class where relkind = 'r'"
            " and relname like 'skks%' order by 1"
        )
        found = {}
        with db_connect(NAME).cursor() as cr:
            for table in (*(name for (name,) in tables), *CORE_TABLES):
                cr.execute(f'SELECT * FROM "{table}" t')  # pylint: disable=E8103
                rows = cr.dictfetchall()
                key = "id" if rows and "id" in rows[0] else None
                found[table] = {
                    row[key] if key else tuple(row.values()): row for row in rows
                }
        return found

    @contextlib.contextmanager
    def env(self, login=None):
        """Environment of a user; what was done is committed."""
        with Registry(NAME).cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            if login:
                user = env["res.users"].search([("login", "=", login)])
                env = env(user=user.id, context={"lang": "pl_PL"})
            yield env

    def close(self):
        """Leave nothing behind."""
        Registry.delete(NAME)
        close_db(NAME)
        database.drop(self.server, NAME)
        shutil.rmtree(base.HOME / "upgrade", ignore_errors=True)


@pytest.fixture(scope="module", params=_revisions(), ids=lambda one: one[0])
def town(request):
    """The upgraded town, with real SMTP."""
    upgrade = Upgrade(request.param[0])
    upgrade.sink.start()
    try:
        with patch.object(IrMail_Server, "_disable_send", return_value=False):
            upgrade.run()
            yield upgrade
    finally:
        upgrade.sink.stop()
        upgrade.close()


def _inquiry(env, subject):
    return env["skks.inquiry"].search([("name", "=", subject)])


# -- what the upgrade did ------------------------------------------------------


def test_nothing_to_complain_of(town):
    found = [line for line in town.log.splitlines() if re.search(r" (WARN|ERR)", line)]
    assert not found


def test_everything_is_still_there(town):
    """Each row with each of its values, running time limits among them."""
    assert len(town.rows["skks_inquiry"]) > upgrade_work.OLD_CASES
    assert {row["problem"] for row in town.rows["skks_mail_quarantine"].values()} >= {
        "charset"
    }
    clocks = town.rows["skks_clock"].values()
    assert any(clock["paused_at"] for clock in clocks)
    assert len([clock for clock in clocks if not clock["stopped_at"]]) > 40
    now = town.snapshot()
    lost = []
    for table, rows in town.rows.items():
        for key, before in rows.items():
            after = now.get(table, {}).get(key)
            lost += _differences(table, key, before, after)
    assert not lost


def _differences(table, key, before, after):
    if after is None:
        return [f"{table} {key} is gone"]
    lost = []
    for name, value in before.items():
        if name in TOUCHED:
            continue
        wanted = MIGRATED.get((table, name), lambda row, name=name: row[name])(before)
        if after.get(RENAMED.get((table, name), name), ...) != wanted:
            lost.append(f"{table} {key} {name}: {value!r} is {after.get(name)!r}")
    return lost


def test_version_tells_what_changed(town):
    """An add-on whose stored fields changed has another version than then."""
    now, versions = town.stored_fields(), town.installed()
    assert set(database.addons()) == set(versions), "what comes by itself is there"
    for name, fields in town.stored.items():
        if fields != now[name]:
            assert versions[name] != town.versions[name], fields ^ now[name]


def test_words_of_the_town_stay(town):
    """AS10: what the town has renamed or edited."""
    with town.env("rzecznik") as env:
        for xmlid, name in upgrade_work.TOWN.items():
            assert env.ref(xmlid).sudo().name == name
        assert env.ref("skks_press.clock_policy_standard").sudo().can_pause
        invitation = env.ref("auth_signup.set_password_email").sudo()
        assert "Zapraszamy do Biura Prasowego" in invitation.body_html


def test_as_quiet_as_a_new_database(town):
    """Nobody outside is called by a database of before either."""
    with town.env() as env:
        for name in (
            "mail.ir_cron_module_update_notification",
            "auth_signup.ir_cron_auth_signup_send_pending_user_reminder",
            "digest.ir_cron_digest_scheduler_action",
        ):
            assert not env.ref(name).active
        assert not env["mail.link.preview"]._is_link_preview_enabled()
        letters = env["mail.template"].with_context(active_test=False).search([])
        for lang in ("en_US", "pl_PL"):
            bodies = letters.with_context(lang=lang).mapped("body_html")
            assert "utm_source=db" not in "".join(str(body) for body in bodies)


def test_upgrading_again_changes_nothing(town):
    assert not database.update(town.server, NAME)


# -- how people go on ----------------------------------------------------------


def test_old_cases_open(town):
    """AS10: every old record of ours is read as its form does, by an officer."""
    opened = 0
    with town.env("prasa1") as env:
        for model in sorted(env.registry):
            if model.startswith("skks.") and not env[model]._transient:
                opened += _open_all(env[model])
    assert opened > 10 * upgrade_work.OLD_CASES / 2


def _open_all(model):
    """Read all records that the user sees with all fields of their form."""
    if model._abstract or not model._auto or not model.has_access("read"):
        return 0
    records = model.search([])
    arch = etree.fromstring(model.get_view(view_type="form")["arch"])
    specification = _specification(model, arch)
    for values in records.web_read(specification):
        assert values["display_name"]
    return len(records)


def _specification(model, arch):
    """What the web client asks ``web_read`` for: the fields of the view."""
    asked = {"display_name": {}}
    for node in arch.xpath(".//field[not(ancestor::field)]"):
        field = model._fields[node.get("name")]
        asked[field.name] = {}
        if field.type == "many2one":
            asked[field.name] = {"fields": {"display_name": {}}}
        elif field.type in ("one2many", "many2many"):
            comodel = model.env[field.comodel_name]
            asked[field.name] = {"fields": _lines(comodel, node)}
    return asked


def _lines(comodel, node):
    lines = {"display_name": {}}
    for inner in node.xpath("./*[1]//field[not(ancestor::field[ancestor::field])]"):
        if inner.get("name") in comodel._fields:
            lines[inner.get("name")] = {}
    return lines


def test_accepted_half_way_goes_out(town):
    """The second acceptance and the sending of an answer begun before."""
    with town.env("rzecznik") as env:
        answer = _inquiry(env, upgrade_work.IN_APPROVAL).answer_ids
        assert answer.signoff_state == "office"
        answer.action_approve()
    town.sink.clear()
    with town.env("prasa1") as env:
        answer = _inquiry(env, upgrade_work.IN_APPROVAL).answer_ids
        answer.action_send()
    with town.env("prasa1") as env:
        inquiry = _inquiry(env, upgrade_work.IN_APPROVAL)
        assert inquiry.state == "answered"
        assert inquiry.answer_ids.sent_at
    (letter,) = town.sink.letters
    assert letter.rcpt_tos == (upgrade_work.JOURNALIST,)
    body = letter.message.get_body(("html",)).get_content()
    assert "Wyremontowano 12 km dróg." in body


def test_entity_delivers_what_it_owes(town):
    with town.env("prezes.wodociagi") as env:
        own = env["skks.contribution"].search([("state", "=", "requested")])
        assert own.name == upgrade_work.DELIVERED
        own.body = "<p>Sieć jest w tym miejscu nowa.</p>"
        own.action_deliver()
    with town.env("prasa1") as env:
        inquiry = _inquiry(env, upgrade_work.DELIVERED)
        inquiry.contribution_ids.action_accept()
        assert set(inquiry.contribution_ids.mapped("state")) == {"accepted"}
        answer = env["skks.answer"].browse(inquiry.action_draft_answer()["res_id"])
        answer.action_submit()
        assert answer.signoff_state == "substantive"


def test_paused_promise_runs_on(town):
    with town.env() as env:
        clocks = _inquiry(env, upgrade_work.PAUSED).clock_ids.filtered("paused_at")
        assert clocks
        clocks._skks_resume()
        assert not clocks.filtered("paused_at")
        env["skks.clock"]._cron_notify()


def test_letters_come_in(town):
    """A new letter, an answer to an old one, and one that waited to be cleared up."""
    with town.env() as env:
        gateway = env["mail.thread"]
        gateway.message_process(False, upgrade_work.letter("Nowe pytanie"))
        sent = _inquiry(env, upgrade_work.ANSWERED).answer_ids.sudo()
        assert sent.sent_at
        waiting = env["skks.mail.quarantine"].search(
            [("state", "=", "quarantine"), ("subject", "=", "Pytanie z Chin")]
        )
        assert len(waiting) == 1  # the demo town has others
        waiting_id = waiting.id
    with town.env("prasa1") as env:
        assert _inquiry(env, "Nowe pytanie").state == "new"
        env["skks.mail.quarantine"].browse(waiting_id).action_retry()
    with town.env() as env:
        row = env["skks.mail.quarantine"].browse(waiting_id)
        assert row.state == "case", (row.problem, row.technical_detail)
        assert _inquiry(env, "Pytanie z Chin")


def test_confidential_stays_confidential(town):
    with town.env("prasa1") as env:
        assert _inquiry(env, upgrade_work.CONFIDENTIAL)
    with town.env("prasa2") as env:
        assert not _inquiry(env, upgrade_work.CONFIDENTIAL)


def test_evidence_is_sealed_and_verified(town):
    """The evidence of before is covered by the seals, and still refuses to change."""
    with town.env() as env:
        seals = env["skks.journal.seal"]
        seals._cron_seal()
        verdict = seals._verify()
        assert not verdict.problems
        evidence = ("skks_journal_entry", "skks_signoff_line", "skks_gate_permit")
        assert verdict.rows >= sum(len(town.rows[table]) for table in evidence) > 0
        assert not verdict.waiting
    for table in evidence:
        with pytest.raises(base.Failure, match="append-only|evidence|may not"):
            postgres.sql(town.server, f"delete from {table}", NAME)
