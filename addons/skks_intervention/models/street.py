from odoo import fields, models


class Street(models.Model):
    """A street of the town, as the town writes it; the form offers these."""

    _name = "skks.street"
    _description = "Street"
    _inherit = ["skks.journaled.mixin"]
    _check_company_auto = True
    _order = "name, id"
    _journaled_as = "street"
    _journaled_fields = ("name", "company_id", "district_id", "active")

    name = fields.Char(required=True, index="trigram")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    district_id = fields.Many2one(
        "skks.district",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        help="Left empty for a street that runs through several.",
    )

    _name_uniq = models.Constraint(
        "UNIQUE (company_id, name)", "This street is on the list already."
    )
