from odoo import models


class InterventionReply(models.Model):
    """A reply to a citizen in which the town says what it says everywhere else."""

    _name = "skks.intervention.reply"
    _inherit = ["skks.intervention.reply", "skks.narrative.used.mixin"]

    def _narrative_topic(self):
        return self.intervention_id.sudo().topic_id.with_env(self.env)

    def _narrative_recipient(self):
        """The number alone: who the citizen is concerns nobody who asks of uses."""
        return self.env._("a citizen (%s)", self.number)
