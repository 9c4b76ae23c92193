from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.skks_base.tools.moments import naive_utc


class ContributionAsk(models.TransientModel):
    """Ask an entity for its part of an answer; topic and rules propose whom."""

    _name = "skks.contribution.ask"
    _description = "Ask an Entity"

    inquiry_id = fields.Many2one("skks.inquiry", required=True, readonly=True)
    entity_id = fields.Many2one(
        "skks.entity",
        required=True,
        compute="_compute_entity_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    has_nobody = fields.Boolean(related="entity_id.has_nobody")
    representative_id = fields.Many2one(
        "skks.representative",
        required=True,
        domain="[('entity_id', '=', entity_id)]",
        compute="_compute_representative_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    request = fields.Html(
        "What we ask",
        compute="_compute_request",
        store=True,
        readonly=False,
        precompute=True,
    )
    due_at = fields.Datetime("Due", compute="_compute_due_at")
    is_unrealistic = fields.Boolean(compute="_compute_due_at")

    @api.depends("inquiry_id")
    def _compute_entity_id(self):
        for wizard in self:
            asked = wizard.inquiry_id.contribution_ids.entity_id
            proposed = wizard.inquiry_id.topic_id.entity_id
            wizard.entity_id = proposed - asked

    @api.depends("entity_id")
    def _compute_representative_id(self):
        for wizard in self:
            entity = wizard.entity_id
            topic = wizard.inquiry_id.topic_id
            found = entity._skks_representative_for(topic) if entity else False
            wizard.representative_id = found

    @api.depends("inquiry_id")
    def _compute_request(self):
        for wizard in self:
            wizard.request = wizard.inquiry_id.description

    @api.depends("inquiry_id", "entity_id")
    def _compute_due_at(self):
        for wizard in self:
            plan = wizard.entity_id and wizard.inquiry_id._plan(wizard.entity_id)
            wizard.due_at = plan and naive_utc(plan.contribution_due)
            wizard.is_unrealistic = plan and not plan.realistic

    def action_ask(self):
        """Ask, and go back to the case."""
        self.ensure_one()
        self._ask()
        return {"type": "ir.actions.act_window_close"}

    def action_ask_and_next(self):
        """Ask, and open the same window for another entity."""
        self.ensure_one()
        self._ask()
        return self.inquiry_id.action_ask()

    def _ask(self):
        if not self.representative_id:
            raise UserError(
                self.env._(
                    "%s has no active representative. Enter one under Entities and"
                    " People, or ask its superior.",
                    self.entity_id.display_name,
                )
            )
        if self.inquiry_id.state == "new":
            self.inquiry_id.action_confirm()
        return self.env["skks.contribution"].create(
            {
                "inquiry_id": self.inquiry_id.id,
                "entity_id": self.entity_id.id,
                "representative_id": self.representative_id.id,
                "request": self.request,
            }
        )
