from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.skks_base.tests.common_mail import delivery_report
from odoo.addons.skks_base.tests.common_rpc import RpcMixin

from .common import CrmCommon

HOSTILE = (
    {},
    {"install_mode": True},
    {"import_file": True},
    {"skks_guard_pass": True},
    {"skks_guard_pass": {"model": "res.partner", "fnames": ["verified_on"]}},
    {"default_verified_on": "2026-01-01"},
)


@tagged("post_install", "-at_install")
class TestVerification(RpcMixin, CrmCommon):
    """M2.1: when the data were checked, and by whom, is a fact."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna = cls.make_journalist(
            "Anna Lis", cls.kurier, email="anna@kurier.test", phone="600 100 100"
        )

    def setUp(self):
        super().setUp()
        self.anna = self.anna.with_user(self.officer)

    def verified(self):
        with freeze_time("2026-11-23 10:00:00"):
            self.anna.action_skks_verify()
        self.env.flush_all()

    def test_many_at_once_and_the_journal_knows(self):
        cards = self.anna | self.kurier.with_user(self.officer)
        with freeze_time("2026-11-23 10:00:00"):
            cards.action_skks_verify()
        self.assertEqual(set(cards.mapped("verified_on")), {self.anna.verified_on})
        self.assertEqual(str(self.anna.verified_on), "2026-11-23")
        self.assertEqual(cards.verified_by_id, self.officer)
        entries = self.env["skks.journal.entry"].search(
            [("act", "=", "contact.verify"), ("res_id", "in", cards.ids)]
        )
        self.assertEqual(len(entries), 2)
        self.assertEqual(set(entries.mapped("new_value")), {"2026-11-23"})

    def test_nobody_writes_it(self):
        """Nor who checked it, nor that a letter came back, by any door."""
        self.verified()
        for context in HOSTILE:
            anna = self.anna.with_context(**context)
            for values in (
                {"verified_on": "2026-11-25"},
                {"verified_on": False},
                {"verified_by_id": self.manager.id},
                {"data_changed_at": "2026-11-25 10:00:00"},
                {"mail_returned_at": "2026-11-25 10:00:00"},
                {"mailing_opt_out_at": "2026-11-25 10:00:00"},
            ):
                for record in (anna, anna.sudo(), anna.with_user(self.manager)):
                    with self.refused("changed only by its own actions", UserError):
                        record.write(values)

    def test_nobody_creates_it(self):
        for context in HOSTILE:
            new = self.partners.with_context(**context).create(
                {
                    "name": "X",
                    "skks_kind": "journalist",
                    "verified_on": "2026-11-25",
                    "verified_by_id": self.manager.id,
                    "mail_returned_at": "2026-11-25 10:00:00",
                }
            )
            self.assertFalse(new.verified_on or new.verified_by_id)
            self.assertFalse(new.mail_returned_at)

    def test_import_and_copy(self):
        self.verified()
        result = self.partners.load(
            [".id", "verified_on"], [[str(self.anna.id), "2020-01-01"]]
        )
        self.assertFalse(result["ids"])
        result = self.partners.load(
            ["name", "skks_kind", "verified_on"], [["B", "Journalist", "2020-01-01"]]
        )
        self.assertFalse(self.partners.browse(result["ids"]).verified_on)
        self.assertFalse(self.anna.copy().verified_on)

    def test_through_the_client(self):
        self.verified()
        for method, args in (
            ("write", [[self.anna.id], {"verified_on": "2020-01-01"}]),
            ("web_save", [[self.anna.id], {"verified_on": "2020-01-01"}, {}]),
            ("_skks_record_verification", [[self.anna.id], "2020-01-01"]),
            ("_guarded_write", [[self.anna.id], {"verified_on": "2020-01-01"}]),
        ):
            self.rpc_or_refused(self.officer, "res.partner", method, *args)
        self.assertEqual(str(self.anna.verified_on), "2026-11-23")

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.models")
    def test_others_cannot_verify(self):
        for number, group in enumerate(
            ("skks_base.group_representative", "skks_base.group_auditor")
        ):
            user = self.make_user(f"other{number}", group)
            with self.assertRaises(AccessError):
                self.anna.with_user(user).action_skks_verify()

    def test_a_change_makes_it_doubtful(self):
        """What was verified is no longer what stands there; the card says so."""
        for values in (
            {"email": "anna.lis@kurier.test"},
            {"phone": "600 200 200"},
            {"other_emails": "anna@poczta.test"},
        ):
            self.verified()
            self.anna.write(values)
            self.assertTrue(self.anna.data_changed_at, values)
            self.assertEqual(str(self.anna.verified_on), "2026-11-23")
            self.assertTrue(self.anna.verification_due)
        self.verified()
        self.assertFalse(self.anna.data_changed_at)

    def test_what_is_no_change(self):
        self.verified()
        self.anna.write(
            {"email": "anna@kurier.test", "phone": "600 100 100", "comment": "x"}
        )
        self.assertFalse(self.anna.data_changed_at)

    def test_a_new_workplace_makes_it_doubtful(self):
        workplaces = self.env["skks.affiliation"].with_user(self.officer)
        self.verified()
        line = workplaces.create(
            {"journalist_id": self.anna.id, "outlet_id": self.radio.id}
        )
        self.assertTrue(self.anna.data_changed_at)
        for act in (
            lambda: line.write({"date_to": "2026-11-01"}),
            lambda: line.unlink(),
        ):
            self.verified()
            act()
            self.assertTrue(self.anna.data_changed_at)
        self.verified()
        self.anna.affiliation_ids.job_title = "Reporter"
        self.assertFalse(self.anna.data_changed_at)

    def test_due_after_the_time_that_the_office_set(self):
        self.verified()
        due = self.partners._skks_verification_due_domain
        with freeze_time("2027-11-23 10:00:00"):
            self.assertNotIn(self.anna, self.partners.search(due()))
        with freeze_time("2027-11-24 10:00:00"):
            self.assertIn(self.anna, self.partners.search(due()))
            self.assertIn(
                self.anna, self.partners.search([("verification_due", "=", True)])
            )
        self.env.company.skks_verify_months = 3
        with freeze_time("2027-02-24 10:00:00"):
            self.assertIn(self.anna, self.partners.search(due()))
            self.assertNotIn(
                self.anna, self.partners.search([("verification_due", "=", False)])
            )
        self.assertNotIn(self.officer.partner_id, self.partners.search(due()))

    def test_verification_needs_no_query_more_for_more_cards(self):
        few = self.anna
        many = few | self.env["res.partner"].concat(
            *(self.make_journalist(f"Osoba {number}") for number in range(20))
        ).with_user(self.officer)
        self.env.flush_all()
        counts = []
        for cards in (few, many):
            cards.action_skks_verify()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            cards.action_skks_verify()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)


@tagged("post_install", "-at_install")
class TestSource(CrmCommon):
    """M2.1: of each journalist it is known where the data come from (art. 14 GDPR)."""

    def test_never_empty_for_a_new_one(self):
        for context, values, words in (
            ({}, {}, "entered by hand"),
            ({}, {"data_source": "  "}, "entered by hand"),
            ({"default_data_origin": "phone"}, {}, "phone call"),
            ({"default_data_origin": "letter"}, {}, "letter to the office"),
            ({"import_file": True}, {}, "imported list"),
            ({}, {"data_source": "imprint"}, "imprint"),
        ):
            partners = self.partners.with_context(**context)
            new = partners.create({"name": "A", "skks_kind": "journalist"} | values)
            self.assertIn(words, new.data_source)
        quick = self.partners.with_context(default_skks_kind="journalist")
        new = self.partners.browse(quick.name_create("Ewa Bąk")[0])
        self.assertIn(self.officer.name, new.data_source)

    def test_plain_contact_becomes_a_journalist(self):
        plain = self.partners.create({"name": "A"})
        self.assertFalse(plain.data_source)
        plain.skks_kind = "journalist"
        self.assertTrue(plain.data_source)

    def test_is_not_emptied(self):
        anna = self.make_journalist("Anna", data_source="imprint")
        for value in (False, ""):
            with self.refused("where the data of Anna come from"):
                anna.with_user(self.officer).data_source = value

    def test_form_asks_for_it(self):
        form = Form(
            self.partners.with_context(default_skks_kind="journalist"),
            "skks_crm.res_partner_journalist_view_form",
        )
        form.name = "Jan"
        with self.assertRaises(AssertionError):
            form.save()
        form.data_origin = "public"
        self.assertEqual(form.save().data_origin, "public")

    def test_from_a_letter(self):
        journalist = self.partners.create(
            {
                "skks_kind": "journalist",
                "name": "Ewa",
                "email": "ewa@radio.test",
                "data_origin": "letter",
            }
        )
        self.assertEqual(journalist.data_origin, "letter")
        self.assertFalse(journalist.info_duty_due)


@tagged("post_install", "-at_install")
class TestOtherAddresses(CrmCommon):
    """M2.1: whoever writes from the second address is the same person."""

    def test_is_recognised(self):
        anna = self.make_journalist(
            "Anna",
            self.kurier,
            email="anna@kurier.test",
            other_emails="Lis@Poczta.test",
        )
        self.assertEqual(anna.other_emails, "lis@poczta.test")
        for address in ("lis@poczta.test", "lis+prasa@poczta.test"):
            found = self.partners._skks_recognise_sender(address)
            self.assertEqual(found, (anna, self.kurier, "journalist"))
        anna.other_emails = False
        found = self.partners._skks_recognise_sender("lis@poczta.test")
        self.assertEqual(found[2], "unknown")

    def test_main_address_of_another_one_comes_first(self):
        self.make_journalist("Anna", other_emails="biuro@poczta.test")
        ewa = self.make_journalist("Ewa", email="biuro@poczta.test")
        with_tag = self.make_journalist("Jan", email="biuro+x@poczta.test")
        found = self.partners._skks_recognise_sender("biuro+x@poczta.test")
        self.assertEqual(found[0], with_tag)
        self.assertIn(
            self.partners._skks_recognise_sender("biuro@poczta.test")[0].name,
            ("Anna", ewa.name),
        )

    def test_what_is_no_address_is_named(self):
        with self.refused("“brak” is no e-mail address"):
            self.make_journalist("Anna", other_emails="a@b.test, brak")

    def test_our_own_address_is_nobody(self):
        self.make_journalist("Anna", other_emails="officer@town.example")
        found = self.partners._skks_recognise_sender("officer@town.example")
        self.assertEqual(found[2], "unknown")


@tagged("post_install", "-at_install")
class TestReturnedLetters(CrmCommon):
    """M2.1: an address from which a letter of ours came back is marked."""

    def setUp(self):
        super().setUp()
        self.anna = self.make_journalist("Anna", self.kurier, email="anna@kurier.test")
        letter = self.anna.with_user(self.officer).message_post(
            body="Dzień dobry", subject="Zaproszenie", message_type="comment"
        )
        self.letter = letter.sudo()
        self.env.flush_all()

    def bounce(self, address="anna@kurier.test"):
        raw = delivery_report(self.letter.message_id, address)
        self.env["mail.thread"].message_process(None, raw)
        self.env.invalidate_all()

    def test_any_letter(self):
        anna = self.anna.with_user(self.officer)
        self.bounce()
        self.assertTrue(anna.mail_returned_at)
        self.assertEqual(anna.mail_returned_from, "Zaproszenie")
        found = self.partners.search([("mail_returned_at", "!=", False)])
        self.assertIn(anna, found)

    def test_notice_to_a_colleague_says_nothing_of_the_contact(self):
        self.anna.message_subscribe(self.manager.partner_id.ids)
        self.bounce(self.manager.email)
        self.assertFalse(self.anna.mail_returned_at)

    def test_new_address_clears_it_and_the_same_one_does_not(self):
        self.bounce()
        anna = self.anna.with_user(self.officer)
        anna.email = "Anna@kurier.test"
        self.assertTrue(anna.mail_returned_at)
        anna.email = "anna@radio.test"
        self.assertFalse(anna.mail_returned_at)
        self.assertFalse(anna.mail_returned_from)

    def test_letter_of_a_document_that_one_may_not_read_is_not_named(self):
        self.bounce()
        secret = self.env["ir.config_parameter"].create({"key": "x.y", "value": "1"})
        self.letter.write({"model": secret._name, "res_id": secret.id})
        anna = self.anna.with_user(self.officer)
        anna.invalidate_recordset()
        self.assertTrue(anna.mail_returned_at)
        self.assertFalse(anna.mail_returned_from)
