from odoo import api, fields, models
from odoo.tools import SQL

# Steps that the town promises, each with a clock of its own.
STEPS = ("first", "action", "answer")
OWN = (
    *("id", "number", "name", "category_id", "qualification_id", "entity_id"),
    *("district_id", "priority", "channel", "state", "company_id", "received_at"),
    "answered_at",
)


class InterventionReport(models.Model):
    """Reports in figures (M7.5): one row a report, as visible as the report.

    What was joined with another report, or is a part of one, is no report of its own.
    """

    _name = "skks.intervention.report"
    _description = "Figures of Reports"
    _inherit = ["skks.report.mixin"]
    _auto = False
    _order = "received_at desc, id desc"
    _rec_name = "number"
    _document_fields = ("intervention_id",)
    _depends = {
        "skks.intervention": [
            *(name for name in OWN if name != "id"),
            *(f"{step}_clock_id" for step in (*STEPS, "legal")),
            "reopened_count",
            "parent_id",
        ],
        "skks.clock": ["result", "started_at", "stopped_at"],
        "skks.clock.pause": ["clock_id", "started_at", "ended_at"],
        "skks.intervention.route": ["intervention_id", "is_wrong"],
    }

    intervention_id = fields.Many2one("skks.intervention", "Report")
    number = fields.Char()
    name = fields.Char("Subject")
    # by what
    category_id = fields.Many2one("skks.intervention.category")
    qualification_id = fields.Many2one("skks.intervention.qualification")
    entity_id = fields.Many2one("skks.entity", "Unit")
    district_id = fields.Many2one("skks.district")
    priority = fields.Selection(selection=lambda self: self._labels("priority"))
    channel = fields.Selection(selection=lambda self: self._labels("channel"))
    state = fields.Selection(selection=lambda self: self._labels("state"))
    company_id = fields.Many2one("res.company")
    received_at = fields.Datetime("Received")
    answered_at = fields.Datetime("Answered")
    # what is counted
    reports = fields.Integer()
    first_in_time = fields.Float(
        "First reply in time, %", digits=(5, 1), aggregator="avg"
    )
    action_in_time = fields.Float("Action in time, %", digits=(5, 1), aggregator="avg")
    answer_in_time = fields.Float("Answer in time, %", digits=(5, 1), aggregator="avg")
    legal_in_time = fields.Float(
        "Statutory term kept, %", digits=(5, 1), aggregator="avg"
    )
    first_days = fields.Float(
        "Days to the first reply (median)",
        digits=(8, 2),
        aggregator="median",
        help="Days by the calendar from the receipt, without the time in which the"
        " submitter was waited for.",
    )
    action_days = fields.Float(
        "Days to the action (median)", digits=(8, 2), aggregator="median"
    )
    answer_days = fields.Float(
        "Days to the answer (median)", digits=(8, 2), aggregator="median"
    )
    is_misrouted = fields.Float(
        "Sent to a wrong unit, %", digits=(5, 1), aggregator="avg"
    )
    is_reopened = fields.Float("Reopened, %", digits=(5, 1), aggregator="avg")

    # ------------------------------------------------------------------
    # Rows
    # ------------------------------------------------------------------

    @property
    def _table_query(self):
        return SQL(
            "SELECT %(columns)s FROM skks_intervention report %(joins)s"
            " WHERE report.state NOT IN ('not_a_case', 'duplicate')"
            " AND report.parent_id IS NULL",
            columns=SQL(", ").join(
                SQL("%s AS %s", term, SQL.identifier(name))
                for name, term in self._report_columns().items()
            ),
            joins=SQL(" ").join(self._report_joins()),
        )

    @api.model
    def _report_columns(self):
        """``{field: SQL}``: a report is in the joined table ``report``, and its
        clocks in ``first_clock`` and so on."""
        return {
            **{name: SQL.identifier("report", name) for name in OWN},
            "intervention_id": SQL("report.id"),
            "reports": SQL("1"),
            **{f"{step}_in_time": self._share(step) for step in (*STEPS, "legal")},
            **{f"{step}_days": self._days(step) for step in STEPS},
            "is_misrouted": self._sql_is_misrouted(),
            "is_reopened": SQL(
                "CASE WHEN report.reopened_count > 0 THEN 100.0"
                " WHEN report.answered_at IS NOT NULL THEN 0.0 END"
            ),
        }

    @api.model
    def _report_joins(self):
        return [
            SQL(
                "LEFT JOIN skks_clock %(clock)s ON %(id)s = %(of_report)s",
                clock=SQL.identifier(f"{step}_clock"),
                id=SQL.identifier(f"{step}_clock", "id"),
                of_report=SQL.identifier("report", f"{step}_clock_id"),
            )
            for step in (*STEPS, "legal")
        ]

    @api.model
    def _sql_is_misrouted(self):
        """100 for what was sent to a unit that was not in charge, by its way."""
        return SQL(
            "(SELECT MAX(CASE WHEN route.is_wrong THEN 100.0 ELSE 0.0 END)"
            " FROM skks_intervention_route route"
            " WHERE route.intervention_id = report.id)"
        )

    @api.model
    def _share(self, step):
        """100 for what was kept, 0 for what was not: the average is a share in %."""
        return SQL(
            "CASE %s WHEN 'met' THEN 100.0 WHEN 'missed' THEN 0.0 END",
            SQL.identifier(f"{step}_clock", "result"),
        )

    @api.model
    def _days(self, step):
        """Days from the receipt until the promise was kept, without its pauses."""
        clock = f"{step}_clock"
        return SQL(
            "CASE WHEN %(result)s IS NOT NULL THEN (EXTRACT(EPOCH FROM"
            " %(stopped)s - %(started)s) - COALESCE((SELECT SUM(EXTRACT(EPOCH FROM"
            " COALESCE(pause.ended_at, %(stopped)s) - pause.started_at))"
            " FROM skks_clock_pause pause WHERE pause.clock_id = %(id)s), 0))"
            " / 86400.0 END",
            result=SQL.identifier(clock, "result"),
            stopped=SQL.identifier(clock, "stopped_at"),
            started=SQL.identifier(clock, "started_at"),
            id=SQL.identifier(clock, "id"),
        )


class Intervention(models.Model):
    """How often a report came back after it had been answered."""

    _name = "skks.intervention"
    _inherit = ["skks.intervention"]

    _guarded_fields = ("reopened_count",)

    reopened_count = fields.Integer("Times reopened", readonly=True, copy=False)

    def _after_transition(self, old, new):
        """An answer that did not arrive is no answer: it is not counted."""
        result = super()._after_transition(old, new)
        if old in ("answered", "closed") and new == "in_progress" and self.answered_at:
            self.sudo()._guarded_write({"reopened_count": self.reopened_count + 1})
        return result
