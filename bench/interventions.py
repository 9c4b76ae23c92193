"""Reports of citizens that come at once: none lost, none doubled; and their board."""

import time
from concurrent.futures import ThreadPoolExecutor

import requests
from lxml import html

from odoo import fields
from odoo.tools import SQL

from odoo.addons.skks_intervention.models import intervention_intake

from . import load, screens, senders
from .registry import benchmark
from .run import percentile
from .screens import Screen

CLIENTS = 8
# A person needs a moment to fill the form in; a page is opened that long before.
OPENED_BEFORE = intervention_intake.FASTEST.total_seconds() + 0.1
TWICE = 10  # the button is pressed twice, at the same time, on one page in so many
FEW = 100
OPEN = [("state", "in", ("new", "routed", "in_progress", "waiting", "approval"))]
SCREENS = (
    Screen("board of reports", "dispatcher", "skks.intervention", OPEN, "kanban"),
    Screen("list of reports", "dispatcher", "skks.intervention", OPEN),
)


@benchmark("reports", size=500, rows="reports")
def reports(run):
    """Eight citizens at a time send the public form of a started server."""
    with run.env() as env:
        hall = load.town(env)
        unit = hall.people[0].entity_id  # whose people hear of each report at once
        env.ref("skks_intervention.category_dro").entity_id = unit
        env.company.write(
            {
                "skks_reports_per_visitor": run.size * 4,
                "skks_reports_per_hour": run.size * 4,
            }
        )
    with run.server() as address, ThreadPoolExecutor(CLIENTS * 2) as clients:
        start = time.monotonic()
        with ThreadPoolExecutor(CLIENTS) as citizens:
            times = list(
                citizens.map(lambda n: _send(address, clients, n), range(run.size))
            )
        took = time.monotonic() - start
        senders.settle(run)
    run.report("reports per second", run.size / took)
    for share in (50, 95, 99):
        value = percentile(times, share)
        run.report(f"sending the form, {share} of 100", value, "s", most=10)
    run.report("sending the form, longest", max(times), "s", most=30)
    _count(run)


def _send(address, clients, number):
    """Open the page, fill it in, send it; seconds that the sending took."""
    url = f"{address}/interwencje"
    chosen = f"{url}?category=DRO"
    with requests.Session() as session:
        page = html.fromstring(session.get(chosen, timeout=120).content)
        [form] = page.xpath("//form[.//*[@name='description']]")
        values = dict(form.fields) | _typed(number)
        values = {name: value for name, value in values.items() if value is not None}
        time.sleep(OPENED_BEFORE)
        presses = 1 + (number % TWICE == 0)
        start = time.monotonic()
        sent = [
            clients.submit(session.post, url, values, timeout=120)
            for _press in range(presses)
        ]
        for answer in sent:
            answer.result().raise_for_status()
        return time.monotonic() - start


def _typed(number):
    return {
        "category": "DRO",
        "name": f"Dziura nr {number}",
        "description": "Dziura na pół metra.",
        "address": f"Lipowa {number}",
        "email_from": senders.sender(number),
    }


def _count(run):
    with run.env() as env:
        found = env["skks.intervention"].search([("name", "like", "Dziura nr %")])
        names = set(found.mapped("name"))
        numbers = set(found.mapped("number"))
    run.report("reports lost", run.size - len(names), most=0)
    run.report("reports doubled", len(found) - len(names), most=0)
    run.report("numbers given twice", len(found) - len(numbers), most=0)
    senders.report_acknowledged(run)


@benchmark("board", size=50_000, rows="open reports")
def board(run):
    """The board and the lists of open reports, in process and over HTTP."""
    few = min(FEW, run.size)
    with run.env() as env:
        hall = load.town(env)
        load.user(env, "dispatcher", "dispatcher")
    _more(run, hall, few)
    screens.measure(run, SCREENS, few, lambda: _more(run, hall, run.size - few))


def _more(run, hall, count):
    """More open reports in every state, spread over units and categories."""
    with run.env() as env:
        people = hall.people.with_env(env)
        category = env.ref("skks_intervention.category_dro")
        pattern = env["skks.intervention"].create(
            {
                "name": "Dziura",
                "category_id": category.id,
                "received_at": fields.Datetime.now(),
                "contact_name": "Jan Nowak",
                "phone": "00 700 20 01",
            }
        )
        env.flush_all()
        states = SQL(
            "(ARRAY['new', 'routed', 'in_progress', 'approval'])[1 + mod(n, 4)]"
        )
        load.multiply(
            env.cr,
            "skks_intervention",
            pattern.id,
            count,
            number=SQL("%s || n", f"ZI/{pattern.id}/"),
            name=SQL("'Dziura nr ' || n"),
            state=states,
            waiting_for=SQL(
                "CASE WHEN mod(n, 4) = 0 THEN 'office' WHEN mod(n, 4) = 3"
                " THEN 'approver' ELSE 'entity' END"
            ),
            category_id=load.one_of(env["skks.intervention.category"].search([]).ids),
            entity_id=load.one_of(people.entity_id.ids),
            user_id=load.one_of(people.user_id.ids),
            received_at=SQL("pattern.received_at - mod(n, 900) * interval '1 hour'"),
            next_due_at=SQL("pattern.received_at + mod(n, 900) * interval '1 hour'"),
        )
        load.analyze(env.cr, "skks_intervention")
        env.invalidate_all()
