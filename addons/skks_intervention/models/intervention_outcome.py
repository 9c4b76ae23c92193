from odoo import fields, models


class InterventionOutcome(models.Model):
    """How a report ended: what the reply says in one word, and what follows."""

    _name = "skks.intervention.outcome"
    _description = "Outcome of a Report"
    _inherit = ["skks.journaled.mixin"]
    _order = "sequence, name, id"
    _journaled_as = "intervention.outcome"
    _journaled_fields = (
        "name",
        "code",
        "is_done",
        "is_negative",
        "qualification_ids",
        "active",
    )

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    is_done = fields.Boolean(
        "It is done",
        help="What was reported is put right; where the category asks for it, the"
        " reply shows a picture.",
    )
    is_negative = fields.Boolean(
        "It is refused",
        help="Not, or not wholly, what was asked for: to a complaint or a motion the"
        " reply then gives its grounds and the instruction.",
    )
    qualification_ids = fields.Many2many(
        "skks.intervention.qualification",
        string="Only for",
        help="Kinds of reports that may end so. Left empty, all.",
    )

    _code_uniq = models.Constraint("UNIQUE (code)", "Another outcome has this code.")
