from odoo import api, models
from odoo.fields import Domain


class MailFollowers(models.Model):
    """Who follows a closed thread is as visible as the thread."""

    _name = "mail.followers"
    _inherit = ["mail.followers", "skks.document.access.mixin"]

    @api.model
    def _document_models(self):
        return self.env["mail.thread"]._skks_closed_threads()

    @api.model
    def _document_free_domain(self):
        return Domain("res_model", "not in", self._document_models())
