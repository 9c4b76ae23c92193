from odoo import api, fields, models


class NarrativeNotMine(models.TransientModel):
    """Asks who should vouch for a position instead, or leaves it to the office."""

    _name = "skks.narrative.not.mine"
    _description = "Position of Somebody Else"

    narrative_id = fields.Many2one("skks.narrative", "Position", required=True)
    candidate_ids = fields.Many2many("res.users", compute="_compute_candidate_ids")
    user_id = fields.Many2one(
        "res.users",
        "Who should vouch for it",
        domain="[('id', 'in', candidate_ids)]",
        help="This person is asked first. Without anybody, the press office chooses.",
    )
    reason = fields.Text(required=True)

    @api.depends("narrative_id")
    def _compute_candidate_ids(self):
        for wizard in self:
            wizard.candidate_ids = (
                wizard.narrative_id.has_access("read")
                and wizard.narrative_id._possible_experts() - self.env.user
            )

    @api.model_create_multi
    def create(self, vals_list):
        """Not about a position that one may not read: it would tell its title."""
        wizards = super().create(vals_list)
        wizards.narrative_id.check_access("read")
        return wizards

    def write(self, vals):
        result = super().write(vals)
        self.narrative_id.check_access("read")
        return result

    def action_pass_on(self):
        """Ask the person, or the heads of the office."""
        self.ensure_one()
        if self.user_id:
            self.narrative_id._ask_to_take_over(self.user_id, self.reason)
        else:
            self.narrative_id.action_not_mine(self.reason)
        away = self.env["skks.desk"]._skks_away_from(self.narrative_id)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self._message_asked(),
                "next": away or {"type": "ir.actions.act_window_close"},
            },
        }

    def _message_asked(self):
        if self.user_id:
            return self.env._(
                "%s was asked. Until then it stays with you.", self.user_id.name
            )
        return self.env._("The press office was asked. Until then it stays with you.")
