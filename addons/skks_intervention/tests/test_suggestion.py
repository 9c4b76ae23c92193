from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_routing import RoutingCase


@tagged("post_install", "-at_install")
class TestSuggestion(RoutingCase):
    """M7.4: what a letter is about is suggested by its words, and never forced."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.category.keywords = "dziura, chodnik"
        cls.lighting = cls.env.ref("skks_intervention.category_osw")
        cls.lighting.keywords = "latarnia, lampa"

    def _mailed(self, subject, text):
        self.deliver(self._letter(subject, text).as_bytes())
        return self.env["skks.intervention"].search([], order="id desc", limit=1)

    def test_words_of_a_letter(self):
        case = self._mailed("Problem", "Dziury w chodniku, a latarni nie widać.")
        case = case.with_user(self.dispatcher)
        self.assertEqual(case.suggested_category_id, self.category)
        for word in ("Dziury", "chodniku"):
            self.assertIn(word, case.suggestion_reason)
        self.assertEqual(case.category_id.code, "INN", "only suggested")
        self.assertEqual(case.state, "new")
        case.action_use_suggestion()
        self.assertEqual(case.category_id, self.category)
        self.assertFalse(case.suggested_category_id)

    def test_nothing_is_suggested(self):
        self.assertFalse(
            self._mailed("Prośba", "Proszę o kontakt.").suggested_category_id
        )
        chosen = self._report(
            category_id=self.lighting.id, description="<p>Dziura i chodnik</p>"
        )
        self.assertFalse(chosen.suggested_category_id, "somebody has chosen")

    def test_quoted_words_do_not_count(self):
        case = self._mailed("Sprawa", "Lampa.\n\n> dziura\n> w chodniku\n")
        self.assertEqual(case.suggested_category_id, self.lighting)

    def test_only_whoever_sorts_uses_it(self):
        case = self._mailed("Dziura", "Dziura w chodniku")
        for user in (self.roads, self.secretary, self.auditor):
            with self.assertRaises(AccessError):
                case.with_user(user).action_use_suggestion()
