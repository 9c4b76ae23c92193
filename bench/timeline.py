"""The timeline of one newsroom, in a town that writes with thousands."""

import time
from typing import NamedTuple

from odoo import fields
from odoo.service.model import call_kw
from odoo.tools import SQL

from . import load, screens
from .registry import benchmark
from .run import percentile

FEW = 10_000
# What one newsroom of the comparison has: on its card, and as many in its inquiries.
EVENTS = 400
# So many newsrooms of every thousand messages share what is not of the comparison.
OTHERS = 5
# The newsroom that writes every day for years.
BUSY = 75_000
CALLS = 20
MODEL = "skks.timeline.event"


class Page(NamedTuple):
    """What the screen asks for when somebody opens the timeline, or reads on."""

    title: str
    newsroom: int
    method: str = "timeline_page"
    options: dict | None = None

    login = "officer0"
    model = MODEL

    def call(self, env):
        return self.method, {"partner_id": self.newsroom, **(self.options or {})}


@benchmark("timeline", size=1_000_000, rows="messages")
def timeline(run):
    """The first page of a newsroom's timeline, and those of a very busy one."""
    few = min(FEW, run.size)
    with run.env() as env:
        hall = load.town(env)
        hall.officers.write({"lang": "pl_PL"})
        newsrooms = load.outlets(env)
        small, large, busy = newsrooms[:3].ids
        cards = newsrooms[3:].ids
    _history(run, hall, small, EVENTS)
    _messages(run, "res.partner", cards, few - EVENTS)
    first = Page("first page", small)
    before, queries = _median(run, first), screens.queries(run, first)
    run.report("first page", before, "ms", size=few)
    run.report("first page: queries", queries, size=few)

    busy_events = max(1, BUSY * run.size // 1_000_000)
    _history(run, hall, large, EVENTS)
    _history(run, hall, busy, busy_events)
    cards = _more_cards(run, cards[0], max(1, run.size * OTHERS // 1000))
    _messages(run, "res.partner", cards, max(1, run.size - few - busy_events))
    first = Page("first page", large)
    # Twice of nearly nothing is nothing, too: 20 ms are always enough.
    run.report("first page", _median(run, first), "ms", most=max(2 * before, 20))
    run.report("first page: queries", screens.queries(run, first), most=queries)
    _busy(run, busy, busy_events)


def _busy(run, newsroom, events):
    """Pages, counts and words over all that a busy newsroom has."""
    old = fields.Datetime.to_string(
        fields.Datetime.subtract(fields.Datetime.now(), days=300)
    )
    for page, most in (
        (Page("first page", newsroom), 1000),
        (Page("a page of long ago", newsroom, options=_cursor(old)), 1000),
        (Page("counts by kind and person", newsroom, "timeline_head"), 2000),
        (Page("words", newsroom, options={"filters": {"words": "tężnia 7"}}), 2000),
    ):
        what = f"busy newsroom: {page.title}"
        run.report(what, _median(run, page), "ms", size=events, most=most)


def _cursor(date):
    return {"cursor": {"date": date, "id": 0}}


def _median(run, page):
    """Milliseconds of a call as the web client makes it; the first one warms up."""
    times = []
    for _turn in range(CALLS + 1):
        with run.env() as env:
            env = screens.user_env(env, page)
            method, options = page.call(env)
            start = time.monotonic()
            call_kw(env[page.model], method, [], options)
            times.append((time.monotonic() - start) * 1000)
    return percentile(times[1:], 50)


def _history(run, hall, newsroom, count):
    """Notes on the card, and a quarter as many answered inquiries with letters."""
    _messages(run, "res.partner", [newsroom], count)
    with run.env() as env:
        quarter = max(1, count // 4)
        load.answered(env, hall, env["res.partner"].browse(newsroom), quarter)
        inquiries = env["skks.inquiry"].search([("outlet_id", "=", newsroom)]).ids
    _messages(run, "skks.inquiry", inquiries, count)


def _messages(run, model, documents, count):
    """Letters and notes on these documents in turn, one a minute backwards."""
    with run.env() as env:
        pattern = (
            env[model]
            .browse(documents[0])
            .message_post(body="Notatka o tężni", message_type="email", author_id=False)
        )
        env.flush_all()
        load.multiply(
            env.cr,
            "mail_message",
            pattern.id,
            count,
            res_id=load.one_of(documents),
            date=SQL("pattern.date - n * interval '7 minutes'"),
            subject=SQL("'Tężnia ' || n"),
            message_id=SQL("'<bench.' || n || '@town.example>'"),
        )
        load.analyze(env.cr, "mail_message")


def _more_cards(run, newsroom, count):
    with run.env() as env:
        made = load.multiply(
            env.cr,
            "res_partner",
            newsroom,
            count,
            name=SQL("'Gazeta ' || n"),
            complete_name=SQL("'Gazeta ' || n"),
        )
        load.analyze(env.cr, "res_partner")
    return list(made)
