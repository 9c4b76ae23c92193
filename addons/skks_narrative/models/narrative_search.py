from odoo import api, models
from odoo.tools import SQL

from ..tools import freshness as rule

# A position that nobody vouches for any more is found, but after the others.
FRESHNESS = {rule.CURRENT: 1, rule.DUE_SOON: 0.95, rule.OVERDUE: 0.7}
STALE = 0.3
IMPORTANCE = {"crisis": 1.3, "high": 1.15, "normal": 1, "evergreen": 1}


class Narrative(models.Model):
    """Positions are found by their words, the fresh and important ones first.

    ``internal`` is not searched in: representatives and experts do not read it.
    """

    _name = "skks.narrative"
    _inherit = ["skks.narrative", "skks.polish.search.mixin"]

    _polish_texts = {
        "A": ("name",),
        "B": ("keywords", "tag_ids.name", "topic_ids.complete_name"),
        "C": ("thesis",),
        "D": ("body", "background"),
    }

    @api.model
    def _polish_rank(self, alias):
        return SQL(
            "%s * %s", self._freshness_factor(alias), self._importance_factor(alias)
        )

    @api.model
    def _freshness_factor(self, alias):
        """The rule of ``tools.freshness`` as a number."""
        today = self._today()
        return SQL(
            "CASE WHEN %(withdrawn)s IS NOT NULL OR %(valid_to)s < %(today)s"
            " THEN %(stale)s WHEN %(due)s >= %(current_from)s THEN %(current)s"
            " WHEN %(due)s >= %(soon_from)s THEN %(soon)s"
            " WHEN %(due)s >= %(overdue_from)s THEN %(overdue)s ELSE %(stale)s END",
            withdrawn=self._field_to_sql(alias, "withdrawn_at"),
            valid_to=self._field_to_sql(alias, "valid_to"),
            due=self._field_to_sql(alias, "confirm_due"),
            today=today,
            stale=STALE,
            **dict(
                zip(
                    ("current_from", "soon_from", "overdue_from"),
                    rule.last_days(today),
                    strict=True,
                )
            ),
            current=FRESHNESS[rule.CURRENT],
            soon=FRESHNESS[rule.DUE_SOON],
            overdue=FRESHNESS[rule.OVERDUE],
        )

    @api.model
    def _importance_factor(self, alias):
        cases = SQL(" ").join(
            SQL("WHEN %s THEN %s", key, value) for key, value in IMPORTANCE.items()
        )
        return SQL(
            "CASE %s %s ELSE 1 END", self._field_to_sql(alias, "importance"), cases
        )
