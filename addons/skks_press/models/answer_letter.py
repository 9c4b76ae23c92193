from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, html2plaintext
from odoo.tools.mail import email_normalize

from odoo.addons.skks_base.models.res_users import ADDRESS_READERS

from .answer_kind import ASKING, FINAL, REGIMES
from .inquiry import OPEN_STATES

# What a letter of each kind cannot do without, besides its text.
NEEDED = {
    "extension": ("extend_to", "letter_reason"),
    "refusal": ("decision_number", "decision_date"),
    "not_public": ("letter_reason",),
    "written_refusal": (
        "refusing_name",
        "refused_on",
        "refused_information",
        "letter_reason",
    ),
    "correction_refusal": ("refusal_ground", "letter_reason"),
    "forward": ("forward_name", "forward_email", "letter_reason"),
    "forward_notice": ("forward_name", "letter_reason"),
}
LETTER_FIELDS = (
    "extend_to",
    "letter_reason",
    "decision_number",
    "decision_date",
    "forward_name",
    "forward_email",
    "refusing_name",
    "refused_on",
    "refused_information",
    "refusal_ground",
    "refused_fragments",
)


class Answer(models.Model):
    """Letters of every kind about an inquiry, and what follows when they leave.

    A letter takes effect when the recipient's mail server has accepted it, and
    loses it again when it comes back.
    """

    _inherit = "skks.answer"

    _signoff_content = ("name", "body", "kind_id", *LETTER_FIELDS)
    _guarded_fields = (
        "is_fixed_text",
        "template_hash",
        "date_at",
        "pauses_service",
        "old_due_at",
    )

    kind_id = fields.Many2one(
        "skks.answer.kind",
        "Kind of letter",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        default=lambda self: self._default_kind_id(),
    )
    effect = fields.Selection(related="kind_id.effect")
    extend_to = fields.Date(
        "New statutory date", help="At most two months from the receipt."
    )
    letter_reason = fields.Text("Reason")
    decision_number = fields.Char("Number of the decision")
    decision_date = fields.Date("Date of the decision")
    forward_name = fields.Char("Body in charge")
    forward_email = fields.Char("E-mail of that body", groups=ADDRESS_READERS)
    date_at = fields.Datetime(
        "Date confirmed", readonly=True, copy=False, help="The date that it confirms."
    )
    pauses_service = fields.Boolean(
        "Pauses the service term",
        readonly=True,
        copy=False,
        help="Until the sender answers; a statutory term never pauses.",
    )
    old_due_at = fields.Datetime("Statutory date before", readonly=True, copy=False)
    is_fixed_text = fields.Boolean(
        "Leaves without acceptance",
        readonly=True,
        copy=False,
        help="Its text is the template's to the letter, or the head of the office"
        " passed it on.",
    )
    template_hash = fields.Char(
        readonly=True, copy=False, export_string_translation=False
    )

    @api.model
    def _default_kind_id(self):
        kinds = self.env["skks.answer.kind"]
        return kinds.search([("effect", "=", "answer")], limit=1)

    # ------------------------------------------------------------------
    # Acceptance
    # ------------------------------------------------------------------

    def _signoff_snapshot(self):
        """A plain answer is what it was before there were kinds of letters."""
        snapshot = super()._signoff_snapshot()
        content = snapshot["content"]
        for fname in LETTER_FIELDS:
            if not content[fname]:
                del content[fname]
        kind = self.sudo().kind_id
        del content["kind_id"]
        if kind.effect != "answer":
            content["kind"] = kind.code
        return snapshot

    def write(self, vals):
        """Another kind of answer has other stages, so it is accepted anew."""
        kinds = {answer: answer.kind_id for answer in self} if "kind_id" in vals else {}
        result = super().write(vals)
        for answer, kind in kinds.items():
            if answer.kind_id != kind:
                answer._signoff_void()
        return result

    def _signoff_stages(self):
        if self._is_asking():
            return () if self.is_fixed_text else ("office",)
        category = self.inquiry_id.sudo().category_id
        stages = self.kind_id._stages(category)
        if self.sudo().contribution_ids:  # whose words they are, they accept them
            stages = tuple(dict.fromkeys((*category._stages(), *stages)))
        return stages

    def _is_asking(self):
        return self.kind_id.effect in ASKING and self.kind_id.stages == "none"

    def _signoff_basis(self):
        kind = self.kind_id.sudo()
        return super()._signoff_basis() if kind.stages == "inquiry" else kind

    def _signoff_demanded(self):
        if self._is_asking():
            return int(not self.is_fixed_text)
        category = self.inquiry_id.sudo().category_id
        return self.kind_id._demanded_stages(category)

    def _signoff_submit(self):
        self._letter_check()
        self.sudo()._guarded_write({"is_fixed_text": self._may_leave_unaccepted()})
        return super()._signoff_submit()

    def _may_leave_unaccepted(self):
        """The template's own text may; free text is the head's to let go."""
        if not self._is_asking():
            return False
        unchanged = self.sudo().template_hash == self._signoff_hash(
            self._signoff_snapshot()
        )
        return unchanged or self.env.user.has_group("skks_base.group_manager")

    def _signoff_on_void(self):
        self.sudo()._guarded_write({"is_fixed_text": False})
        return super()._signoff_on_void()

    def _signoff_addresses(self):
        if self.effect == "forward":
            address = email_normalize(self.sudo().forward_email)
            return [address] if address else []
        return super()._signoff_addresses()

    # ------------------------------------------------------------------
    # What the letter needs
    # ------------------------------------------------------------------

    def _letter_check(self):
        """Refuse a letter that lacks what makes it good, or that comes too late."""
        self.ensure_one()
        letter = self.sudo()
        regime = REGIMES.get(self.effect)
        if regime and letter.inquiry_id.legal_regime != regime:
            raise UserError(
                self.env._(
                    "“%(kind)s” is no letter for “%(case)s”: its legal regime is"
                    " another.",
                    kind=self.kind_id.name,
                    case=self.inquiry_id.display_name,
                )
            )
        missing = [name for name in NEEDED.get(self.effect, ()) if not letter[name]]
        if missing:
            raise UserError(
                self.env._(
                    "“%(letter)s” (%(kind)s) lacks: %(fields)s. Enter it first.",
                    letter=self.display_name,
                    kind=self.kind_id.name,
                    fields=", ".join(
                        self._fields[name]._description_string(self.env)
                        for name in missing
                    ),
                )
            )
        check = getattr(self, f"_letter_check_{self.effect}", None)
        if check:
            check()

    def _letter_check_extension(self):
        """Access to public information act, art. 13(2)."""
        inquiry = self.inquiry_id.sudo()
        clock = inquiry._skks_clock("legal")
        if not clock or inquiry.legal_regime != "public_information":
            raise UserError(
                self.env._(
                    "No term of access to public information runs in “%s”, so there is"
                    " nothing to extend.",
                    inquiry.display_name,
                )
            )
        if clock.due_at < fields.Datetime.now():
            raise UserError(
                self.env._(
                    "The statutory term is over; a notice sent now extends nothing."
                    " Answer without delay."
                )
            )
        last = inquiry._last_extension_day()
        if not self._extended_due() > clock.due_at or self.extend_to > last:
            raise UserError(
                self.env._(
                    "The new date must be later than the present one and not later than"
                    " %s: two months from the receipt.",
                    format_date(self.env, last),
                )
            )
        self._letter_check_names_date()

    def _letter_check_names_date(self):
        """What the sender reads and what the clock counts is one date."""
        inquiry = self.inquiry_id
        words = inquiry.with_context(lang=inquiry._letter_lang())
        named = words._letter_date(self.extend_to)
        short = format_date(words.env, self.extend_to)
        text = " ".join(html2plaintext(self.body or "").split())
        if named not in text and short not in text:
            raise UserError(
                self.env._(
                    "The text does not name the new date: %s. Correct the text, or"
                    " the date.",
                    named,
                )
            )

    def _letter_check_refusal(self):
        """A refusal is a decision (the same act, art. 16); the letter only tells."""
        if not self.attachment_ids:
            raise UserError(
                self.env._(
                    "Attach the decision: the letter tells of a refusal, it does not"
                    " refuse."
                )
            )
        if self.decision_date > self.company_id._skks_today():
            raise UserError(self.env._("The date of the decision is in the future."))

    def _letter_check_forward(self):
        self.inquiry_id._gate_normalize([self.sudo().forward_email])

    def _letter_check_date(self):
        """The letter confirms what holds now, not what was agreed before."""
        agreed_for = self.inquiry_id.agreed_for
        if not agreed_for or agreed_for != self.date_at:
            raise UserError(
                self.env._(
                    "The agreed date was changed after this letter was written. Write"
                    " the confirmation anew."
                )
            )

    def _extended_due(self):
        return self.inquiry_id._end_of_day(self.extend_to)

    # ------------------------------------------------------------------
    # Leaving
    # ------------------------------------------------------------------

    def _outgoing_permit_kind(self):
        return "ask" if self.effect in ASKING else super()._outgoing_permit_kind()

    def _outgoing_send(self):
        self._letter_check()
        return super()._outgoing_send()

    def _states_to_send(self):
        return super()._states_to_send() if self.effect in FINAL else OPEN_STATES

    def _take_effect(self):
        """What the letter brings about, now that it has left."""
        if self.effect not in FINAL:
            inquiry = self.inquiry_id.sudo()
            inquiry._follow_letters()
            return getattr(self, f"_take_effect_{self.effect}")(inquiry)
        result = super()._take_effect()
        self._set_resolution()
        return result

    def _lose_effect(self, reason):
        inquiry = self.inquiry_id.sudo()
        if self.effect in FINAL:
            return super()._lose_effect(reason)
        lose = getattr(self, f"_lose_effect_{self.effect}", None)
        if lose:
            lose(inquiry, reason)
        return inquiry._tell_undelivered(reason)

    def _set_resolution(self):
        """Each kind of letter brings its way of ending the case along."""
        resolution = self.kind_id.sudo().resolution_id
        if resolution:
            self.inquiry_id.sudo().resolution_id = resolution

    def _take_effect_holding(self, inquiry):
        """Held, not answered: every time limit of the answer runs on."""
        inquiry._note_held(self.sent_at)

    def _lose_effect_holding(self, inquiry, reason):
        inquiry._note_held(False, reason)

    def _take_effect_extension(self, inquiry):
        clock = inquiry._skks_clock("legal")
        old = clock.due_at
        try:
            with self.env.cr.savepoint():
                clock._skks_extend(
                    self._extended_due(),
                    self.env._("Access to public information act, art. 13(2)"),
                    self.letter_reason,
                    notice_at=self.sent_at,
                )
                self.sudo()._guarded_write({"old_due_at": old})
        except UserError as refusal:
            # The letter has left, so it is told instead of being undone.
            inquiry._tell_coordinator("skks_base.mail_activity_letter", str(refusal))
        self._update_due()

    def _lose_effect_extension(self, inquiry, reason):
        """A notice that did not arrive moves no date."""
        clock = inquiry._skks_clock("legal")
        old = self.old_due_at
        if old and clock.due_at == self._extended_due():
            clock._skks_retract_extension(old, reason)
            self.sudo()._guarded_write({"old_due_at": False})

    def _take_effect_forward(self, inquiry):
        self._set_resolution()
        inquiry._note_forwarded()

    def _lose_effect_forward(self, inquiry, reason):
        inquiry._note_forwarding_undelivered(reason)

    def _take_effect_forward_notice(self, inquiry):
        inquiry._note_forwarded()

    def _lose_effect_forward_notice(self, inquiry, reason):
        inquiry._note_forwarding_undelivered(reason)

    def _take_effect_deadline(self, inquiry):
        """Asked; the answer comes as a letter."""

    def _take_effect_clarification(self, inquiry):
        if self.pauses_service:
            sender = self.sudo().sent_message_id.create_uid
            inquiry.with_user(sender).sudo()._pause_service(self.kind_id.name)

    def _take_effect_date(self, inquiry):
        if self.date_at == inquiry.agreed_for:
            inquiry._guarded_write({"agreed_confirmed_at": self.sent_at})

    def _lose_effect_date(self, inquiry, reason):
        inquiry._guarded_write({"agreed_confirmed_at": False})

    # ------------------------------------------------------------------
    # Desk
    # ------------------------------------------------------------------

    def _step_due(self):
        """A letter that does not answer is due with the term that it is about."""
        if self.effect in FINAL:
            return super()._step_due()
        kind = {"extension": "legal", "holding": "internal"}.get(self.effect)
        return kind and self.inquiry_id._skks_clock(kind).due_at
