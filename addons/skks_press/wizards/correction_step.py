from odoo import fields, models


class CorrectionStep(models.TransientModel):
    """Writes down what happened to a correction, with the day and the evidence."""

    _name = "skks.correction.step"
    _description = "Step of a Correction"

    correction_id = fields.Many2one("skks.correction", required=True)
    step = fields.Selection(
        [
            ("posted", "Posted"),
            ("received", "Received by the newsroom"),
            ("refused", "Refusal delivered"),
            ("published", "Published"),
        ],
        required=True,
    )
    day = fields.Date(
        "On", required=True, default=lambda self: self.env.company._skks_today()
    )
    number = fields.Char("Number of the registered letter")
    note = fields.Text("Why they refuse")

    def action_confirm(self):
        """Record it; the correction checks whether it may be so."""
        self.ensure_one()
        self.correction_id._record_step(self.step, self.day, self.number, self.note)
        return {"type": "ir.actions.act_window_close"}
