"""M6.1: the tree of topics, filters, grouping by freshness."""

import json
from datetime import timedelta

from lxml import etree

from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from . import common


@tagged("post_install", "-at_install")
class TestTopicPanel(common.NarrativeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Topic = cls.env["skks.topic"]
        cls.top = Topic.create({"name": "Top", "code": "T-TOP"})
        cls.left, cls.right = Topic.create(
            [
                {"name": "Left", "code": "T-L", "parent_id": cls.top.id},
                {"name": "Right", "code": "T-R", "parent_id": cls.top.id},
            ]
        )
        cls.both = cls.approved(name="Both", topic_ids=(cls.left | cls.right).ids)
        cls.one = cls.approved(name="One", topic_ids=cls.left.ids)
        cls.foreign = cls.draft(
            name="Foreign",
            expert_id=cls.stranger.id,
            deputy_id=False,
            topic_ids=cls.right.ids,
        )
        cls.all = cls.both | cls.one | cls.foreign

    def tree(self, user, **kwargs):
        panel = self.Narrative.with_user(user).search_panel_select_range(
            "topic_id", enable_counters=True, **kwargs
        )
        self.assertEqual(panel["parent_field"], "parent_id")
        ids = (self.top | self.left | self.right).ids
        return {
            one["display_name"]: one["__count"]
            for one in panel["values"]
            if one["id"] in ids
        }

    def test_tree_counts_each_position_once(self):
        self.assertEqual(self.tree(self.officer), {"Top": 3, "Left": 2, "Right": 2})
        self.assertEqual(
            self.tree(self.officer, filter_domain=[("name", "=", "One")])["Top"], 1
        )

    def test_tree_counts_what_one_may_read(self):
        self.assertEqual(self.tree(self.expert), {"Top": 2, "Left": 2, "Right": 1})
        self.assertEqual(self.tree(self.leader)["Top"], 2)

    def test_branch_finds_what_it_counts(self):
        for topic, names in (
            (self.top, {"Both", "One", "Foreign"}),
            (self.left, {"Both", "One"}),
        ):
            found = self.Narrative.with_user(self.officer).search(
                [("topic_id", "child_of", topic.id)]
            )
            self.assertEqual(set(found.mapped("name")), names)

    def test_filters(self):
        """Every filter of the screen is a domain that finds what it says."""
        today = self.Narrative._today()
        later = self.draft(name="Later", valid_from=today + timedelta(5))
        over = self.draft(name="Over", valid_to=today - timedelta(5))
        view = self.Narrative.with_user(self.officer).get_view(view_type="search")
        domains = {
            node.get("name"): safe_eval(node.get("domain"), {"uid": self.officer.id})
            for node in etree.fromstring(view["arch"]).iter("filter")
            if node.get("domain")
        }
        found = {
            name: self.Narrative.with_user(self.officer).search(domain)
            for name, domain in domains.items()
        }
        self.assertIn(later, found["valid_later"])
        self.assertIn(over, found["valid_over"])
        self.assertFalse((later | over) & found["valid_today"])
        self.assertIn(self.one, found["valid_today"])
        self.assertIn(self.one, found["never_used"])
        self.assertNotIn(self.foreign, found["never_used"])

    def test_saved_filters(self):
        filters = self.env["ir.filters"].search([("model_id", "=", "skks.narrative")])
        self.assertTrue(filters)
        for one in filters:
            with self.subTest(one.name):
                domain = safe_eval(one.domain, {"uid": self.officer.id})
                narratives = self.Narrative.with_user(self.officer)
                narratives.search(domain)
                groups = safe_eval(one.context).get("group_by", [])
                if groups:
                    narratives.formatted_read_group(domain, groups, ["__count"])

    def test_groups_by_freshness_agree_with_the_badge(self):
        """M6.3: the rule in SQL is the rule of the badge, to the day."""
        today = self.Narrative._today()
        cases = self.all
        for days in (-31, -30, -1, 0, 13, 14, 200):
            narrative = self.approved(name=f"Due {days}", topic_ids=self.top.ids)
            every = narrative.confirm_every
            narrative.sudo()._guarded_write(
                {"confirmed_on": today + timedelta(days - every)}
            )
            cases |= narrative
        cases |= self.approved(name="Out", valid_to=today - timedelta(1))
        withdrawn = self.approved(name="Withdrawn")
        withdrawn.with_user(self.expert).action_withdraw("Old")
        cases |= withdrawn
        self.env.flush_all()
        groups = self.Narrative.with_user(self.officer)._read_group(
            [("id", "in", cases.ids)], ["freshness"], ["id:recordset"]
        )
        self.assertEqual(
            {fresh: set(found.mapped("name")) for fresh, found in groups},
            {
                fresh: set(found.mapped("name"))
                for fresh, found in cases.grouped("freshness").items()
            },
        )
        columns = self.Narrative.with_context(read_group_expand=True)
        columns = columns.formatted_read_group(
            [("id", "=", self.one.id)], ["freshness"], ["__count"]
        )
        self.assertEqual(
            [(one["freshness"], one["__count"]) for one in columns],
            [
                ("current", 1),
                ("due_soon", 0),
                ("overdue", 0),
                ("expired", 0),
                ("never_confirmed", 0),
            ],
        )
        json.dumps(columns)
