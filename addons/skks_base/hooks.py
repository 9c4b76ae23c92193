"""What has to happen once, after install and before removal."""

from .demo import town
from .models.ir_config_parameter import ALLOW_UNINSTALL


def post_init_hook(env):
    """Give the company what a press office cannot do without."""
    env["res.company"].search([])._skks_set_up_foundation()
    env["mail.template"]._skks_remove_vendor()
    town.load(env)


def uninstall_hook(env):
    """Leave nothing behind in the database that only this addon understands."""
    # A later installation is not to be thrown away on the word of an earlier day.
    parameters = env["ir.config_parameter"].search([("key", "=", ALLOW_UNINSTALL)])
    parameters.unlink()
    # Companies open by these hours: they stay, as the town's own.
    hours = env.ref("skks_base.resource_calendar_press_office", False)
    if hours:
        names = [("model", "=", hours._name), ("res_id", "=", hours.id)]
        env["ir.model.data"].search([*names, ("module", "=", "skks_base")]).unlink()
    env.cr.execute("DROP FUNCTION IF EXISTS skks_evidence_stays() CASCADE")
