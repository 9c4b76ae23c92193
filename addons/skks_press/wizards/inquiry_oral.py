from odoo import fields, models


class InquiryOral(models.TransientModel):
    """Records that a journalist was answered without a letter: who, when and what."""

    _name = "skks.inquiry.oral"
    _description = "Answered without a Letter"

    inquiry_id = fields.Many2one("skks.inquiry", required=True, readonly=True)
    resolution_id = fields.Many2one(
        "skks.resolution",
        "How",
        required=True,
        domain=[("is_oral", "=", True)],
        default=lambda self: self._default_resolution_id(),
    )
    officer_id = fields.Many2one(
        "res.users",
        "Who",
        required=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        help="Who spoke to the journalist; also somebody of another entity.",
    )
    answered_at = fields.Datetime(
        "When", required=True, default=lambda self: fields.Datetime.now()
    )
    gist = fields.Text("What was said", required=True)

    def _default_resolution_id(self):
        return self.env["skks.resolution"].search([("is_oral", "=", True)], limit=1)

    def action_record(self):
        self.ensure_one()
        self.inquiry_id._answer_without_letter(
            self.resolution_id, self.officer_id, self.answered_at, self.gist
        )
        return {"type": "ir.actions.act_window_close"}
