from odoo import fields, models


class Release(models.Model):
    """A release that an entity has asked for."""

    _inherit = "skks.release"

    order_id = fields.Many2one(
        "skks.order",
        "Asked for in",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The order of the entity that asked for the release.",
    )


class Order(models.Model):
    """The order shows what became of it."""

    _inherit = "skks.order"

    release_ids = fields.One2many(
        "skks.release",
        "order_id",
        "Releases",
        readonly=True,
        groups="skks_base.group_officer,skks_base.group_auditor",
    )
