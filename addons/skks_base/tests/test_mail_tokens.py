"""Mailboxes at Microsoft and Google: core signs in, our own fetching reads them.

The providers' token services are third parties on the internet and are played; the
IMAP and SMTP conversations are real, without TLS.
"""

import base64
from unittest.mock import patch

from aiosmtpd.smtp import AuthResult, LoginPassword

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.mail.models import fetchmail

from . import common_imap, common_mail
from .common_smtp import SmtpCase, SmtpSink
from .test_fetchmail import LOGGER, received
from .test_setup import Mailbox, SetupCase

MONDAY = "2026-11-23 06:45:00"
TOKEN = common_imap.PASSWORD
# Seconds; later than every frozen moment of these tests.
FAR = 2_000_000_000


class TokenCase:
    """Mixin: the two providers, as far as core's addons for them are there."""

    def _providers(self):
        """``{type: (method that asks for a token, what it gives)}``."""
        servers = self.env["fetchmail.server"]
        types = dict(servers._fields["server_type"]._description_selection(self.env))
        every = {
            "outlook": (
                "_fetch_outlook_access_token",
                ("refresh2", TOKEN, "id", FAR),
            ),
            "gmail": ("_fetch_gmail_access_token", (TOKEN, FAR)),
        }
        found = {name: every[name] for name in every if name in types}
        if not found:
            self.skipTest("core's microsoft_outlook and google_gmail are missing")
        return found

    def _token_fields(self, provider):
        prefix = {"outlook": "microsoft_outlook", "gmail": "google_gmail"}[provider]
        return {
            name: f"{prefix}_{name}"
            for name in ("refresh_token", "access_token", "access_token_expiration")
        }

    def _connected(self, server, provider):
        """The account was connected once; the access token has run out since."""
        names = self._token_fields(provider)
        server.write({names["refresh_token"]: "refresh1"})
        return server

    def _provider(self, model, provider, **answer):
        method, tokens = self._providers()[provider]
        answer = answer or {"return_value": tokens}
        return patch.object(self.registry[model], method, **answer)


@tagged("post_install", "-at_install")
@freeze_time(MONDAY)
class TestFetchWithToken(TokenCase, common_imap.ImapCase, common_mail.MailInCase):
    def setUp(self):
        super().setUp()
        plain = patch.object(fetchmail, "OdooIMAP4_SSL", fetchmail.OdooIMAP4)
        self.startPatcher(plain)

    def _become(self, provider):
        self.mailbox.write(
            {
                "server_type": provider,
                "is_ssl": True,
                "password": False,
                "skks_position": False,
                "skks_reached_at": MONDAY,
            }
        )
        self._connected(self.mailbox, provider)

    def test_letters_come_in(self):
        """Read by number, opened or not, with a token instead of a password."""
        for provider in self._providers():
            with self.subTest(provider):
                self._become(provider)
                subject = f"Przez {provider}"
                raw = received(common_mail.letter(subject))
                (uid,) = self.imap.put(raw, seen=True)
                with self._provider("fetchmail.server", provider) as asked:
                    self.assertIsNone(self.fetch())
                    self.assertIsNone(self.fetch())
                self.assertEqual(asked.call_count, 1, "the token is kept")
                rows = self.env["skks.mail.quarantine"].search(
                    [("subject", "=", subject)]
                )
                self.assertEqual(len(rows), 1)
                self.assertFalse(self.mailbox.skks_problem)
                self.imap.remove(uid)

    def test_tokens_are_not_in_the_journal(self):
        for provider in self._providers():
            self._become(provider)
            with self._provider("fetchmail.server", provider):
                self.assertIsNone(self.fetch())
            names = self._token_fields(provider)
            self.assertEqual(self.mailbox[names["access_token"]], TOKEN)
        entries = self.env["skks.journal.entry"].search(
            [("res_model", "=", "fetchmail.server")]
        )
        told = " ".join(f"{e.old_value} {e.new_value}" for e in entries)
        self.assertNotIn("refresh", told)
        self.assertNotIn(TOKEN, told)

    def _alarm_after(self, provider, **answer):
        self._become(provider)
        with (
            self._provider("fetchmail.server", provider, **answer),
            freeze_time("2026-11-23 07:20:00"),
            mute_logger(LOGGER),
        ):
            self.assertIsNotNone(self.fetch())
            servers = self.env["fetchmail.server"].with_user(self.officer)
            (alarm,) = servers.with_context(lang="en_US").skks_alarms()
        self.assertEqual(self.mailbox.skks_problem, "login")
        return alarm["advice"]

    def test_provider_gives_no_token(self):
        """AS10: the consent was taken back, and officers are told what to do."""
        for provider in self._providers():
            with self.subTest(provider):
                refused = UserError("An error occurred when fetching the token.")
                advice = self._alarm_after(provider, side_effect=refused)
                self.assertIn("connect the account", advice)

    def test_mailbox_refuses_the_token(self):
        answers = {
            "outlook": ("refresh2", "wrong", "id", FAR),
            "gmail": ("wrong", FAR),
        }
        for provider in self._providers():
            with self.subTest(provider):
                advice = self._alarm_after(provider, return_value=answers[provider])
                self.assertIn("connect the account", advice)

    def test_provider_cannot_be_reached(self):
        """No connection is not a refusal."""
        for provider in self._providers():
            with self.subTest(provider):
                self._become(provider)
                gone = ConnectionError("no route")
                with (
                    self._provider("fetchmail.server", provider, side_effect=gone),
                    mute_logger(LOGGER),
                ):
                    self.assertIsNotNone(self.fetch())
                self.assertEqual(self.mailbox.skks_problem, "connection")


