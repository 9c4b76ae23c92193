"""What a benchmark works with: the database, a mail sink, a server, measuring."""

import contextlib
import logging
import re
import resource
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from odoo import SUPERUSER_ID, api, sql_db
from odoo.modules.registry import Registry
from odoo.tools import config

from odoo.addons.skks_base.tests.common_smtp import SmtpSink

from .registry import Figure

ROOT = Path(__file__).resolve().parents[1]
WORKERS = 4
# A Wednesday morning: everybody is at work.
WORKING_MORNING = "2026-11-25 09:00:00"


@dataclass
class Cost:
    """What a piece of work took; filled in when it ends."""

    queries: int = 0
    seconds: float = 0.0
    peak_mb: float = 0.0


@dataclass
class Run:
    """One benchmark on its database."""

    database: str
    size: int
    figures: list = field(default_factory=list)

    def __post_init__(self):
        logging.getLogger("mail.log").setLevel(logging.WARNING)  # every SMTP line
        self.sink = SmtpSink()
        self.sink.start()
        config["smtp_server"], config["smtp_port"] = "127.0.0.1", self.sink.port
        self.registry = Registry(self.database)

    def close(self):
        self.sink.stop()

    @contextlib.contextmanager
    def env(self, user_id=SUPERUSER_ID, **context):
        """An environment on a cursor of its own; commits at the end."""
        with self.registry.cursor() as cr:
            yield api.Environment(cr, user_id, context)

    def report(self, what, value, unit="", *, size=None, most=None, least=None):
        """Note a figure and the bar that it has to keep, if it has one."""
        size = self.size if size is None else size
        self.figures.append(Figure(what, size, value, unit, most, least))

    @contextlib.contextmanager
    def measured(self):
        """Count queries of this process, time and the peak of its memory."""
        cost = Cost()
        _reset_peak()
        queries, start = sql_db.sql_counter, time.monotonic()
        yield cost
        cost.seconds = time.monotonic() - start
        cost.queries = sql_db.sql_counter - queries
        cost.peak_mb = peak_mb()

    def cron(self, xmlid):
        """Run a scheduled job as the scheduler does, until nothing is left to do."""
        with self.env() as env, self.measured() as cost:
            cron, left = env.ref(xmlid), True
            while left:
                cron.method_direct_trigger()
                left = self._remaining(env, cron)
        return cost

    @staticmethod
    def _remaining(env, cron):
        env.cr.commit()  # see what the job has committed
        env.invalidate_all()
        progress = env["ir.cron.progress"].search(
            [("cron_id", "=", cron.id)], order="id desc", limit=1
        )
        return progress.remaining

    @contextlib.contextmanager
    def server(self, workers=WORKERS):
        """A started server on free ports, which sends its mail to the sink."""
        port = free_port()
        command = [
            *(sys.executable, ROOT / "setup/odoo-bin", "-d", self.database),
            *(f"--db-filter=^{self.database}$", "--max-cron-threads=0"),
            *(f"--workers={workers}", f"--http-port={port}"),
            *(f"--gevent-port={free_port()}", "--smtp=127.0.0.1"),
            *(f"--smtp-port={self.sink.port}", "--log-level=warn", "--logfile="),
        ]
        with subprocess.Popen([str(part) for part in command], cwd=ROOT) as child:
            try:
                address = f"http://127.0.0.1:{port}"
                _wait(child, f"{address}/web/login")
                yield address
            finally:
                child.terminate()


def _wait(child, address):
    for _turn in range(240):
        if child.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=120):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise RuntimeError(f"the server does not answer at {address}")


def free_port():
    """A port that nobody listens on at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def percentile(values, share):
    """The value below which ``share`` percent of ``values`` lie."""
    if len(values) < 2:
        return max(values, default=0.0)
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]


def _reset_peak():
    """Let the peak of this process' memory count anew (Linux)."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def peak_mb():
    """The most memory that this process had, in MB."""
    try:
        status = Path("/proc/self/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+) kB", status).group(1)) / 1024
    except (OSError, AttributeError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
