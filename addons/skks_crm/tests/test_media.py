from ast import literal_eval

from freezegun import freeze_time
from lxml import etree

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged, warmup

from .common import CrmCommon


@tagged("post_install", "-at_install")
class TestMedia(CrmCommon):
    """M2.1: what the office knows of outlets and journalists."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.topic = cls.env["skks.topic"].create({"name": "Roads"})
        cls.narrow = cls.env["skks.topic"].create(
            {"name": "Repairs", "parent_id": cls.topic.id}
        )

    def setUp(self):
        super().setUp()
        self.outlet = self.kurier.with_user(self.officer)

    def desk(self, outlet, name="Local", **vals):
        desks = self.env["skks.media.desk"].with_user(self.officer)
        return desks.create({"outlet_id": outlet.id, "name": name} | vals)

    def test_form_of_an_outlet(self):
        with Form(
            self.partners.with_context(default_skks_kind="outlet"),
            "skks_crm.res_partner_outlet_view_form",
        ) as form:
            form.name = "Gazeta"
            form.scope = "local"
            form.reach = 5000
            form.reach_unit = "copies"
            form.deadlines = "5 p.m."
            form.topic_ids.add(self.topic)
            form.language_ids.add(self.env.ref("base.lang_pl"))
            with form.desk_ids.new() as line:
                line.name = "Local"
                line.email = "Local@Gazeta.test"
        outlet = form.record
        self.assertEqual(outlet.desk_emails, "local@gazeta.test")
        self.assertEqual(outlet.topic_ids, self.topic)
        self.assertEqual(outlet.reach, 5000)

    def test_form_of_a_journalist(self):
        with Form(
            self.partners.with_context(default_skks_kind="journalist"),
            "skks_crm.res_partner_journalist_view_form",
        ) as form:
            form.name = "Jan"
            form.data_origin = "public"
            form.freelancer = True
            form.contact_hours = "9-15"
            form.accreditation_number = "A/1"
            form.accreditation_until = "2026-12-31"
            form.topic_ids.add(self.narrow)
        self.assertTrue(form.record.freelancer)

    def test_defaults_of_a_client_are_checked(self):
        """M2.1: what comes in a context is stored like what comes in the values."""
        context = {"default_skks_kind": "outlet", "default_is_company": False}
        outlets = self.partners.with_context(**context)
        with self.refused("is not a domain"):
            outlets.with_context(default_outlet_domains="pl").create({"name": "All"})
        with self.refused("no e-mail address"):
            outlets.with_context(default_other_emails="all").create({"name": "All"})
        outlet = outlets.with_context(default_outlet_domains="@Glos.Test").create(
            {"name": "Glos"}
        )
        self.assertEqual(outlet.outlet_domains, "glos.test")
        self.assertTrue(outlet.is_company)
        self.assertEqual(outlet.type, "other")

    def test_foreign_languages_can_be_chosen(self):
        """Also such as the screens are not translated into."""
        languages = self.env["res.lang"].with_user(self.officer)
        german = languages.with_context(active_test=False)
        german = german.search([("code", "=", "de_DE")])
        german.sudo().active = False
        self.outlet.language_ids = german
        self.outlet.invalidate_recordset()
        self.assertEqual(self.outlet.language_ids, german)

    @freeze_time("2026-11-23 10:00:00")
    def test_filters_of_journalists(self):
        people = {
            "free": {"freelancer": True},
            "lost": {},
            "soon": {"accreditation_number": "1", "accreditation_until": "2026-12-10"},
            "long": {"accreditation_number": "2", "accreditation_until": "2027-10-01"},
            "over": {"accreditation_number": "3", "accreditation_until": "2026-11-01"},
        }
        made = {
            name: self.make_journalist(name, **vals) for name, vals in people.items()
        }
        everyone = self.partners.browse([one.id for one in made.values()])
        view = self.env.ref("skks_crm.res_partner_journalist_view_search")
        arch = self.partners.get_view(view.id, "search")["arch"]
        for name, expected in (
            ("filter_without_outlet", "lost soon long over"),
            ("filter_freelancer", "free"),
            ("filter_accredited", "soon long"),
            ("filter_accreditation_expiring", "soon"),
            ("filter_accreditation_expired", "over"),
        ):
            with self.subTest(name):
                domain = self.filter_domain(arch, name)
                found = self.partners.search([("id", "in", everyone.ids), *domain])
                self.assertEqual(set(found.mapped("name")), set(expected.split()))

    @staticmethod
    def filter_domain(arch, name):
        node = etree.fromstring(arch).xpath(f"//filter[@name='{name}']")[0]
        return literal_eval(node.get("domain"))

    def test_topics_are_found_with_the_narrower_ones(self):
        self.outlet.topic_ids = self.narrow
        found = self.partners.search([("topic_ids", "child_of", self.topic.id)])
        self.assertEqual(found, self.outlet)

    def test_search_panel(self):
        """By type, topic and region, with their numbers."""
        self.outlet.write(
            {
                "media_type_id": self.env.ref("skks_crm.media_type_daily").id,
                "topic_ids": [(4, self.topic.id)],
                "state_id": self.env.ref("base.state_pl_ld").id,
            }
        )
        domain = [("id", "in", (self.kurier | self.radio).ids)]
        for fname, label in (("topic_ids", "Roads"), ("state_id", "łódzkie")):
            panel = self.partners.search_panel_select_multi_range(
                fname, search_domain=domain, enable_counters=True
            )
            counts = {one["display_name"]: one["__count"] for one in panel["values"]}
            key = next(name for name in counts if name.startswith(label))
            self.assertEqual(counts[key], 1, fname)
        panel = self.partners.search_panel_select_range(
            "media_type_id", search_domain=domain, enable_counters=True
        )
        self.assertIn(1, [one["__count"] for one in panel["values"]])

    def test_reach_is_not_negative(self):
        with self.assertRaises(Exception) as caught, self.env.cr.savepoint():
            self.outlet.reach = -1
            self.env.flush_all()
        self.assertIn("reach", str(caught.exception))

    def test_changes_that_matter_are_tracked(self):
        for fname in ("scope", "owner_group_id", "parent_id", "freelancer"):
            self.assertTrue(self.partners._fields[fname].tracking, fname)

    def test_owner_group(self):
        groups = self.env["skks.media.group"].with_user(self.officer)
        group = groups.create({"name": "Press House"})
        self.outlet.owner_group_id = group
        self.assertEqual(group.outlet_ids, self.outlet)
        self.assertFalse(group.has_access("unlink"))

    # ------------------------------------------------------------
    # Desks
    # ------------------------------------------------------------

    def test_letter_from_a_desk(self):
        self.desk(self.radio, email="Wydawca@dyzur.test")
        self.desk(self.radio, "Sport", email="sport@dyzur.test")
        for sender in ("wydawca@dyzur.test", "Sport <SPORT+a@Dyzur.test>"):
            _person, outlet, status = self.partners._skks_recognise_sender(sender)
            self.assertEqual((outlet, status), (self.radio, "outlet"))
        other = self.partners._skks_recognise_sender("x@dyzur.test")
        self.assertEqual(other[2], "unknown")
        part = self.partners._skks_recognise_sender("awydawca@dyzur.test")
        self.assertEqual(part[2], "unknown", "only the whole address counts")

    def test_desk_at_the_domain_of_another_outlet(self):
        """The address of a desk says more than the domain."""
        self.desk(self.radio, email="radio@kurier.test")
        outlet = self.partners._skks_recognise_sender("radio@kurier.test")[1]
        self.assertEqual(outlet, self.radio)

    def test_archived_desk(self):
        desk = self.desk(self.radio, email="sport@dyzur.test")
        desk.active = False
        found = self.partners._skks_recognise_sender("sport@dyzur.test")
        self.assertEqual(found[2], "unknown")
        desk.active = True
        desk.email = "inny@dyzur.test"
        found = self.partners._skks_recognise_sender("inny@dyzur.test")
        self.assertEqual(found[1], self.radio)

    def test_desk_needs_an_outlet_and_an_address(self):
        anna = self.make_journalist("Anna")
        with self.refused("not a media outlet"):
            self.desk(anna)
        with self.refused("is not one e-mail address"):
            self.desk(self.kurier, email="nobody")

    def test_queries_of_recognising(self):
        for number in range(5):
            self.desk(self.kurier, f"D{number}", email=f"d{number}@desk.test")
        self.env.flush_all()
        self.env.invalidate_all()
        self.env.company._skks_today()
        with self.assertQueryCount(3):
            self.partners._skks_recognise_sender("d3@desk.test")

    # ------------------------------------------------------------
    # Hierarchy
    # ------------------------------------------------------------

    def test_part_keeps_its_own_address(self):
        self.kurier.write({"street": "Long 1", "city": "Capital"})
        part = self.partners.create(
            {
                "name": "Kurier, local",
                "skks_kind": "outlet",
                "parent_id": self.kurier.id,
                "city": "Town",
            }
        )
        self.assertRecordValues(
            part, [{"city": "Town", "street": False, "commercial_partner_id": part.id}]
        )
        self.assertEqual(self.kurier.city, "Capital", "nothing goes up")
        part.street = "Short 2"
        self.assertEqual(self.kurier.street, "Long 1")
        self.kurier.city = "Metropolis"
        self.assertEqual(part.city, "Town", "nothing comes down")
        self.assertEqual(part.display_name, "Kurier, local")
        self.assertEqual(self.outlet.outlet_child_count, 1)
        self.assertEqual(self.outlet.outlet_child_ids, part)

    def test_part_by_import(self):
        self.kurier.write({"street": "Long 1", "city": "Capital"})
        result = self.partners.load(
            ["name", "skks_kind", "parent_id/.id", "city"],
            [["Local", "Media outlet", str(self.kurier.id), "Town"]],
        )
        part = self.partners.browse(result["ids"])
        self.assertEqual((part.city, part.street), ("Town", False))
        self.assertEqual(self.kurier.city, "Capital")

    def test_outlets_stand_under_outlets(self):
        firm = self.partners.create({"name": "Firm", "is_company": True})
        with self.refused("Enter a publisher as the owner group"):
            self.outlet.parent_id = firm
        with self.refused("keeps an address of its own"):
            self.radio.write({"parent_id": self.kurier.id, "type": "contact"})
        self.radio.write({"parent_id": self.kurier.id, "type": "other"})
        with self.refused("can only be a part of another outlet"):
            self.outlet.skks_kind = False
        with self.assertRaises(ValidationError):
            self.outlet.parent_id = self.radio

    def test_journalists_stand_under_no_outlet(self):
        with self.refused("Add “Kurier” to the workplaces instead"):
            self.make_journalist("Anna", parent_id=self.kurier.id)
        anna = self.make_journalist("Anna", self.kurier)
        with self.refused("because people move"):
            anna.with_user(self.officer).parent_id = self.kurier

    def test_hierarchy_view(self):
        part = self.make_outlet("Local", parent_id=self.kurier.id)
        self.partners.create({"name": "Door", "parent_id": self.kurier.id})
        self.make_outlet("Other")
        for outlet in (self.outlet, part.with_user(self.officer)):
            domain = outlet.action_skks_hierarchy()["domain"]
            self.assertEqual(self.partners.search(domain), self.outlet | part)
        read = self.partners.hierarchy_read(
            [("id", "=", self.kurier.id), ("skks_kind", "=", "outlet")],
            {"name": {}, "outlet_child_ids": {"fields": {"name": {}}}},
            "parent_id",
            "outlet_child_ids",
        )
        self.assertEqual({one["id"] for one in read}, set((self.kurier | part).ids))
        top = next(one for one in read if one["id"] == self.kurier.id)
        self.assertEqual([one["id"] for one in top["outlet_child_ids"]], part.ids)

    # ------------------------------------------------------------
    # Access, number of queries
    # ------------------------------------------------------------

    def test_auditor_has_the_menu(self):
        auditor = self.make_user("auditor4", "skks_base.group_auditor")
        menus = self.env["ir.ui.menu"].with_user(auditor)._visible_menu_ids()
        for name in ("menu_media", "menu_outlets", "menu_journalists"):
            self.assertIn(self.env.ref(f"skks_crm.{name}").id, menus)
        user = self.make_user("rep4", "skks_base.group_representative")
        menus = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
        self.assertNotIn(self.env.ref("skks_crm.menu_media").id, menus)

    @warmup
    def test_queries_of_a_list(self):
        """A list of 80 outlets asks as often as one of 8."""
        parts = [
            {
                "name": f"O{number:02}",
                "skks_kind": "outlet",
                "parent_id": self.kurier.id,
                "topic_ids": [(4, self.topic.id)],
                "language_ids": [(4, self.env.ref("base.lang_pl").id)],
                "media_type_id": self.env.ref("skks_crm.media_type_daily").id,
            }
            for number in range(80)
        ]
        self.env["res.partner"].create(parts)
        self.env.flush_all()
        named = {"fields": {"display_name": {}}}
        spec = {
            "name": {},
            "media_type_id": named,
            "scope": {},
            "topic_ids": named,
            "language_ids": named,
            "owner_group_id": named,
            "parent_id": named,
            "journalist_count": {},
            "type_properties": {},
            "own_properties": {},
        }
        counts = []
        for limit in (8, 80):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            found = self.partners.web_search_read(
                [("parent_id", "=", self.kurier.id)], spec, limit=limit
            )
            self.assertEqual(len(found["records"]), limit)
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1)
        self.assertLessEqual(counts[1], 20)
