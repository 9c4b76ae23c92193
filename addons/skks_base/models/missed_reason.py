from odoo import fields, models


class MissedReason(models.Model):
    """Why a time limit was missed; a closed list that the town may edit."""

    _name = "skks.missed.reason"
    _description = "Reason for a Missed Term"
    _inherit = ["skks.journaled.mixin"]
    _order = "sequence, id"
    _journaled_as = "missed.reason"
    _journaled_fields = ("name", "code", "active", "needs_note")

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    needs_note = fields.Boolean(
        "In own words, too", help="Whoever chooses it writes a sentence."
    )

    _code_uniq = models.Constraint("UNIQUE (code)", "This code is already in use.")
