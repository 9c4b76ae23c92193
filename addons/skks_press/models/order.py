from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import is_html_empty

from odoo.addons.skks_base.models.case_mixin import CaseMixin

from .order_part import OWED_STATES

# What whoever asks the office may write, and in which states.
OWN_FIELDS = {
    "kind",
    "name",
    "priority",
    "topic_id",
    "description",
    "attachment_ids",
    "representative_id",
    "source_kind",
    "source_name",
    "source_url",
    "published_on",
    "quote",
    "true_fact",
    "evidence",
    "goal",
    "communication",
    "audience",
    "wanted_for",
    "draft",
}
OWN_STATES = ("draft", "returned")
OPEN_STATES = ("new", "in_progress", "accepted")


class Order(models.Model):
    """An internal order, between the press office and the entities of the town.

    The office passes information on to entities, for instance what the media wrote,
    and sees what each has done about it (M5.1). An entity tells the office that
    something published is not true (M5.2), or asks for a release or another
    communication, which the office accepts, returns or refuses (M5.3).
    """

    _name = "skks.order"
    _description = "Internal Order"
    _inherit = ["skks.case.mixin"]
    _reason_actions = ("action_return", "action_refuse", "action_withdraw")

    _state_initial = "draft"
    _states_closed = ("closed", "refused", "withdrawn")
    _transitions = {
        "draft": {"new", "in_progress", "withdrawn"},
        "new": {"in_progress", "returned", "refused", "withdrawn"},
        "in_progress": {"accepted", "returned", "refused", "closed", "withdrawn"},
        "accepted": {"in_progress", "closed"},
        "returned": {"new", "withdrawn"},
        "refused": {"in_progress"},
        "withdrawn": {"in_progress"},
        "closed": {"in_progress"},
    }
    _number_sequence = "skks.order"
    _skks_number_pattern = r"ZW/\d{4}/\d{4,}"
    _guarded_fields = ("reply",)
    _handover_fields = ("user_id",)
    _handover_entity_field = "entity_id"
    _desk_columns = CaseMixin._desk_columns | {
        "entity_id": "entity_id",
        "user_id": "user_id",
    }
    _erasure_children = ("all_part_ids",)

    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("new", "Submitted"),
            ("in_progress", "In progress"),
            ("accepted", "Agreed to"),
            ("returned", "Given back"),
            ("closed", "Done"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    direction = fields.Selection(
        [("to_entity", "To entities"), ("from_entity", "To the press office")],
        required=True,
        readonly=True,
        index=True,
        default="to_entity",
    )
    kind = fields.Selection(
        [
            ("information", "Information"),
            ("correction", "Correction of what was published"),
            ("release", "Release or another communication"),
            ("other", "Other"),
        ],
        required=True,
        default="information",
        tracking=True,
    )
    image_weight = fields.Selection(
        [
            ("low", "Low"),
            ("medium", "Medium"),
            ("high", "High"),
            ("critical", "Critical"),
        ],
        tracking=True,
        help="How much it matters for the image of the town.",
    )
    policy_id = fields.Many2one(
        "skks.clock.policy",
        "Term",
        domain=[("code", "=like", "ORDER\\_TERM%")],
        compute="_compute_policy_id",
        store=True,
        readonly=False,
        precompute=True,
        help="How long whoever has to do it may take.",
    )
    attachment_ids = fields.Many2many("ir.attachment", string="Files")
    # with whom
    entity_ids = fields.Many2many(
        "skks.entity",
        string="Entities",
        groups="skks_base.group_officer,skks_base.group_leadership,"
        "skks_base.group_auditor",
    )
    part_ids = fields.One2many("skks.order.part", "order_id", "What entities did")
    # The same for record rules alone: what a rule reads with all rights stays in the
    # cache, and would be shown in place of what the user may see.
    all_part_ids = fields.One2many(
        "skks.order.part",
        "order_id",
        readonly=True,
        groups=fields.NO_ACCESS,
        export_string_translation=False,
    )
    inquiry_id = fields.Many2one(
        "skks.inquiry",
        "From the inquiry",
        index="btree_not_null",
        ondelete="restrict",
        groups="skks_base.group_officer,skks_base.group_auditor",
    )
    representative_id = fields.Many2one(
        "skks.representative",
        "Submitted by",
        index="btree_not_null",
        ondelete="restrict",
        domain=lambda self: self._domain_representative_id(),
    )
    entity_id = fields.Many2one(
        related="representative_id.entity_id", store=True, index="btree_not_null"
    )
    user_id = fields.Many2one(
        related="representative_id.user_id",
        string="Person",
        store=True,
        index="btree_not_null",
    )
    # what was published, and where
    source_kind = fields.Selection(
        [
            ("press", "Press, radio, television, portal"),
            ("social", "Social media"),
            ("other", "Elsewhere"),
        ],
        "Where",
    )
    source_name = fields.Char("Title or profile")
    source_url = fields.Char("Link")
    outlet_id = fields.Many2one(
        "res.partner",
        domain=[("skks_kind", "=", "outlet")],
        index="btree_not_null",
        groups="skks_base.group_officer,skks_base.group_auditor",
    )
    published_on = fields.Date("Published on")
    quote = fields.Text("Sentence that is not true")
    true_fact = fields.Text("What is true")
    evidence = fields.Text("How we know", help="Documents, figures, who can confirm.")
    # what is wanted
    goal = fields.Selection(
        [
            ("inform", "Inform"),
            ("behaviour", "Change behaviour"),
            ("explain", "Explain"),
            ("reputation", "Care for the reputation"),
            ("invite", "Invite"),
        ],
        "Outcome wanted",
    )
    communication = fields.Selection(
        [
            ("release", "Release"),
            ("conference", "Press conference"),
            ("post", "Post in social media"),
            ("campaign", "Campaign"),
            ("other", "Another form"),
        ],
        "Form",
    )
    audience = fields.Char()
    wanted_for = fields.Datetime("Wanted for")
    draft = fields.Html("Draft of the text")
    # what the office did
    outcome = fields.Selection(
        [
            ("reply", "Reply"),
            ("correction", "Correction"),
            ("removal", "Request to remove"),
            ("comment", "Comment"),
            ("none", "No action"),
        ],
        "What the press office does",
        copy=False,
        tracking=True,
    )
    outcome_reason = fields.Text(
        "Explanation", copy=False, help="The entity reads it, too."
    )
    reply = fields.Text("Reply of the press office", readonly=True, copy=False)

    is_mine = fields.Boolean(compute="_compute_is_mine")
    can_edit = fields.Boolean(compute="_compute_is_mine")
    has_unsent = fields.Boolean(compute="_compute_has_unsent")

    # ------------------------------------------------------------------
    # Defaults and computes
    # ------------------------------------------------------------------

    @api.model
    def default_get(self, fields):
        """An entity has one direction only, and mostly one hat to wear."""
        values = super().default_get(fields)
        if self._direction_of(values) == "to_entity":
            values.setdefault("coordinator_id", self.env.uid)
        if not self._is_of_office():
            values["direction"] = "from_entity"
            values.setdefault("kind", "correction")
            if "representative_id" in fields:
                mine = self._my_representatives()
                values["representative_id"] = mine[:1].id
        return values

    @api.model
    def _domain_representative_id(self):
        domain = [("active", "=", True)]
        if not self._is_of_office():
            domain.append(("id", "in", self._my_representatives().ids))
        return domain

    @api.model
    def _my_representatives(self):
        acting = self.env.user._skks_acts_for()
        return acting.sudo().skks_representative_ids.filtered("active")

    @api.model
    def _is_of_office(self):
        return self.env.user.has_group("skks_base.group_officer")

    @api.depends("priority")
    def _compute_policy_id(self):
        """An urgent order has hours; else its term stays as it was chosen."""
        data = self.env["ir.model.data"]
        policies = self.env["skks.clock.policy"].sudo()
        for order in self:
            name = "urgent" if order.priority in ("2", "3") else "normal"
            wanted = data._xmlid_to_res_id(f"skks_press.clock_policy_order_{name}")
            order.policy_id = policies.browse(wanted).exists()

    @api.depends("user_id", "state")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        acting = self.env.user._skks_acts_for()
        office = self._is_of_office()
        for order in self:
            mine = not order.id or order.sudo().user_id in acting
            order.is_mine = mine
            order.can_edit = office or (mine and order.state in OWN_STATES)

    @api.depends("entity_ids", "part_ids", "state")
    def _compute_has_unsent(self):
        for order in self:
            order.has_unsent = bool(order.sudo()._unsent_entities())

    # ------------------------------------------------------------------
    # Writing it
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        creator = self._within_own_fields(vals_list)
        vals_list = [creator._prepare_own(vals) for vals in vals_list]
        orders = super(Order, creator).create(vals_list).with_env(self.env)
        orders._check_direction()
        orders._adopt_files()
        return orders

    @api.model
    def _within_own_fields(self, vals_list):
        """Whoever is not of the office sets only its own fields, by no door."""
        if self.env.su or self._is_of_office():
            return self
        foreign = set(self._fields) - OWN_FIELDS - {"direction"}
        foreign -= set(self._get_guarded_fields())
        if any(vals.get(name) for vals in vals_list for name in foreign):
            raise self._error_of_office()
        context = {
            key: value
            for key, value in self.env.context.items()
            if not key.startswith("default_") or key[8:] in OWN_FIELDS
        }
        return self.with_env(self.env(context=context))

    def _error_of_office(self):
        return AccessError(
            self.env._("An entity writes its own order, nothing of the office.")
        )

    @api.model
    def _direction_of(self, vals):
        if not self._is_of_office():
            return "from_entity"
        default = self.env.context.get("default_direction")
        wanted = vals.get("direction") or default
        return "from_entity" if wanted == "from_entity" else "to_entity"

    @api.model
    def _prepare_own(self, vals):
        """Who may say so says the direction; whoever orders coordinates it."""
        direction = self._direction_of(vals)
        values = vals | {"direction": direction}
        if direction == "to_entity" and not values.get("coordinator_id"):
            values["coordinator_id"] = self.env.uid
        return values

    def _check_direction(self):
        for order in self.sudo():
            if order.direction == "from_entity" and not order.representative_id:
                raise UserError(
                    self.env._("Say which entity submits it, and who of its people.")
                )
        if self.env.su or self._is_of_office():
            return
        if self.sudo().representative_id - self._my_representatives():
            raise AccessError(self.env._("You submit orders for your own entity only."))

    def _adopt_files(self):
        """A file that was added before the order was saved is a file of the order."""
        for order in self.sudo():
            loose = order.attachment_ids.filtered(
                lambda file: not file.res_id and file.create_uid == self.env.user
            )
            loose.write({"res_model": self._name, "res_id": order.id})

    def write(self, vals):
        self._check_who_writes(vals)
        if any(
            order.direction != vals.get("direction", order.direction) for order in self
        ):
            raise UserError(self.env._("An order keeps its direction."))
        result = super().write(vals)
        if "representative_id" in vals:
            self._check_direction()
        if "coordinator_id" in vals:
            for order in self.sudo():
                order.clock_ids._skks_assign(user=order.coordinator_id)
        if "attachment_ids" in vals:
            self._adopt_files()
        return result

    def _check_who_writes(self, vals):
        if self.env.su or self._is_of_office():
            return
        if set(vals) & set(self._fields) - OWN_FIELDS - {"direction"}:
            raise self._error_of_office()
        acting = self.env.user._skks_acts_for()
        for order in self:
            if order.sudo().user_id not in acting or order.state not in OWN_STATES:
                raise AccessError(
                    self.env._(
                        "“%s” is with the press office. It can be changed when the"
                        " office returns it.",
                        order.display_name,
                    )
                )

    # ------------------------------------------------------------------
    # Office → entities
    # ------------------------------------------------------------------

    def action_send(self):
        """Tell each of the entities, each in a part of its own."""
        self._check_office()
        for order in self:
            order._check_is("to_entity", ("draft", "in_progress"))
            order._check_complete_for_entities()
            if order.state == "draft":
                order._transition("in_progress")
            self.env["skks.order.part"].create(order._prepare_parts())
        return True

    def _unsent_entities(self):
        if self.direction != "to_entity" or self.state not in ("draft", "in_progress"):
            return self.env["skks.entity"]
        told = self.part_ids.filtered(lambda part: part.state != "cancelled")
        return self.entity_ids - told.entity_id

    def _check_complete_for_entities(self):
        if is_html_empty(self.description) and not self.attachment_ids:
            raise UserError(
                self.env._(
                    "“%s” has no text yet. Write what the entities should know or do.",
                    self.display_name,
                )
            )
        if not self._unsent_entities():
            raise UserError(
                self.env._("Choose the entities to which “%s” goes.", self.display_name)
            )

    def _prepare_parts(self):
        values = []
        for entity in self._unsent_entities():
            person = entity._skks_representative_for(self.topic_id)
            if not person:
                raise UserError(
                    self.env._(
                        "%s has no active representative. Enter one under Entities and"
                        " People, or take it off the order.",
                        entity.display_name,
                    )
                )
            values.append(
                {
                    "order_id": self.id,
                    "entity_id": entity.id,
                    "representative_id": person.id,
                }
            )
        return values

    # ------------------------------------------------------------------
    # Entity → office
    # ------------------------------------------------------------------

    def action_submit(self):
        """“Zgłoś do Biura Prasowego”: hand it to the office."""
        for order in self:
            order.check_access("read")
            order._check_mine()
            order._check_is("from_entity", OWN_STATES)
            order._check_complete_for_office()
            again = order.state == "returned"
            order._transition("new")
            order.sudo()._start_clock(again)
            order.sudo()._tell_coordinator(
                "skks_press.mail_activity_order",
                order.env._("Order from %s", order.sudo().entity_id.name),
            )
        return True

    def _check_mine(self):
        acting = self.env.user._skks_acts_for()
        if not self._is_of_office() and self.sudo().user_id not in acting:
            raise AccessError(self.env._("“%s” is not your order.", self.display_name))

    def _check_complete_for_office(self):
        """Name what is missing, in the words of the form."""
        names = []
        if self.kind == "correction":
            names = ["source_kind", "quote", "true_fact"]
        elif self.kind == "release":
            names = ["goal", "communication", "audience"]
        missing = [name for name in names if not self[name]]
        if not names and is_html_empty(self.description):
            missing = ["description"]
        if missing:
            labels = [
                self._fields[name]._description_string(self.env) for name in missing
            ]
            raise UserError(
                self.env._(
                    "Before “%(order)s” is submitted, fill in: %(fields)s.",
                    order=self.display_name,
                    fields=", ".join(labels),
                )
            )

    def _start_clock(self, again=False):
        """The office owes an answer, in its own hours."""
        if again:
            self._skks_running_clocks()._skks_cancel(self.env._("Submitted again."))
        if policy := self.policy_id:
            self.env["skks.clock"]._skks_start(
                [
                    {
                        "record": self,
                        "policy": policy,
                        "started_at": fields.Datetime.now(),
                        "user": self.coordinator_id,
                        "superior": self.company_id._skks_head_of_office(),
                    }
                ]
            )

    def action_take(self):
        """Become the coordinator of an order that nobody has taken, and begin."""
        self._check_office()
        for order in self:
            order._check_is("from_entity", ("new",))
            if not order.coordinator_id:
                order.coordinator_id = self.env.user
            order._transition("in_progress")
            order.sudo().activity_feedback(["skks_press.mail_activity_order"])
        return True

    def action_accept(self):
        """The office takes the request for a release or another communication."""
        self._check_office()
        for order in self:
            order._check_is("from_entity", ("in_progress",))
            if order.kind != "release":
                raise UserError(
                    self.env._("Only a request for a communication is accepted so.")
                )
            order._transition("accepted")
            order._skks_running_clocks()._skks_stop()
            order._tell_entity(order.env._("Accepted."))
        return True

    def action_return(self, reason=None):
        """Give it back with a comment; the entity may correct and submit it again."""
        for order in self._with_reason(reason, ("new", "in_progress")):
            order._answer("returned", reason)
            order._skks_running_clocks()._skks_cancel(reason)
        return True

    def action_refuse(self, reason=None):
        """Refuse it; the entity reads the reason."""
        for order in self._with_reason(reason, ("new", "in_progress")):
            order._answer("refused", reason)
            order._skks_running_clocks()._skks_stop()
        return True

    def _with_reason(self, reason, states):
        self._check_office()
        if not (reason or "").strip():
            raise UserError(self.env._("Write the reason: the entity reads it."))
        for order in self:
            order._check_is("from_entity", states)
        return self

    def _answer(self, state, reason):
        self._transition(state, reason=reason)
        self.sudo()._guarded_write({"reply": reason})
        self.sudo().activity_feedback(["skks_press.mail_activity_order"])
        self._tell_entity(f"{self._state_name(state)}: {reason}")

    def _tell_entity(self, text):
        """By mail, and on the desk where the entity has to do something."""
        people = self.sudo().user_id._skks_acting_users()
        subject = f"{self.name} [{self.number}]"
        self.sudo().message_post(
            body=text,
            subject=subject,
            author_id=self.env.user.partner_id.id,
            partner_ids=people.partner_id.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            email_layout_xmlid="mail.mail_notification_light",
        )

    def action_make_release(self):
        """Take the accepted draft into a release, which then goes through sign-off."""
        self.ensure_one()
        self._check_office()
        self._check_is("from_entity", ("accepted",))
        release = self.env["skks.release"].create(self._prepare_release_values())
        return release._get_records_action()

    def _prepare_release_values(self):
        return {
            "name": self.name,
            "body": self.draft or self.description,
            "order_id": self.id,
            "topic_id": self.topic_id.id,
            "entity_ids": [(6, 0, self.entity_id.ids)],
        }

    # ------------------------------------------------------------------
    # The end
    # ------------------------------------------------------------------

    def action_close(self):
        """It is done: every entity has, or the office has answered."""
        self._check_office()
        for order in self:
            if order.direction == "to_entity":
                order._check_parts_done()
            else:
                order._check_outcome()
            order._transition("closed")
            order._skks_running_clocks()._skks_stop()
            if order.direction == "from_entity":
                order._tell_entity(order._closing_words())
        return True

    def _check_parts_done(self):
        for part in self.part_ids:
            if part.state in OWED_STATES or part.state == "done":
                raise UserError(
                    self.env._(
                        "“%s” is still open. Take what it did, or withdraw the order.",
                        part.display_name,
                    )
                )

    def _check_outcome(self):
        if self.kind == "correction" and not self.outcome:
            raise UserError(
                self.env._(
                    "Choose first what the press office does about “%s”.",
                    self.display_name,
                )
            )
        if self.outcome == "none" and not (self.outcome_reason or "").strip():
            raise UserError(
                self.env._("Explain why nothing is done: the entity reads it.")
            )

    def _closing_words(self):
        labels = dict(self._fields["outcome"]._description_selection(self.env))
        words = [labels.get(self.outcome) or self._state_name("closed")]
        return ": ".join(filter(None, (*words, self.outcome_reason)))

    def action_withdraw(self, reason=None):
        """Whoever made it takes it back; the entities need do nothing any more."""
        for order in self:
            order.check_access("read")
            if order.direction == "to_entity" or order.state not in OWN_STATES:
                order._check_office()
            order._check_mine()
            why = reason or order.env._("The order was withdrawn.")
            order._transition("withdrawn", reason=reason)
            order._skks_running_clocks()._skks_cancel(why)
            order.part_ids._cancel_open(why)
        return True

    def action_reopen(self):
        """Open it again."""
        self._check_office()
        for order in self:
            order._transition("in_progress")
            if order.direction == "from_entity":
                order.sudo()._start_clock()
        return True

    def _check_office(self):
        self.check_access("write")
        if not self._is_of_office():
            raise AccessError(self.env._("Only the press office decides on this."))

    def _check_is(self, direction, states):
        self.ensure_one()
        if self.direction != direction or self.state not in states:
            raise UserError(
                self.env._(
                    "This cannot be done with “%(order)s” now: %(state)s.",
                    order=self.display_name,
                    state=self._state_name(self.state),
                )
            )

    def _confidential_threads(self):
        return [*super()._confidential_threads(), *self.part_ids]

    # ------------------------------------------------------------------
    # Handing over: what an entity submitted, to another of its people
    # ------------------------------------------------------------------

    def _skks_handover_may_take(self, fname, successor):
        if fname != "user_id":
            return super()._skks_handover_may_take(fname, successor)
        return bool(self.entity_id._skks_representative_of(successor))

    def _skks_handover_write(self, fname, user, successor):
        if fname != "user_id":
            return super()._skks_handover_write(fname, user, successor)
        for order in self:
            person = order.entity_id._skks_representative_of(successor)
            order.representative_id = person
        return self

    # ------------------------------------------------------------------
    # Desk
    # ------------------------------------------------------------------

    def _waiting_for(self):
        if self.direction == "from_entity":
            if self.state == "returned":
                return "entity"
            return "office" if self.state in OPEN_STATES else False
        if self.state != "in_progress":
            return "office" if self.state == "draft" else False
        owing = self.part_ids.filtered(lambda part: part.state in OWED_STATES)
        return "entity" if owing else "office"

    @api.model
    def _desk_open_domain(self):
        """Parts stand on the desk for themselves; a draft is its author's."""
        told = Domain("direction", "=", "to_entity") & Domain(
            "waiting_for", "=", "entity"
        )
        return super()._desk_open_domain() & ~told

    @api.model
    def _desk_mine_domain(self):
        user = self.env.user
        returned = Domain("waiting_for", "=", "entity") & user._skks_act_for_domain(
            "user_id"
        )
        return super()._desk_mine_domain() | returned

    def _desk_waiting_users(self):
        if self.waiting_for == "entity":
            owing = self.sudo().part_ids.filtered(
                lambda part: part.state in OWED_STATES
            )
            return (owing or self.sudo()).user_id.with_env(self.env)
        return super()._desk_waiting_users()

    def _desk_waiting_names(self):
        names = super()._desk_waiting_names()
        for order in self.filtered(lambda order: order.waiting_for == "entity"):
            person = order.sudo().user_id
            entity = order.sudo().entity_id
            names[order.id] = ", ".join(
                filter(None, (entity.code, *person.mapped("name")))
            )
        return names
