from odoo import api, fields, models


class InterventionUphold(models.TransientModel):
    """Says which earlier complaint this one repeats, and that nothing is new."""

    _name = "skks.intervention.uphold"
    _description = "Upholding of an Earlier Position"

    intervention_id = fields.Many2one("skks.intervention", required=True, readonly=True)
    available_ids = fields.Many2many(
        "skks.intervention", compute="_compute_available_ids"
    )
    earlier_id = fields.Many2one(
        "skks.intervention",
        "Earlier complaint",
        required=True,
        domain="[('id', 'in', available_ids)]",
        help="Refused in an answer that gave its grounds in fact and in law.",
    )
    reason = fields.Text("Why nothing is new", required=True)

    @api.depends("intervention_id")
    def _compute_available_ids(self):
        for wizard in self:
            case = wizard.intervention_id
            wizard.available_ids = case.search(case._repeatable_domain(), limit=200)

    def action_confirm(self):
        """Close the report with that note; the submitter is not told."""
        self.ensure_one()
        self.intervention_id._uphold(self.earlier_id, self.reason)
        return {"type": "ir.actions.act_window_close"}
