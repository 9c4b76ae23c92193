from odoo import fields, models


class OrderPartGrant(models.TransientModel):
    """Gives an entity another date for what it was told to do."""

    _name = "skks.order.part.grant"
    _description = "Grant More Time for an Order"
    _inherit = ["skks.part.grant.mixin"]
    _part_field = "part_id"

    part_id = fields.Many2one("skks.order.part", required=True)
