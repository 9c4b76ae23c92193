from odoo import api, models
from odoo.fields import Domain


class Clock(models.Model):
    """Whoever is told that a time is over is somebody who still works here.

    Who owes is named together with the document that is handed over; here it is
    only the superior, whom the policy names anew.
    """

    _name = "skks.clock"
    _inherit = ["skks.clock", "skks.handover.mixin"]

    _handover_fields = ("superior_id",)
    _handover_sequence = 50
    _handover_listed = False

    @api.model
    def _skks_handover_domain(self, fname, user):
        domain = super()._skks_handover_domain(fname, user)
        return domain & Domain("stopped_at", "=", False)

    @api.model
    def _skks_handover_by_rule(self, fname):
        return True

    def _skks_handover_write(self, fname, user, successor):
        handed = self.browse()
        for clock in self:
            superior = clock.policy_id._skks_superior(clock.company_id, clock.entity_id)
            if superior == user or not superior.active:
                superior = clock.company_id._skks_head_of_office()
            if superior and superior != user:
                clock._skks_assign(superior=superior)
                handed |= clock
        return handed
