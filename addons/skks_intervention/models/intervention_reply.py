from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .intervention import OPEN_STATES, SUBMITTER_READERS

# What a reply does -> what it is called on the tracking page.
SHOWN_AS = {"answer": "reply", "question": "question"}


class InterventionReply(models.Model):
    """The reply to a citizen: drafted in the unit, accepted by the subject-matter
    employee (and the press office where the category says so), and only then sent.

    It counts as answered when the submitter's mail server has taken it; a submitter
    without e-mail finds it on the tracking page.
    """

    _name = "skks.intervention.reply"
    _description = "Reply to a Citizen"
    _inherit = ["skks.outgoing.mixin", "skks.desk.mixin"]
    _order = "intervention_id desc, id desc"

    _signoff_content = (
        "name",
        "body",
        "outcome_id",
        *("facts", "law", "instruction", "signatory"),
    )
    _guarded_fields = ("next_due_at", "effect")
    _desk_columns = {
        "number": "number",
        "name": "name",
        "state": "signoff_state",
        "priority": "priority",
        "coordinator_id": "coordinator_id",
        "entity_id": "entity_id",
        "user_id": "user_id",
        "company_id": "company_id",
    }

    intervention_id = fields.Many2one(
        "skks.intervention",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    name = fields.Char("Subject", required=True)
    effect = fields.Selection(
        [
            ("answer", "Answers the report"),
            ("question", "Asks the submitter"),
            ("extension", "Extends the statutory term"),
            ("state", "Tells how the matter stands"),
        ],
        "What it does",
        required=True,
        readonly=True,
        copy=False,
        default="answer",
    )
    outcome_id = fields.Many2one("skks.intervention.outcome", index="btree_not_null")
    number = fields.Char(related="intervention_id.number", store=True)
    priority = fields.Selection(related="intervention_id.priority", store=True)
    coordinator_id = fields.Many2one(
        related="intervention_id.coordinator_id", store=True, index=True
    )
    company_id = fields.Many2one(
        related="intervention_id.company_id", store=True, index=True
    )
    entity_id = fields.Many2one(
        related="intervention_id.entity_id", store=True, index=True
    )
    user_id = fields.Many2one(related="intervention_id.user_id", store=True, index=True)
    next_due_at = fields.Datetime("Due", readonly=True, copy=False, index=True)

    @api.model
    def _guarded_initial(self):
        return super()._guarded_initial() | {"effect": "answer"}

    @api.depends("number", "name")
    def _compute_display_name(self):
        for reply in self:
            named = (reply.name, reply.number)
            reply.display_name = " – ".join(filter(None, named))

    @api.model_create_multi
    def create(self, vals_list):
        cases = self.env["skks.intervention"].browse(
            [vals.get("intervention_id") for vals in vals_list]
        )
        cases._check_works_on()
        replies = super().create(vals_list)
        replies._update_waiting()
        replies._update_due()
        return replies

    # ------------------------------------------------------------------
    # Sign-off
    # ------------------------------------------------------------------

    def _signoff_stages(self):
        """Where no unit accepts it, the head of the office does."""
        if not self._signoff_entities():
            return ("office",)
        path = self.intervention_id.sudo().category_id._skks_path()
        if any(path.mapped("office_accepts")):
            return ("substantive", "office")
        return ("substantive",)

    def _signoff_basis(self):
        return self.intervention_id.sudo().category_id

    def _signoff_entities(self):
        return self.intervention_id.sudo().entity_id

    def _signoff_subject(self):
        return self.name or ""

    def _signoff_addresses(self):
        return self.intervention_id._submitter_addresses()

    def _signoff_submit(self):
        if self.intervention_id.sudo().state not in OPEN_STATES:
            raise UserError(
                self.env._("“%s” is not open any more.", self.intervention_id.number)
            )
        self._check_complete()
        return super()._signoff_submit()

    def _check_complete(self):
        """Hook: refuse to pass on what is not complete."""
        if self._needs_outcome() and not self.outcome_id:
            raise UserError(self.env._("Choose the outcome before you pass it on."))
        case = self.intervention_id.sudo()
        if not (case.entity_id or case._is_for_office()):
            raise UserError(
                self.env._("Send the report to a unit first: it accepts the reply.")
            )

    def _needs_outcome(self):
        """Whether the reply says how the report ended."""
        return self.effect == "answer"

    def _signoff_on_moved(self):
        self._update_waiting()
        self._update_due()
        self.intervention_id.sudo()._follow_replies()

    def _update_due(self):
        """The reply is due when the answer is."""
        for reply in self.sudo():
            due = reply.intervention_id.answer_clock_id.due_at
            if reply.emergency_state == "open":
                due = reply.emergency_due_at
            if reply.next_due_at != due:
                reply._guarded_write({"next_due_at": due})

    # ------------------------------------------------------------------
    # Leaving
    # ------------------------------------------------------------------

    def _outgoing_case(self):
        return self.intervention_id

    def _outgoing_shown_addresses(self, addresses):
        if self.env.user.has_groups(SUBMITTER_READERS):
            return addresses
        return [self.env._("(the address is shown on request)")] if addresses else []

    def _outgoing_letter(self):
        letter = super()._outgoing_letter()
        return letter | {"subject": f"{self.name} [{self.number}]"}

    def _outgoing_send(self):
        if self.intervention_id.sudo().state not in OPEN_STATES:
            raise UserError(
                self.env._("“%s” is not open any more.", self.intervention_id.number)
            )
        result = super()._outgoing_send()
        self._update_waiting()
        return result

    def _outgoing_hand_over(self, approval):
        """By letter; where there is no address, on the tracking page alone."""
        if self._signoff_addresses():
            result = super()._outgoing_hand_over(approval)
        else:
            result = None
        if not self.intervention_id._submitter_address():
            self.env["skks.journal.entry"]._log(self, "intervention.published")
            self._outgoing_accepted()
        return result

    def _outgoing_on_sent(self):
        result = super()._outgoing_on_sent()
        self._update_waiting()
        self._show_to_submitters()
        self._take_effect()
        return result

    def _show_to_submitters(self):
        """The tracking page of each who hears it shows it as it was sent."""
        files = self.sudo()._signoff_approval_line().frozen_attachment_ids
        letter = self._outgoing_letter()["body"]
        for case in self._cases_told():
            case.message_line_ids._add(
                case, "out", SHOWN_AS.get(self.effect, "other"), letter, files
            )

    def _cases_told(self):
        """Reports whose submitters hear it (superuser)."""
        case = self.intervention_id.sudo()
        return case + case.duplicate_ids

    def _outgoing_on_failed(self, reason):
        result = super()._outgoing_on_failed(reason)
        self._update_waiting()
        self._lose_effect(reason)
        return result

    def _take_effect(self):
        """What the reply brings about, now that it has reached the submitter."""
        self.intervention_id.sudo()._note_answered(self.sent_at)

    def _lose_effect(self, reason):
        """It did not arrive: what it brought about is undone."""
        self.intervention_id.sudo()._note_undelivered(reason)

    # ------------------------------------------------------------------
    # Desk
    # ------------------------------------------------------------------

    def _waiting_for(self):
        if self.emergency_state == "open":
            return "approver"
        if self.sent_at or self.intervention_id.sudo().state not in OPEN_STATES:
            return False
        if self.signoff_state in ("substantive", "office"):
            return "approver"
        return "entity" if self.intervention_id.sudo().entity_id else "office"

    @api.model
    def _desk_mine_domain(self):
        user = self.env.user
        to_accept = Domain("waiting_for", "=", "approver") & Domain(
            "can_approve", "=", True
        )
        of_unit = user._skks_act_for_domain("user_id") | (
            Domain("user_id", "=", False)
            & Domain("entity_id", "in", user._skks_entity_ids())
        )
        of_office = user._skks_act_for_domain("coordinator_id")
        if user.has_group("skks_base.group_dispatcher"):
            of_office |= Domain("coordinator_id", "=", False)
        return (
            to_accept
            | (of_unit & Domain("waiting_for", "=", "entity"))
            | (of_office & Domain("waiting_for", "=", "office"))
        )

    def _desk_waiting_users(self):
        if self.waiting_for == "approver":
            return self.sudo().approver_ids.with_env(self.env)
        if self.waiting_for == "office":
            return self.sudo().coordinator_id.with_env(self.env)
        return self.intervention_id._unit_users()

    def _desk_waiting_names(self):
        return {
            reply.id: ", ".join(filter(None, reply.sudo()._waiting_names()))
            for reply in self
        }

    def _waiting_names(self):
        if self.waiting_for == "approver":
            return self.approver_ids.mapped("name")
        if self.waiting_for == "office":
            return self.coordinator_id.mapped("name")
        return [self.entity_id.name, self.user_id.name]
