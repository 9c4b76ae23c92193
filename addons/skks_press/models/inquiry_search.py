from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

# How much more alike a case is on the same topic, or by the same journalist.
SAME_TOPIC = 2
SAME_JOURNALIST = 1


class Inquiry(models.Model):
    """Inquiries are found by their words, and by the words of other inquiries.

    Only what every reader of an inquiry reads: no names and addresses of senders
    (fields of their own), no contributions, no answers.
    """

    _name = "skks.inquiry"
    _inherit = ["skks.inquiry", "skks.polish.search.mixin"]

    _polish_texts = {
        "A": ("name", "number"),
        "B": ("tag_ids.name", "topic_id.complete_name"),
        "C": ("question_ids.text",),
        "D": ("description",),
    }

    def _similar(self, limit=10):
        """Answered inquiries that ask for the same, then as before.

        Searched with the rights of the reader: a confidential case is no hint.
        """
        self.ensure_one()
        ended = Domain("state", "in", ("answered", "closed"))
        ended &= Domain("id", "!=", self._origin.id)
        text = " ".join([self.name or "", *self.question_ids.mapped("text")])
        found = self._polish_alike(text, ended, limit, self._similar_bonus())
        if len(found) >= limit:
            return found
        return (found | super()._similar(limit))[:limit]

    def _similar_bonus(self):
        table = self._table
        return SQL(
            "CASE WHEN %s = %s THEN %s ELSE 0 END"
            " + CASE WHEN %s = %s THEN %s ELSE 0 END",
            self._field_to_sql(table, "topic_id"),
            self.topic_id.id or None,
            SAME_TOPIC,
            SQL.identifier(table, "journalist_id", self._fields["journalist_id"]),
            self.sudo().journalist_id.id or None,
            SAME_JOURNALIST,
        )
