import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.mail import plaintext2html

from .intervention_process import LETTER
from .intervention_tracking import ANSWERED_STATES

_logger = logging.getLogger(__name__)

# An opinion is asked for some days after the answer, and never later than this.
ASK_AFTER, ASK_UNTIL = timedelta(days=3), timedelta(days=14)
CLOSE_AFTER = timedelta(days=14)
BATCH = 200


class Intervention(models.Model):
    """After the answer: one question for an opinion, requests to open the report
    again, and the end of what nobody has objected to.
    """

    _name = "skks.intervention"
    _inherit = ["skks.intervention"]

    _guarded_fields = (
        "feedback",
        "feedback_text",
        "feedback_at",
        "feedback_asked_at",
        "reopening_id",
    )
    _erasure_children = ("reopening_ids",)

    feedback = fields.Selection(
        [("satisfied", "Satisfied"), ("unsatisfied", "Not satisfied")],
        "Opinion",
        readonly=True,
        copy=False,
    )
    feedback_text = fields.Text("Opinion in words", readonly=True, copy=False)
    feedback_at = fields.Datetime("Opinion given", readonly=True, copy=False)
    feedback_asked_at = fields.Datetime("Opinion asked for", readonly=True, copy=False)
    reopening_ids = fields.One2many(
        "skks.intervention.reopening",
        "intervention_id",
        "Requests to open again",
        readonly=True,
    )
    reopening_id = fields.Many2one(
        "skks.intervention.reopening",
        "Request to decide",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The submitter is not content with the answer; nobody has decided yet.",
    )
    reopening_text = fields.Text(related="reopening_id.body", string="Why")
    reopening_due_at = fields.Datetime(
        related="reopening_id.clock_id.due_at", string="Decide by"
    )

    # ------------------------------------------------------------------
    # Opinion
    # ------------------------------------------------------------------

    @api.model
    def _feedback_domain(self):
        """Answered reports whose submitters are asked for an opinion now."""
        now = fields.Datetime.now()
        return (
            Domain("state", "in", ANSWERED_STATES)
            & Domain("answered_at", "<=", now - ASK_AFTER)
            & Domain("answered_at", ">", now - ASK_UNTIL)
            & Domain("feedback_asked_at", "=", False)
            & Domain("reopening_ids", "=", False)
            & Domain("email_from", "!=", False)
            & Domain("company_id.skks_asks_opinion", "=", True)
        )

    @api.model
    def _cron_ask_opinion(self):
        """Ask each submitter once for an opinion."""
        self._each_safely(self._feedback_domain(), "_ask_opinion")

    def _ask_opinion(self):
        self.ensure_one()
        self._guarded_write({"feedback_asked_at": fields.Datetime.now()})
        if not self._submitter_address():
            return
        token = self.env["skks.intervention.link"]._make_link(self, "feedback")
        url = self._link_url("feedback", token)
        self._tell_submitter(
            "other",
            self._in_letter_lang().env._("Are you satisfied with our answer?"),
            self._render_letter("feedback"),
            permit="ask",
            author=self._letter_author(),
            letter_body=self._render_letter("feedback", url=url),
        )

    def _take_opinion(self, feedback, text):
        """The submitter has answered our question; who is not content asks for more.

        :param str feedback: ``satisfied`` or ``unsatisfied``
        :param str text: as it was typed
        """
        self.ensure_one()
        names = dict(self._fields["feedback"]._description_selection(self.env))
        if feedback not in names:
            raise UserError(self.env._("Choose whether you are satisfied."))
        if text or feedback == "unsatisfied":
            text = self._checked_text(text)
        self._guarded_write(
            {
                "feedback": feedback,
                "feedback_text": text,
                "feedback_at": fields.Datetime.now(),
            }
        )
        said = "\n".join(filter(None, (names[feedback], text)))
        self.message_line_ids._add(self, "in", "feedback", plaintext2html(said))
        if feedback == "unsatisfied" and self.state in ANSWERED_STATES:
            self._ask_for_reopening(text, "feedback")

    # ------------------------------------------------------------------
    # Opening again
    # ------------------------------------------------------------------

    def _submitter_objects(self, text):
        """The submitter asks on the page to have the report opened again."""
        self.ensure_one()
        if self.state not in ANSWERED_STATES:
            raise UserError(self.env._("This report cannot be opened again."))
        text = self._checked_text(text)
        self.message_line_ids._add(self, "in", "addition", plaintext2html(text))
        self._ask_for_reopening(text, "page")

    def _ask_for_reopening(self, text, source):
        """Put the request before those who decide; a second one joins the first."""
        self.ensure_one()
        case = self.sudo()
        summary = self.env._("The submitter asks to open the report again")
        case._tell_coordinator("skks_base.mail_activity_letter", summary)
        if case.reopening_id:
            return
        clock = self.env["skks.clock"].sudo()
        policy = self.env.ref("skks_intervention.clock_policy_reopening", False)
        now = fields.Datetime.now()
        if policy:
            clock = clock._skks_start(
                [
                    {
                        "record": case,
                        "policy": policy,
                        "started_at": now,
                        "user": case.coordinator_id,
                    }
                ]
            )
        request = case.reopening_ids._guarded_create(
            [
                {
                    "intervention_id": case.id,
                    "asked_at": now,
                    "source": source,
                    "body": text,
                    "state": "asked",
                    "clock_id": clock.id,
                }
            ]
        )
        case._guarded_write({"reopening_id": request.id})
        self.env["skks.journal.entry"]._log(case, "intervention.reopening.asked")
        case._update_waiting()

    def action_reopen(self):
        """The submitter is right: work on the report goes on."""
        self.check_access("write")
        for case in self:
            case._decide_reopening("reopened")
            case._reopen()
            case._tell_submitter(
                "other",
                case._in_letter_lang().env._("We work on your report again"),
                case._render_letter("reopened"),
                permit="ask",
            )
        return True

    def _decline_reopening(self, reason):
        """The answer stands; the submitter is told why.

        :param reason: ``skks.reopening.reason``
        """
        self.ensure_one()
        self.check_access("write")
        self._decide_reopening("declined", reason)
        self._update_waiting()
        words = reason.with_context(lang=self._letter_lang()).text
        self._tell_submitter(
            "other",
            self._in_letter_lang().env._("We do not open your report again"),
            self._render_letter("reopening_declined", reason=words),
            permit="ask",
        )

    def _decide_reopening(self, state, reason=None):
        request = self.sudo().reopening_id.with_env(self.env)
        if not request:
            raise UserError(
                self.env._("Nobody has asked to open “%s” again.", self.display_name)
            )
        request._decide(state, reason)
        self.sudo()._guarded_write({"reopening_id": False})
        self.sudo().activity_unlink(["skks_base.mail_activity_letter"])

    def _reopen(self):
        """What was promised and is still ahead runs on; the answer is due anew.

        A term that was kept and is over by now is not made late by a new request: in
        its place the answer is promised once more, from today.
        """
        reason = self.env._("Opened again at the submitter's request.")
        case = self.sudo()
        # while it is known that there was an answer, for then it counts as reopened
        self._transition("in_progress", reason=reason)
        case._guarded_write({"answered_at": False})
        now = fields.Datetime.now()
        clocks = case.action_clock_id | case.answer_clock_id | case.legal_clock_id
        clocks.filtered(lambda clock: clock.due_at > now)._skks_reopen(reason)
        policy = case._clock_policies().get("answer")
        if policy and case.answer_clock_id.stopped_at:
            clock = self.env["skks.clock"]._skks_start(
                [
                    {
                        "record": case,
                        "policy": policy,
                        "started_at": now,
                        "entity": case.entity_id,
                        "user": case.user_id,
                    }
                ]
            )
            case._guarded_write({"answer_clock_id": clock.id})
        self._tell_unit(lambda env: env._("Opened again"), LETTER)

    def action_decline_reopening(self):
        """Choose why the report is not opened again."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Do Not Open Again"),
            "res_model": "skks.intervention.decline",
            "view_mode": "form",
            "target": "new",
            "context": {"default_intervention_id": self.id},
        }

    # ------------------------------------------------------------------
    # The end
    # ------------------------------------------------------------------

    def action_close(self):
        undecided = self.sudo().filtered("reopening_id")
        if undecided:
            raise UserError(
                self.env._(
                    "The submitter asks to open “%s” again. Decide that first.",
                    undecided[0].display_name,
                )
            )
        return super().action_close()

    @api.model
    def _closing_domain(self):
        """Answered reports to which nobody has objected; where something was late,
        a person closes it and says why."""
        late = self.env["skks.clock"]._skks_unexplained_domain()
        return (
            Domain("state", "=", "answered")
            & Domain("answered_at", "<=", fields.Datetime.now() - CLOSE_AFTER)
            & Domain("reopening_id", "=", False)
            & ~Domain("clock_ids", "any", late)
        )

    @api.model
    def _cron_close(self):
        """Close what was answered two weeks ago."""
        self._each_safely(self._closing_domain(), "_close_by_itself")

    def _close_by_itself(self):
        self._transition("closed", reason=self.env._("Answered two weeks ago."))

    @api.model
    def _each_safely(self, domain, method):
        """Do ``method`` with a batch; what fails stays and stands in nobody's way."""
        cases = self.sudo()
        batch = cases.search(domain, order="answered_at, id", limit=BATCH)
        for case in batch.try_lock_for_update():
            try:
                with self.env.cr.savepoint():
                    getattr(case, method)()
            except Exception:
                _logger.exception("%s of report %s", method, case.id)
        self.env["ir.cron"]._commit_progress(
            len(batch), remaining=max(0, cases.search_count(domain) - len(batch))
        )

    # ------------------------------------------------------------------
    # Desk
    # ------------------------------------------------------------------

    def _waiting_for(self):
        if self.state in ANSWERED_STATES and self.sudo().reopening_id:
            return "office"
        return super()._waiting_for()

    @api.model
    def _desk_mine_domain(self):
        mine = super()._desk_mine_domain()
        if self.env.user.has_group("skks_base.group_dispatcher"):
            mine |= Domain("coordinator_id", "=", False) & Domain(
                "reopening_id", "!=", False
            )
        return mine

    def _after_transition(self, old, new):
        result = super()._after_transition(old, new)
        if new not in ANSWERED_STATES and self.sudo().reopening_id:
            self._decide_reopening("reopened")
        return result
