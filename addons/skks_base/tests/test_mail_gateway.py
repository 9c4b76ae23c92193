"""Letters by real SMTP, and the raw letter by HTTP."""

import subprocess
import sys
import tempfile
from datetime import datetime

from odoo.tests import HttpCase, freeze_time, new_test_user, tagged
from odoo.tools import file_path

from . import common_mail, common_smtp

FRIDAY = datetime(2026, 11, 20, 17, 40)


@tagged("post_install", "-at_install")
class TestMailGateway(common_smtp.SmtpCase, common_mail.MailInCase):
    @freeze_time("2026-11-23 06:45:00")
    def test_every_letter_is_accounted_for(self):
        """AS1: a box after a week-end; nothing is lost and nobody is answered."""
        poison = common_mail.letter().replace(b'"utf-8"', b"iso-gb2312")
        letters = {
            "case": common_mail.letter("Do wtorku 12:00"),
            "automatic": common_mail.letter(List_Unsubscribe="<https://pr.example/u>"),
            "quarantine": poison.replace(b"7bit", b"8bit"),
        }
        for raw in letters.values():
            self.put_into_mailbox(raw, received_at=FRIDAY)
        self.put_into_mailbox(letters["case"], rcpt_to="rzecznik@town.example")
        self.fetch_mailbox()
        rows = self.env["skks.mail.quarantine"].search([], order="id")
        self.assertEqual(rows.mapped("state"), [*letters, "duplicate"])
        self.assertEqual(rows[:3].mapped("received_at"), [FRIDAY] * 3)
        self.assertEqual(self.record_of(rows[0]).received_at, FRIDAY)
        self.assertFalse(self.sink.letters, "nobody is answered by machine")


@tagged("post_install", "-at_install")
class TestMailByHttp(common_mail.MailInCase, HttpCase):
    def receive(self, raw):
        self.env["mail.thread"].message_process(False, raw)
        return self.env["skks.mail.quarantine"].search([], order="id desc", limit=1)

    def test_download(self):
        raw = common_mail.letter("Pytanie")
        row = self.receive(raw)
        url = row.with_user(self.officer).action_download()["url"]
        self.authenticate(self.officer.login, self.officer.login)
        response = self.url_open(url)
        self.assertEqual(response.content, raw)
        self.assertIn("attachment", response.headers["Content-Disposition"])
        self.authenticate(self.representative.login, self.representative.login)
        self.assertEqual(self.url_open(url).status_code, 404)
        self.authenticate(None, None)
        self.assertEqual(self.url_open(url).status_code, 404)

    def _pipe(self, raw, password, *user):
        """Run the script as a mail server would; return its exit status."""
        with tempfile.NamedTemporaryFile("w") as file:
            file.write(f"{password}\n")
            file.flush()
            command = [sys.executable, file_path("skks_base/scripts/skks_mailgate.py")]
            command += ["--url", self.base_url(), "--database", self.env.cr.dbname]
            command += user or ("--login", "robot.mail")
            command += ["--password-file", file.name]
            with self.allow_requests(all_requests=True):
                done = subprocess.run(
                    command, input=raw, capture_output=True, check=False, timeout=60
                )
        return done.returncode

    def test_script_of_the_mail_server(self):
        robot = new_test_user(
            self.env,
            "robot.mail",
            groups="base.group_portal,skks_base.group_mail_gateway",
        )
        raw = "To: skrzynka@town.example\r\nSubject: Zażółć\r\n\r\nTekst".encode(
            "cp1250"
        )
        self.assertEqual(self._pipe(raw, "robot.mail"), 0)
        row = self.env["skks.mail.quarantine"].search([], order="id desc", limit=1)
        self.assertEqual((row.state, row.subject), ("case", "Zażółć"))
        self.assertEqual(row.size, len(raw), "no byte was changed")
        self.assertEqual(self._pipe(raw, "wrong"), 75, "the mail server keeps it")
        other = raw.replace(b"Tekst", b"Inny tekst")
        by_id = ("--user-id", str(robot.id))
        self.assertEqual(self._pipe(other, "wrong", *by_id), 75)
        self.assertEqual(self._pipe(other, "robot.mail", *by_id), 0)
        row = self.env["skks.mail.quarantine"].search([], order="id desc", limit=1)
        self.assertEqual((row.state, row.size), ("case", len(other)))
        self.assertEqual(self._pipe(other, "wrong", *by_id), 75, "nor once remembered")
