from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# Fewer cases would tell of an outlet, not of a type of outlets.
FEWEST = 5


class EqualTreatment(models.Model):
    """Whether types of outlets are answered alike: medians, and nobody's name (M0.1).

    One row a type of outlet and a month, quarter or year, made of the inquiries that
    the reader may read. There is no row of fewer than five of them.
    """

    _name = "skks.equal.treatment"
    _description = "Equal Treatment of Outlets"
    _auto = False
    _order = "date_from desc, period desc, hours_median desc, id"
    _rec_name = "media_type_id"

    media_type_id = fields.Many2one("skks.media.type", "Type of outlet")
    period = fields.Selection(
        [("month", "Month"), ("quarter", "Quarter"), ("year", "Year")]
    )
    date_from = fields.Date("From")
    inquiries = fields.Integer("Answered", aggregator=None)
    hours_median = fields.Float("Hours to answer (median)", aggregator=None)
    in_time = fields.Float("In time, %", digits=(5, 1), aggregator=None)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT answered.media_type_id * 10000000::bigint + period.rank
                       + 10 * TO_CHAR(period.date_from, 'YYYYMM')::int AS id,
                   answered.media_type_id, period.name AS period, period.date_from,
                   COUNT(*) AS inquiries, AVG(answered.in_time) AS in_time,
                   PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY answered.hours_median)
                       AS hours_median
              FROM (%(answered)s) answered
        CROSS JOIN LATERAL (VALUES
                       (1, 'month', DATE_TRUNC('month', answered.day)::date),
                       (2, 'quarter', DATE_TRUNC('quarter', answered.day)::date),
                       (3, 'year', DATE_TRUNC('year', answered.day)::date)
                   ) AS period(rank, name, date_from)
             WHERE answered.hours_median IS NOT NULL
          GROUP BY answered.media_type_id, period.rank, period.name,
                   period.date_from
            HAVING COUNT(*) >= %(fewest)s
            """,
            answered=self._answered(),
            fewest=FEWEST,
        )

    @api.model
    def _answered(self):
        """Inquiries with a type of outlet, which the reader may read."""
        report = self.env["skks.inquiry.report"]
        query = report._search(Domain("media_type_id", "!=", False))
        columns = ("media_type_id", "in_time", "hours_median")
        day = SQL(
            "timezone(%s, timezone('UTC', %s)) AS day",
            str(self.env.company._skks_tz()),
            report._field_to_sql(report._table, "ended_at", query),
        )
        return query.select(
            *(report._field_to_sql(report._table, name, query) for name in columns), day
        )
