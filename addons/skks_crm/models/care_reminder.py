import logging
from collections import defaultdict
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.skks_base.tools.moments import local

_logger = logging.getLogger(__name__)

HEAD_AFTER = timedelta(days=7)
# What is told -> the mark that it has been.
STEPS = {"before": "reminded_before", "late": "reminded_late", "head": "head_told"}


class CareRun(models.Model):
    """Whoever does it is reminded before and after; then the head of the office.

    Each is told once, a person gets one letter a day about everything, and gets it
    while they work.
    """

    _inherit = "skks.care.run"

    @api.model
    def _cron_remind(self):
        """Every hour: tell those who are at work now."""
        runs = self.sudo().search(Domain("state", "=", "open"))
        for company, some in runs.grouped("company_id").items():
            try:
                with self.env.cr.savepoint():
                    some.with_company(company)._remind(company)
            except Exception:
                _logger.exception("Reminders of care failed in company %s", company.id)

    def _remind(self, company):
        letters = defaultdict(lambda: defaultdict(self.browse))
        for run in self.filtered("next_due_at"):
            for step, users in run._to_tell():
                for user in users._skks_acting_users().filtered("active"):
                    letters[user][step] |= run
        hours = self.env["skks.clock"]._skks_hours_of(
            self.env["res.users"].union(*letters)
        )
        now = local(fields.Datetime.now(), company._skks_tz())
        told = self.filtered(lambda run: run.told_on == now.date())
        told = told.user_id._skks_acting_users()
        for user, steps in letters.items():
            at_work = not hours[user] or hours[user].is_open(now)
            if at_work and user not in told:
                self._tell_safely(user, steps, now.date())

    def _to_tell(self):
        """``[(step, users)]`` of what was not told yet."""
        now = fields.Datetime.now()
        if self.next_due_at >= now:
            if not self.reminded_before and self.next_due_at <= self._tomorrow_end():
                return [("before", self.user_id)]
            return []
        found = []
        if not self.reminded_late:
            found.append(("late", self.user_id))
        if not self.head_told and self.next_due_at < now - HEAD_AFTER:
            head = self.company_id._skks_head_of_office()
            found.append(("head", head - self.user_id))
        return found

    def _tomorrow_end(self):
        """The end of the next day on which the office works."""
        hours = self.company_id._skks_calendar()._skks_hours_or_none()
        day = self.company_id._skks_today() + timedelta(days=1)
        return self._end_of(hours.next_working_day(day) if hours else day)

    def _tell_safely(self, user, steps, today):
        """A letter that cannot be made stops no other."""
        try:
            with self.env.cr.savepoint():
                self._tell(user, steps, today)
        except Exception:
            _logger.exception("Reminder of care failed for user %s", user.id)

    def _tell(self, user, steps, today):
        told = self.with_context(lang=user.lang)
        titles = {
            "before": told.env._("Due soon"),
            "late": told.env._("Late"),
            "head": told.env._("Late for a week, with others"),
        }
        body = Markup().join(
            Markup("<p>%s</p><ul>%s</ul>")
            % (titles[step], steps[step].with_env(told.env)._lines())
            for step in STEPS
            if step in steps
        )
        self.env["mail.thread"].message_notify(
            partner_ids=user.partner_id.ids,
            subject=told.env._("Care of media contacts: what is due"),
            body=body,
            email_layout_xmlid="mail.mail_notification_light",
        )
        for step, runs in steps.items():
            marks = {STEPS[step]: True}
            if step != "head":
                marks["told_on"] = today
            runs._guarded_write(marks)

    def _lines(self):
        return Markup().join(
            Markup('<li><a href="%s">%s</a> (%s, %s)</li>')
            % (
                f"/mail/view?model={run._name}&res_id={run.id}",
                run.name,
                run.user_id.name,
                format_date(self.env, run._skks_due_day()),
            )
            for run in self
        )

    def _skks_due_day(self):
        return local(self.next_due_at, self.company_id._skks_tz()).date()
