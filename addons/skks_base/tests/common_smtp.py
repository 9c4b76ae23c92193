"""Real SMTP conversations over loopback sockets for the tests of every addon.

``SmtpSink`` receives what Odoo sends. ``SmtpCase`` makes Odoo speak to it and
plays the town's mail server for letters that come in.
"""

import asyncio
import contextlib
import email
import email.policy
import email.utils
import smtplib
import socket
import time
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import NamedTuple
from unittest.mock import patch

from aiosmtpd.controller import Controller

from odoo.tools import email_normalize

from odoo.addons.base.models.ir_mail_server import IrMail_Server

MAX_LETTER_BYTES = 64 * 1024 * 1024


class Letter(NamedTuple):
    """One letter as an SMTP server got it."""

    mail_from: str
    rcpt_tos: tuple[str, ...]
    raw: bytes
    message: EmailMessage

    @property
    def text(self):
        """Plain text of the letter, or its HTML source where there is none."""
        part = self.message.get_body(("plain", "html"))
        return part.get_content() if part else ""

    @property
    def addresses(self):
        """Normalized addresses it went to or that its headers show as receivers."""
        headers = [
            str(value)
            for name in ("To", "Cc", "Bcc", "X-Msg-To-Add")
            for value in self.message.get_all(name, [])
        ]
        shown = {address for _name, address in email.utils.getaddresses(headers)}
        return {email_normalize(a) or a for a in shown | set(self.rcpt_tos) if a}


class SmtpSink(Controller):
    """SMTP server on a free loopback port that keeps every letter it is given.

    It runs in a thread of its own and shares only ``letters`` and ``refused``
    with the test. Its loop has the real clock, so a test may freeze time.
    """

    def __init__(self):
        loop = asyncio.new_event_loop()
        # A default argument is out of reach of libraries that freeze time.
        loop.time = lambda monotonic=time.monotonic: monotonic()
        self.socket = socket.create_server(("127.0.0.1", 0))
        # Connections inherit it: no reply of several lines waits for an ACK (40 ms).
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        port = self.socket.getsockname()[1]
        super().__init__(
            self,
            hostname="127.0.0.1",
            port=port,
            loop=loop,
            data_size_limit=MAX_LETTER_BYTES,
        )
        self.letters = []
        self.refused = {}

    def _create_server(self):
        return self.loop.create_server(self._factory_invoker, sock=self.socket)

    def clear(self):
        """Forget what came so far and refuse nobody."""
        self.letters.clear()
        self.refused.clear()

    def refuse(self, address, reply="550 5.1.1 No such mailbox"):
        """Answer ``reply`` to every letter for ``address`` (case-insensitive)."""
        self.refused[address.lower()] = reply

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if reply := self.refused.get(address.lower()):
            return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        raw = envelope.original_content
        message = email.message_from_bytes(raw, policy=email.policy.SMTP)
        self.letters.append(
            Letter(envelope.mail_from, tuple(envelope.rcpt_tos), raw, message)
        )
        return "250 OK"


