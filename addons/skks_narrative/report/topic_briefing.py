from odoo import api, models
from odoo.fields import Domain

from ..tools import freshness as rule

# The order of reading: what may be said today comes first.
ORDER = (rule.CURRENT, rule.DUE_SOON, rule.OVERDUE, rule.NEVER, rule.EXPIRED)


class TopicBriefing(models.AbstractModel):
    """What the town says on a topic, on paper: accepted texts only.

    It is put together with the rights of who prints it, from versions, so neither a
    draft nor the internal note of a position is ever on it.
    """

    _name = "report.skks_narrative.report_topic"
    _description = "Briefing on a Topic"

    @api.model
    def _get_report_values(self, docids, data=None):
        topics = self.env["skks.topic"].browse(docids)
        topics.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": topics._name,
            "docs": topics,
            "sections": [(topic, self._positions(topic)) for topic in topics],
            "labels": self._labels(),
        }

    @api.model
    def _positions(self, topic):
        """Positions of the topic and of the narrower ones, the freshest first."""
        narratives = self.env["skks.narrative"].search(
            Domain("topic_ids", "child_of", topic.id)
            & Domain("current_version_id", "!=", False)
            & Domain("withdrawn_at", "=", False)
        )
        return narratives.sorted(lambda one: ORDER.index(one.freshness))

    @api.model
    def _labels(self):
        field = self.env["skks.narrative"]._fields["freshness"]
        return dict(field._description_selection(self.env))
