from odoo import api, fields, models


class InterventionNotOurs(models.TransientModel):
    """A unit gives a report back, and names whose it is if it knows."""

    _name = "skks.intervention.not.ours"
    _description = "Report: Not Ours"

    intervention_id = fields.Many2one(
        "skks.intervention", "Report", required=True, readonly=True
    )
    candidate_ids = fields.Many2many("skks.entity", compute="_compute_candidate_ids")
    entity_id = fields.Many2one(
        "skks.entity",
        "Whose is it?",
        domain="[('id', 'in', candidate_ids)]",
        help="Left empty, the dispatcher decides.",
    )
    why = fields.Char("Why it is not ours", required=True)

    @api.depends("intervention_id")
    def _compute_candidate_ids(self):
        for wizard in self:
            case = wizard.intervention_id.sudo()
            known = wizard.env["skks.entity"].search(
                [("company_id", "=", case.company_id.id), ("has_nobody", "=", False)]
            )
            wizard.candidate_ids = known - case._refused_by() - case.entity_id

    def action_confirm(self):
        """Give it back and leave it: the unit does not see it any more."""
        self.ensure_one()
        self.intervention_id._not_ours(self.entity_id, self.why)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "skks_intervention.skks_intervention_action"
        )
        return action | {"target": "main"}
