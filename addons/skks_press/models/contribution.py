from odoo import fields, models

from odoo.addons.skks_base.tools.moments import naive_utc

OWED_STATES = ("requested", "returned")


class Contribution(models.Model):
    """What one entity owes to the answer of an inquiry."""

    _name = "skks.contribution"
    _description = "Contribution"
    _inherit = ["skks.entity.part.mixin"]
    _order = "inquiry_id desc, id"

    _transitions = {
        "requested": {"delivered", "not_ours", "cancelled"},
        "delivered": {"accepted", "returned"},
        "returned": {"delivered", "not_ours", "cancelled"},
        "accepted": {"returned"},
        "not_ours": set(),
        "cancelled": set(),
    }
    _part_case_field = "inquiry_id"
    _part_act = "contribution"
    _part_owed = OWED_STATES
    _part_delivered = "delivered"
    _part_own_fields = frozenset(
        {"body", "attachment_ids", "is_background", "is_trade_secret"}
    )
    _part_notice = "skks_press.contribution_notice"

    inquiry_id = fields.Many2one(
        "skks.inquiry", required=True, readonly=True, index=True, ondelete="restrict"
    )
    number = fields.Char(related="inquiry_id.number", store=True)
    name = fields.Char(related="inquiry_id.name", string="Subject", store=True)
    priority = fields.Selection(related="inquiry_id.priority", store=True)
    coordinator_id = fields.Many2one(related="inquiry_id.coordinator_id", store=True)
    company_id = fields.Many2one(related="inquiry_id.company_id", store=True)
    embargo_until = fields.Datetime(related="inquiry_id.embargo_until")
    # what
    request = fields.Html("What we ask", help="Written by the press office.")
    body = fields.Html("Contribution")
    is_background = fields.Boolean("For background only")
    is_trade_secret = fields.Boolean("Contains a trade secret")
    # where it stands
    state = fields.Selection(
        [
            ("requested", "Requested"),
            ("delivered", "Delivered"),
            ("accepted", "Accepted"),
            ("returned", "Returned"),
            ("not_ours", "Not ours"),
            ("cancelled", "Cancelled"),
        ],
        default="requested",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    due_at = fields.Datetime(help="Counted back from the date of the answer.")
    shared_attachment_ids = fields.Many2many(
        "ir.attachment",
        "skks_contribution_shared_attachment_rel",
        string="Files from the entity's address",
        readonly=True,
        copy=False,
    )

    _inquiry_entity_idx = models.Index("(inquiry_id, entity_id)")

    # ------------------------------------------------------------------
    # When
    # ------------------------------------------------------------------

    def _plan_due(self):
        """Start or move the internal clocks to the dates that the plans leave."""
        self.inquiry_id._follow_terms()
        dues = {}
        for contribution in self.sudo():
            if contribution.state in OWED_STATES:
                inquiry = contribution.inquiry_id
                plan = inquiry._plan(contribution.entity_id)
                inquiry._note_plan(plan)
                dues[contribution] = naive_utc(plan.contribution_due)
        self.sudo()._set_dues(dues)

    def _clock_policy(self):
        policy = self.inquiry_id._clock_policy("internal")
        default = "skks_press.clock_policy_contribution"
        data = self.env["ir.model.data"]
        return policy or policy.browse(data._xmlid_to_res_id(default, True))

    # ------------------------------------------------------------------
    # Actions of the office
    # ------------------------------------------------------------------

    def action_pass_on(self):
        """“To nie my, to …”: one click asks the entity that was named instead.

        Without a name, or for an entity nobody represents, the officer chooses.
        """
        self.ensure_one()
        self._check_office()
        entity = self.suggested_entity_id
        person = entity and entity._skks_representative_for(self.inquiry_id.topic_id)
        request = self.request
        self.action_take_not_ours()
        if not person:
            action = self.inquiry_id.action_ask()
            action["context"] |= {"default_entity_id": entity.id} if entity else {}
            return action
        asked = self.create(
            {
                "inquiry_id": self.inquiry_id.id,
                "entity_id": entity.id,
                "representative_id": person.id,
                "request": request,
            }
        )
        return asked._get_records_action()
