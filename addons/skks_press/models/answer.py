from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.skks_base.tools.moments import naive_utc

from .inquiry import OPEN_STATES


class Answer(models.Model):
    """The answer to an inquiry: drafted, accepted in two stages, sent, proved."""

    _name = "skks.answer"
    _description = "Answer"
    _inherit = [
        "skks.outgoing.mixin",
        "skks.desk.mixin",
        "skks.narrative.used.mixin",
    ]
    _order = "inquiry_id desc, id desc"

    _signoff_content = ("name", "body")
    _guarded_fields = ("next_due_at",)
    _desk_columns = {
        "number": "number",
        "name": "name",
        "state": "signoff_state",
        "priority": "priority",
        "waiting_for": "waiting_for",
        "waiting_since": "waiting_since",
        "nudged_at": "nudged_at",
        "next_due_at": "next_due_at",
        "coordinator_id": "coordinator_id",
        "company_id": "company_id",
    }

    inquiry_id = fields.Many2one(
        "skks.inquiry", required=True, readonly=True, index=True, ondelete="restrict"
    )
    name = fields.Char("Subject", required=True)
    number = fields.Char(related="inquiry_id.number", store=True)
    priority = fields.Selection(related="inquiry_id.priority", store=True)
    coordinator_id = fields.Many2one(
        related="inquiry_id.coordinator_id", store=True, index=True
    )
    company_id = fields.Many2one(
        related="inquiry_id.company_id", store=True, index=True
    )
    contribution_ids = fields.Many2many(
        "skks.contribution",
        string="Rests on",
        domain="[('inquiry_id', '=', inquiry_id)]",
        groups="skks_base.group_officer,skks_base.group_leadership,"
        "skks_base.group_auditor",
        help="Each of these entities accepts the answer first.",
    )
    next_due_at = fields.Datetime("Due", readonly=True, copy=False, index=True)

    @api.depends("number", "name")
    def _compute_display_name(self):
        for answer in self:
            answer.display_name = answer.name or answer.number

    @api.model_create_multi
    def create(self, vals_list):
        answers = super().create(vals_list)
        answers._update_waiting()
        answers._update_due()
        return answers

    def write(self, vals):
        if "contribution_ids" not in vals:
            return super().write(vals)
        sources = {answer: answer.contribution_ids for answer in self}
        result = super().write(vals)
        for answer in self:
            if answer.contribution_ids != sources[answer]:
                answer._signoff_void()
        return result

    # ------------------------------------------------------------------
    # Sign-off
    # ------------------------------------------------------------------

    def _signoff_stages(self):
        return self.inquiry_id.sudo().category_id._stages()

    def _signoff_basis(self):
        return self.inquiry_id.sudo().category_id

    def _signoff_demanded(self):
        return self.inquiry_id.sudo().category_id._demanded_stages()

    def _signoff_entities(self):
        entities = self.sudo().contribution_ids.entity_id
        if self.inquiry_id.sudo().category_id.lead_only:
            contributions = self.sudo().contribution_ids
            lead = contributions.filtered("is_lead") or contributions.sorted("id")[:1]
            return lead.entity_id
        return entities

    def _signoff_entity_users(self, entity):
        """Who delivered vouches for it; the entity's others only when they cannot."""
        contributions = self.sudo().contribution_ids.filtered(
            lambda contribution: contribution.entity_id == entity
        )
        people = contributions.user_id.filtered("active")
        people -= self.signoff_author_ids
        return people or super()._signoff_entity_users(entity)

    def _signoff_subject(self):
        return self.name or ""

    def _signoff_addresses(self):
        address = self.inquiry_id.sudo()._reply_address()
        return [address] if address else []

    def _signoff_submit(self):
        if not self._signoff_addresses():
            raise UserError(
                self.env._(
                    "The inquiry has no e-mail address to answer to. Enter it in the"
                    " inquiry, or record that it was answered without a letter."
                )
            )
        return super()._signoff_submit()

    def _signoff_on_returned(self, reason):
        result = super()._signoff_on_returned(reason)
        self.inquiry_id._tell_coordinator(
            "skks_base.mail_activity_letter", self.env._("Returned: %s", reason)
        )
        return result

    def _signoff_on_moved(self):
        """The case follows its answer: in acceptance, or back to work."""
        self._update_waiting()
        self._update_due()
        self.inquiry_id.sudo()._follow_letters()

    def _update_due(self):
        """The date of the present step, from the plan of the case."""
        for answer in self.sudo():
            if answer.emergency_state == "open":
                answer._guarded_write({"next_due_at": answer.emergency_due_at})
                continue
            due = answer._step_due()
            if answer.next_due_at != due:
                answer._guarded_write({"next_due_at": due})

    def _step_due(self):
        """When the present step is due, counted back from the answer (naive UTC)."""
        plan = self.inquiry_id._plan(now=self.inquiry_id.received_at)
        stages = ["draft", *self._signoff_stages()]
        if self.signoff_state == "approved":
            return naive_utc(plan.step_dues[-1])
        state = self.signoff_state if self.signoff_state in stages else "draft"
        return naive_utc(plan.step_dues[stages.index(state)])

    # ------------------------------------------------------------------
    # Leaving
    # ------------------------------------------------------------------

    def _outgoing_case(self):
        return self.inquiry_id

    def _outgoing_send(self):
        if self.inquiry_id.state not in self._states_to_send():
            raise UserError(
                self.env._("“%s” is not open any more.", self.inquiry_id.display_name)
            )
        result = super()._outgoing_send()
        self._update_waiting()
        return result

    def _outgoing_on_sent(self):
        result = super()._outgoing_on_sent()
        self._update_waiting()
        self._take_effect()
        return result

    def _outgoing_on_failed(self, reason):
        result = super()._outgoing_on_failed(reason)
        self._update_waiting()
        self._lose_effect(reason)
        return result

    def _states_to_send(self):
        """States of the inquiry in which the letter may leave."""
        return ("approval", "in_progress")

    def _take_effect(self):
        """Draw for the inquiry what follows from the letter that has left."""
        inquiry = self.inquiry_id.sudo()
        if inquiry.state in ("approval", "in_progress"):
            inquiry._note_answered(self.sent_at)

    def _lose_effect(self, reason):
        """Take back what followed from a letter that did not arrive."""
        self.inquiry_id.sudo()._note_undelivered(reason)

    # ------------------------------------------------------------------
    # Desk
    # ------------------------------------------------------------------

    def _waiting_for(self):
        if self.emergency_state == "open":
            return "approver"
        if self.sent_at or self.inquiry_id.state not in OPEN_STATES:
            return False
        return (
            "approver" if self.signoff_state in ("substantive", "office") else "office"
        )

    @api.model
    def _desk_mine_domain(self):
        user = self.env.user
        to_accept = Domain("waiting_for", "=", "approver") & Domain(
            "can_approve", "=", True
        )
        to_write = Domain("waiting_for", "=", "office") & user._skks_act_for_domain(
            "coordinator_id"
        )
        return to_accept | to_write

    def _desk_waiting_users(self):
        if self.waiting_for == "approver":
            return self.sudo().approver_ids.with_env(self.env)
        return self.sudo().coordinator_id.with_env(self.env)

    def _desk_waiting_names(self):
        return {
            answer.id: ", ".join(
                (
                    answer.sudo().approver_ids
                    if answer.waiting_for == "approver"
                    else answer.sudo().coordinator_id
                ).mapped("name")
            )
            for answer in self
        }
