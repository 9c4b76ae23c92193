from odoo import api, fields, models


class InterventionSplit(models.TransientModel):
    """Several units have to mend what was reported: who replies, who does a part."""

    _name = "skks.intervention.split"
    _description = "Split a Report for Several Units"

    intervention_id = fields.Many2one(
        "skks.intervention", "Report", required=True, readonly=True
    )
    company_id = fields.Many2one(related="intervention_id.company_id")
    lead_id = fields.Many2one(
        "skks.entity",
        "Replies to the submitter",
        required=True,
        compute="_compute_lead_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('company_id', '=', company_id), ('has_nobody', '=', False)]",
    )
    entity_ids = fields.Many2many(
        "skks.entity",
        string="Do a part",
        required=True,
        domain="[('company_id', '=', company_id), ('has_nobody', '=', False),"
        " ('id', '!=', lead_id)]",
    )
    task = fields.Text("What they are to do")

    @api.depends("intervention_id")
    def _compute_lead_id(self):
        for wizard in self:
            wizard.lead_id = wizard.intervention_id.entity_id

    def action_confirm(self):
        self.ensure_one()
        self.intervention_id._split(self.lead_id, self.entity_ids, self.task or "")
        return {"type": "ir.actions.act_window_close"}
