import logging
from datetime import time, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.skks_base.tools.moments import naive_utc
from odoo.addons.skks_base.tools.working_time import local_instant

from .inquiry import OPEN_STATES

_logger = logging.getLogger(__name__)

# From the tenth day after the receipt of a question for public information.
CHOICE_AFTER = timedelta(days=10)
ASK_BATCH = 100
# Letter -> the choice that it carries out.
CHOICES = {
    "extension": "extend",
    "refusal": "refuse",
    "not_public": "not_public",
}


class Inquiry(models.Model):
    """The choice that the act on access to public information leaves the office.

    Within 14 days the body answers, tells why and until when it takes longer
    (art. 13), refuses by decision (art. 16), or says that it is no public
    information. From the tenth day on somebody has to have chosen.
    """

    _name = "skks.inquiry"
    _inherit = ["skks.inquiry"]

    _guarded_fields = (
        "statutory_choice",
        "choice_user_id",
        "chosen_at",
        "choice_asked_at",
    )

    choice_at = fields.Datetime(
        "To be chosen from",
        compute="_compute_choice_at",
        store=True,
        index="btree_not_null",
        help="The tenth day after the receipt.",
    )
    needs_choice = fields.Boolean(
        "Statutory choice to make",
        compute="_compute_needs_choice",
        search="_search_needs_choice",
    )
    statutory_choice = fields.Selection(
        [
            ("answer", "Answer within the term"),
            ("extend", "Extend the term"),
            ("refuse", "Refuse by decision"),
            ("not_public", "Not public information"),
        ],
        readonly=True,
        copy=False,
        tracking=True,
    )
    choice_user_id = fields.Many2one(
        "res.users", "Chosen by", readonly=True, copy=False, ondelete="restrict"
    )
    chosen_at = fields.Datetime("Chosen on", readonly=True, copy=False)
    choice_asked_at = fields.Datetime(
        readonly=True, copy=False, export_string_translation=False
    )

    @api.depends("received_at", "legal_regime", "company_id")
    def _compute_choice_at(self):
        for inquiry in self:
            inquiry.choice_at = (
                inquiry.legal_regime == "public_information"
                and inquiry.received_at
                and inquiry._choice_day_begins()
            )

    def _choice_day_begins(self):
        """Midnight before the tenth day after the receipt, naive UTC."""
        day = self._skks_local(self.received_at).date() + CHOICE_AFTER
        return naive_utc(local_instant(day, time.min, self.company_id._skks_tz()))

    @api.depends("choice_at", "statutory_choice", "state", "clock_ids.stopped_at")
    def _compute_needs_choice(self):
        now = fields.Datetime.now()
        for inquiry in self:
            inquiry.needs_choice = (
                inquiry.choice_at
                and inquiry.choice_at <= now
                and not inquiry.statutory_choice
                and inquiry.state in OPEN_STATES
                and inquiry.sudo()._skks_clock("legal")
            )

    @api.model
    def _search_needs_choice(self, operator, value):
        if operator != "in":
            return NotImplemented
        running = Domain("kind", "=", "legal") & Domain("stopped_at", "=", False)
        return (
            Domain("choice_at", "<=", "now")
            & Domain("statutory_choice", "=", False)
            & Domain("state", "in", OPEN_STATES)
            & Domain("clock_ids", "any!", running)
        )

    # ------------------------------------------------------------------
    # Choosing
    # ------------------------------------------------------------------

    def action_choose_answer(self):
        """Choose to answer within the term, and open the draft."""
        self.ensure_one()
        self._choose("answer")
        if self.state == "new":
            self.action_confirm()
        return self.action_draft_answer()

    def action_choose_extend(self):
        """Choose to extend the term: the notice says why and until when."""
        return self._open_letter(self.env._("Extend the Term"), "letter", "extension")

    def action_choose_refuse(self):
        """Choose to refuse by decision: the letter tells of the decision."""
        return self._open_letter(self.env._("Refuse by Decision"), "letter", "refusal")

    def action_choose_not_public(self):
        """Choose to say that it is not public information."""
        return self._open_letter(
            self.env._("Not Public Information"), "letter", "not_public"
        )

    def _choose(self, choice):
        """Record who chose what; the last choice holds."""
        self.check_access("write")
        for inquiry in self:
            if inquiry.state not in OPEN_STATES:
                raise UserError(
                    self.env._("“%s” is not open any more.", inquiry.display_name)
                )
            old = inquiry.statutory_choice
            inquiry.sudo()._guarded_write(
                {
                    "statutory_choice": choice,
                    "choice_user_id": self.env.uid,
                    "chosen_at": fields.Datetime.now(),
                }
            )
            self.env["skks.journal.entry"]._log(
                inquiry,
                "case.choice",
                old=old and f"statutory_choice: {old}" or None,
                new=f"statutory_choice: {choice}",
            )
            inquiry._done_choosing()

    def _draft_letter(self, kind, **values):
        """Whoever drafts one of these letters has chosen."""
        if choice := CHOICES.get(kind.effect):
            self._choose(choice)
        return super()._draft_letter(kind, **values)

    def _done_choosing(self):
        asked = self.sudo().filtered("choice_asked_at")
        asked.activity_unlink(["skks_press.mail_activity_choice"])

    def _after_transition(self, old, new):
        result = super()._after_transition(old, new)
        if new not in OPEN_STATES:
            self._done_choosing()
        return result

    # ------------------------------------------------------------------
    # Asking for it, once
    # ------------------------------------------------------------------

    @api.model
    def _cron_ask_for_choice(self):
        """Put the choice on the coordinators' desks when its day has come."""
        domain = Domain("needs_choice", "=", True) & Domain(
            "choice_asked_at", "=", False
        )
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=self.sudo().search_count(domain))
        due = self.sudo().search(domain, order="choice_at, id", limit=ASK_BATCH)
        for inquiry in due.try_lock_for_update():
            try:
                with self.env.cr.savepoint():
                    inquiry._ask_for_choice()
            except Exception:  # one broken case stands in nobody's way
                _logger.exception("Nobody could be asked about case %s", inquiry.id)
            cron._commit_progress(1)

    def _ask_for_choice(self):
        self._tell_coordinator(
            "skks_press.mail_activity_choice",
            self.env._("Choose: answer, extend, refuse or not public information"),
        )
        self._guarded_write({"choice_asked_at": fields.Datetime.now()})
