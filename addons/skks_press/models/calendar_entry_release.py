from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .calendar_entry import NOON, SHOWN_MINUTES, CalendarSelect

COLOR_RELEASE, COLOR_EMBARGO, COLOR_COVERAGE = 8, 9, 7


class CalendarEntry(models.Model):
    """Releases that will leave, embargoes that end, and what was published."""

    _inherit = "skks.calendar.entry"

    kind = fields.Selection(
        selection_add=[
            ("release", "Release"),
            ("embargo", "End of an embargo"),
            ("coverage", "Publication"),
        ]
    )

    @api.model
    def _calendar_selects(self):
        return [
            *super()._calendar_selects(),
            self._select_releases("release", "planned_at", COLOR_RELEASE),
            self._select_releases("embargo", "embargo_until", COLOR_EMBARGO),
            self._select_coverage(),
        ]

    @api.model
    def _select_releases(self, kind, fname, color):
        moment = SQL("doc.%s", SQL.identifier(fname))
        return CalendarSelect(
            "skks.release",
            Domain("state", "!=", "withdrawn") & Domain(fname, "!=", False),
            {
                "kind": SQL("%s", kind),
                "color": SQL("%s", color),
                "number": SQL("doc.number"),
                "name": SQL("doc.name"),
                "start": moment,
                "stop": SQL("%s + %s * interval '1 minute'", moment, SHOWN_MINUTES),
                "user_id": SQL("doc.coordinator_id"),
                "topic_id": SQL("doc.topic_id"),
                "company_id": SQL("doc.company_id"),
                "is_confidential": SQL("doc.confidential"),
            },
        )

    @api.model
    def _select_coverage(self):
        return CalendarSelect(
            "skks.coverage",
            Domain("date", "!=", False),
            {
                "kind": SQL("'coverage'"),
                "color": SQL("%s", COLOR_COVERAGE),
                "name": SQL("doc.name"),
                "start": SQL("doc.date + %s", NOON),
                "stop": SQL("doc.date + %s", NOON),
                "all_day": SQL("TRUE"),
                "topic_id": SQL("doc.topic_id"),
                "company_id": SQL("doc.company_id"),
            },
        )
