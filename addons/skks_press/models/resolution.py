from odoo import fields, models


class Resolution(models.Model):
    """How a case ended; a closed list that the town may edit."""

    _name = "skks.resolution"
    _description = "Resolution"
    _inherit = ["skks.journaled.mixin"]
    _order = "sequence, id"
    _journaled_as = "resolution"
    _journaled_fields = ("name", "code", "active", "is_oral")

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    is_oral = fields.Boolean(
        "Answered without a letter",
        help="Orally, at a recording or by a link: a recorded act stops the clocks.",
    )

    _code_uniq = models.Constraint("UNIQUE (code)", "This code is already in use.")
