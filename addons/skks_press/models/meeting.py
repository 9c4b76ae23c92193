from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_datetime, format_time
from odoo.tools.misc import clean_context

from odoo.addons.skks_base.tools.moments import local

OPEN = ("requested", "confirmed")
# What the calendar shows of a meeting; a change of the first three is a move.
MOVES = ("start", "stop", "place")
SHOWN = (*MOVES, "name", "spokesperson_id", "companion_ids", "coordinator_id")


class Meeting(models.Model):
    """A recording, an interview or a conference: when, where, who speaks.

    It stands in the calendar of the staff as a real event. The newsroom is told by
    an accepted letter with the date as a file, and by nothing else.
    """

    _name = "skks.meeting"
    _description = "Recording, Interview or Conference"
    _inherit = ["skks.guard.mixin", "skks.gated.mixin", "skks.handover.mixin"]
    _order = "start desc, id desc"
    _rec_names_search = ["name", "number"]
    _reason_actions = ("action_decline", "action_cancel")

    _transitions = {
        "requested": {"confirmed", "declined", "cancelled"},
        "confirmed": {"done", "declined", "cancelled"},
        "declined": {"requested"},
        "cancelled": {"requested"},
        "done": set(),
    }
    _guarded_fields = (
        "state",
        "event_id",
        "date_version",
        "spoke_id",
        "gist",
        "refusal_reason",
    )
    _erasure_children = ("event_id",)
    _handover_fields = ("spokesperson_id", "coordinator_id")
    _handover_sequence = 20  # the coordinator follows from the inquiry

    inquiry_id = fields.Many2one(
        "skks.inquiry", index="btree_not_null", ondelete="restrict"
    )
    number = fields.Char(related="inquiry_id.number", store=True)
    name = fields.Char(
        "Title",
        compute="_compute_from_inquiry",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        tracking=True,
    )
    kind = fields.Selection(
        [
            ("recording", "Recording"),
            ("interview", "Interview"),
            ("live", "Live"),
            ("conference", "Press conference"),
            ("briefing", "Briefing"),
            ("other", "Other meeting"),
        ],
        default="recording",
        required=True,
        tracking=True,
    )
    state = fields.Selection(
        [
            ("requested", "To be confirmed"),
            ("confirmed", "Confirmed"),
            ("declined", "Declined"),
            ("done", "Took place"),
            ("cancelled", "Cancelled"),
        ],
        default="requested",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    # when and where
    start = fields.Datetime("Begins", required=True, index=True, tracking=True)
    stop = fields.Datetime("Ends", required=True, tracking=True)
    place = fields.Char(tracking=True)
    date_version = fields.Integer(
        readonly=True, copy=False, export_string_translation=False
    )
    # who
    spokesperson_id = fields.Many2one(
        "res.users",
        "Who speaks",
        domain=[("share", "=", False)],
        index="btree_not_null",
        tracking=True,
    )
    companion_ids = fields.Many2many(
        "res.users",
        "skks_meeting_companion_rel",
        string="Who accompanies",
        domain=[("share", "=", False)],
    )
    coordinator_id = fields.Many2one(
        "res.users",
        compute="_compute_from_inquiry",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        domain=lambda self: self.env["skks.inquiry"]._domain_coordinator_id(),
    )
    outlet_id = fields.Many2one(related="inquiry_id.outlet_id")
    contact_name = fields.Char(related="inquiry_id.contact_name")
    topic_id = fields.Many2one(
        "skks.topic",
        compute="_compute_from_inquiry",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
    )
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_from_inquiry",
        store=True,
        precompute=True,
        required=True,
        index=True,
    )
    # on which terms
    ground_rule = fields.Selection(
        selection=lambda self: self._selection_ground_rule(), default="record"
    )
    consent = fields.Selection(
        [
            ("none", "Not needed"),
            ("wanted", "Still to be given"),
            ("given", "Given"),
        ],
        "Consent of the head of the unit",
        default="none",
        required=True,
        tracking=True,
        help="Without it a meeting that needs it is not confirmed.",
    )
    needs_parking = fields.Boolean("Parking for the crew")
    needs = fields.Text("What is needed", help="Power, a quiet room, consents, passes…")
    # how it went
    refusal_reason = fields.Text("Why not", readonly=True, copy=False)
    spoke_id = fields.Many2one("res.users", "Who spoke", readonly=True, copy=False)
    gist = fields.Text("What was said", readonly=True, copy=False)
    event_id = fields.Many2one(
        "calendar.event",
        "In the calendar",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    answer_ids = fields.One2many("skks.answer", "meeting_id", "Letters", readonly=True)
    letter_state = fields.Selection(
        [
            ("none", "The newsroom has not been told"),
            ("draft", "The letter waits to be sent"),
            ("sent", "The newsroom has been told"),
            ("outdated", "The newsroom knows another date"),
        ],
        "Letter",
        compute="_compute_letter_state",
    )
    conflict_note = fields.Text("Conflicts", compute="_compute_conflict_note")

    _start_before_stop = models.Constraint(
        "CHECK (start < stop)", "A meeting ends after it has begun. Correct the hours."
    )
    _asked_for_by = models.Constraint(
        "CHECK (inquiry_id IS NOT NULL OR kind NOT IN"
        " ('recording', 'interview', 'live'))",
        "A recording, an interview and a live talk belong to an inquiry. Choose it.",
    )

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------

    @api.model
    def _selection_ground_rule(self):
        field = self.env["skks.inquiry"]._fields["ground_rule"]
        return field._description_selection(self.env)

    @api.depends(
        "inquiry_id.name",
        "inquiry_id.coordinator_id",
        "inquiry_id.topic_id",
        "inquiry_id.company_id",
    )
    def _compute_from_inquiry(self):
        for meeting in self:
            inquiry = meeting.inquiry_id.sudo()
            meeting.name = meeting.name or inquiry.name
            meeting.coordinator_id = inquiry.coordinator_id or (
                meeting.coordinator_id or self._default_coordinator()
            )
            meeting.topic_id = inquiry.topic_id or meeting.topic_id
            company = inquiry.company_id or meeting.company_id
            meeting.company_id = company or self.env.company

    def _default_coordinator(self):
        user = self.env.user
        officer = user.has_group("skks_base.group_officer")
        return user if officer else self.env["res.users"]

    @api.depends("number", "name")
    def _compute_display_name(self):
        for meeting in self:
            names = (meeting.number, meeting.name)
            meeting.display_name = " · ".join(filter(None, names))

    @api.depends("answer_ids.sent_at", "answer_ids.meeting_start", "start", "place")
    def _compute_letter_state(self):
        for meeting in self:
            letters = meeting.sudo().answer_ids.sorted("id")
            sent = letters.filtered("sent_at")[-1:]
            if letters - letters.filtered("sent_at"):
                meeting.letter_state = "draft"
            elif not sent:
                meeting.letter_state = "none"
            else:
                known = sent._is_of_present_date()
                meeting.letter_state = "sent" if known else "outdated"

    # ------------------------------------------------------------------
    # Conflicts
    # ------------------------------------------------------------------

    @api.depends("start", "stop", "spokesperson_id", "state")
    @api.depends_context("lang", "uid")
    def _compute_conflict_note(self):
        for meeting in self:
            lines = []
            person = meeting.spokesperson_id
            if person and meeting.start and meeting.stop and meeting.state in OPEN:
                lines = meeting._conflicts(person)
            meeting.conflict_note = "\n".join(lines)

    def _conflicts(self, person):
        """What else the spokesperson has at that time, in words."""
        overlap = Domain("start", "<", self.stop) & Domain("stop", ">", self.start)
        others = self.sudo().search(
            overlap
            & Domain("spokesperson_id", "=", person.id)
            & Domain("state", "in", OPEN)
            & Domain("id", "!=", self._origin.id)
        )
        events = (
            self.env["calendar.event"]
            .sudo()
            .search(
                overlap
                & Domain("partner_ids", "in", person.sudo().partner_id.ids)
                & Domain("show_as", "=", "busy")
                & Domain("id", "not in", (others | self).event_id.ids)
            )
        )
        lines = [self._conflict_line(one) for one in (*others, *events)]
        if person._skks_is_absent(self.start):
            away = self.env._("%s is out of office then.", person.sudo().name)
            lines.insert(0, away)
        return lines

    def _conflict_line(self, record):
        """The hours, and the title for whoever may read it."""
        mine = record.with_env(self.env)
        readable = mine.has_access("read")
        hours = "–".join(self._hour(moment) for moment in (record.start, record.stop))
        title = mine.display_name if readable else self.env._("Busy")
        return f"{hours} {title}"

    def _hour(self, moment):
        at = local(moment, self.company_id._skks_tz())
        return format_time(self.env, at.time(), time_format="HH:mm")

    # ------------------------------------------------------------------
    # Rules
    # ------------------------------------------------------------------

    @api.model
    def _guarded_initial(self):
        return super()._guarded_initial() | {"state": "requested", "date_version": 0}

    @api.constrains("spokesperson_id", "companion_ids")
    def _check_staff(self):
        for meeting in self.sudo():
            people = meeting.spokesperson_id | meeting.companion_ids
            if strangers := people.filtered("share"):
                raise ValidationError(
                    self.env._(
                        "%s is no member of staff and stands in no calendar of ours.",
                        strangers[0].name,
                    )
                )

    @api.constrains("state", "spokesperson_id")
    def _check_spokesperson(self):
        for meeting in self:
            if meeting.state == "confirmed" and not meeting.spokesperson_id:
                raise ValidationError(self.env._("Say who speaks."))

    def write(self, vals):
        moved = [fname for fname in SHOWN if fname in vals]
        if not moved:
            return super().write(vals)
        self._check_open(vals)
        before = {meeting: meeting._date_text() for meeting in self}
        result = super().write(vals)
        for meeting, old in before.items():
            if meeting._date_text() != old:
                meeting._note_moved(old)
        self._update_event()
        return result

    def _check_open(self, vals):
        """The date and the people of what is over stay as they were."""
        for meeting in self.filtered(lambda meeting: meeting.state not in OPEN):
            if any(
                meeting._fields[fname].convert_to_write(meeting[fname], meeting)
                != vals[fname]
                for fname in MOVES
                if fname in vals
            ):
                raise UserError(
                    self.env._(
                        "“%(meeting)s” is “%(state)s”: its date is changed no more.",
                        meeting=meeting.display_name,
                        state=meeting._state_name(),
                    )
                )

    def _date_text(self):
        return f"{self.start} – {self.stop}, {self.place or '–'}"

    def _state_name(self):
        labels = dict(self._fields["state"]._description_selection(self.env))
        return labels[self.state]

    def _note_moved(self, old):
        self.sudo()._guarded_write({"date_version": self.date_version + 1})
        self.env["skks.journal.entry"]._log(
            self, "meeting.move", old=old, new=self._date_text()
        )
        if self.inquiry_id and self.letter_state == "outdated":
            self.sudo().inquiry_id._tell_coordinator(
                "skks_base.mail_activity_letter",
                self.env._("The newsroom knows another date: %s", self.name),
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_never_by_hand(self):
        if not self.env.su:
            raise AccessError(
                self.env._("A meeting is never deleted: decline or cancel it.")
            )

    # ------------------------------------------------------------------
    # The calendar of the staff
    # ------------------------------------------------------------------

    def _staff(self):
        """Who is in the room; nobody else stands in the event."""
        meeting = self.sudo()
        people = meeting.spokesperson_id | meeting.companion_ids
        return (people | meeting.coordinator_id).filtered(
            lambda user: user.active and not user.share
        )

    def _event_values(self):
        return {
            "name": self.name,
            "start": self.start,
            "stop": self.stop,
            "location": self.place or False,
            "user_id": self.sudo().coordinator_id.id,
            "partner_ids": self._staff().partner_id.ids,
        }

    def _events(self):
        """The calendar without what a caller's context would add to an event."""
        context = clean_context(self.env.context) | {"skip_contact_description": True}
        return self.env(su=True, context=context)["calendar.event"]

    def _create_event(self):
        values = self._event_values()
        event = self._events().create(
            values
            | {
                "partner_ids": [(6, 0, values["partner_ids"])],
                "res_model_id": self.env["ir.model"]._get_id(self._name),
                "res_id": self.id,
                "privacy": "confidential",
            }
        )
        self.sudo()._guarded_write({"event_id": event.id})

    def _update_event(self):
        """Let the events say what the meetings say."""
        for meeting in self:
            event = meeting.sudo().event_id
            if not event or meeting.state != "confirmed":
                continue
            wanted = meeting._event_values()
            have = {
                fname: sorted(event[fname].ids)
                if fname == "partner_ids"
                else event._fields[fname].convert_to_write(event[fname], event)
                for fname in wanted
            }
            wanted["partner_ids"].sort()
            changed = {
                fname: value for fname, value in wanted.items() if have[fname] != value
            }
            if "partner_ids" in changed:
                changed["partner_ids"] = [(6, 0, changed["partner_ids"])]
            if changed:
                meeting._events().browse(event.id).write(changed)

    def _follow_event(self):
        """Take over what somebody of the office changed in the calendar."""
        meeting = self.sudo()
        event = meeting.event_id
        staff = event.partner_ids.user_ids.filtered(lambda user: not user.share)
        companions = staff - meeting.spokesperson_id - meeting.coordinator_id
        values = {
            "name": event.name,
            "start": event.start,
            "stop": event.stop,
            "place": event.location or False,
        }
        values = {
            fname: value
            for fname, value in values.items()
            if (meeting[fname] or False) != value
        }
        if companions != meeting.companion_ids - meeting.coordinator_id:
            values["companion_ids"] = [(6, 0, companions.ids)]
        if values:
            meeting.write(values)
        else:
            meeting._update_event()

    def _drop_event(self):
        event = self.sudo().event_id
        if not event:
            return
        partners = event.partner_ids - self.env.user.partner_id
        self._events().browse(event.id).write({"active": False})
        self.sudo()._guarded_write({"event_id": False})
        for user in partners.user_ids.filtered(lambda user: not user.share):
            self._tell_cancelled(user)

    def _tell_cancelled(self, user):
        reader = self.sudo().with_context(lang=user.lang)
        when = format_datetime(reader.env, self.start, tz=user.tz, dt_format="short")
        reader.env["mail.thread"].message_notify(
            model=self._name,
            res_id=self.id,
            partner_ids=user.partner_id.ids,
            author_id=self.env.user.partner_id.id,
            subject=reader.env._("Does not take place: %s", reader.name),
            body=reader.env._(
                "“%(meeting)s” on %(when)s does not take place.",
                meeting=reader.name,
                when=when,
            ),
            email_layout_xmlid="mail.mail_notification_light",
        )

    # ------------------------------------------------------------------
    # Yes, no, and how it went
    # ------------------------------------------------------------------

    def _move(self, state, reason=None, **values):
        """Go to ``state`` if that may follow; journalled."""
        self.ensure_one()
        self.check_access("write")
        if state not in self._transitions[self.state]:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "“%(meeting)s” cannot go from “%(old)s” to “%(new)s”.",
                    meeting=self.display_name,
                    old=labels[self.state],
                    new=labels[state],
                )
            )
        old = self.state
        self.sudo()._guarded_write({"state": state, **values})
        self.env["skks.journal.entry"]._log(
            self, "meeting.state", old=old, new=state, reason=reason
        )

    def action_confirm(self):
        """Say yes: it goes into the calendars of the staff, who are told."""
        for meeting in self:
            if meeting.consent == "wanted":
                raise UserError(
                    self.env._(
                        "The head of the unit has not agreed to “%s” yet.",
                        meeting.display_name,
                    )
                )
            if meeting.stop <= fields.Datetime.now():
                raise UserError(
                    self.env._("“%s” is in the past. Correct its date.", meeting.name)
                )
            meeting._move("confirmed", refusal_reason=False)
            meeting._create_event()
        return True

    def action_decline(self, reason=None):
        """Say no; the reason goes into the draft of the letter."""
        for meeting in self:
            reason = meeting._wanted_reason(reason)
            meeting._move("declined", reason=reason, refusal_reason=reason)
            meeting._drop_event()
        return True

    def action_cancel(self, reason=None):
        """It will not take place, whoever called it off."""
        for meeting in self:
            reason = meeting._wanted_reason(reason)
            meeting._move("cancelled", reason=reason, refusal_reason=reason)
            meeting._drop_event()
        return True

    def _wanted_reason(self, reason):
        if not (reason or "").strip():
            raise UserError(self.env._("Say why it does not take place."))
        return reason.strip()

    def action_request_again(self):
        """A refusal was a mistake, or another date has been found."""
        for meeting in self:
            meeting._move("requested", refusal_reason=False)
        return True

    def action_took_place(self):
        """Open the window in which it is recorded who spoke and what was said."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Took Place"),
            "res_model": "skks.meeting.outcome",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_meeting_id": self.id,
                "default_spoke_id": self.spokesperson_id.id,
            },
        }

    def _record_outcome(self, person, gist):
        """It took place: an inquiry that was still open is answered by it."""
        self.ensure_one()
        now = fields.Datetime.now()
        if self.start > now:
            raise UserError(self.env._("“%s” has not begun yet.", self.display_name))
        if not (gist or "").strip():
            raise UserError(self.env._("Write what was said, in a sentence or two."))
        self._move("done", spoke_id=person.id, gist=gist.strip())
        inquiry = self.inquiry_id
        resolution = self._resolution()
        if inquiry.state in ("new", "in_progress", "approval"):
            at = max(min(self.stop, now), inquiry.received_at)
            inquiry._answer_without_letter(resolution, person, at, gist)
        elif inquiry.state == "answered" and not inquiry.resolution_id:
            inquiry.resolution_id = resolution

    def _resolution(self):
        name = {
            "recording": "recording",
            "live": "recording",
            "interview": "interview",
        }.get(self.kind, "oral")
        return self.env.ref(f"skks_press.resolution_{name}")

    # ------------------------------------------------------------------
    # Handing over
    # ------------------------------------------------------------------

    @api.model
    def _skks_handover_domain(self, fname, user):
        domain = super()._skks_handover_domain(fname, user)
        return domain & Domain("state", "in", OPEN)
