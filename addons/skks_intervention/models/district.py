from odoo import fields, models


class District(models.Model):
    """A part of the town, by which reports are routed and counted."""

    _name = "skks.district"
    _description = "District"
    _inherit = ["skks.journaled.mixin"]
    _order = "sequence, name, id"
    _journaled_as = "district"
    _journaled_fields = ("name", "company_id", "active")

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    street_ids = fields.One2many("skks.street", "district_id", "Streets")

    _name_uniq = models.Constraint(
        "UNIQUE (company_id, name)", "This district is on the list already."
    )
