from odoo.tests import new_test_user, tagged

from odoo.addons.skks_base.tests.common_silence import OUTSIDE, SilenceCase

PAGES = (
    "/",
    "/interwencje",
    "/interwencje/sprawa",
    "/web/login",
    "/web/reset_password",
)


@tagged("post_install", "-at_install")
class TestSilenceOfWebsite(SilenceCase):
    """Pages for citizens: no font, tile or picture of somebody else."""

    def test_calls_of_the_browser_are_seen(self):
        self.open_page("/", code=f"new Image().src = '{OUTSIDE}tile.png';")
        self.assertEqual(self.called, [("browser", f"{OUTSIDE}tile.png")])

    def test_pages_call_nobody(self):
        for page in PAGES:
            with self.subTest(page=page):
                self.open_page(page)
                self.assertSilent(page)

    def test_no_line_is_opened_ahead(self):
        """The browser's interception does not see this; tests/test_silent_hour does."""
        for page in PAGES:
            with self.subTest(page=page):
                text = self.url_open(page).text
                self.assertNotIn("preconnect", text)
                self.assertNotIn("dns-prefetch", text)

    def test_no_advertisement(self):
        for page in PAGES:
            with self.subTest(page=page):
                answer = self.url_open(page)
                self.assertEqual(answer.status_code, 200)
                self.assertNotIn("www.odoo.com", answer.text)
                self.assertNotIn("Powered by", answer.text)

    def test_portal_carries_no_advertisement(self):
        new_test_user(
            self.env, "citizen", password="citizen-1", groups="base.group_portal"
        )
        self.authenticate("citizen", "citizen-1")
        self.assertNotIn("www.odoo.com", self.url_open("/my").text)
        sidebar = self.env.ref("portal.portal_record_sidebar").get_combined_arch()
        self.assertIn("o_portal_sidebar_content", sidebar)
        self.assertNotIn("www.odoo.com", sidebar)

    def test_digest_of_the_vendor_is_off(self):
        self.assertFalse(self.env.ref("digest.ir_cron_digest_scheduler_action").active)
