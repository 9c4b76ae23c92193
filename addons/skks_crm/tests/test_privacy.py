import base64
import io
import json
import zipfile

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import CrmCommon

ADDRESS = "lis@poczta.test"


@tagged("post_install", "-at_install")
class TestInformationDuty(CrmCommon):
    """M2.1, art. 14 GDPR: whoever did not give us the data is told within a month."""

    def test_due(self):
        for origin, due in (
            (False, True),
            ("public", True),
            ("other", True),
            ("import", True),
            ("letter", False),
            ("phone", False),
            ("person", False),
        ):
            anna = self.make_journalist("Anna", data_origin=origin)
            self.env.flush_all()
            month = anna.create_date.date() + relativedelta(months=1)
            self.assertEqual(anna.info_duty_due, due and month, origin)
        self.assertFalse(self.kurier.info_duty_due)

    @freeze_time("2026-11-23 10:00:00")
    def test_told(self):
        anna = self.make_journalist("Anna").with_user(self.officer)
        due = self.partners.search([("info_duty_due", "!=", False)])
        self.assertIn(anna, due)
        (anna | self.kurier.with_user(self.officer)).action_skks_informed()
        self.assertEqual(str(anna.info_duty_on), "2026-11-23")
        self.assertFalse(anna.info_duty_due or self.kurier.info_duty_on)
        entry = self.env["skks.journal.entry"].search(
            [("act", "=", "contact.informed"), ("res_id", "=", anna.id)]
        )
        self.assertEqual((entry.user_id, entry.new_value), (self.officer, "2026-11-23"))
        anna.action_skks_informed()
        anna.info_duty_on = "2026-11-20"
        with self.refused("not one to come"):
            anna.info_duty_on = "2026-11-24"

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_who_may(self):
        anna = self.make_journalist("Anna")
        for group in ("representative", "auditor"):
            user = self.make_user(f"i{group}", f"skks_base.group_{group}")
            with self.assertRaises(AccessError):
                anna.with_user(user).action_skks_informed()


@tagged("post_install", "-at_install")
class TestHandingOut(CrmCommon):
    """M2.1, art. 15 GDPR: the person gets what we have, and the journal knows."""

    def setUp(self):
        super().setUp()
        self.anna = self.make_journalist(
            "Anna Lis", self.kurier, email="anna@kurier.test", other_emails=ADDRESS
        )
        self.anna.message_post(body="<p>Woli rano</p>", attachments=[("a.txt", b"x")])
        self.env["mail.message"].create(
            {
                "author_id": self.anna.id,
                "body": "<p>Pytam o drogi</p>",
                "subject": "Drogi",
                "message_type": "email",
            }
        )
        self.auditor = self.make_user("iod", "skks_base.group_auditor")

    def exported(self, user):
        export = self.env["skks.contact.export"].with_user(user)
        export = export.create({"partner_id": self.anna.id, "reason": "wniosek 5/2026"})
        export.action_export()
        content = io.BytesIO(base64.b64decode(export.file))
        with zipfile.ZipFile(content) as archive:
            return {name: archive.read(name).decode() for name in archive.namelist()}

    def test_tags_topics_and_tasks(self):
        self.anna.category_id = self.env["res.partner.category"].create({"name": "VIP"})
        self.anna.topic_ids = self.env["skks.topic"].create({"name": "Mosty"})
        self.anna.activity_schedule(
            "mail.mail_activity_data_todo", summary="Zapytać o sprostowanie"
        )
        told = str(self.exported(self.auditor))
        for words in ("VIP", "Mosty", "Zapytać o sprostowanie"):
            self.assertIn(words, told)

    def test_written_as_somebody_would(self):
        self.anna.write({"freelancer": True, "accreditation_until": "2026-12-31"})
        told = str(self.exported(self.auditor))
        self.assertIn("31.12.2026", told)
        self.assertNotIn("2026-12-31", told)
        self.assertNotIn("True", told)

    def test_what_is_in_it(self):
        for user in (self.auditor, self.manager):
            files = self.exported(user)
            self.assertEqual(set(files), {"dane.html", "dane.json"})
            for text in files.values():
                for word in ("anna@kurier.test", ADDRESS, "Kurier", "Woli rano"):
                    self.assertIn(word, text)
                self.assertIn("Pytam o drogi", text)
                self.assertIn("a.txt", text)
            self.assertTrue(json.loads(files["dane.json"]))
        entries = self.env["skks.journal.entry"].search(
            [("act", "=", "contact.export"), ("res_id", "=", self.anna.id)]
        )
        self.assertEqual(entries.user_id, self.auditor | self.manager)
        self.assertEqual(set(entries.mapped("reason")), {"wniosek 5/2026"})

    def test_request_is_named(self):
        export = self.env["skks.contact.export"].with_user(self.manager)
        export = export.create({"partner_id": self.anna.id, "reason": "  "})
        with self.assertRaises(UserError):
            export.action_export()

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_nobody_else(self):
        representative = self.make_user("rep5", "skks_base.group_representative")
        for user in (self.officer, representative):
            with self.assertRaises(AccessError):
                self.anna.with_user(user).action_skks_export()
            with self.assertRaises(AccessError):
                self.exported(user)
        export = self.env["skks.contact.export"].with_user(self.manager)
        export = export.create(
            {"partner_id": self.officer.partner_id.id, "reason": "x"}
        )
        with self.assertRaises(ValidationError):
            export.action_export()
        with self.assertRaises(AccessError):
            export.with_user(self.auditor).read(["file"])


