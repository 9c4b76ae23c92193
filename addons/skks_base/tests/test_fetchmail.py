"""Mail from a real IMAP server, and what may go wrong on the way."""

from datetime import datetime
from imaplib import IMAP4
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.exceptions import AccessError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, HttpCase, freeze_time, get_db_name, tagged
from odoo.tools import mute_logger

from odoo.addons.skks_base.models.mail_quarantine import MailQuarantine

from . import common_imap, common_mail
from .common_smtp import Letter, SmtpCase

LOGGER = "odoo.addons.skks_base.models.fetchmail_server"
FRIDAY = datetime(2026, 11, 20, 17, 40)


def received(raw, at=FRIDAY):
    """The letter as our own mail server puts it into the mailbox."""
    letter = Letter("anna@gazeta.example", (common_mail.OFFICE,), raw, None)
    return SmtpCase._stamp(letter, at) + raw


@tagged("post_install", "-at_install")
@freeze_time("2026-11-23 06:45:00")
class TestFetchmail(common_imap.ImapCase, common_mail.MailInCase):
    def setUp(self):
        super().setUp()
        self.addCleanup(self._empty_mailbox)

    def _empty_mailbox(self):
        with self.imap.client() as client:
            client.store("1:*", "+FLAGS", r"(\Deleted)")
            client.expunge()

    def _rows(self):
        return self.env["skks.mail.quarantine"].search([], order="id")

    def test_whatever_was_opened_is_taken(self):
        """Over a week-end people read the mailbox; every letter becomes a case."""
        unread = self.imap.put(received(common_mail.letter("Pierwszy")))
        opened = self.imap.put(received(common_mail.letter("Drugi")), seen=True)
        self.assertIsNone(self.fetch())
        rows = self._rows()
        self.assertEqual(rows.mapped("subject"), ["Pierwszy", "Drugi"])
        self.assertEqual(rows.mapped("state"), ["case", "case"])
        self.assertEqual(rows.mapped("received_at"), [FRIDAY] * 2)
        self.assertEqual(self.imap.seen(), {*unread, *opened})
        self.assertIsNone(self.fetch())
        self.assertEqual(len(self._rows()), 2, "taken once")

    def test_marked_only_when_kept(self):
        """A letter that cannot be kept stays unread, is tried again, stops no other."""
        uids = self.imap.put(
            received(common_mail.letter("Zatruty")),
            received(common_mail.letter("Zwykły")),
        )
        keep = MailQuarantine._keep

        def poisoned(rows, raw, options):
            if b"Zatruty" in raw:
                raise ValueError("disk full")
            return keep(rows, raw, options)

        with (
            patch.object(MailQuarantine, "_keep", poisoned),
            mute_logger(LOGGER, "odoo.addons.skks_base.models.mail_quarantine"),
        ):
            self.assertIsNone(self.fetch())
        self.assertEqual(self._rows().mapped("subject"), ["Zwykły"])
        self.assertEqual(self.imap.seen(), {uids[1]})
        self.assertEqual(self.mailbox.skks_failed_count, 1)
        self.assertIsNone(self.fetch())
        self.assertEqual(self._rows().mapped("subject"), ["Zwykły", "Zatruty"])
        self.assertEqual(self.imap.seen(), set(uids))
        self.assertFalse(self.mailbox.skks_failed_count)

    def test_renumbered_mailbox(self):
        """After a move of the mail server nothing is lost and nothing doubled."""
        letters = [received(common_mail.letter(f"List {n}")) for n in range(3)]
        self.imap.put(*letters[:2])
        self.fetch()
        self.imap.renumber()
        self.imap.put(*letters)
        self.fetch()
        rows = self._rows()
        self.assertEqual(rows.mapped("subject"), ["List 0", "List 1", "List 2"])
        self.assertEqual(rows.mapped("state"), ["case"] * 3)
        noted = self.env["skks.journal.entry"].search(
            [("act", "=", "mailbox.renumbered")]
        )
        self.assertEqual(noted.res_id, self.mailbox.id)

    def test_delivered_twice(self):
        """The copy by another way has other headers, and is no second case."""
        raw = common_mail.letter("Dwa razy")
        self.imap.put(received(raw), received(raw, datetime(2026, 11, 20, 17, 41)))
        self.fetch()
        self.assertEqual(self._rows().mapped("state"), ["case", "duplicate"])

    def test_batches(self):
        self.imap.put(*[received(common_mail.letter(f"List {n}")) for n in range(5)])
        for expected in (2, 4, 5, 5):
            self.fetch(batch_limit=2)
            self.assertEqual(len(self._rows()), expected)

    def test_before_this_system(self):
        """An old mailbox does not flood the office with what was answered long ago."""
        self.mailbox.skks_since = "2026-11-20"
        self.imap.put(received(common_mail.letter("Stary")), at=datetime(2026, 11, 12))
        self.imap.put(received(common_mail.letter("Nowy")), at=FRIDAY)
        self.fetch()
        self.assertEqual(self._rows().mapped("subject"), ["Nowy"])

    def test_letter_that_somebody_removed(self):
        first, second = self.imap.put(
            received(common_mail.letter("Usunięty")),
            received(common_mail.letter("Został")),
        )
        self.imap.remove(first)
        with patch.object(
            type(self.mailbox), "_skks_search", lambda *_args: [first, second]
        ):
            self.assertIsNone(self.fetch())
        self.assertEqual(self._rows().mapped("subject"), ["Został"])
        self.assertEqual(self.imap.seen(), {second})
        self.assertFalse(self.mailbox.skks_failed_count)

    def test_broken_line(self):
        """What was taken before the line broke is not asked for again."""
        self.imap.put(*[received(common_mail.letter(f"List {n}")) for n in range(3)])
        take = type(self.mailbox)._skks_take

        def broken(mailbox, connection, uid, position):
            if position.last_uid:
                connection.shutdown()
            return take(mailbox, connection, uid, position)

        with (
            patch.object(type(self.mailbox), "_skks_take", broken),
            mute_logger(LOGGER),
        ):
            self.assertIsInstance(self.fetch(), (OSError, IMAP4.abort))
        self.assertEqual(self._rows().mapped("subject"), ["List 0"])
        self.assertTrue(self.mailbox.error_date)
        self.assertIsNone(self.fetch())
        self.assertEqual(len(self._rows()), 3)
        self.assertFalse(self.mailbox.error_date)

    def test_large_letter(self):
        """25 MB, the most that an ordinary mail server lets pass."""
        content = bytes(range(256)) * (18 * 4096)
        raw = received(common_mail.letter("Skan", attachments=[("skan.pdf", content)]))
        self.assertGreater(len(raw), 25_000_000)
        self.imap.put(raw)
        self.assertIsNone(self.fetch())
        row = self._rows()
        self.assertEqual(row.state, "case")
        self.assertGreater(row.size, 25_000_000)
        files = self.record_of(row).message_ids.attachment_ids
        self.assertEqual(files.raw, content)

    def test_wrong_password(self):
        self.mailbox.password = "wrong"
        with mute_logger(LOGGER):
            error = self.fetch()
        self.assertIn("credentials", str(error))
        self.assertIn("credentials", self.mailbox.error_message)
        since = self.mailbox.error_date
        with freeze_time("2026-12-23 06:45:00"), mute_logger(LOGGER):
            self.fetch()
        self.assertEqual(self.mailbox.error_date, since, "the first failure counts")
        self.assertEqual(self.mailbox.state, "done", "it is never given up")


