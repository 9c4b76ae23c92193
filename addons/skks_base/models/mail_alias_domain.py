from odoo import models


class MailAliasDomain(models.Model):
    _name = "mail.alias.domain"
    _inherit = ["mail.alias.domain", "skks.journaled.setting.mixin"]

    _journaled_as = "alias.domain"
    _journaled_fields = ("name", "catchall_alias", "bounce_alias", "default_from")