class SmtpCase:
    """Mixin for ``TransactionCase`` and ``HttpCase``: real SMTP out and in.

    Out: sending is enabled and the only mail server of the database is
    ``cls.sink``. In: :meth:`deliver` hands a letter by SMTP to ``cls.town_server``,
    then the test's own thread gives it to the gateway.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sink = cls._start_smtp_server()
        cls.town_server = cls._start_smtp_server()
        cls.startClassPatcher(
            patch.object(IrMail_Server, "_disable_send", return_value=False)
        )
        servers = cls.env["ir.mail_server"].sudo()
        servers.search([]).write({"active": False})
        cls.mail_server = servers.create(
            {
                "name": "SMTP sink",
                "smtp_host": cls.sink.hostname,
                "smtp_port": cls.sink.port,
                "smtp_encryption": "none",
            }
        )

    @classmethod
    def _start_smtp_server(cls):
        server = SmtpSink()
        server.start()
        cls.addClassCleanup(server.stop)
        return server

    def setUp(self):
        super().setUp()
        self.sink.clear()
        self.town_server.clear()

    # Out ---------------------------------------------------------------------

    def letters_to(self, address):
        """Letters that went to ``address`` by envelope or show it as a receiver."""
        address = email_normalize(address) or address.lower()
        return [letter for letter in self.sink.letters if address in letter.addresses]

    def assertNothingFor(self, address):
        """No letter left for ``address``, and none invites to answer to it."""
        subjects = [letter.message["Subject"] for letter in self.letters_to(address)]
        self.assertFalse(subjects, f"letters left for {address}")

    def assertOneLetterTo(self, address):
        """Exactly one letter left for ``address``; return it."""
        letters = self.letters_to(address)
        subjects = [letter.message["Subject"] for letter in letters]
        self.assertEqual(len(letters), 1, f"letters for {address}: {subjects}")
        return letters[0]

    # In ----------------------------------------------------------------------

    def deliver(self, raw, rcpt_to=None, mail_from=None, received_at=None):
        """Send ``raw`` to the town's mail server by SMTP and process what it got.

        :param bytes raw: the letter as its sender made it
        :param rcpt_to: envelope receiver(s); the To and Cc headers by default
        :param mail_from: envelope sender; the From header by default
        :param datetime received_at: when the town's server got it (naive = UTC),
            now by default; written into its ``Received`` header
        :return: what ``message_process`` returned (one letter, one result)
        """
        self.put_into_mailbox(raw, rcpt_to, mail_from, received_at)
        return self.fetch_mailbox()[-1]

    def put_into_mailbox(self, raw, rcpt_to=None, mail_from=None, received_at=None):
        """Only deliver to the town's mail server; nothing is processed yet."""
        message = email.message_from_bytes(raw)
        mail_from = mail_from if mail_from is not None else message["From"] or ""
        if rcpt_to is None:
            rcpt_to = [str(v) for h in ("To", "Cc") for v in message.get_all(h, [])]
        elif isinstance(rcpt_to, str):
            rcpt_to = [rcpt_to]
        server = self.town_server
        with smtplib.SMTP(server.hostname, server.port, timeout=30) as smtp:
            smtp.sendmail(
                email.utils.parseaddr(mail_from)[1],
                [address for _name, address in email.utils.getaddresses(rcpt_to)],
                raw,
            )
        letter = self.town_server.letters.pop()
        stamped = self._stamp(letter, received_at) + letter.raw
        self.town_server.letters.append(letter._replace(raw=stamped))

    def fetch_mailbox(self):
        """Give the waiting letters to the gateway, oldest first; return its results."""
        waiting = list(self.town_server.letters)
        self.town_server.letters.clear()
        gateway = self.env["mail.thread"].sudo()
        # The gateway notes failures in cursors of its own, which would wait for
        # ever for the rows that the test's transaction holds.
        with contextlib.ExitStack() as stack:
            if not self._registry_patched:
                stack.enter_context(self.enter_registry_test_mode())
            return [gateway.message_process(False, letter.raw) for letter in waiting]

    @staticmethod
    def _stamp(letter, received_at=None):
        """Trace headers that the town's own server puts on top (RFC 5321, 4.4)."""
        received_at = received_at or datetime.now(UTC)
        if received_at.tzinfo is None:
            received_at = received_at.replace(tzinfo=UTC)
        lines = [f"Return-Path: <{letter.mail_from}>"]
        lines += [f"Delivered-To: {address}" for address in letter.rcpt_tos]
        lines += [
            "Received: from mx.sender.example (mx.sender.example [192.0.2.1])",
            "\tby mx.zarnoleka.example (Postfix) with ESMTP id 4SMTPCASE;",
            f"\t{email.utils.format_datetime(received_at)}",
        ]
        return "\r\n".join([*lines, ""]).encode()
