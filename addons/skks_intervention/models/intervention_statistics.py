from datetime import UTC, datetime
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import format_date

from odoo.addons.skks_base.tools.moments import naive_utc

MONTHS = 12
SECONDS_A_DAY = 86400
# What is no report of its own; neither is a part of another one.
NOT_COUNTED = ("duplicate", "not_a_case")


class Group(NamedTuple):
    """One line of the page."""

    name: str
    reports: int
    answered: int
    # median days from the receipt to the answer, None if too few were answered
    days: float | None


class InterventionStatistics(models.AbstractModel):
    """Figures about reports that the town publishes.

    Only numbers of groups: neither a word of a report nor a group so small that it
    is about one person. What is left out is in no total either, or one could
    subtract. Confidential reports are not counted.
    """

    _name = "skks.intervention.statistics"
    _description = "Public Statistics of Reports"

    @api.model
    def _figures(self, company):
        """``{"months": [Group], "categories": [Group]}`` of the last year."""
        tz = company._skks_tz()
        today = datetime.now(UTC).astimezone(tz)
        start = today.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        start -= relativedelta(months=MONTHS - 1)
        since = naive_utc(start)
        minimum = company.sudo().skks_statistics_minimum
        months = self._group(
            company,
            since,
            SQL(
                "to_char(report.received_at AT TIME ZONE 'UTC' AT TIME ZONE %s,"
                " 'YYYY-MM')",
                str(tz),
            ),
        )
        categories = self._group(
            company, since, SQL("split_part(category.parent_path, '/', 1)")
        )
        names = self._category_names(categories)
        categories.sort(key=lambda row: list(names).index(row[0]))
        return {
            "months": self._published(months, minimum, self._month_names(months)),
            "categories": self._published(categories, minimum, names),
            "since": start.date(),
            "minimum": minimum,
        }

    @api.model
    def _group(self, company, since, key):
        """``[(key, reports, answered, median days)]``"""
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                """
                SELECT %(key)s, count(*), count(report.answered_at),
                       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(
                           epoch FROM report.answered_at - report.received_at
                       )) / %(day)s
                  FROM skks_intervention report
                  JOIN skks_intervention_category category
                    ON category.id = report.category_id
                 WHERE report.company_id = %(company)s
                   AND report.received_at >= %(since)s
                   AND report.state NOT IN %(not_counted)s
                   AND report.parent_id IS NULL
                   AND report.confidential IS NOT TRUE
              GROUP BY 1
              ORDER BY 1
                """,
                key=key,
                day=SECONDS_A_DAY,
                company=company.id,
                since=since,
                not_counted=NOT_COUNTED,
            )
        )

    @api.model
    def _published(self, rows, minimum, names):
        return [
            Group(
                names[key],
                reports,
                answered if answered >= minimum else 0,
                round(days, 1) if answered >= minimum else None,
            )
            for key, reports, answered, days in rows
            if reports >= minimum
        ]

    @api.model
    def _month_names(self, rows):
        return {
            key: format_date(
                self.env, fields.Date.to_date(f"{key}-01"), date_format="LLLL y"
            )
            for key, *_rest in rows
        }

    @api.model
    def _category_names(self, rows):
        """``{key: name}`` in the order in which the town lists its categories."""
        ids = [int(key) for key, *_rest in rows]
        categories = self.env["skks.intervention.category"].sudo().browse(ids)
        return {str(category.id): category.name for category in categories.sorted()}
