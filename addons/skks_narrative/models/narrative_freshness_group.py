from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import freshness as rule

ORDER = (rule.CURRENT, rule.DUE_SOON, rule.OVERDUE, rule.EXPIRED, rule.NEVER)


class Narrative(models.Model):
    """Grouping by freshness: the rule of ``tools.freshness`` in SQL.

    It is worked out in the query, so it needs no column that a job would have to
    keep up from day to day.
    """

    _inherit = "skks.narrative"

    freshness = fields.Selection(group_expand="_group_expand_freshness")

    @api.model
    def _group_expand_freshness(self, found, domain):
        """From the freshest to the stalest, whether there is one or not."""
        return list(ORDER)

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr != "freshness":
            return super()._field_to_sql(alias, field_expr, query)
        today = self._today()
        current, due_soon, overdue = rule.last_days(today)
        due, valid_to, withdrawn = (
            super(Narrative, self)._field_to_sql(alias, fname, query)
            for fname in ("confirm_due", "valid_to", "withdrawn_at")
        )
        return SQL(
            "CASE WHEN %s IS NOT NULL OR %s < %s THEN %s WHEN %s IS NULL THEN %s"
            " WHEN %s >= %s THEN %s WHEN %s >= %s THEN %s WHEN %s >= %s THEN %s"
            " ELSE %s END",
            *(withdrawn, valid_to, today, rule.EXPIRED),
            *(due, rule.NEVER),
            *(due, current, rule.CURRENT),
            *(due, due_soon, rule.DUE_SOON),
            *(due, overdue, rule.OVERDUE),
            rule.EXPIRED,
        )
