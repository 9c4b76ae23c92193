from odoo import api, fields, models


class ContributionGrant(models.TransientModel):
    """Gives an entity another internal date than the one that it has named."""

    _name = "skks.contribution.grant"
    _description = "Grant More Time"

    contribution_id = fields.Many2one("skks.contribution", required=True)
    due_at = fields.Datetime(
        "New date",
        required=True,
        compute="_compute_due_at",
        store=True,
        readonly=False,
        precompute=True,
    )

    @api.depends("contribution_id")
    def _compute_due_at(self):
        for wizard in self:
            contribution = wizard.contribution_id
            wizard.due_at = contribution.proposed_due_at or contribution.due_at

    def action_grant(self):
        self.ensure_one()
        self.contribution_id.action_grant_time(self.due_at)
        return {"type": "ir.actions.act_window_close"}
