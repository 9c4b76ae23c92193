"""M6.3: two accepted positions on one topic, side by side for the head."""

from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models import narrative_pair
from . import common


@tagged("post_install", "-at_install")
class TestPair(common.NarrativeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.topic, cls.other_topic = cls.env["skks.topic"].create(
            [{"name": "Parking", "code": "T-P"}, {"name": "Trees", "code": "T-D"}]
        )
        topics = cls.topic.ids
        cls.stays = cls.approved(
            name="Strefa parkowania zostaje", thesis="It stays.", topic_ids=topics
        )
        cls.grows = cls.approved(
            name="Powiększenie strefy parkowania", thesis="It grows.", topic_ids=topics
        )
        cls.trees = cls.approved(
            name="Strefa zieleni: parkowanie", topic_ids=cls.other_topic.ids
        )
        cls.both = cls.stays | cls.grows
        cls.env.flush_all()

    def pairs(self, user=None):
        pairs = self.env["skks.narrative.pair"].with_user(user or self.manager)
        pairs.invalidate_model()
        return pairs.search(
            [("first_id", "in", self.both.ids), ("second_id", "in", self.both.ids)]
        )

    def wizard(self, pairs, reason):
        wizard = self.env["skks.reason"].with_user(self.manager)
        return wizard.create({"reason": reason}).with_context(
            active_model=pairs._name,
            active_ids=pairs.ids,
            reason_action="action_no_contradiction",
        )

    def test_side_by_side(self):
        (pair,) = self.pairs()
        self.assertEqual((pair.first_id, pair.second_id), tuple(self.both))
        self.assertEqual(
            (pair.first_thesis, pair.second_thesis), ("It stays.", "It grows.")
        )
        self.assertEqual(pair.topic_id, self.topic)
        self.assertFalse(pair.check_id)

    def alike(self, first, second):
        """Whether two more positions of a topic with these values are a pair."""
        topic = self.env["skks.topic"].create({"name": "Finanse", "code": "T-F"})
        values = {"thesis": False, "topic_ids": topic.ids}
        both = self.approved(**values | first) | self.approved(**values | second)
        self.env.flush_all()
        pairs = self.env["skks.narrative.pair"].with_user(self.manager)
        return bool(pairs.search([("second_id", "=", both[1].id)]))

    def test_what_has_a_word_of_the_title_and_another_in_common_is_a_pair(self):
        """In whatever Polish form, also by keywords and key messages."""
        cases = {
            "titles": (
                {"name": "Opłata za wodę"},
                {"name": "Jaka będzie woda i opłaty"},
            ),
            "keywords": (
                {"name": "Skąd ta stawka", "keywords": "śmieci, odpady"},
                {"name": "Podwyżka", "keywords": "odpadów", "thesis": "Stawki rosną."},
            ),
            "key messages": (
                {"name": "Bilety", "thesis": "Zdrożeją od stycznia."},
                {
                    "name": "Ceny biletów",
                    "key_message_ids": [(0, 0, {"text": "Nic nie zdrożeje."})],
                },
            ),
        }
        for name, (first, second) in cases.items():
            with self.subTest(name), self.cr.savepoint() as savepoint:
                self.assertTrue(self.alike(first, second))
                savepoint.rollback()
                self.env.invalidate_all()

    def test_what_has_only_its_topic_in_common_is_no_pair(self):
        """A wide topic holds much that has nothing to do with each other."""
        cases = {
            "nothing": ({"name": "Dług"}, {"name": "Budżet obywatelski"}),
            "its topic": ({"name": "Dług i finanse"}, {"name": "Finanse: opłaty"}),
            "one word": ({"name": "Cena wody"}, {"name": "Ceny biletów"}),
            "one word, in two forms": (
                {"name": "Cena wody, ceny ścieków"},
                {"name": "Ceny biletów", "thesis": "Niska cena."},
            ),
            "one word with two lemmas": ({"name": "Drogi"}, {"name": "Drogie drogi"}),
            "words that say nothing": (
                {"name": "Dług miasta", "thesis": "Będzie mniejszy w nowym roku."},
                {"name": "Drzewa w mieście", "thesis": "Będą nowe co rok."},
            ),
            "none of the title": (
                {"name": "Dług", "thesis": "Miasto płaci raty w terminie."},
                {"name": "Granty", "thesis": "Raty wypłacamy w terminie."},
            ),
            "only in the text": (
                {"name": "Dług", "body": "<p>Opłata za odpady.</p>"},
                {"name": "Granty", "body": "<p>Opłaty za odpady.</p>"},
            ),
        }
        for name, (first, second) in cases.items():
            with self.subTest(name), self.cr.savepoint() as savepoint:
                self.assertFalse(self.alike(first, second))
                savepoint.rollback()
                self.env.invalidate_all()

    def test_words_that_stand_everywhere_do_not_count(self):
        texts = {"name": "Opłata za wodę", "thesis": False}
        texts["topic_ids"] = self.other_topic.ids
        same = self.approved(**texts) | self.approved(**texts)
        pairs = self.env["skks.narrative.pair"].with_user(self.manager)
        domain = [("second_id", "=", same[1].id)]
        self.env.flush_all()
        self.assertEqual(pairs.search(domain).words_in_common, 2)
        with patch.object(narrative_pair, "_OFTEN", 1):
            pairs.invalidate_model()
            self.assertFalse(pairs.search(domain))

    def test_two_topics_in_common_are_one_pair(self):
        for narrative in self.both:
            narrative.topic_ids |= self.other_topic
        self.env.flush_all()
        self.assertEqual(len(self.pairs()), 1)

    def test_what_does_not_hold_together_is_no_pair(self):
        today = self.Narrative._today()
        cases = {
            "one ends before the other": (
                {"valid_to": today + timedelta(3)},
                {"valid_from": today + timedelta(4)},
            ),
            "one is over": ({"valid_to": today - timedelta(1)}, {}),
            "archived": ({"active": False}, {}),
            "another topic": ({"topic_ids": self.other_topic.ids}, {}),
        }
        for name, (first, second) in cases.items():
            with self.subTest(name), self.cr.savepoint() as savepoint:
                self.stays._guarded_write(first)
                self.grows.write(second)
                self.env.flush_all()
                self.assertFalse(self.pairs())
                savepoint.rollback()
                self.env.invalidate_all()
        self.grows.write({"valid_from": today + timedelta(4)})
        self.stays.write({"valid_to": today + timedelta(4)})
        self.assertTrue(self.pairs(), "both hold on the day of change")
        self.stays.with_user(self.expert).action_withdraw("Untrue")
        self.assertFalse(self.pairs())

    def test_draft_is_no_pair(self):
        draft = self.draft(name="Draft", topic_ids=self.topic.ids)
        self.env.flush_all()
        pairs = self.env["skks.narrative.pair"].with_user(self.manager)
        self.assertFalse(pairs.search([("second_id", "=", draft.id)]))

    def test_checked_until_one_has_a_new_version(self):
        self.wizard(self.pairs(), " Different streets ").action_confirm()
        (pair,) = self.pairs()
        self.assertEqual(pair.check_reason, "Different streets")
        self.assertEqual(pair.check_id.user_id, self.manager)
        self.stays.with_user(self.officer).write({"thesis": "A", "change_note": "A"})
        self.assertTrue(self.pairs().check_id, "not accepted yet")
        self.accept(self.stays)
        self.env.flush_all()
        self.assertFalse(self.pairs().check_id)

    def test_only_the_head(self):
        """M4.3: nobody else reads the pairs or decides on them."""
        pair = self.pairs()
        for user in (self.officer, self.expert, self.leader, self.auditor):
            with self.subTest(user.login):
                with self.assertRaises(AccessError):
                    self.pairs(user)
                with self.assertRaises(AccessError):
                    pair.with_user(user).action_no_contradiction("x")
        with self.assertRaises(UserError):
            pair.action_no_contradiction(" ")
        self.assertFalse(self.pairs().check_id)

    def test_check_is_evidence(self):
        self.pairs().action_no_contradiction("Different streets")
        check = self.pairs().check_id
        for door in (check, check.sudo()):
            with self.assertRaises(AccessError):
                door.write({"reason": "x"})
            with self.assertRaises(AccessError):
                door.unlink()
            with self.assertRaises(AccessError):
                door.create(check.copy_data()[0])

    def test_another_company(self):
        company = self.env["res.company"].create({"name": "Another town"})
        self.manager.write(
            {"company_ids": [(6, 0, company.ids)], "company_id": company.id}
        )
        self.assertFalse(self.pairs())
