"""People who write once each, and the acknowledgements that they get."""

import collections
import time

SETTLE = 60  # seconds that an acknowledgement may take after the last letter
PAUSE = 0.5


def sender(number):
    """The address of somebody who writes."""
    return f"jan{number}@poczta.example"


def settle(run):
    """Wait until everybody has an acknowledgement, a minute at the most."""
    end = time.monotonic() + SETTLE
    while len(_acknowledged(run)) < run.size and time.monotonic() < end:
        time.sleep(PAUSE)


def report_acknowledged(run):
    """Everybody has to get one acknowledgement, and nobody two."""
    sent = _acknowledged(run)
    run.report("not acknowledged", run.size - len(sent), most=0)
    run.report("acknowledged twice", sent.total() - len(sent), most=0)


def _acknowledged(run):
    """How many letters went to each sender."""
    senders = set(map(sender, range(run.size)))
    found = [address for one in run.sink.letters for address in one.rcpt_tos]
    return collections.Counter(address for address in found if address in senders)
