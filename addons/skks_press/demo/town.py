"""The press office of Żarnołęka, up to this morning."""

from odoo.addons.skks_base.demo.replay import Replay, is_wanted, set_strangers_aside

from . import releases
from .history import history
from .history_orders import order_history
from .office import Office
from .orders import order_stories
from .planning import planning_stories
from .stories import all_stories


def load(env):
    """Play the inquiries of the demo town, then tell whose time is over."""
    if not is_wanted(env, "skks_press"):
        return
    set_strangers_aside(env)
    replay = Replay(env, "skks_press")
    with replay.running():
        office = Office(replay)
        replay.play(
            history(office),
            *order_history(replay),
            *all_stories(office),
            *order_stories(replay),
            *planning_stories(office),
            *releases.all_stories(office),
        )
        releases.add_publications(replay)
        with replay.at(0):
            clocks = replay.env["skks.clock"].search(
                [("next_notice_at", "<=", replay.now)]
            )
            clocks._skks_notify_safely(replay.now)
