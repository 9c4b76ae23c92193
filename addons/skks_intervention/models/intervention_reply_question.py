from odoo import api, fields, models


class InterventionReply(models.Model):
    """A question in the unit's own words is accepted like a reply, by the head.

    When it has left, the report waits for its submitter instead of being answered.
    """

    _inherit = "skks.intervention.reply"

    _guarded_fields = ("purpose",)

    purpose = fields.Selection(
        [("reply", "Reply"), ("question", "Question to the submitter")],
        "Kind",
        default="reply",
        required=True,
        readonly=True,
        copy=False,
    )

    @api.model
    def _guarded_initial(self):
        return super()._guarded_initial() | {"purpose": "reply"}

    def _signoff_stages(self):
        if self.purpose != "question":
            return super()._signoff_stages()
        return ("substantive",) if self._signoff_entities() else ("office",)

    def _signoff_entity_users(self, entity):
        """Free text to a submitter is for the head to decide."""
        if self.purpose != "question":
            return super()._signoff_entity_users(entity)
        heads = entity.sudo().representative_ids.filtered(
            lambda person: person.active and person.role == "head"
        )
        return heads.user_id

    def _signoff_addresses(self):
        """Only whoever is asked."""
        if self.purpose != "question":
            return super()._signoff_addresses()
        address = self.intervention_id._submitter_address()
        return [address] if address else []

    def _check_complete(self):
        if self.purpose != "question":
            return super()._check_complete()
        return self.intervention_id._check_may_ask()

    def _outgoing_permit_kind(self):
        return "ask" if self.purpose == "question" else super()._outgoing_permit_kind()

    def _outgoing_send(self):
        if self.purpose == "question":
            self.intervention_id._check_may_ask()
        return super()._outgoing_send()

    def _note_on_case(self):
        if self.purpose != "question":
            return super()._note_on_case()
        case = self.intervention_id.sudo()
        files = self.sudo()._signoff_approval_line().frozen_attachment_ids
        case.message_line_ids._add(case, "out", "question", self.body, files)
        return case._note_asked(self.sent_message_id)
