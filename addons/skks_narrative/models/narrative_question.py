from odoo import fields, models


class NarrativeQuestion(models.Model):
    """What is asked on the subject, and what the town answers."""

    _name = "skks.narrative.question"
    _description = "Question and Answer"
    _inherit = ["skks.narrative.part.mixin"]
    _order = "narrative_id, sequence, id"
    _rec_name = "question"

    narrative_id = fields.Many2one(
        "skks.narrative", "Position", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10, export_string_translation=False)
    question = fields.Text(required=True)
    answer = fields.Text(required=True)

    def _summary(self):
        return [self.question, self.answer]