@tagged("post_install", "-at_install")
class TestErasureOfContact(CrmCommon):
    """M2.1, M4.2: found by every address, and gone from what compares contacts."""

    def setUp(self):
        super().setUp()
        self.anna = self.make_journalist(
            "Anna Lis", self.kurier, email="anna@kurier.test", other_emails=ADDRESS
        )
        self.ewa = self.make_journalist("Anna Lis", email="ewa@kurier.test")
        self.env.flush_all()

    def run_of(self, email):
        run = self.env["skks.erasure.run"].with_user(self.manager)
        return run.create({"email": email, "reason": "art. 17 RODO, wniosek 5/2026"})

    def test_by_the_other_address(self):
        keys = self.env["skks.contact.key"]
        pairs = self.env["skks.contact.pair"]
        self.assertTrue(pairs.search([("left_id", "=", self.anna.id)]))
        run = self.run_of(ADDRESS)
        run.action_search()
        self.assertEqual(run.line_ids.mapped("res_id"), self.anna.ids)
        self.assertFalse(run.line_ids.stays_because)
        run.action_erase()
        self.env.invalidate_all()
        self.assertEqual((self.anna.name, self.anna.active), ("(erased)", False))
        self.assertFalse(self.anna.other_emails or self.anna.data_source)
        self.assertFalse(keys.search([("partner_id", "=", self.anna.id)]))
        self.assertFalse(pairs.search([("left_id", "=", self.anna.id)]))
        self.assertEqual(self.ewa.name, "Anna Lis")
        for address in (ADDRESS, "anna@kurier.test"):
            found = self.partners._skks_recognise_sender(address)
            self.assertFalse(found[0])
        self.anna.sudo()._skks_refresh_keys()
        self.assertFalse(keys.search([("partner_id", "=", self.anna.id)]))

    def test_by_an_address_with_a_tag(self):
        self.anna.other_emails = "lis+prasa@poczta.test"
        found = self.env["skks.erasure"]._find_contacts("lis+prasa@poczta.test")
        self.assertIn(self.anna, found)

    def test_part_of_an_address_finds_nobody(self):
        run = self.run_of("s@poczta.test")
        run.action_search()
        self.assertFalse(run.line_ids)

    def test_a_list_of_recipients_keeps_nobody(self):
        """G6: what serves mailings goes at once."""
        lists = self.env["skks.recipient.list"]
        one = lists.create(
            {"name": "A", "added_ids": self.anna.ids, "excluded_ids": self.anna.ids}
        )
        run = self.run_of("anna@kurier.test")
        run.action_search()
        self.assertFalse(run.line_ids.stays_because)
        run.action_erase()
        self.env.invalidate_all()
        found = one.with_context(active_test=False)
        self.assertFalse(found.added_ids or found.excluded_ids)

    def make_material(self, name, **vals):
        given = {"name": name, "url": "https://kurier.test/1"} | vals
        return (
            self.env["skks.material"]
            .with_user(self.officer)
            .create({"outlet_id": self.kurier.id} | given)
        )

    def words_of(self, materials):
        entries = self.env["skks.journal.entry"].search(
            [("res_model", "=", "skks.material"), ("res_id", "in", materials.ids)]
        )
        return f"{entries.mapped('old_value')} {entries.mapped('new_value')}"

    def test_what_was_published_stays_without_its_author(self):
        """M3.3, art. 17 GDPR: no material holds the card, and none names the person."""
        linked = self.make_material(
            "Dziury na Lipowej",
            author="Anna Lis, Jan Nowak",
            journalist_id=self.anna.id,
            note="Przysłane przez Annę Lis.",
        )
        written = self.make_material("Park", author="red. LIS Anna", active=False)
        gone = self.make_material("Most", journalist_id=self.anna.id)
        gone.with_user(self.manager).action_delete("powtórzony")
        other = self.make_material("Most", author="Jan Nowak")
        materials = linked | written | gone | other
        run = self.run_of("anna@kurier.test")
        run.action_search()
        self.assertFalse(run.line_ids.stays_because)
        run.action_erase()
        self.env.invalidate_all()
        self.assertEqual(self.anna.name, "(erased)")
        self.assertFalse(linked.journalist_id)
        self.assertEqual(linked.author, "(erased), Jan Nowak")
        self.assertEqual(linked.note, "Przysłane przez (erased).")
        self.assertEqual(written.author, "(erased)")
        self.assertEqual(other.author, "Jan Nowak")
        self.assertEqual(linked.name, "Dziury na Lipowej")
        self.assertNotIn("Lis", self.words_of(materials))
        self.assertIn("Jan Nowak", self.words_of(other))
        found = self.env["skks.material"].search([("search_text", "ilike", "Lis")])
        self.assertNotIn(linked, found)


