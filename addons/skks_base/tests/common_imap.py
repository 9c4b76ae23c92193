"""A real IMAP server in a process of its own, for the tests of every addon."""

import contextlib
import imaplib
import re
import socket
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

LOGIN, PASSWORD = "prasa", "sekret"
_START = Path(__file__).with_name("imap_with_tokens.py")
_START_SECONDS = 60


class ImapServer:
    """``pymap`` on a free loopback port, with one empty mailbox.

    It has the real clock whatever time the test freezes.
    """

    host = "127.0.0.1"

    def __init__(self):
        with socket.create_server((self.host, 0)) as free:
            self.port = free.getsockname()[1]
        self.process = None
        self.start()

    def start(self):
        command = [sys.executable, str(_START), "--host", self.host]
        command += ["--port", str(self.port), "--no-tls"]
        command += ["--no-service", "admin", "--no-service", "managesieve"]
        command += ["dict", "--demo-user", LOGIN, "--demo-password", PASSWORD]
        self.process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        pause = threading.Event()
        for _attempt in range(_START_SECONDS * 20):
            with contextlib.suppress(OSError):
                socket.create_connection((self.host, self.port), 1).close()
                return
            if self.process.poll() is not None:
                break
            pause.wait(0.05)
        raise RuntimeError("The IMAP server of the tests did not start.")

    def stop(self):
        self.process.terminate()
        self.process.wait(30)

    def renumber(self):
        """An empty mailbox with another UIDVALIDITY, as after a move of the server."""
        self.stop()
        self.start()

    @contextlib.contextmanager
    def client(self):
        """What a person's mail program does."""
        client = imaplib.IMAP4(self.host, self.port, timeout=60)
        try:
            client.login(LOGIN, PASSWORD)
            client.select("INBOX")
            yield client
        finally:
            client.logout()

    def put(self, *letters, seen=False, at=None):
        """Put raw letters into the inbox; return their numbers.

        :param bool seen: whether somebody has opened them already
        :param datetime at: when they came into the mailbox (naive = UTC)
        """
        at = at or datetime.now(UTC)
        moment = at if at.tzinfo else at.replace(tzinfo=UTC)
        flags = r"(\Seen)" if seen else None
        numbers = []
        with self.client() as client:
            for raw in letters:
                _status, data = client.append("INBOX", flags, moment, raw)
                numbers.append(int(re.search(rb"APPENDUID \d+ (\d+)", data[0])[1]))
        return numbers

    def seen(self):
        """Numbers of the letters that are marked as read."""
        with self.client() as client:
            _status, data = client.uid("SEARCH", "SEEN")
        return {int(uid) for uid in data[0].split()}

    def remove(self, uid):
        with self.client() as client:
            client.uid("STORE", str(uid), "+FLAGS", r"(\Deleted)")
            client.expunge()


class ImapCase:
    """Mixin: a mailbox on a real IMAP server, and the record that reads it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.imap = ImapServer()
        cls.addClassCleanup(cls.imap.stop)
        servers = cls.env["fetchmail.server"].sudo()
        servers.search([]).write({"active": False})
        cls.mailbox = servers.create(cls._prepare_mailbox())

    @classmethod
    def _prepare_mailbox(cls):
        return {
            "name": "Skrzynka biura",
            "server_type": "imap",
            "server": cls.imap.host,
            "port": cls.imap.port,
            "is_ssl": False,
            "user": LOGIN,
            "password": PASSWORD,
            "state": "done",
            "skks_since": "2026-11-01",
        }

    def fetch(self, **options):
        """One run of the scheduled action; returns what made it fail, or None."""
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            mailbox = self.mailbox.with_env(self.mailbox.env(cr=cr))
            error = mailbox._fetch_mail(**options)
        self.env.invalidate_all()
        return error
