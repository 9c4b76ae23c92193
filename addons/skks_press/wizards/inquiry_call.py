from odoo import api, fields, models
from odoo.tools.mail import plaintext2html


class InquiryCall(models.TransientModel):
    """A journalist on the phone: three fields, and the inquiry is registered."""

    _name = "skks.inquiry.call"
    _description = "Phone Call of a Journalist"

    journalist_id = fields.Many2one(
        "res.partner",
        "Who is calling",
        required=True,
        domain=[("skks_kind", "=", "journalist")],
    )
    phone = fields.Char(
        "Phone to call back",
        required=True,
        compute="_compute_sender",
        store=True,
        readonly=False,
        precompute=True,
    )
    question = fields.Text("What is asked", required=True)
    # the rest may wait
    outlet_id = fields.Many2one(
        "res.partner",
        domain=[("skks_kind", "=", "outlet")],
        compute="_compute_sender",
        store=True,
        readonly=False,
        precompute=True,
    )
    asked_for = fields.Datetime("Wanted by")
    category_id = fields.Many2one("skks.inquiry.category", "Kind")
    topic_id = fields.Many2one("skks.topic")
    priority = fields.Selection(
        selection=lambda self: self.env["skks.inquiry"]
        ._fields["priority"]
        ._description_selection(self.env),
        default="0",
    )

    @api.depends("journalist_id")
    def _compute_sender(self):
        for call in self:
            call.phone = call.journalist_id.phone
            call.outlet_id = call.journalist_id.current_outlet_ids[:1]

    def action_register(self):
        """Register the call and open the inquiry."""
        return self._register_call()._get_records_action()

    def action_answered(self):
        """Register the call, which was answered at once: say what was said."""
        return self._register_call().action_answered_otherwise()

    def _register_call(self):
        self.ensure_one()
        if not self.journalist_id.phone:
            self.journalist_id.phone = self.phone
        inquiry = self.env["skks.inquiry"].create(self._prepare_inquiry_values())
        inquiry.action_confirm()
        return inquiry

    def _prepare_inquiry_values(self):
        first_line = self.question.strip().splitlines()[0]
        values = {
            "name": first_line[:120],
            "description": plaintext2html(self.question),
            "channel": "phone",
            "journalist_id": self.journalist_id.id,
            "outlet_id": self.outlet_id.id,
            "phone": self.phone,
            "asked_for": self.asked_for,
            "topic_id": self.topic_id.id,
            "priority": self.priority,
            "coordinator_id": self.env.uid,
        }
        if self.category_id:
            values["category_id"] = self.category_id.id
        return values
