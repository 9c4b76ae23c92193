"""What lists show of a search: where it was found and what was searched for besides."""

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged

from .common_polish_model import PolishCase


@tagged("post_install", "-at_install")
class TestShown(PolishCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bridge = cls.Text.create(
            {
                "name": "Most",
                "keywords": "wiadukt",
                "thesis": "Most otworzymy w poniedziałek.",
                "body": "<p>Objazd <b>mostu</b> prowadzi ulicą Źródlaną.</p>",
                "internal": "Objazd kosztuje za dużo.",
                "tag_id": cls.env["skks.tag"].create({"name": "Przeprawy"}).id,
                "line_ids": [Command.create({"name": "Kładka zostaje <b>"})],
            }
        )
        cls.env["ir.model.access"].create(
            {
                "name": "lines",
                "model_id": cls.env["ir.model"]._get_id("skks.test.line"),
                "group_id": cls.env.ref("skks_base.group_officer").id,
                "perm_read": True,
            }
        )
        cls.secret = cls.Text.create(
            {"name": "Tajemnica", "body": "<p>Fortepian</p>", "is_secret": True}
        )

    def excerpt(self, typed, user=None):
        text = self.bridge.with_user(user or self.person)
        text = text.with_context(show_skks_query=typed)
        return text.read(["search_excerpt"])[0]["search_excerpt"]

    def note(self, typed, user=None):
        """As the browser asks: through the door of remote calls."""
        texts = self.Text.with_user(user or self.person)
        return call_kw(texts, "polish_search_note", [typed], {})

    def test_the_place_with_the_most_hits(self):
        """M6.2: hits are marked in the texts of the record and of its lines."""
        for typed, shown in {
            "otworzyć": "Most <mark>otworzymy</mark> w poniedziałek.",
            "objazdem mostem": "<mark>Objazd</mark> <mark>mostu</mark> prowadzi ulicą"
            " Źródlaną.",
            "kładki": "<mark>Kładka</mark> zostaje &lt;b&gt;",
            "wiadukty": "<mark>wiadukt</mark>",
        }.items():
            with self.subTest(typed=typed):
                self.assertEqual(self.excerpt([typed], self.officer), shown)

    def test_lines_that_one_may_not_read(self):
        """M6.2, M4.3: the record is shown without them."""
        self.assertFalse(self.excerpt(["kładki"]))
        self.assertTrue(self.excerpt(["otworzyć"]))

    def test_several_searches_at_once(self):
        """M6.2: what is typed beside another search is marked as well."""
        found = self.excerpt(["poniedziałki", "mosty"])
        self.assertEqual(found.count("<mark>"), 2)

    def test_nothing_is_shown_twice(self):
        """M6.2: a hit in a tag, or in none of the texts, leaves the place free."""
        for typed in (["przeprawom"], ["fortepian"], [], [" "], None):
            with self.subTest(typed=typed):
                self.assertFalse(self.excerpt(typed))
        self.assertFalse(self.bridge.search_excerpt)

    def test_the_client_may_say_anything(self):
        """M6.2: what is no search shows nothing, and stops nothing."""
        for typed in (1, True, [1, None, ["most"]], {"a": 1}, [""], ["<b>"] * 1000):
            with self.subTest(typed=typed):
                self.assertFalse(self.note(typed))
        for typed in (1, True, (None, 2), ["<script>"], ["ż" * 100_000]):
            with self.subTest(typed=str(typed)[:20]):
                self.assertFalse(self.excerpt(typed))

    def test_what_is_not_searched_in_is_not_shown(self):
        """M6.2: the internal note is no text of the search."""
        self.assertNotIn("kosztuje", self.excerpt(["objazdu"]) or "")
        self.assertFalse(self.excerpt(["kosztować"]))

    def test_what_else_was_searched_for(self):
        """M6.2: typing errors and approximate results are said, each once."""
        self.assertIn("objazd", self.note(["objzad"]))
        self.assertIn("Approximate", self.note(["objazd fortepian"]))
        self.assertEqual(self.note(["objazd harfa", "most harfa"]).count("Approx"), 1)
        self.assertFalse(self.note(["objazdami"]))

    def test_it_says_nothing_of_what_one_may_not_read(self):
        """M6.2, M4.3: no word of a secret text corrects, marks or is named."""
        self.assertIn("fortepian", self.note(["fortepain"], self.officer))
        self.assertFalse(self.note(["fortepain"]))
        with self.assertRaises(AccessError):
            self.secret.with_user(self.person).with_context(
                show_skks_query=["fortepian"]
            ).read(["search_excerpt"])
        portal = new_test_user(self.env, "portal.p", "base.group_portal")
        with self.assertRaises(AccessError):
            self.note(["most"], portal)

    def test_one_plan_for_all_records(self):
        """M6.2: an excerpt costs no query for each record of the list."""
        texts = self.Text.create(
            [
                {
                    "name": f"Most {number}",
                    "thesis": "Most",
                    "line_ids": [Command.create({"name": "Mosty"})],
                }
                for number in range(40)
            ]
        ).with_user(self.officer)
        self.env.flush_all()
        counts = []
        for some in (texts[:2], texts):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.with_context(show_skks_query=["mostem"]).mapped("search_excerpt")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])
