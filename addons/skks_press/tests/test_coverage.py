"""M0.1, M5.1: what was published, and the work it came from."""

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .test_release import ReleaseCase


@tagged("post_install", "-at_install")
class TestCoverage(ReleaseCase):
    def _coverage(self, **values):
        return (
            self.env["skks.coverage"]
            .with_user(self.officer)
            .create(
                {
                    "name": "Tężnia otwarta",
                    "outlet_id": self.outlet.id,
                    "date": "2026-01-10",
                }
                | values
            )
        )

    def test_origin_and_topic_follow_the_source(self):
        inquiry = self._inquiry()
        ours = self._coverage(release_id=self.release.id)
        asked = self._coverage(inquiry_id=inquiry.id)
        self.assertEqual((ours.origin, asked.origin), ("proactive", "reactive"))
        self.assertEqual(ours.topic_id | asked.topic_id, self.topic)
        ours.origin = "reactive"
        self.assertEqual(ours.origin, "reactive")
        self.assertEqual(self.release.coverage_count, 1)
        self.assertEqual(inquiry.coverage_count, 1)

    def test_bad_input(self):
        for values in (
            {"date": "2046-01-10"},
            {"url": "javascript:alert(1)"},
            {"outlet_id": self.journalist.id},
            {"journalist_id": self.outlet.id},
        ):
            with self.subTest(**values), self.assertRaises(ValidationError):
                self._coverage(**values)

    def test_opens_with_what_is_known(self):
        inquiry = self._inquiry()
        context = inquiry.action_open_coverage()["context"]
        self.assertEqual(context["default_inquiry_id"], inquiry.id)
        self.assertEqual(context["default_outlet_id"], self.outlet.id)

    def test_rights(self):
        coverage = self._coverage()
        for user in (self.secretary, self.auditor):
            self.assertTrue(coverage.with_user(user).has_access("read"))
            self.assertFalse(coverage.with_user(user).has_access("write"))
        for user in (self.roads, self._user("bak", "dispatcher")):
            self.assertFalse(coverage.with_user(user).sudo(False).has_access("read"))

    def test_order_is_the_offices(self):
        coverage = self._coverage(excerpt="<b>Zła</b> droga", url="https://a.example/")
        with self.assertRaises(AccessError):
            coverage.with_user(self.secretary).action_make_order()
        values = coverage._prepare_order_values()
        self.assertEqual(values["name"], "Tężnia otwarta")
        self.assertIn("&lt;b&gt;", values["description"])
        self.assertIn("https://a.example/", values["description"])
        action = coverage.action_make_order()
        order = self.env["skks.order"].browse(action["res_id"])
        self.assertEqual(order.source_url, "https://a.example/")
        self.assertEqual(order.outlet_id, coverage.outlet_id)
        self.assertEqual(order.direction, "to_entity")
