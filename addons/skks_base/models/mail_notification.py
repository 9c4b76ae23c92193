from odoo import api, models
from odoo.fields import Domain


class MailNotification(models.Model):
    """Who was told of what on a closed thread is as visible as the thread.

    Everybody still sees what they were told themselves and what became of their
    own messages: core's inbox and its list of failures are made of that.
    """

    _name = "mail.notification"
    _inherit = ["mail.notification", "skks.document.access.mixin"]

    _document_fields = ("mail_message_id.model", "mail_message_id.res_id")

    @api.model
    def _document_models(self):
        return self.env["mail.thread"]._skks_closed_threads()

    @api.model
    def _document_free_domain(self):
        me = self.env.user.partner_id.id
        elsewhere = Domain("model", "=", False) | Domain(
            "model", "not in", self._document_models()
        )
        return (
            Domain("res_partner_id", "=", me)
            | Domain("author_id", "=", me)
            | Domain("mail_message_id", "any!", elsewhere)
        )

    @api.model
    def _document_domain_of(self, name, query):
        on_thread = Domain("model", "=", name) & Domain("res_id", "in", query)
        return Domain("mail_message_id", "any!", on_thread)