class TokenSink(SmtpSink):
    """Takes letters only from whoever signed in with the token."""

    def factory(self):
        self.SMTP_kwargs.update(
            auth_required=True,
            auth_require_tls=False,
            authenticator=lambda *args: AuthResult(success=False),
        )
        return super().factory()

    async def auth_XOAUTH2(self, server, args):
        """Core sends the token at once, together with the command."""
        answer = base64.b64decode(args[1]).decode()
        user, _separator, token = answer.partition("\1auth=Bearer ")
        login = LoginPassword(user.removeprefix("user=").encode(), b"")
        return AuthResult(success=token == f"{TOKEN}\1\1", auth_data=login)


@tagged("post_install", "-at_install")
class TestSetupWithToken(TokenCase, SmtpCase, SetupCase):
    """The set-up screen shows and tries such servers; it does not change them."""

    @classmethod
    def _start_smtp_server(cls):
        server = TokenSink()
        server.start()
        cls.addClassCleanup(server.stop)
        return server

    def _outgoing(self, provider):
        self.mail_server.write(
            {
                "smtp_authentication": provider,
                "smtp_encryption": "starttls",
                "smtp_user": "press@town.example",
                "from_filter": "town.example",
            }
        )
        self._connected(self.mail_server, provider)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ir_mail_server SET smtp_encryption = 'none' WHERE id = %s",
            [self.mail_server.id],
        )
        self.env.invalidate_all()

    def _try_outgoing(self, provider, **answer):
        self._outgoing(provider)
        check = self._check(self._open(), "mail_server")
        with self._provider("ir.mail_server", provider, **answer):
            check.action_test()
        return check.result

    def test_outgoing(self):
        for provider in self._providers():
            with self.subTest(provider):
                result = self._try_outgoing(provider)
                self.assertIn("has accepted", result)
                self.assertOneLetterTo(self.admin.email)
                self.sink.clear()

    def test_outgoing_without_a_token(self):
        for provider in self._providers():
            with self.subTest(provider):
                refused = UserError("An error occurred when fetching the token.")
                result = self._try_outgoing(provider, side_effect=refused)
                self.assertIn("did not leave", result)
                self.assertFalse(self.sink.letters)

    def _incoming(self, provider):
        self.env["fetchmail.server"].search([]).active = False
        server = self.env["fetchmail.server"].create(
            {
                "name": "Cloud",
                "server_type": provider,
                "server": "127.0.0.1",
                "port": 9,
                "is_ssl": True,
                "user": "press@town.example",
                "state": "done",
            }
        )
        return self._connected(server, provider)

    def test_screen_shows_foreign_servers(self):
        for provider in self._providers():
            with self.subTest(provider):
                server = self._incoming(provider)
                self._outgoing(provider)
                setup = self._open()
                self.assertFalse(setup.incoming_is_ours or setup.smtp_is_ours)
                self.assertEqual(setup.incoming_user, "press@town.example")
                for values in (
                    {"incoming_host": "evil.example"},
                    {"incoming_type": "imap"},
                    {"smtp_host": "evil.example"},
                ):
                    with self.assertRaises(UserError):
                        setup.write(values)
                self.assertEqual(server.server, "127.0.0.1")
                self.assertEqual(self._check(setup, "incoming").state, "ok")

    def test_incoming_says_what_to_do(self):
        mailbox = Mailbox()
        self.addCleanup(mailbox.server_close)
        self.addCleanup(mailbox.shutdown)
        plain = patch.object(fetchmail, "OdooIMAP4_SSL", fetchmail.OdooIMAP4)
        self.startPatcher(plain)
        for provider in self._providers():
            with self.subTest(provider):
                server = self._incoming(provider)
                server.port = mailbox.server_address[1]
                refused = UserError("An error occurred when fetching the token.")
                check = self._check(self._open(), "incoming")
                with self._provider("fetchmail.server", provider, side_effect=refused):
                    check.action_test()
                self.assertIn("connect the account", check.result)
                with self._provider("fetchmail.server", provider):
                    check.action_test()
                self.assertIn("letters waiting: 3", check.result)
