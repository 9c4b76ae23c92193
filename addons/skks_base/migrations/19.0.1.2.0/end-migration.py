"""A database of before keeps as quiet as a new one.

At the end, because the letters of all add-ons are looked through.
"""

from odoo import SUPERUSER_ID, api

PREVIEWS = "mail.link_preview_throttle"
JOBS = (
    "mail.ir_cron_module_update_notification",
    "auth_signup.ir_cron_auth_signup_send_pending_user_reminder",
    "digest.ir_cron_digest_scheduler_action",
)


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    parameters = env["ir.config_parameter"]
    if parameters.get_param(PREVIEWS):
        return  # installed quiet: what the administrator has chosen since then stays
    parameters.set_param(PREVIEWS, "0")
    for name in JOBS:
        if job := env.ref(name, raise_if_not_found=False):
            job.active = False
    env["mail.template"]._skks_remove_vendor()
