from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.mail import plaintext2html

from .intervention import OPEN_STATES


class Intervention(models.Model):
    """A report that several units have to mend: one replies, the others do a part.

    A part is inside the town hall alone. It carries no submitter, promises nothing
    but the action, and ends when its unit says that it is done. The report itself
    is replied to when all its parts are done.
    """

    _name = "skks.intervention"
    _inherit = ["skks.intervention"]

    _guarded_fields = ("parent_id",)
    _reason_actions = ("action_part_done", "action_part_again")

    parent_id = fields.Many2one(
        "skks.intervention",
        "Part of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    part_ids = fields.One2many("skks.intervention", "parent_id", "Parts", readonly=True)
    part_count = fields.Integer(compute="_compute_part_count")
    open_part_count = fields.Integer("Parts to be done", compute="_compute_part_count")

    @api.depends("part_ids.state")
    def _compute_part_count(self):
        for case in self:
            parts = case.sudo().part_ids
            case.part_count = len(parts)
            case.open_part_count = len(parts._open_parts())

    def _open_parts(self):
        return self.filtered(lambda part: part.state in OPEN_STATES)

    # ------------------------------------------------------------------
    # Splitting
    # ------------------------------------------------------------------

    def action_split(self):
        """Choose which units have to do what."""
        self.ensure_one()
        self._check_may_split()
        return self._open_wizard(
            "skks.intervention.split", self.env._("Split for Several Units")
        )

    def _check_may_split(self):
        self._check_dispatches()
        if self.sudo().parent_id:
            raise UserError(
                self.env._("“%s” is a part of another report.", self.display_name)
            )

    def _split(self, lead, others, task):
        """``lead`` replies to the submitter, each of the ``others`` does a part.

        :param str task: what the others are to do, in words
        :return: the parts
        """
        self.ensure_one()
        self._check_may_split()
        if self.sudo().entity_id != lead:
            self._send_to(lead, self.env["skks.representative"])
        others -= lead + self.sudo().part_ids._open_parts().entity_id
        if not others:
            raise UserError(self.env._("Choose another unit that has to do something."))
        parts = self.browse()
        for entity in others:
            self._check_can_take(entity, self.env["skks.representative"])
            parts += self._make_part(entity, task)
        return parts

    def _make_part(self, entity, task):
        lang = self.company_id.partner_id.lang
        why = self.with_context(lang=lang).env._("Part of %s", self.number)
        values = self._prepare_part_values(task) | {
            "entity_id": entity.id,
            "routed_because": why,
        }
        part = self.sudo()._guarded_create([values])
        part._move_to(entity, self.env["res.users"], why, "sent")
        return part.with_env(self.env)

    def _prepare_part_values(self, task):
        """What a unit has to know; nothing of the submitter."""
        case = self.sudo()
        copied = (
            "name",
            "category_id",
            "priority",
            "address",
            "street_id",
            "district_id",
            "latitude",
            "longitude",
            "occurred_at",
            "received_at",
            "channel",
            "company_id",
            "coordinator_id",
            "confidential",
            "topic_id",
        )
        values = {
            fname: case._fields[fname].convert_to_write(case[fname], case)
            for fname in copied
        }
        told = plaintext2html(task) if task else Markup()
        return values | {
            "parent_id": case.id,
            "description": told + Markup(case.description or ""),
        }

    def _route(self):
        """A part goes where it was made for."""
        return super(
            Intervention, self.filtered(lambda one: not one.parent_id)
        )._route()

    def _clock_policies(self):
        policies = super()._clock_policies()
        if self.sudo().parent_id:
            return {step: policies[step] for step in ("action",) if step in policies}
        return policies

    def _tell_submitter(self, *args, **kwargs):
        if self.sudo().parent_id:
            raise UserError(
                self.env._(
                    "The submitter is written to from the report itself, not from a"
                    " part of it."
                )
            )
        return super()._tell_submitter(*args, **kwargs)

    # ------------------------------------------------------------------
    # Doing a part
    # ------------------------------------------------------------------

    def action_part_done(self, reason):
        """The unit has done its part; whoever replies reads what."""
        self._check_works_on()
        for part in self.filtered("parent_id"):
            part._skks_running_clocks()._skks_stop()
            part._transition("answered", reason=reason)
            part._transition("closed")
            part.sudo().parent_id._note_part(part, reason)
        return True

    def action_part_again(self, reason):
        """It is not done: the unit goes on, by the date that it had."""
        self._check_works_on()
        for part in self.filtered("parent_id"):
            if part.sudo().parent_id.state not in OPEN_STATES:
                raise UserError(
                    self.env._("The report that it is a part of is not open any more.")
                )
            part._transition("in_progress", reason=reason)
            part.sudo().action_clock_id._skks_reopen(reason)
            part._notify_unit()
        return True

    def _note_part(self, part, what):
        """The thread of the report says what was done; who replies is told."""
        self.message_post(
            body=self.env._(
                "%(unit)s, part %(number)s: %(what)s",
                unit=part.sudo().entity_id.name,
                number=part.number,
                what=what,
            ),
            author_id=self.env.user.partner_id.id,
            subtype_xmlid="mail.mt_note",
        )
        if self.part_ids._open_parts():
            return
        people = (self.user_id or self._unit_users())._skks_acting_users()
        silent = self.with_context(mail_activity_quick_update=True)
        for user in people:
            silent.activity_schedule(
                "skks_base.mail_activity_letter",
                summary=self.with_context(lang=user.lang).env._("All parts are done"),
                user_id=user.id,
            )

    def _after_transition(self, old, new):
        """Where the report ends without a reply, its parts end with it."""
        result = super()._after_transition(old, new)
        if new in self._states_closed and new != "closed":
            reason = self._state_name(new)
            for part in self.sudo().part_ids._open_parts():
                part._skks_running_clocks()._skks_cancel(reason)
                part._transition("withdrawn", reason=reason)
        return result
