from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import HttpCase, tagged

from odoo.addons.skks_base.tests.common_axe import AxeCase

from .common_routing import RoutingCase


class TriageCase(RoutingCase):
    """Reports in the category “Other”, of which one speaks of holes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["skks.intervention"].search([("state", "=", "new")])._letter_drop("x")
        cls.category.write({"keywords": "dziura", "entity_id": cls.wdt.id})
        cls.other = cls.env.ref("skks_intervention.category_inn")
        cls.cases = cls.env["skks.intervention"]
        for number, name in enumerate(("Pierwsze", "Drugie", "Trzecie")):
            cls.cases += cls._report(
                name=name,
                category_id=cls.other.id,
                description="<p>Dziury.</p>" if name == "Pierwsze" else "<p>Coś.</p>",
                received_at=f"2026-11-23 0{number + 6}:00:00",
            )
        cls.env.flush_all()


@tagged("post_install", "-at_install")
class TestTriage(TriageCase):
    """M7.4: what no rule has sent anywhere is sorted in one list."""

    def test_what_the_pane_shows(self):
        case = self.cases[0].with_user(self.dispatcher)
        shown = case.triage_report()
        self.assertEqual(shown["suggestion"]["id"], self.category.id)
        self.assertIn("Dziury", shown["suggestion"]["why"])
        self.assertFalse(shown["unit"])
        self.assertIn("Gałązka", shown["submitter"])
        self.assertEqual(shown["where"], "Lipowa 12")
        case.street_id = self.street.create(
            {"name": "Lipowa", "district_id": self.zacisze.id}
        )
        self.assertEqual(case.triage_report()["where"], "Lipowa 12, TZacisze")
        case.triage_categorise(self.category.id)
        unit = case.triage_report()["unit"]
        self.assertEqual((unit["id"], unit["person"]), (self.wdt.id, False))
        self.assertIn(self.category.name, unit["why"])
        case.triage_send(unit["id"], unit["person"])
        self.assertEqual((case.entity_id, case.routed_because), (self.wdt, unit["why"]))
        self.assertEqual(case.route_ids.by_id, self.dispatcher)

    def test_what_may_be_chosen(self):
        case = self.cases[0].with_user(self.dispatcher)
        rows = case.triage_categories("")
        self.assertEqual(rows[0]["id"], self.category.id, "the suggested one first")
        (found,) = case.triage_categories("osw")
        self.assertEqual(found["id"], self.env.ref("skks_intervention.category_osw").id)
        people = [row for row in case.triage_units("Nowak") if row["person"]]
        self.assertEqual([row["person"] for row in people], [self.clerk_person.id])
        case.triage_send(self.wdt.id, self.clerk_person.id)
        self.assertEqual(case.user_id, self.clerk)

    def test_who_refused_comes_last(self):
        case = self.cases[0].with_user(self.dispatcher)
        case.triage_send(self.wdt.id)
        self._not_ours(case, self.roads)
        case.triage_categorise(self.category.id)
        self.assertFalse(case.triage_report()["unit"])
        (refusal,) = case.triage_report()["refused"]
        self.assertEqual(
            (refusal["name"], refusal["why"]), (self.wdt.name, "To powiat.")
        )
        units = [row for row in case.triage_units("T") if not row["person"]]
        self.assertGreater(len(units), 2)
        self.assertEqual(units[-1]["entity"], self.wdt.id)
        self.assertTrue(units[-1]["note"])

    def test_not_a_case_and_back(self):
        case = self.cases[0].with_user(self.dispatcher)
        due = case.answer_clock_id.due_at
        case.action_not_a_case(reason="Reklama")
        self.assertEqual(case.state, "not_a_case")
        self.assertFalse(case._skks_running_clocks())
        case.action_undo_not_a_case()
        self.assertEqual(case.state, "new")
        self.assertEqual(case.answer_clock_id.due_at, due)
        case.triage_send(self.wdt.id)
        with self.assertRaises(UserError):
            case.action_not_a_case(reason="Reklama")

    def test_nobody_else_sorts(self):
        case = self.cases[0]
        case.with_user(self.dispatcher).triage_send(self.wdt.id)
        for user in (self.roads, self.water, self.secretary, self.auditor):
            reports = self.env["skks.intervention"].with_user(user)
            for method, args in (
                ("triage_report", []),
                ("triage_categories", [""]),
                ("triage_units", [""]),
                ("triage_send", [self.mpwik.id]),
                ("triage_categorise", [self.category.id]),
                ("action_not_a_case", ["x"]),
                ("action_undo_not_a_case", []),
            ):
                with self.subTest(user=user.login, method=method):
                    with self.assertRaises(AccessError):
                        call_kw(reports, method, [case.ids, *args], {})
        self.assertEqual(case.entity_id, self.wdt)

    def test_another_town(self):
        entity, person = self._other_town()
        case = self.cases[0].with_user(self.dispatcher)
        for args in ((entity.id,), (self.wdt.id, person.id), (0,), (10**9,)):
            with self.subTest(args=args), self.assertRaises(UserError):
                case.triage_send(*args)
        category = self.env["skks.intervention.category"].create(
            {"name": "Obca", "code": "TOB", "company_id": entity.company_id.id}
        )
        with self.assertRaises(UserError):
            case.triage_categorise(category.id)


@tagged("post_install", "-at_install")
class TestTriageInBrowser(AxeCase, TriageCase, HttpCase):
    def test_sorting_with_the_keyboard(self):
        self.dispatcher.lang = "pl_PL"
        self.start_tour(
            "/odoo/triage", "skks_intervention_triage", login="dyspozytorka"
        )
        first, second, third = self.cases
        self.assertEqual(
            (first.category_id, first.entity_id), (self.category, self.wdt)
        )
        self.assertEqual(second.category_id.code, "OSW")
        self.assertEqual(second.entity_id, self.mpwik)
        self.assertEqual(third.state, "new")

    def test_accessible(self):
        self.check_accessibility(
            "/odoo/triage",
            """
            await untilThere(".o_skks_inbox_pane h2");
            await axeCheck(".o_skks_inbox");
            document.querySelector(".o_skks_inbox_do_unit").click();
            await untilThere(".modal #skks_choose_options");
            await axeCheck(".modal");
            """,
            login="dyspozytorka",
        )
