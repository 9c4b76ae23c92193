import logging
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_datetime, format_time

from odoo.addons.skks_base.tools.text_diff import diff_html

_logger = logging.getLogger(__name__)

BATCH = 200
LAST_HOUR = timedelta(hours=1)


class Authorisation(models.Model):
    """A quotation that its author may put right before it is printed.

    The term runs by the clock, nights and holidays included: 6 hours for a title
    that appears more often than weekly, 24 hours for any other one, or what was
    agreed (press law, art. 14a(4)-(5) and art. 7(2)). No answer in time, or a
    refusal, is an authorisation without reservations (art. 14a(7)).

    The clock is the service clock of the inquiry. Nobody makes or settles an
    authorisation by hand: it begins with the kind of the inquiry, and ends with the
    answer that was sent, or with silence.
    """

    _name = "skks.authorisation"
    _description = "Quote Authorisation"
    _inherit = ["skks.guard.mixin"]
    _order = "due_at desc, id desc"
    _rec_names_search = ["number", "name", "quoted_name"]

    _guarded_fields = ("inquiry_id", "state", "settled_at", "alerts_sent")

    inquiry_id = fields.Many2one(
        "skks.inquiry", required=True, readonly=True, index=True, ondelete="restrict"
    )
    number = fields.Char(related="inquiry_id.number", store=True)
    name = fields.Char(related="inquiry_id.name", string="Subject", store=True)
    coordinator_id = fields.Many2one(
        related="inquiry_id.coordinator_id", store=True, index=True
    )
    company_id = fields.Many2one(
        related="inquiry_id.company_id", store=True, index=True
    )
    outlet_id = fields.Many2one(related="inquiry_id.outlet_id")
    received_at = fields.Datetime(related="inquiry_id.received_at", string="Received")
    agreed_for = fields.Datetime(related="inquiry_id.agreed_for")
    # who was quoted
    quoted_user_id = fields.Many2one(
        "res.users",
        "Who was quoted",
        domain=[("share", "=", False)],
        index="btree_not_null",
    )
    quoted_name = fields.Char(
        "Name of the quoted",
        compute="_compute_quoted_name",
        store=True,
        readonly=False,
        help="Filled in by itself for whoever has an account.",
    )
    # the texts
    original_text = fields.Text(
        "As received", help="The quotation exactly as the newsroom sent it."
    )
    text = fields.Text(
        "Our wording",
        help="What we authorise; unchanged if nothing is to be put right.",
    )
    is_changed = fields.Boolean("Corrected", compute="_compute_difference")
    difference = fields.Html(
        "Differences",
        compute="_compute_difference",
        sanitize=False,
        help="What we crossed out and what we added.",
    )
    # where it stands
    state = fields.Selection(
        [
            ("pending", "To be authorised"),
            ("answered", "Authorised"),
            ("tacit", "Presumed authorisation"),
            ("cancelled", "Not needed"),
        ],
        default="pending",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    state_label = fields.Char("Result", compute="_compute_state_label")
    due_at = fields.Datetime(
        "To be answered by",
        compute="_compute_due_at",
        store=True,
        help="By the clock, day and night.",
    )
    term = fields.Char(compute="_compute_term")
    settled_at = fields.Datetime(
        "Settled",
        readonly=True,
        copy=False,
        help="When the answer was sent; for a presumed one, when the time was over.",
    )
    alerts_sent = fields.Integer(
        readonly=True, copy=False, export_string_translation=False
    )
    next_step_at = fields.Datetime(
        compute="_compute_next_step_at",
        store=True,
        index="btree_not_null",
        export_string_translation=False,
        help="When somebody is to be alerted, or silence settles it.",
    )

    _inquiry_uniq = models.Constraint(
        "UNIQUE (inquiry_id)", "An inquiry asks for one authorisation."
    )

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------

    @api.depends("number", "quoted_name")
    def _compute_display_name(self):
        for one in self:
            names = (one.number, one.quoted_name)
            one.display_name = " · ".join(filter(None, names))

    @api.depends("quoted_user_id")
    def _compute_quoted_name(self):
        for one in self:
            one.quoted_name = one.quoted_user_id.sudo().name or one.quoted_name

    @api.depends("original_text", "text")
    @api.depends_context("lang")
    def _compute_difference(self):
        labels = (self.env._("crossed out"), self.env._("added"))
        for one in self:
            old, new = one.original_text or "", one.text or ""
            one.is_changed = old.strip() != new.strip()
            one.difference = Markup("<p>%s</p>") % diff_html(old, new, labels)

    @api.depends("inquiry_id.clock_ids.due_at", "inquiry_id.clock_ids.cancel_reason")
    def _compute_due_at(self):
        for one in self:
            one.due_at = one.inquiry_id._last_due("service")

    @api.depends("due_at", "state", "alerts_sent", "inquiry_id.received_at")
    def _compute_next_step_at(self):
        for one in self:
            pending = one.state == "pending" and one.due_at
            one.next_step_at = pending and [*one._alert_moments(), one.due_at][0]

    def _alert_moments(self):
        """When half of the time is over and when an hour is left, if yet to be told."""
        start, due = self.inquiry_id.received_at, self.due_at
        moments = {start + (due - start) / 2, due - LAST_HOUR}
        later = sorted(moment for moment in moments if moment > start)
        return later[self.alerts_sent :]

    @api.depends("state", "settled_at")
    @api.depends_context("lang")
    def _compute_state_label(self):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for one in self:
            words = [labels.get(one.state)]
            if one.settled_at:
                local = one.inquiry_id._skks_local(one.settled_at)
                words.append(format_time(self.env, local.time(), time_format="HH:mm"))
            one.state_label = " ".join(filter(None, words))

    @api.depends("outlet_id", "agreed_for")
    @api.depends_context("lang", "tz")
    def _compute_term(self):
        for one in self:
            if one.agreed_for:
                one.term = self.env._("as agreed with the newsroom")
            elif one.inquiry_id._is_quote_of_periodical():
                one.term = self.env._("24 hours: the title appears weekly or rarer")
            else:
                one.term = self.env._("6 hours: daily, portal, radio, TV or agency")

    # ------------------------------------------------------------------
    # The texts
    # ------------------------------------------------------------------

    def write(self, vals):
        if {"original_text", "text"} & set(vals) and not self.env.su:
            self._check_pending(vals)
        return super().write(vals)

    def _check_pending(self, vals):
        """What was authorised stays as it was."""
        for one in self.filtered(lambda one: one.state in ("answered", "tacit")):
            if any(
                (one[fname] or "") != (vals[fname] or "")
                for fname in ("original_text", "text")
                if fname in vals
            ):
                raise UserError(
                    self.env._(
                        "“%s” is settled: its wording is changed no more.",
                        one.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_never_by_hand(self):
        if not self.env.su:
            raise AccessError(self.env._("An authorisation is never deleted."))

    # ------------------------------------------------------------------
    # What settles it
    # ------------------------------------------------------------------

    def _settle(self, state, at=False):
        """Move to ``state``; ``at`` is the moment that counts (naive UTC)."""
        for one in self.sudo():
            old = one.state
            one._guarded_write({"state": state, "settled_at": at})
            new = f"state: {state}" + (f"\nsettled_at: {at}" if at else "")
            self.env["skks.journal.entry"]._log(
                one, "authorisation.state", old=f"state: {old}", new=new
            )

    def _note_answered(self, at):
        """Our wording has reached the newsroom; too late if the time was over."""
        for one in self.filtered(lambda one: one.state == "pending"):
            if one.due_at and at > one.due_at:
                one._lapse()
            else:
                one._settle("answered", at)

    def _lapse(self):
        """Silence: authorised without reservations when the time was over."""
        self.ensure_one()
        self._settle("tacit", self.due_at)
        inquiry = self._inquiry_in_its_language()
        words = inquiry.env._(
            "Presumed authorisation: the time was over on %s.",
            format_datetime(inquiry.env, self.due_at, tz=self._zone_name()),
        )
        inquiry._message_log(body=words)
        inquiry._tell_coordinator("skks_base.mail_activity_letter", words)

    def _inquiry_in_its_language(self):
        lang = self.sudo().company_id.partner_id.lang
        return self.sudo().inquiry_id.with_context(lang=lang)

    def _zone_name(self):
        return str(self.company_id._skks_tz())

    def action_open_answer(self):
        """Put our wording into the answer, which then goes its way of acceptance."""
        self.ensure_one()
        inquiry = self.inquiry_id
        inquiry.check_access("write")
        if not (self.text or "").strip():
            raise UserError(self.env._("Enter the wording that we authorise."))
        if inquiry.state == "new":
            inquiry.action_confirm()
        draft = inquiry.answer_ids.filtered(
            lambda answer: not (answer.sent_at or answer.sending_since)
        )[:1]
        action = inquiry.action_draft_answer()
        if draft:
            draft.body = inquiry._authorisation_body()
        return action

    def action_close_tacit(self):
        """Close the inquiry: silence has answered it."""
        for one in self:
            if one.state != "tacit":
                raise UserError(
                    self.env._("“%s” has not lapsed into authorisation.", one.number)
                )
            inquiry = one.inquiry_id
            inquiry.check_access("write")
            if inquiry.state == "new":
                inquiry.action_confirm()
            inquiry.resolution_id = self.env.ref("skks_press.resolution_tacit")
            if inquiry.state != "answered":
                inquiry._note_answered()
            inquiry.action_close()
        return True

    # ------------------------------------------------------------------
    # Watching the clock
    # ------------------------------------------------------------------

    @api.model
    def _cron_watch(self):
        """Alert at half-time and an hour before the end; settle what is over.

        Unlike other reminders these come at night too, for the time runs then.
        """
        now = fields.Datetime.now()
        domain = Domain("next_step_at", "<=", now)
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=self.sudo().search_count(domain))
        due = self.sudo().search(domain, order="next_step_at, id", limit=BATCH)
        due = due.try_lock_for_update()
        for one in due:
            one._step_safely(now)
        cron._commit_progress(len(due))

    def _step_safely(self, now):
        try:
            with self.env.cr.savepoint():
                if self.due_at <= now:
                    self._lapse()
                else:
                    self._alert(now)
        except Exception:
            _logger.exception("The authorisation %s could not be watched", self.id)

    def _alert(self, now):
        """Tell whoever works on it how much time is left."""
        passed = [moment for moment in self._alert_moments() if moment <= now]
        self._guarded_write({"alerts_sent": self.alerts_sent + len(passed)})
        inquiry = self.inquiry_id
        officer = inquiry.coordinator_id or inquiry.company_id._skks_duty_officer()
        for user in officer._skks_acting_users():
            reader = inquiry.with_context(lang=user.lang)
            due = format_datetime(
                reader.env, self.due_at, tz=self._zone_name(), dt_format="short"
            )
            words = reader.env._("Authorise the quotation by %s", due)
            reader.env["mail.thread"].message_notify(
                model=inquiry._name,
                res_id=inquiry.id,
                partner_ids=user.partner_id.ids,
                subject=words,
                body=reader.env._(
                    "%(case)s: authorise the quotation by %(due)s. After that, silence"
                    " counts as an authorisation without reservations.",
                    case=inquiry.display_name,
                    due=due,
                ),
                email_layout_xmlid="mail.mail_notification_light",
            )
        self.env["skks.journal.entry"]._log(
            self, "authorisation.alert", new=str(self.due_at)
        )
