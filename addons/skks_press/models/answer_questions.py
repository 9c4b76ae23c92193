from odoo import fields, models


class Answer(models.Model):
    """Which of the numbered questions the answer answers."""

    _inherit = "skks.answer"

    question_ids = fields.One2many(related="inquiry_id.question_ids", readonly=False)
    question_count = fields.Integer(related="inquiry_id.question_count")
    open_question_count = fields.Integer(related="inquiry_id.open_question_count")
    embargo_until = fields.Datetime(related="inquiry_id.embargo_until")
