from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from ..tools import freshness as rule

# Proposed number of days between two confirmations.
CONFIRM_EVERY = {"crisis": 14, "high": 30, "normal": 90, "evergreen": 365}
# So many days, ten years, nobody lets a position stand without asking.
LONGEST_INTERVAL = 3650
WITHDRAWALS = ("withdraw_untrue", "withdraw_useless")


class Narrative(models.Model):
    """What the town says on a subject, and who vouches that it is still true.

    The text passes the two-stage sign-off; each acceptance makes an immutable
    version, and only versions are used in answers. How fresh a position is follows
    from dates alone: nobody writes it by hand and no use or edit renews it, only
    the named expert (or deputy) does.
    """

    _name = "skks.narrative"
    _description = "Position"
    _inherit = ["skks.signoff.mixin"]
    _check_company_auto = True
    _order = "name, id"
    _rec_names_search = ["name", "keywords"]

    # `internal` is left out: the experts who accept the text do not see it.
    _signoff_content = ("name", "thesis", "body", "background")
    _handover_fields = ("expert_id", "deputy_id")
    _handover_entity_field = "entity_id"
    _reason_actions = (
        "action_return",
        "action_withdraw",
        "action_withdraw_useless",
        "action_not_mine",
    )
    _guarded_fields = (
        "confirm_due",
        "confirmed_on",
        "current_version_id",
        "withdrawn_at",
        "withdrawn_reason",
    )

    name = fields.Char("Title", required=True, tracking=True, index="trigram")
    thesis = fields.Text(help="The message in a sentence or two.")
    body = fields.Html("Quotable text", help="This is what goes into an answer.")
    background = fields.Html(
        help="What an officer should know in order to answer further questions; not"
        " for quotation.",
    )
    internal = fields.Html(
        "Internal note",
        groups="skks_base.group_officer",
        help="Only for the press office; it is not part of what is accepted.",
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )

    # How it is found
    topic_ids = fields.Many2many("skks.topic", string="Topics", check_company=True)
    tag_ids = fields.Many2many("skks.tag", string="Tags")
    keywords = fields.Char(help="Other words by which people look for it.")
    importance = fields.Selection(
        [
            ("crisis", "Crisis"),
            ("high", "High"),
            ("normal", "Normal"),
            ("evergreen", "Evergreen"),
        ],
        required=True,
        default="normal",
        tracking=True,
    )

    # Who vouches for it
    expert_id = fields.Many2one(
        "res.users",
        "Expert",
        domain=[("share", "=", False)],
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="The person who vouches that the position is true.",
    )
    deputy_id = fields.Many2one(
        "res.users",
        "Deputy",
        domain=[("share", "=", False)],
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    entity_id = fields.Many2one(
        "skks.entity",
        "Entity",
        compute="_compute_entity_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        tracking=True,
    )

    # How long it holds
    valid_from = fields.Date(help="Not to be used before this day.")
    valid_to = fields.Date(
        tracking=True, help="Last day of use, e.g. the day the road opens again."
    )
    confirm_every = fields.Integer(
        "Confirm every (days)",
        compute="_compute_confirm_every",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        tracking=True,
    )
    confirmed_on = fields.Date("Last confirmed", readonly=True, copy=False)
    confirm_due = fields.Date(
        "Confirm by",
        compute="_compute_confirm_due",
        store=True,
        copy=False,
        index=True,
    )
    freshness = fields.Selection(
        [
            (rule.CURRENT, "Current"),
            (rule.DUE_SOON, "To be confirmed soon"),
            (rule.OVERDUE, "Overdue"),
            (rule.EXPIRED, "Expired"),
            (rule.NEVER, "Never confirmed"),
        ],
        compute="_compute_freshness",
        search="_search_freshness",
    )
    withdrawn_at = fields.Datetime("Withdrawn", readonly=True, copy=False)
    withdrawn_reason = fields.Text(readonly=True, copy=False)
    can_confirm = fields.Boolean(compute="_compute_can_confirm")
    can_withdraw = fields.Boolean(compute="_compute_can_withdraw")
    is_mine_to_confirm = fields.Boolean(
        "Waiting for my confirmation",
        compute="_compute_is_mine_to_confirm",
        search="_search_is_mine_to_confirm",
    )

    # Versions
    change_note = fields.Char(
        copy=False, help="What has changed since the last version, in a few words."
    )
    current_version_id = fields.Many2one(
        "skks.narrative.version",
        "Current version",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    version_number = fields.Integer(
        "Version", related="current_version_id.number", compute_sudo=True
    )
    version_ids = fields.One2many(
        "skks.narrative.version", "narrative_id", "Versions", readonly=True
    )
    confirmation_ids = fields.One2many(
        "skks.narrative.confirmation", "narrative_id", "Confirmations", readonly=True
    )
    use_count = fields.Integer("Uses", compute="_compute_use_count")

    _confirm_every_is_positive = models.Constraint(
        "CHECK (confirm_every > 0)",
        "A position is confirmed at least every so many days. Enter 1 or more.",
    )
    _valid_dates_in_order = models.Constraint(
        "CHECK (valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from)",
        "The last day of use comes before the first one. Correct the dates.",
    )

    # ------------------------------------------------------------------
    # Computed
    # ------------------------------------------------------------------

    @api.depends("expert_id")
    def _compute_entity_id(self):
        for narrative in self:
            people = narrative.expert_id.sudo().skks_representative_ids
            entities = people.filtered("active").entity_id
            if entities and narrative.entity_id not in entities:
                narrative.entity_id = entities[0]
            else:
                narrative.entity_id = narrative.entity_id

    @api.depends("importance")
    def _compute_confirm_every(self):
        for narrative in self:
            narrative.confirm_every = CONFIRM_EVERY.get(narrative.importance, 90)

    @api.depends("confirmed_on", "confirm_every")
    def _compute_confirm_due(self):
        for narrative in self:
            day = narrative.confirmed_on
            narrative.confirm_due = day and day + timedelta(narrative._interval())

    def _interval(self):
        """Days between two confirmations, also while nonsense is being typed."""
        return min(max(self.confirm_every, 0), LONGEST_INTERVAL)

    @api.model
    def _today(self):
        """Today in the company's time zone, whatever that of the reader is."""
        return self.env.company._skks_today()

    @api.depends("confirm_due", "valid_to", "withdrawn_at")
    def _compute_freshness(self):
        today = self._today()
        for narrative in self:
            narrative.freshness = rule.freshness(
                today,
                narrative.confirm_due,
                narrative.valid_to,
                bool(narrative.withdrawn_at),
            )

    @api.model
    def _freshness_domains(self):
        """``{freshness: Domain}``: the rule of ``tools.freshness`` as searches."""
        today = self._today()
        current, due_soon, overdue = rule.last_days(today)
        due = Domain("confirm_due", "<", overdue)
        out = Domain("withdrawn_at", "!=", False) | Domain("valid_to", "<", today)
        holds = Domain("withdrawn_at", "=", False) & (
            Domain("valid_to", "=", False) | Domain("valid_to", ">=", today)
        )
        return {
            rule.CURRENT: holds & Domain("confirm_due", ">=", current),
            rule.DUE_SOON: holds
            & Domain("confirm_due", ">=", due_soon)
            & Domain("confirm_due", "<", current),
            rule.OVERDUE: holds
            & Domain("confirm_due", ">=", overdue)
            & Domain("confirm_due", "<", due_soon),
            rule.EXPIRED: out | due,
            rule.NEVER: holds & Domain("confirm_due", "=", False),
        }

    def _search_freshness(self, operator, value):
        if operator != "in":
            return NotImplemented
        domains = self._freshness_domains()
        return Domain.OR(domains[one] for one in value if one in domains)

    @api.depends("signoff_state", "current_version_id", "withdrawn_at")
    @api.depends_context("uid")
    def _compute_can_confirm(self):
        for narrative in self:
            narrative.can_confirm = (
                narrative._is_confirmable() and narrative._is_for_me_to_confirm()
            )

    @api.depends("current_version_id", "withdrawn_at")
    @api.depends_context("uid")
    def _compute_can_withdraw(self):
        is_head = self.env.user.has_group("skks_base.group_manager")
        for narrative in self:
            in_use = narrative.current_version_id and not narrative.withdrawn_at
            narrative.can_withdraw = in_use and (
                is_head or narrative._is_for_me_to_confirm()
            )

    @api.depends("can_confirm", "confirm_from")
    @api.depends_context("uid")
    def _compute_is_mine_to_confirm(self):
        today = self._today()
        for narrative in self:
            narrative.is_mine_to_confirm = (
                narrative.can_confirm and narrative.confirm_from <= today
            )

    def _search_is_mine_to_confirm(self, operator, value):
        if operator != "in":
            return NotImplemented
        user = self.env.user
        return (
            (
                user._skks_act_for_domain("expert_id")
                | user._skks_act_for_domain("deputy_id")
            )
            & Domain("signoff_state", "=", "approved")
            & Domain("withdrawn_at", "=", False)
            & Domain("confirm_from", "<=", self._today())
        )

    def _compute_use_count(self):
        counts = dict(
            self.env["skks.narrative.use"]._read_group(
                [("narrative_id", "in", self.ids)], ["narrative_id"], ["__count"]
            )
        )
        for narrative in self:
            narrative.use_count = counts.get(narrative._origin, 0)

    @api.constrains("confirm_every")
    def _check_confirm_every(self):
        for narrative in self:
            if narrative.confirm_every > LONGEST_INTERVAL:
                raise ValidationError(
                    self.env._(
                        "“%(position)s”: the days between two confirmations are too"
                        " many. Enter a number from 1 to %(most)s.",
                        position=narrative.name,
                        most=LONGEST_INTERVAL,
                    )
                )

    @api.constrains("expert_id", "deputy_id")
    def _check_deputy(self):
        for narrative in self:
            if narrative.expert_id and narrative.expert_id == narrative.deputy_id:
                raise ValidationError(
                    self.env._(
                        "The expert of “%s” cannot be the deputy as well. Choose"
                        " another person or leave the deputy empty.",
                        narrative.name,
                    )
                )

    def copy_data(self, default=None):
        """A title of its own: by the title a position is known, also in a sheet."""
        default = dict(default or {})
        return [
            vals | {"name": default.get("name") or self.env._("%s (copy)", one.name)}
            for one, vals in zip(self, super().copy_data(default), strict=True)
        ]

    @api.ondelete(at_uninstall=False)
    def _unlink_except_accepted(self):
        for narrative in self.sudo():
            if narrative.version_ids:
                raise UserError(
                    self.env._(
                        "“%s” has been accepted and perhaps used, so it is not"
                        " deleted. Archive it instead.",
                        narrative.name,
                    )
                )

    # ------------------------------------------------------------------
    # Acceptance
    # ------------------------------------------------------------------

    def _signoff_entities(self):
        return self.entity_id

    def _signoff_entity_users(self, entity):
        """The expert and the deputy; heads where these two have written it."""
        heads = (
            entity.sudo()
            .representative_ids.filtered(
                lambda person: person.active and person.role == "head"
            )
            .user_id
        )
        if entity != self.sudo().entity_id:
            return heads
        named = (self.sudo().expert_id | self.sudo().deputy_id).filtered("active")
        excluded = self._signoff_excluded("substantive")
        if self._signoff_is_reachable(named - excluded, excluded):
            return named
        return named | heads

    def _signoff_subject(self):
        return self.name

    def _signoff_submit(self):
        for fname in ("expert_id", "entity_id"):
            if not self[fname]:
                raise UserError(
                    self.env._(
                        "Fill in the field “%(field)s” of “%(position)s”: it says who"
                        " vouches for it.",
                        field=self._fields[fname]._description_string(self.env),
                        position=self.name,
                    )
                )
        if self.current_version_id and not (self.change_note or "").strip():
            raise UserError(
                self.env._(
                    "Say in the field “%(field)s” what has changed in “%(position)s”.",
                    field=self._fields["change_note"]._description_string(self.env),
                    position=self.name,
                )
            )
        return super()._signoff_submit()

    def _signoff_on_approved(self):
        """What was accepted becomes a version, and that also confirms it."""
        result = super()._signoff_on_approved()
        narrative = self.sudo()
        approval = narrative._signoff_approval_line()
        version = self.env["skks.narrative.version"]._append(
            [narrative._prepare_version_values(approval)]
        )
        confirmer = narrative._signoff_confirmer(version)
        if confirmer and version.number > 1:
            narrative._add_confirmation(
                "changed", version, note=narrative.change_note, user=confirmer
            )
        narrative.change_note = False
        narrative._guarded_write(
            {
                "current_version_id": version.id,
                "withdrawn_at": False,
                "withdrawn_reason": False,
                **(narrative._prepare_confirmed(version) if confirmer else {}),
            }
        )
        return result

    def _signoff_confirmer(self, version):
        """Who confirms the position by this acceptance; nobody where that is open.

        The first version, and one after a withdrawal, stand on whoever vouches for
        them. Later the expert alone confirms by accepting: a deputy who accepts what
        changed has not been asked whether the rest is still true and useful.
        """
        accepted = self._signoff_round_lines("substantive")
        if self.expert_id in accepted.user_id | accepted.on_behalf_id:
            return version.expert_id
        is_new = version.number == 1 or self.withdrawn_at or not self.confirmed_on
        return version.expert_id if is_new else self.env["res.users"]

    def _prepare_confirmed(self, version):
        """Values of a position that has just been confirmed in this version."""
        return {"confirmed_on": self._today()}

    def _prepare_version_values(self, approval):
        """Values of the version made of what ``approval`` (its last line) accepted."""
        substantive = self._signoff_round_lines("substantive")[-1:]
        return {
            "narrative_id": self.id,
            "number": self.current_version_id.number + 1,
            "name": self.name,
            "thesis": self.thesis,
            "body": self.body,
            "background": self.background,
            "change_note": self.change_note,
            "content_hash": approval.content_hash,
            "signoff_line_id": approval.id,
            "approved_at": fields.Datetime.now(),
            "user_id": approval.user_id.id,
            "expert_id": (substantive.user_id or self.expert_id).id,
        }

    # ------------------------------------------------------------------
    # Confirmation
    # ------------------------------------------------------------------

    def _is_confirmable(self):
        """Whether there is something to confirm: an accepted text, as it stands."""
        return (
            self.signoff_state == "approved"
            and bool(self.current_version_id)
            and not self.withdrawn_at
        )

    def _is_for_me_to_confirm(self):
        """Whether the current user is the expert, the deputy or stands in for one."""
        named = self.sudo().expert_id | self.sudo().deputy_id
        return self.env.user in named | named._skks_acting_users()

    def _check_may_confirm(self):
        self.ensure_one()
        self.check_access("read")
        if not self._is_for_me_to_confirm():
            raise AccessError(
                self.env._(
                    "Only the expert or the deputy says whether “%s” is still true.",
                    self.name,
                )
            )

    def action_confirm(self):
        """State that the current version is true and useful as it stands."""
        for narrative in self:
            narrative._check_may_confirm()
            if not narrative._is_confirmable():
                raise UserError(
                    self.env._(
                        "“%s” has changed or was withdrawn since it was accepted. Pass"
                        " the new text on for acceptance instead.",
                        narrative.name,
                    )
                )
            narrative._add_confirmation("unchanged", narrative.current_version_id)
            narrative.sudo()._guarded_write(
                narrative._prepare_confirmed(narrative.current_version_id)
            )
            self.env["skks.journal.entry"]._log(narrative, "narrative.confirm")
        return True

    def action_withdraw(self, reason=None, outcome="withdraw_untrue"):
        """Take the position back; its expert or the head of the office may.

        :param str outcome: ``withdraw_untrue`` or ``withdraw_useless``
        """
        if outcome not in WITHDRAWALS:
            raise UserError(self.env._("Say why the position is withdrawn."))
        reason = self._require_reason(reason)
        for narrative in self:
            if not self.env.user.has_group("skks_base.group_manager"):
                narrative._check_may_confirm()
            narrative.check_access("read")
            narrative._withdraw(reason, outcome)
        return True

    def action_withdraw_useless(self, reason=None):
        """Take back a position that is true but of no use any more."""
        return self.action_withdraw(reason, outcome="withdraw_useless")

    def _withdraw(self, reason, outcome):
        if not self.current_version_id or self.withdrawn_at:
            raise UserError(
                self.env._(
                    "“%s” is not in use: it was never accepted or was withdrawn"
                    " before.",
                    self.name,
                )
            )
        self._add_confirmation(outcome, self.current_version_id, note=reason)
        self.sudo()._guarded_write(
            {"withdrawn_at": fields.Datetime.now(), "withdrawn_reason": reason}
        )
        self._tell_thread(self.env._("Withdrawn: %s", reason))
        self.env["skks.journal.entry"]._log(
            self, "narrative.withdraw", new=outcome, reason=reason
        )

    def action_not_mine(self, reason=None):
        """Say that somebody else has to vouch for it; the heads of office choose."""
        reason = self._require_reason(reason)
        for narrative in self:
            narrative._check_may_confirm()
            if not narrative.current_version_id:
                raise UserError(
                    self.env._("“%s” has no accepted version yet.", narrative.name)
                )
            narrative._add_confirmation(
                "not_mine", narrative.current_version_id, note=reason
            )
            narrative._tell_thread(
                self.env._("Somebody else has to vouch for it: %s", reason)
            )
            narrative._ask_heads_of_office(reason)
        return True

    def _ask_heads_of_office(self, reason):
        for head in self._signoff_group_users("group_manager"):
            self.sudo().activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Choose another expert"),
                note=reason,
                user_id=head.id,
            )

    def _require_reason(self, reason):
        if not (reason or "").strip():
            raise UserError(self.env._("Type the reason, in a sentence or two."))
        return reason.strip()

    def _tell_thread(self, text):
        self.sudo()._message_log(body=text, author_id=self.env.user.partner_id.id)

    def _add_confirmation(self, outcome, version, note=None, user=None):
        return self.env["skks.narrative.confirmation"]._append(
            [
                {
                    "narrative_id": self.id,
                    "version_id": version.id,
                    "outcome": outcome,
                    "user_id": (user or self.env.user).id,
                    "confirmed_at": fields.Datetime.now(),
                    "note": note,
                }
            ]
        )

    # ------------------------------------------------------------------
    # Use
    # ------------------------------------------------------------------

    def action_use_in(self, res_model, res_id, reason=None):
        """Put the current version into a text that the user may write.

        :param str res_model: a model with sign-off
        :param str reason: why, for a position that is not confirmed or not valid
        :return: HTML to insert
        """
        self.ensure_one()
        self.check_access("read")
        models_ = self.env["skks.narrative.use"]._document_models()
        if res_model not in models_ or res_model == self._name:
            raise UserError(self.env._("A position cannot be inserted there."))
        record = self.env[res_model].browse(res_id).exists()
        if not record:
            raise UserError(self.env._("The text to insert it in is gone. Reload."))
        record.check_access("write")
        return self._use_in(record, reason)

    def _use_in(self, record, reason=None):
        """Record the use of the current version in ``record``, return its text.

        The text goes in, not a link: a later version changes no answer.

        :raises UserError: never accepted, withdrawn, or a reason is missing
        """
        self.ensure_one()
        self._check_usable()
        reason = (reason or "").strip()
        if not reason and (obstacle := self._use_obstacle()):
            raise UserError(obstacle)
        version = self.sudo().current_version_id
        self.env["skks.narrative.use"]._append(
            [
                {
                    "res_model": record._name,
                    "res_id": record.id,
                    "version_id": version.id,
                    "narrative_id": self.id,
                    "inserted_by": self.env.uid,
                    "inserted_at": fields.Datetime.now(),
                    "reason": reason or False,
                }
            ]
        )
        self.env["skks.journal.entry"]._log(
            record, "narrative.use", new=version.display_name, reason=reason or None
        )
        return version.body

    def _check_usable(self):
        if self.withdrawn_at:
            raise UserError(
                self.env._(
                    "“%(position)s” was withdrawn: %(reason)s",
                    position=self.name,
                    reason=self.withdrawn_reason,
                )
            )
        if not self.current_version_id:
            raise UserError(
                self.env._(
                    "“%s” has not been accepted yet, so it cannot be used.", self.name
                )
            )

    def _use_obstacle(self):
        """Why a reason has to be typed before use; False if none."""
        if self.valid_from and self.valid_from > self._today():
            return self.env._(
                "“%(position)s” holds only from %(day)s. Type why it is used before.",
                position=self.name,
                day=format_date(self.env, self.valid_from),
            )
        if self.freshness in (rule.EXPIRED, rule.NEVER):
            return self.env._(
                "“%(position)s” has not been confirmed since %(day)s or is no longer"
                " valid. Type why it is used all the same.",
                position=self.name,
                day=format_date(self.env, self.confirmed_on) or "–",
            )
        return False

    def action_view_uses(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "skks_narrative.skks_narrative_use_action"
        )
        return action | {"domain": [("narrative_id", "=", self.id)]}

    # ------------------------------------------------------------------
    # Handing over
    # ------------------------------------------------------------------

    @api.model
    def _skks_handover_domain(self, fname, user):
        domain = super()._skks_handover_domain(fname, user)
        return domain & Domain("withdrawn_at", "=", False)

    def _skks_handover_may_take(self, fname, successor):
        """Somebody of the entity vouches for what the entity says."""
        people = self.entity_id.representative_ids.filtered("active").user_id
        return successor in people | self.entity_id.head_id

    def _skks_handover_write(self, fname, user, successor):
        """A deputy who becomes the expert leaves the other place free."""
        if fname == "expert_id":
            self.filtered(lambda one: one.deputy_id == successor).deputy_id = False
        elif fname == "deputy_id":
            doubled = self.filtered(lambda one: one.expert_id == successor)
            doubled.deputy_id = False
            rest = self - doubled
            return doubled | super(Narrative, rest)._skks_handover_write(
                fname, user, successor
            )
        return super()._skks_handover_write(fname, user, successor)
