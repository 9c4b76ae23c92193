from odoo.tests import HttpCase, new_test_user, tagged

from .common import InterventionCommon


@tagged("post_install", "-at_install")
class TestSite(InterventionCommon, HttpCase):
    """M7.2: the pages around the form speak for the town from the first day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.website = cls.env["website"].search([], limit=1)
        cls.company = cls.website.company_id
        cls.company.name = "Urząd Miasta Żarnołęka"
        views = cls.env["ir.ui.view"].with_context(active_test=False)
        cls.own = views.search(
            [("website_id", "=", cls.website.id), ("key", "!=", "website.homepage")]
        )

    def page(self):
        return self.url_open("/interwencje", headers={"Accept-Language": "pl"}).text

    def test_new_website(self):
        self.own.unlink()
        self.website.homepage_url = False
        self.assertIn("555-5556", self.page())
        self.website._skks_open_for_citizens()
        page = self.page()
        for word in ("555-5556", "Your Logo", "Company name", "facebook", "contactus"):
            self.assertNotIn(word, page)
        # beside the menu, below it and in the last line
        self.assertGreaterEqual(page.count("Urząd Miasta Żarnołęka"), 3)
        self.assertIn('href="/interwencje/sprawa"', page)
        self.assertIn("| Urząd Miasta Żarnołęka</title>", page)
        self.assertIn("Zgłoś problem</h1>", self.url_open("/pl").text)

    def test_an_editor_can_save_what_the_builder_touches(self):
        """The builder writes back every field that a page shows; the company is not
        an editor's to write."""
        self.own.unlink()
        self.website._skks_open_for_citizens()
        self.company.street = "Rynek 1"
        new_test_user(
            self.env, "t_editor", "base.group_user,website.group_website_designer"
        )
        self.authenticate("t_editor", "t_editor")
        page = self.page()
        self.assertIn("Rynek 1", page)
        self.assertIn('data-oe-model="ir.ui.view"', page, "an editor's page")
        self.assertNotIn('data-oe-model="res.company"', page)

    def test_website_that_somebody_has_edited(self):
        self.own.unlink()
        search = self.env.ref("website.header_search_box")
        search.with_context(website_id=self.website.id).active = False
        self.website._skks_open_for_citizens()
        self.assertIn("555-5556", self.page())

    def test_website_bears_the_name_of_the_town(self):
        self.website.name = self.company.name
        self.company.name = "Gmina Żarnołęka"
        self.assertEqual(self.website.name, "Gmina Żarnołęka")
        self.website.name = "Zgłoszenia"
        self.company.name = "Urząd Gminy"
        self.assertEqual(self.website.name, "Zgłoszenia")
