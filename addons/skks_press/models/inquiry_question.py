from odoo import fields, models


class InquiryQuestion(models.Model):
    """One numbered question of an inquiry."""

    _name = "skks.inquiry.question"
    _description = "Question"
    _order = "inquiry_id, sequence, id"
    _rec_name = "text"

    inquiry_id = fields.Many2one(
        "skks.inquiry", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer("No.", default=1)
    text = fields.Text("Question", required=True)
    is_answered = fields.Boolean("Answered")
