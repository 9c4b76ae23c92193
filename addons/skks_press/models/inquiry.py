import re

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.mail import email_normalize, parse_contact_from_email, plaintext2html

from odoo.addons.skks_base.models.res_users import ADDRESS_READERS
from odoo.addons.skks_base.tools import mail_text, working_time

from .answer_kind import MOVING

OPEN_STATES = ("new", "in_progress", "approval")
# States in which a new question is one for a case of its own.
FOLLOWED_UP = ("closed", "withdrawn", "forwarded")
ADDRESS = re.compile(r"[^\s<>()'\"]+@[^\s<>()'\"]+")


class Inquiry(models.Model):
    """A journalist's inquiry, from the letter in to the letter out."""

    _name = "skks.inquiry"
    _description = "Inquiry"
    _inherit = ["skks.forwarded.mixin"]
    _forward_act = "inquiry.sender"
    _primary_email = "email_from"

    _transitions = {
        "new": {"in_progress", "withdrawn", "forwarded", "not_a_case"},
        "in_progress": {"approval", "answered", "withdrawn", "forwarded"},
        "approval": {"in_progress", "answered", "withdrawn", "forwarded"},
        "answered": {"in_progress", "closed"},
        "closed": {"in_progress"},
        "withdrawn": {"in_progress"},
        "forwarded": {"in_progress"},
        "not_a_case": {"new"},
    }
    _states_closed = ("closed", "withdrawn", "forwarded", "not_a_case")
    _erasure_children = ("question_ids", "all_contribution_ids", "all_answer_ids")
    _state_not_a_case = "not_a_case"
    _number_sequence = "skks.inquiry"
    _skks_number_pattern = r"ZP/\d{4}/\d{4,}"
    _guarded_fields = (
        "acknowledged_at",
        "answered_at",
        "answered_in_time",
        "is_unrealistic",
        "joined_to_id",
    )

    state = fields.Selection(
        [
            ("new", "New"),
            ("in_progress", "In progress"),
            ("approval", "In acceptance"),
            ("answered", "Answered"),
            ("closed", "Closed"),
            ("withdrawn", "Withdrawn"),
            ("forwarded", "Forwarded"),
            ("not_a_case", "Not a case"),
        ],
        default="new",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand="_group_expand_state",
    )
    # what is asked
    category_id = fields.Many2one(
        "skks.inquiry.category",
        "Kind",
        required=True,
        index=True,
        tracking=True,
        default=lambda self: self._default_category_id(),
    )
    legal_regime = fields.Selection(
        selection=lambda self: self.env[
            "skks.inquiry.category"
        ]._selection_legal_regime(),
        compute="_compute_legal_regime",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    channel = fields.Selection(
        [
            ("email", "E-mail"),
            ("phone", "Phone"),
            ("paper", "Paper"),
            ("other", "Other"),
        ],
        default="phone",
        required=True,
    )
    question_ids = fields.One2many("skks.inquiry.question", "inquiry_id", "Questions")
    ground_rule = fields.Selection(
        [
            ("record", "On the record"),
            ("background", "On background"),
            ("off", "Off the record"),
        ],
        default="record",
    )
    embargo_until = fields.Datetime("Embargo until")
    # who asks: the pair is frozen as it was on receipt
    journalist_id = fields.Many2one(
        "res.partner",
        domain=[("skks_kind", "=", "journalist")],
        index="btree_not_null",
        tracking=True,
        groups=ADDRESS_READERS,
    )
    outlet_id = fields.Many2one(
        "res.partner",
        domain=[("skks_kind", "=", "outlet")],
        index="btree_not_null",
        tracking=True,
    )
    email_from = fields.Char("E-mail", index="trigram", groups=ADDRESS_READERS)
    contact_name = fields.Char("Sender")
    phone = fields.Char(groups=ADDRESS_READERS)
    sender_status = fields.Selection(
        [
            ("journalist", "Known journalist"),
            ("outlet", "Known outlet"),
            ("unknown", "Unknown sender"),
        ],
        default="unknown",
        required=True,
        readonly=True,
        help="A label, never a gate: everybody's question is answered.",
    )
    # when
    asked_for = fields.Datetime("Asked for by the newsroom", tracking=True)
    agreed_for = fields.Datetime("Agreed with the newsroom", tracking=True)
    acknowledged_at = fields.Datetime(readonly=True, copy=False)
    answered_at = fields.Datetime(readonly=True, copy=False)
    answered_in_time = fields.Selection(
        [("met", "In time"), ("missed", "Late")], readonly=True, copy=False
    )
    is_unrealistic = fields.Boolean(
        "Unrealistic term",
        readonly=True,
        copy=False,
        help="There is no time for contributions and acceptance: agree another date.",
    )
    # how
    contribution_ids = fields.One2many("skks.contribution", "inquiry_id")
    answer_ids = fields.One2many("skks.answer", "inquiry_id")
    # The same for record rules alone: what a rule reads with all rights stays in the
    # cache, and would be shown in place of what the user may see.
    all_contribution_ids = fields.One2many(
        "skks.contribution",
        "inquiry_id",
        readonly=True,
        groups=fields.NO_ACCESS,
        export_string_translation=False,
    )
    all_answer_ids = fields.One2many(
        "skks.answer",
        "inquiry_id",
        readonly=True,
        groups=fields.NO_ACCESS,
        export_string_translation=False,
    )
    resolution_id = fields.Many2one("skks.resolution", tracking=True, copy=False)
    parent_id = fields.Many2one(
        "skks.inquiry", "Follow-up of", index="btree_not_null", copy=False
    )
    joined_to_id = fields.Many2one(
        "skks.inquiry",
        "Joined to",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Case to which the letter that started this one belongs.",
    )
    child_ids = fields.One2many("skks.inquiry", "parent_id", "Follow-ups")
    entity_count = fields.Integer(compute="_compute_entity_count", store=True)
    complexity = fields.Selection(
        [
            ("simple", "Simple"),
            ("standard", "One entity"),
            ("complex", "Many entities"),
        ],
        compute="_compute_entity_count",
        store=True,
    )
    service_due_at = fields.Datetime(
        "Service term", compute="_compute_due_dates", help="By when we mean to answer."
    )
    legal_due_at = fields.Datetime("Statutory term", compute="_compute_due_dates")

    # ------------------------------------------------------------------
    # Defaults and computes
    # ------------------------------------------------------------------

    @api.model
    def _default_category_id(self):
        wanted = ["legal_regime", "service_policy_id", "legal_policy_id"]
        return self.env["skks.inquiry.category"].search_fetch([], wanted, limit=1)

    @api.model
    def _group_expand_state(self, states, domain):
        return [*OPEN_STATES, "answered"]

    @api.depends("category_id")
    def _compute_legal_regime(self):
        for inquiry in self:
            inquiry.legal_regime = inquiry.category_id.legal_regime

    @api.depends("contribution_ids.entity_id", "contribution_ids.state")
    def _compute_entity_count(self):
        for inquiry in self:
            owing = inquiry.contribution_ids.filtered(
                lambda contribution: contribution.state not in ("not_ours", "cancelled")
            )
            count = len(owing.entity_id)
            inquiry.entity_count = count
            inquiry.complexity = (
                "complex" if count > 1 else "standard" if count else "simple"
            )

    @api.depends("clock_ids.due_at", "clock_ids.cancel_reason")
    def _compute_due_dates(self):
        for inquiry in self:
            inquiry.service_due_at = inquiry._last_due("service")
            inquiry.legal_due_at = inquiry._last_due("legal")

    def _last_due(self, kind):
        clocks = self.sudo().clock_ids.filtered(
            lambda clock: clock.kind == kind and not clock.cancel_reason
        )
        return clocks.sorted("id")[-1:].due_at

    @api.onchange("journalist_id")
    def _onchange_journalist_id(self):
        if self.journalist_id:
            self.contact_name = self.journalist_id.name
            self.email_from = self.journalist_id.email
            self.phone = self.journalist_id.phone
            self.outlet_id = self.outlet_id or self.journalist_id.current_outlet_ids[:1]

    # ------------------------------------------------------------------
    # Receipt
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not all("category_id" in vals for vals in vals_list):
            default = self.default_get(["category_id"])
            vals_list = [default | vals for vals in vals_list]
        for vals in vals_list:
            self._complete_sender(vals)
        inquiries = super().create(vals_list)
        inquiries._start_clocks()
        return inquiries

    @api.model
    def _complete_sender(self, vals):
        """Recognise the sender of a case by the address, without inventing anybody."""
        journalist = self.env["res.partner"].browse(vals.get("journalist_id") or [])
        if journalist:
            vals.setdefault("contact_name", journalist.name)
            vals.setdefault("email_from", journalist.email)
            vals.setdefault("phone", journalist.phone)
            vals["sender_status"] = "journalist"
        elif vals.get("email_from"):
            recognised = self.env["res.partner"]._skks_recognise_sender(
                vals["email_from"]
            )
            person, outlet, vals["sender_status"] = recognised
            vals["journalist_id"] = person.id
            vals["outlet_id"] = vals.get("outlet_id") or outlet.id
        else:
            vals["sender_status"] = "unknown"

    def write(self, vals):
        replan = {"asked_for", "agreed_for"} & set(vals)
        restart = "category_id" in vals
        result = super().write(vals)
        if "coordinator_id" in vals:
            self.sudo().clock_ids._skks_assign(user=self.coordinator_id)
        if restart:
            self._restart_clocks(("service", "legal"))
        elif replan:
            self._restart_clocks(("service",))
        if restart or replan:
            self._replan_contributions()
        elif "priority" in vals:
            self._follow_terms()
        return result

    def _on_received_at_changed(self):
        result = super()._on_received_at_changed()
        self.sudo().clock_ids._skks_restart(
            self.received_at, self.env._("The time of receipt was corrected.")
        )
        return result

    def _start_clocks(self, kinds=("service", "legal"), started_at=None):
        """Start the clocks of the kind; both count from the receipt.

        :param started_at: naive UTC, of a service term that was set anew later
        """
        self.env["skks.clock"]._skks_start(
            [
                {
                    "record": inquiry,
                    "policy": policy,
                    "started_at": started_at or inquiry.received_at,
                    "due_at": kind == "service" and inquiry._promised_at(),
                    "user": inquiry.coordinator_id,
                }
                for inquiry in self
                for kind in kinds
                if (policy := inquiry._clock_policy(kind))
            ]
        )

    def _promised_at(self):
        """The date that takes the place of the counted one; empty if there is none."""
        return self.agreed_for or self.asked_for

    def _clock_policy(self, kind):
        """The policy of the clock ``kind``: a law's by the kind of inquiry alone."""
        if kind == "legal":
            return self.category_id.legal_policy_id
        return self.env["skks.inquiry.term"]._policy_of(self, kind)

    def _follow_terms(self):
        """Other urgency or complexity, other term: it counts from now on.

        A date agreed with or wanted by the newsroom stays, and what is late stays
        late: no new term hides that.
        """
        now = fields.Datetime.now()
        for inquiry in self.filtered(lambda one: one.state in OPEN_STATES):
            clock = inquiry.sudo()._skks_clock("service")
            wanted = inquiry._clock_policy("service")
            if (
                clock.due_at
                and clock.due_at > now
                and clock.policy_id != wanted
                and not inquiry._promised_at()
            ):
                inquiry._restart_clocks(("service",), started_at=now)
                inquiry._replan_contributions()

    def _restart_clocks(self, kinds, started_at=None):
        inquiries = self.filtered(lambda inquiry: inquiry.state in OPEN_STATES)
        running = inquiries._skks_running_clocks()
        running.filtered(lambda clock: clock.kind in kinds)._skks_cancel(
            self.env._("The term was set anew.")
        )
        inquiries._start_clocks(kinds, started_at)

    # ------------------------------------------------------------------
    # Planning backwards
    # ------------------------------------------------------------------

    def _plan(self, entity=None, now=None):
        """Dates on the way to the answer, as ``working_time.Plan`` (aware).

        Counted back from the date of the answer: each acceptance, drafting, and
        what is left is the contribution's, in the working time of its entity.

        :param now: moment from which a contribution needs an hour (naive UTC)
        """
        self.ensure_one()
        office = self.company_id._skks_calendar()._skks_working_time()
        entity_time = office
        if entity:
            entity_time = entity._skks_calendar()._skks_working_time()
        clock = self._skks_clock("service")
        answer_due = clock.due_at or self._last_due("service") or self.received_at
        return working_time.plan_backwards(
            self._skks_local(answer_due),
            self.category_id._planned_steps(),
            office,
            entity_time,
            self._skks_local(now or fields.Datetime.now()),
        )

    def _replan_contributions(self):
        for inquiry in self:
            inquiry.contribution_ids._plan_due()

    def _note_plan(self, plan):
        if self.is_unrealistic == plan.realistic:
            self.sudo()._guarded_write({"is_unrealistic": not plan.realistic})

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_take(self):
        """Become the coordinator of cases that nobody has taken."""
        self.check_access("write")
        self.filtered(lambda inquiry: not inquiry.coordinator_id).write(
            {"coordinator_id": self.env.uid}
        )
        return True

    def action_confirm(self):
        """The coordinator confirms kind, priority and topic: work begins."""
        self.check_access("write")
        for inquiry in self:
            if not inquiry.coordinator_id:
                inquiry.coordinator_id = self.env.user
            inquiry._transition("in_progress")
        return True

    def action_ask(self):
        """Ask an entity for a contribution; the topic proposes whom."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask an Entity"),
            "res_model": "skks.contribution.ask",
            "view_mode": "form",
            "target": "new",
            "context": {"default_inquiry_id": self.id},
        }

    def action_draft_answer(self):
        """Open the draft of the answer, made from what the entities delivered."""
        self.ensure_one()
        answer = self.answer_ids.filtered(
            lambda one: one.effect == "answer" and not one.sent_at
        )[:1]
        if not answer:
            answer = self.env["skks.answer"].create(self._prepare_answer_values())
        return answer._get_records_action()

    def _prepare_answer_values(self):
        delivered = self.contribution_ids.filtered(
            lambda contribution: contribution.state in ("delivered", "accepted")
        )
        return {
            "inquiry_id": self.id,
            "name": self._answer_subject(),
            "contribution_ids": [(6, 0, delivered.ids)],
            "body": self.env["ir.qweb"]._render(
                "skks_press.answer_draft",
                {"inquiry": self, "contributions": delivered, "author": self.env.user},
                lang=self._letter_lang(),
            ),
        }

    def _answer_subject(self):
        subject = self.name or ""
        if not subject.lower().startswith("re:"):
            subject = f"Re: {subject}"
        return f"{subject} [{self.number}]"

    def _letter_lang(self):
        return self.journalist_id.lang or self.company_id.partner_id.lang or None

    def action_close(self):
        self.check_access("write")
        for inquiry in self:
            if not inquiry.resolution_id:
                raise UserError(
                    self.env._(
                        "Choose how “%s” was resolved before closing it.",
                        inquiry.display_name,
                    )
                )
            inquiry._check_resolution()
            inquiry._check_explained()
            inquiry._transition("closed")
        return True

    def _check_resolution(self):
        """Hook: refuse a resolution that nothing in the case bears out."""

    def action_not_a_case(self):
        self._letter_drop(self.env._("Not a case."))
        return True

    def action_reopen(self):
        """Open a case again; its clocks run on from the receipt."""
        self.check_access("write")
        for inquiry in self:
            back_to = "new" if inquiry.state == "not_a_case" else "in_progress"
            if inquiry.joined_to_id:
                inquiry.sudo()._guarded_write({"joined_to_id": False})
            inquiry._transition(back_to)
            inquiry._reopen_clocks(self.env._("The case was opened again."))
        return True

    def _stop_clocks_without_result(self, reason):
        self._skks_running_clocks()._skks_cancel(reason)
        self.contribution_ids._cancel_open(reason)

    # ------------------------------------------------------------------
    # What the answer reports
    # ------------------------------------------------------------------

    def _note_answered(self, at=None):
        """The answer has reached the journalist: the clocks stop."""
        self.ensure_one()
        at = at or fields.Datetime.now()
        running = self._skks_running_clocks()
        running._skks_stop(at)
        service = running.filtered(lambda clock: clock.kind == "service")
        if service or not self.answered_at:  # a second letter is no later answer
            self.sudo()._guarded_write(
                {"answered_at": at, "answered_in_time": service[:1].result}
            )
        self._transition("answered")

    def _note_undelivered(self, reason):
        """What counted as answered did not arrive: the clocks run again."""
        self.ensure_one()
        if self.state == "forwarded":
            self._transition("in_progress", reason=reason)
            self._reopen_clocks(reason)
        elif self.state == "answered":
            self.sudo()._guarded_write(
                {"answered_at": False, "answered_in_time": False}
            )
            self._transition("in_progress", reason=reason)
            self._reopen_clocks(reason)
        self._tell_undelivered(reason)

    def _tell_undelivered(self, reason):
        # A mail server's words name the address, and entities read activities.
        words = ADDRESS.sub("…", reason or "?")
        self._tell_coordinator(
            "skks_base.mail_activity_letter", self.env._("Not delivered: %s", words)
        )

    def _reopen_clocks(self, reason):
        """Let the last clock of each kind run on from where it was stopped.

        A statutory term that fell away when the inquiry became one of a kind without
        such a term does not come back.
        """
        self.ensure_one()
        last = {clock.kind: clock for clock in self.sudo().clock_ids.sorted("id")}
        if not self.sudo()._clock_policy("legal"):
            last.pop("legal", None)
        for clock in last.values():
            clock._skks_reopen(reason)

    def _follow_letters(self):
        """The case is in acceptance while a letter is that would end it."""
        for inquiry in self:
            letters = inquiry._open_letters()
            in_acceptance = any(
                letter.signoff_state in ("substantive", "office", "approved")
                for letter in letters
            )
            if in_acceptance and inquiry.state == "in_progress":
                inquiry._transition("approval")
            elif not in_acceptance and inquiry.state == "approval":
                inquiry._transition("in_progress")
            else:
                inquiry._update_waiting()

    def _open_letters(self):
        """Letters that would end the matter and have not left yet."""
        return self.answer_ids.filtered(
            lambda letter: letter.effect in MOVING and not letter.sent_at
        )

    def _after_transition(self, old, new):
        result = super()._after_transition(old, new)
        if new in self._states_closed or new == "answered":
            self.sudo().activity_unlink(["skks_base.mail_activity_letter"])
        return result

    # ------------------------------------------------------------------
    # Desk
    # ------------------------------------------------------------------

    def _waiting_for(self):
        if self.state not in OPEN_STATES:
            return False
        if self.state == "approval":
            asked = any(
                letter.signoff_state in ("substantive", "office")
                for letter in self._open_letters()
            )
            return "approver" if asked else "office"
        if any(one.waiting_for == "entity" for one in self.contribution_ids):
            return "entity"
        return "office"

    def _desk_waiting_users(self):
        if self.waiting_for == "entity":
            return (
                self.sudo()
                .contribution_ids.filtered(lambda one: one.waiting_for == "entity")
                .user_id.with_env(self.env)
            )
        if self.waiting_for == "approver":
            return self.sudo().answer_ids.approver_ids.with_env(self.env)
        return super()._desk_waiting_users()

    def _desk_waiting_names(self):
        names = super()._desk_waiting_names()
        waiting = self.sudo().filtered(lambda one: one.waiting_for == "entity")
        owing = waiting.contribution_ids.filtered(
            lambda one: one.waiting_for == "entity"
        )
        labels = owing._desk_waiting_names()  # of all inquiries together
        for inquiry, parts in owing.grouped("inquiry_id").items():
            names[inquiry.id] = "; ".join(labels[part.id] for part in parts)
        for inquiry in self.sudo().filtered(lambda one: one.waiting_for == "approver"):
            approvers = inquiry.answer_ids.approver_ids
            names[inquiry.id] = ", ".join(approvers.mapped("name"))
        return names

    # ------------------------------------------------------------------
    # Letters
    # ------------------------------------------------------------------

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        values = dict(custom_values or {}) | self._prepare_letter_values(msg_dict)
        forwarded = msg_dict.get("skks_forwarded")
        if forwarded:  # the colleague is not the one who asks
            values = self._forwarded_values(values)
        # Core puts the header there, not the address.
        sender = {"email_from": values["email_from"]}
        inquiry = super().message_new(msg_dict | sender, custom_values=values)
        if not forwarded and not msg_dict.get("skks_automatic"):
            inquiry._acknowledge()
        return inquiry

    @api.model
    def _prepare_letter_values(self, msg_dict):
        """Values of an inquiry that arrives as a letter."""
        body = msg_dict.get("body") or ""
        sender = msg_dict.get("email_from") or ""
        return {
            "name": msg_dict.get("subject") or self.env._("(no subject)"),
            "channel": "email",
            "email_from": email_normalize(sender) or sender,
            "contact_name": self._sender_name(msg_dict),
            "received_at": msg_dict.get("skks_received_at") or fields.Datetime.now(),
            "description": plaintext2html(mail_text.html_reply_to_text(str(body))),
        }

    @api.model
    def _sender_name(self, msg_dict):
        """Name of the sender, never an address: entities read it on the case."""
        name, _address = parse_contact_from_email(msg_dict.get("email_from") or "")
        return "" if "@" in name else name

    def _skks_follow_up_values(self, msg_dict):
        """A new question in the thread of a closed case is a case of its own.

        Thanks, and whatever our own people write, join the closed one.
        """
        if self.state not in FOLLOWED_UP:
            return super()._skks_follow_up_values(msg_dict)
        if self.env["mail.mail"]._gate_is_own(msg_dict.get("email_from")):
            return None
        text = mail_text.html_reply_to_text(str(msg_dict.get("body") or ""))
        if not mail_text.asks(text):
            return None
        return {"parent_id": self.id, "topic_id": self.topic_id.id}

    @api.model
    def _is_mere_thanks(self, msg_dict):
        text = mail_text.html_reply_to_text(str(msg_dict.get("body") or ""))
        return mail_text.reply_intent(text) is mail_text.ReplyIntent.THANKS

    def message_update(self, msg_dict, update_vals=None):
        result = super().message_update(msg_dict, update_vals=update_vals)
        if not msg_dict.get("skks_automatic") and not self._is_mere_thanks(msg_dict):
            self._tell_coordinator(
                "skks_base.mail_activity_letter",
                self.env._("New letter from %s", self._sender_name(msg_dict) or "?"),
            )
        return result

    def _letter_drop(self, reason, joined_to=None):
        result = super()._letter_drop(reason, joined_to=joined_to)
        self._stop_clocks_without_result(reason)
        if joined_to is not None and joined_to._name == self._name:
            self.sudo()._guarded_write({"joined_to_id": joined_to.id})
        return result

    def _letter_restore(self):
        dropped = self.filtered(lambda inquiry: inquiry.state == "not_a_case")
        return dropped.action_reopen()

    def _confirmed_values(self, values):
        """The newsroom follows from the sender."""
        values = super()._confirmed_values(values)
        self._complete_sender(values)
        return values

    def _letter_joined(self, letter):
        result = super()._letter_joined(letter)
        if self.coordinator_id != self.env.user:
            self._tell_coordinator(
                "skks_base.mail_activity_letter",
                self.env._("New letter from %s", self._letter_sender_name(letter)),
            )
        return result

    def _letter_sender_name(self, letter):
        return self._sender_name({"email_from": letter.email_from}) or "?"

    @api.model
    def _letter_cases_of_sender(self, email_from, limit):
        sender = email_normalize(email_from or "")
        if not sender:
            return self.browse()
        domain = Domain("email_from", "ilike", sender) & self._letter_not_dropped()
        return self.search(domain, limit=limit)

    def _acknowledge(self):
        """Tell the sender at once, in a person's name, that the letter is here."""
        self.ensure_one()
        address = email_normalize(self.email_from)
        if not address:
            return
        officer = self.coordinator_id or self.company_id._skks_duty_officer()
        lang = self._letter_lang()
        inquiry = self.with_context(lang=lang)
        body = self.env["ir.qweb"]._render(
            "skks_press.acknowledgement",
            {"inquiry": inquiry, "officer": officer, "company": self.company_id},
            lang=lang,
        )
        self._gate_release(
            "acknowledgement",
            addresses=[address],
            subject=self._answer_subject(),
            body=body,
            author=officer,
        )
        self.sudo()._guarded_write({"acknowledged_at": fields.Datetime.now()})

    def _reply_address(self):
        """Normalized address to which answers go; empty if the case has none."""
        source = self.journalist_id.email or self.email_from
        return email_normalize(self.email_from or source) or ""

    @api.model
    def _erasure_domain(self, address):
        of_person = Domain("journalist_id.email_normalized", "=", address)
        of_person |= Domain("email_from", "ilike", address)
        return super()._erasure_domain(address) | of_person

    def _skks_participant_addresses(self):
        addresses = {
            email_normalize(self.email_from),
            self.journalist_id.email_normalized,
            self.coordinator_id.email_normalized,
            *self.helper_ids.mapped("email_normalized"),
        }
        return {address for address in addresses if address}

    @api.model
    def _desk_mine_domain(self):
        domain = super()._desk_mine_domain()
        return domain & Domain("state", "in", OPEN_STATES)
