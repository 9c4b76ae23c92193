from odoo import models
from odoo.exceptions import AccessError


class OrderSourceMixin(models.AbstractModel):
    """Something of the office that an order to entities can be made of.

    A model says in :meth:`_prepare_order_values` what goes into the order.
    """

    _name = "skks.order.source.mixin"
    _description = "Source of an Internal Order"

    def action_make_order(self):
        """Open the draft of an order to entities about this record."""
        self.ensure_one()
        self.check_access("read")
        if not self.env.user.has_group("skks_base.group_officer"):
            raise AccessError(self.env._("Only the press office gives orders."))
        order = self.env["skks.order"].create(self._prepare_order_values())
        return order._get_records_action()

    def _prepare_order_values(self):
        """Values of the new ``skks.order``; by default its name alone."""
        return {"name": self.display_name, "direction": "to_entity"}
