from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import freshness as rule
from .narrative_use_trace import SENT, UNVERIFIED

GOAL = 80


class NarrativeFigures(models.Model):
    """How good the base of positions is: one row an accepted position (M6).

    The share of current ones (the goal is 80 %), those without an active expert,
    uses and uses of what nobody had vouched for, what was never used, and how many
    days an expert takes to confirm. Of uses only those count that the reader may read.
    """

    _name = "skks.narrative.figures"
    _description = "Figures of Positions"
    _inherit = ["skks.report.mixin"]
    _auto = False
    _order = "is_current, uses desc, id"
    _rec_name = "narrative_id"
    _document_fields = ("narrative_id",)
    _depends = {
        "skks.narrative": [
            "company_id",
            "entity_id",
            "expert_id",
            "importance",
            "active",
            "confirm_due",
            "confirm_every",
            "valid_to",
            "withdrawn_at",
            "current_version_id",
        ],
        "skks.narrative.confirmation": ["narrative_id", "outcome", "confirmed_at"],
        "skks.narrative.version": ["narrative_id", "approved_at"],
        "skks.narrative.use": [
            "narrative_id",
            "freshness",
            "res_model",
            "res_id",
            "inserted_at",
        ],
        "res.users": ["active"],
    }

    narrative_id = fields.Many2one("skks.narrative", "Position")
    entity_id = fields.Many2one("skks.entity", "Entity")
    expert_id = fields.Many2one("res.users", "Expert")
    importance = fields.Selection(selection=lambda self: self._labels("importance"))
    company_id = fields.Many2one("res.company")
    confirm_due = fields.Date("Confirm by")
    last_used_on = fields.Date("Last used", aggregator="max")
    positions = fields.Integer()
    is_current = fields.Float(
        "Current, %",
        digits=(5, 1),
        aggregator="avg",
        help="Share of the positions whose confirmation is not overdue and that are"
        " still valid. The goal is 80 %.",
    )
    no_expert = fields.Integer(
        "Without an active expert",
        help="Nobody is named, or this person works here no more and at best the deputy"
        " is asked.",
    )
    uses = fields.Integer()
    uses_sent = fields.Integer("Uses in what was sent")
    uses_unverified = fields.Integer(
        "Uses while unconfirmed",
        help="Overdue, expired or never confirmed at the moment of use.",
    )
    never_used = fields.Integer("Never used")
    days_to_confirm = fields.Float(
        "Days to confirm (median)",
        digits=(5, 1),
        aggregator="median",
        help="From two weeks before the date until the last confirmation.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT position.id, position.id AS narrative_id, position.entity_id,
                   position.expert_id, position.importance, position.company_id,
                   position.confirm_due, 1 AS positions,
                   CASE WHEN position.confirm_due >= %(today)s
                             AND COALESCE(position.valid_to, %(today)s) >= %(today)s
                        THEN 100.0 ELSE 0.0 END AS is_current,
                   CASE WHEN expert.active THEN 0 ELSE 1 END AS no_expert,
                   COALESCE(used.uses, 0) AS uses,
                   COALESCE(used.sent, 0) AS uses_sent,
                   COALESCE(used.unverified, 0) AS uses_unverified,
                   used.last_used_on,
                   CASE WHEN used.uses IS NULL THEN 1 ELSE 0 END AS never_used,
                   asked.days AS days_to_confirm
              FROM skks_narrative position
         LEFT JOIN res_users expert ON expert.id = position.expert_id
         LEFT JOIN (%(used)s) used ON used.narrative_id = position.id
         LEFT JOIN LATERAL (%(asked)s) asked ON TRUE
             WHERE position.active AND position.withdrawn_at IS NULL
               AND position.current_version_id IS NOT NULL
            """,
            today=self.env["skks.narrative"]._today(),
            used=self._used(),
            asked=self._asked(),
        )

    @api.model
    def _used(self):
        """Uses of each position that the reader may read."""
        uses = self.env["skks.narrative.use"]
        return SQL(
            """
            SELECT used.narrative_id, COUNT(*) AS uses, COUNT(sent.res_id) AS sent,
                   COUNT(*) FILTER (WHERE used.freshness = ANY(%(unverified)s))
                       AS unverified,
                   MAX(used.inserted_at)::date AS last_used_on
              FROM skks_narrative_use used
         LEFT JOIN (%(sent)s) sent
                ON sent.res_model = used.res_model AND sent.res_id = used.res_id
             WHERE used.id IN %(readable)s
          GROUP BY used.narrative_id
            """,
            unverified=list(UNVERIFIED),
            sent=self._sent(uses._sent_models()),
            readable=uses._search([]).subselect(),
        )

    @api.model
    def _sent(self, names):
        """Texts that have left, of all the models."""
        selects = [SQL("SELECT '' AS res_model, 0 AS res_id WHERE FALSE")]
        for name in names:
            model = self.env[name]
            model.flush_model([SENT])
            selects.append(
                SQL(
                    "SELECT %s, id FROM %s WHERE %s IS NOT NULL",
                    name,
                    SQL.identifier(model._table),
                    SQL.identifier(SENT),
                )
            )
        return SQL(" UNION ALL ").join(selects)

    @api.model
    def _asked(self):
        """Days that the last confirmation took, since it was asked for.

        It is asked for so many days before the date that follows from the version or
        the confirmation before it.
        """
        return SQL(
            """
            SELECT GREATEST(
                       0, %(lead)s + EXTRACT(DAY FROM said.moment - said.before)
                          - position.confirm_every
                   ) AS days
              FROM (
                    SELECT step.moment, step.is_answer,
                           LAG(step.moment) OVER (ORDER BY step.moment) AS before
                      FROM (
                            SELECT confirmed_at AS moment, TRUE AS is_answer
                              FROM skks_narrative_confirmation
                             WHERE narrative_id = position.id
                               AND outcome = 'unchanged'
                         UNION ALL
                            SELECT approved_at, FALSE
                              FROM skks_narrative_version
                             WHERE narrative_id = position.id
                           ) step
                   ) said
             WHERE said.is_answer AND said.before IS NOT NULL
          ORDER BY said.moment DESC
             LIMIT 1
            """,
            lead=rule.LEAD_DAYS,
        )
