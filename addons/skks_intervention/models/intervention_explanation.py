from odoo import fields, models

from .intervention import SUBMITTER_READERS


class Intervention(models.Model):
    """Why a promise was missed: whoever coordinates reports says it, then closes."""

    _name = "skks.intervention"
    _inherit = ["skks.intervention"]

    is_unexplained = fields.Boolean(groups=SUBMITTER_READERS)

    def _check_may_explain(self):
        """For reports the dispatcher is the office, too."""
        self.check_access("write")
