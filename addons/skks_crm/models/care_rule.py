import logging
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

_logger = logging.getLogger(__name__)

BATCH = 50


class CareRule(models.Model):
    """When the care of a contact begins by itself, by which plan, and who does it.

    One contact is cared for by one rule once at a time. When that is over, the rule
    begins anew as soon as its condition holds again. Those who asked not to be
    contacted get only the steps that contact nobody, those in the archive none.
    """

    _name = "skks.care.rule"
    _description = "Care Rule"
    _inherit = ["skks.journaled.mixin", "skks.guard.mixin"]
    _order = "sequence, id"
    _journaled_as = "care.rule"
    _journaled_fields = (
        "name",
        "is_on",
        "contact_kind",
        "media_type_ids",
        "topic_ids",
        "trigger",
        "days",
        "months",
        "plan_id",
        "assign_to",
        "per_night",
        "active",
    )
    _guarded_fields = ("last_run_at", "last_started")

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    is_on = fields.Boolean("On", help="Begins by itself, every night.")
    note = fields.Text(translate=True, help="Why the office wants it.")
    # which contacts
    contact_kind = fields.Selection(
        [
            ("outlet", "Outlets"),
            ("journalist", "Journalists"),
            ("both", "Outlets and journalists"),
        ],
        "Which contacts",
        required=True,
        default="both",
    )
    media_type_ids = fields.Many2many(
        "skks.media.type",
        string="Media types",
        help="Of the outlet, or of one at which the journalist works today.",
    )
    topic_ids = fields.Many2many(
        "skks.topic",
        string="Topics",
        help="With those below them. A journalist for whom no topics are entered goes"
        " by those of the outlet.",
    )
    # when
    trigger = fields.Selection(
        [
            ("new", "New contact"),
            ("no_contact", "No contact"),
            ("unverified", "Data not verified"),
            ("every", "Again and again"),
        ],
        "When",
        required=True,
        default="no_contact",
    )
    days = fields.Integer(
        default=180,
        help="New: added within so many days. Otherwise: for so many days.",
    )
    months = fields.Integer("Every (months)", default=6)
    # what and who
    plan_id = fields.Many2one(
        "mail.activity.plan",
        "Plan",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("res_model", "=", "res.partner")],
    )
    assign_to = fields.Selection(
        [
            ("caretaker", "The caretaker, else whoever has the fewest tasks"),
            ("fewest", "Whoever has the fewest tasks"),
        ],
        "Who does it",
        required=True,
        default="caretaker",
    )
    per_night = fields.Integer(
        "At most a night",
        default=10,
        help="Begins with so many contacts a night, so that nobody finds a hundred"
        " tasks in the morning; the others follow.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    run_ids = fields.One2many("skks.care.run", "rule_id", "Care")
    open_count = fields.Integer("Running", compute="_compute_open_count")
    due_count = fields.Integer("Would begin with", compute="_compute_due_count")
    last_run_at = fields.Datetime("Last looked at", readonly=True, copy=False)
    last_started = fields.Integer("Begun then", readonly=True, copy=False)

    _days_positive = models.Constraint(
        "CHECK (days > 0 AND months > 0 AND per_night > 0)",
        "Days, months and the number a night must be more than zero.",
    )

    @api.depends("run_ids.state")
    def _compute_open_count(self):
        counts = dict(
            self.env["skks.care.run"]._read_group(
                [("rule_id", "in", self.ids), ("state", "=", "open")],
                ["rule_id"],
                ["__count"],
            )
        )
        for rule in self:
            rule.open_count = counts.get(rule._origin, 0)

    @api.depends(
        "contact_kind", "media_type_ids", "topic_ids", "trigger", "days", "months"
    )
    def _compute_due_count(self):
        for rule in self:
            contacts = rule.env["res.partner"]
            rule.due_count = contacts.search_count(rule._due_domain())

    @api.constrains("plan_id")
    def _check_plan_id(self):
        for rule in self:
            if rule.plan_id.res_model != "res.partner":
                raise ValidationError(
                    self.env._(
                        "The plan “%s” is not one for contacts.", rule.plan_id.name
                    )
                )

    # ------------------------------------------------------------------
    # Whom it concerns
    # ------------------------------------------------------------------

    def _due_domain(self):
        """Contacts with whom the rule would begin now."""
        self.ensure_one()
        domain = (
            Domain("active", "=", True)
            & Domain("partner_share", "=", True)
            & Domain("company_id", "in", [False, self.company_id.id])
            & self._criteria_domain()
            & self._rested_domain()
        )
        steps = self.plan_id.sudo().template_ids
        if all(step.activity_type_id.skks_is_contact for step in steps):
            domain &= Domain("do_not_contact", "=", False)
        return domain & getattr(self, f"_due_{self.trigger}")()

    def _criteria_domain(self):
        kinds = ["outlet", "journalist"]
        if self.contact_kind != "both":
            kinds = [self.contact_kind]
        contacts = self.env["res.partner"]
        domain, work = Domain("skks_kind", "in", kinds), Domain.TRUE
        if self.media_type_ids:
            of_type = Domain("media_type_id", "in", self.media_type_ids.ids)
            work = Domain("outlet_id", "any", of_type)
            domain &= of_type | contacts._skks_work_domain(work)
        return domain & contacts._skks_topic_domain(self.topic_ids._origin, work)

    def _rested_domain(self):
        """Not cared for by this rule now, nor a short while ago."""
        mine = Domain("rule_id", "=", self._origin.id)
        if self.trigger != "new":
            recent = Domain("state", "=", "open") | Domain(
                "closed_on", ">", self._since()
            )
            mine &= recent
        return Domain("care_run_ids", "not any", mine)

    def _since(self):
        today = self._today()
        if self.trigger == "every":
            return today - relativedelta(months=self.months)
        return today - timedelta(days=self.days)

    def _today(self):
        return self.company_id._skks_today()

    def _due_new(self):
        return Domain("create_date", ">=", self._since())

    def _due_no_contact(self):
        since = self._since()
        never = Domain("last_contact_at", "=", False) & self._known_since(since)
        return never | Domain("last_contact_at", "<", since)

    def _due_unverified(self):
        since = self._since()
        never = Domain("verified_on", "=", False) & self._known_since(since)
        return never | Domain("verified_on", "<", since)

    def _due_every(self):
        return self._known_since(self._since())

    @api.model
    def _known_since(self, since):
        return Domain("create_date", "<", since)

    def action_preview(self):
        """List the contacts with whom the rule would begin now; nothing is begun."""
        self.ensure_one()
        self.check_access("read")
        view = self.env.ref("skks_crm.res_partner_care_view_list")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Would begin: %s", self.name),
            "res_model": "res.partner",
            "views": [(view.id, "list"), (False, "form")],
            "domain": [
                ("id", "in", self.env["res.partner"].search(self._due_domain()).ids)
            ],
            "context": {"create": False},
        }

    def action_runs(self):
        """Open the care that the rule began."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "skks_crm.skks_care_run_action"
        )
        return action | {
            "domain": [("rule_id", "=", self.id)],
            "context": {"search_default_open": 1},
        }

    # ------------------------------------------------------------------
    # Beginning
    # ------------------------------------------------------------------

    @api.model
    def _cron_start(self):
        """Every night: begin what is due, rule by rule."""
        cron = self.env["ir.cron"]
        rules = self.sudo().search([("is_on", "=", True)])
        cron._commit_progress(remaining=len(rules))
        for rule in rules:
            try:
                with self.env.cr.savepoint():
                    rule.with_company(rule.company_id)._start_due()
            except Exception:
                _logger.exception("Care rule %s failed", rule.id)
            if not cron._commit_progress(1):
                break

    def _start_due(self):
        """Begin with those who are due, as many as the rule allows a night."""
        begun_today = self.env["skks.care.run"].search_count(
            [("rule_id", "=", self.id), ("started_on", "=", self._today())]
        )
        left = self.per_night - begun_today
        contacts = self.env["res.partner"]
        domain, last, started = self._due_domain(), 0, 0
        loads = self._loads()
        while left > started and (
            batch := contacts.search(
                domain & Domain("id", ">", last), order="id", limit=BATCH
            )
        ):
            last = batch[-1].id
            for contact in batch.try_lock_for_update(allow_referencing=True):
                if started < left:
                    started += self._start_safely(contact, loads)
        self._guarded_write(
            {"last_run_at": fields.Datetime.now(), "last_started": started}
        )

    def _start_safely(self, contact, loads):
        """Begin with one contact; one that cannot be begun stops no other."""
        try:
            with self.env.cr.savepoint():
                return bool(self._start(contact, loads))
        except Exception:
            _logger.exception("Care rule %s failed for contact %s", self.id, contact.id)
            return False

    def _start(self, contact, loads):
        """Begin the care of one contact.

        :param dict loads: ``{user: open tasks}`` of the officers; counted up
        """
        steps = self.plan_id._skks_steps(contact)
        user = self._responsible(contact, loads)
        if not steps or not user:
            return self.env["skks.care.run"]
        loads[user] = loads.get(user, 0) + len(steps)
        return self.env["skks.care.run"]._begin(self, contact, user, steps)

    def _responsible(self, contact, loads):
        """The caretaker or who acts for them, else who has the fewest open tasks.

        Whoever is there goes first; if all officers are away, a head who is there.
        """
        chosen = self.env["res.users"]
        if self.assign_to == "caretaker" and contact.caretaker_id.active:
            acting = contact.caretaker_id._skks_acting_users()[:1]
            if acting.has_group("skks_base.group_officer"):
                chosen = acting
        users = sorted(loads, key=lambda user: (loads[user], user.id))
        in_turn = chosen.union(*users)
        present = in_turn.filtered(lambda user: not user._skks_is_absent())
        if not present:
            everybody = self.company_id._skks_officers()
            present = everybody.filtered(lambda user: not user._skks_is_absent())
        return (present or in_turn)[:1]

    def _loads(self):
        """``{user: open tasks}`` of the officers; the head only if there is no other.

        Heads have the officers' rights as well, but give out the work.
        """
        users = self.company_id._skks_officers()
        heads = users.filtered(lambda user: user.has_group("skks_base.group_manager"))
        users = users - heads or users
        counts = dict(
            self.env["mail.activity"]._read_group(
                [("user_id", "in", users.ids)], ["user_id"], ["__count"]
            )
        )
        return {user: counts.get(user, 0) for user in users}
