from base64 import b64decode, b64encode

from freezegun import freeze_time

from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import CrmCommon
from .common_material import PIXEL as PICTURE

PIXEL = b64encode(PICTURE)


@tagged("post_install", "-at_install")
class TestOutlet(CrmCommon):
    """M2.1: one base of outlets and journalists, kept on contacts."""

    def test_kind_makes_a_contact_of_the_office(self):
        for kind in ("outlet", "journalist"):
            partner = self.partners.create({"name": "X", "skks_kind": kind})
            self.assertTrue(partner.skks_contact)
            self.assertEqual(partner.is_company, kind == "outlet")

    def test_kind_from_the_action(self):
        context = {"default_skks_kind": "outlet"}
        partner = self.partners.with_context(**context).create({"name": "X"})
        self.assertEqual(partner.skks_kind, "outlet")
        self.assertTrue(partner.is_company)
        self.assertTrue(partner.skks_contact)

    def test_nobody_shows_a_medium_to_other_staff(self):
        """One ticked-off box would give everybody the address of a journalist."""
        anna = self.make_journalist("Anna", self.kurier)
        desk = self.partners.create({"name": "Dział", "parent_id": self.kurier.id})
        for card in (anna, self.kurier, desk):
            with self.refused("only the press office sees"):
                card.with_user(self.manager).skks_contact = False
            self.assertTrue(card.skks_contact)
        with self.refused("only the press office sees"):
            self.partners.with_user(self.officer).create(
                {"name": "X", "skks_kind": "journalist", "skks_contact": False}
            )

    def test_outlet_without_a_logo_is_told_by_its_initial(self):
        plain = self.partners.create({"name": "Zakład", "is_company": True})
        avatars = {one.avatar_128 for one in (self.kurier, self.radio, plain)}
        self.assertEqual(len(avatars), 3)
        self.assertIn(">K</text>", b64decode(self.kurier.avatar_128).decode())
        self.kurier.image_1920 = PIXEL
        self.assertEqual(self.kurier.avatar_128, self.kurier.image_128)

    def test_plain_contact_is_not_hidden(self):
        self.assertFalse(self.partners.create({"name": "X"}).skks_contact)

    def test_mark_set_for_another_reason_stays(self):
        citizen = self.partners.create({"name": "X", "skks_contact": True})
        self.assertTrue(citizen.skks_contact)
        citizen.skks_kind = "journalist"
        citizen.skks_kind = False
        self.assertTrue(citizen.skks_contact)

    def test_person_kept_under_an_outlet_is_hidden_too(self):
        desk = self.partners.create({"name": "Desk", "parent_id": self.kurier.id})
        self.assertTrue(desk.skks_contact)

    def test_staff_are_no_journalists(self):
        with self.refused("member of staff"):
            self.officer.partner_id.skks_kind = "journalist"

    def test_kind_stays_while_workplaces_need_it(self):
        journalist = self.make_journalist("Anna", self.kurier)
        with self.refused("not a journalist"):
            journalist.skks_kind = False
        with self.refused("not a media outlet"):
            self.kurier.skks_kind = "journalist"

    def test_frequency_comes_from_the_type_and_may_differ(self):
        portal = self.env.ref("skks_crm.media_type_portal")
        weekly = self.env.ref("skks_crm.media_type_weekly")
        with Form(
            self.partners.with_context(default_skks_kind="outlet"),
            "skks_crm.res_partner_outlet_view_form",
        ) as form:
            form.name = "Portal"
            form.media_type_id = portal
            self.assertEqual(form.frequency, "daily")
        outlet = form.record
        outlet.media_type_id = weekly
        self.assertEqual(outlet.frequency, "daily", "a value once set is kept")
        outlet = self.partners.create(
            {"name": "X", "skks_kind": "outlet", "media_type_id": weekly.id}
        )
        self.assertEqual(outlet.frequency, "weekly")

    def test_domains_are_kept_in_one_spelling(self):
        outlet = self.partners.create(
            {
                "name": "X",
                "skks_kind": "outlet",
                "outlet_domains": "X.Example\n@y.example; https://www.x.example/a",
            }
        )
        self.assertEqual(outlet.outlet_domains, "x.example, y.example")
        outlet.outlet_domains = " ,\n"
        self.assertFalse(outlet.outlet_domains)

    def test_public_providers_are_refused(self):
        for domain in ("gmail.com", "WP.pl", "onet.pl", "o2.pl", "interia.pl"):
            with (
                self.subTest(domain),
                self.refused("anybody can have an address"),
            ):
                self.kurier.with_user(
                    self.officer
                ).outlet_domains = f"kurier.test, {domain}"

    def test_what_is_no_domain_is_named(self):
        for entry in ("kurier", "com.pl", "kurier_24.example"):
            with (
                self.subTest(entry),
                self.refused(f"“{entry}” is not a domain"),
            ):
                self.kurier.outlet_domains = entry

    def test_import_goes_through_the_same_door(self):
        fields = ["name", "skks_kind", "outlet_domains"]
        result = self.partners.load(
            fields, [["A", "Media outlet", "A.Example"], ["B", "Media outlet", "o2.pl"]]
        )
        self.assertIn("anybody can have", result["messages"][0]["message"])
        result = self.partners.load(fields, [["A", "Media outlet", "A.Example"]])
        outlet = self.partners.browse(result["ids"])
        self.assertEqual(outlet.outlet_domains, "a.example")
        self.assertTrue(outlet.is_company)

    @mute_logger("odoo.sql_db")
    def test_code_of_a_type_is_unique(self):
        types = self.env["skks.media.type"].with_user(self.manager)
        types.create({"name": "X", "code": "X1"})
        with self.assertRaises(Exception) as caught:
            types.create({"name": "Y", "code": "X1"})
        self.assertIn("code", str(caught.exception))

    def test_new_journalist_with_a_workplace(self):
        """Both in one save: the line has no journalist yet when it is typed."""
        with Form(
            self.partners.with_context(default_skks_kind="journalist"),
            "skks_crm.res_partner_journalist_view_form",
        ) as form:
            form.name = "Jan"
            form.data_origin = "public"
            with form.affiliation_ids.new() as line:
                line.outlet_id = self.kurier
                line.job_title = "Reporter"
        self.assertEqual(form.record.current_outlet_ids, self.kurier)
        self.assertFalse(form.record.is_company)

    @freeze_time("2026-11-23 10:00:00")
    def test_verify(self):
        kurier = self.kurier.with_user(self.officer)
        kurier.action_skks_verify()
        self.assertEqual(str(kurier.verified_on), "2026-11-23")
        self.assertEqual(kurier.verified_by_id, self.officer)

    def test_form_of_its_own(self):
        anna = self.make_journalist("Anna", self.kurier)
        for record, xmlid in (
            (self.kurier, "skks_crm.res_partner_outlet_view_form"),
            (anna, "skks_crm.res_partner_journalist_view_form"),
        ):
            expected = self.env.ref(xmlid).id
            record = record.with_user(self.officer)
            self.assertEqual(record.get_formview_id(), expected)
        plain = self.officer.partner_id.with_user(self.officer)
        self.assertNotIn(
            plain.get_formview_id(),
            [self.env.ref("skks_crm.res_partner_outlet_view_form").id],
        )

    def test_journalists_of_an_outlet(self):
        anna = self.make_journalist("Anna", self.kurier, self.radio)
        gone = self.make_journalist("Ewa")
        self.make_workplace(gone, self.kurier, date_to="2020-01-31")
        kurier = self.kurier.with_user(self.officer)
        self.assertEqual(kurier.journalist_count, 1)
        action = kurier.action_skks_journalists()
        self.assertEqual(self.partners.search(action["domain"]), anna)
