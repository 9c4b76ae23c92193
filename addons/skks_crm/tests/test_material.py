"""M3.3: an archive of materials of any kind for each outlet."""

import hashlib
from datetime import date, datetime, timedelta
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, RecordCapturer, freeze_time, tagged, warmup
from odoo.tools import mute_logger

from ..wizards import material_add
from .common_material import (
    PIXEL,
    MaterialCommon,
    base64_of,
    make_docx,
    make_pdf,
    make_zip,
)

NOON = "2026-05-12 10:00:00"


@tagged("post_install", "-at_install")
class TestMaterial(MaterialCommon):
    """M3.3: types, versions, links."""

    def test_first_version(self):
        """M3.3: a file becomes a material with a title, a type and a checksum."""
        material = self.make(PIXEL, "Rynek o świcie.png")
        self.assertEqual(material.name, "Rynek o świcie")
        self.assertEqual(material.kind_id.code, "PHOTO")
        version = material.version_ids
        self.assertEqual(version.number, 1)
        self.assertEqual(version.mimetype, "image/png")
        self.assertEqual(version.checksum, hashlib.sha256(PIXEL).hexdigest())
        self.assertEqual(version.user_id, self.officer)
        self.assertEqual(version.attachment_id.raw, PIXEL)
        self.assertEqual(version.attachment_id.res_id, material.id)

    def test_type_is_guessed_from_the_file(self):
        """M3.3: the most exact beginning of the MIME type decides."""
        for data, name, code in (
            (make_pdf("tekst"), "wycinek.pdf", "PUBLICATION"),
            (make_docx("tekst"), "pismo.docx", "LETTER"),
            (b"RIFF\x24\x00\x00\x00WAVEfmt ", "rozmowa.wav", "RECORDING"),
            (make_zip({"a.txt": "a"}), "zestaw.zip", "PRESS-PACK"),
            (b"\x00\x01\x02", "dane.bin", "OTHER"),
        ):
            with self.subTest(name=name):
                self.assertEqual(self.make(data, name).kind_id.code, code)

    def test_form_proposes_title_and_type(self):
        with Form(self.materials) as form:
            form.outlet_id = self.kurier
            form.url = "https://kurier.test/miasto/lipowa-stanie.html"
            self.assertEqual(form.name, "kurier.test: lipowa-stanie")
            self.assertEqual(form.kind_id.code, "LINK")

    def test_links_of_the_web_only(self):
        """M3.3: a pasted link must not run anything when it is clicked."""
        for url in ("javascript:alert(1)", "file:///etc/passwd", "//x", "http://"):
            with self.refused("is not a link", UserError):
                self.make(url=url)

    def test_neither_file_nor_link(self):
        with self.refused("Choose a file", UserError):
            self.materials.create({"outlet_id": self.kurier.id, "name": "x"})
        with self.refused("Choose a file", UserError):
            self.make(b"", "pusty.txt")
        with self.refused("damaged", UserError):
            self.make(b"", "zly.txt", file="to nie base64")

    def test_outlet_and_journalist_are_such(self):
        with self.refused("is not a media outlet"):
            self.make(outlet_id=self.anna.id)
        with self.refused("is not a journalist"):
            self.make(journalist_id=self.radio.id)

    def test_new_version(self):
        """M3.3: the newest is shown, the earlier one can still be opened."""
        material = self.make(b"stary", "tekst.txt")
        old = material.current_version_id
        wizard = self.env["skks.material.version.add"].with_user(self.officer)
        wizard = wizard.with_context(active_id=material.id).create(
            {"file": base64_of(b"nowy"), "file_name": "b.txt", "note": "poprawki"}
        )
        wizard.action_add()
        self.assertEqual(material.current_version_id.number, 2)
        self.assertEqual(material.attachment_id.raw, b"nowy")
        self.assertEqual(old.attachment_id.raw, b"stary")
        self.assertIn(f"/{old.attachment_id.id}", old.action_open()["url"])
        self.assertEqual(len(self.journal(material, "material.version")), 2)

    def test_written_content_is_a_version(self):
        """M3.3: an import that brings another file loses nothing."""
        material = self.make(url="https://kurier.test/a")
        material.write({"url": "https://kurier.test/a", "author": "Jan"})
        self.assertEqual(material.version_count, 1)
        material.write({"file": base64_of(b"plik"), "file_name": "a.txt"})
        self.assertEqual(material.version_count, 2)
        self.assertFalse(material.url)

    def test_copying_brings_no_file_along(self):
        with self.refused("Choose a file", UserError):
            self.make().copy()

    def test_deleting_an_outlet_deletes_no_material(self):
        self.make()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.kurier.unlink()

    def test_merged_outlets_keep_their_materials(self):
        """M2.1, M3.3: merging moves the archive."""
        both = (self.kurier | self.radio).sorted("id")
        material = self.make(outlet_id=both[1].id)
        kept = both.with_user(self.officer)._skks_merge()
        self.assertEqual(kept, both[0])
        self.assertEqual(material.outlet_id, kept)

    def test_count_and_list_of_a_contact(self):
        """M3.3: a card shows how many there are, and opens them."""
        material = self.make(journalist_id=self.anna.id)
        self.make()
        kurier, anna = (self.kurier | self.anna).with_user(self.officer)
        self.assertEqual((kurier.material_count, anna.material_count), (2, 1))
        action = anna.action_skks_materials()
        self.assertEqual(self.materials.search(action["domain"]), material)
        self.assertEqual(action["context"]["default_outlet_id"], self.kurier.id)

    def test_changes_of_the_rights_are_journalled(self):
        material = self.make()
        material.write({"rights": "ours"})
        entry = self.journal(material, "material.change")
        self.assertEqual(entry.old_value, "rights: unknown")
        self.assertEqual(entry.new_value, "rights: ours")


