"""Letters that come in at once: none lost, none doubled, each acknowledged once."""

import collections
import time
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage

from odoo.addons.skks_base.scripts.skks_mailgate import deliver

from . import load, senders
from .registry import benchmark
from .run import percentile

LOGIN = "mailserver"
CLIENTS = 8
TWICE = 10  # one letter in so many is handed in twice, at the same time


@benchmark("letters", size=200, rows="letters")
def letters(run):
    """Eight clients hand letters to the mail gateway of a started server."""
    with run.env() as env:
        load.town(env)
        gateway = load.user(env, LOGIN, "mail_gateway").id
    numbers = [n for n in range(run.size) for _copy in range(1 + (n % TWICE == 0))]
    with run.server() as address, ThreadPoolExecutor(CLIENTS) as clients:
        start = time.monotonic()
        times = list(clients.map(lambda n: _hand_in(run, address, gateway, n), numbers))
        took = time.monotonic() - start
        senders.settle(run)
    run.report("letters per second", len(numbers) / took, least=1)
    run.report("handing in, median", percentile(times, 50), "s", most=5)
    run.report("handing in, 95 of 100", percentile(times, 95), "s", most=10)
    run.report("handing in, longest", max(times), "s", most=30)
    _count(run)


def _hand_in(run, address, gateway, number):
    """Seconds until the gateway has taken the letter."""
    letter = EmailMessage()
    letter["From"] = f"Jan Nowak <{senders.sender(number)}>"
    letter["To"] = load.PRESS
    letter["Subject"] = f"Pytanie {number}"
    letter["Message-ID"] = f"<{number}@gazeta.example>"
    letter.set_content(f"Kiedy zacznie się remont ulicy nr {number}?")
    start = time.monotonic()
    deliver(letter.as_bytes(), address, run.database, gateway, load.PASSWORD)
    return time.monotonic() - start


def _count(run):
    with run.env() as env:
        inquiries = env["skks.inquiry"].search([])
        numbers = set(inquiries.mapped("number"))
        left = env["skks.mail.quarantine"].search_count([("state", "=", "quarantine")])
        subjects = collections.Counter(inquiries.mapped("name"))
    run.report("letters lost", run.size - len(subjects), most=0)
    run.report("inquiries doubled", len(inquiries) - len(subjects), most=0)
    run.report("numbers given twice", len(inquiries) - len(numbers), most=0)
    run.report("letters in quarantine", left, most=0)
    senders.report_acknowledged(run)
