from datetime import time

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from odoo.addons.skks_base.tools.moments import naive_utc
from odoo.addons.skks_base.tools.working_time import local_instant

END_OF_DAY = time(23, 59)


class CareRun(models.Model):
    """A plan of care that was begun with one contact, until its tasks are done.

    It lies on the desk of whoever does it, or of who acts for them; its steps are
    tasks on the contact's card.
    """

    _name = "skks.care.run"
    _description = "Care of a Contact"
    _inherit = ["skks.desk.mixin", "skks.handover.mixin"]
    _order = "started_on desc, id desc"
    _guarded_fields = (
        "rule_id",
        "partner_id",
        "plan_id",
        "company_id",
        "state",
        "started_on",
        "closed_on",
        "next_due_at",
        "reminded_before",
        "reminded_late",
        "head_told",
        "told_on",
    )
    _handover_fields = ("user_id",)
    _handover_listed = False
    _desk_columns = {
        "name": "name",
        "state": "state",
        "coordinator_id": "user_id",
        "user_id": "user_id",
    }

    name = fields.Char(compute="_compute_name", store=True)
    rule_id = fields.Many2one(
        "skks.care.rule", "Rule", readonly=True, index=True, ondelete="set null"
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Contact",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    plan_id = fields.Many2one(
        "mail.activity.plan", "Plan", readonly=True, index=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users", "Who does it", required=True, index=True, ondelete="restrict"
    )
    state = fields.Selection(
        [("open", "To do"), ("done", "Done"), ("cancelled", "Dropped")],
        required=True,
        readonly=True,
        default="open",
        index=True,
    )
    started_on = fields.Date("Begun on", readonly=True, index=True)
    closed_on = fields.Date("Ended on", readonly=True)
    next_due_at = fields.Datetime("Due", readonly=True, index=True)
    reminded_before = fields.Boolean(readonly=True)
    reminded_late = fields.Boolean(readonly=True)
    head_told = fields.Boolean(readonly=True)
    told_on = fields.Date("Last reminded", readonly=True)
    activity_ids = fields.One2many(
        "mail.activity",
        "skks_care_run_id",
        "Tasks",
        context={"active_test": False},
        readonly=True,
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    email = fields.Char(related="partner_id.email")
    phone = fields.Char(related="partner_id.phone")

    _open_uniq = models.UniqueIndex(
        "(rule_id, partner_id) WHERE state = 'open'",
        "This rule already cares for this contact.",
    )

    @api.model
    def _guarded_initial(self):
        return super()._guarded_initial() | {"state": "open"}

    @api.depends("plan_id.name", "partner_id.name")
    def _compute_name(self):
        for run in self:
            parts = (run.plan_id.sudo().name, run.partner_id.sudo().name)
            run.name = ": ".join(filter(None, parts))

    @api.constrains("user_id")
    def _check_user_id(self):
        for run in self.filtered(lambda run: run.state == "open").sudo():
            if not run.user_id.has_group("skks_base.group_officer"):
                raise ValidationError(
                    self.env._("%s is not of the press office.", run.user_id.name)
                )

    # ------------------------------------------------------------------
    # Its course
    # ------------------------------------------------------------------

    @api.model
    def _begin(self, rule, contact, user, steps):
        """Begin with a contact: the run, and a task for each step."""
        today = rule._today()
        run = self._guarded_create(
            [
                {
                    "rule_id": rule.id,
                    "partner_id": contact.id,
                    "plan_id": rule.plan_id.id,
                    "user_id": user.id,
                    "company_id": rule.company_id.id,
                    "started_on": today,
                    "state": "open",
                }
            ]
        )
        thread = contact.sudo().with_context(mail_activity_quick_update=True)
        for step in steps:
            thread.activity_schedule(
                activity_type_id=step.activity_type_id.id,
                summary=step.summary,
                note=step.note,
                user_id=run._doer_of(step).id,
                date_deadline=max(step._get_date_deadline(today), today),
                skks_care_run_id=run.id,
            )
        run._follow_tasks()
        return run

    def _doer_of(self, step):
        """Whom the step names, while they are of the office; else who does the run."""
        named = step._determine_responsible(self.user_id, self.partner_id)
        named = named["responsible"]._skks_acting_users()[:1]
        of_office = named.active and named.has_group("skks_base.group_officer")
        return named if of_office else self.user_id

    def _follow_tasks(self):
        """State and term follow from the tasks."""
        for run in self.sudo().filtered(lambda run: run.state == "open"):
            run.invalidate_recordset(["activity_ids"])
            tasks = run.with_context(active_test=False).activity_ids
            left = tasks.filtered("active")
            if not left:
                run._close("done" if tasks else "cancelled")
                continue
            run._follow_doer(left.user_id)
            due = run._end_of(min(left.mapped("date_deadline")))
            if due != run.next_due_at:
                run._guarded_write(
                    {
                        "next_due_at": due,
                        "reminded_before": False,
                        "reminded_late": False,
                        "head_told": False,
                    }
                )
            run._update_waiting()

    def _follow_doer(self, doer):
        """Whoever has all that is left does the run, on the desk and in reminders."""
        if len(doer) == 1 and doer != self.user_id:
            if doer.has_group("skks_base.group_officer"):
                self.user_id = doer

    def _cancel(self):
        """Drop what is left to do."""
        self.activity_ids.filtered("active").unlink()
        if self.state == "open":
            self._close("cancelled")

    def _close(self, state):
        today = self.company_id._skks_today()
        self._guarded_write({"state": state, "closed_on": today, "next_due_at": False})
        self._update_waiting()

    def _end_of(self, day):
        tz = self.company_id._skks_tz()
        return naive_utc(local_instant(day, END_OF_DAY, tz))

    def write(self, vals):
        """Whoever takes over the run takes over its open tasks."""
        before = {run: run.user_id for run in self} if "user_id" in vals else {}
        result = super().write(vals)
        for run, old in before.items():
            if run.user_id != old:
                tasks = run.sudo().activity_ids.filtered("active")
                tasks.filtered(lambda task, old=old: task.user_id == old).with_context(
                    mail_activity_quick_update=True
                ).user_id = run.user_id
        return result

    def action_open_contact(self):
        """Open the card on which the tasks are."""
        self.ensure_one()
        return self.partner_id.get_formview_action()

    # ------------------------------------------------------------------
    # Desk
    # ------------------------------------------------------------------

    def _waiting_for(self):
        return "office" if self.state == "open" else False

    @api.model
    def _desk_mine_domain(self):
        return self.env.user._skks_act_for_domain("user_id")

    def _desk_waiting_users(self):
        return self.sudo().user_id.with_env(self.env)

    def _desk_waiting_names(self):
        return {run.id: run.user_id.name for run in self.sudo()}

    def _desk_may_give(self):
        return self.filtered(lambda run: run.state == "open")

    def _desk_candidates(self):
        return self.company_id._skks_officers() - self.user_id

    def _desk_give_to(self, user):
        self.write({"user_id": user.id})

    def _skks_handover_domain(self, fname, user):
        domain = super()._skks_handover_domain(fname, user)
        return domain & Domain("state", "=", "open")

    def _skks_handover_may_take(self, fname, successor):
        return successor.has_group("skks_base.group_officer")
