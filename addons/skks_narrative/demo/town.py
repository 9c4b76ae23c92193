"""Positions of the demo town, each by the way that made it as fresh as it is."""

from odoo.addons.skks_base.demo.replay import load_stories

from . import stories, town_positions


def load(env):
    """Play how the positions came about."""
    load_stories(env, "skks_narrative", _stories)


def _stories(replay):
    return [story(replay) for story in (*stories.STORIES, *town_positions.STORIES)]
