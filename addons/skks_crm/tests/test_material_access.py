"""M3.3, M4.3: whoever is not of the press office comes by no material."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common_material import PIXEL, MaterialCommon, base64_of, make_docx

STRANGERS = {
    "user": "base.group_user,base.group_allow_export",
    "representative": "skks_base.group_representative,base.group_allow_export",
    "dispatcher": "skks_base.group_dispatcher",
    "leadership": "skks_base.group_leadership",
    "admin": "skks_base.group_admin",
    "editor": "base.group_user,website.group_website_designer",
    "portal": "base.group_portal",
}
SECRET = "Tajnosc"
MODELS = (
    "skks.material",
    "skks.material.version",
    "skks.material.add",
    "skks.material.keep",
    "skks.material.version.add",
)


class AccessCommon(MaterialCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        website = "website" in cls.env.registry._init_modules
        cls.strangers = [
            cls.make_user(name, groups)
            for name, groups in STRANGERS.items()
            if website or "website" not in groups
        ]
        cls.material = (
            cls.env["skks.material"]
            .with_user(cls.officer)
            .create(
                {
                    "name": SECRET,
                    "outlet_id": cls.kurier.id,
                    "file": base64_of(make_docx(SECRET)),
                    "file_name": f"{SECRET}.docx",
                    "note": SECRET,
                }
            )
        )
        cls.picture = cls.material.create(
            {"outlet_id": cls.kurier.id, "file": base64_of(PIXEL), "file_name": "a.png"}
        )
        (cls.material | cls.picture)._read_file()
        cls.files = (cls.material | cls.picture).attachment_id


@tagged("post_install", "-at_install")
class TestMaterialAccess(AccessCommon):
    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_strangers_have_no_models(self):
        """M4.3: neither rows, nor counts, nor names, nor exports."""
        for user in self.strangers:
            for name in MODELS:
                model = self.env[name].with_user(user)
                for way in (
                    lambda model: model.search([]),
                    lambda model: model.search_count([]),
                    lambda model: model.web_search_read([], {"display_name": {}}),
                    lambda model: model.name_search(SECRET),
                    lambda model: model.formatted_read_group([], [], ["__count"]),
                    lambda model: model.create({}),
                ):
                    with self.subTest(user=user.login, model=name):
                        with self.assertRaises(AccessError):
                            way(model)

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_strangers_touch_no_record(self):
        for user in self.strangers:
            material = self.material.with_user(user)
            for way in (
                lambda one: one.read(["name"]),
                lambda one: one.export_data(["name", "file_name"]),
                lambda one: one.write({"rights": "ours"}),
                lambda one: one.action_open(),
                lambda one: one.action_delete(reason="x"),
                lambda one: one.unlink(),
                lambda one: one.current_version_id.action_open(),
                lambda one: one.env["skks.material.add"].add_files([]),
            ):
                material.invalidate_recordset()
                # whoever may export nothing at all is told so
                with self.subTest(user=user.login), self.assertRaises(UserError):
                    way(material)

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_strangers_come_by_no_file(self):
        for user in self.strangers:
            attachments = self.env["ir.attachment"].with_user(user)
            with self.subTest(user=user.login):
                if attachments.has_access("read"):
                    found = attachments.search([("id", "in", self.files.ids)])
                    self.assertFalse(found)
                    found = attachments.search([("index_content", "ilike", SECRET)])
                    self.assertFalse(found)
                for fname in ("raw", "name", "checksum", "index_content"):
                    with self.assertRaises(AccessError):
                        self.files[:1].with_user(user).read([fname])

    def test_strangers_see_nothing_on_a_card(self):
        """Nor by a path from what they may read."""
        card = self.env["res.partner"].create({"name": "Hydraulik"})
        for user in self.strangers:
            with self.subTest(user=user.login):
                fields = card.with_user(user).fields_get()
                self.assertNotIn("material_count", fields)
                with self.assertRaises(AccessError):
                    card.with_user(user).action_archive_files()

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_auditor_only_reads(self):
        """M3.3: auditors read the archive, and change nothing in it."""
        material = self.material.with_user(self.auditor)
        self.assertEqual(material.name, SECRET)
        self.assertTrue(material.attachment_id.raw)
        for way in (
            lambda one: one.write({"rights": "ours"}),
            lambda one: one.write({"url": "https://kurier.test/a"}),
            lambda one: one._keep_longer(one.date, "x"),
            lambda one: one.action_delete(reason="x"),
            lambda one: one.outlet_id.action_archive_files(),
        ):
            with self.assertRaises(AccessError):
                way(material)

    def test_another_organisation(self):
        company = self.env["res.company"].create({"name": "Inna"})
        self.material.sudo().company_id = company
        for name in ("skks.material", "skks.material.version"):
            rows = self.env[name].with_user(self.officer)
            self.assertFalse(rows.search([("display_name", "ilike", SECRET)]))

    def test_file_text_is_only_searched_in(self):
        with self.assertRaises(AccessError):
            self.material.with_user(self.manager).read(["file_text"])
        with self.refused("changed only by its own", UserError):
            self.material.sudo().write({"file_text": "x"})

    def test_versions_are_immutable(self):
        """M3.3: by no door, for the superuser neither."""
        version, file = self.material.current_version_id, self.material.attachment_id
        for way in (
            lambda: version.sudo().write({"checksum": "x"}),
            lambda: version.sudo().unlink(),
            lambda: version.sudo().create(
                {"material_id": self.material.id, "number": 7, "url": "https://a.test"}
            ),
            lambda: version.with_user(self.manager).write({"note": "x"}),
            lambda: self.material.with_user(self.manager).write(
                {"version_ids": [(2, version.id)]}
            ),
            lambda: self.material.sudo().write({"version_ids": [(5,)]}),
            lambda: file.sudo().write({"raw": b"inny"}),
            lambda: file.sudo().write({"res_id": self.picture.id}),
            lambda: file.sudo().write({"public": True}),
            lambda: file.with_user(self.manager).unlink(),
            lambda: file.sudo().unlink(),
        ):
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base"):
                way()

    def test_no_link_for_outsiders(self):
        """M3.3: no token opens a file of the archive to who is not logged in."""
        for user in (self.officer, self.manager, self.env.user):
            for way in (
                lambda file: file.generate_access_token(),
                lambda file: file.write({"access_token": "x"}),
            ):
                with self.refused("no link", AccessError):
                    way(self.files[:1].with_user(user))
        self.assertFalse(self.files[:1].sudo().access_token)

    def test_what_is_shown_cannot_be_set(self):
        """M3.3: content goes in by versions, whatever a client sends."""
        other = self.picture.current_version_id
        for vals in (
            {"current_version_id": other.id},
            {"keep_until": "2099-01-01"},
            {"review_on": "2099-01-01"},
            {"is_read": False},
        ):
            with self.refused("changed only by its own", UserError):
                self.material.with_user(self.manager).write(vals)
        made = self.material.with_context(
            default_keep_until="2099-01-01", default_current_version_id=other.id
        ).create({"outlet_id": self.kurier.id, "url": "https://kurier.test/a"})
        self.assertFalse(made.keep_until)
        self.assertEqual(made.current_version_id, made.version_ids)


@tagged("post_install", "-at_install")
class TestMaterialOverHttp(AccessCommon, HttpCase):
    """M3.3: the addresses of files."""

    def addresses(self):
        for file in self.files:
            yield f"/web/content/{file.id}"
            yield f"/web/content/{file.id}?download=true"
            yield f"/web/image/{file.id}"
            yield f"/web/image/{file.id}/192x192"
        for material in self.material | self.picture:
            yield f"/web/content/skks.material/{material.id}/file"
            yield f"/web/image/skks.material/{material.id}/file"

    def log_in(self, user):
        user.sudo().password = f"{user.login}-Haslo-1"
        self.authenticate(user.login, f"{user.login}-Haslo-1")

    def test_strangers(self):
        for user in (*self.strangers, None):
            if user:
                self.log_in(user)
            nothing = self.url_open("/web/image/999999999/192x192").content
            for url in self.addresses():
                with self.subTest(user=user and user.login, url=url):
                    answer = self.url_open(url, allow_redirects=False)
                    self.assertNotIn(PIXEL, answer.content)
                    self.assertNotIn(b"word/document", answer.content)
                    if url.endswith("/192x192"):
                        self.assertEqual(answer.content, nothing)
            self.logout()

    def test_officer_and_auditor(self):
        for user in (self.officer, self.auditor):
            self.log_in(user)
            answer = self.url_open(f"/web/content/{self.picture.attachment_id.id}")
            self.assertEqual(answer.content, PIXEL)
            self.logout()
