from odoo import api, models


class Erasure(models.AbstractModel):
    _inherit = "skks.erasure"

    @api.model
    def _delete_queued(self, messages, whole):
        """Letters on paper have the recipient's address."""
        result = super()._delete_queued(messages, whole)
        on_documents = self._on(whole, "model")
        self._delete(self.env["snailmail.letter"].search(on_documents))
        return result
