"""Warnings and breaches: clocks that have nothing to say must cost nothing."""

from datetime import datetime

from freezegun import freeze_time

from . import load
from .registry import benchmark
from .run import WORKING_MORNING

CRON = "skks_base.ir_cron_clock_notify"
FEW = 1_000
SPEAKING = 200
BUSY_SHARE = 20  # one in so many has something to say on a bad morning


@benchmark("clocks", size=100_000, rows="running clocks")
def clocks(run):
    """The cron of warnings and breaches among many running clocks."""
    few = min(FEW, run.size)
    with freeze_time(WORKING_MORNING, tick=True):
        with run.env() as env:
            hall = load.town(env)
            cases = load.cases(env, hall, max(1, run.size // 4))
        run.cron(CRON)  # fills the caches of the process
        small = _round(run, cases, few, SPEAKING)
        large = _round(run, cases, run.size - few, SPEAKING)
        run.report("queries of the cron", small.queries, size=few)
        run.report("queries of the cron", large.queries, most=small.queries * 1.02)
        run.report("time of the cron", large.seconds, "s", most=20)
        busy = run.size // BUSY_SHARE
        cost = _round(run, cases, busy, busy)
        each = cost.queries / busy
        run.report("queries for each clock told", each, size=busy, most=1)
        run.report("time until all are told", cost.seconds, "s", size=busy, most=240)
        growth = cost.peak_mb - small.peak_mb
        run.report("more memory than for 1 batch", growth, "MB", size=busy, most=100)
        _check_all_told(run, SPEAKING * 2 + busy)


def _round(run, cases, count, speaking):
    """Load clocks, two thirds of them on inquiries, and run the cron to its end."""
    now = datetime.fromisoformat(WORKING_MORNING)
    on_inquiries = count * 2 // 3
    spoken = speaking * 2 // 3
    with run.env() as env:
        load.clocks(
            *(env, "skks.inquiry", cases.inquiries, on_inquiries, now),
            speaking=spoken,
        )
        load.clocks(
            *(env, "skks.contribution", cases.contributions, count - on_inquiries, now),
            speaking=speaking - spoken,
        )
    return run.cron(CRON)


def _check_all_told(run, speaking):
    """Everybody was told, each once, and nobody of what had nothing to say."""
    with run.env() as env:
        activities = env["mail.activity"].search([("skks_clock_id", "!=", False)])
        told = activities.skks_clock_id
        waiting = env["skks.clock"].search_count([("next_notice_at", "<=", "now")])
    run.report("clocks told", len(told), least=speaking, most=speaking)
    run.report("clocks not told", waiting, most=0)
