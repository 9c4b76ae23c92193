from odoo import api, fields, models

from ..models.intervention_qualification import NEEDED


class InterventionQualify(models.TransientModel):
    """Says what a report is in law, about whom, and adds what its kind demands."""

    _name = "skks.intervention.qualify"
    _description = "Qualification of a Report"

    intervention_id = fields.Many2one("skks.intervention", required=True, readonly=True)
    qualification_id = fields.Many2one(
        "skks.intervention.qualification",
        "It is",
        required=True,
        compute="_compute_present",
        store=True,
        readonly=False,
        precompute=True,
    )
    guidance = fields.Text(related="qualification_id.guidance")
    legal_due_at = fields.Datetime(
        "Statutory date",
        compute="_compute_legal_due_at",
        help="From the receipt, whenever it was found out what the report is.",
    )
    member_policy_id = fields.Many2one(related="qualification_id.member_policy_id")
    register = fields.Selection(related="qualification_id.register")
    is_complaint = fields.Boolean(
        related="qualification_id.is_complaint", export_string_translation=False
    )
    from_member = fields.Boolean(
        "From a councillor or MP",
        compute="_compute_present",
        store=True,
        readonly=False,
        precompute=True,
    )
    complains_of = fields.Selection(
        selection=lambda self: self._selection_complains_of(),
        compute="_compute_present",
        store=True,
        readonly=False,
        precompute=True,
    )
    complained_entity_ids = fields.Many2many(
        "skks.entity",
        string="Units complained about",
        compute="_compute_present",
        store=True,
        readonly=False,
        precompute=True,
        help="They do not see the report, do not handle it and accept no reply.",
    )
    contact_name = fields.Char(
        "Submitter",
        compute="_compute_present",
        store=True,
        readonly=False,
        precompute=True,
    )
    postal_address = fields.Text(
        compute="_compute_present", store=True, readonly=False, precompute=True
    )
    email_from = fields.Char(
        "E-mail",
        compute="_compute_present",
        store=True,
        readonly=False,
        precompute=True,
    )
    reason = fields.Text("Why", required=True)

    @api.model
    def _selection_complains_of(self):
        field = self.env["skks.intervention"]._fields["complains_of"]
        return field._description_selection(self.env)

    @api.depends("intervention_id")
    def _compute_present(self):
        for wizard in self:
            case = wizard.intervention_id
            for fname in (
                *("qualification_id", "from_member", "complains_of"),
                *("complained_entity_ids", *NEEDED.values()),
            ):
                wizard[fname] = case[fname]

    @api.depends("qualification_id", "intervention_id")
    def _compute_legal_due_at(self):
        clocks = self.env["skks.clock"]
        for wizard in self:
            case, policy = wizard.intervention_id, wizard.qualification_id.policy_id
            wizard.legal_due_at = (
                policy
                and clocks._skks_prepare_start(
                    case, policy, started_at=case.received_at, entity=case.entity_id
                )["due_at"]
            )

    def action_confirm(self):
        """Qualify the report; its statutory term runs from the receipt."""
        self.ensure_one()
        case = self.intervention_id
        case.check_access("write")
        case._check_open()
        changed = {
            fname: self[fname]
            for fname in NEEDED.values()
            if (self[fname] or "") != (case[fname] or "")
        }
        if changed:
            case.write(changed)
        case._set_complained(self.complained_entity_ids, self.reason)
        case._qualify(
            self.qualification_id,
            self.reason,
            from_member=self.from_member and bool(self.member_policy_id),
            complains_of=self.complains_of,
        )
        return {"type": "ir.actions.act_window_close"}
