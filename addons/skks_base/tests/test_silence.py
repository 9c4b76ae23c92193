"""No host but the mail servers of the office hears of us, unless somebody wants it."""

import re

import requests
from lxml import etree

from odoo import api
from odoo.tests import new_test_user, tagged
from odoo.tools import convert, mute_logger

from .common_silence import OUTSIDE, SilenceCase

PICTURE = f"{OUTSIDE}opened.png"
VENDOR = re.compile(r"powered by|odoo\.com", re.IGNORECASE)


@tagged("post_install", "-at_install")
class TestSilence(SilenceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        new_test_user(cls.env, "officer.silent", groups="skks_base.group_officer")

    # -- the instruments ---------------------------------------------------------

    def test_calls_are_seen(self):
        """What the other tests rely on: the server's calls are written down."""
        with self.assertRaises(requests.exceptions.RequestException):
            requests.get(OUTSIDE, timeout=5)
        with mute_logger("odoo.addons.mail.models.update"):
            self.env["publisher_warranty.contract"].update_notification()
        callers = [caller for caller, _url in self.called]
        self.assertEqual(callers, ["server", "server"])

    # -- the server --------------------------------------------------------------

    def test_jobs_call_nobody(self):
        with self.env.registry.cursor() as cr:
            crons = api.Environment(cr, self.env.uid, {})["ir.cron"].search([])
            self.assertTrue(crons)
            for cron in crons:
                with self.subTest(cron=cron.cron_name):
                    self.assertIsNot(type(cron.method_direct_trigger()), dict)
        self.assertSilent("A scheduled job")

    def test_vendor_jobs_are_off_and_stay_as_set(self):
        jobs = self.env.ref("mail.ir_cron_module_update_notification") + self.env.ref(
            "auth_signup.ir_cron_auth_signup_send_pending_user_reminder"
        )
        self.assertEqual(jobs.mapped("active"), [False, False])
        jobs.active = True
        convert.convert_file(
            self.env, "skks_base", "data/quiet_data.xml", {}, mode="update"
        )
        self.assertEqual(jobs.mapped("active"), [True, True])

    def test_links_in_messages_are_not_opened(self):
        message = self.env.user.partner_id.message_post(
            body=f"See {OUTSIDE}", message_type="comment"
        )
        self.env["mail.link.preview"]._create_from_message_and_notify(message)
        self.assertSilent("A link in a message")
        self.assertFalse(self.env["mail.link.preview"]._is_link_preview_enabled())

    # -- the browser -------------------------------------------------------------

    def test_back_office_calls_nobody(self):
        """Every menu as each role: ``skks_press``, ``test_click_everywhere``."""
        self.open_page("/odoo", login="officer.silent")
        self.assertSilent("The back office")

    def test_login_page_calls_nobody(self):
        self.open_page("/web/login")
        self.assertSilent("The login page")

    def test_picture_in_a_letter_reports_to_nobody(self):
        """A picture kept elsewhere tells its sender that the letter was read."""
        partner = self.env["res.partner"].create(
            {"name": "Sender", "comment": f'<p>Hello <img src="{PICTURE}"/></p>'}
        )
        self.assertIn(PICTURE, partner.comment)
        asked = f"fetch('{PICTURE}').catch(() => 0);"
        shown = (
            f"document.body.append(Object.assign(new Image(), {{src: '{PICTURE}'}}));"
        )
        self.open_page(
            f"/odoo/contacts/{partner.id}",
            login="officer.silent",
            code=asked + shown,
            error_checker=lambda message: "Content Security Policy" not in message,
        )
        self.assertSilent("A picture in a letter")

    # -- whose name is on it -----------------------------------------------------

    def test_no_advertisement_on_the_login_page(self):
        page = self.url_open("/web/login").text
        self.assertIn('name="password"', page)
        self.assertIsNone(VENDOR.search(page))

    def test_no_advertisement_in_layouts_of_letters(self):
        for name in (
            "mail.mail_notification_layout",
            "mail.mail_notification_light",
            "mail.mail_notification_invite",
            "auth_signup.reset_password_email",
        ):
            with self.subTest(layout=name):
                tree = etree.fromstring(self.env.ref(name).get_combined_arch())
                etree.strip_tags(tree, etree.Comment)
                self.assertIn(name, tree.get("t-name"))
                self.assertIsNone(VENDOR.search(etree.tostring(tree).decode()))

    def test_no_advertisement_in_templates_of_letters(self):
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        self.assertIn("pl_PL", languages)
        for template in self.env["mail.template"].search([]):
            for lang in languages:
                with self.subTest(template=template.name, lang=lang):
                    body = str(template.with_context(lang=lang).body_html)
                    self.assertNotIn("utm_source=db", body)

    def test_invitation_is_ours(self):
        admin = self.env(user=self.env.ref("base.user_admin"))
        user = new_test_user(admin, "new.silent", groups="base.group_user")
        template = self.env.ref("auth_signup.set_password_email")
        letter = template._generate_template(user.ids, ["subject", "body_html"])
        subject, body = letter[user.id]["subject"], letter[user.id]["body_html"]
        self.assertIn(user.company_id.name, subject)
        self.assertIn(">new.silent</strong>", body)
        self.assertIn("/web/signup?", body)
        self.assertNotIn("Odoo", subject + body)

    def test_credits_go_and_the_rest_stays(self):
        template = self.env["mail.template"].create(
            {
                "name": "Welcome",
                "model_id": self.env.ref("base.model_res_users").id,
                "body_html": '<p>Hello</p><td>Powered by <a target="_blank"'
                ' href="https://www.odoo.com?utm_source=db&amp;utm_medium=auth">Odoo</a>'
                '</td><p><a href="https://town.example">Town</a></p>',
            }
        )
        self.env["mail.template"]._skks_remove_vendor()
        self.assertNotIn("odoo.com", template.body_html)
        self.assertIn("<p>Hello</p>", template.body_html)
        self.assertIn("https://town.example", template.body_html)

    def test_user_menu_leads_nowhere_outside(self):
        """An error on the console fails the test; “Log out” proves it is the menu."""
        code = """
            const items = odoo.loader.modules
                .get("@web/core/registry").registry.category("user_menuitems");
            const out = ["support", "odoo_account"];
            const left = out.filter((key) => items.contains(key));
            if (left.length || !items.contains("log_out")) {
                console.error("in the user menu: " + left);
            }
        """
        self.open_page("/odoo", login="officer.silent", code=code)

    def test_no_robot_writes_on_the_first_day(self):
        user = new_test_user(self.env, "first.day", groups="base.group_user")
        user._on_webclient_bootstrap()
        robot = self.env.ref("base.partner_root")
        self.assertFalse(
            self.env["mail.message"].search(
                [
                    ("author_id", "=", robot.id),
                    ("model", "=", "discuss.channel"),
                    (
                        "res_id",
                        "in",
                        self.env["discuss.channel.member"]
                        .search([("partner_id", "=", user.partner_id.id)])
                        .channel_id.ids,
                    ),
                    ("body", "ilike", "emoji"),
                ]
            )
        )
