from odoo.tests import tagged

from .common import CrossingCase


@tagged("post_install", "-at_install")
class TestTopic(CrossingCase):
    """A topic shows what journalists ask and what citizens report."""

    def test_both_sides(self):
        narrower = self.env["skks.topic"].create(
            {"name": "Remonty", "parent_id": self.topic.id}
        )
        before = self.topic.inquiry_count, self.topic.intervention_count
        inquiry = self._inquiry(topic_id=narrower.id)
        report = self._report(topic_id=self.topic.id)
        self._inquiry().action_not_a_case()
        self.env.invalidate_all()
        topic = self.topic.with_user(self.officer)
        counts = topic.inquiry_count, topic.intervention_count
        self.assertEqual(counts, (before[0] + 1, before[1] + 1))
        for action, case in (
            (topic.action_view_inquiries(), inquiry),
            (topic.action_view_interventions(), report),
        ):
            found = self.env[action["res_model"]].search(action["domain"])
            self.assertIn(case, found)

    def test_counts_are_the_readers(self):
        self._inquiry()
        self._report(topic_id=self.topic.id)
        topic = self.topic.with_user(self.dispatcher)
        self.assertEqual((topic.inquiry_count, topic.intervention_count), (0, 1))
        topic = self.topic.with_user(self.school)
        self.assertEqual((topic.inquiry_count, topic.intervention_count), (0, 0))
