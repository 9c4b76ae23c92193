from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.skks_base.models.res_users import ADDRESS_READERS

from .inquiry import OPEN_STATES
from .inquiry_measure import HOURS


class InquiryReport(models.Model):
    """Inquiries that are over, in figures: one row an inquiry (M0.1, M1.4).

    What the media were promised is kept apart from what entities promised the
    office (``skks.contribution.report``): two figures that are never mixed.
    """

    _name = "skks.inquiry.report"
    _description = "Figures of Inquiries"
    _inherit = ["skks.report.mixin"]
    _auto = False
    _order = "ended_at desc, id desc"
    _rec_name = "number"
    _document_fields = ("inquiry_id",)
    _depends = {
        "skks.inquiry": [
            "number",
            "name",
            "category_id",
            "topic_id",
            "outlet_id",
            "coordinator_id",
            "priority",
            "complexity",
            "legal_regime",
            "channel",
            "resolution_id",
            "parent_id",
            "state",
            "company_id",
            "received_at",
            "answered_at",
            "answered_in_time",
            "closed_at",
        ],
        "skks.inquiry.measure": ["inquiry_id", "answered_at", "hours_total", *HOURS],
        "skks.answer": ["inquiry_id", "emergency_at", "sent_at"],
        "skks.clock": [
            "res_model",
            "res_id",
            "kind",
            "result",
            "minutes_late",
            "missed_reason_id",
        ],
        "skks.gate.permit": [
            "res_model",
            "res_id",
            "kind",
            "accepted_stages",
            "demanded_stages",
        ],
        "res.partner": ["media_type_id"],
    }

    inquiry_id = fields.Many2one("skks.inquiry", "Inquiry")
    number = fields.Char()
    name = fields.Char("Subject")
    # by what
    category_id = fields.Many2one("skks.inquiry.category", "Kind")
    topic_id = fields.Many2one("skks.topic", "Topic")
    media_type_id = fields.Many2one("skks.media.type", "Type of outlet")
    coordinator_id = fields.Many2one("res.users", "Coordinator")
    priority = fields.Selection(selection=lambda self: self._labels("priority"))
    complexity = fields.Selection(selection=lambda self: self._labels("complexity"))
    legal_regime = fields.Selection(selection=lambda self: self._labels("legal_regime"))
    channel = fields.Selection(selection=lambda self: self._labels("channel"))
    state = fields.Selection(selection=lambda self: self._labels("state"))
    resolution_id = fields.Many2one("skks.resolution", "Resolution")
    company_id = fields.Many2one("res.company")
    received_at = fields.Datetime("Received")
    ended_at = fields.Datetime("Answered or ended")
    # what is counted
    inquiries = fields.Integer()
    is_follow_up = fields.Boolean("Follow-up")
    is_emergency = fields.Boolean("Sent without acceptance (emergency)")
    is_single = fields.Boolean(
        "Sent with one acceptance",
        help="Although the rules demanded two; a lowering of the rules within the last"
        " month does not count.",
    )
    answered_in_time = fields.Selection(
        selection=lambda self: self._labels("answered_in_time"), string="Answer"
    )
    in_time = fields.Float(
        "In time, %",
        digits=(5, 1),
        aggregator="avg",
        help="Share of the answers that kept the date promised to the newsroom.",
    )
    legal_in_time = fields.Float(
        "Statutory term kept, %",
        digits=(5, 1),
        aggregator="avg",
        help="Share of the answers that kept the statutory term.",
    )
    missed_reason_id = fields.Many2one(
        "skks.missed.reason", "Why it was late", groups=ADDRESS_READERS
    )
    hours_late = fields.Float(
        "Hours late (average)",
        aggregator="avg",
        help="Working hours after the promised date, of the late answers alone.",
    )
    hours_median = fields.Float(
        "Hours to answer (median)",
        aggregator="median",
        help="Working hours of the office from the receipt to the first answer.",
    )
    hours_total = fields.Float("Hours to answer (average)", aggregator="avg")
    hours_taken = fields.Float("Hours until taken", aggregator="avg")
    hours_entities = fields.Float("Hours at entities", aggregator="avg")
    hours_drafting = fields.Float("Hours of drafting", aggregator="avg")
    hours_substantive = fields.Float(
        "Hours of substantive acceptance", aggregator="avg"
    )
    hours_office = fields.Float("Hours of press office acceptance", aggregator="avg")
    hours_sending = fields.Float("Hours until sent", aggregator="avg")

    # ------------------------------------------------------------------
    # Rows
    # ------------------------------------------------------------------

    @property
    def _table_query(self):
        return SQL(
            "SELECT %(columns)s FROM skks_inquiry inquiry %(joins)s WHERE %(where)s",
            columns=SQL(", ").join(
                SQL("%s AS %s", term, SQL.identifier(name))
                for name, term in self._report_columns().items()
            ),
            joins=SQL(" ").join(self._report_joins()),
            where=SQL("inquiry.state NOT IN %s", (*OPEN_STATES, "not_a_case")),
        )

    @api.model
    def _report_columns(self):
        """``{field: SQL}`` of a row; ``inquiry`` and the joined tables may be used."""
        own = (
            *("id", "number", "name", "category_id", "topic_id", "coordinator_id"),
            *("priority", "complexity", "legal_regime", "channel", "state"),
            *("resolution_id", "company_id", "received_at", "answered_in_time"),
        )
        return {
            **{name: SQL.identifier("inquiry", name) for name in own},
            "inquiry_id": SQL("inquiry.id"),
            "inquiries": SQL("1"),
            "media_type_id": SQL("outlet.media_type_id"),
            "ended_at": SQL(
                "COALESCE(measure.answered_at, inquiry.answered_at, inquiry.closed_at)"
            ),
            "is_follow_up": SQL("inquiry.parent_id IS NOT NULL"),
            "is_emergency": self._sql_is_emergency(),
            "is_single": self._sql_is_single(),
            "in_time": self._share("inquiry.answered_in_time"),
            "legal_in_time": self._of_clock("legal", self._share("clock.result")),
            "hours_late": self._of_clock("service", self._hours_late()),
            "missed_reason_id": self._of_clock(
                "service", SQL("clock.missed_reason_id")
            ),
            "hours_median": SQL("measure.hours_total"),
            "hours_total": SQL("measure.hours_total"),
            **{name: SQL.identifier("measure", name) for name in HOURS},
        }

    @api.model
    def _report_joins(self):
        return [
            SQL("LEFT JOIN res_partner outlet ON outlet.id = inquiry.outlet_id"),
            SQL(
                "LEFT JOIN skks_inquiry_measure measure"
                " ON measure.inquiry_id = inquiry.id"
            ),
        ]

    @api.model
    def _of_clock(self, kind, term):
        """Something of the last clock of the kind that was kept or missed.

        A subselect, so the database looks for it only where it is asked for.
        """
        return SQL(
            "(SELECT %s FROM skks_clock clock WHERE clock.res_model = 'skks.inquiry'"
            " AND clock.res_id = inquiry.id AND clock.kind = %s"
            " AND clock.result IS NOT NULL ORDER BY clock.id DESC LIMIT 1)",
            term,
            kind,
        )

    @api.model
    def _hours_late(self):
        """Working hours of a missed clock; NULL where it was kept."""
        return SQL("CASE clock.result WHEN 'missed' THEN clock.minutes_late / 60.0 END")

    @api.model
    def _share(self, result):
        """100 for what was kept, 0 for what was not: the average is a share in %."""
        return SQL(
            "CASE %s WHEN 'met' THEN 100.0 WHEN 'missed' THEN 0.0 END", SQL(result)
        )

    @api.model
    def _sql_is_emergency(self):
        return SQL(
            "EXISTS (SELECT FROM skks_answer answer"
            " WHERE answer.inquiry_id = inquiry.id AND answer.emergency_at IS NOT NULL"
            " AND answer.sent_at IS NOT NULL)"
        )

    @api.model
    def _sql_is_single(self):
        return SQL(
            "EXISTS (SELECT FROM skks_gate_permit permit"
            " WHERE permit.res_model = 'skks.inquiry' AND permit.res_id = inquiry.id"
            " AND permit.kind = 'answer' AND permit.accepted_stages = 1"
            " AND permit.demanded_stages > 1)"
        )
