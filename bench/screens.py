"""What the web client asks for when somebody opens a screen, and what that costs."""

import time
from typing import NamedTuple

import requests
from lxml import etree

from odoo.service.model import call_kw

from . import load
from .run import percentile

PAGE = 80
CALLS = 20


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
        return getattr(self, f"_{self.view}")(env[self.model], arch)

    def _list(self, model, arch):
        return "web_search_read", {
            "domain": self.domain,
            "specification": self._specification(model, arch),
            "limit": PAGE,
            "count_limit": 10_001,
        }

    def _kanban(self, model, arch):
        return "web_read_group", {
            "domain": self.domain,
            "groupby": [arch.get("default_group_by")],
            "aggregates": ["__count"],
            "auto_unfold": True,
            "unfold_read_specification": self._specification(model, arch),
            "unfold_read_default_limit": PAGE,
        }

    def _pivot(self, model, arch):
        """Every level of rows at once, as when all of them are unfolded."""
        rows = [_grouped(node) for node in arch.iterfind("field[@type='row']")]
        measures = [
            node.get("name") for node in arch.iterfind("field[@type='measure']")
        ]
        return "formatted_read_grouping_sets", {
            "domain": self.domain,
            "grouping_sets": [rows[:level] for level in range(len(rows) + 1)],
            "aggregates": [
                f"{name}:{model._fields[name].aggregator}" for name in measures
            ],
        }

    @staticmethod
    def _specification(model, arch):
        names = {node.get("name") for node in arch.iterfind(".//field")}
        return {name: _shown(model._fields[name]) for name in sorted(names)}


def _grouped(node):
    return ":".join(filter(None, (node.get("name"), node.get("interval"))))


def _shown(field):
    return {"fields": {"display_name": {}}} if field.type == "many2one" else {}


def measure(run, screens, few, more):
    """Report the queries of each screen at two sizes, and how long it takes by HTTP.

    :param few: how many rows there are now
    :param more: function that loads the rest
    """
    counts = {screen.title: queries(run, screen) for screen in screens}
    more()
    for screen in screens:
        run.report(f"{screen.title}: queries", counts[screen.title], size=few)
        found = queries(run, screen)
        run.report(f"{screen.title}: queries", found, most=counts[screen.title])
    with run.server() as address:
        for screen in screens:
            times = _over_http(run, screen, address)
            median, worst = percentile(times, 50), percentile(times, 95)
            run.report(f"{screen.title}: median", median, "ms", most=1000)
            run.report(f"{screen.title}: 95 of 100", worst, "ms", most=2000)


def user_env(env, screen):
    user = env["res.users"].search([("login", "=", screen.login)])
    return env(user=user.id, su=False, context={"lang": "pl_PL"})


def queries(run, screen):
    """Queries of the second call: the first fills the caches of the process."""
    for _turn in range(2):
        with run.env() as env:
            env = user_env(env, screen)
            method, options = screen.call(env)
            env.invalidate_all()
            with run.measured() as cost:
                call_kw(env[screen.model], method, [], options)
    return cost.queries


def _over_http(run, screen, address):
    """Milliseconds of each of some calls of a logged-in browser."""
    with run.env() as env:
        method, options = screen.call(user_env(env, screen))
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
