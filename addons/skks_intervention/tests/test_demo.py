"""The reports of the demo town as they are after loading.

See ``skks_press/tests/test_demo.py``: it needs a database with demo data.
"""

from odoo.tests import TransactionCase, tagged

from ..models.intervention import OPEN_STATES

# What the stories of the demo town are told by: name -> state this morning.
STORIES = {
    "lipowa_1": "in_progress",
    "lipowa_2": "duplicate",
    "lipowa_3": "duplicate",
    "lipowa_4": "routed",
    "lipowa_5": "duplicate",
    "studzienka": "in_progress",
    "barierka": "in_progress",
    "zatoka": "routed",
    "anonim": "in_progress",
    "bez_miejsca": "waiting",
    "piwnica": "in_progress",
    "podworko": "in_progress",
    "straz": "new",
    "skarga": "new",
    "informacja": "in_progress",
    "petycja": "in_progress",
    "powiat": "forwarded",
    "przejscie": "answered",
    "lipa": "closed",
    "opinia": "answered",
    "niezadowolony": "answered",
    "kaluza": "in_progress",
    "wycofane": "withdrawn",
    "krawezniki": "in_progress",
    "reklama": "not_a_case",
    "piasek_lipowa": "approval",
    "kosze": "approval",
}


@tagged("post_install", "-at_install", "-standard", "skks_demo")
class TestDemoReports(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not cls.env.ref("base.module_skks_intervention").demo:
            raise AssertionError(
                "This database has no demo data: run ./skks test --with-demo"
            )
        cls.reports = cls.env["skks.intervention"].search([("parent_id", "=", False)])
        cls.open = cls.reports.filtered(lambda case: case.state in OPEN_STATES)

    def report(self, name):
        return self.env.ref(f"skks_intervention.report_{name}_demo")

    def test_forty_open_ones(self):
        self.assertEqual(len(self.open), 40)
        self.assertGreaterEqual(len(self.open.category_id), 12)
        self.assertEqual(set(self.open.mapped("state")), set(OPEN_STATES))
        self.assertEqual(
            set(self.open.mapped("channel")),
            {"web", "email", "phone", "paper", "official"},
        )

    def test_each_state(self):
        states = dict(self.reports._fields["state"].selection)
        self.assertEqual(set(self.reports.mapped("state")), set(states))

    def test_each_story(self):
        told = {name: self.report(name).state for name in STORIES}
        self.assertEqual(told, STORIES)

    def test_five_reports_of_one_hole(self):
        first, english = self.report("lipowa_1"), self.report("lipowa_4")
        self.assertEqual(
            first.duplicate_ids,
            self.report("lipowa_2") + self.report("lipowa_3") + self.report("lipowa_5"),
        )
        self.assertIn(first, english.similar_ids, "to be joined by the dispatcher")
        self.assertEqual(english.lang, "en_US")
        told = self.report("lipowa_3").message_line_ids.mapped("kind")
        self.assertEqual(told.count("duplicate"), 1)

    def test_of_a_kind_of_their_own(self):
        hole = self.report("studzienka")
        self.assertEqual((hole.priority, hole.channel), ("3", "phone"))
        self.assertTrue(self.report("barierka").action_at)
        sheet = self.report("anonim")
        self.assertFalse(sheet.contact_name or sheet.email_from or sheet.phone)
        asked = self.report("bez_miejsca")
        self.assertTrue(asked.ask_until)
        self.assertTrue(asked.answer_clock_id.paused_at)
        cellar = self.report("piwnica")
        self.assertEqual(cellar.entity_id.code, "WGK")
        self.assertTrue(any(cellar.route_ids.mapped("is_wrong")))
        parts = self.report("podworko").part_ids
        self.assertEqual(
            {part.entity_id.code: part.state for part in parts},
            {"MPWIK": "closed", "ZZM": "routed"},
        )

    def test_in_law(self):
        guard = self.env.ref("skks_base.entity_sm_demo")
        case = self.report("skarga")
        self.assertEqual(case.qualification_id.register, "complaints")
        self.assertIn(guard, case.complained_entity_ids)
        officer = guard.representative_ids.user_id[:1]
        self.assertFalse(case.with_user(officer).has_access("read"))
        self.assertFalse(self.report("straz").qualified_at)
        self.assertTrue(self.report("informacja").legal_clock_id.is_running)
        self.assertFalse(self.report("petycja").missing_data)
        forwarding = self.report("powiat").forwarding_ids
        self.assertTrue(forwarding.sent_at and forwarding.notice_at)
        self.assertEqual(self.report("powiat").forward_clock_id.result, "met")

    def test_replies(self):
        for name, state in (
            ("stojaki", "draft"),
            ("piasek_lipowa", "substantive"),
            ("kosze", "approved"),
            ("krawezniki", "returned"),
        ):
            self.assertEqual(self.report(name).reply_ids.signoff_state, state, name)
        sent = self.reports.reply_ids.filtered("sent_at")
        self.assertTrue(all(sent.mapped("sent_message_id")))

    def test_after_the_answer(self):
        self.assertEqual(self.report("opinia").feedback, "satisfied")
        unsatisfied = self.report("niezadowolony")
        self.assertEqual(unsatisfied.feedback, "unsatisfied")
        self.assertTrue(unsatisfied.reopening_id, "the dispatcher decides")
        again = self.report("kaluza")
        self.assertEqual(again.reopened_count, 1)
        self.assertEqual(again.reopening_ids.state, "reopened")

    def test_year_of_history(self):
        """Some late and explained, some reopened, some judged; by the season."""
        ended = self.reports.filtered(lambda case: case.state == "closed")
        self.assertGreaterEqual(len(ended), 590)
        self.assertGreaterEqual(len(ended.category_id), 12)
        received = ended.mapped("received_at")
        self.assertGreater((max(received) - min(received)).days, 300)
        for case in ended:
            self.assertLess(case.received_at, case.answered_at)
            self.assertLessEqual(case.answered_at, case.closed_at)
        late = ended.filtered(lambda case: case.answer_clock_id.result == "missed")
        self.assertTrue(0.02 < len(late) / len(ended) < 0.4, len(late))
        self.assertFalse(ended.filtered("is_unexplained"))
        self.assertTrue(ended.filtered("reopened_count"))
        self.assertEqual(
            set(ended.mapped("feedback")), {False, "satisfied", "unsatisfied"}
        )
        snow = ended.filtered(lambda case: case.category_id.code == "ZIM")
        self.assertTrue(snow)
        self.assertLessEqual(
            {case.received_at.month for case in snow}, {11, 12, 1, 2, 3}
        )

    def test_nothing_has_gone_yet(self):
        self.assertFalse(self.reports.filtered("anonymised_at"))
        self.assertFalse(self.reports.filtered("erased_at"))

    def test_every_address_is_an_example(self):
        for address in self.reports.mapped("email_from"):
            self.assertRegex(address or "a@b.example", r"\.example$")
        for phone in filter(None, self.reports.mapped("phone")):
            self.assertTrue(phone.startswith("00 "), phone)

    def test_figures_are_published(self):
        company = self.env.company
        self.assertTrue(company.skks_public_statistics)
        figures = self.env["skks.intervention.statistics"]._figures(company)
        self.assertGreaterEqual(len(figures["months"]), 10)
        self.assertGreaterEqual(len(figures["categories"]), 12)
        answered = [group for group in figures["categories"] if group.days]
        self.assertGreaterEqual(len(answered), 10)
