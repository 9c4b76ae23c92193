from odoo import api, fields, models


class InterventionSend(models.TransientModel):
    """The dispatcher sends a report to the unit that can mend it."""

    _name = "skks.intervention.send"
    _description = "Send a Report to a Unit"

    intervention_id = fields.Many2one(
        "skks.intervention", "Report", required=True, readonly=True
    )
    company_id = fields.Many2one(related="intervention_id.company_id")
    category_id = fields.Many2one(
        "skks.intervention.category",
        required=True,
        compute="_compute_category_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('company_id', '=', company_id)]",
    )
    entity_id = fields.Many2one(
        "skks.entity",
        "Unit",
        required=True,
        domain="[('company_id', '=', company_id), ('has_nobody', '=', False)]",
    )
    representative_id = fields.Many2one(
        "skks.representative",
        "Person",
        domain="[('entity_id', '=', entity_id)]",
        help="Left empty, the unit decides who takes it up.",
    )
    why = fields.Char("Because")
    refused_by = fields.Char("Not theirs, they say", compute="_compute_refused_by")

    @api.depends("intervention_id")
    def _compute_category_id(self):
        for wizard in self:
            wizard.category_id = wizard.intervention_id.category_id

    @api.depends("intervention_id")
    def _compute_refused_by(self):
        for wizard in self:
            entities = wizard.intervention_id._refused_by()
            wizard.refused_by = ", ".join(entities.mapped("name"))

    @api.onchange("entity_id")
    def _onchange_entity_id(self):
        if self.representative_id.entity_id != self.entity_id:
            self.representative_id = False

    def action_confirm(self):
        self.ensure_one()
        case = self.intervention_id
        case._check_dispatches()
        if self.category_id != case.category_id:
            case.category_id = self.category_id
        case._send_to(self.entity_id, self.representative_id, self.why or "")
        return {"type": "ir.actions.act_window_close"}
