from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

PASS_ON = "skks_narrative.mail_activity_take_over"


class Narrative(models.Model):
    """“Not mine”: the expert names who should vouch for it, and that person agrees."""

    _inherit = "skks.narrative"

    _reason_actions = ("action_refuse_to_take_over",)
    _guarded_fields = ("proposed_expert_id",)
    _handover_fields = ("proposed_expert_id",)

    proposed_expert_id = fields.Many2one(
        "res.users",
        "Asked to take over",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        tracking=True,
    )
    can_take_over = fields.Boolean(compute="_compute_can_take_over")

    @api.depends("proposed_expert_id")
    @api.depends_context("uid")
    def _compute_can_take_over(self):
        for narrative in self:
            asked = narrative.sudo().proposed_expert_id
            narrative.can_take_over = asked == self.env.user

    def _possible_experts(self):
        """People of the entity who could vouch for it instead."""
        entity = self.sudo().entity_id
        people = entity.representative_ids.filtered("active").user_id | entity.head_id
        free = people.filtered("active") - self.sudo().expert_id
        return free.with_env(self.env)

    def action_open_not_mine(self):
        """Choose who should vouch for it."""
        self._check_may_confirm()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "skks_narrative.skks_narrative_not_mine_action"
        )
        return action | {"context": {"default_narrative_id": self.id}}

    def _ask_to_take_over(self, user, reason):
        """Ask ``user`` to become the expert; until then nothing changes."""
        self._check_may_confirm()
        reason = self._require_reason(reason)
        if user not in self._possible_experts():
            raise UserError(
                self.env._("Only somebody of the entity can vouch for “%s”.", self.name)
            )
        narrative = self.sudo()
        version = narrative.current_version_id
        if not version:
            raise UserError(self.env._("“%s” has no accepted version yet.", self.name))
        self._add_confirmation("not_mine", version, note=reason)
        narrative.activity_unlink([PASS_ON])
        narrative._guarded_write({"proposed_expert_id": user.id})
        words = self.with_context(lang=user.lang)
        narrative.activity_schedule(
            PASS_ON,
            summary=words.env._("Will you vouch for this position?"),
            note=reason,
            user_id=user.id,
        )
        self._tell_thread(
            self.env._(
                "%(user)s is asked to vouch for it: %(reason)s",
                user=user.sudo().name,
                reason=reason,
            )
        )

    def _check_may_take_over(self):
        self.ensure_one()
        self.check_access("read")
        if not self.can_take_over:
            raise AccessError(self.env._("“%s” was not offered to you.", self.name))

    def action_take_over(self):
        """Become the expert; this neither confirms the position nor renews it."""
        self._check_may_take_over()
        narrative = self.sudo()
        user = narrative.proposed_expert_id
        values = {"expert_id": user.id}
        if narrative.deputy_id == user:
            values["deputy_id"] = False
        narrative.write(values)
        narrative._end_of_asking()
        self.env["skks.journal.entry"]._log(self, "narrative.take_over", new=user.login)
        return True

    def action_refuse_to_take_over(self, reason=None):
        """Refuse; the heads of the office choose then."""
        reason = self._require_reason(reason)
        for narrative in self:
            narrative._check_may_take_over()
            narrative.sudo()._end_of_asking()
            narrative._tell_thread(
                self.env._("Somebody else has to vouch for it: %s", reason)
            )
            narrative._ask_heads_of_office(reason)
        return True

    def _end_of_asking(self):
        self._guarded_write({"proposed_expert_id": False})
        self.activity_unlink([PASS_ON])

    @api.model
    def _skks_handover_by_rule(self, fname):
        return fname == "proposed_expert_id" or super()._skks_handover_by_rule(fname)

    def _skks_handover_write(self, fname, user, successor):
        """Nobody inherits a question: the heads of the office choose."""
        if fname != "proposed_expert_id":
            return super()._skks_handover_write(fname, user, successor)
        for narrative in self.sudo():
            narrative._end_of_asking()
            narrative._ask_heads_of_office(
                self.env._("%s was asked to take over and has left.", user.name)
            )
        return self

    def write(self, vals):
        """Who was asked is asked no longer once somebody else is chosen."""
        result = super().write(vals)
        if vals.get("expert_id"):
            asked = self.sudo().filtered("proposed_expert_id")
            if asked:
                asked._end_of_asking()
        return result
