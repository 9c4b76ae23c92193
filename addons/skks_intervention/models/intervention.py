from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools.mail import email_normalize, parse_contact_from_email, plaintext2html

from odoo.addons.skks_base.tools import mail_text

from .intervention_category import PRIORITIES

# Who may know how the submitter can be reached; a unit asks, and that is journalled.
SUBMITTER_READERS = (
    "skks_base.group_officer,skks_base.group_dispatcher,skks_base.group_auditor"
)
# States in which somebody still owes something.
OPEN_STATES = ("new", "routed", "in_progress", "waiting", "approval")
# States in which it lies with a unit.
UNIT_STATES = ("routed", "in_progress")


class Intervention(models.Model):
    """A citizen's report: it comes in, goes to the unit that can mend it, and the
    citizen learns what became of it.

    The citizen is called the submitter. Whoever works on a report in a unit reads it
    without name, phone and e-mail; those are shown on request.
    """

    _name = "skks.intervention"
    _description = "Citizen's Report"
    _inherit = ["skks.forwarded.mixin"]
    _forward_act = "intervention.sender"
    _primary_email = "email_from"
    _mail_post_access = "read"

    _transitions = {
        "new": {
            "routed",
            "in_progress",
            "waiting",
            "approval",
            "answered",
            "closed",
            "forwarded",
            "withdrawn",
            "duplicate",
            "not_a_case",
        },
        "routed": {
            "new",
            "in_progress",
            "waiting",
            "approval",
            "answered",
            "closed",
            "forwarded",
            "withdrawn",
            "duplicate",
        },
        "in_progress": {
            "new",
            "routed",
            "waiting",
            "approval",
            "answered",
            "closed",
            "forwarded",
            "withdrawn",
            "duplicate",
        },
        "waiting": {
            "new",
            "routed",
            "in_progress",
            "approval",
            "answered",
            "closed",
            "forwarded",
            "withdrawn",
            "duplicate",
        },
        "approval": {
            "new",
            "routed",
            "in_progress",
            "waiting",
            "answered",
            "closed",
            "forwarded",
            "withdrawn",
            "duplicate",
        },
        "answered": {"in_progress", "closed"},
        "closed": {"in_progress"},
        "forwarded": {"new", "in_progress"},
        "withdrawn": {"in_progress"},
        "duplicate": {"new"},
        "not_a_case": {"new"},
    }
    _states_closed = ("closed", "forwarded", "withdrawn", "duplicate", "not_a_case")
    _state_not_a_case = "not_a_case"
    _number_sequence = "skks.intervention"
    _skks_number_pattern = r"ZI/\d{4}/\d{4,}"
    _guarded_fields = (
        "entity_id",
        "user_id",
        "routed_at",
        "acknowledged_at",
        "answered_at",
        "first_clock_id",
        "action_clock_id",
        "answer_clock_id",
        "legal_clock_id",
    )
    _desk_columns = {"entity_id": "entity_id", "user_id": "user_id"}
    _erasure_children = ("message_line_ids", "all_reply_ids")

    state = fields.Selection(
        [
            ("new", "To route"),
            ("routed", "At the unit"),
            ("in_progress", "In progress"),
            ("waiting", "Waiting for the submitter"),
            ("approval", "Reply in acceptance"),
            ("answered", "Answered"),
            ("closed", "Closed"),
            ("forwarded", "Forwarded"),
            ("withdrawn", "Withdrawn"),
            ("duplicate", "Duplicate"),
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
    # what and where
    category_id = fields.Many2one(
        "skks.intervention.category",
        required=True,
        index=True,
        tracking=True,
        check_company=True,
        default=lambda self: self._default_category_id(),
    )
    priority = fields.Selection(
        PRIORITIES,
        compute="_compute_priority",
        store=True,
        readonly=False,
        precompute=True,
        default=None,
    )
    address = fields.Char("Place", help="In words: street and number, or a landmark.")
    street_id = fields.Many2one(
        "skks.street", index="btree_not_null", check_company=True
    )
    district_id = fields.Many2one(
        "skks.district",
        compute="_compute_district_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        check_company=True,
    )
    latitude = fields.Float(digits=(9, 6))
    longitude = fields.Float(digits=(9, 6))
    occurred_at = fields.Datetime("Noticed")
    # the submitter
    contact_name = fields.Char("Submitter", groups=SUBMITTER_READERS)
    email_from = fields.Char("E-mail", index="trigram", groups=SUBMITTER_READERS)
    phone = fields.Char(groups=SUBMITTER_READERS)
    lang = fields.Selection(
        selection=lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        default=lambda self: self.env.company.partner_id.lang,
    )
    channel = fields.Selection(
        [
            ("web", "Web form"),
            ("email", "E-mail"),
            ("phone", "Phone"),
            ("paper", "Paper"),
            ("official", "Official"),
            ("other", "Other"),
        ],
        default="phone",
        required=True,
    )
    # who works on it
    entity_id = fields.Many2one(
        "skks.entity",
        "Unit",
        readonly=True,
        copy=False,
        index="btree_not_null",
        tracking=True,
    )
    user_id = fields.Many2one(
        "res.users",
        "Person",
        readonly=True,
        copy=False,
        index="btree_not_null",
        tracking=True,
    )
    routed_at = fields.Datetime(readonly=True, copy=False)
    # what was promised
    acknowledged_at = fields.Datetime(readonly=True, copy=False)
    answered_at = fields.Datetime(readonly=True, copy=False)
    first_clock_id = fields.Many2one("skks.clock", "First reply", readonly=True)
    action_clock_id = fields.Many2one("skks.clock", "Action", readonly=True)
    answer_clock_id = fields.Many2one("skks.clock", "Answer", readonly=True)
    legal_clock_id = fields.Many2one("skks.clock", "Statutory term", readonly=True)
    promised_at = fields.Datetime(
        "Promised",
        related="answer_clock_id.due_at",
        help="The date that the submitter was told.",
    )
    reply_ids = fields.One2many(
        "skks.intervention.reply", "intervention_id", "Replies", readonly=True
    )
    # For record rules alone: see `skks.inquiry`.
    all_reply_ids = fields.One2many(
        "skks.intervention.reply",
        "intervention_id",
        readonly=True,
        groups=fields.NO_ACCESS,
        export_string_translation=False,
    )
    message_line_ids = fields.One2many(
        "skks.intervention.message", "intervention_id", "Correspondence", readonly=True
    )

    # ------------------------------------------------------------------
    # Defaults and computes
    # ------------------------------------------------------------------

    @api.model
    def _default_category_id(self):
        """What a report is about that nobody has sorted yet."""
        return self.env.ref("skks_intervention.category_inn", raise_if_not_found=False)

    @api.model
    def _group_expand_state(self, states, domain):
        return [*OPEN_STATES, "answered"]

    @api.depends("category_id")
    def _compute_priority(self):
        for case in self:
            case.priority = case.category_id.priority or "1"

    @api.depends("street_id")
    def _compute_district_id(self):
        for case in self:
            case.district_id = case.street_id.district_id or case.district_id

    @api.model
    def _domain_coordinator_id(self):
        data = self.env["ir.model.data"]
        groups = [
            data._xmlid_to_res_id(f"skks_base.group_{name}")
            for name in ("officer", "dispatcher")
        ]
        return [("all_group_ids", "in", groups), ("share", "=", False)]

    # ------------------------------------------------------------------
    # Receipt
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        cases = super().create(vals_list)
        cases._route()  # first, for the terms run in the hours of the unit
        cases._start_clocks()
        return cases

    def write(self, vals):
        result = super().write(vals)
        if {"category_id", "priority"} & vals.keys():
            self._restart_clocks()
        return result

    def _on_received_at_changed(self):
        result = super()._on_received_at_changed()
        self.sudo().clock_ids._skks_restart(
            self.received_at, self.env._("The time of receipt was corrected.")
        )
        return result

    # ------------------------------------------------------------------
    # Service level
    # ------------------------------------------------------------------

    def _clock_policies(self):
        """``{name of a clock: policy}``: the steps that were promised, and the law."""
        terms = self.env["skks.intervention.term"]
        policies = terms._policies_of(self.category_id, self.priority)
        return policies | {"legal": self._legal_policy()}

    def _legal_policy(self):
        """The statutory term; until it is qualified, the month of a motion."""
        return self.env.ref("skks_intervention.clock_policy_long_stop")

    def _start_clocks(self, names=("first", "action", "answer", "legal")):
        """Start those clocks; all of them count from the receipt."""
        wanted = [
            (case, name, policy)
            for case in self
            for name, policy in case._clock_policies().items()
            if name in names and policy
        ]
        clocks = self.env["skks.clock"]._skks_start(
            [
                {
                    "record": case,
                    "policy": policy,
                    "started_at": case.received_at,
                    "entity": case.entity_id,
                    "user": case.user_id,
                }
                for case, _name, policy in wanted
            ]
        )
        for (case, name, _policy), clock in zip(wanted, clocks, strict=True):
            case.sudo()._guarded_write({f"{name}_clock_id": clock.id})

    def _restart_clocks(self, names=("first", "action", "answer")):
        """Another promise holds, from the receipt; pauses that were taken stay taken.

        What is over or was kept already is not promised anew.
        """
        now = fields.Datetime.now()
        for case in self.sudo().filtered(lambda one: one.state in OPEN_STATES):
            policies = case._clock_policies()
            for name in names:
                old, policy = case[f"{name}_clock_id"], policies.get(name)
                if old.policy_id == policy:
                    continue
                if old and (old.stopped_at or old.due_at < now):
                    continue
                old._skks_cancel(self.env._("The term was set anew."))
                case._guarded_write({f"{name}_clock_id": False})
                case._start_clocks((name,))
                if clock := case[f"{name}_clock_id"]:
                    clock._skks_take_pauses(old)

    def _stop_clock(self, name, at=None):
        """A promise was kept (or missed): stop its clock, if it runs."""
        for case in self.sudo():
            clock = case[f"{name}_clock_id"]
            if clock and not clock.stopped_at:
                clock._skks_stop(at)

    def _pausable_clocks(self):
        return self._skks_running_clocks().filtered("can_pause")

    # ------------------------------------------------------------------
    # Routing
    # ------------------------------------------------------------------

    def _route(self):
        """Hook: send what has come in to the unit that can mend it."""

    def _route_to(self, entity, user, reason):
        """Give the report to a unit, and to a person there if one is known.

        Private: who calls it has checked who may decide that.

        :param str reason: why there, for the journal
        """
        self.ensure_one()
        case = self.sudo()
        case._guarded_write(
            {
                "entity_id": entity.id,
                "user_id": user.id,
                "routed_at": fields.Datetime.now(),
            }
        )
        case._skks_running_clocks()._skks_assign(user=user, entity=entity)
        self.env["skks.journal.entry"]._log(
            case, "intervention.route", new=entity.sudo().display_name, reason=reason
        )
        if case.state in ("new", "in_progress"):
            case._transition("routed", reason=reason)
        case._update_waiting()
        case.reply_ids._update_waiting()

    # ------------------------------------------------------------------
    # Who works on it
    # ------------------------------------------------------------------

    def _unit_users(self):
        """Users who work on the report in its unit."""
        case = self.sudo()
        people = case.entity_id.representative_ids.filtered("active").user_id
        return (case.user_id | people).filtered("active").with_env(self.env)

    def _check_works_on(self):
        """Let in whoever coordinates the reports, or works in their unit.

        :raises AccessError: for anybody else, readers included
        """
        if self.env.su or self.has_access("write"):
            return
        self.check_access("read")
        acting = self.env.user._skks_acts_for()
        for case in self:
            if not acting & case._unit_users():
                raise AccessError(
                    self.env._(
                        "“%s” is for its unit and the dispatcher to work on.",
                        case.display_name,
                    )
                )

    def action_start(self):
        """The unit takes the report up; whoever does it answers for it."""
        self._check_works_on()
        for case in self:
            if case.state == "routed":
                case._transition("in_progress")
            if not case.user_id and self.env.user in case._unit_users():
                case.sudo()._guarded_write({"user_id": self.env.uid})
                case._skks_running_clocks()._skks_assign(user=self.env.user)
        self._update_waiting()
        return True

    # ------------------------------------------------------------------
    # Reply
    # ------------------------------------------------------------------

    def action_draft_reply(self):
        """Open the reply that is being written, or begin one."""
        self.ensure_one()
        self._check_works_on()
        reply = self.reply_ids.filtered(
            lambda one: one.effect == "answer" and not one.sent_at
        )[:1]
        if not reply:
            reply = self.env["skks.intervention.reply"].create(
                self._prepare_reply_values()
            )
            if self.state == "routed":
                self.action_start()
        return reply._get_records_action()

    def _prepare_reply_values(self):
        worded = self._in_submitters_language()
        return {
            "intervention_id": self.id,
            "name": worded.env._("Reply to your report"),
        }

    def _follow_replies(self):
        """The report is in acceptance while a reply is."""
        for case in self:
            in_acceptance = any(
                reply.effect == "answer"
                and reply.signoff_state in ("substantive", "office", "approved")
                and not reply.sent_at
                for reply in case.reply_ids
            )
            in_hand = case.state in UNIT_STATES or (
                case.state == "new" and case._is_for_office()
            )
            if in_acceptance and in_hand:
                case._transition("approval")
            elif not in_acceptance and case.state == "approval":
                case._transition("in_progress")
            else:
                case._update_waiting()

    def _note_answered(self, at=None):
        """The reply has reached the submitter: nothing runs any more."""
        self.ensure_one()
        at = at or fields.Datetime.now()
        self._skks_running_clocks()._skks_stop(at)
        self.sudo()._guarded_write({"answered_at": at})
        self._transition("answered")

    def _note_undelivered(self, reason):
        """What counted as answered did not arrive: what was promised runs again."""
        self.ensure_one()
        if self.state != "answered":
            return
        stopped = self.sudo().clock_ids.filtered(
            lambda clock: clock.result and clock.stopped_at == self.answered_at
        )
        self.sudo()._guarded_write({"answered_at": False})
        self._transition("in_progress", reason=reason)
        stopped._skks_reopen(reason)

    def _reopen_clocks(self, reason):
        """What was promised runs on, each from where it was stopped."""
        for name in ("first", "action", "answer", "legal"):
            self.sudo()[f"{name}_clock_id"]._skks_reopen(reason)

    def action_close(self):
        """Nothing more is to be done."""
        self.check_access("write")
        for case in self:
            case._check_explained()
            case._transition("closed")
        return True

    # ------------------------------------------------------------------
    # Desk
    # ------------------------------------------------------------------

    def _waiting_for(self):
        return {
            "new": "office",
            "routed": "entity",
            "in_progress": "entity" if self.sudo().entity_id else "office",
            "waiting": "outsider",
            "approval": "approver",
        }.get(self.state, False)

    @api.model
    def _desk_mine_domain(self):
        """What I coordinate, what nobody has routed, and what lies with my unit."""
        user = self.env.user
        mine = user._skks_act_for_domain("coordinator_id") & Domain(
            "waiting_for", "=", "office"
        )
        if user.has_group("skks_base.group_dispatcher"):
            mine |= Domain("coordinator_id", "=", False) & Domain(
                "waiting_for", "=", "office"
            )
        of_unit = user._skks_act_for_domain("user_id") | (
            Domain("user_id", "=", False)
            & Domain("entity_id", "in", user._skks_entity_ids())
        )
        return mine | (of_unit & Domain("waiting_for", "=", "entity"))

    def _desk_waiting_users(self):
        if self.waiting_for == "entity":
            return self.user_id or self._unit_users()
        return super()._desk_waiting_users()

    def _desk_waiting_names(self):
        names = super()._desk_waiting_names()
        for case in self.sudo().filtered(lambda one: one.waiting_for == "entity"):
            parts = (case.entity_id.name, case.user_id.name)
            names[case.id] = ", ".join(filter(None, parts))
        return names

    def _desk_superior(self):
        if self.waiting_for == "entity":
            return self.sudo().entity_id.head_id.with_env(self.env)
        return super()._desk_superior()

    def _skks_answering_officer(self):
        """Who may be named to a citizen: the coordinator, or nobody."""
        return self.sudo().coordinator_id

    # ------------------------------------------------------------------
    # Letters
    # ------------------------------------------------------------------

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        values = dict(custom_values or {}) | self._prepare_letter_values(msg_dict)
        forwarded = msg_dict.get("skks_forwarded")
        if forwarded:  # the colleague is not the submitter
            values = self._forwarded_values(values)
        sender = {"email_from": values["email_from"]}
        case = super().message_new(msg_dict | sender, custom_values=values)
        if not forwarded and not msg_dict.get("skks_automatic"):
            case._acknowledge()
        return case

    @api.model
    def _prepare_letter_values(self, msg_dict):
        """Values of a report that arrives as a letter."""
        body = msg_dict.get("body") or ""
        sender = msg_dict.get("email_from") or ""
        name, _address = parse_contact_from_email(sender)
        return {
            "name": msg_dict.get("subject") or self.env._("(no subject)"),
            "channel": "email",
            "email_from": email_normalize(sender) or sender,
            "contact_name": "" if "@" in name else name,
            "received_at": msg_dict.get("skks_received_at") or fields.Datetime.now(),
            "description": plaintext2html(mail_text.html_reply_to_text(str(body))),
        }

    def _skks_participant_addresses(self):
        case = self.sudo()
        addresses = {
            email_normalize(case.email_from),
            case.coordinator_id.email_normalized,
            *case._unit_users().mapped("email_normalized"),
        }
        return {address for address in addresses if address}

    @api.model
    def _letter_cases_of_sender(self, email_from, limit):
        sender = email_normalize(email_from or "")
        if not sender:
            return self.browse()
        domain = Domain("email_from", "ilike", sender) & self._letter_not_dropped()
        return self.search(domain, limit=limit)

    @api.model
    def _erasure_domain(self, address):
        of_person = Domain("email_from", "ilike", address)
        return super()._erasure_domain(address) | of_person

    def _letter_drop(self, reason, joined_to=None):
        result = super()._letter_drop(reason, joined_to=joined_to)
        self._skks_running_clocks()._skks_cancel(reason)
        return result

    def _letter_restore(self):
        result = super()._letter_restore()
        for case in self:
            case._reopen_clocks(self.env._("The case was opened again."))
        self._route()
        return result

    # ------------------------------------------------------------------
    # What the submitter is told
    # ------------------------------------------------------------------

    def _submitter_address(self):
        """Normalized address of the submitter; empty if there is none."""
        return email_normalize(self.sudo().email_from or "") or ""

    def _tell_submitter(
        self,
        kind,
        subject,
        body,
        *,
        permit,
        link=None,
        author=None,
        noted=None,
        **letter,
    ):
        """Say something to the submitter: on the tracking page, and by letter.

        Private: the business methods that call it decide whether it may be said.

        :param str kind: ``skks.intervention.message.kind``
        :param Markup body: what is said, without a link in it
        :param str permit: ``skks.gate.permit.kind`` of the letter
        :param str link: purpose of a link that only the letter carries; those of
            earlier letters stay good
        :param noted: function of the message, called before the letter leaves, or
            with an empty one where there is no address
        :param letter: ``attachments`` and ``signoff_line`` of the gate
        :return: the ``mail.message``, empty if there is no address
        """
        self.ensure_one()
        files = letter.get("attachments")
        self.message_line_ids._add(self, "out", kind, body, files)
        address = self._submitter_address()
        if not address:
            if noted:
                noted(self.env["mail.message"])
            return self.env["mail.message"]
        if link:
            token = self.env["skks.intervention.link"]._make_link(self, link, keep=True)
            letter["letter_body"] = self._with_link(body, link, token)
        return self._gate_release(
            permit,
            addresses=[address],
            subject=f"{subject} [{self.number}]",
            body=body,
            author=author or self.env.user,
            noted=noted,
            **letter,
        )
