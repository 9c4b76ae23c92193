from odoo import fields, models


class Inquiry(models.Model):
    """What a letter tells may be worth passing on to entities."""

    _name = "skks.inquiry"
    _inherit = ["skks.inquiry", "skks.order.source.mixin"]

    order_ids = fields.One2many(
        "skks.order",
        "inquiry_id",
        "Orders",
        readonly=True,
        groups="skks_base.group_officer,skks_base.group_auditor",
    )
    order_count = fields.Integer(
        compute="_compute_order_count",
        groups="skks_base.group_officer,skks_base.group_auditor",
    )

    def _compute_order_count(self):
        counts = dict(
            self.env["skks.order"]._read_group(
                [("inquiry_id", "in", self.ids)], ["inquiry_id"], ["__count"]
            )
        )
        for inquiry in self:
            inquiry.order_count = counts.get(inquiry._origin, 0)

    def _prepare_order_values(self):
        return super()._prepare_order_values() | {
            "name": self.name,
            "inquiry_id": self.id,
            "topic_id": self.topic_id.id,
            "priority": self.priority,
            "description": self.description,
            "confidential": self.confidential,
            "source_name": self.outlet_id.name,
            "outlet_id": self.outlet_id.id,
        }

    def action_view_orders(self):
        """The orders that were made of the case."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "skks_press.skks_order_action"
        )
        return action | {"domain": [("inquiry_id", "=", self.id)], "context": {}}
