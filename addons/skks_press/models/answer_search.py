from odoo import models


class Answer(models.Model):
    """Answers are found by their words."""

    _name = "skks.answer"
    _inherit = ["skks.answer", "skks.polish.search.mixin"]

    _polish_texts = {"A": ("name", "number"), "D": ("body",)}
