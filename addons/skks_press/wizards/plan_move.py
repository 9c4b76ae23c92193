from odoo import fields, models


class PlanMove(models.TransientModel):
    """Asks for the new date of a plan item, and why."""

    _name = "skks.plan.move"
    _description = "Move a Plan Item"

    item_id = fields.Many2one("skks.plan.item", required=True, readonly=True)
    date = fields.Date("New date", required=True)
    date_end = fields.Date("Until")
    reason = fields.Text(required=True)

    def action_move(self):
        self.ensure_one()
        self.item_id._move_to(self.date, self.date_end, self.reason)
        return {"type": "ir.actions.act_window_close"}