@tagged("post_install", "-at_install")
class TestUnreachableMailbox(common_imap.ImapCase, common_mail.MailInCase):
    """AS10: mailbox password wrong for 30 minutes, and the officers see it."""

    def _alarms(self, user=None):
        servers = self.env["fetchmail.server"].with_user(user or self.officer)
        return servers.with_context(lang="en_US", tz="Europe/Warsaw").skks_alarms()

    def _journaled(self):
        entries = self.env["skks.journal.entry"].search(
            [
                ("res_model", "=", "fetchmail.server"),
                ("res_id", "=", self.mailbox.id),
                ("act", "in", ("mailbox.unreachable", "mailbox.reached")),
            ],
            order="id",
        )
        return entries.mapped("act")

    def _fail_at(self, moment):
        with freeze_time(moment), mute_logger(LOGGER):
            self.assertIsNotNone(self.fetch())
            return self._alarms()

    def test_wrong_password_for_half_an_hour(self):
        with freeze_time("2026-11-23 06:00:00"):
            self.assertIsNone(self.fetch())
        self.mailbox.password = "wrong"
        self.assertFalse(self._fail_at("2026-11-23 06:10:00"))
        self.assertFalse(self._fail_at("2026-11-23 06:30:00"))
        (alarm,) = self._fail_at("2026-11-23 06:31:00")
        self.assertIn("Skrzynka biura", alarm["title"])
        self.assertIn("07:00", alarm["title"], "in local time, since it last worked")
        self.assertIn("password", alarm["advice"])
        self._fail_at("2026-11-23 06:36:00")
        self.assertEqual(self._journaled(), ["mailbox.unreachable"], "noted once")
        self.mailbox.password = common_imap.PASSWORD
        with freeze_time("2026-11-23 06:40:00"):
            self.assertIsNone(self.fetch())
            self.assertFalse(self._alarms())
            self.fetch()
        self.assertEqual(self._journaled(), ["mailbox.unreachable", "mailbox.reached"])

    def test_server_is_gone(self):
        self.mailbox.write({"port": 9, "skks_reached_at": "2026-11-23 06:00:00"})
        (alarm,) = self._fail_at("2026-11-23 06:31:00")
        self.assertIn("does not answer", alarm["advice"])

    def test_nobody_fetches(self):
        """The scheduled action was switched off, so nothing fails at all."""
        self.mailbox.skks_reached_at = "2026-11-23 06:00:00"
        with freeze_time("2026-11-23 06:31:00"):
            self.env["fetchmail.server"]._cron_skks_watch()
            self.env["fetchmail.server"]._cron_skks_watch()
            (alarm,) = self._alarms()
        self.assertIn("does not run", alarm["advice"])
        self.assertEqual(self._journaled(), ["mailbox.unreachable"])

    def test_given_up_by_core(self):
        """A POP mailbox that core stopped reading is still ours."""
        self.mailbox.write(
            {
                "server_type": "pop",
                "state": "draft",
                "error_date": "2026-11-16 06:00:00",
                "skks_reached_at": "2026-11-16 06:00:00",
            }
        )
        with freeze_time("2026-11-23 06:31:00"):
            self.assertTrue(self._alarms())
            self.mailbox.active = False
            self.assertFalse(self._alarms())

    def test_not_for_representatives(self):
        with self.assertRaises(AccessError):
            self._alarms(self.representative)