@tagged("post_install", "-at_install")
class TestMaterialRights(MaterialCommon):
    """M3.3: may it be published?"""

    @freeze_time(NOON)
    def test_may_be_published(self):
        today = date(2026, 5, 12)
        for vals, words in (
            ({"rights": "ours"}, ""),
            ({"rights": "unknown"}, "Nobody has cleared"),
            ({"rights": "inside"}, "inside the office"),
            ({"rights": "licence", "rights_until": today}, ""),
            (
                {"rights": "licence", "rights_until": today - timedelta(days=1)},
                "The licence ended",
            ),
            (
                {"rights": "ours", "embargo_until": datetime(2026, 5, 12, 10, 1)},
                "Embargo until",
            ),
            ({"rights": "ours", "embargo_until": datetime(2026, 5, 12, 10)}, ""),
        ):
            with self.subTest(**vals):
                material = self.make(**vals)
                self.assertIn(words, material.publishing_obstacle)
                self.assertEqual(material.may_publish, not words)
                found = self.materials.search(
                    [("id", "=", material.id), ("may_publish", "=", True)]
                )
                self.assertEqual(bool(found), not words)
                if words:
                    with self.refused(words, UserError):
                        material._check_may_publish()
                else:
                    material._check_may_publish()

    @freeze_time(NOON)
    def test_embargo_in_local_time(self):
        material = self.make(rights="ours", embargo_until="2026-05-13 06:00:00")
        self.assertIn("8:00", material.publishing_obstacle)
        self.assertIn(material, self.materials.search([("is_embargoed", "=", True)]))

    def test_a_licence_has_an_end(self):
        with self.refused("last day of the licence"):
            self.make(rights="licence")


