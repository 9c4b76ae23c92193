from odoo import api, models
from odoo.fields import Domain

from .contribution import OWED_STATES


class Contribution(models.Model):
    """What an entity owes passes to another of its people, never to another entity."""

    _name = "skks.contribution"
    _inherit = ["skks.contribution", "skks.handover.mixin"]

    _handover_fields = ("user_id",)
    _handover_entity_field = "entity_id"

    @api.model
    def _skks_handover_domain(self, fname, user):
        domain = super()._skks_handover_domain(fname, user)
        return domain & Domain("state", "in", OWED_STATES)

    def _skks_handover_may_take(self, fname, successor):
        return bool(self.entity_id._skks_representative_of(successor))

    def _skks_handover_write(self, fname, user, successor):
        for contribution in self:
            person = contribution.entity_id._skks_representative_of(successor)
            contribution.representative_id = person
        self._skks_handover_clocks(user, successor)
        return self

    def _notify_request(self):
        """One message about all that is handed over takes the place of the notices."""
        if not self.env["skks.handover"]._is_running():
            return super()._notify_request()
        for person in self.user_id._skks_acting_users():
            self.sudo().activity_schedule(
                "skks_base.mail_activity_deliver",
                date_deadline=self._due_day(),
                user_id=person.id,
            )
        return None
