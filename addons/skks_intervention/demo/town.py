"""The reports of Żarnołęka, up to this morning."""

from odoo.addons.skks_base.demo.replay import Replay, is_wanted, set_strangers_aside

from .history import history
from .reports import open_reports
from .stories import all_stories
from .unit import Unit


def load(env):
    """Play what citizens reported, then tell whose time is over."""
    if not is_wanted(env, "skks_intervention"):
        return
    set_strangers_aside(env)
    replay = Replay(env, "skks_intervention")
    with replay.running():
        unit = Unit(replay)
        replay.play(*history(unit), *open_reports(unit), *all_stories(unit))
        with replay.at(0):
            clocks = replay.env["skks.clock"].search(
                [("next_notice_at", "<=", replay.now)]
            )
            clocks._skks_notify_safely(replay.now)
