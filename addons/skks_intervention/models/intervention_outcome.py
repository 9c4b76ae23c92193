from odoo import fields, models


class InterventionOutcome(models.Model):
    """How a report ended: what the reply says in one word, and what follows."""

    _name = "skks.intervention.outcome"
    _description = "Outcome of a Report"
    _inherit = ["skks.journaled.mixin"]
    _order = "sequence, name, id"
    _journaled_as = "intervention.outcome"
    _journaled_fields = ("name", "code", "is_done", "active")

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    is_done = fields.Boolean(
        "It is done",
        help="What was reported is put right; where the category asks for it, the"
        " reply shows a picture.",
    )

    _code_uniq = models.Constraint("UNIQUE (code)", "Another outcome has this code.")
