"""What has to happen once, after install."""

from .demo import town


def post_init_hook(env):
    """Play the history of the demo town where demo data is wanted."""
    town.load(env)
