from datetime import date, datetime

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import CITIZEN, InterventionCase

ADDRESS = "ul. Lipowa 12/3, 00-001 Żarnołęka"
# A Monday, 16 March 2026, 10:00 in Poland.
MARCH = datetime(2026, 3, 16, 9)


class LawCase(InterventionCase):
    @classmethod
    def _kind(cls, name):
        return cls.env.ref(f"skks_intervention.qualification_{name}")

    def _qualified(self, case, name, **values):
        wizard = self.env["skks.intervention.qualify"].with_user(self.dispatcher)
        wizard = wizard.create(
            {
                "intervention_id": case.id,
                "qualification_id": self._kind(name).id,
                "reason": "Treść pisma.",
                **values,
            }
        )
        wizard.action_confirm()
        return wizard

    def _legal_due(self, case):
        return str(case._skks_local(case.legal_clock_id.due_at))[:16]


@tagged("post_install", "-at_install")
class TestQualification(LawCase):
    """M7.5: the statutory clock follows the kind, from the original receipt."""

    def test_worked_dates(self):
        """M7.5: the examples of the legal note, each found out days later."""
        for name, received, due in (
            ("complaint", datetime(2026, 1, 31, 11), "2026-03-02"),
            ("complaint", MARCH, "2026-04-16"),
            ("motion", MARCH, "2026-04-16"),
            ("petition", datetime(2025, 11, 30, 11), "2026-03-02"),
            ("information", datetime(2025, 12, 10, 11), "2025-12-29"),
            ("information", datetime(2026, 12, 11, 11), "2026-12-28"),
            ("accessibility_digital", datetime(2026, 4, 24, 9), "2026-05-04"),
            ("accessibility_other", datetime(2026, 6, 1, 9), "2026-06-15"),
        ):
            with self.subTest(name=name, received=received):
                with freeze_time(received):
                    case = self._report()
                with freeze_time(received.replace(hour=13)):
                    self._qualified(case, name)
                self.assertEqual(self._legal_due(case), f"{due} 23:59")
                self.assertEqual(case.received_at, received)

    @freeze_time(MARCH)
    def test_long_stop_gives_way_and_promises_stay(self):
        case = self._report()
        self.assertEqual(case.qualification_id, self._kind("report"))
        old = case.legal_clock_id
        self.assertEqual(old.policy_id.code, "INT_LONG_STOP")
        promised = (case.first_clock_id, case.action_clock_id, case.answer_clock_id)
        dues = [clock.due_at for clock in promised]
        with freeze_time(datetime(2026, 3, 24, 9)):
            self._qualified(case, "complaint")
        self.assertEqual(old.cancel_reason, "Treść pisma.")
        self.assertEqual(case.legal_clock_id.started_at, MARCH)
        self.assertEqual(
            promised,
            (case.first_clock_id, case.action_clock_id, case.answer_clock_id),
        )
        self.assertEqual([clock.due_at for clock in promised], dues)
        entry = self.env["skks.journal.entry"].search(
            [("act", "=", "intervention.qualify"), ("res_id", "=", case.id)]
        )
        self.assertEqual(entry.user_id, self.dispatcher)
        self.assertEqual(entry.reason, "Treść pisma.")
        self.assertEqual(entry.new_value, self._kind("complaint").name)

    @freeze_time(datetime(2026, 6, 1, 9))
    def test_councillor_is_told_within_a_fortnight(self):
        """K8: beside the month of the complaint, not instead of it."""
        case = self._report()
        self._qualified(case, "complaint", from_member=True)
        self.assertEqual(str(case.member_clock_id.due_at)[:10], "2026-06-15")
        self.assertEqual(self._legal_due(case)[:10], "2026-07-01")
        self._qualified(case, "complaint", from_member=False)
        self.assertFalse(case.member_clock_id)

    @freeze_time(datetime(2026, 6, 1, 9))
    def test_word_on_how_it_stands_stops_that_clock_alone(self):
        case = self._report()
        self._qualified(case, "complaint", from_member=True)
        member = case.member_clock_id
        notice = self.env["skks.intervention.reply"].browse(
            case.action_draft_state()["res_id"]
        )
        notice = notice.with_user(self.dispatcher)
        with self.assertRaisesRegex(UserError, "gap"):
            notice.action_submit()
        notice.body = str(notice.body).replace("…", "Czekamy na opinię biegłego.")
        notice.action_submit()
        notice.with_user(self.roads_head).action_approve()
        notice.action_send()
        self.assertEqual(member.result, "met")
        self.assertFalse(case.legal_clock_id.stopped_at)
        self.assertFalse(case.answered_at)
        self.assertEqual(case.state, "routed", "a word is no answer")

    def test_who_qualifies(self):
        case = self._report()
        for user in (self.roads, self.auditor, self.secretary):
            with self.assertRaises(AccessError):
                case.with_user(user).action_qualify()
            with self.assertRaises(AccessError):
                case.with_user(user)._qualify(
                    self._kind("complaint"),
                    "Bo tak.",
                    from_member=False,
                    complains_of=False,
                )
        case.with_user(self.officer).action_qualify()

    def test_guarded_fields_have_one_door(self):
        """M7.5, M7.1: neither writing nor creating sets what decides on terms."""
        complaint = self._kind("complaint")
        values = {
            "qualification_id": complaint.id,
            "qualified_at": "2026-01-01 10:00:00",
            "from_member": True,
            "complains_of": "mayor",
            "complained_entity_ids": [Command.set(self.wdt.ids)],
            "member_clock_id": 1,
            "call_clock_id": 1,
            "forward_clock_id": 1,
            "called_at": "2026-01-01 10:00:00",
            "unexamined_at": "2026-01-01 10:00:00",
            "reopened_count": 3,
        }
        case = self._report(**values)
        self.assertEqual(case.qualification_id, self._kind("report"))
        for fname, value in values.items():
            if fname != "qualification_id":
                self.assertFalse(case[fname], fname)
            for user in (self.dispatcher, self.head, self.env.user):
                with self.subTest(fname=fname), self.assertRaises(UserError):
                    case.with_user(user).write({fname: value})

    def test_whistleblowers_hint_is_sealed_at_once(self):
        """O11: the separate channel; the unit that had it sees it no more."""
        case = self._report()
        case.with_user(self.roads).action_start()
        self._qualified(case, "hint")
        self.assertTrue(case.confidential)
        self.assertEqual(case.coordinator_id, self.dispatcher)
        self.assertFalse(case.entity_id or case.user_id)
        self.assertTrue(case.is_separate_channel)
        for user in (self.roads, self.officer, self.secretary):
            self.assertFalse(case.with_user(user).has_access("read"), user.login)
        self.assertTrue(case.with_user(self.dispatcher).has_access("read"))

    def test_changes_of_qualifications_are_journalled(self):
        kind = self._kind("complaint").with_user(self.head)
        kind.jrwa = "1512"
        entry = self.env["skks.journal.entry"].search(
            [
                ("act", "=", "intervention.qualification.change"),
                ("res_id", "=", kind.id),
            ],
            order="id desc",
            limit=1,
        )
        self.assertEqual(entry.user_id, self.head)
        with self.assertRaises(AccessError):
            kind.with_user(self.dispatcher).jrwa = "1513"


