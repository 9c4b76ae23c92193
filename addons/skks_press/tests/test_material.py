"""M3.3: what a case brings goes into the archive; a release takes files from it."""

import base64
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from . import common


@tagged("post_install", "-at_install")
class TestMaterial(common.PressCase):
    def setUp(self):
        super().setUp()
        self.materials = self.env["skks.material"].with_user(self.officer)

    def material(self, **values):
        return self.materials.create(
            {
                "outlet_id": self.outlet.id,
                "file": base64.b64encode(b"tekst"),
                "file_name": "tekst.txt",
                "author": "Jan",
                "rights": "ours",
                **values,
            }
        )

    def release(self, **values):
        return (
            self.env["skks.release"]
            .with_user(self.officer)
            .create(
                {
                    "name": "Informacja",
                    "lead": "Treść",
                    "body": "<p>Treść</p>",
                    "entity_ids": [Command.set(self.wdt.ids)],
                    "partner_ids": [Command.set(self.journalist.ids)],
                    **values,
                }
            )
        )

    def attach(self, release, material):
        return (
            self.env["skks.release.file"]
            .with_user(self.officer)
            .create({"release_id": release.id, "material_id": material.id})
        )

    def test_release_takes_a_file_of_the_archive(self):
        """M3.3: with its author and its rights."""
        line = self.attach(self.release(), self.material())
        self.assertEqual(line.name, "tekst.txt")
        self.assertEqual((line.author, line.rights), ("Jan", "yes"))
        self.assertEqual(line.release_id.attachment_ids.raw, b"tekst")

    def test_nothing_under_embargo_or_without_rights(self):
        """M3.3: whatever else the client says of the file."""
        later = fields.Datetime.now() + timedelta(hours=1)
        for values, words in (
            ({"embargo_until": later}, "Embargo until"),
            ({"rights": "unknown"}, "Nobody has cleared"),
            ({"rights": "inside"}, "inside the office"),
        ):
            with self.assertRaisesRegex(UserError, words):
                self.attach(self.release(), self.material(**values))

    def test_rights_are_asked_once_more_at_acceptance(self):
        material, release = self.material(), self.release()
        self.attach(release, material)
        material.embargo_until = fields.Datetime.now() + timedelta(hours=1)
        with self.assertRaisesRegex(UserError, "Embargo until"):
            release.action_submit()
        material.embargo_until = False
        release.action_submit()
        self.assertEqual(release.state, "acceptance")

    def test_what_the_officer_wrote_in_the_line_stands(self):
        """M3.3: “no” does not become “yes” when the line is saved."""
        release = self.release()
        line = (
            self.env["skks.release.file"]
            .with_user(self.officer)
            .create(
                {
                    "release_id": release.id,
                    "material_id": self.material().id,
                    "rights": "no",
                    "author": "Ewa",
                }
            )
        )
        self.assertEqual((line.rights, line.author), ("no", "Ewa"))
        self.assertFalse(line.leaves)
        self.assertFalse(release.attachment_ids)

    def test_rights_are_asked_when_it_leaves(self):
        """M3.3: an embargo that came after the acceptance holds."""
        material, release = self.material(), self.release()
        self.attach(release, material)
        release.action_submit()
        material.embargo_until = fields.Datetime.now() + timedelta(hours=1)
        with self.assertRaisesRegex(UserError, "Embargo until"):
            release.sudo()._outgoing_check_approved()

    def test_a_link_is_no_file(self):
        link = self.materials.create(
            {"outlet_id": self.outlet.id, "url": "https://a.test/b", "rights": "ours"}
        )
        with self.assertRaisesRegex(UserError, "is a link"):
            self.attach(self.release(), link)

    def test_other_material_in_the_same_line(self):
        line = self.attach(self.release(), self.material())
        with self.assertRaisesRegex(UserError, "line of its own"):
            line.material_id = self.material()

    def test_representative_does_not_learn_of_the_archive(self):
        """M4.3: who accepts the release reads the file, not the material."""
        release = self.release()
        line = self.attach(release, self.material())
        release.action_submit()
        with self.assertRaises(AccessError):
            line.with_user(self.roads).read(["material_id"])

    def archive(self, record):
        """Everything that the window offers."""
        action = record.with_user(self.officer).action_archive_files()
        window = self.env["skks.material.add"].with_user(self.officer)
        form = Form(window.with_context(**action["context"]))
        return self.materials.search(form.save().action_add()["domain"])

    def test_attachments_of_an_inquiry(self):
        """M3.3: for its outlet and its journalist."""
        inquiry = self._inquiry(name="Boisko")
        inquiry.message_post(body="x", attachments=[("plan.txt", b"plan")])
        material = self.archive(inquiry)
        self.assertEqual(material.outlet_id, inquiry.outlet_id)
        self.assertEqual(material.journalist_id, inquiry.journalist_id)
        self.assertEqual(material.attachment_id.raw, b"plan")

    def test_confidential_case_stays_closed(self):
        """M3.3: what only some may read does not go where all of them read."""
        inquiry = self._inquiry(name="Boisko")
        inquiry.with_user(self.head).confidential = True
        message = inquiry.with_user(self.head).message_post(
            body="x", attachments=[("plan.txt", b"plan")]
        )
        with self.assertRaisesRegex(UserError, "confidential"):
            inquiry.with_user(self.head).action_archive_files()
        window = self.env["skks.material.add"].with_user(self.head)
        with self.assertRaisesRegex(UserError, "confidential"):
            window.add_from_chatter(message.attachment_ids.id)

    def test_clipping_and_link_of_a_publication(self):
        coverage = (
            self.env["skks.coverage"]
            .with_user(self.officer)
            .create(
                {
                    "name": "Lipowa",
                    "outlet_id": self.outlet.id,
                    "url": "https://kurier.test/lipowa",
                    "file": base64.b64encode(b"wycinek"),
                    "file_name": "wycinek.txt",
                }
            )
        )
        found = self.archive(coverage)
        self.assertEqual(set(found.mapped("name")), {"wycinek", "kurier.test: lipowa"})
        self.assertEqual(set(found.mapped("rights")), {"inside"})

    def test_representative_archives_nothing(self):
        inquiry = self._inquiry(name="Boisko")
        inquiry.action_confirm()
        part = self._contribution(inquiry, self.wdt_person)
        with self.assertRaises(AccessError):
            part.inquiry_id.with_user(self.roads).action_archive_files()
