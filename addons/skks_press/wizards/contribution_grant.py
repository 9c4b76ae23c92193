from odoo import fields, models


class ContributionGrant(models.TransientModel):
    """Gives an entity another internal date than the one that it has named."""

    _name = "skks.contribution.grant"
    _description = "Grant More Time"

    contribution_id = fields.Many2one(
        "skks.contribution",
        required=True,
        readonly=True,
        default=lambda self: self.env.context.get("active_id"),
    )
    due_at = fields.Datetime(
        "New date",
        required=True,
        default=lambda self: self._default_due_at(),
    )

    def _default_due_at(self):
        contribution = self.env["skks.contribution"].browse(
            self.env.context.get("active_id")
        )
        return contribution.proposed_due_at or contribution.due_at

    def action_grant(self):
        self.ensure_one()
        self.contribution_id.action_grant_time(self.due_at)
        return {"type": "ir.actions.act_window_close"}
