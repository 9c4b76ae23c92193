import logging
from datetime import time, timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date
from odoo.tools.misc import hash_sign, verify_hash_signed

from odoo.addons.skks_base.models.signoff_mixin import STAGES
from odoo.addons.skks_base.tools.moments import naive_utc
from odoo.addons.skks_base.tools.working_time import local_instant

from ..tools import freshness as rule
from ..tools import review

_logger = logging.getLogger(__name__)

BATCH = 100
USED_WITHIN = timedelta(days=90)
LINK_DAYS = 35
LINK_SCOPE = "skks_narrative.review"
CONFIRM = "skks_narrative.mail_activity_confirm"
ENDS = "skks_narrative.mail_activity_ends"
# What changes on whom a position waits.
_MOVES_DESK = {
    "signoff_state",
    "confirmed_on",
    "confirm_every",
    "withdrawn_at",
    "reported_on",
    "due_shift",
    "valid_to",
}


class Narrative(models.Model):
    """Experts are asked in time, and asked again, whether a position still holds.

    Which step has been taken for which date is kept on the position, so that each
    is taken once whichever server runs the job, and a server that was down takes up
    where things are now. Nobody is written a letter a position: people find it on
    their desk, and once a week in one letter.
    """

    _name = "skks.narrative"
    _inherit = ["skks.narrative", "skks.desk.mixin"]

    _guarded_fields = (
        "due_shift",
        "reminded_step",
        "reminded_for",
        "ending_told_for",
        "vouched_by_id",
        "vouched_hash",
    )
    _desk_columns = {
        "state": "signoff_state",
        "user_id": "expert_id",
        "entity_id": "entity_id",
    }

    due_shift = fields.Integer(
        "Date moved by (days)",
        readonly=True,
        copy=False,
        help="Days by which the date of an imported position is moved, so that not all"
        " fall due at once.",
    )
    confirm_from = fields.Date(
        "Asked from", compute="_compute_confirm_due", store=True, index=True
    )
    next_due_at = fields.Datetime("Due", compute="_compute_next_due_at", store=True)
    reminded_step = fields.Selection(
        [
            (review.AHEAD, "Asked in time"),
            (review.OVERDUE, "Overdue"),
            (review.DEPUTY, "Deputy told"),
            (review.HEAD, "Head told"),
            (review.EXPIRED, "Expired"),
        ],
        "Last reminder",
        readonly=True,
        copy=False,
    )
    reminded_for = fields.Date("Reminded for the date", readonly=True, copy=False)
    ending_told_for = fields.Date("Told of the last day", readonly=True, copy=False)
    remind_on = fields.Date(
        "Next reminder",
        compute="_compute_remind_on",
        store=True,
        index="btree_not_null",
    )
    review_urgency = fields.Integer("Urgency", compute="_compute_review_urgency")
    is_named = fields.Boolean(compute="_compute_is_named")
    vouched_by_id = fields.Many2one(
        "res.users",
        "Confirms by this text",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    vouched_hash = fields.Char(
        "Fingerprint of the confirmed text", readonly=True, copy=False
    )

    # ------------------------------------------------------------------
    # Dates
    # ------------------------------------------------------------------

    @api.depends("confirmed_on", "confirm_every", "due_shift")
    def _compute_confirm_due(self):
        result = super()._compute_confirm_due()
        for narrative in self:
            due = narrative.confirm_due
            if due and narrative.due_shift:
                narrative.confirm_due = due = due + timedelta(narrative.due_shift)
            lead = timedelta(review.lead_days(narrative._interval()))
            narrative.confirm_from = due and due - lead
        return result

    @api.depends("confirm_due", "company_id")
    def _compute_next_due_at(self):
        """The end of the due day in the town, for the desk."""
        for narrative in self:
            day = narrative.confirm_due
            tz = narrative.company_id._skks_tz()
            narrative.next_due_at = day and naive_utc(
                local_instant(day + timedelta(days=1), time.min, tz)
            ) - timedelta(seconds=1)

    @api.depends(
        "confirm_due",
        "confirm_from",
        "valid_to",
        "reminded_step",
        "reminded_for",
        "ending_told_for",
    )
    def _compute_remind_on(self):
        for narrative in self:
            days = [narrative._review_next_day(), narrative._ending_day()]
            narrative.remind_on = min(filter(None, days), default=False)

    def _review_done(self):
        """The last step taken for the present due date."""
        same = self.reminded_for == self.confirm_due
        return self.reminded_step if same and self.reminded_step else None

    def _review_next_day(self):
        """Day of the next step; none once the position is not valid any more."""
        if not self.confirm_due:
            return None
        day = review.next_day(self._review_done(), self.confirm_from, self.confirm_due)
        return day if day and not (self.valid_to and day > self.valid_to) else None

    def _ending_day(self):
        """Day on which the expert is told that the validity ends."""
        if not self.valid_to or self.ending_told_for == self.valid_to:
            return None
        return self.valid_to - timedelta(days=rule.LEAD_DAYS)

    @api.model
    def _spread_due(self, narratives):
        """Spread the due dates of imported positions by up to 15 % to either side.

        Positions that somebody has confirmed in person keep their date.
        """
        for narrative in narratives.sudo():
            if not narrative.confirmation_ids:
                days = review.shift(narrative.id, narrative.confirm_every)
                narrative._guarded_write({"due_shift": days})

    # ------------------------------------------------------------------
    # Urgency
    # ------------------------------------------------------------------

    @api.depends("importance", "confirm_due")
    def _compute_review_urgency(self):
        today = self._today()
        uses = self._uses_of_late()
        for narrative in self:
            due = narrative.confirm_due
            narrative.review_urgency = review.urgency(
                narrative.importance,
                uses.get(narrative._origin, 0),
                (today - due).days if due else 0,
            )

    def _uses_of_late(self):
        """``{position: uses in 90 days}``, whoever used it: a count, no text."""
        since = fields.Datetime.now() - USED_WITHIN
        domain = Domain("narrative_id", "in", self.ids) & Domain(
            "inserted_at", ">=", since
        )
        uses = self.env["skks.narrative.use"].sudo()
        counts = uses._read_group(domain, ["narrative_id"], ["__count"])
        return {narrative.with_env(self.env): count for narrative, count in counts}

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """Order by urgency in the database: importance × use × days late."""
        if field_name != "review_urgency":
            return super()._order_field_to_sql(
                alias, field_name, direction, nulls, query
            )
        weights = [SQL("WHEN %s THEN %s", *pair) for pair in review.IMPORTANCE.items()]
        uses = SQL(
            "(SELECT count(*) FROM skks_narrative_use used"
            " WHERE used.narrative_id = %s AND used.inserted_at >= %s)",
            SQL.identifier(alias, "id"),
            fields.Datetime.now() - USED_WITHIN,
        )
        late = SQL(
            "GREATEST(%s - COALESCE(%s, %s), 0)",
            self._today(),
            SQL.identifier(alias, "confirm_due"),
            self._today(),
        )
        return SQL(
            "(CASE %s %s END * (1 + %s) * (1 + %s)) %s %s",
            self._field_to_sql(alias, "importance", query),
            SQL(" ").join(weights),
            uses,
            late,
            direction,
            nulls,
        )

    # ------------------------------------------------------------------
    # Confirming
    # ------------------------------------------------------------------

    def _signoff_on_approved(self):
        """What was said of one text holds for no other one."""
        result = super()._signoff_on_approved()
        self.sudo()._guarded_write({"vouched_by_id": False, "vouched_hash": False})
        return result

    def _prepare_confirmed(self, version):
        """Nobody is reminded any more; only what was imported stays spread."""
        values = super()._prepare_confirmed(version)
        if version.number > 1 or self.current_version_id == version:
            values["due_shift"] = 0
        return values | {"reminded_step": False, "reminded_for": False}

    def _signoff_confirmer(self, version):
        """An expert who said so when passing on the very text that was accepted."""
        if self.vouched_hash and self.vouched_hash == version.content_hash:
            return self.vouched_by_id
        return super()._signoff_confirmer(version)

    def action_submit_and_confirm(self):
        """Pass on a changed text as true and useful in the whole.

        It counts from the day on which the text is accepted, and only for the words
        that are there now: what somebody else changes afterwards is confirmed by
        nobody.
        """
        for narrative in self:
            narrative._check_may_confirm()
            narrative._check_seen("skks_seen_text", narrative.text_hash)
            narrative.action_submit()
            snapshot = narrative._signoff_snapshot()
            narrative.sudo()._guarded_write(
                {
                    "vouched_by_id": self.env.uid,
                    "vouched_hash": narrative._signoff_hash(snapshot),
                }
            )
        return True

    def action_confirm(self):
        """Refuse a page that still shows the version before."""
        for narrative in self.sudo():
            narrative._check_seen("skks_seen_version", narrative.current_version_id.id)
        return super().action_confirm()

    def _check_seen(self, key, now):
        """Refuse a page that shows another text than there is now."""
        seen = self.env.context.get(key)
        if seen and seen != now:
            raise UserError(
                self.env._(
                    "The text has changed since you opened the page. Reload it and read"
                    " it anew, then confirm."
                )
            )

    def action_confirm_several(self):
        """Confirm those of the selected positions that are one's own.

        The others stay as they are, each with its reason; of a position that the
        user may not read nothing is said but that.
        """
        done, refused = self.browse(), []
        for narrative in self.exists():
            try:
                narrative.action_confirm()
                done |= narrative
            except (AccessError, UserError) as error:
                refused.append(narrative._refusal(error))
        message = self.env._("Confirmed: %s", len(done))
        if refused:
            message += "\n" + self.env._("Not confirmed:") + "\n" + "\n".join(refused)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if refused else "success",
                "message": message,
                "sticky": bool(refused),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _refusal(self, error):
        if not self.has_access("read"):
            return self.env._("A position that you may not see.")
        return str(error)

    def write(self, vals):
        result = super().write(vals)
        if _MOVES_DESK & vals.keys():
            self._update_waiting()
        if {"confirmed_on", "withdrawn_at"} & vals.keys():
            self.sudo().activity_unlink([CONFIRM])
        if {"valid_to", "withdrawn_at"} & vals.keys():
            self.sudo().activity_unlink([ENDS])
        return result

    @api.depends("expert_id", "deputy_id")
    @api.depends_context("uid")
    def _compute_is_named(self):
        for narrative in self:
            narrative.is_named = narrative._is_for_me_to_confirm()

    def action_open_to_change(self):
        """The whole form, where the text can be changed."""
        self.ensure_one()
        return self.get_formview_action()

    def _last_confirmed_version(self):
        """The version that was last said to be true; until then the first one."""
        narrative = self.sudo()
        rows = narrative.confirmation_ids.filtered(
            lambda row: row.outcome in ("unchanged", "changed")
        )
        first = narrative.version_ids.sorted("number")[:1]
        return rows.sorted("id")[-1:].version_id or first

    # ------------------------------------------------------------------
    # Whom to ask
    # ------------------------------------------------------------------

    def _review_experts(self):
        """Who vouches for it now: the expert or a stand-in, else the deputy.

        Where nobody of them is there, the heads of the entity; an expert who is
        merely absent stays responsible if there is nobody at all.
        """
        narrative = self.sudo()
        named = (narrative.expert_id, narrative.deputy_id, self._review_heads())
        for users in named:
            if present := self._review_present(users):
                return present
        return narrative.expert_id.filtered("active").with_env(self.env)

    def _review_heads(self):
        entity = self.sudo().entity_id
        return entity._skks_confirmers() if entity else self.env["res.users"]

    def _review_present(self, users):
        """Those who act for ``users``, are there and may read the position."""
        acting = users.with_env(self.env)._skks_acting_users()
        return acting.filtered(
            lambda user: user.sudo().active
            and not user._skks_is_absent()
            and self.with_user(user).sudo(False).has_access("read")
        )

    def _review_vouching(self, step):
        """Who is to say at ``step`` whether it still holds."""
        users = self._review_experts()
        if step in (review.DEPUTY, review.HEAD, review.EXPIRED):
            users |= self._review_present(self.sudo().deputy_id)
        return users

    def _review_people(self, step):
        """Users who are told at ``step``."""
        users = self._review_vouching(step)
        if step in (review.HEAD, review.EXPIRED):
            users |= self._review_present(self._review_heads())
        return users

    # ------------------------------------------------------------------
    # Reminding
    # ------------------------------------------------------------------

    @api.model
    def _review_domain(self):
        """Accepted positions of which somebody has to be told today."""
        return (
            Domain("remind_on", "<=", self._today())
            & Domain("signoff_state", "=", "approved")
            & Domain("withdrawn_at", "=", False)
        )

    @api.model
    def _cron_review(self):
        """Ask and remind, in batches; who does not work today is told another day."""
        cron = self.env["ir.cron"]
        narratives = self.sudo()
        domain = self._review_domain()
        cron._commit_progress(remaining=narratives.search_count(domain))
        last = 0
        while batch := narratives.search(
            domain & Domain("id", ">", last), order="id", limit=BATCH
        ):
            last = batch[-1].id
            for narrative in batch.try_lock_for_update():
                narrative.with_company(narrative.company_id)._review_safely()
            if not cron._commit_progress(len(batch)):
                break

    def _review_safely(self):
        try:
            with self.env.cr.savepoint():
                self._review()
        except Exception:
            _logger.exception("Nobody could be asked about the position %s", self.id)

    def _review(self):
        """Take the step that has been reached, and what the validity demands."""
        today = self._today()
        step = self.confirm_due and review.step_on(
            today, self.confirm_from, self.confirm_due
        )
        valid = not self.valid_to or self.valid_to >= today
        if step and valid and step != self._review_done():
            users = self._review_people(step)
            if self._review_remind(CONFIRM, users, self.confirm_due, today):
                self._guarded_write(
                    {"reminded_step": step, "reminded_for": self.confirm_due}
                )
                self._update_waiting()
        ending = self._ending_day()
        if ending and ending <= today:
            self._review_ending(today)

    def _review_ending(self, today):
        """Tell who vouches for it that its last day is near."""
        if self._review_remind(ENDS, self._review_experts(), self.valid_to, today):
            self._guarded_write({"ending_told_for": self.valid_to})

    def _review_remind(self, activity_type, users, deadline, today):
        """Put it on the desks of those who work today; tell whether all were told."""
        hours = self.env["skks.clock"]._skks_hours_of(users)
        working = users.filtered(
            lambda user: not hours[user] or hours[user].is_working_day(today)
        )
        self._review_ask(activity_type, working, deadline)
        return working == users

    def _review_ask(self, activity_type, users, deadline):
        """One activity a person: the one that is there is put in new words."""
        known = self.sudo().activity_search([activity_type])
        thread = self.sudo().with_context(mail_activity_quick_update=True)
        for user in users:
            words = self.with_context(lang=user.lang)._review_words(activity_type, user)
            if mine := known.filtered(lambda one, user=user: one.user_id == user):
                mine.write({"summary": words, "date_deadline": deadline})
            else:
                thread.activity_schedule(
                    activity_type,
                    date_deadline=deadline,
                    summary=words,
                    user_id=user.id,
                )

    def _review_words(self, activity_type, user):
        if activity_type == ENDS:
            day = format_date(self.env, self.valid_to)
            return self.env._("Valid until %s: change it or let it end", day)
        due = format_date(self.env, self.confirm_due)
        if self.confirm_due >= self._today():
            return self.env._("Confirm by %s: still true and useful?", due)
        if user in self.sudo().expert_id | self.sudo().deputy_id:
            return self.env._("Overdue since %s: still true and useful?", due)
        return self.env._("Nobody has confirmed it since %s", due)

    # ------------------------------------------------------------------
    # The link of the letter
    # ------------------------------------------------------------------

    def _review_path(self, user):
        """Address that opens the position for this user alone, for some weeks."""
        values = [self.id, user.id]
        hours = LINK_DAYS * 24
        token = hash_sign(self.sudo().env, LINK_SCOPE, values, expiration_hours=hours)
        return f"/skks/position/{token}"

    @api.model
    def _review_from_token(self, token):
        """The position of a link, if it is whole, fresh and this user's; or none."""
        try:
            values = verify_hash_signed(self.sudo().env, LINK_SCOPE, token)
        except (ValueError, OverflowError, UnicodeError):
            values = None
        narrative_id, user_id = values or (False, False)
        narrative = self.browse(narrative_id).exists() if narrative_id else self
        if user_id != self.env.uid or not narrative.has_access("read"):
            return self.browse()
        return narrative

    # ------------------------------------------------------------------
    # Desk
    # ------------------------------------------------------------------

    @api.model
    def _review_due_domain(self):
        """Positions of which the expert is to say now whether they still hold.

        The day is the reader's, as everywhere on a desk.
        """
        return (
            Domain("signoff_state", "=", "approved")
            & Domain("withdrawn_at", "=", False)
            & Domain("confirm_from", "<=", "today")
        )

    @api.model
    def _review_mine_domain(self):
        """Those that need the user: the expert's, and the deputy's once it is late."""
        user = self.env.user
        away = Domain("expert_id.active", "=", False) | (
            Domain("expert_id.out_of_office_from", "<=", "now")
            & (
                Domain("expert_id.out_of_office_to", "=", False)
                | Domain("expert_id.out_of_office_to", ">=", "now")
            )
        )
        days = dict(review.LATE_STEPS)[review.DEPUTY]
        late = Domain("confirm_due", "<=", f"today -{days}d")
        return self._review_due_domain() & (
            user._skks_act_for_domain("expert_id")
            | (user._skks_act_for_domain("deputy_id") & (late | away))
        )

    def _waiting_for(self):
        """Acceptance, or the entity once it is late; before that on nobody."""
        if self.signoff_state in STAGES:
            return "approver"
        late = self.confirm_due and self.confirm_due < self._today()
        return "entity" if late and self._is_confirmable() else False

    @api.model
    def _desk_open_domain(self):
        in_stage = Domain("signoff_state", "in", STAGES)
        return super()._desk_open_domain() | in_stage | self._review_due_domain()

    @api.model
    def _desk_mine_domain(self):
        to_accept = Domain("signoff_state", "in", STAGES) & Domain(
            "can_approve", "=", True
        )
        return to_accept | self._review_mine_domain()

    def _desk_waiting_users(self):
        if self.signoff_state in STAGES:
            return self.sudo().approver_ids.with_env(self.env)
        return self._review_experts()

    def _desk_waiting_names(self):
        return {
            narrative.id: ", ".join(narrative._desk_named().mapped("name"))
            for narrative in self
        }

    def _desk_named(self):
        narrative = self.sudo()
        in_stage = narrative.signoff_state in STAGES
        return narrative.approver_ids if in_stage else narrative.expert_id

    def _desk_superior(self):
        return self._review_heads()[:1] or super()._desk_superior()

    def _desk_state_label(self):
        """How fresh it is, rather than that it was accepted once."""
        if self.signoff_state in STAGES:
            return super()._desk_state_label()
        labels = dict(self._fields["freshness"]._description_selection(self.env))
        return labels[self.freshness]