@tagged("post_install", "-at_install")
class TestMissingData(LawCase):
    """K17, K18: what the law demands is asked for, and may then be left."""

    def _complaint(self, **values):
        case = self._report(**values)
        self._qualified(case, "complaint")
        return case

    @freeze_time(MARCH)
    def test_call_to_complete(self):
        case = self._complaint()
        self.assertIn(self._kind("complaint")._missing_in(case)[0], case.missing_data)
        self.assertFalse(case.called_at)
        case.action_call_to_complete()
        self.assertOneLetterTo(CITIZEN)
        self.assertEqual(case.called_at, MARCH)
        self.assertEqual(str(case.call_clock_id.due_at)[:10], "2026-03-23")
        self.assertTrue(case.first_clock_id.stopped_at, "a person has spoken")
        self.assertFalse(case.legal_clock_id.stopped_at)
        self.assertNotIn("jezdni", case.message_line_ids[0].body, "no word of theirs")
        with self.assertRaises(UserError):
            case.action_call_to_complete()
        case.postal_address = ADDRESS
        self.assertEqual(case.call_clock_id.result, "met")
        self.assertFalse(case.missing_data)

    @freeze_time(MARCH)
    def test_left_unexamined_after_a_call_in_vain(self):
        case = self._complaint()
        with self.assertRaises(UserError):
            case.action_leave_unexamined(reason="Nie uzupełniono.")
        case.action_call_to_complete()
        with freeze_time(datetime(2026, 3, 23, 12)), self.assertRaises(UserError):
            case.action_leave_unexamined(reason="Nie uzupełniono.")
        with freeze_time(datetime(2026, 3, 24, 9)):
            with self.assertRaises(AccessError):
                case.with_user(self.roads).action_leave_unexamined(reason="Nie.")
            with self.assertRaises(UserError):
                case.action_leave_unexamined(reason=" ")
            case.action_leave_unexamined(reason="Nie uzupełniono.")
        self.assertEqual(case.state, "closed")
        self.assertTrue(case.unexamined_at)
        self.assertFalse(case._skks_running_clocks())

    def test_anonymous_complaint_may_be_left_and_a_report_not(self):
        anonymous = {"contact_name": False, "email_from": False, "phone": False}
        report = self._report(**anonymous)
        with self.assertRaises(UserError):
            report.action_leave_unexamined(reason="Anonim.")
        complaint = self._complaint(**anonymous)
        complaint.action_leave_unexamined(reason="Anonim.")
        self.assertEqual(complaint.state, "closed")

    def test_nothing_is_missing_in_an_ordinary_report(self):
        case = self._report()
        self.assertFalse(case.missing_data)
        with self.assertRaises(UserError):
            case.action_call_to_complete()

    def test_closing_needs_an_answer(self):
        case = self._report()
        with self.assertRaises(UserError):
            case.action_close()

    def test_undelivered_call_runs_no_term(self):
        case = self._complaint()
        case.action_call_to_complete()
        permit = self.env["skks.gate.permit"].search(
            [("mail_message_id", "=", case.sudo().call_message_id.id)]
        )
        self.assertEqual(permit.kind, "ask")
        case.sudo()._on_gate_failed(permit, "550 nie ma takiej skrzynki")
        self.assertFalse(case.called_at)
        self.assertTrue(case.call_clock_id.cancel_reason)


