from odoo import fields, models
from odoo.tools import SQL

from .inquiry import OPEN_STATES

# The promise in whose time the entity asked for more: the first to end thereafter.
ASKED = """
    (part.more_time_at IS NOT NULL AND part.more_time_at <= clock.stopped_at
     AND NOT EXISTS (
        SELECT 1 FROM skks_clock former
         WHERE former.res_model = clock.res_model AND former.res_id = clock.res_id
           AND former.result IS NOT NULL AND former.id < clock.id
           AND former.stopped_at >= part.more_time_at))
"""


class ContributionReport(models.Model):
    """What entities promised the office and how they kept it: one row a promise.

    A contribution that was returned and asked for again is a second promise. What
    was not theirs, or fell away, is none (M1.4).
    """

    _name = "skks.contribution.report"
    _description = "Figures of Contributions"
    _inherit = ["skks.report.mixin"]
    _auto = False
    _order = "stopped_at desc, id desc"
    _rec_name = "number"
    _document_fields = ("contribution_id",)
    _depends = {
        "skks.clock": [
            "res_model",
            "res_id",
            "result",
            "minutes_late",
            "stopped_at",
            "started_at",
            "due_at",
        ],
        "skks.contribution": [
            "inquiry_id",
            "entity_id",
            "user_id",
            "number",
            "company_id",
            "delivered_via",
            "is_lead",
            "more_time_at",
            "is_asked_late",
        ],
        "skks.inquiry": ["category_id", "topic_id", "coordinator_id", "state"],
    }

    contribution_id = fields.Many2one("skks.contribution", "Contribution")
    inquiry_id = fields.Many2one("skks.inquiry", "Inquiry")
    number = fields.Char()
    # by what
    entity_id = fields.Many2one("skks.entity", "Entity")
    user_id = fields.Many2one("res.users", "Person")
    category_id = fields.Many2one("skks.inquiry.category", "Kind")
    topic_id = fields.Many2one("skks.topic", "Topic")
    coordinator_id = fields.Many2one("res.users", "Coordinator")
    company_id = fields.Many2one("res.company")
    delivered_via = fields.Selection(
        selection=lambda self: self._labels("delivered_via"), string="Delivered"
    )
    is_lead = fields.Boolean("Leads")
    started_at = fields.Datetime("Asked")
    due_at = fields.Datetime("Due")
    stopped_at = fields.Datetime("Delivered on")
    # what is counted
    promises = fields.Integer("Dates promised")
    asked_more_time = fields.Integer("Asked for more time")
    asked_late = fields.Integer(
        "Asked late for more time", help="After 80 % of the term were gone."
    )
    result = fields.Selection(selection=lambda self: self._labels("result"))
    in_time = fields.Float(
        "In time, %",
        digits=(5, 1),
        aggregator="avg",
        help="Share of the dates that the entity kept.",
    )
    hours_late = fields.Float(
        "Hours late (average)",
        aggregator="avg",
        help="Working hours of the entity after the date, of the late ones alone.",
    )
    hours_late_median = fields.Float("Hours late (median)", aggregator="median")

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT clock.id, 1 AS promises, part.id AS contribution_id,
                   part.inquiry_id, part.number, part.entity_id, part.user_id,
                   part.company_id, part.delivered_via,
                   part.is_lead, (%(asked)s)::int AS asked_more_time,
                   (%(asked)s AND part.is_asked_late)::int AS asked_late,
                   inquiry.category_id, inquiry.topic_id,
                   inquiry.coordinator_id, clock.started_at, clock.due_at,
                   clock.stopped_at, clock.result,
                   CASE clock.result WHEN 'met' THEN 100.0 ELSE 0.0 END AS in_time,
                   %(late)s AS hours_late, %(late)s AS hours_late_median
              FROM skks_clock clock
              JOIN skks_contribution part ON part.id = clock.res_id
              JOIN skks_inquiry inquiry ON inquiry.id = part.inquiry_id
             WHERE clock.res_model = 'skks.contribution' AND clock.result IS NOT NULL
               AND inquiry.state NOT IN %(open)s
            """,
            late=SQL(
                "CASE WHEN clock.result = 'missed' THEN clock.minutes_late / 60.0 END"
            ),
            asked=SQL(ASKED),
            open=OPEN_STATES,
        )
