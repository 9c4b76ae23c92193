"""The press office of Żarnołęka, up to this morning."""

from odoo.addons.skks_base.demo.replay import load_stories

from . import releases
from .care import care_stories
from .history import history
from .history_orders import order_history
from .office import Office
from .orders import order_stories
from .planning import planning_stories
from .positions import position_stories
from .stories import all_stories


def load(env):
    """Play the inquiries of the demo town, then tell whose time is over."""
    load_stories(env, "skks_press", _stories)


def _stories(replay):
    office = Office(replay)
    return (
        history(office),
        *order_history(replay),
        *all_stories(office),
        *position_stories(office),
        *order_stories(replay),
        *planning_stories(office),
        *care_stories(replay),
        *releases.all_stories(replay),
    )
