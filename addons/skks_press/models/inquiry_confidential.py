from odoo import models


class Inquiry(models.Model):
    """What hangs on a confidential inquiry is followed by nobody else either."""

    _inherit = "skks.inquiry"

    def _confidential_threads(self):
        return [
            *super()._confidential_threads(),
            *self.contribution_ids,
            *self.answer_ids,
        ]
