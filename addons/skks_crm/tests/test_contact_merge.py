import base64
import io
from datetime import timedelta
from unittest.mock import patch

from PIL import Image

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.skks_base.tests.common_rpc import RpcMixin

from .common import CrmCommon


class MergeCase(CrmCommon):
    """Two cards of one person: the older and the newer one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.old = cls.make_journalist(
            "Anna Lis",
            cls.kurier,
            email="anna@kurier.test",
            phone="600 100 100",
            data_source="imprint",
        )
        cls.new = cls.make_journalist(
            "Anna Lis-Bąk", email="lis@poczta.test", data_source="phone call"
        )
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE res_partner SET create_date = create_date - interval '1 year'"
            " WHERE id = %s",
            [cls.old.id],
        )
        cls.env.invalidate_all()
        cls.both = cls.old | cls.new

    def setUp(self):
        super().setUp()
        self.old, self.new, self.both = (
            one.with_user(self.officer) for one in (self.old, self.new, self.both)
        )

    def merge(self, *taken):
        kept = self.both._skks_merge(taken)
        self.env.flush_all()
        self.env.invalidate_all()
        return kept

    def window(self, user=None):
        """The window as it opens for the two."""
        both = self.both.with_user(user or self.officer)
        action = both.action_skks_compare()
        return (
            self.env["skks.contact.merge"]
            .with_user(user or self.officer)
            .browse(action["res_id"])
        )


@tagged("post_install", "-at_install")
class TestMergedValues(MergeCase):
    """M2.1: of two cards of one person nothing is lost."""

    def test_older_card_stays_with_its_number(self):
        kept = self.merge()
        self.assertEqual(kept, self.old)
        self.assertFalse(self.new.exists())
        self.assertEqual((kept.name, kept.email), ("Anna Lis", "anna@kurier.test"))
        self.assertEqual(kept.phone, "600 100 100")
        self.assertEqual(kept.data_source, "imprint; phone call")

    def test_what_was_chosen_of_the_other(self):
        kept = self.merge("name", "email")
        self.assertEqual(kept.name, "Anna Lis-Bąk")
        self.assertEqual(kept.email, "lis@poczta.test")
        self.assertEqual(kept.other_emails, "anna@kurier.test")

    def test_second_address_is_still_that_person(self):
        self.new.other_emails = "a.lis@dawna.test"
        kept = self.merge()
        self.assertEqual(kept.other_emails, "lis@poczta.test, a.lis@dawna.test")
        for address in (
            "anna@kurier.test",
            "lis@poczta.test",
            "lis+x@poczta.test",
            "a.lis@dawna.test",
        ):
            found = self.partners._skks_recognise_sender(address)
            self.assertEqual(found[0], kept, address)

    def test_empty_fields_are_filled(self):
        self.new.write(
            {
                "preferred_channel": "phone",
                "website": "https://lis.test",
                "comment": "<p>Woli rano</p>",
                "lang": "pl_PL",
            }
        )
        self.old.comment = "<p>Sport</p>"
        kept = self.merge()
        self.assertEqual(kept.preferred_channel, "phone")
        self.assertEqual(kept.website, "https://lis.test")
        self.assertIn("Sport", kept.comment)
        self.assertIn("Woli rano", kept.comment)

    def test_nobody_loses_an_objection(self):
        """Art. 21 GDPR; whichever card had it, whatever was chosen."""
        self.new.write({"do_not_contact": True, "mailing_opt_out": True})
        when = fields.Datetime.now() - timedelta(days=30)
        self.new.sudo()._guarded_write({"mailing_opt_out_at": when})
        kept = self.merge("do_not_contact", "mailing_opt_out")
        self.assertTrue(kept.do_not_contact)
        self.assertTrue(kept.mailing_opt_out)
        self.assertEqual(kept.mailing_opt_out_at, when)

    def test_verified_only_if_that_is_what_stays(self):
        self.old._skks_record_verification("2026-01-10")
        self.new._skks_record_verification("2026-02-10")
        kept = self.merge()
        self.assertEqual(str(kept.verified_on), "2026-01-10")

    def test_verified_is_void_for_a_mixture(self):
        self.old._skks_record_verification("2026-01-10")
        self.new.phone = "600 300 300"
        self.new._skks_record_verification("2026-02-10")
        kept = self.merge("email")
        self.assertFalse(kept.verified_on)
        self.assertFalse(kept.verified_by_id)
        self.assertTrue(kept.verification_due)

    def test_returned_letter_goes_with_its_address(self):
        self.new._skks_mark_returned()
        other = self.both
        self.assertFalse(self.merge().mail_returned_at)
        self.assertEqual(len(other.exists()), 1)

    def test_returned_letter_of_the_chosen_address(self):
        self.new._skks_mark_returned()
        self.assertTrue(self.merge("email").mail_returned_at)

    def test_informed_once_is_informed(self):
        self.new.info_duty_on = "2026-01-10"
        kept = self.merge()
        self.assertEqual(str(kept.info_duty_on), "2026-01-10")
        self.assertFalse(kept.info_duty_due)

    def test_history_of_both(self):
        for number, one in enumerate(self.both):
            one.message_post(
                body=f"Notatka {number}", attachments=[(f"{number}.txt", b"x")]
            )
            one.activity_schedule("mail.mail_activity_data_todo", summary=f"Z{number}")
            one.category_id = [Command.create({"name": f"T{number}"})]
        kept = self.merge()
        text = " ".join(kept.message_ids.mapped("body"))
        for number in range(2):
            self.assertIn(f"Notatka {number}", text)
            self.assertIn(f"Z{number}", kept.activity_ids.mapped("summary"))
            self.assertIn(f"T{number}", kept.category_id.mapped("name"))
        files = self.env["ir.attachment"].search(
            [("res_model", "=", "res.partner"), ("res_id", "=", kept.id)]
        )
        self.assertLessEqual({"0.txt", "1.txt"}, set(files.mapped("name")))
        self.assertIn("Lis-Bąk", text)

    def test_notices_that_both_got(self):
        """Core would drop all notices of the other card as soon as one is double."""
        message = self.old.message_post(body="A")
        only = self.old.message_post(body="B")
        notices = self.env["mail.notification"].sudo()
        for one, partner in (
            (message, self.old),
            (message, self.new),
            (only, self.new),
        ):
            notices.create(
                {
                    "mail_message_id": one.id,
                    "res_partner_id": partner.id,
                    "notification_type": "email",
                }
            )
        kept = self.merge()
        found = notices.search([("res_partner_id", "=", kept.id)])
        self.assertEqual(found.mail_message_id, message | only)
        self.assertEqual(len(found), 2)

    def test_letter_that_waits_for_its_time(self):
        scheduled = self.env["mail.scheduled.message"].create(
            {
                "model": "res.partner",
                "res_id": self.new.id,
                "body": "x",
                "author_id": self.officer.partner_id.id,
                "scheduled_date": fields.Datetime.now() + timedelta(days=1),
            }
        )
        kept = self.merge()
        self.assertEqual(scheduled.res_id, kept.id)

    def test_recipient_lists(self):
        lists = self.env["skks.recipient.list"]
        added = lists.create({"name": "A", "added_ids": self.new.ids})
        out = lists.create({"name": "B", "excluded_ids": self.both.ids})
        kept = self.merge()
        self.assertEqual(added.added_ids, kept)
        self.assertEqual(out.excluded_ids, kept)

    def test_workplaces_are_joined(self):
        self.old.affiliation_ids.write(
            {"date_from": "2020-01-01", "date_to": "2024-12-31", "beats": "drogi"}
        )
        self.make_workplace(
            self.new, self.kurier, date_from="2024-01-01", job_title="Reporter"
        )
        self.make_workplace(self.new, self.radio, date_from="2025-03-01", is_main=True)
        kept = self.merge()
        here = kept.affiliation_ids.filtered(lambda one: one.outlet_id == self.kurier)
        self.assertEqual(len(here), 1)
        self.assertEqual(str(here.date_from), "2020-01-01")
        self.assertFalse(here.date_to)
        self.assertEqual((here.job_title, here.beats), ("Reporter", "drogi"))
        main = kept.affiliation_ids.filtered("is_main")
        self.assertEqual(main.outlet_id, self.radio)
        kept.affiliation_ids._check_overlaps()

    def test_one_who_came_back_to_the_outlet(self):
        """An undated line of the other card joins both periods."""
        self.old.affiliation_ids.write(
            {"date_from": "2020-01-01", "date_to": "2021-12-31", "is_main": True}
        )
        self.make_workplace(self.old, self.kurier, date_from="2023-01-01")
        self.make_workplace(self.new, self.kurier, job_title="Reporter")
        line = self.merge().affiliation_ids
        self.assertEqual(len(line), 1)
        self.assertEqual((line.date_to, line.job_title), (False, "Reporter"))
        self.assertTrue(line.is_main)

    def test_followers_of_both(self):
        one, other = self.officer.partner_id, self.manager.partner_id
        self.old.message_subscribe(one.ids)
        self.new.message_subscribe((one | other).ids)
        kept = self.merge()
        self.assertLessEqual(one | other, kept.message_follower_ids.partner_id)

    def test_portrait_of_the_card_that_stays(self):
        self.old.image_1920 = self._picture("red")
        self.new.image_1920 = self._picture("blue")
        before = self.old.image_1920
        kept = self.merge()
        self.assertEqual(kept.image_1920, before)
        files = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "res.partner"),
                ("res_id", "=", kept.id),
                ("res_field", "=", "image_1920"),
            ]
        )
        self.assertEqual(len(files), 1)

    def _picture(self, color):
        stream = io.BytesIO()
        Image.new("RGB", (8, 8), color).save(stream, "PNG")
        return base64.b64encode(stream.getvalue())

    def test_periods_apart_stay_two(self):
        self.old.affiliation_ids.write({"date_to": "2020-12-31"})
        self.make_workplace(self.new, self.kurier, date_from="2024-01-01")
        self.assertEqual(len(self.merge().affiliation_ids), 2)

    def test_outlets(self):
        glos = self.make_outlet("Głos", outlet_domains="glos.test")
        other = self.make_outlet("Redakcja Głos", outlet_domains="glos24.test")
        for outlet in (glos, other):
            self.make_workplace(self.old, outlet, date_from="2026-01-01")
        kept = (glos | other).with_user(self.officer)._skks_merge()
        self.env.invalidate_all()
        self.assertEqual(kept.outlet_domains, "glos.test, glos24.test")
        self.assertEqual(len(kept.outlet_affiliation_ids), 1)
        found = self.partners._skks_recognise_sender("x@glos24.test")
        self.assertEqual(found[1], kept)

    def test_pairs(self):
        """Whoever is not one of them is not the other one either."""
        third = self.make_journalist("Ewa Wilk", email="lis@poczta.test")
        pairs = self.env["skks.contact.pair"].with_user(self.officer)
        pairs.search([("right_id", "=", third.id)]).action_different()
        kept = self.merge("email")
        found = pairs.search([("left_id", "=", kept.id)])
        self.assertEqual(
            {(one.right_id, one.state) for one in found},
            {(third, "different"), (pairs.env["res.partner"], "merged")},
        )
        merged = found.filtered(lambda one: one.state == "merged")
        self.assertEqual(merged.merged_number, self.new.id)
        self.assertEqual(merged.decided_by_id, self.officer)

    def test_journal_names_both(self):
        self.old._skks_record_verification("2026-01-10")
        journal = self.env["skks.journal.entry"]
        count = journal.search_count([])
        self.merge()
        entries = journal.search([("act", "=", "contact.merge")], order="id")
        entries = entries.filtered(lambda one: one.res_id in self.both.ids)
        self.assertEqual(set(entries.mapped("res_id")), set(self.both.ids))
        self.assertEqual(entries.user_id, self.officer)
        self.assertEqual(entries[0].new_value, str(self.old.id))
        self.assertIn("lis@poczta.test", entries.payload_ids[0].content)
        self.assertGreaterEqual(journal.search_count([]), count + 2)

    def test_file_numbers_of_other_programs(self):
        self.env["ir.model.data"].create(
            {
                "module": "__import__",
                "name": "lis",
                "model": "res.partner",
                "res_id": self.new.id,
            }
        )
        kept = self.merge()
        self.assertEqual(self.env.ref("__import__.lis").id, kept.id)


@tagged("post_install", "-at_install")
class TestMergeWindow(RpcMixin, MergeCase):
    """M2.1: field by field, and only by somebody who may."""

    def test_shows_what_differs(self):
        self.new.write({"freelancer": True, "accreditation_until": "2026-12-31"})
        window = self.window()
        self.assertEqual((window.kept_id, window.gone_id), (self.old, self.new))
        lines = {line.name: line for line in window.line_ids}
        self.assertEqual(lines["name"].kept_value, "Anna Lis")
        self.assertEqual(lines["name"].gone_value, "Anna Lis-Bąk")
        self.assertEqual(lines["freelancer"].gone_value, "yes")
        self.assertEqual(lines["accreditation_until"].gone_value, "31.12.2026")
        self.assertTrue(lines["name"].is_open)
        self.assertFalse(lines["phone"].is_open)
        for hidden in ("do_not_contact", "verified_on", "skks_kind", "id"):
            self.assertNotIn(hidden, lines)
        self.assertTrue(window.kept_history)

    def test_merges_what_was_chosen(self):
        window = self.window()
        with Form(window) as form:
            for number, line in enumerate(window.line_ids):
                if line.name == "name":
                    with form.line_ids.edit(number) as choice:
                        choice.choice = "gone"
        action = window.action_merge()
        self.env.invalidate_all()
        self.assertEqual(action["res_id"], self.old.id)
        self.assertEqual(self.old.name, "Anna Lis-Bąk")
        self.assertEqual(self.old.email, "anna@kurier.test")

    def test_from_a_pair_and_only_once(self):
        pair = (
            self.env["skks.contact.pair"]
            .sudo()
            ._guarded_create(
                [{"left_id": self.old.id, "right_id": self.new.id, "state": "proposed"}]
            )
        )
        pair = pair.with_user(self.officer)
        number = pair.action_merge()["res_id"]
        first = self.env["skks.contact.merge"].with_user(self.officer).browse(number)
        second = self.window()
        first.action_merge()
        self.env.invalidate_all()
        with self.refused("not there any more", UserError):
            second.exists().action_merge()

    def test_a_line_names_no_field_that_is_not_chosen_here(self):
        """What a client writes into the lines opens nothing."""
        self.old.write({"do_not_contact": True})
        self.old._skks_record_verification("2026-01-10")
        window = self.window()
        for name in ("do_not_contact", "skks_kind", "verified_on", "create_uid", "x"):
            self.env["skks.contact.merge.line"].with_user(self.officer).create(
                {
                    "merge_id": window.id,
                    "name": name,
                    "choice": "gone",
                    "gone_value": "x",
                }
            )
        window.line_ids.filtered(lambda one: one.name == "name").gone_value = "Haker"
        window.action_merge()
        self.env.invalidate_all()
        self.assertTrue(self.old.do_not_contact)
        self.assertEqual(self.old.skks_kind, "journalist")
        self.assertEqual(self.old.name, "Anna Lis")
        self.assertEqual(str(self.old.verified_on), "2026-01-10")

    def test_who_is_never_merged(self):
        citizen = self.env["res.partner"].create({"name": "C", "skks_contact": True})
        archived = self.make_journalist("Archiwalna", active=False)
        for other, words in (
            (citizen, "Only two journalists or two outlets"),
            (self.officer.partner_id, "Only two journalists or two outlets"),
            (self.kurier, "Only two journalists or two outlets"),
            (archived, "archived card"),
            (self.env["res.partner"], "Two cards are merged at a time"),
            (self.new | self.kurier, "Two cards are merged at a time"),
        ):
            cards = (self.old | other).with_user(self.officer)
            with self.refused(words, UserError):
                cards.action_skks_compare()
            with self.refused(words, UserError):
                cards._skks_merge()
            if len(other) == 1:
                merge = self.env["skks.contact.merge"].with_user(self.officer)
                with self.refused(words, UserError):
                    merge.create(
                        {"kept_id": self.old.id, "gone_id": other.id}
                    ).action_merge()

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_who_may(self):
        window = self.window()
        groups = ("representative", "dispatcher", "leadership", "admin", "auditor")
        for group in groups:
            user = self.make_user(f"m{group}", f"skks_base.group_{group}")
            cards = self.both.with_user(user)
            for act in (
                cards.action_skks_compare,
                cards._skks_merge,
                window.with_user(user).action_merge,
                lambda user=user: self.env["skks.contact.merge"]
                .with_user(user)
                .create({"kept_id": self.old.id, "gone_id": self.new.id}),
            ):
                with self.assertRaises(AccessError):
                    act()
        other = self.make_user("officer2", "skks_base.group_officer")
        with self.assertRaises(AccessError):
            window.with_user(other).action_merge()
        manager = self.window(self.manager)
        manager.action_merge()
        self.assertFalse(self.new.exists())

    def test_core_is_no_way_around(self):
        """Neither its window, nor its automatic processes, nor a made-up pass."""
        self.new.email = "anna@kurier.test"
        self.env.flush_all()
        wizards = self.env["base.partner.merge.automatic.wizard"]
        for user in (self.officer, self.manager):
            for context in (
                {},
                {"skks_merge_pass": True},
                {"skks_merge_pass": {"ids": self.both.ids, "taken": []}},
            ):
                wizard = (
                    wizards.with_user(user)
                    .with_context(active_model="res.partner", **context)
                    .create(
                        {
                            "partner_ids": [Command.set(self.both.ids)],
                            "dst_partner_id": self.old.id,
                            "state": "selection",
                        }
                    )
                )
                with self.refused("Compare and merge", UserError):
                    wizard.action_merge()
                with self.refused("Compare and merge", UserError):
                    wizard.sudo()._merge(self.both.ids, self.old.sudo())
        mixed = self.old | self.officer.partner_id
        with self.refused("Compare and merge", UserError):
            wizards._merge(mixed.ids, self.officer.partner_id)
        self.assertEqual(len(self.both.exists()), 2)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.models")
    def test_who_keeps_other_contacts_keeps_none_of_these(self):
        """An editor of the website or a clerk with rights on contacts in general."""
        clerk = self.make_user("clerk", "base.group_user,base.group_partner_manager")
        cards = self.both.with_user(clerk)
        for act in (
            cards.action_skks_verify,
            cards.action_skks_informed,
            cards.action_skks_compare,
            lambda: cards.write({"other_emails": "a@x.test", "data_source": "x"}),
        ):
            with self.assertRaises(AccessError):
                act()
        wizard = self.env["base.partner.merge.automatic.wizard"].with_user(clerk)
        with self.refused("Compare and merge", UserError):
            wizard._merge(self.both.ids, self.old.with_user(clerk))
        self.assertEqual(len(self.both.exists()), 2)

    def test_core_never_merges_them_by_itself(self):
        self.new.write({"email": "anna@kurier.test", "name": "Anna Lis"})
        self.env.flush_all()
        wizard = self.env["base.partner.merge.automatic.wizard"].with_user(self.officer)
        wizard = wizard.create({"group_by_email": True, "group_by_name": True})
        with patch.object(self.env.cr, "commit"), self.assertRaises(UserError):
            wizard.action_start_automatic_process()
        self.assertEqual(len(self.both.exists()), 2)

    def test_two_plain_contacts_are_still_cores(self):
        plain = self.env["res.partner"].create([{"name": "A"}, {"name": "A"}])
        self.env["base.partner.merge.automatic.wizard"]._merge(plain.ids, plain[0])
        self.assertEqual(plain.exists(), plain[0])

    def test_plain_contacts_are_merged_by_the_administrator_only(self):
        """Citizens with one address: core would let an officer, and tell no journal."""
        plain = self.env["res.partner"].create(
            [{"name": "A", "email": "a@x.test"}, {"name": "B", "email": "a@x.test"}]
        )
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard = wizard.with_user(self.officer).create(
            {"partner_ids": plain.ids, "dst_partner_id": plain[0].id}
        )
        with self.refused("administrator of the system only", AccessError):
            wizard.action_merge()
        self.assertEqual(len(plain.exists()), 2)

    def test_while_somebody_changes_the_card(self):
        with (
            patch.object(
                type(self.both), "try_lock_for_update", lambda cards: cards.browse()
            ),
            self.refused("just changing one of the cards", UserError),
        ):
            self.both._skks_merge()
        self.assertEqual(len(self.both.exists()), 2)

    def test_on_the_client_it_is_private(self):
        for method in ("_skks_merge", "_skks_take_over", "_skks_before_merge"):
            self.rpc_or_refused(self.officer, "res.partner", method, self.both.ids)
        self.assertEqual(len(self.both.exists()), 2)

    def test_own_card_of_officer_is_no_media(self):
        with self.refused("Only two journalists", UserError):
            (self.officer.partner_id | self.manager.partner_id).with_user(
                self.officer
            )._skks_merge()
