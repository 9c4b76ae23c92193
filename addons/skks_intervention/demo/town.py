"""The reports of Żarnołęka, up to this morning."""

from odoo.addons.skks_base.demo.replay import load_stories

from .history import history
from .reports import open_reports
from .stories import all_stories
from .unit import Unit


def load(env):
    """Play what citizens reported, then tell whose time is over."""
    load_stories(env, "skks_intervention", _stories)


def _stories(replay):
    unit = Unit(replay)
    return *history(unit), *open_reports(unit), *all_stories(unit)