@tagged("post_install", "-at_install")
class TestUnreachableInBrowser(common_mail.MailInCase, HttpCase):
    def _mailbox(self):
        return self.env["fetchmail.server"].create(
            {
                "name": "Skrzynka biura",
                "server": "127.0.0.1",
                "state": "done",
                "skks_reached_at": "2020-01-01 06:00:00",
            }
        )

    def _bar(self, login, expected):
        code = """
            const started = Date.now();
            const wait = setInterval(() => {
                const bar = document.querySelector(".o_skks_mailbox_alarm");
                const there = bar && bar.textContent.includes("Skrzynka biura");
                if (Boolean(there) === EXPECTED && Date.now() - started > 1500) {
                    clearInterval(wait);
                    console.log("test successful");
                }
            }, 100);
        """.replace("EXPECTED", "true" if expected else "false")
        self.browser_js("/odoo", code, "odoo.isReady === true", login=login)

    def test_officers_see_a_red_bar(self):
        mailbox = self._mailbox()
        self._bar(self.officer.login, True)
        self._bar(self.representative.login, False)
        mailbox.skks_reached_at = "2100-01-01 06:00:00"
        self._bar(self.officer.login, False)


@tagged("post_install", "-at_install")
class TestTwoNodes(BaseCase):
    """Two real transactions, as two nodes have them."""

    def test_one_node_reads_a_mailbox(self):
        registry = Registry(get_db_name())
        with registry.cursor() as cr:
            env = self._env(cr)
            mailbox = env["fetchmail.server"].create(
                {"name": "Zajęta", "server": "127.0.0.1", "port": 9, "state": "done"}
            )
        self.addCleanup(self._remove, mailbox.id)
        with registry.cursor() as first, registry.cursor() as second:
            held = self._env(first)["fetchmail.server"].browse(mailbox.id)
            self.assertTrue(held.try_lock_for_update(allow_referencing=True))
            other = self._env(second)["fetchmail.server"].browse(mailbox.id)
            with patch.object(type(other), "_connect__") as connect:
                self.assertIsNone(other._fetch_mail())
            connect.assert_not_called()

    def _env(self, cr):
        return api.Environment(cr, SUPERUSER_ID, {})

    def _remove(self, mailbox_id):
        with Registry(get_db_name()).cursor() as cr:
            self._env(cr)["fetchmail.server"].browse(mailbox_id).unlink()
