from collections import defaultdict
from datetime import datetime

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import is_html_empty
from odoo.tools.mail import email_normalize, plaintext2html

from odoo.addons.skks_base.tools import mail_text
from odoo.addons.skks_base.tools.moments import naive_utc

# What a representative may write, and only while the contribution is owed.
OWN_FIELDS = {"body", "attachment_ids", "is_background", "is_trade_secret"}
OWED_STATES = ("requested", "returned")


class Contribution(models.Model):
    """What one entity owes to the answer of an inquiry.

    Its words are the entity's: only its representative writes them, here or by
    answering the notice, and nobody else sees them but the office.
    """

    _name = "skks.contribution"
    _description = "Contribution"
    _inherit = [
        "skks.desk.mixin",
        "skks.gated.mixin",
        "skks.clock.mixin",
        "mail.activity.mixin",
    ]
    _order = "inquiry_id desc, id"
    _reason_actions = ("action_return", "action_not_ours", "action_ask_more_time")

    _transitions = {
        "requested": {"delivered", "not_ours", "cancelled"},
        "delivered": {"accepted", "returned"},
        "returned": {"delivered", "not_ours", "cancelled"},
        "accepted": {"returned"},
        "not_ours": set(),
        "cancelled": set(),
    }
    _guarded_fields = (
        "state",
        "requested_at",
        "delivered_at",
        "delivered_via",
        "notice_message_id",
        "reply_intent",
        "suggested_entity_id",
        "proposed_due_at",
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

    inquiry_id = fields.Many2one(
        "skks.inquiry", required=True, readonly=True, index=True, ondelete="restrict"
    )
    number = fields.Char(related="inquiry_id.number", store=True)
    name = fields.Char(related="inquiry_id.name", string="Subject", store=True)
    priority = fields.Selection(related="inquiry_id.priority", store=True)
    coordinator_id = fields.Many2one(
        related="inquiry_id.coordinator_id", store=True, index=True
    )
    company_id = fields.Many2one(
        related="inquiry_id.company_id", store=True, index=True
    )
    embargo_until = fields.Datetime(related="inquiry_id.embargo_until")
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
    request = fields.Html("What we ask", help="Written by the press office.")
    body = fields.Html("Contribution")
    attachment_ids = fields.Many2many("ir.attachment", string="Files")
    is_background = fields.Boolean("For background only")
    is_trade_secret = fields.Boolean("Contains a trade secret")
    # where it stands
    state = fields.Selection(
        [
            ("requested", "Requested"),
            ("delivered", "Delivered"),
            ("accepted", "Accepted"),
            ("returned", "Returned"),
            ("not_ours", "Not ours"),
            ("cancelled", "Cancelled"),
        ],
        default="requested",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    due_at = fields.Datetime(
        compute="_compute_due_at",
        store=True,
        help="Counted back from the date of the answer.",
    )
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
    # what came from the shared mailbox, until the office takes it
    shared_body = fields.Html("From the entity's address", readonly=True, copy=False)
    shared_attachment_ids = fields.Many2many(
        "ir.attachment",
        "skks_contribution_shared_attachment_rel",
        string="Files from the entity's address",
        readonly=True,
        copy=False,
    )
    shared_at = fields.Datetime("Came on", readonly=True, copy=False)
    notice_message_id = fields.Many2one(
        "mail.message", readonly=True, copy=False, export_string_translation=False
    )

    is_my_turn = fields.Boolean(compute="_compute_is_my_turn")

    _inquiry_entity_idx = models.Index("(inquiry_id, entity_id)")

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------

    @api.depends("clock_ids.due_at", "clock_ids.result", "clock_ids.minutes_late")
    def _compute_due_at(self):
        for contribution in self:
            clocks = contribution.sudo().clock_ids.sorted("id")
            clock = clocks[-1:]
            contribution.due_at = clock.due_at
            contribution.result = clock.result
            contribution.minutes_late = clock.minutes_late

    @api.depends("number", "name", "entity_id")
    def _compute_display_name(self):
        for contribution in self:
            entity = contribution.sudo().entity_id
            contribution.display_name = " · ".join(
                filter(None, (contribution.number, entity.code or entity.name))
            )

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_is_my_turn(self):
        acting = self.env.user._skks_acts_for()
        for contribution in self:
            contribution.is_my_turn = contribution.sudo().user_id in acting

    # ------------------------------------------------------------------
    # Asking
    # ------------------------------------------------------------------

    @api.model
    def _guarded_initial(self):
        return super()._guarded_initial() | {
            "state": "requested",
            "requested_at": fields.Datetime.now(),
        }

    @api.model_create_multi
    def create(self, vals_list):
        contributions = super().create(vals_list)
        contributions.inquiry_id._follow_terms()
        contributions._plan_due()
        contributions._notify_request()
        contributions._update_waiting()
        contributions.inquiry_id._update_waiting()
        return contributions

    @api.constrains("entity_id", "representative_id")
    def _check_representative(self):
        for contribution in self.sudo():
            if contribution.representative_id.entity_id != contribution.entity_id:
                raise UserError(
                    self.env._(
                        "%(person)s does not represent %(entity)s.",
                        person=contribution.representative_id.display_name,
                        entity=contribution.entity_id.display_name,
                    )
                )

    def _plan_due(self):
        """Start or move the internal clocks to the dates that the plans leave."""
        dues = {}
        for contribution in self.sudo():
            if contribution.state in OWED_STATES:
                inquiry = contribution.inquiry_id
                plan = inquiry._plan(contribution.entity_id)
                inquiry._note_plan(plan)
                dues[contribution] = naive_utc(plan.contribution_due)
        self.sudo()._set_dues(dues)

    @api.model
    def _set_dues(self, dues):
        """Let the internal clocks run to ``dues`` (``{contribution: naive UTC}``)."""
        moved = self.browse(
            contribution.id
            for contribution, due_at in dues.items()
            if contribution._skks_running_clocks().due_at != due_at
        )
        reason = self.env._("The term was set anew.")
        moved._skks_running_clocks()._skks_cancel(reason)
        self.env["skks.clock"]._skks_start(
            [
                {
                    "record": contribution,
                    "policy": contribution._clock_policy(),
                    "started_at": contribution.requested_at,
                    "due_at": dues[contribution],
                    "entity": contribution.entity_id,
                    "user": contribution.user_id,
                }
                for contribution in moved
            ]
        )

    def _clock_policy(self):
        policy = self.inquiry_id._clock_policy("internal")
        default = "skks_press.clock_policy_contribution"
        data = self.env["ir.model.data"]
        return policy or policy.browse(data._xmlid_to_res_id(default, True))

    def _notify_request(self):
        """Tell the people by mail and on the desk; the reply to it delivers.

        Each contribution has a message, whose Message-Id tells what a reply is
        about; the letters leave together.
        """
        for contribution in self.sudo():
            message = contribution._post_request()
            contribution._guarded_write({"notice_message_id": message.id})
        self._schedule_delivery()
        if letters := self.sudo().notice_message_id.mail_ids.sorted("id"):
            letters.send_after_commit()

    def _post_request(self):
        people = self.user_id._skks_acting_users()
        subject = f"{self.name} [{self.number}]"
        return self.message_post(
            body=self.env["ir.qweb"]._render(
                "skks_press.contribution_notice",
                {"contribution": self, "inquiry": self.inquiry_id},
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
        for contribution in silent:
            for person in contribution.user_id._skks_acting_users():
                lines[person, contribution._due_day()] |= contribution
        for (person, day), contributions in lines.items():
            contributions.activity_schedule(
                "skks_base.mail_activity_deliver", date_deadline=day, user_id=person.id
            )

    def _due_day(self):
        return self.inquiry_id._skks_local(self.due_at).date() if self.due_at else None

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
        own = OWN_FIELDS & set(vals)
        if own:
            self._check_may_deliver()
        other = [
            fname for fname in vals if fname not in OWN_FIELDS and fname in self._fields
        ]
        if other and not self.env.user.has_group("skks_base.group_officer"):
            raise AccessError(
                self.env._(
                    "An entity writes its contribution, nothing else of the case."
                )
            )

    def _check_may_deliver(self):
        """Only who owes the contribution (or stands in) writes it, while it is owed."""
        acting = self.env.user._skks_acts_for()
        for contribution in self:
            if contribution.state not in OWED_STATES:
                raise UserError(
                    self.env._(
                        "“%s” has been delivered. It can be changed when the press"
                        " office returns it.",
                        contribution.display_name,
                    )
                )
            if contribution.sudo().user_id not in acting:
                raise AccessError(
                    self.env._(
                        "“%s” is written by its entity. Ask the entity, or correct the"
                        " draft of the answer.",
                        contribution.display_name,
                    )
                )

    def _replace_person(self):
        for contribution in self:
            contribution.sudo().activity_unlink(["skks_base.mail_activity_deliver"])
            contribution.sudo().clock_ids._skks_assign(user=contribution.user_id)
            if contribution.state in OWED_STATES:
                contribution._notify_request()

    # ------------------------------------------------------------------
    # Actions of the entity
    # ------------------------------------------------------------------

    def action_deliver(self):
        """Hand the contribution over to the press office."""
        for contribution in self:
            contribution.check_access("read")
            contribution._check_may_deliver()
            if is_html_empty(contribution.body) and not contribution.attachment_ids:
                raise UserError(
                    self.env._("Write the contribution or add a file, then deliver it.")
                )
            contribution._deliver("screen")
        return True

    def action_not_ours(self, reason=None):
        """“To nie my”: the matter belongs to somebody else."""
        for contribution in self:
            contribution._check_may_deliver()
            contribution._not_ours(reason)
        return True

    def action_ask_more_time(self, reason=None):
        """“Proszę o zwłokę”: the coordinator is asked for another date."""
        for contribution in self:
            contribution._check_may_deliver()
            contribution._note_intent("more_time", reason)
        return True

    def _deliver(self, via, at=None):
        contribution = self.sudo()
        at = at or fields.Datetime.now()
        contribution._move("delivered", delivered_at=at, delivered_via=via)
        contribution._skks_running_clocks()._skks_stop(at)
        contribution.activity_feedback(["skks_base.mail_activity_deliver"])
        contribution.inquiry_id._tell_coordinator(
            "skks_base.mail_activity_letter",
            self.env._("Delivered: %s", contribution.entity_id.name),
        )

    def _not_ours(self, reason):
        contribution = self.sudo()
        contribution._move("not_ours", reason=reason)
        contribution._skks_running_clocks()._skks_cancel(
            self.env._("Not a matter of this entity.")
        )
        contribution.activity_unlink(["skks_base.mail_activity_deliver"])
        contribution.inquiry_id._tell_coordinator(
            "skks_base.mail_activity_letter",
            self.env._("%s: not ours", contribution.entity_id.name),
        )

    def _note_intent(self, intent, text):
        contribution = self.sudo()
        contribution._guarded_write(
            {"reply_intent": intent, **contribution._proposed_by(intent, text)}
        )
        labels = dict(self._fields["reply_intent"]._description_selection(self.env))
        contribution.inquiry_id._tell_coordinator(
            "skks_base.mail_activity_letter",
            f"{contribution.entity_id.name}: {labels[intent]}",
        )
        self.env["skks.journal.entry"]._log(
            contribution, f"contribution.{intent}", reason=text
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

    def _wanted_due(self, text):
        """The date that the words ask for (naive UTC), by default when they close."""
        today = self.inquiry_id._skks_local(fields.Datetime.now())
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
        """The office takes the contribution."""
        self._check_office()
        for contribution in self:
            contribution._move("accepted")
        return True

    def action_return(self, reason=None):
        """Give it back with a comment; the entity owes again."""
        self._check_office()
        if not (reason or "").strip():
            raise UserError(self.env._("Say what is missing."))
        for contribution in self:
            contribution._move("returned", reason=reason)
            contribution._plan_due()
            contribution._notify_return(reason)
        return True

    def action_take_not_ours(self):
        """One click after “not ours” came by mail."""
        self._check_office()
        for contribution in self:
            contribution._not_ours(contribution.env._("By mail."))
        return True

    def action_pass_on(self):
        """“To nie my, to …”: one click asks the entity that was named instead.

        Without a name, or for an entity nobody represents, the officer chooses.
        """
        self.ensure_one()
        self._check_office()
        entity = self.suggested_entity_id
        person = entity and entity._skks_representative_for(self.inquiry_id.topic_id)
        request = self.request
        self.action_take_not_ours()
        if not person:
            action = self.inquiry_id.action_ask()
            action["context"] |= {"default_entity_id": entity.id} if entity else {}
            return action
        asked = self.create(
            {
                "inquiry_id": self.inquiry_id.id,
                "entity_id": entity.id,
                "representative_id": person.id,
                "request": request,
            }
        )
        return asked._get_records_action()

    def action_take_shared(self):
        """Take what came from the entity's mailbox as its contribution.

        It is then delivered when it came: the entity is not late because the
        office read it later.
        """
        self._check_office()
        for contribution in self.sudo():
            if not contribution.shared_at or contribution.state not in OWED_STATES:
                raise UserError(
                    self.env._("Nothing came from the entity's address that is owed.")
                )
            contribution.write(
                {
                    "body": contribution.shared_body,
                    "attachment_ids": [
                        (4, file.id) for file in contribution.shared_attachment_ids
                    ],
                }
            )
            contribution._deliver("shared", contribution.shared_at)
        return True

    def action_grant_proposed(self):
        """Give the entity the date that it has asked for."""
        for contribution in self:
            if not contribution.proposed_due_at:
                raise UserError(self.env._("The entity has named no date. Choose one."))
            contribution.action_grant_time(contribution.proposed_due_at)
        return True

    def action_grant_time(self, due_at):
        """Give the entity another internal date."""
        self._check_office()
        for contribution in self.sudo():
            old = contribution.due_at
            contribution._set_dues({contribution: fields.Datetime.to_datetime(due_at)})
            contribution._guarded_write(
                {"reply_intent": False, "proposed_due_at": False}
            )
            self.env["skks.journal.entry"]._log(
                contribution, "contribution.due", old=str(old), new=str(due_at)
            )
        return True

    def _cancel_open(self, reason):
        for contribution in self.sudo():
            if contribution.state in OWED_STATES:
                contribution._move("cancelled", reason=reason)
                contribution._skks_running_clocks()._skks_cancel(reason)
                contribution.activity_unlink(["skks_base.mail_activity_deliver"])

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
            self, "contribution.state", old=old, new=state, reason=reason
        )
        self._update_waiting()
        self.sudo().inquiry_id._update_waiting()

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
        if msg_dict.get("skks_automatic") or self.state not in OWED_STATES:
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
    # Desk
    # ------------------------------------------------------------------

    def _waiting_for(self):
        if self.state in OWED_STATES:
            return "entity"
        return "office" if self.state == "delivered" else False

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
        owed = self.filtered(lambda one: one.state in OWED_STATES)
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
        for contribution in self:
            people = contribution.sudo().user_id._skks_acting_users()
            if contribution.waiting_for == "office":
                names[contribution.id] = contribution.sudo().coordinator_id.name or ""
            else:
                entity = contribution.sudo().entity_id
                names[contribution.id] = ", ".join(
                    [entity.code or entity.name, *people.mapped("name")]
                )
        return names