@tagged("post_install", "-at_install")
class TestExtension(LawCase):
    """K9: a statutory date moves by an accepted notice that left before it."""

    def _notice(self, case, day):
        wizard = (
            self.env["skks.intervention.extend"]
            .with_user(self.dispatcher)
            .create(
                {
                    "intervention_id": case.id,
                    "extend_to": day,
                    "reason": "Potrzebna opinia biegłego.",
                }
            )
        )
        notice = self.env["skks.intervention.reply"].browse(
            wizard.action_draft()["res_id"]
        )
        return notice.with_user(self.dispatcher)

    @freeze_time(MARCH)
    def test_extension(self):
        case = self._report(postal_address=ADDRESS)
        self._qualified(case, "complaint")
        with freeze_time(datetime(2026, 4, 10, 9)):
            notice = self._notice(case, date(2026, 5, 15))
            with self.assertRaises(UserError):
                notice.action_send()
            notice.action_submit()
            self.assertEqual(self._legal_due(case), "2026-04-16 23:59")
            notice.with_user(self.roads_head).action_approve()
            notice.action_send()
        self.assertEqual(self._legal_due(case), "2026-05-15 23:59")
        self.assertEqual(case.legal_clock_id.extension_notice_at, notice.sent_at)
        self.assertNotEqual(case.state, "answered")
        self.assertFalse(case.answered_at)
        notice.sudo()._outgoing_refused("550")
        self.assertEqual(self._legal_due(case), "2026-04-16 23:59", "not told")

    @freeze_time(MARCH)
    def test_too_late_or_too_far(self):
        case = self._report(postal_address=ADDRESS)
        self._qualified(case, "information")
        with self.assertRaises(UserError, msg="beyond two months"):
            self._notice(case, date(2026, 5, 19))
        notice = self._notice(case, date(2026, 5, 15))
        notice.action_submit()
        notice.with_user(self.roads_head).action_approve()
        with freeze_time(datetime(2026, 3, 31, 9)), self.assertRaises(UserError):
            notice.action_send()
        self.assertEqual(self._legal_due(case)[:10], "2026-03-30")

    @freeze_time(MARCH)
    def test_what_a_notice_does_is_not_typed(self):
        """M7.5: an accepted reply does not turn into an extension."""
        case = self._report()
        reply = self._drafted_reply(case)
        for fname, value in (
            ("effect", "extension"),
            ("extend_to", date(2027, 1, 1)),
            ("extend_basis", "x"),
            ("extend_reason", "x"),
        ):
            for user in (self.roads, self.dispatcher, self.env.user):
                with self.assertRaises(UserError):
                    reply.with_user(user).write({fname: value})
        made = self.env["skks.intervention.reply"].create(
            {"intervention_id": case.id, "name": "x", "effect": "extension"}
        )
        self.assertEqual(made.effect, "answer")


