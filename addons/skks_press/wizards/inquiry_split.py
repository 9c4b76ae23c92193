from odoo import fields, models
from odoo.exceptions import UserError


class InquirySplit(models.TransientModel):
    """The letter paragraph by paragraph; what is ticked becomes a question."""

    _name = "skks.inquiry.split"
    _description = "Questions of a Letter"

    inquiry_id = fields.Many2one("skks.inquiry", required=True, readonly=True)
    line_ids = fields.One2many("skks.inquiry.split.line", "wizard_id", "Paragraphs")

    def action_add(self):
        """Add the ticked paragraphs to the numbered questions of the inquiry."""
        self.ensure_one()
        chosen = self.line_ids.filtered("is_question")
        if not chosen:
            raise UserError(self.env._("Tick at least one paragraph."))
        inquiry = self.inquiry_id
        inquiry.check_access("write")
        last = max(inquiry.question_ids.mapped("sequence"), default=0)
        self.env["skks.inquiry.question"].create(
            [
                {"inquiry_id": inquiry.id, "sequence": number, "text": line.text}
                for number, line in enumerate(chosen, last + 1)
            ]
        )
        return {"type": "ir.actions.act_window_close"}


class InquirySplitLine(models.TransientModel):
    """One paragraph of the letter."""

    _name = "skks.inquiry.split.line"
    _description = "Paragraph of a Letter"

    wizard_id = fields.Many2one(
        "skks.inquiry.split", "Letter", required=True, index=True, ondelete="cascade"
    )
    text = fields.Text("Paragraph", required=True)
    is_question = fields.Boolean("Question")
