from odoo import api, fields, models


class PartGrantMixin(models.AbstractModel):
    """Gives an entity another internal date than the one that it has named."""

    _name = "skks.part.grant.mixin"
    _description = "Grant More Time to an Entity"

    # Field of what the entity owes.
    _part_field = None

    due_at = fields.Datetime(
        "New date",
        required=True,
        compute="_compute_due_at",
        store=True,
        readonly=False,
        precompute=True,
    )

    @api.depends(lambda self: [self._part_field] if self._part_field else [])
    def _compute_due_at(self):
        for wizard in self:
            part = wizard[wizard._part_field]
            wizard.due_at = part.proposed_due_at or part.due_at

    def action_grant(self):
        self.ensure_one()
        self[self._part_field].action_grant_time(self.due_at)
        return {"type": "ir.actions.act_window_close"}


class ContributionGrant(models.TransientModel):
    """Gives an entity another date for its contribution."""

    _name = "skks.contribution.grant"
    _description = "Grant More Time"
    _inherit = ["skks.part.grant.mixin"]
    _part_field = "contribution_id"

    contribution_id = fields.Many2one("skks.contribution", required=True)
