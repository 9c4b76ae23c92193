#!/usr/bin/env python3
"""Hand the letter on standard input to SKKS; for a pipe of Postfix or Exim.

Unlike core's ``odoo-mailgate.py`` it changes no byte of the letter, shows no password
in the list of processes, and never makes the mail server return a letter: whatever
goes wrong, the letter stays in the queue and is tried again (exit status 75).
"""

import argparse
import socket
import sys
import traceback
import xmlrpc.client
from pathlib import Path

EX_OK = 0
EX_TEMPFAIL = 75  # sysexits.h: the mail server keeps the letter and tries again
TIMEOUT = 300


def deliver(raw, url, database, login, password):
    """Deliver one letter.

    :raises: OSError, PermissionError, xmlrpc.client.Error if it was not kept
    """
    common = xmlrpc.client.ServerProxy(f"{url}/xmlrpc/2/common")
    user = common.authenticate(database, login, password, {})
    if not user:
        raise PermissionError(f"the database {database} does not know {login} so")
    models = xmlrpc.client.ServerProxy(f"{url}/xmlrpc/2/object", allow_none=True)
    models.execute_kw(
        *(database, user, password),
        *("mail.thread", "message_process", [False, xmlrpc.client.Binary(raw)]),
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--url", default="http://127.0.0.1:8069")
    parser.add_argument("--database", required=True)
    parser.add_argument("--login", required=True)
    parser.add_argument("--password-file", required=True, type=Path)
    options = parser.parse_args()
    socket.setdefaulttimeout(TIMEOUT)
    password = options.password_file.read_text().strip()
    url = options.url.rstrip("/")
    deliver(sys.stdin.buffer.read(), url, options.database, options.login, password)
    return EX_OK


if __name__ == "__main__":
    try:
        sys.exit(main())
    except SystemExit as stop:  # wrong arguments are mended, then the queue goes on
        sys.exit(EX_TEMPFAIL if stop.code else EX_OK)
    except Exception:  # noqa: BLE001
        traceback.print_exc()
        sys.exit(EX_TEMPFAIL)
