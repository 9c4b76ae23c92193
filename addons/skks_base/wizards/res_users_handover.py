from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command


class ResUsersHandover(models.TransientModel):
    """Hand over what is open with a person: a long absence, a change of post.

    It shows numbers only, so whoever does it need not see the cases.
    """

    _name = "res.users.handover"
    _description = "Hand over Work"

    user_id = fields.Many2one(
        "res.users", "From", required=True, domain=[("share", "=", False)]
    )
    reason = fields.Char(required=True)
    line_ids = fields.One2many(
        "res.users.handover.line",
        "handover_id",
        "What is open",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    is_empty = fields.Boolean(compute="_compute_is_empty")

    @api.model
    def _check_may(self):
        allowed = "skks_base.group_manager,skks_base.group_admin"
        if not (self.env.su or self.env.user.has_groups(allowed)):
            raise AccessError(
                self.env._("Only the head of office or an administrator hands over.")
            )

    @api.depends("user_id")
    def _compute_line_ids(self):
        self._check_may()
        for handover in self:
            handover.line_ids = [Command.clear()] + [
                Command.create(values) for values in handover._prepare_lines()
            ]

    @api.depends("line_ids")
    def _compute_is_empty(self):
        for handover in self:
            handover.is_empty = not handover.line_ids

    def _prepare_lines(self):
        Handover = self.env["skks.handover"]
        user = self.user_id._origin
        return [
            {
                "name": share.label,
                "res_model": share.records._name,
                "fname": share.fname,
                "entity_id": share.entity.id,
                "company_id": share.company.id,
                "count": len(share.records),
                "by_rule": share.by_rule,
                "successor_id": Handover._propose(share, user).id,
            }
            for share in (Handover._shares(user) if user else ())
        ]

    def action_hand_over(self):
        """Hand over, line by line, to whom the lines name."""
        self.ensure_one()
        self._check_may()
        successors = {
            (line.res_model, line.fname, line.entity_id.id, line.company_id.id): (
                line.successor_id
            )
            for line in self.line_ids
            if line.successor_id
        }
        if self.user_id in self.line_ids.successor_id:
            raise UserError(
                self.env._("Nobody takes over the own work. Choose another person.")
            )
        done, left = self.env["skks.handover"]._hand_over(
            self.user_id, successors, self.reason
        )
        count = sum(len(share.records) for share, _successor in done)
        rest = sum(len(share.records) for share in left)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if rest else "success",
                "message": self.env._(
                    "Handed over: %(count)s. Left with %(user)s: %(rest)s.",
                    count=count,
                    user=self.user_id.name,
                    rest=rest,
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }


class ResUsersHandoverLine(models.TransientModel):
    """One kind of work and who takes it over."""

    _name = "res.users.handover.line"
    _description = "Work to Hand over"

    handover_id = fields.Many2one(
        "res.users.handover", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char("What", readonly=True)
    res_model = fields.Char(readonly=True, export_string_translation=False)
    fname = fields.Char(readonly=True, export_string_translation=False)
    entity_id = fields.Many2one("skks.entity", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    count = fields.Integer("How many", readonly=True)
    by_rule = fields.Boolean(
        "By rule",
        readonly=True,
        help="Nobody chooses who takes it over: the rules of acceptance do.",
    )
    successor_id = fields.Many2one(
        "res.users", "Who takes it over", domain=[("share", "=", False)]
    )
