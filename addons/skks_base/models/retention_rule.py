import logging
import secrets
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..tools.keeping import kept_until
from .erasure import gathered

_logger = logging.getLogger(__name__)

# Mark of cases that were never confirmed, after the colon of a subject.
UNCONFIRMED = "?"
# What can change without a new look at what would go.
HARMLESS = {"name", "sequence", "is_on", "last_run_at", "last_count", "problem"}


class RetentionRule(models.Model):
    """After what time which cases lose what they say of a person.

    A rule runs every night once it was switched on, and that is done on the screen
    that shows what would go. Whoever changes it has to look again. The town's
    archivist and its data protection officer decide on the terms (art. 5(1)(e) GDPR;
    the class of the case in the file plan).
    """

    _name = "skks.retention.rule"
    _description = "Rule of Retention"
    _inherit = ["skks.guard.mixin", "skks.journaled.mixin"]
    _order = "sequence, id"
    _journaled_as = "retention"
    _journaled_fields = (
        "name",
        "company_id",
        "subject",
        "action",
        "term",
        "term_unit",
        "basis",
        "is_on",
        "active",
    )
    _guarded_fields = ("is_on", "last_run_at", "last_count", "problem")

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10, export_string_translation=False)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    subject = fields.Selection(
        selection="_selection_subject",
        string="Cases",
        required=True,
        help="Only what is closed, and not held, goes.",
    )
    action = fields.Selection(
        [
            ("anonymise", "Erase the contact data"),
            ("erase", "Erase everything, leave a tombstone"),
        ],
        required=True,
        default="anonymise",
    )
    term = fields.Integer("Keep for", required=True, default=12)
    term_unit = fields.Selection(
        [
            ("days", "days"),
            ("months", "months"),
            ("years", "full years, from 1 January"),
        ],
        required=True,
        default="months",
        help="Days and months count from the day on which the case was closed; years"
        " from 1 January after it. What nobody has confirmed counts from its receipt.",
    )
    basis = fields.Char(
        required=True,
        translate=True,
        help="On what it rests, such as the class in the file plan. It is written on"
        " the tombstone.",
    )
    is_on = fields.Boolean("Runs every night", readonly=True, copy=False)
    last_run_at = fields.Datetime("Last run", readonly=True, copy=False)
    last_count = fields.Integer("Gone in the last run", readonly=True, copy=False)
    problem = fields.Text(
        readonly=True, copy=False, help="Cases that could not go in the last run."
    )

    _term_positive = models.Constraint("CHECK (term > 0)", "The term is at least 1.")

    @api.model
    def _selection_subject(self):
        """Every kind of case, each of its closed states, and what is unconfirmed."""
        found = []
        for name in self.env["skks.erasure"]._case_models():
            cases = self.env[name]
            label = self.env["ir.model"].sudo()._get(name).name or name
            found.append((name, self.env._("%s: whatever is closed", label)))
            found += [
                (f"{name}:{state}", f"{label}: {cases._state_name(state)}")
                for state in cases._states_closed
            ]
            if cases._retention_confirms:
                found.append(
                    (f"{name}:{UNCONFIRMED}", self.env._("%s: not confirmed", label))
                )
        return found

    @api.constrains("subject", "action")
    def _check_contact(self):
        for rule in self:
            if rule.action == "anonymise" and not rule._contact_fields_of_cases():
                raise ValidationError(
                    self.env._(
                        "Cases of this kind have no contact data apart from the rest:"
                        " erase everything, or choose another kind."
                    )
                )

    # ------------------------------------------------------------------
    # On and off
    # ------------------------------------------------------------------

    def write(self, vals):
        """What was looked at is not what would go now: it is switched off."""
        running = self.filtered("is_on") if set(vals) - HARMLESS else None
        result = super().write(vals)
        if running:
            running._guarded_write({"is_on": False})
        return result

    def action_look(self):
        """Show what would go."""
        self.ensure_one()
        preview = self.env["skks.retention.preview"].create({"rule_id": self.id})
        return preview._open()

    def action_switch_off(self):
        """Let nothing go by this rule any more."""
        self.check_access("write")
        self._guarded_write({"is_on": False})
        return True

    def _terms(self):
        """On what depends which cases go, and what of them."""
        names = ("subject", "action", "term", "term_unit", "company_id")
        return str([str(self[name]) for name in names])

    def _switch_on(self):
        """Let it run every night; reached from the screen that shows what would go."""
        if not all(self.mapped("active")):
            raise UserError(self.env._("An archived rule does not run."))
        self._guarded_write({"is_on": True})

    # ------------------------------------------------------------------
    # What is due
    # ------------------------------------------------------------------

    def _cases(self):
        """The model of the cases, with all rights."""
        name = self.subject.partition(":")[0]
        return self.env[name].sudo().with_context(active_test=False)

    def _contact_fields_of_cases(self):
        return gathered(self._cases(), "_contact_fields")

    def _domain(self):
        """Cases that the rule is about and that it has not dealt with yet."""
        cases = self._cases()
        state = self.subject.partition(":")[2]
        domain = Domain("company_id", "=", self.company_id.id)
        domain &= Domain("erased_at", "=", False) & cases._retention_domain()
        if self.action == "anonymise":
            domain &= Domain("anonymised_at", "=", False)
        if state == UNCONFIRMED:
            return domain & cases._retention_unconfirmed_domain()
        domain &= Domain("closed_at", "!=", False)
        return domain & Domain("state", "=", state) if state else domain

    @property
    def _counted_from(self):
        unconfirmed = self.subject.endswith(f":{UNCONFIRMED}")
        return "received_at" if unconfirmed else "closed_at"

    def _due_on(self, case):
        """The local day on which the time of ``case`` is over."""
        start = case._skks_local(case[self._counted_from]).date()
        return kept_until(start, self.term, self.term_unit)

    def _due(self):
        """Cases whose time is over, held ones among them; the oldest first."""
        self.ensure_one()
        # a few days too many: the exact one is told by the calendar
        until = fields.Datetime.now() - relativedelta(**{self.term_unit: self.term})
        domain = Domain(self._counted_from, "<=", until + timedelta(days=4))
        cases = self._cases().search(
            self._domain() & domain, order=f"{self._counted_from}, id"
        )
        return cases.filtered(self._is_over)

    def _is_over(self, case):
        today = case._skks_local(fields.Datetime.now()).date()
        return self._due_on(case) <= today

    def _still_due(self, case):
        """Whether it is due and free to go, now that it is locked."""
        case.invalidate_recordset()
        return bool(
            case.filtered_domain(self._domain())
            and self._is_over(case)
            and not case._retention_stays_because()
        )

    # ------------------------------------------------------------------
    # The night
    # ------------------------------------------------------------------

    @api.model
    def _cron_apply(self):
        """Let go what is due, each case in a transaction of its own.

        A case that fails is told of on the rule and stands in nobody's way; one that
        somebody else works on is left for the next night.
        """
        rules = self.sudo().search([("is_on", "=", True)], order="action desc, id")
        work = [(rule, rule._due().ids) for rule in rules]
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=sum(len(ids) for _rule, ids in work))
        for rule, ids in work:
            if not rule._run(ids):
                break

    def _run(self, ids):
        """Let the cases go; False when the time of the cron is up."""
        batch, done, failed, time_left = secrets.token_hex(4), 0, [], True
        for case in map(self._cases().browse, ids):
            try:
                with self.env.cr.savepoint():
                    done += self._apply(case, batch)
            except Exception:
                _logger.exception("Retention rule %s failed on %s", self.id, case)
                self.env.invalidate_all()
                failed.append(case)
            if not self.env["ir.cron"]._commit_progress(1):
                time_left = False
                break
        self._note_run(done, failed)
        return time_left

    def _apply(self, case, batch):
        """Let one case go if it is still due; whether it went."""
        case = case.exists().try_lock_for_update()
        if not case or not self._still_due(case):
            return False
        reason = self.env._("%(rule)s (%(basis)s)", rule=self.name, basis=self.basis)
        if not case.closed_at:
            case._retention_drop(reason)
        erasure = self.env["skks.erasure"]
        if self.action == "anonymise":
            erasure._anonymise(case, reason)
        else:
            erasure._erase_person(case, reason, rule=self, batch=batch)
        self.env.flush_all()
        return True

    def _note_run(self, done, failed):
        """Tell on the rule, and in the journal, what the night came to."""
        numbers = ", ".join(case.number or str(case.id) for case in failed)
        self._guarded_write(
            {
                "last_run_at": fields.Datetime.now(),
                "last_count": done,
                "problem": numbers,
            }
        )
        for case in failed:
            self.env["skks.journal.entry"]._log(
                case, "retention.failed", reason=self.name
            )
        self.env["ir.cron"]._commit_progress(0)
