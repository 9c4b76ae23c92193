from odoo import models


class InterventionReply(models.Model):
    """A question in the unit's own words is accepted like a reply, by the head.

    When it has left, the report waits for its submitter instead of being answered.
    """

    _inherit = "skks.intervention.reply"

    def _signoff_stages(self):
        if self.effect != "question":
            return super()._signoff_stages()
        return ("substantive",) if self._signoff_entities() else ("office",)

    def _signoff_entity_users(self, entity):
        """Free text to a submitter is for the head to decide."""
        if self.effect != "question":
            return super()._signoff_entity_users(entity)
        heads = entity.sudo().representative_ids.filtered(
            lambda person: person.active and person.role == "head"
        )
        return heads.user_id

    def _signoff_addresses(self):
        """Only whoever is asked."""
        if self.effect != "question":
            return super()._signoff_addresses()
        address = self.intervention_id._submitter_address()
        return [address] if address else []

    def _check_complete(self):
        if self.effect != "question":
            return super()._check_complete()
        return self.intervention_id._check_may_ask()

    def _outgoing_permit_kind(self):
        return "ask" if self.effect == "question" else super()._outgoing_permit_kind()

    def _outgoing_send(self):
        if self.effect == "question":
            self.intervention_id._check_may_ask()
        return super()._outgoing_send()

    def _cases_told(self):
        if self.effect != "question":
            return super()._cases_told()
        return self.intervention_id.sudo()

    def _take_effect(self):
        if self.effect != "question":
            return super()._take_effect()
        return self.intervention_id.sudo()._note_asked(self.sent_message_id)
