from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged, warmup
from odoo.tools import mute_logger

from .common_routing import RoutingCase


@tagged("post_install", "-at_install")
class TestRules(RoutingCase):
    """M7.4: a rule table sends reports to their units and says why."""

    def test_first_rule_that_fits_decides_and_says_why(self):
        self._rule(
            sequence=5, street_id=self.street.id, entity_id=self.mpwik.id
        ).active = False
        other = self._rule(
            sequence=10, category_id=self.env.ref("skks_intervention.category_zie").id
        )
        rule = self._rule(
            sequence=20,
            category_id=self.category.id,
            district_id=self.zacisze.id,
            representative_id=self.clerk_person.id,
        )
        self._rule(sequence=30, entity_id=self.sp5.id)
        case = self._report(street_id=self.street.id)
        self.assertEqual((case.entity_id, case.user_id), (self.wdt, self.clerk))
        self.assertEqual(case.state, "routed")
        self.assertIn(str(rule.id), case.routed_because)
        self.assertIn("TZacisze", case.routed_because)
        step = case.route_ids
        self.assertEqual((step.kind, step.rule_id), ("auto", rule))
        self.assertEqual(step.why, case.routed_because)
        self.assertFalse(step.is_wrong)
        self.assertFalse(case.route_ids.filtered(lambda one: one.rule_id == other))
        self.assertEqual(case.answer_clock_id.user_id, self.clerk)

    def test_category_stands_for_the_narrower_ones(self):
        narrower = self.env["skks.intervention.category"].create(
            {"name": "Dziury", "code": "TDZ", "parent_id": self.category.id}
        )
        self._rule(category_id=self.category.id)
        self.assertEqual(self._report(category_id=narrower.id).entity_id, self.wdt)

    def test_rule_comes_before_the_category(self):
        self.category.entity_id = self.mpwik
        self.assertEqual(self._report().entity_id, self.mpwik)
        self._rule(street_id=self.street.id)
        case = self._report(street_id=self.street.id)
        self.assertEqual(case.entity_id, self.wdt)

    def test_rest_is_triaged(self):
        self._rule(street_id=self.street.id)
        case = self._report()
        self.assertEqual((case.state, case.waiting_for), ("new", "office"))
        self.assertFalse(case.entity_id | case.route_ids.entity_id)

    def test_municipal_company_is_a_unit_like_any_other(self):
        self.mpwik.kind = "company"
        self._rule(entity_id=self.mpwik.id)
        case = self._report().with_user(self.water)
        case.action_start()
        self.assertEqual(case.user_id, self.water)

    def test_unit_is_told_without_the_submitter(self):
        self._rule()
        self.startPatcher(patch.object(self.sink, "clear"))
        self._report()
        letter = self.assertOneLetterTo(self.clerk.email)
        self.assertIn("Dziura na pół metra", letter.text)
        for secret in ("Gałązka", "700 20 01", "stefan"):
            self.assertNotIn(secret, letter.raw.decode())

    # Rights -------------------------------------------------------------------

    def test_person_of_another_unit_is_refused(self):
        with self.assertRaises(ValidationError):
            self._rule(representative_id=self.wdt_person.id, entity_id=self.mpwik.id)
        rule = self._rule(representative_id=self.wdt_person.id)
        with self.assertRaises(ValidationError):
            rule.entity_id = self.mpwik

    def test_unit_of_another_town_is_refused(self):
        entity, _person = self._other_town()
        with self.assertRaises(UserError):
            self._rule(entity_id=entity.id)

    def test_rules_of_another_town_decide_nothing(self):
        entity, person = self._other_town()
        self.env["skks.intervention.rule"].create(
            {
                "company_id": entity.company_id.id,
                "entity_id": entity.id,
                "representative_id": person.id,
            }
        )
        self.assertEqual(self._report().state, "new")

    def test_who_keeps_the_table(self):
        rule = self._rule()
        for user in (self.officer, self.roads, self.secretary, self.auditor):
            with self.subTest(user=user.login):
                self.assertTrue(rule.with_user(user).read(["off_reason"]))
                with self.assertRaises(AccessError):
                    rule.with_user(user).sequence = 1
                with self.assertRaises(AccessError):
                    rule.with_user(user).copy()
        rule.with_user(self.head).sequence = 1
        with self.assertRaises(AccessError):
            rule.with_user(self.dispatcher).unlink()

    def test_every_change_is_journalled(self):
        rule = self._rule()
        rule.entity_id = self.mpwik
        entries = self.env["skks.journal.entry"].search(
            [("res_model", "=", rule._name), ("res_id", "=", rule.id)]
        )
        self.assertEqual(
            set(entries.mapped("act")),
            {"intervention.rule.create", "intervention.rule.change"},
        )

    # Size ---------------------------------------------------------------------

    @warmup
    @mute_logger("odoo.addons.mail.models.mail_mail")
    def test_as_many_queries_with_a_thousand_rules(self):
        self._rule(sequence=2000)
        values = [
            {"name": f"Dziura {n}", "category_id": self.category.id} for n in range(20)
        ]
        counts = []
        for extra in (1, 1000):
            self.env["skks.intervention.rule"].create(
                [
                    {"street_id": self.street.id, "entity_id": self.mpwik.id}
                    for _number in range(extra)
                ]
            )
            self.env["skks.intervention.rule"]._table_of(self.company.id)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            cases = (
                self.env["skks.intervention"].with_user(self.dispatcher).create(values)
            )
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(cases.entity_id, self.wdt)
        self.assertLessEqual(counts[1], counts[0])


