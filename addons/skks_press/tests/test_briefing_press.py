"""M0.1, M0.4: what the press office adds to the briefing."""

from freezegun import freeze_time

from odoo.tests import tagged

from .test_reports import ReportCase
from .test_scenarios import at


@tagged("post_install", "-at_install")
class TestPressLines(ReportCase):
    def sections(self, user, kind="daily"):
        briefing = self.env["skks.briefing"].with_user(user).create({"kind": kind})
        return {section.title: section for section in briefing._sections()}

    def heard(self, user):
        found = self.sections(user).get("Heard from several sides in 7 days")
        return found and found.rows

    def position(self):
        narrative = (
            self.env["skks.narrative"]
            .with_user(self.officer)
            .create(
                {
                    "name": "Remont Młyńskiej",
                    "body": "<p>Do końca roku.</p>",
                    "entity_id": self.wdt.id,
                    "expert_id": self.roads.id,
                    "topic_ids": [(6, 0, self.topic.ids)],
                }
            )
        )
        narrative.action_submit()
        narrative.with_user(self.roads).action_approve()
        narrative.with_user(self.head).action_approve()
        return narrative

    def test_heard_from_several_sides(self):
        """Two newsrooms in seven days, with the freshness of the position."""
        with self.at(16, 8):
            self._inquiry(outlet_id=self.station.id)
        with self.at(23, 8):
            self._inquiry()
            self._inquiry()
            self.assertEqual(len(self.heard(self.officer)), 1)
        with self.at(24, 8):
            self.assertFalse(self.heard(self.officer))  # the station asked before
            second = self._inquiry(outlet_id=self.station.id)
            (row,) = self.heard(self.officer)
            self.assertEqual(row.label, "Drogi")
            self.assertEqual(row.who, "newsrooms: 2, inquiries: 3 · no position")
            narrative = self.position()
            (row,) = self.heard(self.secretary)
            self.assertIn("Remont Młyńskiej (", row.who)
            self.assertEqual(
                (row.res_model, row.res_id), ("skks.narrative", narrative.id)
            )
            second.action_not_a_case()
            self.assertFalse(self.heard(self.officer))

    def test_nobody_hears_of_a_confidential_case(self):
        with self.at(24, 8):
            self._inquiry()
            self._inquiry(outlet_id=self.station.id, confidential=True)
            self.assertTrue(self.heard(self.head))
            for user in (self.officer2, self.secretary):
                self.assertFalse(self.heard(user))

    def test_sent_with_one_acceptance(self):
        category = self.env["skks.inquiry.category"].search([], limit=1)
        category.signoff_stages = "2"
        with self.at(24, 9):
            category.signoff_stages = "1"
            inquiry = self._inquiry(category_id=category.id)
            inquiry.action_confirm()
            answer = self.draft(inquiry)
            answer.body = "<p>Tak</p>"
            answer.action_submit()
            answer.with_user(self.head).action_approve()
            answer.action_send()
        title = "Sent with one acceptance"
        with self.at(24, 10):
            section = self.sections(self.secretary)[title]
            self.assertEqual(section.count, 1)
            self.assertIn(inquiry.number, section.rows[0].label)
            inquiry.confidential = True
            self.env.flush_all()
            self.env.invalidate_all()
            self.assertNotIn(title, self.sections(self.secretary))
            self.assertIn(title, self.sections(self.head))
        with self.at(27, 10):
            self.assertNotIn(title, self.sections(self.head))

    def test_load_of_the_officers(self):
        """M0.4: open inquiries, and those that end this week."""
        with freeze_time(at(24, 8)):
            self._inquiry(asked_for=at(25, 12))
            self._inquiry(asked_for=at(27, 12))
            self._inquiry(asked_for=at(1, 12, month=12))
            rows = self.sections(self.head)["Work of the officers"].rows
        self.assertIn("inquiries: 3, due this week: 2", rows[0].who)
