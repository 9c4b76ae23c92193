"""A server without a network: whom it calls is written down, and not reached.

Python loads this first where ``PYTHONPATH`` names its folder. An audit hook sees
every connection and look-up of a name that Python code makes, whatever the library.
"""

import ipaddress
import json
import os
import sys

LOG = os.environ["SKKS_TEST_CALLS"]
LOCAL = {"localhost", "127.0.0.1", "::1", "0.0.0.0", "::", ""}


def _is_local(host):
    try:
        return host in LOCAL or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _watch(event, arguments):
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        if not isinstance(address, tuple):
            return  # a socket of the file system
        host, port = str(address[0]), address[1]
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        name = arguments[0] or ""
        host = name.decode() if isinstance(name, bytes) else str(name)
        port = None
        if _is_local(host) or host == os.uname().nodename:
            return  # asking for one's own name calls nobody
    else:
        return
    with open(LOG, "a") as log:
        log.write(json.dumps([event, host, port]) + "\n")
    if not _is_local(host):
        raise OSError(f"The network is cut: {host}")


sys.addaudithook(_watch)