@tagged("post_install", "-at_install")
class TestDeadRules(RoutingCase):
    """M7.4: a rule that leads nowhere switches itself off, and everybody sees it."""

    def _dies(self, rule):
        case = self._report(street_id=self.street.id)
        self.assertEqual(case.state, "new")
        self.assertTrue(rule.is_off)
        self.assertTrue(rule.off_reason)

    def test_when_it_would_decide(self):
        rule = self._rule(representative_id=self.clerk_person.id)
        self.clerk_person.active = False
        self._dies(rule)
        told = rule.sudo().activity_ids
        self.assertEqual(told.user_id, self.dispatcher)
        self._report()
        self.assertEqual(rule.sudo().activity_ids, told, "once")
        acts = self.env["skks.journal.entry"].search(
            [("res_model", "=", rule._name), ("res_id", "=", rule.id)]
        )
        self.assertIn("intervention.rule.off", acts.mapped("act"))

    def test_next_rule_decides_then(self):
        dead = self._rule(sequence=1, entity_id=self.mpwik.id)
        self._rule(sequence=2)
        self.mpwik_person.active = False
        self.assertEqual(self._report().entity_id, self.wdt)
        self.assertTrue(dead.is_off)

    def test_once_a_day(self):
        rule = self._rule(street_id=self.street.id)
        well = self._rule()
        self.street.active = False
        self.env["skks.intervention.rule"]._cron_check()
        self.assertTrue(rule.is_off)
        self.assertFalse(well.is_off)
        self.env["skks.intervention.rule"]._cron_check()
        self.assertEqual(len(rule.sudo().activity_ids), 1)

    def test_every_reason(self):
        for fname, value in (
            ("category_id", self.category),
            ("street_id", self.street),
            ("district_id", self.zacisze),
        ):
            rule = self._rule(**{fname: value.id})
            value.active = False
            rule._switch_off_dead()
            name = value.with_context(lang=self.company.partner_id.lang).name
            self.assertIn(name, rule.off_reason, fname)
            value.active = True
        rule = self._rule(entity_id=self.sp5.id)
        self.sp5.active = False
        rule._switch_off_dead()
        self.assertIn(self.sp5.name, rule.off_reason)

    def test_mended_rule_is_switched_on_again(self):
        rule = self._rule(representative_id=self.clerk_person.id)
        self.clerk_person.active = False
        self._dies(rule)
        with self.assertRaises(UserError):
            rule.action_switch_on()
        rule.representative_id = self.wdt_person
        with self.assertRaises(AccessError):
            rule.with_user(self.roads).action_switch_on()
        rule.with_user(self.dispatcher).action_switch_on()
        self.assertFalse(rule.is_off or rule.off_reason or rule.sudo().activity_ids)
        self.assertEqual(self._report().user_id, self.roads)

    def test_nobody_switches_it_off_by_hand(self):
        rule = self._rule()
        with self.assertRaises(UserError):
            rule.is_off = True
        made = self._rule(is_off=True, off_reason="x")
        self.assertFalse(made.is_off or made.off_reason)


