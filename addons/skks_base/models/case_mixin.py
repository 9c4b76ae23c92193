from contextlib import contextmanager

from psycopg2.errors import UniqueViolation

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.fields import Domain

from ..tools.moments import local

# Numbers of Odoo's palette.
COLOR_NONE, COLOR_OVERDUE, COLOR_AT_RISK = 0, 1, 3


class CaseMixin(models.AbstractModel):
    """A case: it comes in, has a number and a coordinator, and runs against clocks.

    ``_transitions`` declares which state may follow which; a pair that is not in
    it is refused whatever the door. States move only through :meth:`_transition`.
    """

    _name = "skks.case.mixin"
    _description = "Case"
    _inherit = [
        "skks.desk.mixin",
        "skks.gated.mixin",
        "skks.clock.mixin",
        "skks.retention.mixin",
        "skks.handover.mixin",
        "mail.activity.mixin",
    ]
    _order = "received_at desc, id desc"
    _rec_names_search = ["number", "name"]

    _guarded_fields = ("number", "state", "closed_at")
    _handover_fields = ("coordinator_id", "helper_ids")
    _desk_columns = {
        "number": "number",
        "state": "state",
        "priority": "priority",
        "coordinator_id": "coordinator_id",
    }

    # State -> states that may follow it.
    _transitions = {}
    _state_initial = "new"
    _states_closed = ("closed",)
    # State of what turned out to be no case.
    _state_not_a_case = None
    # ir.sequence code of the yearly numbers.
    _number_sequence = None
    # Regular expression of a number in the subject of a letter.
    _skks_number_pattern = None

    # what it is
    number = fields.Char(
        readonly=True, copy=False, index=True, help="Given on receipt; not a secret."
    )
    name = fields.Char("Subject", required=True, index="trigram", tracking=True)
    description = fields.Html("Content", help="What was asked or reported.")
    topic_id = fields.Many2one("skks.topic", index="btree_not_null", tracking=True)
    tag_ids = fields.Many2many("skks.tag", string="Tags")
    priority = fields.Selection(
        [("0", "Normal"), ("1", "High"), ("2", "Urgent"), ("3", "Crisis")],
        default="0",
        required=True,
        tracking=True,
        index=True,
    )
    # who works on it
    coordinator_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        tracking=True,
        domain=lambda self: self._domain_coordinator_id(),
        help="The officer who answers for the case.",
    )
    helper_ids = fields.Many2many("res.users", string="Helpers")
    confidential = fields.Boolean(
        tracking=True,
        help="Seen only by its coordinator, its helpers and the head of the office.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    # where it stands
    received_at = fields.Datetime(
        required=True,
        default=fields.Datetime.now,
        index=True,
        copy=False,
        tracking=True,
    )
    closed_at = fields.Datetime(readonly=True, copy=False)
    due_color = fields.Integer(
        compute="_compute_due_color", help="Color of a card: by the next due date."
    )

    @api.model
    def _domain_coordinator_id(self):
        group_id = self.env["ir.model.data"]._xmlid_to_res_id("skks_base.group_officer")
        return [("all_group_ids", "in", [group_id]), ("share", "=", False)]

    # ------------------------------------------------------------------
    # Numbers
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        cases = super().create(vals_list)
        cases.filtered("confidential")._check_may_hide()
        for company, received in cases.grouped("company_id").items():
            received._give_numbers(company)
        cases._update_waiting()
        return cases

    @api.model
    def _guarded_initial(self):
        return super()._guarded_initial() | {"state": self._state_initial}

    def _give_numbers(self, company):
        """Give each the next number of the year of its receipt, local time."""
        sequence = (
            self.env["ir.sequence"]
            .sudo()
            .search(
                [
                    ("code", "=", self._number_sequence),
                    ("company_id", "in", [company.id, False]),
                ],
                order="company_id",
                limit=1,
            )
        )
        if not sequence:
            return
        for case in self:
            day = case._skks_local(case.received_at).date()
            case.sudo()._guarded_write({"number": case._next_number(sequence, day)})

    @api.model
    def _next_number(self, sequence, day):
        """The next number of the year of ``day``.

        Core opens the numbers of a year when the first is drawn. Of two cases that
        come at that moment the database refuses one; the error says that it is not
        wrong but late, so it is tried again.
        """
        try:
            return sequence.next_by_id(sequence_date=day)
        except UniqueViolation as error:
            raise ConcurrencyError(f"the numbers of {day.year} are opened") from error

    def _skks_local(self, moment):
        """A naive UTC datetime in the company's time zone (aware)."""
        return local(moment, self.company_id._skks_tz())

    @api.depends("number", "name")
    @api.depends_context("uid")
    def _compute_display_name(self):
        """Number and subject; the number alone for whoever may not read the case.

        Core computes the names at the other end of a relation with all rights.
        """
        hidden = self.browse()
        if self.env.su and self.env.uid != SUPERUSER_ID:
            saved = self.filtered("id")
            hidden = saved - saved.sudo(False)._filtered_access("read").sudo()
        for case in self:
            names = (case.number,) if case in hidden else (case.number, case.name)
            case.display_name = " · ".join(filter(None, names))

    @api.depends("next_due_at")
    def _compute_due_color(self):
        for case in self:
            case.due_color = (
                COLOR_OVERDUE
                if case.is_overdue
                else (COLOR_AT_RISK if case.is_at_risk else COLOR_NONE)
            )

    # ------------------------------------------------------------------
    # States
    # ------------------------------------------------------------------

    def _transition(self, state, reason=None):
        """Move to ``state`` if that may follow the present one."""
        for case in self:
            old = case.state
            if old == state:
                continue
            if state not in self._transitions.get(old, ()):
                raise UserError(
                    self.env._(
                        "“%(case)s” cannot go from “%(old)s” to “%(new)s”.",
                        case=case.display_name,
                        old=case._state_name(old),
                        new=case._state_name(state),
                    )
                )
            values = {"state": state}
            if state in self._states_closed:
                values["closed_at"] = fields.Datetime.now()
            elif case.closed_at:
                values["closed_at"] = False
            case.sudo()._guarded_write(values)
            self.env["skks.journal.entry"]._log(
                case, "case.state", old=old, new=state, reason=reason
            )
            if old in self._states_closed:
                case._replace_gone_coordinator()
            case._after_transition(old, state)
        self._update_waiting()

    def _state_name(self, state):
        return dict(self._fields["state"]._description_selection(self.env)).get(state)

    def _after_transition(self, old, new):
        """Hook: what follows from a new state."""

    def write(self, vals):
        self._check_company_stays(vals)
        self._check_who_hides(vals)
        before = {}
        if "received_at" in vals:
            before = {case.id: case.received_at for case in self}
        with self._journal_confidential(vals):
            result = super().write(vals)
        for case in self:
            if case.id in before and before[case.id] != case.received_at:
                self.env["skks.journal.entry"]._log(
                    case,
                    "case.received_at",
                    old=str(before[case.id]),
                    new=str(case.received_at),
                )
                case._on_received_at_changed()
        return result

    def _check_company_stays(self, vals):
        if "company_id" in vals and any(
            case.company_id.id != vals["company_id"] for case in self
        ):
            raise AccessError(
                self.env._("A case stays with the organisation that received it.")
            )

    def _on_received_at_changed(self):
        """Hook: clocks that count from the receipt start anew."""

    @api.ondelete(at_uninstall=False)
    def _unlink_never_by_hand(self):
        if not self.env.su:
            raise AccessError(
                self.env._("A case is never deleted: close it or mark it as no case.")
            )

    # ------------------------------------------------------------------
    # Confidential
    # ------------------------------------------------------------------

    def _check_may_hide(self):
        """Only the coordinator (or a stand-in) and the head hide a case or show it."""
        user = self.env.user
        if self.env.su or user.has_group("skks_base.group_manager"):
            return
        acting = user._skks_acts_for()
        if any(case.sudo().coordinator_id not in acting for case in self):
            raise AccessError(
                self.env._(
                    "Only the coordinator and the head of the office decide whether a"
                    " case is confidential, and who works on a confidential one."
                )
            )

    def _check_who_hides(self, vals):
        if "confidential" in vals:
            wanted = bool(vals["confidential"])
            self.filtered(lambda case: case.confidential != wanted)._check_may_hide()
        if {"coordinator_id", "helper_ids"} & vals.keys():
            self.filtered("confidential")._check_may_hide()

    @contextmanager
    def _journal_confidential(self, vals):
        """Journal who hid a case, and let only those follow it who may read it."""
        watched = {"confidential", "coordinator_id", "helper_ids"} & vals.keys()
        before = {case: case.confidential for case in self.sudo()} if watched else {}
        yield
        for case, old in before.items():
            if case.confidential != old:
                self.env["skks.journal.entry"]._log(
                    case.with_env(self.env),
                    "case.confidential",
                    old=str(old),
                    new=str(case.confidential),
                )
            if case.confidential:
                for thread in case._confidential_threads():
                    thread._drop_strangers()

    def _confidential_threads(self):
        """Hook: the threads that are confidential with the case, one by one."""
        return list(self)

    def _message_subscribe(self, partner_ids=None, subtype_ids=None, customer_ids=None):
        """Nobody follows a confidential case who may not read it."""
        if not any(self.sudo().mapped("confidential")):
            return super()._message_subscribe(partner_ids, subtype_ids, customer_ids)
        partners = self.env["res.partner"].sudo().browse(partner_ids or [])
        for case in self:
            readers = case._partners_who_read(partners)
            super(CaseMixin, case)._message_subscribe(
                readers.ids, subtype_ids, customer_ids
            )
        return True

    def message_post(self, *, partner_ids=None, **kwargs):
        """Whoever is named in a message may read it, so name no stranger."""
        self.ensure_one()
        if partner_ids and self.sudo().confidential:
            partners = self.env["res.partner"].sudo().browse(partner_ids)
            partner_ids = self._partners_who_read(partners).ids
        return super().message_post(partner_ids=partner_ids, **kwargs)

    # ------------------------------------------------------------------
    # Handing over
    # ------------------------------------------------------------------

    @api.model
    def _skks_handover_domain(self, fname, user):
        domain = super()._skks_handover_domain(fname, user)
        return domain & Domain("state", "not in", self._states_closed)

    def _skks_handover_may_take(self, fname, successor):
        return successor.has_group("skks_base.group_officer")

    def _replace_gone_coordinator(self):
        """A case that is opened again rests on nobody who has left meanwhile."""
        for case in self.sudo():
            if case.coordinator_id and not case.coordinator_id.active:
                case.coordinator_id = case.company_id._skks_duty_officer()

    # ------------------------------------------------------------------
    # Desk
    # ------------------------------------------------------------------

    def _waiting_for(self):
        if self.state in self._states_closed:
            return False
        return "office"

    @api.model
    def _desk_mine_domain(self):
        """Cases of mine; those that nobody has taken lie with who is on duty."""
        user = self.env.user
        mine = user._skks_act_for_domain("coordinator_id")
        if user.has_group("skks_base.group_officer"):
            companies = self.env.companies.filtered(
                lambda company: company._skks_on_duty() in (user, user.browse())
            )
            mine |= Domain("coordinator_id", "=", False) & Domain(
                "company_id", "in", companies.ids
            )
        return mine & Domain("waiting_for", "=", "office")

    def _desk_waiting_names(self):
        """The officers are read together, who is on duty once a company."""
        cases = self.sudo()
        free = cases.filtered(lambda case: not case.coordinator_id)
        duty = {company: company._skks_duty_officer() for company in free.company_id}
        officers = {
            case.id: case.coordinator_id or duty[case.company_id] for case in cases
        }
        users = cases.coordinator_id.union(*duty.values())
        names = {user: user.name for user in users}
        return {case_id: names.get(one) or "" for case_id, one in officers.items()}

    def _skks_answering_officer(self):
        """The coordinator; until there is one, the duty officer of the day."""
        officer = self.sudo().coordinator_id
        return officer or self.company_id._skks_duty_officer().sudo()

    def _tell_coordinator(self, activity_type, summary):
        """Put a line on the coordinator's desk, without one more mail."""
        user = self.sudo().coordinator_id or self.company_id._skks_duty_officer()
        case = self.sudo().with_context(mail_activity_quick_update=True)
        for acting in user._skks_acting_users():
            case.activity_schedule(activity_type, summary=summary, user_id=acting.id)

    def _desk_waiting_users(self):
        return self.sudo().coordinator_id.with_env(self.env)

    def _desk_may_give(self):
        return self

    def _desk_candidates(self):
        officers = self.env["res.users"].search(self._domain_coordinator_id())
        return officers - self.coordinator_id

    def _desk_give_to(self, user):
        result = super()._desk_give_to(user)
        self.coordinator_id = user
        return result

    # ------------------------------------------------------------------
    # Letters
    # ------------------------------------------------------------------

    def _skks_participant_addresses(self):
        """Normalized addresses from which a letter may join this case."""
        return set()

    @api.model
    def _erasure_domain(self, address):
        """Cases in which somebody outside wrote from this normalized address."""
        return Domain.FALSE

    @api.model
    def _letter_untaken_domain(self):
        """Cases that began with a letter and that nobody has looked at yet."""
        return Domain("state", "=", self._state_initial) & Domain(
            "coordinator_id", "=", False
        )

    def _letter_take(self):
        """Whoever sorts the letters takes the case over."""
        self.check_access("write")
        taken = self.filtered("coordinator_id")
        if taken:
            raise UserError(
                self.env._(
                    "“%(case)s” has been taken by %(officer)s.",
                    case=taken[0].display_name,
                    officer=taken[0].sudo().coordinator_id.name,
                )
            )
        self.coordinator_id = self.env.user

    def _letter_drop(self, reason, joined_to=None):
        """The letter that started it is no case, or belongs to another one.

        :param joined_to: case (of any model) that the letter was joined to
        """
        self.check_access("write")
        if self.filtered(lambda case: case.state != self._state_initial):
            raise UserError(
                self.env._(
                    "Work on “%s” has begun. Decide in the case itself what becomes"
                    " of it.",
                    self[:1].display_name,
                )
            )
        self._transition(self._state_not_a_case, reason=reason)

    def _letter_restore(self):
        """It is a case after all."""
        self.check_access("write")
        self._transition(self._state_initial)

    def _letter_forwarded(self, letter):
        """Hook: the case has begun with this ``letter``, which was forwarded."""

    def _letter_awaits_sender(self):
        """Whether nobody has said yet who wrote what a colleague forwarded."""
        return False

    def _letter_confirm_sender(self, letter):
        """Hook: the one who wrote the forwarded ``letter`` is the one who asks."""

    def _letter_joined(self, letter):
        """Hook: an officer has put a letter on this case."""

    @api.model
    def _letter_candidates(self, letter, term, limit):
        """Cases that an officer may look for by ``term``, latest first."""
        if not term:
            return self._letter_cases_of_sender(letter.email_from, limit)
        domain = Domain("number", "ilike", term) | Domain("name", "ilike", term)
        return self.search(domain & self._letter_not_dropped(), limit=limit)

    @api.model
    def _letter_cases_of_sender(self, email_from, limit):
        """Hook: cases of the one who wrote the letter, latest first."""
        return self.browse()

    @api.model
    def _letter_not_dropped(self):
        return Domain("state", "!=", self._state_not_a_case)
