"""What has to happen once, after install and before removal."""

from .demo import town


def post_init_hook(env):
    """Give the company what a press office cannot do without."""
    env["res.company"].search([])._skks_set_up_foundation()
    town.load(env)


def uninstall_hook(env):
    """Leave nothing behind in the database that only this addon understands."""
    env.cr.execute("DROP FUNCTION IF EXISTS skks_evidence_stays() CASCADE")