@tagged("post_install", "-at_install")
class TestNotOurs(RoutingCase):
    """M7.4: “to nie my →” moves a report without starting again, and is counted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._rule()

    def _terms(self, case):
        names = ("number", "received_at", "first_clock_id", "action_clock_id")
        dues = [(clock.id, clock.due_at) for clock in case.sudo().clock_ids]
        return [case[name] for name in names], dues

    def test_to_the_unit_that_is_named(self):
        with freeze_time("2026-11-23 08:00:00"):
            case = self._report()
            before = self._terms(case)
        with freeze_time("2026-11-24 08:00:00"):
            case.with_user(self.roads).action_start()
            self._not_ours(case, self.roads, self.mpwik, "To studzienka wodociągów.")
        self.assertEqual((case.entity_id, case.state), (self.mpwik, "routed"))
        self.assertFalse(case.user_id, "nobody there has taken it up")
        self.assertEqual(self._terms(case), before)
        self.assertEqual(case.clock_ids.entity_id, self.mpwik)
        last, first = self._way(case)
        self.assertTrue(first.is_wrong)
        self.assertEqual((last.kind, last.corrects_id), ("not_ours", first))
        self.assertEqual(last.by_id, self.roads)
        self.assertFalse(last.is_wrong)
        with self.assertRaises(AccessError):
            case.with_user(self.roads).read(["name"])
        self.assertTrue(case.with_user(self.water).read(["name"]))

    def test_who_gave_it_back_hears_no_more_of_it(self):
        case = self._report()
        case.message_subscribe((self.roads | self.officer).partner_id.ids)
        case.activity_schedule("mail.mail_activity_data_todo", user_id=self.roads.id)
        self._not_ours(case, self.roads, self.mpwik)
        self.assertNotIn(self.roads.partner_id, case.message_partner_ids)
        self.assertIn(self.officer.partner_id, case.message_partner_ids)
        self.assertFalse(case.sudo().activity_ids)

    def test_back_to_be_sorted(self):
        case = self._report()
        before = self._terms(case)
        self._not_ours(case, self.roads)
        self.assertEqual((case.state, case.waiting_for), ("new", "office"))
        self.assertFalse(case.entity_id | case.clock_ids.entity_id)
        self.assertEqual(self._terms(case), before)
        self.assertIn(
            case, case.search(case.with_user(self.dispatcher)._desk_mine_domain())
        )
        entity, _user, _why, _rule = case._route_proposed()
        self.assertFalse(entity, "who has refused is not proposed again")

    def test_who_refused_is_not_named(self):
        case = self._report()
        self._not_ours(case, self.roads, self.mpwik)
        with self.assertRaises(UserError):
            self._not_ours(case, self.water, self.wdt)
        wizard = self.env["skks.intervention.not.ours"].with_user(self.water)
        offered = wizard.new({"intervention_id": case.id}).candidate_ids._origin
        self.assertIn(self.sp5, offered)
        self.assertFalse(offered & (self.wdt | self.mpwik))

    def test_passed_on_more_than_twice(self):
        fourth, _person = self._entity("TZZM", "Zarząd Zieleni", self.clerk, 7, 15)
        case = self._report()
        self._not_ours(case, self.roads, self.mpwik)
        self._not_ours(case, self.water, self.sp5)
        self._not_ours(case, self.school, fourth, "Zieleń.")
        self.assertEqual(case.state, "new")
        self.assertIn("Zarząd Zieleni", self._way(case)[0].why)
        self.assertEqual(len(case.route_ids.filtered("is_wrong")), 3)

    def test_the_dispatcher_corrects(self):
        case = self._report()
        self._send(case, self.mpwik)
        self.assertEqual(case.entity_id, self.mpwik)
        self.assertEqual(self._way(case).mapped("is_wrong"), [False, True])

    def test_from_the_list_of_what_is_to_be_sorted(self):
        case = self._report()
        self._not_ours(case, self.roads)
        other = self.env.ref("skks_intervention.category_wod")
        self._send(
            case,
            self.mpwik,
            category_id=other.id,
            representative_id=self.mpwik_person.id,
            why="Woda.",
        )
        self.assertEqual((case.state, case.user_id), ("routed", self.water))
        self.assertEqual((case.category_id, case.routed_because), (other, "Woda."))
        self.assertEqual(len(case.route_ids.filtered("is_wrong")), 1, "counted once")

    def test_to_a_colleague(self):
        case = self._report()
        case.with_user(self.roads).action_start()
        wizard = self.env["skks.intervention.give"].with_user(self.roads)
        wizard = wizard.create(
            {"intervention_id": case.id, "representative_id": self.clerk_person.id}
        )
        wizard.action_confirm()
        self.assertEqual((case.user_id, case.state), (self.clerk, "in_progress"))
        self.assertEqual(case.action_clock_id.user_id, self.clerk)
        self.assertEqual(self._way(case)[0].kind, "given")
        self.assertFalse(any(case.route_ids.mapped("is_wrong")))
        with self.assertRaises(UserError):
            case.with_user(self.roads)._give_to(self.mpwik_person)

    # Attacks ------------------------------------------------------------------

    def test_a_unit_routes_only_its_own(self):
        case = self._report()
        for user in (self.water, self.secretary, self.auditor):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    case.with_user(user).action_not_ours()
                with self.assertRaises(AccessError):
                    case.with_user(user).action_give()
                with self.assertRaises(AccessError):
                    case.with_user(user).action_send_to_unit()
        with self.assertRaises(AccessError):
            self._not_ours(case, self.water, self.mpwik)
        with self.assertRaises(AccessError):
            case.with_user(self.roads).action_send_to_unit()
        with self.assertRaises(AccessError):
            self._send(case, self.mpwik, self.roads)
        with self.assertRaises(AccessError):
            case.with_user(self.dispatcher).action_not_ours()

    def test_another_town(self):
        entity, person = self._other_town()
        case = self._report()
        with self.assertRaises(UserError):
            self._not_ours(case, self.roads, entity)
        with self.assertRaises(UserError):
            self._send(case, entity, representative_id=person.id)
        with self.assertRaises(UserError):
            self._send(case, self.mpwik, representative_id=person.id)
        with self.assertRaises(UserError):
            case.with_user(self.roads)._give_to(person)
        self.assertEqual(case.entity_id, self.wdt)

    def test_way_stays_as_it_was_written(self):
        case = self._report()
        step = case.route_ids
        for user in (self.dispatcher, self.roads, self.env.user):
            with self.assertRaises(AccessError):
                step.with_user(user).write({"is_wrong": True})
            with self.assertRaises(AccessError):
                step.with_user(user).unlink()
            with self.assertRaises(AccessError):
                step.with_user(user).create(
                    {"intervention_id": case.id, "kind": "sent", "is_wrong": True}
                )
        with self.assertRaises(AccessError):
            step.with_user(self.water).read(["why"])
        with self.assertRaises(UserError):
            case.with_user(self.dispatcher).routed_because = "x"

    def test_reply_in_acceptance_stays(self):
        case = self._report()
        self._drafted_reply(case).action_submit()
        with self.assertRaises(UserError):
            self._send(case, self.mpwik)
        with self.assertRaises(AccessError):
            self._not_ours(case, self.roads)

    # The desk -----------------------------------------------------------------

    def test_desk_gives_in_the_unit(self):
        case = self._report()
        row = (
            self.env["skks.desk"]
            .with_user(self.roads_head)
            .search([("res_model", "=", case._name), ("res_id", "=", case.id)])
        )
        self.assertTrue(row.can_reassign)
        self.assertFalse(row.with_user(self.clerk).can_reassign)
        with self.assertRaises(AccessError):
            row.with_user(self.clerk).action_reassign()
        context = row.action_reassign()["context"]
        wizard = self.env["skks.desk.reassign"].with_user(self.roads_head)
        wizard = wizard.with_context(**context).create({"user_id": self.clerk.id})
        self.assertNotIn(self.water, wizard.candidate_ids)
        wizard.action_confirm()
        self.assertEqual(case.user_id, self.clerk)
        with self.assertRaises(AccessError):
            self.env["skks.desk.reassign"].with_user(self.clerk).create(
                {
                    "res_model": case._name,
                    "res_id": case.id,
                    "user_id": self.roads.id,
                }
            )

    def test_desk_of_what_is_to_be_sorted(self):
        case = self._report()
        self._not_ours(case, self.roads)
        candidates = case.with_user(self.dispatcher)._desk_candidates()
        self.assertIn(self.officer, candidates)
        self.assertIn(self.dispatcher, candidates)
        self.assertFalse(candidates & (self.roads | self.clerk))

    def test_who_leaves_hands_over(self):
        case = self._report()
        case.with_user(self.roads).action_start()
        takes = case._skks_handover_may_take("user_id", self.clerk)
        self.assertTrue(takes)
        self.assertFalse(case._skks_handover_may_take("user_id", self.water))
        case._skks_handover_write("user_id", self.roads, self.clerk)
        self.assertEqual(
            (case.user_id, case.action_clock_id.user_id), (self.clerk,) * 2
        )
