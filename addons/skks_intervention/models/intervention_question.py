import logging
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import plaintext2html

from odoo.addons.skks_base.tools.moments import naive_utc
from odoo.addons.skks_base.tools.working_time import END_OF_DAY, local_instant

from .intervention import OPEN_STATES

_logger = logging.getLogger(__name__)

# So long the promise stands still for the submitter; then the unit decides.
ASK_DAYS = 7
WAIT_BATCH = 200


class Intervention(models.Model):
    """Asking the submitter for what is missing, and what the wait does to the terms.

    The town's own promises wait for the answer, for seven days at the most; the
    statutory term never does.
    """

    _inherit = "skks.intervention"

    _guarded_fields = ("asked_at", "ask_until", "no_data_at", "ask_message_id")

    asked_at = fields.Datetime("Asked", readonly=True, copy=False)
    ask_until = fields.Datetime(
        "Answer awaited until", readonly=True, copy=False, index="btree_not_null"
    )
    ask_message_id = fields.Many2one(
        "mail.message",
        "Letter with the question",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    no_data_at = fields.Datetime(
        "Not answered since",
        readonly=True,
        copy=False,
        help="The submitter was asked and did not answer in time.",
    )

    # ------------------------------------------------------------------
    # Asking
    # ------------------------------------------------------------------

    def action_ask_submitter(self):
        """Choose what is missing and ask the submitter for it."""
        self.ensure_one()
        self._check_works_on()
        self._check_may_ask()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask the Submitter"),
            "res_model": "skks.intervention.ask",
            "view_mode": "form",
            "target": "new",
            "context": {"default_intervention_id": self.id},
        }

    def _check_may_ask(self):
        self._check_is_open()
        if self.state == "waiting":
            raise UserError(
                self.env._(
                    "The submitter of “%s” has been asked and has not answered yet.",
                    self.display_name,
                )
            )

    def _prepare_question(self, questions, own_words=""):
        """``(subject, body)`` of the letter that asks.

        :param questions: ``skks.intervention.template`` of the purpose ``question``
        :param str own_words: plain text; with it, the letter has to be accepted
        """
        case = self._in_submitters_language()
        words = case._template_words()
        texts = [
            one._fill_body(words)
            for one in questions.with_context(lang=case.env.lang).sudo()
        ]
        if (own_words or "").strip():
            texts.append(plaintext2html(own_words.strip()))
        items = Markup().join(Markup("<li>%s</li>") % text for text in texts)
        return self._letter_from_template(
            "ask",
            questions=Markup("<ul>%s</ul>") % items,
            answer_by=case._template_date(self._wait_until(fields.Datetime.now())),
        )

    def _ask(self, questions):
        """Ask in the town's own words, which need no acceptance."""
        self.ensure_one()
        self._check_works_on()
        self._check_may_ask()
        if not questions or any(one.purpose != "question" for one in questions):
            raise UserError(self.env._("Choose what the submitter is to tell us."))
        self._take_up()
        subject, body = self._prepare_question(questions)
        self._tell_submitter(
            "question", subject, body, permit="ask", noted=self._note_asked
        )

    def _draft_question(self, questions, own_words):
        """Draft the question in own words; the head accepts it before it leaves.

        :return: the ``skks.intervention.reply``
        """
        self.ensure_one()
        self._check_works_on()
        self._check_may_ask()
        self._take_up()
        subject, body = self._prepare_question(questions, own_words)
        return self.env["skks.intervention.reply"]._guarded_create(
            [
                {
                    "intervention_id": self.id,
                    "effect": "question",
                    "name": subject,
                    "body": body,
                }
            ]
        )

    def _wait_until(self, moment):
        """The end of the last day on which we wait, naive UTC."""
        day = self._skks_local(moment).date() + timedelta(days=ASK_DAYS)
        zone = self.company_id._skks_tz()
        return naive_utc(local_instant(day, END_OF_DAY, zone)).replace(microsecond=0)

    def _note_asked(self, message=None):
        """The submitter has been asked: from now on we wait, and our terms too."""
        self.ensure_one()
        case = self.sudo()
        now = fields.Datetime.now()
        case._guarded_write(
            {
                "asked_at": now,
                "ask_until": self._wait_until(now),
                "ask_message_id": message.id if message else False,
                "no_data_at": False,
            }
        )
        self.env["skks.journal.entry"]._log(self, "intervention.ask")
        self._note_first_word(message)
        self._transition("waiting")
        self._pausable_clocks()._skks_pause(
            now, self.env._("The submitter was asked for more.")
        )

    # ------------------------------------------------------------------
    # The end of the wait
    # ------------------------------------------------------------------

    def _submitter_answered(self):
        """The submitter has told us more: work goes on, and so do the terms.

        Called by whatever brings the answer in; a report that waits for nothing
        stays as it is.
        """
        for case in self.filtered(lambda one: one.state == "waiting"):
            case._go_on(self.env._("The submitter has answered."))
            case._tell_unit(lambda env: env._("The submitter has answered."))

    def action_submitter_answered(self):
        """The answer came by phone or in person."""
        for case in self:
            case._check_works_on()
            if case.state == "waiting":
                case._go_on(self.env._("The submitter has answered."))
        return True

    def _go_on(self, reason):
        """Back to where the work was; a reply in acceptance goes on as well."""
        self.ensure_one()
        self._transition(
            "in_progress" if self.sudo().entity_id else "new", reason=reason
        )
        self._follow_replies()

    def _after_transition(self, old, new):
        """However the wait ends, the terms do not stand still any longer."""
        result = super()._after_transition(old, new)
        if old == "waiting" and new in OPEN_STATES:
            self.sudo().clock_ids._skks_resume()
            self.sudo()._guarded_write({"ask_until": False, "ask_message_id": False})
        return result

    @api.model
    def _cron_end_waiting(self):
        """The time to answer is over: the unit is told, and may leave it at that."""
        domain = Domain("state", "=", "waiting") & Domain(
            "ask_until", "<", fields.Datetime.now()
        )
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=self.search_count(domain))
        cases = self.search(domain, limit=WAIT_BATCH, order="ask_until, id")
        for case in cases.try_lock_for_update():
            case._end_waiting_safely()
            if not cron._commit_progress(1):
                break

    def _end_waiting_safely(self):
        """One report that fails stands in nobody else's way."""
        try:
            with self.env.cr.savepoint():
                self._note_no_data()
        except Exception:
            _logger.exception("The wait of report %s could not be ended", self.id)

    def _note_no_data(self):
        self.ensure_one()
        self._go_on(self.env._("The submitter has not answered in time."))
        self.sudo()._guarded_write({"no_data_at": fields.Datetime.now()})
        self._tell_unit(
            lambda env: env._(
                "The submitter has not answered in time: reply with what is known, or"
                " that it is left without enough data."
            )
        )

    def _note_letter_lost(self, message, reason):
        """Nobody waits for an answer to a letter that did not arrive."""
        result = super()._note_letter_lost(message, reason)
        unasked = message and message == self.sudo().ask_message_id
        if unasked and self.state == "waiting":
            self._go_on(self.env._("The question did not reach the submitter."))
        return result
