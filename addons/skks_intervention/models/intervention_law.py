from datetime import UTC

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.skks_base.tools.moments import local, naive_utc
from odoo.addons.skks_base.tools.working_time import (
    END_OF_DAY,
    Term,
    Unit,
    compute_deadline,
    local_instant,
)

from .intervention import OPEN_STATES, SUBMITTER_READERS
from .intervention_qualification import NEEDED


class Intervention(models.Model):
    """What a report is in law, and the terms that follow from that.

    The statutory term runs from the original receipt, whenever it is found out
    which one it is; what the town promised runs beside it and is not touched.
    """

    _name = "skks.intervention"
    _inherit = ["skks.intervention"]

    _reason_actions = ("action_leave_unexamined",)
    _guarded_fields = (
        "qualification_id",
        "qualified_at",
        "from_member",
        "complains_of",
        "member_clock_id",
        "call_clock_id",
        "call_message_id",
        "call_since",
        "called_at",
        "unexamined_at",
    )

    qualification_id = fields.Many2one(
        "skks.intervention.qualification",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        ondelete="restrict",
    )
    qualified_at = fields.Datetime("Qualified on", readonly=True, copy=False)
    jrwa = fields.Char(related="qualification_id.jrwa")
    register = fields.Selection(related="qualification_id.register")
    is_complaint = fields.Boolean(
        related="qualification_id.is_complaint", export_string_translation=False
    )
    is_separate_channel = fields.Boolean(related="qualification_id.is_separate_channel")
    guidance = fields.Text(related="qualification_id.guidance")
    from_member = fields.Boolean(
        "From a councillor or MP",
        readonly=True,
        copy=False,
        help="Filed or passed on by a councillor, a member of parliament or a senator:"
        " they are told of the result, or how the matter stands, within 14 days.",
    )
    complains_of = fields.Selection(
        [("mayor", "The mayor"), ("head", "The head of a municipal unit")],
        "Complains of",
        readonly=True,
        copy=False,
        help="The council settles such a complaint (Code of Administrative Procedure,"
        " art. 229(3)).",
    )
    postal_address = fields.Text("Postal address", groups=SUBMITTER_READERS)
    missing_data = fields.Char(
        "Missing", compute="_compute_missing_data", compute_sudo=True
    )
    member_clock_id = fields.Many2one(
        "skks.clock", "Word to the councillor or MP", readonly=True, copy=False
    )
    call_clock_id = fields.Many2one(
        "skks.clock", "To be completed", readonly=True, copy=False
    )
    call_message_id = fields.Many2one(
        "mail.message", "Letter of the call", readonly=True, copy=False
    )
    call_since = fields.Datetime(
        "Call handed over", readonly=True, copy=False, help="Not yet accepted."
    )
    called_at = fields.Datetime(
        "Called to complete",
        readonly=True,
        copy=False,
        help="When the submitter's mail server took the call.",
    )
    unexamined_at = fields.Datetime("Left unexamined", readonly=True, copy=False)
    legal_due_at = fields.Datetime("Statutory date", related="legal_clock_id.due_at")

    @api.model
    def _guarded_initial(self):
        """Until somebody has looked, it is what most of them are."""
        ordinary = self.env.ref(
            "skks_intervention.qualification_report", raise_if_not_found=False
        )
        initial = super()._guarded_initial()
        return initial | {"qualification_id": ordinary.id if ordinary else False}

    @api.depends("qualification_id", *NEEDED.values())
    def _compute_missing_data(self):
        for case in self:
            case.missing_data = ", ".join(case.qualification_id._missing_in(case))

    def write(self, vals):
        result = super().write(vals)
        if set(NEEDED.values()) & vals.keys():
            self.sudo()._note_completed()
        return result

    # ------------------------------------------------------------------
    # Qualification
    # ------------------------------------------------------------------

    def _legal_policy(self):
        return self.sudo().qualification_id.policy_id or super()._legal_policy()

    def action_qualify(self):
        """Say what the report is in law."""
        return self._open_law_wizard(
            "skks.intervention.qualify", self.env._("Qualify the Report")
        )

    def _open_law_wizard(self, model, name, **defaults):
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_intervention_id": self.id,
                **{f"default_{key}": value for key, value in defaults.items()},
            },
        }

    def _check_open(self):
        for case in self:
            if case.sudo().state not in OPEN_STATES:
                raise UserError(
                    self.env._("“%s” is not open any more.", case.display_name)
                )

    def _qualify(self, qualification, reason, *, from_member, complains_of):
        """The report is of another kind: its own term runs from the receipt.

        :param qualification: ``skks.intervention.qualification``
        :param bool from_member: filed or passed on by a councillor or an MP
        :param complains_of: key of ``complains_of``, or False
        """
        self.ensure_one()
        self.check_access("write")
        self._check_open()
        case = self.sudo()
        if not qualification.sudo().is_complaint:
            complains_of = False
        if complains_of == "head" and not case.complained_entity_ids:
            raise UserError(
                self.env._(
                    "Name the unit whose head it complains of: nobody from there may"
                    " handle it."
                )
            )
        old = case.qualification_id
        case._guarded_write(
            {
                "qualification_id": qualification.id,
                "qualified_at": fields.Datetime.now(),
                "from_member": from_member,
                "complains_of": complains_of,
            }
        )
        self.env["skks.journal.entry"]._log(
            self,
            "intervention.qualify",
            old=old.name,
            new=qualification.name,
            reason=reason,
        )
        case._follow_qualification(reason)

    def _follow_qualification(self, reason):
        """The terms of the new kind run; those of the old one fell away."""
        if self.legal_clock_id.policy_id != self._legal_policy():
            self.legal_clock_id._skks_cancel(reason)
            self._guarded_write({"legal_clock_id": False})
            self._start_clocks(("legal",))
        member = self.qualification_id.member_policy_id
        wanted = member if self.from_member else member.browse()
        if self.member_clock_id.policy_id != wanted:
            self.member_clock_id._skks_cancel(reason)
            self._guarded_write({"member_clock_id": False})
            if wanted:
                self._start_law_clock("member_clock_id", wanted, self.received_at)
        if not self.missing_data:
            self.call_clock_id._skks_cancel(reason)
        if self.is_separate_channel:
            self._seal_off(reason)

    def _start_law_clock(self, fname, policy, started_at):
        """Start a term of its own and keep it in the field ``fname``."""
        clock = self.env["skks.clock"]._skks_start(
            [
                {
                    "record": self,
                    "policy": policy,
                    "started_at": started_at,
                    "entity": self.entity_id,
                    "user": self.user_id,
                }
            ]
        )
        self._guarded_write({fname: clock.id})

    def _seal_off(self, reason):
        """Nobody but whoever answers for it sees it from now on."""
        if not self.coordinator_id:
            self.coordinator_id = self.env.user
        self.confidential = True
        self._pull_back(reason)

    def _note_answered(self, at=None):
        result = super()._note_answered(at)
        self._note_completed()
        return result

    # ------------------------------------------------------------------
    # What is missing
    # ------------------------------------------------------------------

    def action_call_to_complete(self):
        """Call the submitter to give what the law demands, in a fixed text.

        The time to do so runs from the receipt of the call (regulation of
        8 January 2002 on complaints and motions, par. 8(2)).
        """
        self.ensure_one()
        self.check_access("write")
        self._check_open()
        case = self.sudo()
        if not case.missing_data:
            raise UserError(self.env._("Nothing is missing in “%s”.", case.number))
        clock = case.call_clock_id
        if case.call_since or (clock and not clock.stopped_at):
            raise UserError(self.env._("The submitter has been called already."))
        if not self._submitter_address():
            raise UserError(
                self.env._(
                    "There is no e-mail address to which the call could go. Ask the"
                    " submitter by phone or letter, and enter what was missing."
                )
            )
        case._guarded_write(
            {
                "call_since": fields.Datetime.now(),
                "call_message_id": False,
                "called_at": False,
            }
        )
        subject, body = self.env["skks.intervention.letter"]._compose("call", case)
        message = self._tell_submitter("question", subject, body, permit="ask")
        case._guarded_write({"call_message_id": message.id})
        self._stop_clock("first")
        return True

    def _is_call(self, permit):
        """Whether the permit let out the call to complete that was sent last."""
        case, message = self.sudo(), permit.mail_message_id
        if permit.kind != "ask" or not (case.call_since or case.called_at):
            return False
        return not case.call_message_id or case.call_message_id == message

    def _on_gate_sent(self, permit):
        result = super()._on_gate_sent(permit)
        if self._is_call(permit) and not self.sudo().called_at:
            self.sudo()._note_called()
        return result

    def _on_gate_failed(self, permit, reason):
        result = super()._on_gate_failed(permit, reason)
        if self._is_call(permit):
            self.sudo()._guarded_write({"called_at": False, "call_since": False})
            self.sudo().call_clock_id._skks_cancel(reason)
            self._tell_coordinator("skks_base.mail_activity_letter", reason)
        return result

    def _note_called(self):
        now = fields.Datetime.now()
        self._guarded_write({"called_at": now, "call_since": False})
        policy = self.qualification_id.call_policy_id
        if policy:
            self._start_law_clock("call_clock_id", policy, now)

    def _note_completed(self):
        """What was missing has come: the call was heeded."""
        for case in self:
            clock = case.call_clock_id
            if clock and not clock.stopped_at and not case.missing_data:
                clock._skks_stop()

    def action_leave_unexamined(self, reason=None):
        """Close what the law lets lie: anonymous, or not completed in time."""
        self.check_access("write")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why it is left unexamined."))
        for case in self.sudo():
            case._check_open()
            case._check_may_be_left()
            case._guarded_write({"unexamined_at": fields.Datetime.now()})
            case._skks_running_clocks()._skks_cancel(reason)
            case._transition("closed", reason=reason)
        return True

    def _check_may_be_left(self):
        """The same regulation, par. 8: no name and address, or a call in vain."""
        kind = self.qualification_id
        nameless = not (self.contact_name or self.postal_address)
        clock = self.call_clock_id
        in_vain = clock.is_running and clock.due_at < fields.Datetime.now()
        if (nameless and kind.anonymous_unexamined) or (self.missing_data and in_vain):
            return
        raise UserError(
            self.env._(
                "“%s” is left unexamined only if its kind allows that for anonymous"
                " reports, or if the call to complete it was in vain. Call the"
                " submitter first.",
                self.display_name,
            )
        )

    def action_close(self):
        for case in self:
            if case.state not in ("answered", "waiting", "closed"):
                raise UserError(
                    self.env._("“%s” has not been answered yet.", case.display_name)
                )
        return super().action_close()

    # ------------------------------------------------------------------
    # Notices on the way
    # ------------------------------------------------------------------

    def action_extend(self):
        """Draft the notice of a new statutory date."""
        return self._open_law_wizard(
            "skks.intervention.extend", self.env._("New Statutory Date")
        )

    def action_draft_state(self):
        """Draft word on how the matter stands."""
        self.ensure_one()
        self.check_access("write")
        self._check_open()
        return self._draft_notice("state")._get_records_action()

    def _draft_notice(self, effect, **values):
        """A letter to the submitter that does not end the matter.

        It is a reply like any other: written, accepted, previewed and sent the same
        way. Only what it brings about differs.
        """
        words = dict(values)
        if values.get("extend_to"):
            words["extend_to"] = self.env["skks.intervention.letter"]._date(
                values["extend_to"]
            )
        subject, body = self.env["skks.intervention.letter"]._compose(
            effect, self, **words
        )
        reply = self.env["skks.intervention.reply"].create(
            {"intervention_id": self.id, "name": subject, "body": body}
        )
        kept = {
            "effect": effect,
            "extend_to": values.get("extend_to"),
            "extend_basis": values.get("basis"),
            "extend_reason": values.get("reason"),
        }
        reply.sudo()._guarded_write(kept)
        reply._update_due()
        return reply

    def _last_extension_day(self):
        """The last day to which the law lets the term be put off; None if any."""
        months = self.qualification_id.extension_months
        if not months:
            return None
        deadline = compute_deadline(
            Term(months, Unit.MONTHS, True),
            local(self.received_at, UTC),
            self.company_id._skks_working_time(),
            legal=True,
            tz=self.company_id._skks_tz(),
        )
        return deadline.due_at.date()

    def _end_of_day(self, day):
        """The last second of a local day, naive UTC."""
        zone = self.company_id._skks_tz()
        return naive_utc(local_instant(day, END_OF_DAY, zone)).replace(microsecond=0)

    def _note_undelivered(self, reason):
        """Word to a councillor that went with the answer did not arrive either."""
        clock, at = self.sudo().member_clock_id, self.sudo().answered_at
        with_answer = self.state == "answered" and clock.stopped_at == at
        result = super()._note_undelivered(reason)
        if clock and with_answer:
            clock._skks_reopen(reason)
        return result
