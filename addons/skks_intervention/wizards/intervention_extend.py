from odoo import api, fields, models


class InterventionExtend(models.TransientModel):
    """Drafts the notice that a report is settled later than the law has it.

    The date moves when the notice has left, accepted like any reply, before the old
    date is over (Code of Administrative Procedure, art. 36 and 237 par. 4).
    """

    _name = "skks.intervention.extend"
    _description = "New Statutory Date of a Report"

    intervention_id = fields.Many2one("skks.intervention", required=True, readonly=True)
    legal_due_at = fields.Datetime(
        "Present date", related="intervention_id.legal_due_at"
    )
    extend_to = fields.Date("New date", required=True)
    last_day = fields.Date("Not later than", compute="_compute_last_day")
    basis = fields.Char(
        "Legal basis",
        required=True,
        compute="_compute_basis",
        store=True,
        readonly=False,
        precompute=True,
    )
    reason = fields.Text(required=True)

    @api.depends("intervention_id")
    def _compute_last_day(self):
        for wizard in self:
            wizard.last_day = wizard.intervention_id._last_extension_day()

    @api.depends("intervention_id")
    def _compute_basis(self):
        for wizard in self:
            wizard.basis = wizard.intervention_id.qualification_id.extension_basis

    def action_draft(self):
        """Make the draft and open it, to be completed and passed on."""
        self.ensure_one()
        case = self.intervention_id
        case.check_access("write")
        case._check_open()
        notice = case._draft_notice(
            "extension",
            extend_to=self.extend_to,
            basis=self.basis,
            reason=self.reason,
        )
        notice._check_extension()
        return notice._get_records_action()
