from datetime import time

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date, html2plaintext
from odoo.tools.mail import email_normalize

from odoo.addons.skks_base.tools.moments import naive_utc
from odoo.addons.skks_base.tools.working_time import local_instant

from ..tools import correction

OPEN_STATES = ("contact", "draft", "acceptance", "refused")
ON_THE_WAY = ("sent", "resent")
# Grounds on which the editor refuses (art. 33(1) and (2)), each answered before the
# letter leaves; what can be measured is measured.
GROUNDS = (
    "is_factual",
    "is_polish",
    "is_lawful",
    "is_not_judged",
    "is_not_corrected",
    "is_concerned",
    "is_decent",
)
# What a correct publication looks like (art. 32(4)-(6)).
PUBLICATION = ("in_same_place", "in_same_font", "under_title", "uncut", "uncommented")
OUTCOMES_OF_SOCIAL = ("comment", "removal", "none")


class Correction(models.Model):
    """“Sprostowanie”: the town demands that a newsroom corrects what is not true.

    The term is that of the press law (art. 31a(3)): posted as a registered letter
    within 21 days of the publication. A copy by e-mail is a courtesy and stops
    nothing. A post in social media is no press, so there is no term: the office
    comments, asks to remove it, or does nothing and says why.
    """

    _name = "skks.correction"
    _description = "Correction in the Press"
    _inherit = ["skks.case.mixin", "skks.outgoing.mixin"]

    _signoff_content = (
        "name",
        "body",
        "recipient_address",
        "signatory",
        "signatory_title",
        "correspondence_address",
    )
    _state_initial = "contact"
    _states_closed = ("closed",)
    _transitions = {
        "contact": {"draft", "closed"},
        "draft": {"acceptance", "closed"},
        "acceptance": {"draft", "sent", "resent", "closed"},
        "sent": {"published", "refused", "court", "closed"},
        "resent": {"published", "refused", "court", "closed"},
        "refused": {"draft", "court", "closed"},
        "published": {"court", "closed"},
        "court": {"closed"},
        "closed": {"contact", "court"},
    }
    _number_sequence = "skks.correction"
    _skks_number_pattern = r"SP/\d{4}/\d{4,}"
    _guarded_fields = (
        "starts_on",
        "posted_on",
        "post_number",
        "received_on",
        "refused_on",
        "refusal_reason",
        "appeared_on",
    )

    state = fields.Selection(
        [
            ("contact", "Informal contact"),
            ("draft", "Draft"),
            ("acceptance", "In acceptance"),
            ("sent", "Sent off"),
            ("published", "Published"),
            ("refused", "Refused"),
            ("resent", "Sent again"),
            ("court", "In court"),
            ("closed", "Closed"),
        ],
        default="contact",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    # apart from the helpers, who are users as well
    approver_ids = fields.Many2many(relation="skks_correction_approver_rel")
    order_id = fields.Many2one(
        "skks.order", "Asked for by", index="btree_not_null", ondelete="restrict"
    )
    entity_id = fields.Many2one(
        "skks.entity",
        "Vouches for the facts",
        index="btree_not_null",
        ondelete="restrict",
    )
    # what was published
    medium = fields.Selection(
        [
            ("press", "Newspaper or magazine"),
            ("broadcast", "Radio or television"),
            ("portal", "Portal that is press"),
            ("social", "Social media"),
        ],
        "Kind of medium",
        required=True,
        default="press",
        tracking=True,
    )
    also_online = fields.Boolean("Also in its electronic form")
    outlet_id = fields.Many2one(
        "res.partner",
        "Newsroom",
        domain=[("skks_kind", "=", "outlet")],
        index="btree_not_null",
        tracking=True,
    )
    published_on = fields.Date(required=True, tracking=True)
    source_title = fields.Char("Title of the publication")
    source_url = fields.Char("Link")
    quote = fields.Text(
        "Fragment to correct", help="Word for word; its length limits the correction."
    )
    fragment_seconds = fields.Integer("Length of the fragment (s)")
    own_seconds = fields.Integer("Length of the correction, read aloud (s)")
    true_fact = fields.Text("What is true")
    evidence = fields.Text("How we know")
    contact_note = fields.Text(
        "Informal contact", help="Who was called, when, and what they said."
    )
    # the letter
    body = fields.Html("Text of the correction")
    recipient_address = fields.Text(
        compute="_compute_recipient_address",
        store=True,
        readonly=False,
        precompute=True,
    )
    signatory = fields.Char("Signed by", help="Full name (art. 31a(4)).")
    signatory_title = fields.Char("Function", help="For instance: Mayor of the town.")
    correspondence_address = fields.Text(
        compute="_compute_correspondence_address",
        store=True,
        readonly=False,
        precompute=True,
    )
    is_address_reserved = fields.Boolean(
        "Address for the editors only", help="It is not to be published (31a(4))."
    )
    used_length = fields.Integer("Length", compute="_compute_length")
    allowed_length = fields.Integer("Allowed", compute="_compute_length")
    length_state = fields.Selection(
        [("ok", "Fits"), ("near", "Nearly too long"), ("over", "Too long")],
        compute="_compute_length",
    )
    # grounds of refusal, answered beforehand
    is_factual = fields.Boolean("It corrects a fact, not an opinion")
    is_polish = fields.Boolean("It is in Polish or in the language of the material")
    is_lawful = fields.Boolean("Its content is not punishable")
    is_not_judged = fields.Boolean("It contradicts no final judgment about us")
    is_not_corrected = fields.Boolean("The news has not been corrected already")
    is_concerned = fields.Boolean("The news concerns us")
    is_decent = fields.Boolean("It uses no offensive words")
    # dates
    starts_on = fields.Date("Term counted from", readonly=True, copy=False)
    internal_date = fields.Date("Internal date", compute="_compute_dates")
    raw_date = fields.Date("By mere counting", compute="_compute_dates")
    safe_date = fields.Date("Safe date", compute="_compute_dates")
    legal_date = fields.Date("Statutory date", compute="_compute_dates")
    long_stop = fields.Date("Claim expires", compute="_compute_dates")
    # on the way
    posted_on = fields.Date(readonly=True, copy=False, tracking=True)
    post_number = fields.Char(
        "Number of the registered letter", readonly=True, copy=False
    )
    received_on = fields.Date("Received by the newsroom", readonly=True, copy=False)
    publish_by = fields.Date("To be published by", compute="_compute_follow_up")
    publish_online_by = fields.Date("Online by", compute="_compute_follow_up")
    reaction_on = fields.Date(
        "Ask the newsroom on",
        compute="_compute_follow_up",
        help="A refusal has to come within 7 days of receipt (art. 33(3)).",
    )
    refused_on = fields.Date("Refusal delivered", readonly=True, copy=False)
    refusal_reason = fields.Text("Why they refuse", readonly=True, copy=False)
    appeared_on = fields.Date("Correction appeared", readonly=True, copy=False)
    # how it was published
    in_same_place = fields.Boolean("In the same section or at the same time")
    in_same_font = fields.Boolean("In the same font, as visible")
    under_title = fields.Boolean("Under the title “Correction”")
    uncut = fields.Boolean("Without cuts or changes")
    uncommented = fields.Boolean("Without a comment in the same issue or on that day")
    is_breach = fields.Boolean("Published in breach", compute="_compute_is_breach")
    outcome = fields.Selection(
        [
            ("published", "Correction published"),
            ("comment", "Comment"),
            ("removal", "Request to remove"),
            ("court", "Ended in court"),
            ("none", "No action"),
        ],
        copy=False,
        tracking=True,
    )
    outcome_reason = fields.Text("Explanation", copy=False)

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------

    @api.depends("outlet_id")
    def _compute_recipient_address(self):
        for letter in self:
            letter.recipient_address = letter.outlet_id.correction_address

    @api.depends("company_id")
    def _compute_correspondence_address(self):
        for letter in self:
            partner = letter.company_id.sudo().partner_id
            lines = (
                partner.name,
                partner.street,
                f"{partner.zip or ''} {partner.city or ''}",
            )
            letter.correspondence_address = "\n".join(
                line.strip() for line in lines if (line or "").strip()
            )

    @api.depends("body", "quote", "medium", "fragment_seconds", "own_seconds")
    def _compute_length(self):
        for letter in self:
            length = letter._length()
            letter.used_length = length.used
            letter.allowed_length = length.allowed
            letter.length_state = (
                "over" if length.is_over else "near" if length.is_near else "ok"
            )

    def _length(self):
        """``correction.Length`` in characters with spaces, or in seconds."""
        if self.medium == "broadcast":
            return correction.length_of(self.own_seconds, self.fragment_seconds)
        text = html2plaintext(self.body or "", include_references=False)
        return correction.length_of(
            correction.text_length(text), correction.text_length(self.quote)
        )

    @api.depends("published_on", "starts_on", "medium", "clock_ids.amount")
    def _compute_dates(self):
        names = ("internal_date", "raw_date", "safe_date", "legal_date", "long_stop")
        for letter in self:
            starts = letter.starts_on or letter.published_on
            if not starts or letter.medium == "social":
                letter.update(dict.fromkeys(names, False))
                continue
            dates = correction.correction_dates(
                starts,
                published=letter.published_on,
                **letter._terms(),
            )
            letter.internal_date = dates.internal
            letter.raw_date = dates.raw
            letter.safe_date = dates.safe
            letter.legal_date = dates.legal
            letter.long_stop = dates.long_stop

    def _terms(self):
        """Days of the two clocks, as the policies had them at the start."""
        clocks = self.sudo().clock_ids.sorted("id")
        by_kind = {clock.kind: int(clock.amount) for clock in clocks}
        terms = {"days": by_kind.get("legal"), "internal_days": by_kind.get("service")}
        return {name: days for name, days in terms.items() if days}

    @api.depends("received_on", "medium", "also_online", "outlet_id")
    def _compute_follow_up(self):
        for letter in self:
            letter.publish_by = letter.publish_online_by = letter.reaction_on = False
            if not letter.received_on:
                continue
            frequency = letter.sudo().outlet_id.frequency
            print_, online = (
                correction.follow_up(
                    letter.received_on, frequency, electronic=is_online
                )
                for is_online in (False, True)
            )
            letter.reaction_on = print_.reaction
            if letter.medium != "portal":
                letter.publish_by = print_.published_by
            if letter.medium == "portal" or letter.also_online:
                letter.publish_online_by = online.published_by

    @api.depends("state", *PUBLICATION)
    def _compute_is_breach(self):
        for letter in self:
            letter.is_breach = letter.state == "published" and not all(
                letter[name] for name in PUBLICATION
            )

    # ------------------------------------------------------------------
    # The term
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        letters = super().create(vals_list)
        letters._start_clocks()
        return letters

    def write(self, vals):
        restart = {"published_on", "medium"} & set(vals)
        if restart and self.filtered(lambda letter: letter.state not in OPEN_STATES):
            raise UserError(
                self.env._("The publication is not changed once the letter is posted.")
            )
        result = super().write(vals)
        if restart:
            self._restart_clocks(self.env._("The publication was corrected."))
        if "coordinator_id" in vals:
            for letter in self.sudo():
                letter.clock_ids._skks_assign(user=letter.coordinator_id)
        return result

    @api.constrains("published_on")
    def _check_published_on(self):
        """The term is counted from what has been published, not from a guess."""
        for letter in self:
            if letter.published_on > letter._today():
                raise ValidationError(
                    letter.env._("“Published on” lies in the future. Correct the date.")
                )

    def _start_clocks(self):
        """Both terms run from the publication, or from the delivery of a refusal."""
        policies = self.env["skks.clock.policy"]
        for name in ("clock_policy_correction", "clock_policy_correction_legal"):
            policies |= self.env.ref(
                f"skks_press.{name}", raise_if_not_found=False
            ) or (policies)
        self.env["skks.clock"]._skks_start(
            [
                {
                    "record": letter,
                    "policy": policy,
                    "started_at": letter._moment(
                        letter.starts_on or letter.published_on
                    ),
                    "user": letter.coordinator_id,
                }
                for letter in self
                if letter.medium != "social"
                for policy in policies.sudo()
            ]
        )

    def _restart_clocks(self, reason):
        self._skks_running_clocks()._skks_cancel(reason)
        self._start_clocks()

    def _moment(self, day):
        """Noon of a day in the town, naive UTC."""
        return naive_utc(local_instant(day, time(12), self.company_id._skks_tz()))

    def _today(self):
        return self.company_id._skks_today()

    # ------------------------------------------------------------------
    # Sign-off
    # ------------------------------------------------------------------

    def action_draft(self):
        """Talking was not enough, or is skipped: write the letter."""
        self.check_access("write")
        for letter in self:
            if letter.medium == "social":
                raise UserError(
                    letter.env._(
                        "A post in social media is not corrected by the press law."
                        " Comment on it, ask to remove it, or do nothing with a reason."
                    )
                )
            letter._transition("draft")
        return True

    def _signoff_entities(self):
        return self.sudo().entity_id

    def _signoff_subject(self):
        return self.name or ""

    def _signoff_addresses(self):
        address = email_normalize(self.sudo().outlet_id.correction_email or "")
        return [address] if address else []

    def _signoff_submit(self):
        if self.state != "draft":
            raise UserError(
                self.env._("“%s” is not being drafted now.", self.display_name)
            )
        self._check_complete()
        self._check_length()
        self._check_grounds()
        return super()._signoff_submit()

    def _check_complete(self):
        """Art. 31a(4): signature, name, address; and what we know it by."""
        names = [
            "outlet_id",
            "recipient_address",
            "entity_id",
            "true_fact",
            "signatory",
            "signatory_title",
            "correspondence_address",
        ]
        broadcast = self.medium == "broadcast"
        names += ["fragment_seconds", "own_seconds"] if broadcast else ["quote"]
        self._refuse_missing(names, self.env._("Before it is passed on, fill in: %s."))

    def _check_grounds(self):
        """Art. 33: on any of these grounds the editor refuses."""
        self._refuse_missing(
            GROUNDS, self.env._("The editor could refuse. Confirm first: %s.")
        )

    def _refuse_missing(self, names, sentence):
        missing = [
            self._fields[name]._description_string(self.env)
            for name in names
            if not self[name]
        ]
        if missing:
            raise UserError(sentence % "; ".join(missing))

    def _check_length(self):
        length = self._length()
        if length.is_over:
            raise UserError(
                self.env._(
                    "The correction is too long: %(used)s, at most %(allowed)s may be"
                    " used (twice the fragment, art. 31a(6)). Shorten it.",
                    used=length.used,
                    allowed=length.allowed,
                )
            )

    def _signoff_on_returned(self, reason):
        result = super()._signoff_on_returned(reason)
        self._tell_coordinator(
            "skks_base.mail_activity_letter", self.env._("Returned: %s", reason)
        )
        return result

    def _signoff_on_moved(self):
        letter = self.sudo()
        accepting = self.signoff_state in ("substantive", "office", "approved")
        if accepting and self.state == "draft":
            letter._transition("acceptance")
        elif not accepting and self.state == "acceptance":
            letter._transition("draft")
        self._update_waiting()

    def _emergency_check(self, reason):
        raise UserError(
            self.env._(
                "A correction is a signed letter with weeks of time: it does not leave"
                " without acceptance."
            )
        )

    # ------------------------------------------------------------------
    # The letter
    # ------------------------------------------------------------------

    def _outgoing_letter(self):
        body = self.env["ir.qweb"]._render(
            "skks_press.correction_letter",
            {"letter": self},
            lang=self.company_id.partner_id.lang,
        )
        return super()._outgoing_letter() | {"body": body}

    def _outgoing_gone(self):
        return super()._outgoing_gone() | self.filtered("posted_on")

    def _outgoing_send(self):
        """The copy by e-mail: for the newsroom to know, no evidence of anything."""
        if self.state not in ("acceptance", *ON_THE_WAY):
            raise UserError(
                self.env._("“%s” is not to be sent now.", self.display_name)
            )
        return super()._outgoing_send()

    def _gate_mailbox(self):
        """Answers come to the mailbox of the press office."""
        return super()._gate_mailbox() or self.env["skks.inquiry"]._gate_mailbox()

    def _skks_participant_addresses(self):
        outlet = self.sudo().outlet_id
        found = {
            email_normalize(outlet.correction_email or ""),
            outlet.email_normalized,
        }
        return super()._skks_participant_addresses() | {one for one in found if one}

    # ------------------------------------------------------------------
    # What happened to it: evidence, entered once
    # ------------------------------------------------------------------

    def _record_step(self, step, day, number=None, note=None):
        """Write down what happened on ``day``; see ``skks.correction.step``."""
        self.ensure_one()
        self.check_access("write")
        if not self.env.user.has_group("skks_base.group_officer"):
            raise AccessError(self.env._("Only the press office records this."))
        if not day or day > self._today():
            raise UserError(self.env._("Enter the day on which it happened."))
        getattr(self, f"_record_{step}")(day, number, note)
        self.env["skks.journal.entry"]._log(
            self, f"correction.{step}", new=" · ".join(filter(None, (str(day), number)))
        )
        self.sudo()._message_log(
            body=self._step_words(step, day, number),
            author_id=self.env.user.partner_id.id,
        )
        self._update_waiting()

    def _step_words(self, step, day, number):
        field = self._fields[self._step_fields()[step]]
        label = field._description_string(self.env)
        words = f"{label}: {format_date(self.env, day)}"
        return f"{words} · {number}" if number else words

    @api.model
    def _step_fields(self):
        return {
            "posted": "posted_on",
            "received": "received_on",
            "refused": "refused_on",
            "published": "appeared_on",
        }

    def _check_order(self, day, before):
        if before and day < before:
            raise UserError(
                self.env._(
                    "That cannot have been before %s.", format_date(self.env, before)
                )
            )

    def _record_posted(self, day, number, note):
        """Posted as a registered letter: this alone keeps the term (art. 31a(3))."""
        if self.state != "acceptance":
            raise UserError(self.env._("“%s” is not to be posted.", self.display_name))
        self._outgoing_check_approved()
        if not (number or "").strip():
            raise UserError(self.env._("Enter the number of the registered letter."))
        self._check_length()
        self._check_order(day, self._skks_local(self.signoff_since).date())
        self.sudo()._guarded_write({"posted_on": day, "post_number": number.strip()})
        self._transition("resent" if self.refused_on else "sent")
        self._skks_running_clocks()._skks_stop(self._moment(day))

    def _record_received(self, day, number, note):
        """The newsroom has it: its terms run, and a task asks what became of it."""
        if self.state not in ON_THE_WAY or self.received_on:
            raise UserError(self.env._("“%s” is not on its way.", self.display_name))
        self._check_order(day, self.posted_on)
        self.sudo()._guarded_write({"received_on": day})
        user = self._skks_answering_officer()
        self.sudo().with_context(mail_activity_quick_update=True).activity_schedule(
            "skks_press.mail_activity_reaction",
            date_deadline=self.reaction_on,
            summary=self.env._("No answer of the newsroom?"),
            user_id=user.id,
        )

    def _record_refused(self, day, number, note):
        """A refusal was delivered; a corrected version has 21 days from now."""
        if self.state not in ON_THE_WAY:
            raise UserError(self.env._("“%s” is not on its way.", self.display_name))
        self._check_order(day, self.received_on or self.posted_on)
        self.sudo()._guarded_write({"refused_on": day, "refusal_reason": note})
        self._reacted("refused")
        self.sudo()._guarded_write({"starts_on": day})
        self._start_clocks()

    def _record_published(self, day, number, note):
        if self.state not in ON_THE_WAY:
            raise UserError(self.env._("“%s” is not on its way.", self.display_name))
        self._check_order(day, self.posted_on)
        self.sudo()._guarded_write({"appeared_on": day})
        self._reacted("published")

    def _reacted(self, state):
        self._transition(state)
        self.sudo().activity_feedback(["skks_press.mail_activity_reaction"])

    def action_correct(self):
        """“Popraw i wyślij ponownie”: the refused text is written anew.

        What was sent before stays in the register of acts and on the timeline.
        """
        self.check_access("write")
        for letter in self:
            if letter.state != "refused":
                raise UserError(
                    letter.env._("“%s” has not been refused.", letter.display_name)
                )
            gone = ("posted_on", "post_number", "received_on", "sent_at")
            letter.sudo()._guarded_write(
                dict.fromkeys((*gone, "sent_message_id", "sending_since"), False)
            )
            letter._signoff_void()
            letter._transition("draft")
        return True

    def action_court(self):
        """Refused, silent or published in breach: the claim goes to court (art. 39)."""
        self.check_access("write")
        for letter in self:
            if letter.long_stop and letter._today() > letter.long_stop:
                raise UserError(
                    letter.env._(
                        "The claim expired on %s.",
                        format_date(letter.env, letter.long_stop),
                    )
                )
            letter._transition("court")
            letter._skks_running_clocks()._skks_cancel(letter.env._("In court."))
        return True

    def action_close(self):
        """End the case with one of the closed list of outcomes."""
        self.check_access("write")
        for letter in self:
            letter._check_outcome()
            letter._transition("closed")
            letter._skks_running_clocks()._skks_cancel(letter.env._("Closed."))
            letter.sudo().activity_unlink(["skks_press.mail_activity_reaction"])
        return True

    def _check_outcome(self):
        if not self.outcome:
            raise UserError(self.env._("Choose first how it ended."))
        if self.medium == "social" and self.outcome not in OUTCOMES_OF_SOCIAL:
            raise UserError(
                self.env._(
                    "A post in social media ends with a comment, a request to remove"
                    " it, or no action."
                )
            )
        if self.outcome == "none" and not (self.outcome_reason or "").strip():
            raise UserError(self.env._("Write why nothing is done."))

    def action_reopen(self):
        """Open it again; the term runs as it did."""
        self.check_access("write")
        for letter in self:
            letter._transition("contact")
            letter._restart_clocks(letter.env._("The case was opened again."))
        return True

    # ------------------------------------------------------------------
    # Desk
    # ------------------------------------------------------------------

    def _waiting_for(self):
        if self.state == "acceptance":
            return "office" if self.signoff_state == "approved" else "approver"
        if self.state in ON_THE_WAY or self.state == "court":
            return "outsider"
        return super()._waiting_for()

    @api.model
    def _desk_mine_domain(self):
        to_accept = Domain("waiting_for", "=", "approver") & Domain(
            "can_approve", "=", True
        )
        return super()._desk_mine_domain() | to_accept

    def _desk_waiting_users(self):
        if self.waiting_for == "approver":
            return self.sudo().approver_ids.with_env(self.env)
        return super()._desk_waiting_users()

    def _desk_waiting_names(self):
        names = super()._desk_waiting_names()
        for letter in self.sudo():
            if letter.waiting_for == "approver":
                names[letter.id] = ", ".join(letter.approver_ids.mapped("name"))
            elif letter.waiting_for == "outsider":
                names[letter.id] = letter.outlet_id.name or ""
        return names
