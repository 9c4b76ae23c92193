"""The screens of every morning: as many questions to the database as ever."""

import time
from datetime import UTC, datetime
from typing import NamedTuple

import requests
from lxml import etree

from odoo.service.model import call_kw

from . import load
from .registry import benchmark
from .run import percentile

FEW = 100
PAGE = 80
CALLS = 20
MINE = [("is_mine", "=", True)]
OTHERS = [("waiting_for", "in", ("entity", "approver", "outsider"))]
OPEN = [("state", "in", ("new", "in_progress", "approval"))]


class Screen(NamedTuple):
    """What the web client asks for when somebody opens a menu."""

    title: str
    login: str
    model: str
    domain: list
    view: str = "list"

    def call(self, env):
        """Name of the method and its keyword arguments."""
        arch = etree.fromstring(env[self.model].get_view(view_type=self.view)["arch"])
        fields = {node.get("name") for node in arch.iterfind(".//field")}
        spec = {name: _shown(env[self.model]._fields[name]) for name in sorted(fields)}
        if self.view == "list":
            return "web_search_read", {
                "domain": self.domain,
                "specification": spec,
                "limit": PAGE,
                "count_limit": 10_001,
            }
        return "web_read_group", {
            "domain": self.domain,
            "groupby": [arch.get("default_group_by")],
            "aggregates": ["__count"],
            "auto_unfold": True,
            "unfold_read_specification": spec,
            "unfold_read_default_limit": PAGE,
        }


def _shown(field):
    return {"fields": {"display_name": {}}} if field.type == "many2one" else {}


SCREENS = (
    Screen("Do zrobienia (representative)", "person0", "skks.desk", MINE),
    Screen("Mój dzień (officer)", "officer0", "skks.desk", MINE),
    Screen("Na kogo czekamy (head)", "head", "skks.desk", OTHERS),
    Screen("list of inquiries", "officer0", "skks.inquiry", OPEN),
    Screen("board of inquiries", "officer0", "skks.inquiry", OPEN, "kanban"),
)


@benchmark("desk", size=20_000, rows="open inquiries")
def desk(run):
    """The lists of the desk and of inquiries, in process and over HTTP."""
    few = min(FEW, run.size)
    with run.env() as env:
        hall = load.town(env)
    _more(run, hall, few)
    counts = {screen.title: _queries(run, screen) for screen in SCREENS}
    _more(run, hall, run.size - few)
    for screen in SCREENS:
        run.report(f"{screen.title}: queries", counts[screen.title], size=few)
        queries = _queries(run, screen)
        run.report(f"{screen.title}: queries", queries, most=counts[screen.title] + 1)
    with run.server() as address:
        for screen in SCREENS:
            times = _over_http(run, screen, address)
            median, worst = percentile(times, 50), percentile(times, 95)
            run.report(f"{screen.title}: median", median, "ms", most=1000)
            run.report(f"{screen.title}: 95 of 100", worst, "ms", most=2000)


def _more(run, hall, count):
    """More open inquiries, each with its clocks."""
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    with run.env() as env:
        made = load.cases(env, hall, count)
        for model, ids, each in (
            ("skks.inquiry", made.inquiries, 2),
            ("skks.contribution", made.contributions, 1),
        ):
            load.clocks(env, model, ids, len(ids) * each, now, speaking=0)


def _user(env, screen):
    user = env["res.users"].search([("login", "=", screen.login)])
    return env(user=user.id, su=False, context={"lang": "pl_PL"})


def _queries(run, screen):
    """Queries of the second call: the first fills the caches of the process."""
    for _turn in range(2):
        with run.env() as env:
            env = _user(env, screen)
            method, options = screen.call(env)
            env.invalidate_all()
            with run.measured() as cost:
                call_kw(env[screen.model], method, [], options)
    return cost.queries


def _over_http(run, screen, address):
    """Milliseconds of each of some calls of a logged-in browser."""
    with run.env() as env:
        method, options = screen.call(_user(env, screen))
    with requests.Session() as session:
        login = {"db": run.database, "login": screen.login, "password": load.PASSWORD}
        _post(session, f"{address}/web/session/authenticate", login)
        url = f"{address}/web/dataset/call_kw/{screen.model}/{method}"
        call = {"model": screen.model, "method": method, "args": [], "kwargs": options}
        _post(session, url, call)
        return [_post(session, url, call) for _turn in range(CALLS)]


def _post(session, url, params):
    start = time.monotonic()
    reply = session.post(url, json={"jsonrpc": "2.0", "params": params}, timeout=300)
    took = (time.monotonic() - start) * 1000
    if error := reply.json().get("error"):
        raise RuntimeError(error["data"]["message"])
    return took
