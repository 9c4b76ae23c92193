from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged, warmup

from . import common_clock, common_who

utc = common_who.utc
MODEL = common_clock.MODEL


@tagged("post_install", "-at_install")
class TestClock(common_clock.ClockCase):
    """The dates of clocks, and who may touch them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company._skks_load_holidays([2025, 2026, 2027])

    # --- worked dates ---------------------------------------------------------

    def test_as2_planned_dates(self):
        """AS2: agreed dates, delivered in time by one and late by the other."""
        internal = self._policy(1, "working_days", kind="internal")
        received = (2026, 11, 23, 7, 12)
        due = utc(2026, 11, 24, 8, 0)
        roads = self._start(internal, received, due_at=due, entity=self.roads)
        water = self._start(internal, received, due_at=due, entity=self.water)
        service = self._start(internal, received, due_at=utc(2026, 11, 24, 12))
        legal = self._start(self._policy(14, "calendar_days", kind="legal"), received)
        self.assertLocal(legal.due_at, 2026, 12, 7, 23, 59)
        roads._skks_stop(utc(2026, 11, 23, 14, 50))
        water._skks_stop(utc(2026, 11, 24, 9, 10), reason="ill")
        service._skks_stop(utc(2026, 11, 24, 11, 40))
        self.assertRecordValues(
            roads | water | service,
            [
                {"result": "met", "minutes_late": 0, "missed_reason": False},
                {"result": "missed", "minutes_late": 70, "missed_reason": "ill"},
                {"result": "met", "minutes_late": 0, "missed_reason": False},
            ],
        )

    def test_as8_dates_and_pause(self):
        """AS8: a report of Friday evening, paused over a holiday."""
        received = (2026, 11, 6, 18, 40)

        def start(days, **values):
            policy = self._policy(days, "working_days", can_pause=True, **values)
            return self._start(policy, received, entity=self.roads)

        first, action, answer = start(1), start(7), start(10)
        month = self._start(self._policy(30, "calendar_days", kind="legal"), received)
        self.assertLocal(first.due_at, 2026, 11, 9, 15, 30)
        self.assertLocal(action.due_at, 2026, 11, 18, 15, 30)
        self.assertLocal(answer.due_at, 2026, 11, 23, 15, 30)
        self.assertLocal(month.due_at, 2026, 12, 7, 23, 59)
        self.assertLocal(month.safe_at, 2026, 12, 4, 23, 59)
        both = action | answer
        both._skks_pause(utc(2026, 11, 10, 12), reason="Which hole?")
        self.assertEqual(self.document.next_due_at, first.due_at)
        both._skks_resume(utc(2026, 11, 13, 9))
        self.assertLocal(action.due_at, 2026, 11, 20, 15, 30)
        self.assertLocal(answer.due_at, 2026, 11, 25, 15, 30)
        self.assertEqual(action.pause_ids.reason, "Which hole?")
        self.assertEqual(action.pause_ids.ended_at, utc(2026, 11, 13, 9))

    def test_legal_examples(self):
        """Worked examples of the time limits of Polish law."""
        examples = [
            (14, "calendar_days", (2025, 12, 10), (2025, 12, 29)),
            (14, "calendar_days", (2026, 12, 11), (2026, 12, 28)),
            (1, "months", (2026, 1, 31), (2026, 3, 2)),
            (3, "months", (2025, 11, 30), (2026, 3, 2)),
            (3, "working_days", (2026, 4, 30), (2026, 5, 6)),
        ]
        for amount, unit, start, end in examples:
            with self.subTest(start=start, unit=unit):
                policy = self._policy(amount, unit, kind="legal")
                clock = self._start(policy, (*start, 12, 0))
                self.assertLocal(clock.due_at, *end, 23, 59)

    def test_authorization_over_the_autumn_change(self):
        """AS5: six clock hours over the night in which the clocks change."""
        clock = self._start(self._policy(6, "clock_hours"), (2026, 10, 24, 22, 0))
        self.assertLocal(clock.due_at, 2026, 10, 25, 3, 0)

    def test_values_are_copied(self):
        policy = self._policy(1, "working_days")
        clock = self._start(policy, (2026, 11, 23, 9, 0))
        due = clock.due_at
        policy.write({"amount": 5, "name": "Other", "warning_share": 0.1})
        self.roads.calendar_id.attendance_ids.unlink()
        self.assertEqual(
            (clock.amount, clock.name, clock.due_at), (1, "1 working_days", due)
        )
        self.assertEqual(len(self._journal(policy, "clock.policy.change")), 1)
        policy.unlink()
        self.assertTrue(clock.exists())

    def test_policy_is_checked(self):
        for values in (
            {"amount": 0},
            {"amount": 1.5},
            {"kind": "legal", "can_pause": True},
            {"warning_share": 1.5},
            {"second_warning_share": -1},
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self._policy(
                    values.pop("amount", 1), "working_days", **values
                ).flush_recordset()

    # --- life -----------------------------------------------------------------

    @freeze_time("2026-11-24 09:00:00")
    def test_next_due(self):
        late = self._start(
            self._policy(5, "working_days"), (2026, 11, 23, 9, 0), user=self.officer
        )
        early = self._start(self._policy(1, "working_hours"), (2026, 11, 24, 8, 0))
        paused = self._start(
            self._policy(1, "clock_hours", can_pause=True), (2026, 11, 20, 8, 0)
        )
        document = self.document
        self.assertEqual(document.next_due_at, paused.due_at)
        paused._skks_pause(utc(2026, 11, 20, 8, 30))
        self.assertEqual(document.next_due_at, early.due_at)
        self.assertTrue(document.is_overdue)
        self.assertIn(document, self.Document.search([("is_overdue", "=", True)]))
        early._skks_stop()
        self.assertEqual(document.next_due_at, late.due_at)
        self.assertFalse(document.is_overdue or document.is_at_risk)
        self.assertNotIn(document, self.Document.search([("is_overdue", "=", True)]))
        self.assertIn(document, self.Document.search([("is_overdue", "=", False)]))
        with freeze_time("2026-11-30 08:00:00"):
            document.invalidate_recordset()
            self.assertTrue(document.is_at_risk)
            self.assertIn(document, self.Document.search([("is_at_risk", "=", True)]))
        late._skks_cancel("withdrawn")
        paused._skks_cancel("withdrawn")
        self.assertFalse(document.next_due_at)
        self.assertFalse(late.result or paused.paused_at)

    def test_stop_closes_an_open_pause(self):
        clock = self._start(
            self._policy(1, "working_days", can_pause=True), (2026, 11, 23, 9, 0)
        )
        clock._skks_pause(utc(2026, 11, 24, 9, 0))
        clock._skks_stop(utc(2026, 11, 26, 10, 0))
        self.assertEqual(clock.result, "met")
        self.assertLocal(clock.due_at, 2026, 11, 26, 16, 0)
        self.assertTrue(clock.pause_ids.ended_at)
        clock._skks_stop(utc(2026, 12, 26, 10, 0))
        self.assertEqual(clock.stopped_at, utc(2026, 11, 26, 10, 0))

    def test_reopen(self):
        clock = self._start(self._policy(1, "working_days"), (2026, 11, 23, 9, 0))
        clock._skks_stop(utc(2026, 11, 25, 9, 0))
        self.assertEqual(clock.minutes_late, 90)
        clock._skks_reopen("The answer bounced")
        self.assertFalse(clock.stopped_at or clock.result or clock.minutes_late)
        self.assertEqual(self.document.next_due_at, clock.due_at)
        self.assertEqual(
            self._journal(self.document, "clock.reopen").reason, "The answer bounced"
        )

    def test_what_may_not_pause(self):
        for policy in (
            self._policy(14, "calendar_days", kind="legal"),
            self._policy(2, "working_days"),
        ):
            clock = self._start(policy, (2026, 11, 23, 9, 0))
            with self.assertRaisesRegex(UserError, "may not be paused"):
                clock._skks_pause()

    @freeze_time("2026-12-03 10:00:00")
    def test_extension(self):
        legal = self._start(
            self._policy(14, "calendar_days", kind="legal"), (2026, 11, 23, 9, 0)
        )
        old, new = legal.due_at, utc(2027, 1, 23, 23, 59, 59)
        notice = utc(2026, 12, 3, 10)
        for arguments in (
            (new, "art. 13(2)", "", notice),
            (new, "", "complex", notice),
            (new, "art. 13(2)", "complex", None),
            (new, "art. 13(2)", "complex", utc(2026, 12, 8)),
            (new, "art. 13(2)", "complex", utc(2026, 12, 4)),
            (old, "art. 13(2)", "complex", notice),
        ):
            with self.subTest(arguments=arguments), self.assertRaises(UserError):
                legal._skks_extend(*arguments)
        legal._skks_extend(new, "art. 13(2)", "complex", notice)
        self.assertEqual((legal.due_at, legal.original_due_at), (new, old))
        self.assertLocal(legal.safe_at, 2027, 1, 22, 23, 59)
        entry = self._journal(self.document, "clock.extend")
        self.assertEqual(entry.reason, "complex")
        self.assertIn("art. 13(2)", entry.new_value)
        service = self._start(self._policy(2, "working_days"), (2026, 12, 3, 9, 0))
        service._skks_extend(utc(2026, 12, 10, 12), "agreed", "expert is ill")
        self.assertEqual(service.due_at, utc(2026, 12, 10, 12))

    def test_restart_and_recompute(self):
        clock = self._start(self._policy(2, "working_days"), (2026, 11, 23, 9, 0))
        agreed = self._start(
            self._policy(2, "working_days"),
            (2026, 11, 23, 9, 0),
            due_at=utc(2026, 11, 24, 9),
        )
        clock._skks_restart(utc(2026, 11, 20, 9), "received earlier")
        self.assertLocal(clock.due_at, 2026, 11, 24, 16, 0)
        both = clock | agreed
        self.assertFalse(both._skks_recompute("nothing changed"))
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Closed",
                "date_from": utc(2026, 11, 24),
                "date_to": utc(2026, 11, 24, 23, 59, 59),
            }
        )
        self.assertLocal(clock.due_at, 2026, 11, 24, 16, 0)
        ((moved, old, new),) = both._skks_recompute("local free day")
        self.assertEqual(moved, clock)
        self.assertLocal(old, 2026, 11, 24, 16, 0)
        self.assertLocal(new, 2026, 11, 25, 16, 0)
        entry = self._journal(self.document, "clock.recompute")
        self.assertTrue(entry.old_value.startswith(f"{clock.name}: "), "named first")
        self.assertNotIn(clock.name, entry.new_value)

    def test_recompute_as_an_act(self):
        """The difference is shown first; only the second step moves the dates."""
        clock = self._start(self._policy(2, "working_days"), (2026, 11, 23, 9, 0))
        due = clock.due_at
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Closed",
                "date_from": utc(2026, 11, 24),
                "date_to": utc(2026, 11, 24, 23, 59, 59),
            }
        )
        wizards = self.env["skks.clock.recompute"].with_user(self.admin)
        act = wizards.create({"calendar_id": clock.calendar_id.id})
        act.action_preview()
        line = act.line_ids.filtered(lambda one: one.clock_id.id == clock.id)
        self.assertEqual(line.old_due_at, due)
        self.assertLocal(line.new_due_at, 2026, 11, 26, 16, 0)
        clock.invalidate_recordset()
        self.assertEqual(clock.due_at, due)
        self.assertFalse(self._journal(self.document, "clock.recompute"))
        with self.assertRaisesRegex(UserError, "why"):
            act.action_apply()
        act.reason = "Dzień wolny"
        act.action_apply()
        self.assertEqual(clock.due_at, line.new_due_at)
        entry = self._journal(self.document, "clock.recompute")
        self.assertEqual((entry.reason, entry.user_id), ("Dzień wolny", self.admin))
        act.action_preview()
        self.assertFalse(act.moved_count)

    def test_who_recomputes(self):
        for user in (self.officer, self.representative, self.leadership, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["skks.clock.recompute"].with_user(user).create({})
            act = self.env["skks.clock.recompute"].create({"reason": "x"})
            for door in ("action_preview", "action_apply"):
                with self.assertRaises(AccessError):
                    getattr(act.with_user(user).sudo(), door)()

    # --- doors ----------------------------------------------------------------

    def _hostile_values(self):
        return {
            "name": "x",
            "kind": "legal",
            "res_model": MODEL,
            "res_id": self.document.id,
            "company_id": self.company.id,
            "started_at": "2026-01-01 00:00:00",
            "due_at": "2036-01-01 00:00:00",
        }

    def test_nobody_makes_a_clock_by_hand(self):
        values = self._hostile_values()
        defaults = {f"default_{name}": value for name, value in values.items()}
        for user in (self.officer, self.manager, self.admin, self.env.user):
            clocks = self.Clock.with_user(user)
            for model in (clocks, clocks.sudo()):
                with self.assertRaises(AccessError):
                    model.create(values)
                with self.assertRaises(AccessError):
                    model.with_context(**defaults).create({"name": "x"})
            with self.assertRaises(AccessError):
                self.document.with_user(user).sudo().write(
                    {"clock_ids": [(0, 0, values)]}
                )
        result = self.Clock.load(
            list(values), [[str(value) for value in values.values()]]
        )
        self.assertFalse(result["ids"])
        with self.assertRaises(AccessError):
            self._start(self._policy(1, "working_days"), (2026, 11, 23, 9)).copy()

    def test_nobody_moves_or_deletes_a_clock(self):
        clock = self._start(
            self._policy(1, "working_days", can_pause=True), (2026, 11, 23, 9, 0)
        )
        clock._skks_pause(utc(2026, 11, 23, 10))
        pause = clock.pause_ids
        for user in (self.officer, self.manager, self.admin, self.env.user):
            for record in (clock.with_user(user), clock.with_user(user).sudo()):
                for name, value in (
                    ("due_at", "2036-01-01"),
                    ("stopped_at", "2026-01-01"),
                    ("result", "missed"),
                    ("res_id", 0),
                    ("user_id", user.id),
                ):
                    with self.assertRaises(UserError):
                        record.write({name: value})
                with self.assertRaises(AccessError):
                    record.unlink()
            with self.assertRaises(UserError):
                pause.with_user(user).write({"ended_at": "2036-01-01"})
            with self.assertRaises(UserError):
                pause.with_user(user).sudo().write({"ended_at": "2036-01-01"})
            with self.assertRaises(UserError):
                self.document.with_user(user).sudo().write(
                    {"clock_ids": [(1, clock.id, {"due_at": "2036-01-01"})]}
                )
        with self.assertRaises(UserError):
            self.document.sudo().write({"clock_ids": [(5, 0, 0)]})
        key = {"skks_guard_pass": True, "install_mode": True}
        with self.assertRaises(UserError):
            clock.sudo().with_context(**key).write({"due_at": "2036-01-01"})

    def test_clock_goes_with_its_document(self):
        clock = self._start(self._policy(1, "working_days"), (2026, 11, 23, 9, 0))
        other = self._start(
            self._policy(1, "working_days"), (2026, 11, 23, 9), self._document("Other")
        )
        self.document.with_user(self.officer).unlink()
        self.assertFalse(clock.exists())
        self.assertTrue(other.exists())
        self.env.flush_all()
        self.env.cr.execute(
            "DELETE FROM skks_test_document WHERE id = %s", [other.res_id]
        )
        self.env.invalidate_all()
        self.Clock._gc_orphans()
        self.assertFalse(other.exists())

    # --- reading --------------------------------------------------------------

    def test_clock_is_as_visible_as_its_document(self):
        policy = self._policy(1, "working_days", can_pause=True)
        mine = self._document("Mine", user_id=self.representative.id)
        seen = self._start(policy, (2026, 11, 23, 9, 0), mine)
        hidden = self._start(policy, (2026, 11, 23, 9, 0))
        (seen | hidden)._skks_pause(utc(2026, 11, 23, 10))
        clocks = self.Clock.with_user(self.representative)
        pauses = self.env["skks.clock.pause"].with_user(self.representative)
        self.assertEqual(clocks.search([]), seen)
        self.assertEqual(clocks.search_count([]), 1)
        self.assertEqual(clocks._read_group([], [], ["__count"]), [(1,)])
        self.assertEqual(pauses.search([]), seen.pause_ids)
        self.assertTrue(seen.with_user(self.representative).read(["due_at"]))
        self.assertTrue(seen.pause_ids.with_user(self.representative).read(["reason"]))
        for record in (hidden, hidden.pause_ids):
            record.invalidate_recordset()
            with self.assertRaises(AccessError):
                record.with_user(self.representative).read(["started_at"])
        mine = mine.with_user(self.representative)
        self.assertEqual(mine.clock_ids, seen)
        self.assertEqual(mine._skks_clock("service"), seen)
        self.assertEqual(self.Clock._skks_clocked_models().count(MODEL), 1)
        self.assertFalse(self.Clock.with_user(self.employee).search([]))

    @warmup
    def test_queries_of_a_list(self):
        policy = self._policy(1, "working_days")
        for number in range(5):
            document = self._document(f"D{number}")
            self._start(policy, (2026, 11, 23, 9, 0), document)
        self.env.flush_all()
        self.env.invalidate_all()
        clocks = self.Clock.with_user(self.officer)
        with self.assertQueryCount(1):
            clocks.search([])

    @warmup
    def test_queries_of_a_start(self):
        policy = self._policy(1, "working_days")
        self._start(policy, (2026, 11, 23, 9, 0), entity=self.roads)
        document = self._document("Another")
        self.env.flush_all()
        with self.assertQueryCount(3):
            self._start(policy, (2026, 11, 23, 9, 0), document, entity=self.roads)
            self.env.flush_all()


@tagged("post_install", "-at_install")
class TestHoursChange(common_clock.ClockCase):
    """What was read of a calendar outlives no change of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls._policy(2, "working_days")

    def assertDue(self, day, hour, minute=0, entity=None):
        """Check the date of a clock that starts on Monday, November 23rd, 2026."""
        clock = self._start(self.policy, (2026, 11, 23, 9, 0), entity=entity)
        self.assertLocal(clock.due_at, 2026, 11, day, hour, minute)

    def _close(self, day, **values):
        return self.env["resource.calendar.leaves"].create(
            {"name": "Closed", **self._whole(day), **values}
        )

    def _whole(self, day):
        return {
            "date_from": utc(2026, 11, day),
            "date_to": utc(2026, 11, day, 23, 59, 59),
        }

    def test_hours(self):
        self.assertDue(25, 16)
        days = self.office_hours.attendance_ids
        days.hour_to = 15
        self.assertDue(25, 15)
        days.filtered(lambda line: line.dayofweek == "2").unlink()
        self.assertDue(26, 15)
        self.env.invalidate_all()
        self.assertDue(26, 15)
        self.office_hours.tz = "Europe/London"
        self.assertDue(26, 16)
        self.company.resource_calendar_id = self.roads.calendar_id
        self.assertDue(25, 15, 30)

    def test_closures(self):
        self.assertDue(25, 16)
        closed = self._close(24)
        self.assertDue(26, 16)
        self.assertDue(26, 15, 30, entity=self.roads)
        closed.calendar_id = self.roads.calendar_id
        self.assertDue(25, 16)
        self.assertDue(26, 15, 30, entity=self.roads)
        closed.write(self._whole(27))
        self.assertDue(25, 15, 30, entity=self.roads)
        closed.write({"calendar_id": False, **self._whole(25)})
        self.assertDue(26, 16)
        self.env.invalidate_all()
        self.assertDue(26, 16)
        closed.time_type = "other"
        self.assertDue(25, 16)
        closed.time_type = "leave"
        self.assertDue(26, 16)
        closed.unlink()
        self.assertDue(25, 16)

    def test_closure_that_was_rolled_back(self):
        self.assertDue(25, 16)
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            self._close(24)
            self.assertDue(26, 16)
            raise ZeroDivisionError
        self.assertDue(25, 16)

    @warmup
    def test_queries_of_many_starts(self):
        """Twenty clocks take the queries of one, and tell the journal of each."""
        names = map(str, range(20))
        documents = self.Document.union(*(self._document(name) for name in names))
        starts = [
            {
                "record": document,
                "policy": self.policy,
                "started_at": utc(2026, 11, 23, 9, 0),
                "entity": self.roads,
            }
            for document in documents
        ]
        for some in (starts[:1], starts[1:]):
            self.env.flush_all()
            self.env.invalidate_all()
            with self.assertQueryCount(14):
                clocks = self.Clock._skks_start(some)
            for clock, start in zip(clocks, some, strict=True):
                self.assertEqual(clock.res_id, start["record"].id)
                self.assertLocal(clock.due_at, 2026, 11, 25, 15, 30)
                entry = self._journal(start["record"], "clock.start")
                self.assertEqual(entry.new_value, f"{clock.name}: {clock.due_at}")
