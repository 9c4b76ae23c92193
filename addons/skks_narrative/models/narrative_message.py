from odoo import fields, models


class NarrativeMessage(models.Model):
    """One of the sentences that are said whatever the question is."""

    _name = "skks.narrative.message"
    _description = "Key Message"
    _inherit = ["skks.narrative.part.mixin"]
    _order = "narrative_id, sequence, id"
    _rec_name = "text"

    narrative_id = fields.Many2one(
        "skks.narrative", "Position", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10, export_string_translation=False)
    text = fields.Text("Key message", required=True)

    def _summary(self):
        return self.text
