"""Positions are found in any Polish form, the fresh first, by their readers (M6.2)."""

from datetime import timedelta

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from ..models.narrative_search import FRESHNESS, STALE
from .common import NarrativeCase


@tagged("post_install", "-at_install")
class TestSearch(NarrativeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.topic = cls.env["skks.topic"].create({"name": "Przeprawy mostowe"})
        cls.bridge = cls.approved(
            name="Most na Młyńskiej",
            thesis="Most otworzymy w poniedziałek.",
            body="<p>Objazd prowadzi ulicą Źródlaną.</p>",
            background="<p>Wykonawca: firma Budmost.</p>",
            keywords="wiadukt",
            topic_ids=[(4, cls.topic.id)],
        )

    def _found(self, query, user):
        narratives = self.Narrative.with_user(user)
        return narratives.search([("search_text", "ilike", query)])

    def test_every_text_that_readers_have(self):
        """M6.2: title, keywords, topic, thesis, text, background."""
        for user in (self.officer, self.expert, self.head, self.leader, self.auditor):
            for query in (
                "mostem młyńska",
                "wiaduktu",
                "przepraw",
                "otwierać poniedziałki otworzymy",
                "objazdami",
                "zrodlana",
                "wykonawcy",
            ):
                with self.subTest(user=user.login, query=query):
                    self.assertIn(self.bridge, self._found(query, user))

    def test_as_before_for_whoever_may_not_read(self):
        """M6.2, M4.3: another entity's representative finds, counts, learns nothing."""
        narratives = self.Narrative.with_user(self.stranger)
        for query in ("mostem", "budmost", "objazdem", "bumdost", "most fortepian"):
            with self.subTest(query=query):
                domain = [("search_text", "ilike", query)]
                self.assertFalse(narratives.search(domain))
                self.assertEqual(narratives.search_count(domain), 0)
                self.assertEqual(narratives.name_search(query), [])
                self.assertFalse(narratives._polish_search_note(query))

    def test_parts_are_searched_in(self):
        """M6.2: key messages, questions and answers are texts of the position."""
        self.bridge.sudo().write(
            {
                "key_message_ids": [Command.create({"text": "Kładka zostaje"})],
                "question_ids": [
                    Command.create(
                        {"question": "Kiedy tramwaj?", "answer": "Po zimowisku."}
                    )
                ],
            }
        )
        for query in ("kładki", "tramwajem", "zimowiska"):
            self.assertIn(self.bridge, self._found(query, self.officer), query)
        self.bridge.sudo().question_ids.answer = "Po remoncie."
        self.assertNotIn(self.bridge, self._found("zimowiska", self.officer))

    def test_the_internal_note_is_not_searched_in(self):
        """M6.2: experts do not read it, so nobody finds by it."""
        self.bridge.sudo().internal = "<p>Tajemnica kierbud</p>"
        for user in (self.officer, self.expert):
            self.assertFalse(self._found("kierbud", user))
        words = self.env["skks.polish.lexicon"].sudo()
        self.assertFalse(words.search([("form", "=", "kierbud")]))

    def test_a_draft_is_its_teams(self):
        draft = self.draft(name="Kładka nad potokiem")
        self.assertEqual(self._found("kładki", self.officer), draft)
        for user in (self.stranger, self.leader, self.auditor):
            self.assertFalse(self._found("kładki", user))

    def test_fresh_and_important_first(self):
        """M6.2, M6.3: an expired position is found, after the others."""
        texts = {
            "thesis": "Rondo",
            "body": "<p>Rondo.</p>",
            "name": "Rondo przy szkole",
        }
        old, crisis, fresh = (
            self.approved(**texts),
            self.approved(**texts, importance="crisis"),
            self.approved(**texts),
        )
        never = self.draft(**texts)
        today = self.Narrative._today()
        old.sudo().valid_to = today - timedelta(1)
        late = self.approved(**texts)
        late.sudo()._guarded_write({"confirmed_on": today - timedelta(100)})
        found = self._found("ronda", self.officer)
        self.assertEqual(found[:3], crisis | fresh | late)
        self.assertEqual(found[3:], never | old)

    def test_the_rank_agrees_with_the_badge(self):
        """The factor in the order and the badge are one rule."""
        today = self.Narrative._today()
        for days in (0, 75, 77, 90, 91, 119, 121, 400):
            self.bridge.sudo()._guarded_write({"confirmed_on": today - timedelta(days)})
            self.env.flush_all()
            factor = self.Narrative._factor(
                "skks_narrative", "freshness", FRESHNESS, STALE
            )
            ((value,),) = self.env.execute_query(
                SQL(
                    "SELECT %s FROM skks_narrative WHERE id = %s",
                    factor,
                    self.bridge.id,
                )
            )
            expected = FRESHNESS.get(self.bridge.freshness, STALE)
            self.assertAlmostEqual(float(value), expected, msg=f"after {days} days")

    def test_typing_errors_and_approximate_results(self):
        """M6.2: what else was searched for is said."""
        narratives = self.Narrative.with_user(self.expert)
        self.assertEqual(self._found("mlynksiej", self.expert), self.bridge)
        self.assertIn("młyńskiej", narratives._polish_search_note("mlynksiej"))
        self.assertEqual(self._found("objazd fortepian", self.expert), self.bridge)
        marked = narratives._polish_mark(self.bridge.body, "objazdu")
        self.assertIn("<mark>Objazd</mark>", marked)

    def test_many_positions_cost_few_queries(self):
        """Indexing adds no query for each position."""
        for count in (1, 20):
            narratives = self.Narrative.create(
                [
                    {"name": f"Rondo {count} {number}", "expert_id": self.expert.id}
                    for number in range(count)
                ]
            )
            self.env.flush_all()
            narratives.write({"keywords": f"skrzyżowanie {count}"})
            with self.assertQueryCount(2):
                self.env.flush_all()
