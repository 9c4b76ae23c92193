from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# More cannot be looked through on a screen; the counts are of all.
SHOWN = 200


class RetentionPreview(models.TransientModel):
    """What would go if a rule of retention ran now; only here is one switched on.

    It tells numbers, kinds and dates, so whoever sets the rules need not read the
    cases. Nothing is changed by looking; that somebody looked is in the journal.
    """

    _name = "skks.retention.preview"
    _description = "What a Rule of Retention Would Do"
    _inherit = ["skks.guard.mixin"]

    _guarded_fields = ("due_count", "held_count", "seen_terms")

    rule_id = fields.Many2one(
        "skks.retention.rule", required=True, readonly=True, ondelete="cascade"
    )
    action = fields.Selection(related="rule_id.action")
    is_on = fields.Boolean(related="rule_id.is_on")
    due_count = fields.Integer("Would go now", readonly=True)
    held_count = fields.Integer("Stay all the same", readonly=True)
    seen_terms = fields.Char(
        readonly=True,
        export_string_translation=False,
        help="The terms by which it was counted.",
    )
    line_ids = fields.One2many("skks.retention.preview.line", "preview_id", "Cases")

    @api.model
    def _check_may(self):
        allowed = "skks_base.group_manager,skks_base.group_admin"
        if not self.env.user.has_groups(allowed):
            raise AccessError(
                self.env._(
                    "Only the head of office or an administrator decides on retention."
                )
            )

    def _open(self):
        """Look, and show what was found."""
        self.ensure_one()
        self._check_may()
        self.rule_id.check_access("read")
        self._look()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What Would Go"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _look(self):
        rule = self.rule_id
        due = rule._due()
        reasons = {case: case._retention_stays_because() for case in due}
        held = due.filtered(lambda case: reasons[case])
        self.line_ids.sudo().unlink()
        self.env["skks.retention.preview.line"].sudo().create(
            [
                {
                    "preview_id": self.id,
                    "res_model": case._name,
                    "res_id": case.id,
                    "number": case.number,
                    "closed_at": case.closed_at or case.received_at,
                    "due_on": rule._due_on(case),
                    "stays_because": reasons[case],
                }
                for case in due[:SHOWN]
            ]
        )
        self._guarded_write(
            {
                "due_count": len(due - held),
                "held_count": len(held),
                "seen_terms": rule._terms(),
            }
        )
        self.env["skks.journal.entry"]._log(
            rule, "retention.look", new=f"{len(due - held)} + {len(held)}"
        )

    def action_look_again(self):
        """Look once more, after a case was held or released."""
        return self._open()

    def action_switch_on(self):
        """Let the rule run every night from now on."""
        self.ensure_one()
        self._check_may()
        self.rule_id.check_access("write")
        if self.seen_terms != self.rule_id._terms():
            return self._open()  # other cases would go than those that were seen
        self.rule_id._switch_on()
        return {"type": "ir.actions.act_window_close"}


class RetentionPreviewLine(models.TransientModel):
    """A case that a rule would let go, or that stays although its time is over."""

    _name = "skks.retention.preview.line"
    _description = "Case whose Time is Over"
    _order = "due_on, id"

    _reason_actions = ("action_hold",)

    preview_id = fields.Many2one(
        "skks.retention.preview", required=True, index=True, ondelete="cascade"
    )
    res_model = fields.Char(readonly=True, export_string_translation=False)
    res_id = fields.Many2oneReference(
        model_field="res_model", readonly=True, export_string_translation=False
    )
    number = fields.Char(readonly=True)
    closed_at = fields.Datetime("Closed or received", readonly=True)
    due_on = fields.Date("Due on", readonly=True)
    stays_because = fields.Char("Stays, because", readonly=True)

    def action_hold(self, reason=None):
        """Keep the case whole: a legal hold."""
        for line in self:
            if line.res_model not in self.env["skks.erasure"]._case_models():
                raise UserError(self.env._("This is no case."))
            case = self.env[line.res_model].browse(line.res_id)
            case.action_hold(reason)
            line.stays_because = case.sudo()._retention_stays_because()
        return True
