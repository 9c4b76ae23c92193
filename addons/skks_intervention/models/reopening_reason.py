from odoo import fields, models


class ReopeningReason(models.Model):
    """Why a report is not opened again: the sentence that the submitter reads.

    What leaves without acceptance is chosen from a list, never typed.
    """

    _name = "skks.reopening.reason"
    _description = "Reason not to Open a Report Again"
    _inherit = ["skks.journaled.mixin"]
    _order = "sequence, name, id"
    _journaled_as = "reopening.reason"
    _journaled_fields = ("name", "text", "active")

    name = fields.Char(required=True, translate=True)
    text = fields.Text("Sentence in the letter", required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
