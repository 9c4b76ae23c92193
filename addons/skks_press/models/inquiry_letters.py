from datetime import UTC

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_datetime

from odoo.addons.skks_base.tools.moments import local, naive_utc
from odoo.addons.skks_base.tools.working_time import (
    END_OF_DAY,
    Term,
    Unit,
    compute_deadline,
    local_instant,
)

from .answer_kind import ASKING, FINAL
from .inquiry import OPEN_STATES

# Access to public information act, art. 13(2): counted from the receipt.
EXTENDED_AT_MOST = Term(2, Unit.MONTHS, True)


class Inquiry(models.Model):
    """Letters about an inquiry: drafting them, and what the case keeps of them."""

    _name = "skks.inquiry"
    _inherit = ["skks.inquiry"]

    _guarded_fields = (
        "held_at",
        "agreed_confirmed_at",
        "withdrawn_at",
        "withdrawn_by",
    )

    held_at = fields.Datetime(
        "Holding reply sent",
        readonly=True,
        copy=False,
        help="The sender knows that the answer takes time; every time limit runs on.",
    )
    is_held = fields.Boolean("Held", compute="_compute_is_held")
    agreed_confirmed_at = fields.Datetime(
        "Agreed date confirmed",
        readonly=True,
        copy=False,
        help="When the confirmation in writing left.",
    )
    withdrawn_at = fields.Datetime("Withdrawn on", readonly=True, copy=False)
    withdrawn_by = fields.Char("Withdrawn by", readonly=True, copy=False)
    service_paused_at = fields.Datetime(
        "Service term paused since", compute="_compute_service_paused_at"
    )

    @api.depends("held_at", "state")
    def _compute_is_held(self):
        for inquiry in self:
            inquiry.is_held = inquiry.held_at and inquiry.state in OPEN_STATES

    @api.depends("clock_ids.paused_at")
    def _compute_service_paused_at(self):
        for inquiry in self:
            paused = inquiry._skks_clock("service").paused_at
            inquiry.service_paused_at = paused

    def write(self, vals):
        if "agreed_for" not in vals:
            return super().write(vals)
        before = {inquiry: inquiry.agreed_for for inquiry in self}
        result = super().write(vals)
        changed = self.filtered(lambda inquiry: inquiry.agreed_for != before[inquiry])
        changed.sudo()._guarded_write({"agreed_confirmed_at": False})
        return result

    # ------------------------------------------------------------------
    # Drafting
    # ------------------------------------------------------------------

    def action_letter(self):
        """Write a letter other than the answer; the context may name its effect."""
        return self._open_letter(self.env._("Write a Letter"), "letter")

    def action_ask_sender(self):
        """Ask the sender by a template, or confirm what was agreed."""
        return self._open_letter(self.env._("Ask the Sender"), "ask")

    def action_confirm_agreed(self):
        """Confirm the agreed date to the sender in writing."""
        return self._open_letter(self.env._("Confirm in Writing"), "ask", "date")

    def action_forward(self):
        """Pass the matter on to the body in charge, and tell the sender."""
        return self._open_letter(
            self.env._("Forward to Another Body"), "letter", "forward"
        )

    def action_withdraw(self):
        """Record who withdrew the inquiry, and when."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Withdrawn"),
            "res_model": "skks.inquiry.withdraw",
            "view_mode": "form",
            "target": "new",
            "context": {"default_inquiry_id": self.id},
        }

    def _open_letter(self, name, purpose, effect=None):
        self.ensure_one()
        self.check_access("write")
        kinds = self.env["skks.answer.kind"]
        kind = kinds.search([("effect", "=", effect)], limit=1) if effect else kinds
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "skks.inquiry.letter",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_inquiry_id": self.id,
                "default_purpose": purpose,
                **({"default_kind_id": kind.id} if kind else {}),
            },
        }

    def _draft_letter(self, kind, **values):
        """Make the draft of a letter from its template.

        :param kind: ``skks.answer.kind``
        :param values: of the letter; ``question_ids``, ``pauses_service`` besides
        :return: the ``skks.answer``
        """
        self.ensure_one()
        guarded = {"pauses_service": values.pop("pauses_service", False)}
        if kind.effect == "date":
            guarded["date_at"] = self.agreed_for
        kept = {name: value for name, value in values.items() if name != "question_ids"}
        letter = self.env["skks.answer"].create(
            kept
            | self._prepare_letter(kind, **values)
            | {"inquiry_id": self.id, "kind_id": kind.id}
        )
        if kind.effect in ASKING:
            guarded["template_hash"] = letter._signoff_hash(letter._signoff_snapshot())
        letter.sudo()._guarded_write(guarded)
        return letter

    def _prepare_letter(self, kind, gaps=None, **values):
        """Subject and text of a letter, its template filled in.

        :param dict gaps: ``{word: text}`` in place of what is not known yet
        """
        kind = kind.with_context(lang=self._letter_lang())
        words = self.with_context(lang=self._letter_lang())._letter_words(**values)
        words |= {word: gap for word, gap in (gaps or {}).items() if not words[word]}
        subject = kind._fill_subject(words)
        if self.number and self.number not in subject:
            subject = f"{subject} [{self.number}]"
        body = kind._fill_text(words)
        if kind.effect == "forward":  # the body in charge gets what was asked
            body += Markup("<blockquote>%s</blockquote>") % Markup(
                self.description or ""
            )
        return {"name": subject, "body": body}

    def _letter_words(self, **values):
        """``{word: text}`` with which templates are filled in."""
        number, date = values.get("decision_number"), values.get("decision_date")
        decision = " / ".join(filter(None, (number, date and self._letter_date(date))))
        return {
            "number": self.number,
            "received": self._letter_moment(self.received_at),
            "agreed_for": self._letter_moment(self.agreed_for),
            "legal_due": self.legal_due_at
            and self._letter_date(self._skks_local(self.legal_due_at).date()),
            "questions": self._letter_numbers(values.get("question_ids")),
            "officer": self.env.user.name,
            "phone": self.env.user.partner_id.phone or self.company_id.phone,
            "town": self.company_id.name,
            "subject": self.name,
            "body_name": values.get("forward_name"),
            "decision": decision,
            "extend_to": values.get("extend_to")
            and self._letter_date(values["extend_to"]),
            "reason": values.get("letter_reason"),
            "outlet": self.sudo().outlet_id.name,
            "refuser": values.get("refusing_name"),
            "refused_on": values.get("refused_on")
            and self._letter_date(values["refused_on"]),
            "information": values.get("refused_information"),
            "ground": self._letter_ground(values.get("refusal_ground")),
            "fragments": values.get("refused_fragments"),
        }

    def _letter_ground(self, ground):
        """The ground of a refusal to correct, in the language of the letter."""
        field = self.env["skks.answer"]._fields["refusal_ground"]
        return dict(field._description_selection(self.env)).get(ground)

    def _letter_date(self, date):
        return format_date(self.env, date, date_format="d MMMM y")

    def _letter_moment(self, moment):
        tz = self.company_id._skks_tz().key
        return moment and format_datetime(
            self.env, moment, tz=tz, dt_format="EEEE, d MMMM y, HH:mm"
        )

    def _letter_numbers(self, questions):
        """The numbers of the questions meant: a letter of ours repeats no words."""
        numbers = dict(zip(self.question_ids.ids, range(1, 1000), strict=False))
        chosen = (questions or self.question_ids.browse()).ids
        return ", ".join(str(numbers[one]) for one in chosen if one in numbers)

    # ------------------------------------------------------------------
    # Dates
    # ------------------------------------------------------------------

    def _end_of_day(self, day):
        """The last second of a local day, naive UTC."""
        zone = self.company_id._skks_tz()
        return naive_utc(local_instant(day, END_OF_DAY, zone)).replace(microsecond=0)

    def _last_extension_day(self):
        """Two months from the receipt (access to public information act, 13(2))."""
        deadline = compute_deadline(
            EXTENDED_AT_MOST,
            local(self.received_at, UTC),
            self.company_id._skks_working_time(),
            legal=True,
            tz=self.company_id._skks_tz(),
        )
        return deadline.due_at.date()

    # ------------------------------------------------------------------
    # What the letters report
    # ------------------------------------------------------------------

    def _note_held(self, at, reason=None):
        """The holding reply has left, or (``at`` empty) has come back."""
        self._guarded_write({"held_at": at})
        act = "case.held" if at else "case.not_held"
        self.env["skks.journal.entry"]._log(self, act, reason=reason)
        clocks = self._holding_clocks()
        if at:
            clocks._skks_stop(at)
        else:
            clocks.sorted("id")[-1:]._skks_reopen(reason)

    def _holding_clocks(self):
        return self.sudo().clock_ids.filtered(lambda clock: clock.kind == "internal")

    def _start_holding_clock(self):
        """A complex inquiry wants a holding reply, once and by a date of its own."""
        starts = [
            {
                "record": inquiry,
                "policy": inquiry.category_id.holding_policy_id,
                "started_at": fields.Datetime.now(),
                "user": inquiry.coordinator_id,
            }
            for inquiry in self
            if inquiry._wants_holding_reply()
        ]
        clocks = self.env["skks.clock"]
        clocks._skks_start(
            [
                start
                for start in starts
                if clocks._skks_prepare_start(**start)["due_at"]
                < start["record"].service_due_at
            ]
        )

    def _wants_holding_reply(self):
        return (
            self.state in OPEN_STATES
            and self.complexity == "complex"
            and not self.held_at
            and self.service_due_at
            and self.category_id.holding_policy_id
            and not self._holding_clocks()
        )

    def _note_forwarded(self):
        """Forwarded once the body and, where there is an address, the sender know."""
        sent = self.answer_ids.filtered("sent_at")
        to_body = sent.filtered(lambda letter: letter.effect == "forward")
        told = sent.filtered(lambda letter: letter.effect == "forward_notice")
        if not to_body or not (told or not self._reply_address()):
            return
        if self.state in OPEN_STATES:
            self._stop_clocks_without_result(self.env._("Forwarded to another body."))
            self._transition("forwarded", reason=to_body[:1].forward_name)

    def _note_forwarding_undelivered(self, reason):
        if self.state == "forwarded":
            self._transition("in_progress", reason=reason)
            self._reopen_clocks(reason)

    def _withdraw(self, by, at, how):
        """The sender does not want an answer any more; entities are told."""
        self.ensure_one()
        self.check_access("write")
        if not self.received_at <= at <= fields.Datetime.now():
            raise UserError(
                self.env._(
                    "An inquiry is withdrawn after it was received, and not in the"
                    " future. Correct the time."
                )
            )
        resolution = self.env.ref("skks_press.resolution_withdrawn", False)
        self._stop_clocks_without_result(self.env._("Withdrawn by the journalist."))
        self._transition("withdrawn")
        if resolution:
            self.resolution_id = resolution
        self.sudo()._guarded_write({"withdrawn_at": at, "withdrawn_by": by})
        self.env["skks.journal.entry"]._log(
            self, "case.withdrawn", new=f"{at} ({how})", payload={"by": by}
        )

    def _check_resolution(self):
        """“Refused by decision” rests on a letter that told of the decision."""
        result = super()._check_resolution()
        kinds = self.env["skks.answer.kind"].search(
            [
                ("resolution_id", "=", self.resolution_id.id),
                ("effect", "in", [one for one in FINAL if one != "answer"]),
            ]
        )
        sent = self.answer_ids.filtered("sent_at").kind_id
        if kinds and not kinds & sent:
            raise UserError(
                self.env._(
                    "“%(case)s” ends as “%(resolution)s” only by the letter of that"
                    " kind. Write it, or choose another resolution.",
                    case=self.display_name,
                    resolution=self.resolution_id.name,
                )
            )
        return result

    # ------------------------------------------------------------------
    # Why it was late
    # ------------------------------------------------------------------

    def _note_answered(self, at=None):
        result = super()._note_answered(at)
        if self._skks_unexplained_clocks():
            self._tell_coordinator(
                "skks_press.mail_activity_explain",
                self.env._("Say why the term was missed"),
            )
        return result

    def _after_transition(self, old, new):
        result = super()._after_transition(old, new)
        if new in self._states_closed:
            self._skks_after_explained()
        return result

    def _skks_after_explained(self):
        self.sudo().activity_unlink(["skks_press.mail_activity_explain"])
        return super()._skks_after_explained()

    # ------------------------------------------------------------------
    # Pause of the service term
    # ------------------------------------------------------------------

    def _pause_service(self, reason):
        """Let the service term stand still where its policy allows that."""
        clock = self._skks_clock("service")
        if clock.is_running and clock.can_pause:
            clock._skks_pause(reason=reason)
            self._update_waiting()

    def action_resume_service(self):
        """The sender has answered: the service term runs on."""
        self.check_access("write")
        for inquiry in self:
            inquiry._resume_service()
        return True

    def _resume_service(self):
        clock = self._skks_clock("service")
        if clock.paused_at:
            clock._skks_resume()
            self._replan_contributions()
            self._update_waiting()

    def message_update(self, msg_dict, update_vals=None):
        """A letter of the sender ends the wait for it."""
        result = super().message_update(msg_dict, update_vals=update_vals)
        own = self.env["mail.mail"]._gate_is_own(msg_dict.get("email_from"))
        if not msg_dict.get("skks_automatic") and not own:
            self._resume_service()
        return result

    def _waiting_for(self):
        waiting_for = super()._waiting_for()
        paused = waiting_for == "office" and self._skks_clock("service").paused_at
        return "outsider" if paused else waiting_for
