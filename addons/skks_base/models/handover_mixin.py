from odoo import api, models
from odoo.fields import Domain
from odoo.tools import ormcache


class HandoverMixin(models.AbstractModel):
    """Open work that rests on a person, and goes to another one with a reason.

    A model names the fields in which that person stands in ``_handover_fields``;
    the lists of all classes that it is made of are added up. What is still open,
    who may take it and how it is taken over are hooks. ``skks.handover`` finds the
    models by itself.
    """

    _name = "skks.handover.mixin"
    _description = "Work that can be Handed over"

    # Many2one, many2many to res.users, stored or searchable.
    _handover_fields = ()
    # Order in which models are handed over: what follows from others comes later.
    _handover_sequence = 10
    # Field of the entity for which the work is done; its people come first.
    _handover_entity_field = None
    # Whether the successor is told record by record.
    _handover_listed = True

    @api.model
    @ormcache("self._name")
    def _get_handover_fields(self):
        """Names of the fields, from every class that the model is made of."""
        lists = [vars(cls).get("_handover_fields", ()) for cls in type(self).mro()]
        return tuple(dict.fromkeys(fname for names in lists for fname in names))

    # ------------------------------------------------------------------
    # Hooks of the model
    # ------------------------------------------------------------------

    @api.model
    def _skks_handover_domain(self, fname, user):
        """Open records that rest on ``user`` by the field ``fname``."""
        return Domain(fname, "in", user.ids)

    @api.model
    def _skks_handover_by_rule(self, fname):
        """Whether a rule names the successor, so that nobody chooses one."""
        return False

    def _skks_handover_may_take(self, fname, successor):
        """Whether ``successor`` may take over all of these records."""
        return successor._is_internal()

    def _skks_handover_write(self, fname, user, successor):
        """Put ``successor`` in the place of ``user``.

        :return: records that were handed over; the others rest on ``user`` still
        """
        if self._fields[fname].type == "many2many":
            self.write({fname: [(3, user.id), (4, successor.id)]})
        else:
            self.write({fname: successor.id})
        self._skks_handover_clocks(user, successor)
        return self

    def _skks_handover_clocks(self, user, successor):
        """Whoever takes over the work owes what was promised."""
        if "clock_ids" in self._fields:
            owed = self.clock_ids.filtered(
                lambda clock: clock.user_id == user and not clock.stopped_at
            )
            owed._skks_assign(user=successor)

    def _skks_handover_entity(self):
        """The entity for which the record is done (may be empty)."""
        fname = self._handover_entity_field
        return self[fname] if fname else self.env["skks.entity"]

    def _skks_handover_company(self):
        """The company in whose office the record is done."""
        has_company = "company_id" in self._fields
        return (has_company and self.company_id) or self.env.company
