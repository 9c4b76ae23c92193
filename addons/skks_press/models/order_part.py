from odoo import fields, models
from odoo.exceptions import UserError

OWED_STATES = ("sent", "read", "taken", "returned")
# Step of the entity -> the clock that it stops.
STEPS = {"read": "read_at", "taken": "taken_at"}


class OrderPart(models.Model):
    """What one entity does about an order: read, taken, done with proof.

    Each step is an act of its own, written down with who took it and when. That a
    page was opened proves nothing, so reading is said by a button (or by a reply to
    the letter); whoever takes the order has read it.
    """

    _name = "skks.order.part"
    _description = "Order to an Entity"
    _inherit = ["skks.entity.part.mixin"]
    _order = "order_id desc, id"

    _transitions = {
        "sent": {"read", "taken", "not_ours", "cancelled"},
        "read": {"taken", "not_ours", "cancelled"},
        "taken": {"done", "not_ours", "cancelled"},
        "done": {"accepted", "returned"},
        "returned": {"done", "not_ours", "cancelled"},
        "accepted": {"returned"},
        "not_ours": set(),
        "cancelled": set(),
    }
    _part_case_field = "order_id"
    _part_act = "order.part"
    _part_owed = OWED_STATES
    _part_delivered = "done"
    _part_notice = "skks_press.order_notice"
    _guarded_fields = (
        "read_at",
        "read_by_id",
        "taken_at",
        "taken_by_id",
        "read_clock_id",
        "taken_clock_id",
    )

    order_id = fields.Many2one(
        "skks.order", required=True, readonly=True, index=True, ondelete="restrict"
    )
    number = fields.Char(related="order_id.number", store=True)
    name = fields.Char(related="order_id.name", string="Subject", store=True)
    priority = fields.Selection(related="order_id.priority", store=True)
    coordinator_id = fields.Many2one(related="order_id.coordinator_id", store=True)
    company_id = fields.Many2one(related="order_id.company_id", store=True)
    image_weight = fields.Selection(related="order_id.image_weight")
    description = fields.Html(related="order_id.description")
    source_name = fields.Char(related="order_id.source_name")
    source_url = fields.Char(related="order_id.source_url")
    order_attachment_ids = fields.Many2many(
        related="order_id.attachment_ids", string="Files of the order"
    )

    body = fields.Html("What was done")
    state = fields.Selection(
        [
            ("sent", "Sent off"),
            ("read", "Read"),
            ("taken", "Taken"),
            ("done", "Done"),
            ("accepted", "Proof accepted"),
            ("returned", "Given back"),
            ("not_ours", "Not ours"),
            ("cancelled", "Called off"),
        ],
        default="sent",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    read_at = fields.Datetime("Read on", readonly=True, copy=False)
    read_by_id = fields.Many2one(
        "res.users", "Read by", readonly=True, copy=False, ondelete="restrict"
    )
    taken_at = fields.Datetime("Taken on", readonly=True, copy=False)
    taken_by_id = fields.Many2one(
        "res.users", "Taken by", readonly=True, copy=False, ondelete="restrict"
    )
    read_clock_id = fields.Many2one(
        "skks.clock", readonly=True, copy=False, export_string_translation=False
    )
    taken_clock_id = fields.Many2one(
        "skks.clock", readonly=True, copy=False, export_string_translation=False
    )
    read_due_at = fields.Datetime("To be read by", related="read_clock_id.due_at")
    taken_due_at = fields.Datetime("To be taken by", related="taken_clock_id.due_at")
    shared_attachment_ids = fields.Many2many(
        "ir.attachment",
        "skks_order_part_shared_attachment_rel",
        string="Files from the entity's address",
        readonly=True,
        copy=False,
    )

    _order_entity_idx = models.Index("(order_id, entity_id)")

    # ------------------------------------------------------------------
    # When
    # ------------------------------------------------------------------

    def _plan_due(self):
        """Reading, taking and doing have a clock each; what was done has none."""
        for part in self.sudo():
            if part.state == "sent":
                for step in STEPS:
                    part._start_step_clock(step)
            policy = part._clock_policy()
            if policy and not part._part_clocks():
                started_at = (
                    fields.Datetime.now()
                    if part.state == "returned"
                    else part.requested_at
                )
                self.env["skks.clock"]._skks_start(
                    [part._prepare_clock(policy, started_at=started_at)]
                )

    def _start_step_clock(self, step):
        xmlid = f"skks_press.clock_policy_order_{step}"
        policy_id = self.env["ir.model.data"]._xmlid_to_res_id(xmlid)
        policy = self.env["skks.clock.policy"].browse(policy_id or []).exists()
        if policy:
            clock = self.env["skks.clock"]._skks_start([self._prepare_clock(policy)])
            self._guarded_write({f"{step}_clock_id": clock.id})

    def _clock_policy(self):
        default = "skks_press.clock_policy_order_normal"
        data = self.env["ir.model.data"]
        policy = self.order_id.policy_id
        return policy or policy.browse(data._xmlid_to_res_id(default, True))

    def _part_clocks(self):
        return self._skks_running_clocks() - self.read_clock_id - self.taken_clock_id

    # ------------------------------------------------------------------
    # Actions of the entity
    # ------------------------------------------------------------------

    def action_read(self):
        """Say that the order was read."""
        for part in self:
            part.check_access("read")
            part._check_may_deliver()
            part._step("read")
        return True

    def action_take(self):
        """Take it: the entity will do it."""
        for part in self:
            part.check_access("read")
            part._check_may_deliver()
            part._step("taken")
        return True

    def _step(self, step):
        """Take one step, and those before it that were not taken for themselves."""
        part = self.sudo()
        if step == "taken" and part.state == "sent":
            part._step("read")
        now = fields.Datetime.now()
        part._move(step, **{STEPS[step]: now, f"{step}_by_id": self.env.uid})
        part[f"{step}_clock_id"]._skks_stop(now)

    def _deliver(self, via, at=None):
        if self.state in ("sent", "read"):
            self._step("taken")
        return super()._deliver(via, at)

    def _part_empty(self):
        return self.env._("Write what was done or add a file that proves it.")

    def _take_letter(self, source, msg_dict):
        """Whoever answers the letter has read it."""
        if source == "mail" and self.state == "sent":
            self._step("read")
        return super()._take_letter(source, msg_dict)

    def action_pass_on(self):
        """“To nie my, to …”: the named entity is told instead."""
        self.ensure_one()
        self._check_office()
        entity, order = self.suggested_entity_id, self.order_id
        if not entity:
            raise UserError(
                self.env._("No entity was named. Choose one in the order itself.")
            )
        self.action_take_not_ours()
        order.entity_ids |= entity
        return order.action_send()
