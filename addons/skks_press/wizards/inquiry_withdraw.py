from odoo import api, fields, models


class InquiryWithdraw(models.TransientModel):
    """Records who withdrew an inquiry, when and how."""

    _name = "skks.inquiry.withdraw"
    _description = "Withdrawn Inquiry"

    inquiry_id = fields.Many2one("skks.inquiry", required=True, readonly=True)
    withdrawn_by = fields.Char(
        "Who withdrew it",
        required=True,
        compute="_compute_withdrawn_by",
        store=True,
        readonly=False,
        precompute=True,
    )
    withdrawn_at = fields.Datetime(
        "When", required=True, default=lambda self: fields.Datetime.now()
    )
    how = fields.Selection(
        [("email", "By e-mail"), ("phone", "By phone"), ("other", "Otherwise")],
        required=True,
        default="phone",
    )

    @api.depends("inquiry_id")
    def _compute_withdrawn_by(self):
        for wizard in self:
            inquiry = wizard.inquiry_id
            wizard.withdrawn_by = inquiry.contact_name or inquiry.outlet_id.name

    def action_withdraw(self):
        self.ensure_one()
        how = dict(self._fields["how"]._description_selection(self.env))[self.how]
        self.inquiry_id._withdraw(self.withdrawn_by, self.withdrawn_at, how)
        return {"type": "ir.actions.act_window_close"}
