"""The seals of the journal: many rows, little memory, and writers do not wait."""

import json
import multiprocessing
import threading
import time

from odoo.tools import SQL

from . import load
from .registry import benchmark
from .run import Run, percentile

CRON = "skks_base.ir_cron_journal_seal"
PAUSE = 0.02  # seconds between two acts of the writer
CALM = 5  # seconds of writing without sealing


@benchmark("seals", size=300_000, rows="journal entries")
def seals(run):
    """Sealing and verifying a long journal while people work."""
    with run.env() as env:
        entries(env, run.size // 10)
    first = run.cron(CRON)
    with run.env() as env:
        entries(env, run.size - run.size // 10)
    with Writer(run) as latencies:
        time.sleep(CALM)
        calm = len(latencies)
        cost = run.cron(CRON)
        busy = latencies[calm:]
    run.report("rows sealed per second", run.size * 0.9 / cost.seconds, least=1000)
    run.report(
        "more memory than for a tenth", cost.peak_mb - first.peak_mb, "MB", most=50
    )
    run.report("write, median, calm", percentile(latencies[:calm], 50), "ms")
    run.report("write, median, while sealing", percentile(busy, 50), "ms", most=50)
    run.report("write, 99 of 100, while sealing", percentile(busy, 99), "ms", most=500)
    idle = run.cron(CRON)
    run.report("a run with nothing to seal", idle.seconds, "s", most=5)
    _verify(run)


def _verify(run):
    with run.env() as env:
        with run.measured() as cost:
            verdict = env["skks.journal.seal"]._verify()
    run.report("rows verified per second", verdict.rows / cost.seconds, least=5000)
    run.report("peak of memory, verifying", cost.peak_mb, "MB", most=500)
    run.report("rows under seals", verdict.rows, least=run.size)
    run.report("problems found", len(verdict.problems), most=0)


def entries(env, count):
    """Journal entries with texts, as acts on cases leave them."""
    journal = env["skks.journal.entry"]
    pattern = journal._log(env.company, "case.state")
    env.flush_all()
    words = {"res_name": "ZP/2026/#", "old_value": "new", "new_value": "in_progress #"}
    texts = json.dumps(journal._text_columns(words), sort_keys=True)
    load.multiply(
        env.cr,
        "skks_journal_entry",
        pattern.id,
        count,
        text_salt=SQL("md5(n::text)"),
        text_hash=SQL(
            "encode(sha256(convert_to(md5(n::text) || %s, 'UTF8')), 'hex')",
            _numbered(texts),
        ),
        **{name: _numbered(text) for name, text in words.items()},
    )
    load.analyze(env.cr, "skks_journal_entry")


def _numbered(text):
    """SQL: the text with the number of the row in it."""
    return SQL("replace(%s, '#', n::text)", text)


# -- somebody who works meanwhile --------------------------------------------------


class Writer:
    """A process that journals act after act; yields a list that fills with ms."""

    def __init__(self, run):
        context = multiprocessing.get_context("spawn")
        self.latencies = []
        self.inbox, outbox = context.Pipe(duplex=False)
        self.stop = context.Event()
        self.process = context.Process(
            target=_write, args=(run.database, self.stop, outbox)
        )
        self.reader = threading.Thread(target=self._read)

    def __enter__(self):
        self.process.start()
        self.inbox.recv()  # it is ready
        self.reader.start()
        return self.latencies

    def _read(self):
        while (latency := self.inbox.recv()) is not None:
            self.latencies.append(latency)

    def __exit__(self, *error):
        self.stop.set()
        self.reader.join()
        self.process.join()


def _write(database, stop, outbox):
    run = Run(database, 0)
    outbox.send("ready")
    while not stop.is_set():
        start = time.monotonic()
        with run.env() as env:
            env["skks.journal.entry"]._log(env.company, "bench.write", new="x")
        outbox.send((time.monotonic() - start) * 1000)
        time.sleep(PAUSE)
    outbox.send(None)
    run.close()
