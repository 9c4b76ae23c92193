from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CITIZEN
from .common_routing import RoutingCase


@tagged("post_install", "-at_install")
class TestTaking(RoutingCase):
    """M7.2, M7.4: reports taken down on the phone, and those of officials."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._rule()

    def _call(self, user=None, **values):
        return (
            self.env["skks.intervention.call"]
            .with_user(user or self.dispatcher)
            .create(
                {
                    "what": "Dziura w jezdni\nNa pół metra <b>głęboka</b>.",
                    "address": "Lipowa 12",
                    "category_id": self.category.id,
                }
                | values
            )
        )

    def _of_number(self, number):
        return self.env["skks.intervention"].search([("number", "=", number)])

    def test_three_fields_are_enough(self):
        told = self._call(phone="00 700 20 01").action_register()["params"]
        case = self._of_number(told["number"])
        self.assertEqual(case.name, "Dziura w jezdni")
        self.assertIn("&lt;b&gt;", case.description)
        self.assertEqual((case.channel, case.entity_id), ("phone", self.wdt))
        self.assertEqual(told["unit"], self.wdt.name)
        links = self.env["skks.intervention.link"]
        self.assertEqual(links._open_by_code(told["number"], told["code"]), case)

    def test_code_is_kept_nowhere(self):
        wizard = self._call()
        code = wizard.action_register()["params"]["code"]
        self.env.flush_all()
        values = wizard.sudo().read()[0].values()
        self.assertNotIn(code, [str(value) for value in values])

    def test_address_is_checked(self):
        with self.assertRaises(UserError):
            self._call(email_from="nie adres").action_register()
        with self.assertRaises(UserError):
            self._call(what="  ").action_register()

    def test_only_whoever_takes_calls(self):
        for user in (self.roads, self.secretary, self.auditor):
            with self.assertRaises(AccessError):
                self._call(user)

    def test_an_official_reports(self):
        wizard = (
            self.env["skks.intervention.official"]
            .with_user(self.water)
            .with_context(default_confidential=True, default_state="answered")
            .create(
                {
                    "what": "Zerwana pokrywa studzienki",
                    "address": "Rynek",
                    "category_id": self.category.id,
                }
            )
        )
        told = wizard.action_register()["params"]
        self.assertNotIn("code", told)
        case = self._of_number(told["number"])
        self.assertEqual((case.channel, case.state), ("official", "routed"))
        self.assertEqual(case.email_from, self.water.email)
        self.assertFalse(case.confidential)
        with self.assertRaises(AccessError):
            case.with_user(self.water).read(["name"])

    def test_who_is_no_official_reports_on_the_website(self):
        for user in (self.secretary, self.auditor):
            with self.assertRaises(AccessError):
                self.env["skks.intervention.official"].with_user(user).create(
                    {"what": "x", "address": "x", "category_id": self.category.id}
                )


@tagged("post_install", "-at_install")
class TestParts(RoutingCase):
    """M7.4: a report that several units have to mend."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._rule()

    def _split(self, case, others, lead=None, user=None):
        wizard = (
            self.env["skks.intervention.split"]
            .with_user(user or self.dispatcher)
            .create(
                {
                    "intervention_id": case.id,
                    "lead_id": (lead or case.entity_id).id,
                    "entity_ids": others.ids,
                    "task": "Proszę sprawdzić studzienkę.",
                }
            )
        )
        wizard.action_confirm()
        return case.part_ids

    def test_parts_are_inside_the_town_hall(self):
        case = self._report()
        self.sink.clear()
        part = self._split(case, self.mpwik)
        self.assertEqual((part.entity_id, part.state), (self.mpwik, "routed"))
        self.assertEqual(part.received_at, case.received_at)
        self.assertTrue(part.number and part.number != case.number)
        self.assertFalse(part.sudo().email_from or part.sudo().phone)
        self.assertFalse(part.sudo().contact_name or part.message_line_ids)
        self.assertEqual(part.clock_ids, part.action_clock_id)
        self.assertEqual(part.clock_ids.entity_id, self.mpwik)
        self.assertNothingFor(CITIZEN)
        self.assertIn("studzienkę", part.with_user(self.water).description)
        with self.assertRaises(AccessError):
            case.with_user(self.water).read(["name"])
        with self.assertRaises(UserError):
            part._tell_submitter("other", "x", "x", permit="ask")

    def test_one_reply_when_all_parts_are_done(self):
        case = self._report()
        water, school = self._split(case, self.mpwik | self.sp5).sorted("id")
        reply = self._drafted_reply(case)
        with self.assertRaisesRegex(UserError, self.sp5.name):
            reply.action_submit()
        for part, user in ((water, self.water), (school, self.school)):
            with self.assertRaises(UserError):
                part.with_user(user).action_draft_reply()
            self.env["skks.reason"].with_user(user).with_context(
                active_model=part._name,
                active_ids=part.ids,
                reason_action="action_part_done",
            ).create({"reason": "Wymieniona pokrywa."}).action_confirm()
        self.assertEqual(water.state, "closed")
        self.assertEqual(water.action_clock_id.result, "met")
        self.assertIn("Wymieniona pokrywa", str(case.message_ids.mapped("body")))
        self.assertIn(self.roads, case.sudo().activity_ids.user_id)
        self.assertEqual(case.open_part_count, 0)
        reply.action_submit()
        self.assertEqual(case.state, "approval")

    def test_from_the_list_of_what_is_to_be_sorted(self):
        case = self._report()
        self._not_ours(case, self.roads)
        part = self._split(case, self.sp5, lead=self.mpwik)
        self.assertEqual((case.entity_id, case.state), (self.mpwik, "routed"))
        self.assertEqual(part.entity_id, self.sp5)

    def test_a_part_may_be_not_theirs(self):
        case = self._report()
        part = self._split(case, self.mpwik)
        self._not_ours(part, self.water, self.sp5)
        self.assertEqual(part.entity_id, self.sp5)
        self.assertEqual(case.entity_id, self.wdt)

    def test_not_done_yet(self):
        case = self._report()
        part = self._split(case, self.mpwik)
        part.with_user(self.water).action_part_done(reason="Gotowe.")
        with self.assertRaises(AccessError):
            part.with_user(self.roads).action_part_again(reason="Nie.")
        part.with_user(self.dispatcher).action_part_again(reason="Nie.")
        self.assertEqual(part.state, "in_progress")
        self.assertFalse(part.action_clock_id.stopped_at)

    def test_parts_end_with_the_report(self):
        case = self._report()
        part = self._split(case, self.mpwik)
        case._transition("withdrawn")
        self.assertEqual(part.state, "withdrawn")
        self.assertFalse(part.sudo()._skks_running_clocks())

    def test_who_may_split(self):
        case = self._report()
        for user in (self.roads, self.water, self.secretary):
            with self.assertRaises(AccessError):
                self._split(case, self.mpwik, user=user)
            with self.assertRaises(AccessError):
                case.with_user(user).action_split()
        entity, _person = self._other_town()
        with self.assertRaises(UserError):
            self._split(case, entity)
        part = self._split(case, self.mpwik)
        with self.assertRaises(UserError):
            part.with_user(self.dispatcher).action_split()
        with self.assertRaises(AccessError):
            part.with_user(self.school).action_part_done(reason="x")
        with self.assertRaises(UserError):
            case.with_user(self.dispatcher).parent_id = part
        made = self._report(parent_id=case.id)
        self.assertFalse(made.parent_id)
