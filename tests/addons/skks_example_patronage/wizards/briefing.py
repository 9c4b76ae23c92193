from datetime import timedelta

from odoo import models
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.skks_base.wizards.briefing import Row

EVENTS_WITHIN = timedelta(days=7)


class Briefing(models.TransientModel):
    _inherit = "skks.briefing"

    def _section_codes(self):
        return [*super()._section_codes(), "patronage"]

    def _section_patronage(self):
        """Where the mayor is patron in the days to come."""
        if not self._reads("skks.patronage"):
            return None
        today = self._local(self._now()).date()
        events = self.env["skks.patronage"].search(
            Domain("state", "=", "granted")
            & Domain("event_date", ">=", today)
            & Domain("event_date", "<=", today + EVENTS_WITHIN),
            order="event_date",
        )
        title = self.env._("Under the patronage of the mayor")
        return self._section(title, events, self._patronage_rows)

    def _patronage_rows(self, events):
        return [
            Row(
                event.display_name,
                format_date(self.env, event.event_date),
                event.organiser or "",
                event._name,
                event.id,
            )
            for event in events
        ]
