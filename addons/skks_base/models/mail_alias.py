from odoo import models


class MailAlias(models.Model):
    _name = "mail.alias"
    _inherit = ["mail.alias", "skks.journaled.setting.mixin"]

    _journaled_as = "alias"
    _journaled_fields = (
        "alias_name",
        "alias_domain_id",
        "alias_model_id",
        "alias_defaults",
        "alias_contact",
        "alias_force_thread_id",
    )