@tagged("post_install", "-at_install")
class TestConflict(LawCase):
    """M7.1: nobody judges a complaint about themselves (K3)."""

    def _complained(self):
        case = self._report(name="Urzędnik nie odbiera", contact_name="Stefan")
        case.with_user(self.roads).action_start()
        case.message_subscribe(self.roads.partner_id.ids)
        case.sudo().message_line_ids._add(case, "in", "report", "<p>Skarżę się.</p>")
        reply = self._drafted_reply(case)
        reply.action_submit()
        self._qualified(
            case, "complaint", complained_entity_ids=[Command.set(self.wdt.ids)]
        )
        return case, reply

    def test_the_unit_complained_about_reads_it_by_no_door(self):
        case, reply = self._complained()
        self.env.ref("base.group_allow_export").user_ids += self.roads | self.roads_head
        self.env.flush_all()
        for user in (self.roads, self.roads_head):
            with self.subTest(user=user.login):
                self._check_blind(case.with_user(user), reply.with_user(user))
        self.assertTrue(case.with_user(self.dispatcher).has_access("read"))

    def _check_blind(self, case, reply):
        domain = [("id", "=", case.id)]
        for record in (case, reply, case.sudo().message_line_ids.sudo(False)):
            record = record.with_user(case.env.user)
            for door in (
                lambda one=record: one.read(["id"]),
                lambda one=record: one.export_data(["id", "display_name"]),
            ):
                with self.assertRaises(AccessError):
                    door()
        self.assertFalse(case.search(domain))
        self.assertFalse(case.search_count(domain))
        self.assertFalse(case._read_group(domain, ["entity_id"], ["__count"]))
        self.assertFalse(case.name_search("Urzędnik nie odbiera"))
        self.assertFalse(reply.search([("intervention_id", "=", case.id)]))
        report = case.env["skks.intervention.report"]
        self.assertFalse(report.search([("intervention_id", "=", case.id)]))
        clocks = case.env["skks.clock"].search(
            [("res_model", "=", case._name), ("res_id", "=", case.id)]
        )
        self.assertFalse(clocks)
        messages = case.env["mail.message"].search(
            [("model", "=", case._name), ("res_id", "=", case.id)]
        )
        self.assertFalse(messages)
        for action in (case.action_start, case.action_draft_reply):
            with self.assertRaises(AccessError):
                action()

    def test_it_is_taken_back_and_goes_elsewhere(self):
        case, reply = self._complained()
        self.assertEqual(case.state, "new")
        self.assertFalse(case.entity_id or case.user_id)
        self.assertEqual(
            reply.sudo().signoff_state, "draft", "what it accepted is void"
        )
        running = case.sudo().clock_ids.filtered("is_running")
        self.assertFalse(running.entity_id)
        self.assertFalse(running.user_id)
        self.assertNotIn(self.roads.partner_id, case.sudo().message_partner_ids)
        self.assertNotIn(self.wdt, case._route_proposed()[0], "the category says so")
        nobody = self.env["res.users"]
        for entity, user in ((self.wdt, nobody), (self.mpwik, self.roads)):
            with self.assertRaises(ValidationError), self.cr.savepoint():
                case._route_to(entity, user, "x")
        case._route_to(self.mpwik, nobody, "x")
        self.assertEqual(case.entity_id, self.mpwik)

    def test_parts_of_the_unit_are_meant(self):
        part = self.env["skks.entity"].create(
            {"name": "Referat Mostów", "code": "TMOS", "parent_id": self.wdt.id}
        )
        case, _reply = self._complained()
        self.assertIn(part, case.complained_entity_ids)

    def test_never_signs(self):
        case, reply = self._complained()
        case._route_to(self.mpwik, self.env["res.users"], "x")
        # the same person represents the unit that has it now as well
        self.env["skks.representative"].create(
            {"user_id": self.roads_head.id, "entity_id": self.mpwik.id}
        )
        other = self._drafted_reply(case, self.dispatcher)
        other.action_insert_blocks()
        other.action_submit()
        self.assertIn(self.water, other.sudo().approver_ids)
        self.assertNotIn(self.roads_head, other.sudo().approver_ids)
        with self.assertRaises(AccessError):
            other.with_user(self.roads_head).action_approve()

    def test_the_mayor_does_not_sign_about_the_mayor(self):
        case = self._report()
        self._qualified(case, "complaint", complains_of="mayor")
        barred = case._barred_from_signing()
        self.assertIn(self.secretary, barred)
        self.assertNotIn(self.roads_head, barred)

    def test_who_belongs_to_it_does_not_decide(self):
        case = self._report()
        self.env["skks.representative"].create(
            {"user_id": self.officer.id, "entity_id": self.wdt.id}
        )
        with self.assertRaises(UserError):
            case.with_user(self.officer)._set_complained(self.wdt, "x")
        with self.assertRaises(AccessError):
            case.with_user(self.roads)._set_complained(self.mpwik, "x")

    def test_journal(self):
        case, _reply = self._complained()
        entry = self.env["skks.journal.entry"].search(
            [("act", "=", "intervention.complained"), ("res_id", "=", case.id)]
        )
        self.assertIn(self.wdt.name, entry.new_value)
