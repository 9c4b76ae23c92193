"""The morning letter over many open cases."""

from datetime import datetime

from freezegun import freeze_time

from . import load
from .registry import benchmark
from .run import WORKING_MORNING

CRON = "skks_base.ir_cron_briefing"
FEW = 1_000  # enough to fill every section
RECEIVED = "2026-11-23 10:00:00"  # two days before


@benchmark("briefing", size=10_000, rows="open cases")
def briefing(run):
    """The briefing of each officer, the head and the leadership, by mail."""
    few = min(FEW, run.size)
    now = datetime.fromisoformat(WORKING_MORNING)
    with freeze_time(RECEIVED), run.env() as env:
        hall = load.town(env)
    _more(run, hall, few, now)
    _send(run)  # fills the caches of the process
    small, letters = _send(run)
    _more(run, hall, run.size - few, now)
    large, _letters = _send(run)
    run.report("queries of all letters", small.queries, size=few)
    run.report("queries of all letters", large.queries, most=small.queries)
    run.report("letters", letters, least=len(hall.officers) + 2)
    run.report("time for each letter", large.seconds / letters, "s", most=5)
    run.report("peak of memory", large.peak_mb, "MB", most=600)


def _more(run, hall, count, now):
    with freeze_time(RECEIVED), run.env() as env:
        made = load.cases(env, hall, count)
        load.clocks(
            *(env, "skks.inquiry", made.inquiries, count * 2, now), speaking=count // 10
        )
        owed = made.contributions
        load.clocks(
            *(env, "skks.contribution", owed, len(owed), now), speaking=len(owed) // 10
        )


def _send(run):
    """Write the letters of the day once more: what it cost, how many there are."""
    with run.env() as env:
        env["res.users"].search([("share", "=", False)]).skks_briefed_on = False
        before = env["mail.mail"].search_count([])
    with freeze_time(WORKING_MORNING, tick=True):
        cost = run.cron(CRON)
    with run.env() as env:
        return cost, env["mail.mail"].search_count([]) - before