@tagged("post_install", "-at_install")
class TestMaterialRetention(MaterialCommon):
    """M3.3: retention by type; nothing is deleted in silence."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kind = cls.env["skks.material.type"].create(
            {"name": "Próba", "code": "PROBA", "keep_for": 2, "keep_unit": "years"}
        )

    def test_term_of_the_type(self):
        material = self.make(kind_id=self.kind.id, date="2023-05-12")
        self.assertEqual(material.review_on, date(2026, 1, 1))
        self.kind.write({"keep_for": 30, "keep_unit": "days"})
        self.assertEqual(material.review_on, date(2023, 6, 11))
        self.kind.keep_for = 0
        self.assertFalse(material.review_on)

    @freeze_time(NOON)
    def test_list_of_what_is_due(self):
        """M3.3: archived ones are in it too: archived is not deleted."""
        due = self.make(kind_id=self.kind.id, date="2020-05-12")
        hidden = self.make(kind_id=self.kind.id, date="2020-05-12", active=False)
        self.make(kind_id=self.kind.id, date="2026-05-11")
        action = self.env.ref("skks_crm.skks_material_action_review")
        found = self.materials.with_context(active_test=False).search(
            [("review_on", "<=", self.env.company._skks_today())]
        )
        self.assertEqual(action.domain, "[('review_on', '<=', 'today')]")
        self.assertLessEqual(due | hidden, found)
        self.assertTrue(due.is_due)

    @freeze_time(NOON)
    def test_kept_longer(self):
        """M3.3: in bulk, with a reason, journalled."""
        both = self.make(kind_id=self.kind.id, date="2020-05-12")
        both |= self.make(kind_id=self.kind.id, date="2020-05-13")
        wizard = self.env["skks.material.keep"].with_user(self.officer)
        wizard = wizard.with_context(active_model=both._name, active_ids=both.ids)
        wizard.create({"until": "2027-05-12", "reason": "Spór w toku"}).action_keep()
        self.assertEqual(both.mapped("review_on"), [date(2027, 5, 12)] * 2)
        entries = self.journal(both, "material.keep")
        self.assertEqual(entries.mapped("reason"), ["Spór w toku"] * 2)
        for until, reason, words in (
            ("2026-05-12", "x", "in the future"),
            ("2027-05-12", " ", "Say why"),
        ):
            with self.refused(words, UserError):
                both._keep_longer(fields.Date.to_date(until), reason)

    def desk_of(self, user):
        """Rows on the user's own desk that stand for the review of materials."""
        mine = [("res_model", "=", "skks.material.review"), ("is_mine", "=", True)]
        return self.env["skks.desk"].with_user(user).search(mine)

    @freeze_time(NOON)
    def test_due_on_the_desk_of_the_head(self):
        """M3.3, M0.1: one row however many are due; nothing for anybody else."""
        self.env["skks.material.type"].search([("id", "!=", self.kind.id)]).keep_for = 0
        self.assertFalse(self.desk_of(self.manager))
        for day in (12, 13):
            self.make(kind_id=self.kind.id, date=f"2020-05-{day}")
        self.make(kind_id=self.kind.id, date="2020-05-14", active=False)
        self.make(kind_id=self.kind.id, date="2026-05-11")
        row = self.desk_of(self.manager)
        self.assertEqual(row.name, "Materials to review: 3")
        self.assertEqual(row.waiting_since.date(), date(2023, 1, 1))
        self.assertFalse(row.next_due_at)
        action = row.action_open()
        self.assertEqual(action["path"], "materials-review")
        for user in (self.officer, self.auditor):
            self.assertFalse(self.desk_of(user))
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base"):
                self.env["skks.material.review"].with_user(user).search([])

    @freeze_time(NOON)
    def test_desk_counts_what_the_head_may_read(self):
        """M3.3: nothing of another organisation, not in the count either."""
        material = self.make(kind_id=self.kind.id, date="2020-05-12")
        before = self.desk_of(self.manager).name
        company = self.env["res.company"].create({"name": "Inna"})
        material.sudo().company_id = company
        self.assertNotEqual(self.desk_of(self.manager).name, before)
        self.assertNotIn(company, self.desk_of(self.manager).company_id)

    @freeze_time(NOON)
    @warmup
    def test_queries_of_the_desk(self):
        """M3.3: what is due costs the desk the same, one or thirty."""
        spec = {
            name: {}
            for name in ("name", "kind", "state_label", "waiting_who", "can_reassign")
        }
        desk = self.env["skks.desk"].with_user(self.manager)
        for _more in range(2):
            for day in range(1, 16):
                self.make(kind_id=self.kind.id, date=f"2020-05-{day:02}")
            self.env.flush_all()
            self.env.invalidate_all()
            with self.assertQueryCount(6):
                desk.web_search_read([("is_mine", "=", True)], spec, limit=80)

    def test_deleted_by_the_head_with_a_reason(self):
        """M3.3: the journal keeps name, type, date and checksums."""
        material = self.make(PIXEL, "zdjecie.png", date="2020-05-12")
        checksum, attachment = material.checksum, material.attachment_id
        name, record = material.name, material.browse(material.id)
        with self.refused("Say why", UserError):
            material.with_user(self.manager).action_delete()
        material.with_user(self.manager).action_delete(reason="Minął czas")
        self.assertFalse(record.exists())
        self.assertFalse(attachment.exists())
        entry = self.journal(record, "material.delete")
        self.assertEqual(entry.user_id, self.manager)
        self.assertEqual(entry.reason, "Minął czas")
        for words in (name, "2020-05-12", "Photo", checksum):
            self.assertIn(words, entry.old_value)

    def test_the_button_asks_for_the_reason(self):
        material = self.make()
        reason = self.env["skks.reason"].with_user(self.manager)
        reason = reason.with_context(
            active_model=material._name,
            active_ids=material.ids,
            reason_action="action_delete",
        )
        action = reason.create({"reason": "Minął czas"}).action_confirm()
        self.assertEqual(action["res_model"], material._name)
        self.assertFalse(material.exists())

    def test_deleted_by_nobody_else(self):
        """M3.3: no other door, not for the superuser either."""
        material = self.make()
        with self.refused("Only the head", AccessError):
            material.action_delete(reason="x")
        for user in (self.officer, self.manager, self.env.ref("base.user_root")):
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base"):
                material.with_user(user).unlink()
        with self.refused("deleted only by the head", AccessError):
            material.sudo().unlink()
        key = {"skks_guard_pass": {"model": "skks.material"}}
        with self.refused("deleted only by the head", AccessError):
            material.sudo().with_context(**key).unlink()


