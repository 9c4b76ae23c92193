from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

GONE_STATES = ("not_ours", "cancelled")


class Contribution(models.Model):
    """One of several entities leads; another takes the lead over only by accepting it.

    The first entity that is asked leads. It answers for the whole where the kind of
    inquiry lets only the lead accept.
    """

    _inherit = "skks.contribution"
    _reason_actions = ("action_decline_lead",)
    _guarded_fields = ("is_lead", "lead_offered_by_id")

    is_lead = fields.Boolean("Leads", readonly=True, copy=False)
    lead_offered_by_id = fields.Many2one(
        "res.users",
        "Lead offered by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The entity is asked to lead; until it accepts, the present lead stays.",
    )
    may_offer_lead = fields.Boolean(compute="_compute_may_offer_lead")

    _one_lead = models.UniqueIndex("(inquiry_id) WHERE is_lead")

    @api.depends("is_lead", "state", "inquiry_id.contribution_ids.is_lead")
    @api.depends_context("uid")
    def _compute_may_offer_lead(self):
        for contribution in self:
            contribution.may_offer_lead = (
                not contribution.is_lead
                and not contribution.lead_offered_by_id
                and contribution.state not in GONE_STATES
                and contribution._is_offering_user()
            )

    def _is_offering_user(self):
        """The press office, and whoever answers for the present lead."""
        user = self.env.user
        if user.has_group("skks_base.group_officer"):
            return True
        return self.sudo()._present_lead().user_id in user._skks_acts_for()

    def _present_lead(self):
        return self.inquiry_id.all_contribution_ids.filtered("is_lead")

    # ------------------------------------------------------------------
    # Who leads by itself
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        contributions = super().create(vals_list)
        contributions.inquiry_id._choose_lead()
        return contributions

    def _move(self, state, **options):
        result = super()._move(state, **options)
        if state in GONE_STATES:
            self.sudo()._guarded_write({"lead_offered_by_id": False})
            self.inquiry_id._choose_lead()
        return result

    # ------------------------------------------------------------------
    # Handing the lead over
    # ------------------------------------------------------------------

    def action_offer_lead(self):
        """Ask the entity of this contribution to lead."""
        for contribution in self:
            contribution.check_access("read")
            if not contribution._is_offering_user():
                raise AccessError(
                    self.env._(
                        "The press office or the entity that leads hands the lead over."
                    )
                )
            if not contribution.may_offer_lead:
                raise UserError(
                    self.env._(
                        "“%s” leads already, or has been asked to.",
                        contribution.display_name,
                    )
                )
            contribution._offer_lead()
        return True

    def _offer_lead(self):
        contribution = self.sudo()
        contribution._guarded_write({"lead_offered_by_id": self.env.uid})
        self.env["skks.journal.entry"]._log(contribution, "contribution.lead_offer")
        for person in contribution.user_id._skks_acting_users():
            contribution.activity_schedule(
                "skks_press.mail_activity_lead",
                summary=self.env._("Will you lead?"),
                user_id=person.id,
            )

    def action_accept_lead(self):
        """Take the lead over; only who answers for the contribution may."""
        for contribution in self:
            contribution._check_lead_offered()
            before = contribution.sudo()._present_lead()
            before._guarded_write({"is_lead": False})
            before.flush_recordset(["is_lead"])
            contribution.sudo()._guarded_write(
                {"is_lead": True, "lead_offered_by_id": False}
            )
            contribution._end_lead_offer(
                "contribution.lead_accept", self.env._("accepts the lead")
            )
            contribution.inquiry_id.sudo()._lead_changed()
        return True

    def action_decline_lead(self, reason=None):
        for contribution in self:
            contribution._check_lead_offered()
            if not (reason or "").strip():
                raise UserError(self.env._("Say why the entity does not lead."))
            contribution.sudo()._guarded_write({"lead_offered_by_id": False})
            contribution._end_lead_offer(
                "contribution.lead_decline",
                self.env._("does not take the lead"),
                reason=reason,
            )
        return True

    def _check_lead_offered(self):
        self.check_access("read")
        if self.sudo().user_id not in self.env.user._skks_acts_for():
            raise AccessError(
                self.env._("Only the person of “%s” decides this.", self.display_name)
            )
        if not self.lead_offered_by_id:
            raise UserError(self.env._("Nobody has offered the lead."))

    def _end_lead_offer(self, act, words, reason=None):
        contribution = self.sudo()
        contribution.activity_unlink(["skks_press.mail_activity_lead"])
        self.env["skks.journal.entry"]._log(contribution, act, reason=reason)
        contribution.inquiry_id._tell_coordinator(
            "skks_base.mail_activity_letter",
            f"{contribution.entity_id.name}: {words}",
        )
