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


def deliver(raw, url, database, user, password):
    """Deliver one letter.

    Odoo checks the password in both cases. For an id it remembers the outcome, for a
    login it computes the slow hash again at each letter (0.3 s of processor time).

    :param user: id of the technical user, or its login
    :raises: OSError, PermissionError, xmlrpc.client.Error if it was not kept
    """
    if isinstance(user, str):
        user = _log_in(url, database, user, password)
    models = xmlrpc.client.ServerProxy(f"{url}/xmlrpc/2/object", allow_none=True)
    models.execute_kw(
        *(database, user, password),
        *("mail.thread", "message_process", [False, xmlrpc.client.Binary(raw)]),
    )


def _log_in(url, database, login, password):
    common = xmlrpc.client.ServerProxy(f"{url}/xmlrpc/2/common")
    if user := common.authenticate(database, login, password, {}):
        return user
    raise PermissionError(f"the database {database} does not know {login} so")


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--url", default="http://127.0.0.1:8069")
    parser.add_argument("--database", required=True)
    user = parser.add_mutually_exclusive_group(required=True)
    user.add_argument("--user-id", type=int, help="faster: no login for each letter")
    user.add_argument("--login")
    parser.add_argument("--password-file", required=True, type=Path)
    options = parser.parse_args()
    socket.setdefaulttimeout(TIMEOUT)
    password = options.password_file.read_text().strip()
    url = options.url.rstrip("/")
    user = options.user_id or options.login
    deliver(sys.stdin.buffer.read(), url, options.database, user, password)
    return EX_OK


if __name__ == "__main__":
    try:
        sys.exit(main())
    except SystemExit as stop:  # wrong arguments are mended, then the queue goes on
        sys.exit(EX_TEMPFAIL if stop.code else EX_OK)
    except Exception:  # noqa: BLE001
        traceback.print_exc()
        sys.exit(EX_TEMPFAIL)
