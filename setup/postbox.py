#!/usr/bin/env python3
"""The mail server of a development machine: nothing leaves it.

A letter to an alias of the demo database goes to Odoo exactly as a real mail
server's pipe would bring it (``mail.thread.message_process`` over XML-RPC, as in
Odoo's ``mail/static/scripts/odoo-mailgate.py``). Every other letter is what Odoo
sends to people: it is kept as an .eml file.
"""

import argparse
import asyncio
import itertools
import logging
import signal
import time
import xmlrpc.client
from pathlib import Path

from aiosmtpd.controller import Controller

_logger = logging.getLogger("postbox")

# what Odoo owns as long as it cannot be asked, e.g. while the demo is being loaded
DOMAIN = "zarnoleka.example"
KNOWN = frozenset(
    f"{name}@{DOMAIN}" for name in ("prasa", "interwencje", "catchall", "bounce")
)
FRESH = 30  # seconds that the list of aliases is believed
PATIENCE = 30  # seconds that a sender waits for Odoo


class Odoo:
    """The few calls of Odoo's external API that a mail gateway needs."""

    def __init__(self, address, database, password_file):
        self.address = address
        self.database = database
        self.password_file = Path(password_file)
        self.known, self.asked = KNOWN, float("-inf")

    def _call(self, model, method, arguments, options=None):
        """Log in anew each time: the database may have been rebuilt meanwhile."""
        password = self.password_file.read_text().strip()
        common = xmlrpc.client.ServerProxy(f"{self.address}/xmlrpc/2/common")
        user = common.authenticate(self.database, "admin", password, {})
        if not user:
            raise PermissionError(
                "Odoo refuses user admin: write the present password into "
                f"{self.password_file}"
            )
        models = xmlrpc.client.ServerProxy(
            f"{self.address}/xmlrpc/2/object", allow_none=True
        )
        return models.execute_kw(
            self.database, user, password, model, method, arguments, options or {}
        )

    def aliases(self):
        """All addresses that belong to Odoo itself, as last known."""
        if time.monotonic() - self.asked > FRESH:
            try:
                self.known = self._ask_aliases()
                self.asked = time.monotonic()
            except (OSError, PermissionError, xmlrpc.client.Error) as error:
                _logger.warning("the aliases cannot be read: %s", error)
        return self.known

    def _ask_aliases(self):
        found = {
            alias["alias_full_name"]
            for alias in self._call(
                "mail.alias", "search_read", [[]], {"fields": ["alias_full_name"]}
            )
        }
        fields = ["bounce_email", "catchall_email"]
        for domain in self._call(
            "mail.alias.domain", "search_read", [[]], {"fields": fields}
        ):
            found.update(domain[field] for field in fields)
        return {address.lower() for address in found if address}

    def deliver(self, raw):
        """Hand a letter to the mail gateway: binary, so that no byte changes."""
        self._call("mail.thread", "message_process", [False, xmlrpc.client.Binary(raw)])


class Postbox:
    """SMTP handler: aliases to Odoo, all else to a file."""

    def __init__(self, odoo, folder):
        self.odoo = odoo
        self.folder = Path(folder)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.numbers = itertools.count(1)
        logging.getLogger("mail.log").setLevel(logging.WARNING)  # every SMTP line

    async def handle_DATA(self, server, session, envelope):
        """Answer as a mail server would, so that a sender knows what became of it.

        Odoo may itself be the sender and hold a lock that the delivery needs, so
        nobody waits for ever: after a while the letter counts as accepted.
        """
        work = asyncio.ensure_future(asyncio.to_thread(self.accept, envelope))
        try:
            return await asyncio.wait_for(asyncio.shield(work), PATIENCE)
        except TimeoutError:
            return "250 2.0.0 Message accepted, delivery goes on"

    def accept(self, envelope):
        """Deliver one letter and return the SMTP reply."""
        try:
            inside = [
                address
                for address in envelope.rcpt_tos
                if address.lower() in self.odoo.aliases()
            ]
            outside = [a for a in envelope.rcpt_tos if a not in inside]
            if inside:
                head = f"Delivered-To: {', '.join(inside)}\r\n".encode()
                self.odoo.deliver(head + envelope.content)
        except xmlrpc.client.Fault as fault:
            text = fault.faultString.strip().splitlines()[-1]
            _logger.error("refused by Odoo: %s", fault.faultString)
            return f"550 5.1.1 {text[:400]}"
        except Exception:
            _logger.exception("Odoo is not there")
            return "451 4.3.0 Odoo does not answer, try again later"
        if outside:
            self.keep(envelope, outside)
        _logger.info(
            "from %s: to Odoo %s, kept %s", envelope.mail_from, inside, outside
        )
        return "250 2.0.0 Message accepted"

    def keep(self, envelope, recipients):
        """Keep a letter as a file, its true recipients in the first line."""
        stamp = time.strftime("%Y%m%d-%H%M%S")
        name = f"{stamp}-{next(self.numbers):04}-{recipients[0]}.eml"
        head = f"X-Envelope-To: {', '.join(recipients)}\r\n".encode()
        path = self.folder / name.replace("/", "_")
        path.write_bytes(head + envelope.content)


def main():
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8025)
    parser.add_argument("--odoo", default="http://localhost:8069")
    parser.add_argument("--database", default="skks")
    parser.add_argument("--mail", required=True, help="folder of the .eml files")
    parser.add_argument("--password", required=True, help="file: admin's password")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    odoo = Odoo(options.odoo, options.database, options.password)
    controller = Controller(
        Postbox(odoo, options.mail),
        hostname=options.host,
        port=options.port,
        data_size_limit=50 * 1024 * 1024,
    )
    controller.start()
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    controller.stop()


if __name__ == "__main__":
    main()
