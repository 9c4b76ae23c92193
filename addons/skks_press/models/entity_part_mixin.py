from collections import defaultdict
from datetime import datetime

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import is_html_empty
from odoo.tools.mail import email_normalize, plaintext2html

from odoo.addons.skks_base.tools import mail_text
from odoo.addons.skks_base.tools.moments import naive_utc

# Share of the term by which more time is asked for.
ASKED_BY = 0.8


class EntityPartMixin(models.AbstractModel):
    """What one entity owes to a case: asked by mail, delivered here or by replying.

    The words of a part are the entity's: only its representative writes them, and
    nobody else sees them but the office. A model names the field of its case in
    ``_part_case_field``, its states in ``_transitions``, ``_part_owed`` and
    ``_part_delivered``, and starts its clocks in :meth:`_plan_due`.
    """

    _name = "skks.entity.part.mixin"
    _description = "What an Entity Owes"
    _inherit = [
        "skks.desk.mixin",
        "skks.gated.mixin",
        "skks.clock.mixin",
        "skks.handover.mixin",
        "mail.activity.mixin",
    ]
    _reason_actions = ("action_return", "action_not_ours", "action_ask_more_time")

    _handover_fields = ("user_id",)
    _handover_entity_field = "entity_id"
    _guarded_fields = (
        "state",
        "requested_at",
        "delivered_at",
        "delivered_via",
        "notice_message_id",
        "reply_intent",
        "suggested_entity_id",
        "proposed_due_at",
        "more_time_at",
        "is_asked_late",
        "shared_body",
        "shared_attachment_ids",
        "shared_at",
        "due_at",
        "result",
        "minutes_late",
    )
    _desk_columns = {
        "number": "number",
        "name": "name",
        "state": "state",
        "priority": "priority",
        "waiting_for": "waiting_for",
        "waiting_since": "waiting_since",
        "nudged_at": "nudged_at",
        "next_due_at": "next_due_at",
        "coordinator_id": "coordinator_id",
        "entity_id": "entity_id",
        "user_id": "user_id",
        "company_id": "company_id",
    }

    # State -> states that may follow it.
    _transitions = {}
    # Field of the case that the part belongs to.
    _part_case_field = None
    # First word of the acts in the journal.
    _part_act = None
    # States in which the entity owes, and the one in which the office has to look.
    _part_owed = ()
    _part_delivered = None
    # What a representative may write, and only while the part is owed.
    _part_own_fields = frozenset({"body", "attachment_ids"})
    # QWeb template of the letter that asks; it is given ``part`` and ``case``.
    _part_notice = None

    # the same as those of the case
    number = fields.Char()
    name = fields.Char("Subject")
    coordinator_id = fields.Many2one("res.users", index=True)
    company_id = fields.Many2one("res.company", index=True)
    # who owes
    entity_id = fields.Many2one(
        "skks.entity", required=True, index=True, ondelete="restrict"
    )
    representative_id = fields.Many2one(
        "skks.representative", required=True, index=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        related="representative_id.user_id", string="Person", store=True, index=True
    )
    # what
    body = fields.Html()
    attachment_ids = fields.Many2many("ir.attachment", string="Files")
    # where it stands
    due_at = fields.Datetime(compute="_compute_due_at", store=True)
    requested_at = fields.Datetime(readonly=True, copy=False)
    delivered_at = fields.Datetime(readonly=True, copy=False)
    delivered_via = fields.Selection(
        [
            ("screen", "In the system"),
            ("mail", "By mail"),
            ("shared", "From the entity's address"),
        ],
        readonly=True,
        copy=False,
    )
    result = fields.Selection(
        [("met", "In time"), ("missed", "Late")], compute="_compute_due_at", store=True
    )
    minutes_late = fields.Integer(compute="_compute_due_at", store=True)
    reply_intent = fields.Selection(
        [
            ("not_ours", "“Not ours”"),
            ("more_time", "Asks for more time"),
            ("shared", "Answers from the entity's address"),
        ],
        "The entity writes",
        readonly=True,
        copy=False,
    )
    suggested_entity_id = fields.Many2one(
        "skks.entity",
        "Named instead",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    proposed_due_at = fields.Datetime("Asks for time until", readonly=True, copy=False)
    more_time_at = fields.Datetime("Asked for more time", readonly=True, copy=False)
    is_asked_late = fields.Boolean(
        "Asked late for more time",
        readonly=True,
        copy=False,
        help="More than four fifths of the term were gone.",
    )
    # what came from the shared mailbox, until the office takes it
    shared_body = fields.Html("From the entity's address", readonly=True, copy=False)
    shared_at = fields.Datetime("Came on", readonly=True, copy=False)
    notice_message_id = fields.Many2one(
        "mail.message", readonly=True, copy=False, export_string_translation=False
    )

    is_my_turn = fields.Boolean(compute="_compute_is_my_turn")

    # ------------------------------------------------------------------
    # Hooks of the model
    # ------------------------------------------------------------------

    def _plan_due(self):
        """Start, or move, the clocks of the parts that are owed."""

    def _part_case(self):
        """The case that the parts belong to."""
        return self[self._part_case_field]

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------

    @api.depends("clock_ids.due_at", "clock_ids.result", "clock_ids.minutes_late")
    def _compute_due_at(self):
        for part in self:
            clocks = part.sudo().clock_ids.sorted("id")
            clock = clocks[-1:]
            part.due_at = clock.due_at
            part.result = clock.result
            part.minutes_late = clock.minutes_late

    @api.depends("number", "name", "entity_id")
    def _compute_display_name(self):
        for part in self:
            entity = part.sudo().entity_id
            part.display_name = " · ".join(
                filter(None, (part.number, entity.code or entity.name))
            )

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_is_my_turn(self):
        acting = self.env.user._skks_acts_for()
        for part in self:
            part.is_my_turn = part.sudo().user_id in acting

    # ------------------------------------------------------------------
    # Asking
    # ------------------------------------------------------------------

    @api.model
    def _guarded_initial(self):
        return super()._guarded_initial() | {
            "state": self._part_owed[0],
            "requested_at": fields.Datetime.now(),
        }

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts._plan_due()
        parts._notify_request()
        parts._update_waiting()
        parts._part_case()._update_waiting()
        return parts

    @api.constrains("entity_id", "representative_id")
    def _check_representative(self):
        for part in self.sudo():
            if part.representative_id.entity_id != part.entity_id:
                raise UserError(
                    self.env._(
                        "%(person)s does not represent %(entity)s.",
                        person=part.representative_id.display_name,
                        entity=part.entity_id.display_name,
                    )
                )

    def _notify_request(self):
        """Tell the people by mail and on the desk; the reply to it delivers.

        Each part has a message, whose Message-Id tells what a reply is about; the
        letters leave together. One message about all that is handed over takes the
        place of the notices.
        """
        if self.env["skks.handover"]._is_running():
            self._schedule_delivery()
            return
        for part in self.sudo():
            message = part._post_request()
            part._guarded_write({"notice_message_id": message.id})
        self._schedule_delivery()
        if letters := self.sudo().notice_message_id.mail_ids.sorted("id"):
            letters.send_after_commit()

    def _post_request(self):
        people = self.user_id._skks_acting_users()
        subject = f"{self.name} [{self.number}]"
        return self.message_post(
            body=self.env["ir.qweb"]._render(
                self._part_notice,
                {"part": self, "case": self._part_case()},
                lang=people[:1].lang,
            ),
            subject=subject,
            author_id=self.env.user.partner_id.id,
            partner_ids=people.partner_id.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            email_layout_xmlid="mail.mail_notification_light",
            force_send=False,
        )

    def _schedule_delivery(self):
        """Put a line on the desks of those who may deliver, by the date it is due."""
        silent = self.sudo().with_context(mail_activity_quick_update=True)
        lines = defaultdict(silent.browse)
        for part in silent:
            for person in part.user_id._skks_acting_users():
                lines[person, part._due_day()] |= part
        for (person, day), parts in lines.items():
            parts.activity_schedule(
                "skks_base.mail_activity_deliver", date_deadline=day, user_id=person.id
            )

    def _due_day(self):
        return (
            self._part_case()._skks_local(self.due_at).date() if self.due_at else None
        )

    # ------------------------------------------------------------------
    # Whose words these are
    # ------------------------------------------------------------------

    def write(self, vals):
        self._check_own_fields(vals)
        result = super().write(vals)
        if "representative_id" in vals:
            self._replace_person()
        return result

    def _check_own_fields(self, vals):
        if self.env.su:
            return
        own = self._part_own_fields & set(vals)
        if own:
            self._check_may_deliver()
        other = [
            fname
            for fname in vals
            if fname not in self._part_own_fields and fname in self._fields
        ]
        if other and not self.env.user.has_group("skks_base.group_officer"):
            raise AccessError(
                self.env._("An entity writes its own part, nothing else of the case.")
            )

    def _check_may_deliver(self):
        """Only who owes the part (or stands in) writes it, while it is owed."""
        acting = self.env.user._skks_acts_for()
        for part in self:
            if part.state not in self._part_owed:
                raise UserError(
                    self.env._(
                        "“%s” has been delivered. It can be changed when the press"
                        " office returns it.",
                        part.display_name,
                    )
                )
            if part.sudo().user_id not in acting:
                raise AccessError(
                    self.env._(
                        "“%s” is written by its entity. Ask the entity.",
                        part.display_name,
                    )
                )

    def _replace_person(self):
        for part in self:
            part.sudo().activity_unlink(["skks_base.mail_activity_deliver"])
            part.sudo().clock_ids._skks_assign(user=part.user_id)
            if part.state in self._part_owed:
                part._notify_request()

    # ------------------------------------------------------------------
    # Actions of the entity
    # ------------------------------------------------------------------

    def action_deliver(self):
        """Hand the part over to the press office."""
        for part in self:
            part.check_access("read")
            part._check_may_deliver()
            if is_html_empty(part.body) and not part.attachment_ids:
                raise UserError(self._part_empty())
            part._deliver("screen")
        return True

    def _part_empty(self):
        """What to say to whoever delivers nothing."""
        return self.env._("Write what you deliver or add a file, then deliver it.")

    def action_not_ours(self, reason=None):
        """“To nie my”: the matter belongs to somebody else."""
        for part in self:
            part._check_may_deliver()
            part._not_ours(reason)
        return True

    def action_ask_more_time(self, reason=None):
        """“Proszę o zwłokę”: the coordinator is asked for another date."""
        for part in self:
            part._check_may_deliver()
            part._note_intent("more_time", reason)
        return True

    def _deliver(self, via, at=None):
        part = self.sudo()
        at = at or fields.Datetime.now()
        part._move(self._part_delivered, delivered_at=at, delivered_via=via)
        part._skks_running_clocks()._skks_stop(at)
        part.activity_feedback(["skks_base.mail_activity_deliver"])
        part._part_case()._tell_coordinator(
            "skks_base.mail_activity_letter",
            self.env._("Delivered: %s", part.entity_id.name),
        )

    def _not_ours(self, reason):
        part = self.sudo()
        part._move("not_ours", reason=reason)
        part._skks_running_clocks()._skks_cancel(
            self.env._("Not a matter of this entity.")
        )
        part.activity_unlink(["skks_base.mail_activity_deliver"])
        part._part_case()._tell_coordinator(
            "skks_base.mail_activity_letter",
            self.env._("%s: not ours", part.entity_id.name),
        )

    def _note_intent(self, intent, text):
        part = self.sudo()
        part._guarded_write(
            {
                "reply_intent": intent,
                **part._proposed_by(intent, text),
                **part._asked_when(intent),
            }
        )
        labels = dict(self._fields["reply_intent"]._description_selection(self.env))
        part._part_case()._tell_coordinator(
            "skks_base.mail_activity_letter",
            f"{part.entity_id.name}: {labels[intent]}",
        )
        self.env["skks.journal.entry"]._log(
            part, f"{self._part_act}.{intent}", reason=text
        )

    def _proposed_by(self, intent, text):
        """What the words themselves propose: another entity, another date."""
        proposed = {"suggested_entity_id": False, "proposed_due_at": False}
        if intent == "not_ours":
            named = self.env["skks.entity"]._skks_named_in(text)
            proposed["suggested_entity_id"] = (named - self.entity_id).id
        elif intent == "more_time":
            proposed["proposed_due_at"] = self._wanted_due(text)
        return proposed

    def _asked_when(self, intent):
        """More time is asked for before 80 % of the term are gone, else it is late.

        Late is no refusal: the office decides, and the figures tell.
        """
        if intent != "more_time":
            return {}
        now = fields.Datetime.now()
        clock = self._part_clocks().sorted("due_at")[:1]
        late = bool(clock) and now > clock._skks_at_share(ASKED_BY)
        return {"more_time_at": now, "is_asked_late": late}

    def _wanted_due(self, text):
        """The date that the words ask for (naive UTC), by default when they close."""
        today = self._part_case()._skks_local(fields.Datetime.now())
        wanted = mail_text.wanted_until(text or "", today.date())
        if not wanted:
            return False
        hours = self.entity_id._skks_working_time()
        day, hour = wanted
        if hour:
            return naive_utc(datetime.combine(day, hour, tzinfo=today.tzinfo))
        return naive_utc(hours.closing_of(hours.next_working_day(day)))

    # ------------------------------------------------------------------
    # Actions of the office
    # ------------------------------------------------------------------

    def action_accept(self):
        """The office takes what was delivered."""
        self._check_office()
        for part in self:
            part._move("accepted")
        return True

    def action_return(self, reason=None):
        """Give it back with a comment; the entity owes again."""
        self._check_office()
        if not (reason or "").strip():
            raise UserError(self.env._("Say what is missing."))
        for part in self:
            part._move("returned", reason=reason)
            part._plan_due()
            part._notify_return(reason)
        return True

    def action_take_not_ours(self):
        """One click after “not ours” came by mail."""
        self._check_office()
        for part in self:
            part._not_ours(part.env._("By mail."))
        return True

    def action_take_shared(self):
        """Take what came from the entity's mailbox as its own words.

        It is then delivered when it came: the entity is not late because the
        office read it later.
        """
        self._check_office()
        for part in self.sudo():
            if not part.shared_at or part.state not in self._part_owed:
                raise UserError(
                    self.env._("Nothing came from the entity's address that is owed.")
                )
            part.write(
                {
                    "body": part.shared_body,
                    "attachment_ids": [
                        (4, file.id) for file in part.shared_attachment_ids
                    ],
                }
            )
            part._deliver("shared", part.shared_at)
        return True

    def action_grant_proposed(self):
        """Give the entity the date that it has asked for."""
        for part in self:
            if not part.proposed_due_at:
                raise UserError(self.env._("The entity has named no date. Choose one."))
            part.action_grant_time(part.proposed_due_at)
        return True

    def action_grant_time(self, due_at):
        """Give the entity another internal date."""
        self._check_office()
        for part in self.sudo():
            old = part.due_at
            part._set_dues({part: fields.Datetime.to_datetime(due_at)})
            part._guarded_write({"reply_intent": False, "proposed_due_at": False})
            self.env["skks.journal.entry"]._log(
                part, f"{self._part_act}.due", old=str(old), new=str(due_at)
            )
        return True

    @api.model
    def _set_dues(self, dues):
        """Let the internal clocks run to ``dues`` (``{part: naive UTC}``)."""
        moved = self.browse(
            part.id
            for part, due_at in dues.items()
            if part._part_clocks().due_at != due_at
        )
        reason = self.env._("The term was set anew.")
        moved._part_clocks()._skks_cancel(reason)
        self.env["skks.clock"]._skks_start(
            [
                part._prepare_clock(part._clock_policy(), due_at=dues[part])
                for part in moved
            ]
        )

    def _part_clocks(self):
        """The running clock by which the part is due."""
        return self._skks_running_clocks()

    def _clock_policy(self):
        """The ``skks.clock.policy`` by which the part is due."""
        return self.env["skks.clock.policy"]

    def _prepare_clock(self, policy, **values):
        """Arguments of a clock that the entity owes."""
        return {
            "record": self,
            "policy": policy,
            "started_at": self.requested_at,
            "entity": self.entity_id,
            "user": self.user_id,
            **values,
        }

    def _cancel_open(self, reason):
        for part in self.sudo():
            if part.state in self._part_owed:
                part._move("cancelled", reason=reason)
                part._skks_running_clocks()._skks_cancel(reason)
                part.activity_unlink(["skks_base.mail_activity_deliver"])

    def _notify_return(self, reason):
        people = self.user_id._skks_acting_users()
        self.sudo().message_post(
            body=self.env._("Returned: %s", reason),
            author_id=self.env.user.partner_id.id,
            partner_ids=people.partner_id.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            email_layout_xmlid="mail.mail_notification_light",
        )
        self._schedule_delivery()

    def _check_office(self):
        self.check_access("read")
        if not self.env.user.has_group("skks_base.group_officer"):
            raise AccessError(self.env._("Only the press office decides on this."))

    def _move(self, state, *, reason=None, **values):
        """Move to ``state`` if that may follow; journalled."""
        self.ensure_one()
        if state not in self._transitions[self.state]:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "“%(what)s” cannot go from “%(old)s” to “%(new)s”.",
                    what=self.display_name,
                    old=labels[self.state],
                    new=labels[state],
                )
            )
        old = self.state
        self.sudo()._guarded_write({"state": state, "reply_intent": False, **values})
        self.env["skks.journal.entry"]._log(
            self, f"{self._part_act}.state", old=old, new=state, reason=reason
        )
        self._update_waiting()
        self.sudo()._part_case()._update_waiting()

    # ------------------------------------------------------------------
    # Delivering by mail
    # ------------------------------------------------------------------

    def message_update(self, msg_dict, update_vals=None):
        result = super().message_update(msg_dict, update_vals=update_vals)
        source = self._delivery_source(msg_dict)
        if source:
            self.sudo()._take_letter(source, msg_dict)
        return result

    def _delivery_source(self, msg_dict):
        """Tell who answers the notice: its person, the entity's mailbox, or nobody.

        Anybody may write from a shared mailbox, so the office has to take that.
        """
        if msg_dict.get("skks_automatic") or self.state not in self._part_owed:
            return None
        answered = f"{msg_dict.get('in_reply_to')} {msg_dict.get('references')}"
        notice = self.sudo().notice_message_id.message_id
        if not notice or notice not in answered:
            return None
        sender = email_normalize(msg_dict.get("email_from") or "")
        people = self.sudo().user_id._skks_acting_users() | self.sudo().user_id
        if sender in people.mapped("email_normalized"):
            return "mail"
        return "shared" if sender in self.sudo().entity_id._skks_addresses() else None

    def _take_letter(self, source, msg_dict):
        text = mail_text.reply_text(
            mail_text.html_reply_to_text(str(msg_dict.get("body") or ""))
        )
        intent = mail_text.reply_intent(text)
        if intent in ("not_ours", "more_time"):
            self._note_intent(str(intent), text)
            return
        attachments = self._letter_attachments(msg_dict)
        if intent == "thanks" or not (text.strip() or attachments):
            return
        if source == "shared":
            self._note_shared(text, attachments, msg_dict)
            return
        self.write(
            {
                "body": plaintext2html(text),
                "attachment_ids": [(4, attachment.id) for attachment in attachments],
            }
        )
        self._deliver("mail")

    def _note_shared(self, text, attachments, msg_dict):
        """Keep what the shared mailbox wrote beside the entity's own words."""
        self._guarded_write(
            {
                "shared_body": plaintext2html(text),
                "shared_attachment_ids": [(6, 0, attachments.ids)],
                "shared_at": msg_dict.get("skks_received_at") or fields.Datetime.now(),
            }
        )
        self._note_intent("shared", None)

    def _letter_attachments(self, msg_dict):
        return self.env["ir.attachment"].create(
            [
                {
                    "name": attachment.fname,
                    "raw": attachment.content
                    if isinstance(attachment.content, bytes)
                    else attachment.content.encode(),
                    "res_model": self._name,
                    "res_id": self.id,
                }
                for attachment in msg_dict.get("attachments") or []
                if not (attachment.info or {}).get("cid")
            ]
        )

    # ------------------------------------------------------------------
    # Handing over: to another of the entity's people, never to another entity
    # ------------------------------------------------------------------

    @api.model
    def _skks_handover_domain(self, fname, user):
        domain = super()._skks_handover_domain(fname, user)
        return domain & Domain("state", "in", self._part_owed)

    def _skks_handover_may_take(self, fname, successor):
        return bool(self.entity_id._skks_representative_of(successor))

    def _skks_handover_write(self, fname, user, successor):
        for part in self:
            person = part.entity_id._skks_representative_of(successor)
            part.representative_id = person
        self._skks_handover_clocks(user, successor)
        return self

    # ------------------------------------------------------------------
    # Desk
    # ------------------------------------------------------------------

    def _waiting_for(self):
        if self.state in self._part_owed:
            return "entity"
        return "office" if self.state == self._part_delivered else False

    @api.model
    def _desk_mine_domain(self):
        user = self.env.user
        owed = Domain("waiting_for", "=", "entity") & user._skks_act_for_domain(
            "user_id"
        )
        delivered = Domain("waiting_for", "=", "office") & user._skks_act_for_domain(
            "coordinator_id"
        )
        return owed | delivered

    def _desk_waiting_users(self):
        if self.waiting_for == "entity":
            return self.sudo().user_id.with_env(self.env)
        return self.sudo().coordinator_id.with_env(self.env)

    def _desk_superior(self):
        """The head of the entity that owes, or of what it is a part of."""
        entity = self.sudo().entity_id
        while entity:
            if head := entity.head_id - self.sudo().user_id:
                return head.with_env(self.env)
            entity = entity.parent_id
        return super()._desk_superior()

    def _desk_may_give(self):
        owed = self.filtered(lambda part: part.state in part._part_owed)
        return super()._desk_may_give() | owed

    def _desk_candidates(self):
        if not self._desk_may_give():
            return super()._desk_candidates()
        people = self.entity_id.representative_ids.filtered("active")
        return (people - self.representative_id).user_id

    def _desk_give_to(self, user):
        result = super()._desk_give_to(user)
        people = self.entity_id.representative_ids
        self.representative_id = people.filtered(lambda one: one.user_id == user)
        return result

    def _desk_waiting_names(self):
        names = {}
        for part in self:
            people = part.sudo().user_id._skks_acting_users()
            if part.waiting_for == "office":
                names[part.id] = part.sudo().coordinator_id.name or ""
            else:
                entity = part.sudo().entity_id
                names[part.id] = ", ".join(
                    [entity.code or entity.name, *people.mapped("name")]
                )
        return names
