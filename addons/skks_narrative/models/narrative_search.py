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
    Weights A to C are the position's own words on what it is about, by which
    ``skks.narrative.pair`` compares it with others; the names of its topics, which
    many have in common, stand below them.
    """

    _name = "skks.narrative"
    _inherit = ["skks.narrative", "skks.polish.search.mixin"]

    _polish_texts = {
        "A": ("name",),
        "B": ("keywords", "tag_ids.name"),
        "C": ("thesis", "key_message_ids.text"),
        "D": (
            *("body", "background"),
            *("question_ids.question", "question_ids.answer"),
            "topic_ids.complete_name",
        ),
    }

    @api.model
    def _polish_rank(self, alias):
        return SQL(
            "%s * %s",
            self._factor(alias, "freshness", FRESHNESS, STALE),
            self._factor(alias, "importance", IMPORTANCE, 1),
        )

    @api.model
    def _factor(self, alias, fname, factors, other):
        """The number that belongs to the value of a field."""
        cases = [SQL("WHEN %s THEN %s", *pair) for pair in factors.items()]
        return SQL(
            "CASE %s %s ELSE %s END",
            self._field_to_sql(alias, fname),
            SQL(" ").join(cases),
            other,
        )
