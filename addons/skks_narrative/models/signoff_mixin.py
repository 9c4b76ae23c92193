from odoo import models


class SignoffMixin(models.AbstractModel):
    """What a position has to know of a text that it goes into."""

    _inherit = "skks.signoff.mixin"

    def _narrative_topic(self):
        """Hook: the topic on which positions are proposed."""
        return self.env["skks.topic"]

    def _narrative_recipient(self):
        """Hook: in words, to whom the text goes; nothing that its reader may not know.

        A citizen is never named here.
        """
        return ""
