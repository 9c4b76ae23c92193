"""A release is written, accepted, kept as a version, planned; files have rights."""

import base64
import io
from datetime import timedelta

from lxml import html
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from odoo.addons.skks_base.tests.common_rpc import RpcMixin

from . import common

PIXEL = (
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    b"awAAAABJRU5ErkJggg=="
)
CRON = "skks_press.ir_cron_release"


class ReleaseCommon(common.PressCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journalist2 = cls.env["res.partner"].create(
            {
                "name": "Ewa Bąk",
                "email": "ewa.bak@radio.example",
                "skks_kind": "journalist",
            }
        )
        cls.release = cls._release()

    @classmethod
    def _release(cls, **values):
        return (
            cls.env["skks.release"]
            .with_user(cls.officer)
            .create(
                {
                    "name": "Otwarcie tężni",
                    "lead": "Tężnia rusza w sobotę.",
                    "body": "<p>Zapraszamy do parku na Zaciszu.</p>",
                    "entity_ids": [Command.set(cls.wdt.ids)],
                    "partner_ids": [
                        Command.set((cls.journalist + cls.journalist2).ids)
                    ],
                    "contact_id": cls.officer.id,
                    "coordinator_id": cls.officer.id,
                    "topic_id": cls.topic.id,
                }
                | values
            )
        )

    def accept(self, release=None):
        """Both acceptances, by the department and by the head of the office."""
        release = release or self.release
        release.action_submit()
        release.with_user(self.roads).action_approve()
        release.with_user(self.head).action_approve()
        self.assertEqual(release.state, "accepted")
        self.sink.clear()

    def run_cron(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref(CRON).method_direct_trigger()
        self.env.invalidate_all()

    def send(self, release=None):
        release = release or self.release
        release.action_send()
        self.run_cron()

    def row(self, partner, release=None):
        release = release or self.release
        return release.recipient_ids.filtered(lambda one: one.partner_id == partner)


class ReleaseCase(ReleaseCommon, common.PressCase):
    pass


@tagged("post_install", "-at_install")
class TestRelease(ReleaseCase):
    def test_number_by_year(self):
        """M5.3: a release is numbered IM/year/number."""
        self.assertRegex(self.release.number, r"^IM/\d{4}/\d{4}$")

    def test_two_stages(self):
        """M1.3: the department accepts first, then the head; a version is kept."""
        self.release.action_submit()
        self.assertEqual(self.release.state, "acceptance")
        self.assertEqual(self.release.approver_ids, self.roads)
        with self.assertRaises(AccessError):
            self.release.with_user(self.head).action_approve()
        with self.assertRaises(AccessError):
            self.release.with_user(self.officer).action_approve()
        self.release.with_user(self.roads).action_approve()
        self.release.with_user(self.head).action_approve()
        self.assertEqual(self.release.state, "accepted")
        version = self.release.version_ids
        self.assertEqual(version.number, 1)
        self.assertEqual(version.recipient_count, 2)
        self.assertIn("Zaciszu", version.letter)

    def test_expert_accepts_for_the_entity(self):
        other = self._user("sowa", "representative", name="Jan Sowa")
        person = self.env["skks.representative"].create(
            {"user_id": other.id, "entity_id": self.wdt.id}
        )
        self.release.expert_ids = person
        self.release.action_submit()
        self.assertEqual(self.release.approver_ids, other)

    def test_expert_of_another_entity(self):
        with self.assertRaises(ValidationError):
            self.release.expert_ids = self.mpwik_person

    def test_change_voids_and_shows_in_the_next_version(self):
        self.accept()
        self.release.body = "<p>Zapraszamy do parku na Podgrodziu.</p>"
        self.assertEqual(self.release.state, "draft")
        self.assertEqual(self.release.signoff_state, "draft")
        self.accept()
        version = self.release.version_ids.sorted("number")[-1]
        self.assertEqual(version.number, 2)
        self.assertIn("<del>Zaciszu</del>", version.difference)
        self.assertIn("<ins>Podgrodziu</ins>", version.difference)

    def test_whatever_counts_voids(self):
        """Embargo, contact, entities, experts and recipients are accepted as well."""
        later = fields.Datetime.now() + timedelta(days=3)
        changes = [
            {"embargo_until": later},
            {"contact_id": self.officer2.id},
            {"kind": "statement"},
            {"entity_ids": [Command.link(self.mpwik.id)]},
            {"partner_ids": [Command.unlink(self.journalist2.id)]},
        ]
        for values in changes:
            release = self._release()
            self.accept(release)
            with self.subTest(**values):
                release.write(values)
                self.assertEqual(release.signoff_state, "draft")
                self.assertEqual(release.state, "draft")

    def test_versions_are_immutable(self):
        self.accept()
        version = self.release.version_ids
        for user in (self.officer, self.head, self.env.ref("base.user_root")):
            with self.assertRaises(AccessError):
                version.with_user(user).write({"letter": "x"})

    def test_returned(self):
        self.release.action_submit()
        self.release.with_user(self.roads).action_return(reason="Zła data")
        self.assertEqual(self.release.state, "draft")
        self.assertEqual(self.release.signoff_state, "returned")
        self.assertEqual(self.release.waiting_for, "office")

    def test_nobody_to_get_it(self):
        release = self._release(partner_ids=False)
        with self.assertRaises(UserError):
            release.action_submit()

    def test_picture_in_the_text(self):
        self.release.body = '<p>x<img src="https://zarnoleka.example/a.png"></p>'
        with self.assertRaises(UserError):
            self.release.action_submit()

    @freeze_time("2026-11-23 08:00:00")
    def test_embargo(self):
        """The letter says so at its top, and there is no copy for the website."""
        self.release.embargo_until = "2026-11-25 09:00:00"
        self.assertTrue(self.release.is_embargoed)
        self.accept()
        letter = html.fromstring(self.release.version_ids.letter)
        self.assertIn("EMBARGO", letter.text_content().strip()[:12])
        self.assertIn("10:00", letter.text_content()[:80])  # Warsaw
        self.assertFalse(self.release.web_html)
        for action in ("action_download_html", "action_download_pdf"):
            with self.assertRaises(UserError):
                getattr(self.release, action)()
        with freeze_time("2026-11-25 09:00:01"):
            self.env.invalidate_all()
            self.assertTrue(self.release.web_html)
            self.assertIn("web_html", self.release.action_download_html()["url"])

    def test_web_page_is_clean(self):
        """Semantic, without styles, with a description of each picture."""
        self.release.body = (
            '<h1 style="color:red">Kiedy</h1><p class="x"><font>W sobotę</font></p>'
            '<p><br></p><div style="x">o 10.</div>'
        )
        self._file(alt_text="Tężnia w parku", rights="credit")
        self.accept()
        page = base64.b64decode(self.release.web_html).decode()
        tree = html.fromstring(page)
        self.assertEqual(tree.xpath("//h1")[0].text_content(), "Otwarcie tężni")
        self.assertEqual(tree.xpath("//h2")[0].text_content(), "Kiedy")
        self.assertFalse(tree.xpath("//*[@style] | //*[@class] | //font"))
        self.assertEqual(tree.xpath("//img/@alt"), ["Tężnia w parku"])
        self.assertIn("Anna Zet", page)
        self.assertTrue(tree.xpath("/html/@lang"))

    def test_pdf_is_tagged(self):
        self._file(alt_text="Tężnia w parku")
        self.accept()
        reports = self.env["ir.actions.report"].with_context(
            force_report_rendering=True
        )
        content, kind = reports._render_qweb_pdf(
            "skks_press.report_release", self.release.ids
        )
        self.assertEqual(kind, "pdf")
        catalog = PDFDocument(PDFParser(io.BytesIO(content))).catalog
        self.assertIn("StructTreeRoot", catalog)

    def test_no_copy_before_acceptance(self):
        with self.assertRaises(UserError):
            self.release.action_download_html()
        self.assertFalse(self.release.web_html)

    def _file(self, release=None, **values):
        return (
            self.env["skks.release.file"]
            .with_user(self.officer)
            .create(
                {
                    "release_id": (release or self.release).id,
                    "name": "teznia.png",
                    "file": PIXEL,
                    "author": "Anna Zet",
                    "rights": "yes",
                }
                | values
            )
        )

    def test_only_files_with_rights_leave(self):
        ours = self._file(alt_text="Tężnia")
        self._file(name="obca.png", rights="no")
        self.assertEqual(self.release.attachment_ids.mapped("name"), ["teznia.png"])
        ours.rights = "no"
        self.assertFalse(self.release.attachment_ids)

    def test_attachments_cannot_be_slipped_in(self):
        """Past the rights there is no way to an attachment."""
        file = self.env["ir.attachment"].with_user(self.officer).create({"name": "x"})
        with self.assertRaises(UserError):
            self.release.write({"attachment_ids": [Command.link(file.id)]})
        release = self._release(attachment_ids=[Command.link(file.id)])
        self.assertFalse(release.attachment_ids)
        line = self._file(rights="no")
        line.write({"attachment_id": file.id})
        self.assertNotEqual(line.attachment_id, file)

    def test_file_changed_after_acceptance(self):
        line = self._file(alt_text="Tężnia")
        for change in (
            {"rights": "no"},
            {"author": "Kto inny"},
            {"alt_text": "Co innego"},
            {"file": base64.b64encode(b"inny")},
        ):
            self.accept()
            with self.subTest(**change):
                line.write(change)
                self.assertEqual(self.release.signoff_state, "draft")
            line.write({"rights": "yes", "alt_text": "Tężnia"})
        self.accept()
        line.unlink()
        self.assertEqual(self.release.signoff_state, "draft")

    def test_picture_needs_a_description(self):
        self._file()
        with self.assertRaises(UserError):
            self.release.action_submit()

    @freeze_time("2026-11-23 08:00:00")
    def test_plan(self):
        self.accept()
        with self.assertRaises(UserError):
            self.release.action_plan()
        self.release.planned_at = "2026-11-23 07:00:00"
        with self.assertRaises(ValidationError):
            self.release.action_plan()
        self.release.planned_at = "2026-11-24 08:00:00"
        self.release.action_plan()
        self.assertEqual(self.release.state, "planned")
        self.release.action_unplan()
        self.assertEqual(self.release.state, "accepted")
        self.release.action_plan()
        self.release.lead = "Inaczej"
        self.assertEqual(self.release.state, "draft")

    def test_withdrawn_needs_a_reason(self):
        with self.assertRaises(UserError):
            self.release.action_withdraw()
        self.accept()
        self.release.action_withdraw(reason="Nieaktualne")
        self.assertEqual(self.release.state, "withdrawn")
        self.assertEqual(self.release.signoff_state, "draft")
        with self.assertRaises(UserError):
            self.release.action_send()
        self.release.action_reopen()
        self.assertEqual(self.release.state, "draft")


@tagged("post_install", "-at_install")
class TestReleaseRights(RpcMixin, ReleaseCase):
    """M4.3: who sees releases, and who does what with them."""

    def test_representatives_see_what_waits_for_them(self):
        for user in (self.roads, self.school):
            self.assertFalse(self.release.with_user(user).search([]))
        self.release.action_submit()
        self.assertEqual(self.release.with_user(self.roads).search([]), self.release)
        self.assertFalse(self.release.with_user(self.school).search([]))
        self.release.with_user(self.roads).action_approve()
        self.assertFalse(self.release.with_user(self.roads).search([]))

    def test_readers_and_dispatcher(self):
        dispatcher = self._user("bak", "dispatcher")
        for user in (self.secretary, self.auditor):
            self.assertTrue(self.release.with_user(user).has_access("read"))
            self.assertFalse(self.release.with_user(user).has_access("write"))
        for name in ("skks.release", "skks.release.recipient", "skks.coverage"):
            for user in (dispatcher, self.roads):
                readable = self.env[name].with_user(user).sudo(False)
                if (name, user) != ("skks.release", self.roads):
                    self.assertFalse(readable.has_access("read"))

    def test_confidential(self):
        self.release.action_submit()
        self.release.confidential = True
        for user in (self.officer2, self.secretary):
            for name in ("release", "release.recipient", "release.version"):
                rows = self.env[f"skks.{name}"].with_user(user).search([])
                self.assertFalse(
                    rows if name == "release" else rows.release_id, (user.login, name)
                )

    def test_readers_press_no_button(self):
        self.accept()
        row = self.row(self.journalist)
        actions = {
            self.release: (
                "action_submit",
                "action_plan",
                "action_unplan",
                "action_send",
                "action_close",
                "action_reopen",
                "action_withdraw",
                "action_send_refused_again",
            ),
            row: ("action_leave_out", "action_send_again", "action_opt_out"),
        }
        for record, names in actions.items():
            for user in (self.roads, self.secretary, self.auditor):
                for name in names:
                    with self.subTest(action=name, user=user.login):
                        with self.assertRaises(AccessError):
                            getattr(record.with_user(user).sudo(False), name)()

    def test_no_door_to_a_state(self):
        for context in (
            {},
            {"default_state": "accepted", "default_sent_at": "2026-01-01"},
        ):
            release = (
                self.env["skks.release"]
                .with_user(self.officer)
                .with_context(**context)
                .create({"name": "x", "state": "sent", "signoff_state": "approved"})
            )
            self.assertEqual(release.state, "draft")
            self.assertEqual(release.signoff_state, "draft")
            self.assertFalse(release.sent_at)
        for values in ({"state": "accepted"}, {"released_by_id": self.head.id}):
            with self.assertRaises(UserError):
                self.release.sudo().write(values)
