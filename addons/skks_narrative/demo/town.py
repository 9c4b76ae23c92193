"""Positions of the demo town, each by the way that made it as fresh as it is."""

from odoo.addons.skks_base.demo.replay import load_stories

from .stories import all_stories


def load(env):
    """Play how the positions came about."""
    load_stories(env, "skks_narrative", all_stories)
