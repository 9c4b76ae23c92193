"""What goes after what time, by which rule, and what keeps it."""

from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Domain
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger
from odoo.tools.convert import convert_file

from .common_privacy import PHONE, SURNAME, PrivacyCommon

CLOSED = datetime(2026, 11, 23, 11)


class RetentionCommon(PrivacyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.env["skks.retention.rule"]
        cls.rules.search([]).write({"active": False})
        cls.rules.search([("active", "=", False)])._guarded_write({"is_on": False})

    def _rule(self, is_on=True, **values):
        rule = self.rules.with_user(self.admin).create(
            {
                "name": "Test",
                "subject": "skks.intervention",
                "basis": "B5",
                "action": "anonymise",
                "term": 12,
                "term_unit": "months",
            }
            | values
        )
        if is_on:
            rule._switch_on()
        return rule

    def _closed(self, at=CLOSED, state="withdrawn", **values):
        with freeze_time(at - timedelta(days=2)):
            case = self._by_phone(**values).sudo()
        with freeze_time(at):
            case._skks_running_clocks()._skks_cancel("test")
            case._transition(state)
        self.env.flush_all()
        return case

    def _night(self, at):
        with freeze_time(at), self.enter_registry_test_mode():
            self.env.ref("skks_base.ir_cron_retention").method_direct_trigger()
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestRetention(RetentionCommon, TransactionCase):
    """M7, retention: exactly at the limit, never before, and nothing else."""

    def assertDay(self, case, rule_field, day):
        """It stays the whole day before ``day`` and goes on that day."""
        before = datetime.combine(day, datetime.min.time()) - timedelta(hours=12)
        self._night(before)
        self.assertFalse(case[rule_field], "a day too early")
        self._night(before + timedelta(days=1))
        self.assertTrue(case[rule_field])

    def test_months_from_the_day_of_closing(self):
        self._rule()
        case = self._closed()
        self.assertDay(case, "anonymised_at", datetime(2027, 11, 23))
        self.assertFalse(case.phone or case.contact_name)

    def test_local_day(self):
        """Closed at 00:30 in Poland, which is still the day before in UTC."""
        self._rule()
        case = self._closed(at=datetime(2026, 11, 23, 23, 30))
        self.assertDay(case, "anonymised_at", datetime(2027, 11, 24))

    def test_last_day_of_a_month(self):
        self._rule(term=6)
        case = self._closed(at=datetime(2026, 8, 31, 10))
        self.assertDay(case, "anonymised_at", datetime(2027, 2, 28))

    def test_years_from_the_first_of_january(self):
        """BE5: closed in 2026, counted from 1 January 2027, gone in 2032."""
        self._rule(action="erase", term=5, term_unit="years")
        case = self._closed()
        self.assertDay(case, "erased_at", datetime(2032, 1, 1))

    def test_open_cases_stay(self):
        self._rule()
        with freeze_time(CLOSED):
            case = self._by_phone().sudo()
        self._night(CLOSED + timedelta(days=4000))
        self.assertFalse(case.anonymised_at)
        self.assertEqual(case.phone, PHONE)

    def test_one_state(self):
        self._rule(subject="skks.intervention:duplicate")
        other, case = self._closed(), self._closed(state="duplicate")
        self._night(CLOSED + timedelta(days=400))
        self.assertTrue(case.anonymised_at)
        self.assertFalse(other.anonymised_at)

    def test_categories_with_the_narrower_ones(self):
        narrow = self.env["skks.intervention.category"].create(
            {"name": "Bridges", "code": "T-MOS", "parent_id": self.category.id}
        )
        self._rule(category_ids=[Command.set(self.category.ids)])
        elsewhere = self.env.ref("skks_intervention.category_osw")
        stays = self._closed(category_id=elsewhere.id)
        goes = self._closed(category_id=narrow.id)
        self._night(CLOSED + timedelta(days=400))
        self.assertTrue(goes.anonymised_at)
        self.assertFalse(stays.anonymised_at)

    def test_twice_is_once(self):
        rule = self._rule()
        case = self._closed()
        for days in (400, 401):
            self._night(CLOSED + timedelta(days=days))
        entries = self.env["skks.journal.entry"].search_count(
            [("act", "=", "person.anonymise"), ("res_id", "=", case.id)]
        )
        self.assertEqual(entries, 1)
        self.assertEqual(rule.last_count, 0, "the second night")

    def test_one_that_fails_stops_no_other(self):
        rule = self._rule()
        poisoned, case = self._closed(), self._closed()
        erasure = type(self.env["skks.erasure"])
        original = erasure._anonymise

        def fail(service, one, reason):
            original(service, one, reason)
            if one.id == poisoned.id:
                raise ZeroDivisionError

        with (
            patch.object(erasure, "_anonymise", fail),
            mute_logger("odoo.addons.skks_base.models.retention_rule"),
        ):
            self._night(CLOSED + timedelta(days=400))
        self.assertTrue(case.anonymised_at)
        self.assertFalse(poisoned.anonymised_at)
        self.assertEqual(poisoned.phone, PHONE, "what was half done is undone")
        self.assertEqual(rule.problem, poisoned.number)
        self._night(CLOSED + timedelta(days=401))
        self.assertTrue(poisoned.anonymised_at)
        self.assertFalse(rule.problem)

    def test_case_on_which_somebody_works_waits(self):
        self._rule()
        case = self._closed()
        model = type(case)
        with patch.object(
            model, "try_lock_for_update", lambda cases, **_kw: cases.browse()
        ):
            self._night(CLOSED + timedelta(days=400))
        self.assertFalse(case.anonymised_at)

    def test_opened_again_meanwhile(self):
        """What is due is asked once more when the case is locked."""
        rule = self._rule()
        case = self._closed()
        with freeze_time(CLOSED + timedelta(days=400)):
            (due,) = rule._due()
            case._transition("in_progress")
            self.assertFalse(rule.sudo()._apply(due, "batch"))
        self.assertFalse(case.anonymised_at)

    def test_parent_with_an_open_part_stays(self):
        self._rule()
        case = self._closed()
        with patch.object(
            type(case), "_retention_has_open_part", lambda one: one.id == case.id
        ):
            self._night(CLOSED + timedelta(days=400))
        self.assertFalse(case.anonymised_at)
        self._night(CLOSED + timedelta(days=401))
        self.assertTrue(case.anonymised_at)

    def test_complaints_stay(self):
        """Class A: nothing of a complaint goes by itself."""
        self._rule()
        case = self._closed()
        domain = Domain("id", "!=", case.id)
        with patch.object(type(case), "_retention_domain", lambda _cases: domain):
            self._night(CLOSED + timedelta(days=400))
        self.assertFalse(case.anonymised_at)

    def test_other_organisation(self):
        other = self.env["res.company"].create({"name": "Inna gmina"})
        rule = self._rule()
        rule.sudo().company_id = other
        rule.sudo()._switch_on()
        case = self._closed()
        self._night(CLOSED + timedelta(days=400))
        self.assertFalse(case.anonymised_at)

    def test_nothing_runs_that_is_off(self):
        self._rule(is_on=False)
        case = self._closed()
        self._night(CLOSED + timedelta(days=400))
        self.assertFalse(case.anonymised_at)

    def test_tombstone(self):
        """AS9: number, dates, category; by which rule, when and with what else."""
        rule = self._rule(action="erase")
        cases = self._closed() | self._closed()
        expected = [
            (
                case.number,
                case.received_at,
                case.closed_at,
                case.state,
                self.category.name,
            )
            for case in cases
        ]
        self._night(CLOSED + timedelta(days=400))
        stones = self.env["skks.tombstone"].search(
            [("number", "in", cases.mapped("number"))], order="id"
        )
        self.assertEqual(
            [
                (one.number, one.received_at, one.closed_at, one.state, one.category)
                for one in stones
            ],
            expected,
        )
        self.assertEqual(stones.rule_id, rule)
        self.assertEqual(len(set(stones.mapped("batch"))), 1)
        self.assertTrue(stones[0].batch)
        self.assertIn("B5", stones[0].reason)
        for user in (self.auditor, self.dispatcher, self.officer):
            read = stones.with_user(user).web_read(
                {"number": {}, "kind": {}, "state_name": {}}
            )
            self.assertEqual(read[0]["number"], expected[0][0])
        for user in (self.roads, self.secretary, self.admin):
            with self.assertRaises(AccessError):
                stones.with_user(user).read(["number"])

    def test_tombstones_stay(self):
        self._rule(action="erase")
        self._closed()
        self._night(CLOSED + timedelta(days=400))
        stone = self.env["skks.tombstone"].search([], limit=1)
        with self.assertRaises(AccessError):
            stone.sudo().write({"reason": "x"})
        with self.assertRaises(AccessError):
            stone.sudo().unlink()


@tagged("post_install", "-at_install")
class TestUnconfirmed(RetentionCommon, TransactionCase):
    """What nobody confirmed counts from its receipt, and ends before it goes."""

    def test_seven_days(self):
        self._rule(
            subject="skks.intervention:?", action="erase", term=7, term_unit="days"
        )
        with freeze_time(CLOSED):
            case = self._by_phone().sudo()
        domain = Domain("id", "=", case.id)
        cases = type(case)
        with patch.object(
            cases, "_retention_unconfirmed_domain", lambda _model: domain
        ):
            self._night(CLOSED + timedelta(days=6))
            self.assertFalse(case.erased_at)
            self._night(CLOSED + timedelta(days=7))
        self.assertTrue(case.erased_at)
        self.assertEqual(case.state, "not_a_case")
        self.assertFalse(case._skks_running_clocks())
        stone = self.env["skks.tombstone"].search([("number", "=", case.number)])
        self.assertEqual(stone.state, "not_a_case")


@tagged("post_install", "-at_install")
class TestDryRun(RetentionCommon, TransactionCase):
    """A rule is switched on only where one has seen what would go."""

    def _look(self, rule, user=None):
        action = rule.with_user(user or self.admin).action_look()
        return (
            self.env["skks.retention.preview"]
            .with_user(user or self.admin)
            .browse(action["res_id"])
        )

    def test_counts_and_list(self):
        rule = self._rule(is_on=False)
        case, held = self._closed(), self._closed()
        held.with_user(self.dispatcher).action_hold("pozew I C 5/26")
        with freeze_time(CLOSED + timedelta(days=400)):
            preview = self._look(rule)
        self.assertEqual((preview.due_count, preview.held_count), (1, 1))
        self.assertEqual(
            {line.number: bool(line.stays_because) for line in preview.line_ids},
            {case.number: False, held.number: True},
        )
        self.assertNoContact(preview.line_ids.read())
        self.assertFalse(case.anonymised_at)
        self.assertFalse(rule.is_on)
        preview.action_switch_on()
        self.assertTrue(rule.is_on)
        entry = self.env["skks.journal.entry"].search(
            [("act", "=", "retention.change"), ("res_id", "=", rule.id)], limit=1
        )
        self.assertEqual(entry.user_id, self.admin)
        self.assertIn("is_on: True", entry.new_value)

    def test_no_other_door_switches_it_on(self):
        rule = self._rule(is_on=False)
        for user in (self.admin, self.head):
            for method, args in (
                ("write", [rule.ids, {"is_on": True}]),
                ("create", [[{**rule.copy_data()[0], "is_on": True}]]),
                ("_switch_on", [rule.ids]),
                ("copy", [rule.ids, {"is_on": True}]),
            ):
                with self.subTest(user=user.login, method=method):
                    self.rpc_or_refused(
                        user,
                        "skks.retention.rule",
                        method,
                        *args,
                        context={"default_is_on": True, "install_mode": True},
                    )
                    self.env.invalidate_all()
                    self.assertFalse(self.rules.search([]).filtered("is_on"))

    def test_a_forged_look(self):
        rule = self._rule(is_on=False)
        (look,) = self.rpc(
            self.admin,
            "skks.retention.preview",
            "create",
            [{"rule_id": rule.id, "seen_terms": rule._terms(), "due_count": 0}],
        )
        self.rpc_or_refused(
            self.admin, "skks.retention.preview", "action_switch_on", [look]
        )
        self.env.invalidate_all()
        self.assertFalse(rule.is_on)

    def test_changed_terms_have_to_be_looked_at_again(self):
        rule = self._rule(is_on=False)
        preview = self._look(rule)
        preview.action_switch_on()
        rule.name = "Inna nazwa"
        self.assertTrue(rule.is_on)
        rule.term = 1
        self.assertFalse(rule.is_on, "changed while it ran")
        preview.action_switch_on()
        self.assertFalse(rule.is_on, "other terms than those that were seen")
        preview.action_switch_on()
        self.assertTrue(rule.is_on)

    def test_switched_off(self):
        rule = self._rule()
        rule.with_user(self.head).action_switch_off()
        self.assertFalse(rule.is_on)

    def test_hold_from_the_list(self):
        rule = self._rule(is_on=False)
        case = self._closed()
        with freeze_time(CLOSED + timedelta(days=400)):
            line = self._look(rule).line_ids
            line.action_hold("pozew")
            self.assertTrue(line.stays_because)
        self.assertTrue(case.legal_hold)

    def test_nobody_else(self):
        rule = self._rule(is_on=False)
        self._closed()
        with freeze_time(CLOSED + timedelta(days=400)):
            preview = self._look(rule)
        for user in (
            self.officer,
            self.dispatcher,
            self.roads,
            self.secretary,
            self.auditor,
            self.head,
        ):
            with self.subTest(user=user.login):
                for record, method in (
                    (preview, "read"),
                    (preview, "action_switch_on"),
                    (preview, "action_look_again"),
                    (preview.line_ids, "read"),
                    (preview.line_ids, "action_hold"),
                ):
                    self.assertIsNone(
                        self.rpc_or_refused(user, record._name, method, record.ids)
                    )
                if user != self.head:
                    for method in ("action_look", "action_switch_off"):
                        self.assertIsNone(
                            self.rpc_or_refused(
                                user, "skks.retention.rule", method, rule.ids
                            )
                        )

    def test_kinds_of_cases_without_contact_data(self):
        subjects = dict(self.rules._selection_subject())
        others = [name for name in subjects if not name.startswith("skks.interv")]
        for subject in others[:1]:
            with self.assertRaises(ValidationError):
                self._rule(subject=subject)

    def test_shipped_rules(self):
        for xmlid in ("contact", "erase", "unconfirmed"):
            rule = self.env.ref(f"skks_intervention.retention_rule_{xmlid}")
            self.assertTrue(rule.basis)
        data = self.env["ir.model.data"].search(
            [("model", "=", "skks.retention.rule"), ("module", "like", "skks_")]
        )
        self.assertTrue(all(data.mapped("noupdate")), "a town's change is kept")


@tagged("post_install", "-at_install")
class TestAfterInstall(PrivacyCommon, TransactionCase):
    """M7, retention as it is delivered: contact data go after a year, without a dry
    run where there was nothing to look at; all else waits until somebody has looked.
    """

    _closed, _night = RetentionCommon._closed, RetentionCommon._night

    def _shipped(self, name):
        return self.env.ref(f"skks_intervention.retention_rule_{name}")

    def test_what_is_on(self):
        contact = self._shipped("contact")
        self.assertEqual((contact.term, contact.term_unit), (12, "months"))
        self.assertEqual(contact.action, "anonymise")
        self.assertTrue(contact.is_on)
        self.assertFalse(self._shipped("erase").is_on)
        self.assertFalse(self._shipped("unconfirmed").is_on)

    def test_install_itself_takes_nothing(self):
        """Neither the install nor the first nights after it."""
        reports = self.env["skks.intervention"].with_context(active_test=False)
        gone = [("anonymised_at", "!=", False)]
        self.assertFalse(reports.search_count(gone))
        self.assertFalse(self.env["skks.tombstone"].search_count([]))
        case = self._closed()
        for days in (0, 1, 364):
            self._night(CLOSED + timedelta(days=days))
        self.assertFalse(case.anonymised_at)
        self.assertFalse(reports.search_count(gone))

    def test_only_contact_data_go_by_themselves(self):
        case = self._closed()
        self._night(CLOSED + timedelta(days=366))
        self.assertTrue(case.anonymised_at)
        self._night(CLOSED + timedelta(days=3000))
        self.assertFalse(case.erased_at)
        self.assertTrue(case.description)

    def test_upgrade_switches_nothing_on(self):
        """A database that has reports already: somebody looks first."""
        self._shipped("contact").unlink()
        convert_file(
            self.env,
            "skks_intervention",
            "data/skks_retention_rule_data.xml",
            {},
            mode="update",
        )
        self.assertTrue(self._shipped("contact"))
        self.assertFalse(self._shipped("contact").is_on)


@tagged("post_install", "-at_install")
class TestLegalHold(RetentionCommon, TransactionCase):
    """A hold keeps a case whole: from the rules and from an erasure by hand."""

    def test_rules_skip_it(self):
        self._rule()
        self._rule(action="erase")
        case = self._closed()
        case.with_user(self.dispatcher).action_hold("pozew I C 5/26")
        self._night(CLOSED + timedelta(days=4000))
        self.assertFalse(case.anonymised_at or case.erased_at)
        self.assertEqual(case.phone, PHONE)
        case.with_user(self.head).action_release_hold("ugoda")
        self._night(CLOSED + timedelta(days=4001))
        self.assertTrue(case.erased_at)
        entries = self.env["skks.journal.entry"].search(
            [("res_model", "=", case._name), ("res_id", "=", case.id)]
        )
        self.assertLessEqual(
            {"case.hold", "case.release_hold"}, set(entries.mapped("act"))
        )

    def test_erasure_by_hand_skips_it(self):
        case = self._closed()
        case.with_user(self.dispatcher).action_hold("pozew I C 5/26")
        run = (
            self.env["skks.erasure.run"]
            .with_user(self.admin)
            .create({"numbers": case.number, "reason": "art. 17 RODO"})
        )
        run.action_search()
        self.assertIn("pozew", run.line_ids.stays_because)
        run.line_ids.chosen = True
        with self.assertRaises(UserError):
            run.action_erase()
        for erase in ("_erase_person", "_anonymise"):
            with self.assertRaises(UserError):
                getattr(self.env["skks.erasure"], erase)(case, "art. 17 RODO")
        self.assertIn(SURNAME, case.contact_name)

    def test_who_may(self):
        case = self._closed()
        for user in (self.roads, self.officer, self.secretary, self.auditor):
            with self.subTest(user=user.login):
                for method in ("action_hold", "action_release_hold"):
                    self.assertIsNone(
                        self.rpc_or_refused(
                            user, case._name, method, case.ids, reason="x"
                        )
                    )
        self.assertFalse(case.legal_hold)
        for user in (self.head, self.dispatcher, self.admin):
            case.with_user(user).action_hold("sąd")
            self.assertTrue(case.legal_hold)
            case.with_user(user).action_release_hold("koniec")
            self.assertFalse(case.legal_hold)

    def test_reason_and_guard(self):
        case = self._closed()
        for reason in (None, " "):
            with self.assertRaises(UserError):
                case.with_user(self.head).action_hold(reason)
        with self.assertRaises(UserError):
            case.sudo().write({"legal_hold": True})
        for fname in ("anonymised_at", "erased_at"):
            with self.assertRaises(UserError):
                case.sudo().write({fname: CLOSED})
