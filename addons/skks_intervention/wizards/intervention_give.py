from odoo import api, fields, models


class InterventionGive(models.TransientModel):
    """Somebody else in the same unit works on a report."""

    _name = "skks.intervention.give"
    _description = "Give a Report to a Colleague"

    intervention_id = fields.Many2one(
        "skks.intervention", "Report", required=True, readonly=True
    )
    candidate_ids = fields.Many2many(
        "skks.representative", compute="_compute_candidate_ids"
    )
    representative_id = fields.Many2one(
        "skks.representative",
        "Colleague",
        required=True,
        domain="[('id', 'in', candidate_ids)]",
    )
    why = fields.Char("Because")

    @api.depends("intervention_id")
    def _compute_candidate_ids(self):
        for wizard in self:
            case = wizard.intervention_id.sudo()
            people = case.entity_id.representative_ids.filtered("active")
            wizard.candidate_ids = people.filtered(
                lambda one, taken=case.user_id: one.user_id != taken
            )

    def action_confirm(self):
        self.ensure_one()
        self.intervention_id._give_to(self.representative_id, self.why or "")
        return {"type": "ir.actions.act_window_close"}