@tagged("post_install", "-at_install")
class TestPrivacyLookup(CrmCommon):
    """M2.1: core's look-up finds what we have and deletes nothing of it by hand."""

    def setUp(self):
        super().setUp()
        self.anna = self.make_journalist("Anna Lis", self.kurier, email=ADDRESS)
        self.anna.do_not_contact = True
        self.system = new_test_user(
            self.env,
            "system9",
            groups="base.group_system,skks_base.group_admin",
            email="system9@town.example",
        )

    def lookup(self):
        wizard = self.env["privacy.lookup.wizard"].with_user(self.system)
        wizard = wizard.create({"name": "Anna Lis", "email": ADDRESS})
        wizard.action_lookup()
        return wizard

    def line(self, wizard, record):
        return wizard.line_ids.filtered(
            lambda one: (one.res_model, one.res_id) == (record._name, record.id)
        )

    def test_card_is_found_and_not_simply_deleted(self):
        line = self.line(self.lookup(), self.anna)
        self.assertTrue(line)
        for act in (line.action_unlink, line.action_unlink_all):
            with self.refused("Erase by the rules", UserError):
                act()
        self.assertTrue(self.anna.exists())
        line.action_archive_all()
        self.assertFalse(self.anna.active)

    def test_names_nothing_that_one_may_not_read(self):
        line = self.line(self.lookup(), self.anna)
        self.assertNotIn("Anna", line.res_name)
        self.assertIn(str(self.anna.id), line.res_name)

    def test_our_records_are_not_touched_by_hand(self):
        media_list = self.env["skks.recipient.list"].create({"name": "A"})
        lines = self.env["privacy.lookup.wizard.line"].with_user(self.system)
        line = lines.create(
            {
                "res_model_id": self.env["ir.model"]._get_id(media_list._name),
                "res_id": media_list.id,
                "is_active": True,
            }
        )
        for act in (line.action_unlink, line.action_archive_all):
            with self.refused("Erase by the rules", UserError):
                act()
        self.assertTrue(media_list.exists().active)

    def test_goes_on_to_the_erasure(self):
        action = self.lookup().action_skks_erase()
        self.assertEqual(action["res_model"], "skks.erasure.run")
        self.assertEqual(action["context"]["default_email"], ADDRESS)

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_who_opens_it(self):
        for user in (self.officer, self.manager):
            with self.assertRaises(AccessError):
                self.env["privacy.lookup.wizard"].with_user(user).create(
                    {"name": "Anna Lis", "email": ADDRESS}
                )