@tagged("post_install", "-at_install")
class TestMaterialAdd(MaterialCommon):
    """M3.3: many at once, links, attachments of a chatter."""

    def upload(self, count, user=None):
        """Attachments as the browser leaves them after a drop."""
        return (
            self.env["ir.attachment"]
            .with_user(user or self.officer)
            .create(
                [
                    {
                        "name": f"plik{number}.txt",
                        "raw": f"tekst {number}".encode(),
                        "res_model": "skks.material.add",
                        "res_id": 0,
                    }
                    for number in range(count)
                ]
            )
        )

    @property
    def window(self):
        return self.env["skks.material.add"].with_user(self.officer)

    def test_dropped_on_the_list_of_an_outlet(self):
        files = self.upload(3)
        window = self.window.with_context(default_outlet_id=self.kurier.id)
        self.assertEqual(window.add_files(files.ids), {"count": 3, "action": False})
        added = self.materials.search([("outlet_id", "=", self.kurier.id)])
        self.assertEqual(set(added.mapped("name")), {"plik0", "plik1", "plik2"})
        self.assertFalse(files.exists())

    def test_dropped_where_no_outlet_is_known(self):
        """M3.3: a window asks once for all of them."""
        files = self.upload(2)
        answer = self.window.add_files(files.ids)
        self.assertEqual(answer["count"], 0)
        form = Form(self.window.with_context(**answer["action"]["context"]))
        form.outlet_id = self.radio
        form.rights = "ours"
        form.links = "https://radio.test/a https://radio.test/b\nhttps://radio.test/a"
        action = form.save().action_add()
        added = self.materials.search(action["domain"])
        self.assertEqual(len(added), 4)
        self.assertEqual(set(added.mapped("rights")), {"ours"})

    def test_big_files_are_added_one_at_a_time(self):
        """M3.3: the memory holds a lot of small files, or one big one."""
        files = self.upload(5)
        window = self.window.with_context(default_outlet_id=self.kurier.id)
        with patch.object(material_add, "AT_ONCE", 2 * files[:1].file_size):
            lots = [len(lot) for lot in window._lots(files)]
            self.assertEqual(lots, [2, 2, 1])
            window.add_files(files.ids)
        added = self.materials.search([("outlet_id", "=", self.kurier.id)])
        self.assertEqual(
            {material.attachment_id.raw for material in added},
            {f"tekst {number}".encode() for number in range(5)},
        )
        with patch.object(material_add, "AT_ONCE", 1):
            self.assertEqual(
                [len(lot) for lot in window._lots(added.attachment_id)], [1] * 5
            )

    def test_somebody_elses_upload(self):
        files = self.upload(1, self.manager)
        window = self.window.with_context(default_outlet_id=self.kurier.id)
        with self.assertRaises(AccessError):
            window.add_files(files.ids)

    def test_files_of_a_chatter(self):
        """M3.3: from a chatter into the archive, without those it has already."""
        card = self.kurier.with_user(self.officer)
        for data in (b"pierwszy", b"drugi"):
            card.message_post(body="x", attachments=[("a.txt", data)])
        action = card.action_archive_files()
        window = self.window.with_context(**action["context"])
        form = Form(window)
        self.assertEqual(len(form.found_ids), 2)
        form.found_ids.remove(id=form.found_ids.ids[0])
        form.save().action_add()
        kept = self.materials.search([("outlet_id", "=", self.kurier.id)])
        self.assertEqual(kept.attachment_id.raw, b"pierwszy")
        self.assertEqual(card._material_attachments().raw, b"drugi")

    def test_attachments_of_another_document(self):
        """Attack: an id that the window did not offer."""
        other = self.radio.with_user(self.officer)
        message = other.message_post(body="x", attachments=[("a.txt", b"tajne")])
        action = self.kurier.with_user(self.officer).action_archive_files()
        window = self.window.with_context(**action["context"]).create(
            {"found_ids": [Command.set(message.attachment_ids.ids)]}
        )
        with self.assertRaises(AccessError):
            window.action_add()

    def test_card_that_is_no_media(self):
        plain = self.env["res.partner"].create({"name": "Hydraulik"})
        with self.refused("neither a journalist", UserError):
            plain.with_user(self.officer).action_archive_files()

    @warmup
    def test_queries_of_twenty_files(self):
        """M3.3: the number of queries is known."""
        files = self.upload(20)
        window = self.window.with_context(default_outlet_id=self.kurier.id)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(250):
            window.add_files(files.ids)
            self.env.flush_all()

    @warmup
    def test_queries_of_the_list(self):
        """M3.3: a list of eighty asks no more than a list of eight."""
        for number in range(80):
            self.make(url=f"https://kurier.test/{number}")
        spec = {
            name: {"fields": {"display_name": {}}}
            if self.materials._fields[name].relational
            else {}
            for name in ("name", "kind_id", "outlet_id", "attachment_id", "mimetype")
            + ("rights", "may_publish", "tag_ids", "publishing_obstacle")
        }
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(20):
            self.materials.web_search_read([], spec, limit=80)


