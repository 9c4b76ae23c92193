"""Positions of the demo town, each by the way that made it as fresh as it is."""

from odoo.addons.skks_base.demo.replay import Replay, is_wanted

from .stories import all_stories


def load(env):
    """Play how the positions came about."""
    if not is_wanted(env, "skks_narrative"):
        return
    replay = Replay(env, "skks_narrative")
    with replay.running():
        replay.play(*all_stories(replay))
