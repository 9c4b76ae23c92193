from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools import icalendar

# How much of the calendar leaves: days back and ahead, and at most so many entries.
PAST, AHEAD = timedelta(days=31), timedelta(days=366)
MOST = 2000


class CalendarEntry(models.Model):
    """What of the calendar leaves the building: titles and hours, nothing else."""

    _inherit = "skks.calendar.entry"

    @api.model
    def _feed_content(self):
        now = fields.Datetime.now()
        entries = self.search(
            Domain("stop", ">=", now - PAST) & Domain("start", "<=", now + AHEAD),
            limit=MOST,
        )
        parameters = self.env["ir.config_parameter"].sudo()
        database = parameters.get_param("database.uuid")
        name = self.env._("Press office: %s", self.env.user.name)
        return icalendar.calendar(
            [entry._feed_appointment(database, now) for entry in entries], name
        )

    def _feed_appointment(self, database, now):
        start, stop = self.start, self.stop
        if self.all_day:
            start, stop = start.date(), stop.date() + timedelta(days=1)
        return icalendar.Appointment(
            uid=f"entry-{self.id}@{database}",
            summary=self._feed_title(),
            start=start,
            stop=stop,
            changed=now,
        )

    def _feed_title(self):
        """As its owner sees it; of a confidential case only that the time is taken."""
        if not self.is_confidential:
            return self.display_name
        busy = self.env._("Busy")
        return f"{busy} ({self.number})" if self.number else busy