@tagged("post_install", "-at_install")
class TestMaterialSearch(MaterialCommon):
    """M3.3: found by the words inside PDF and DOCX files."""

    def index(self, materials):
        """What the job does with each of them."""
        materials._read_file()
        self.env.flush_all()

    def found(self, words):
        return self.materials.search([("search_text", "ilike", words)])

    def test_words_inside_files(self):
        pdf = self.make(make_pdf("Remont drogi przy szkole"), "a.pdf", name="A")
        docx = self.make(make_docx(["Nagranie w przed", "szkolu"]), "b.docx", name="B")
        self.index(pdf | docx)
        self.assertEqual(self.found("dróg"), pdf)
        self.assertEqual(self.found("remoncie"), pdf)
        self.assertEqual(self.found("przedszkole"), docx)

    def test_new_version_is_read_anew(self):
        material = self.make(make_docx("kanalizacja"), "a.docx", name="A")
        self.index(material)
        material.write({"file": base64_of(make_docx("tramwaj")), "file_name": "b.docx"})
        self.assertFalse(material.is_read)
        self.index(material)
        self.assertFalse(self.found("kanalizacja"))
        self.assertEqual(self.found("tramwajem"), material)

    def test_poisoned_files(self):
        """M3.3: what cannot be read does no harm, and stops no other file."""
        bad = self.make(b"%PDF-1.7 zepsuty", "a.pdf")
        bad |= self.make(make_zip({"word/document.xml": "<<<"}), "b.docx")
        good = self.make(make_docx("wodociąg"), "c.docx", name="C")
        self.index(bad | good)
        self.assertTrue(all(bad.mapped("is_read")))
        self.assertEqual(self.found("wodociągu"), good)

    def test_job_is_called_for_files_only(self):
        cron = self.env.ref("skks_crm.ir_cron_material_read")
        triggers = self.env["ir.cron.trigger"]
        with RecordCapturer(triggers, [("cron_id", "=", cron.id)]) as capture:
            self.make(url="https://kurier.test/a")
            self.assertFalse(capture.records)
            self.make()
            self.assertTrue(capture.records)

    def test_job(self):
        material = self.make(make_docx("wodociąg"), "c.docx", name="C")
        with self.enter_registry_test_mode():
            self.env.ref("skks_crm.ir_cron_material_read").method_direct_trigger()
        self.assertEqual(self.found("wodociągu"), material)
        self.assertFalse(self.materials.search([("is_read", "=", False)]))


@tagged("post_install", "-at_install")
class TestMaterialFromChatter(MaterialCommon):
    """M3.3: one attachment, one click."""

    def attach(self, card, data=b"tekst"):
        message = card.with_user(self.officer).message_post(
            body="x", attachments=[("umowa.txt", data)]
        )
        return message.attachment_ids

    def click(self, attachment, user=None):
        window = self.env["skks.material.add"].with_user(user or self.officer)
        return window.add_from_chatter(attachment.id)

    def test_from_a_journalist(self):
        file = self.attach(self.anna)
        self.assertEqual(self.click(file), {"count": 1, "action": False})
        material = self.materials.search([("journalist_id", "=", self.anna.id)])
        self.assertEqual(material.outlet_id, self.kurier)
        self.assertEqual(material.attachment_id.raw, b"tekst")
        self.assertTrue(file.exists())
        with self.refused("in the archive already", UserError):
            self.click(file)

    def test_outlet_unknown(self):
        """M3.3: a freelancer's file: the window asks for the outlet."""
        file = self.attach(self.make_journalist("Jan Wolny"))
        action = self.click(file)["action"]
        window = self.env["skks.material.add"].with_user(self.officer)
        form = Form(window.with_context(**action["context"]))
        form.outlet_id = self.radio
        form.save().action_add()
        self.assertEqual(
            self.materials.search([]).mapped("attachment_id.raw"), [b"tekst"]
        )

    def test_by_others(self):
        """Attack: readers of the card, and files that are of no card."""
        file = self.attach(self.kurier)
        with self.assertRaises(AccessError):
            self.click(file, self.auditor)
        own = self.env["ir.attachment"].with_user(self.officer)
        own = own.create({"name": "a.txt", "raw": b"a"})
        with self.refused("not kept there", UserError):
            self.click(own)
        plain = self.env["res.partner"].create({"name": "Hydraulik"})
        with self.refused("neither a journalist", UserError):
            self.click(self.attach(plain))
