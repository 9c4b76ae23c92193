from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools import mute_logger

from . import common_clock, common_who

utc = common_who.utc


@tagged("post_install", "-at_install")
class TestClockNotices(common_clock.ClockCase):
    """Who is told of a time limit, when, and only once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._represent(cls.representative, cls.roads)
        cls.roads.head_id = cls.leadership
        cls.policy = cls._policy(2, "working_days", superior="office_head")
        cls.cron = cls.env.ref("skks_base.ir_cron_clock_notify")

    def _run(self, *local):
        """Run the cron at a local time; return the messages sent by it."""
        last = self.env["mail.message"].search([], order="id desc", limit=1).id or 0
        with freeze_time(utc(*local)), self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.env.invalidate_all()
        return self.env["mail.message"].search(
            [("id", ">", last), ("message_type", "=", "user_notification")], order="id"
        )

    def _told(self, messages):
        return messages.mapped("partner_ids").user_ids

    def _clock(self, **values):
        """Received Mon 9:00: due Wed 15:30; 18 of its 22.5 hours are over Wed 11:00."""
        values.setdefault("user", self.representative)
        return self._start(
            values.pop("policy", self.policy),
            (2026, 11, 23, 9, 0),
            entity=self.roads,
            **values,
        )

    def test_each_is_told_once(self):
        """M4.3: warning and breach to who owes, then to the superior, once each."""
        clock = self._clock()
        self.assertLocal(clock.warn_at, 2026, 11, 25, 11, 0)
        self.assertFalse(self._run(2026, 11, 25, 10, 55))
        warning = self._run(2026, 11, 25, 11, 40)
        self.assertEqual(self._told(warning), self.representative)
        self.assertIn("Pothole", warning.body)
        self.assertFalse(self._run(2026, 11, 25, 11, 45))
        activity = self.document.activity_ids
        self.assertEqual(activity.user_id, self.representative)
        activity.summary = False
        (shown,) = activity.activity_format()["mail.activity"]
        self.assertEqual(shown["display_name"], activity.activity_type_id.name)
        # Roads close when the time is over: its person is told in the morning, and
        # only then the head of the office.
        self.assertFalse(self._run(2026, 11, 25, 15, 40))
        self.assertLocal(clock.next_notice_at, 2026, 11, 26, 7, 30)
        breach = self._run(2026, 11, 26, 7, 35)
        self.assertEqual(self._told(breach), self.representative | self.manager)
        self.assertEqual(len(breach), 2)
        self.assertEqual(len(self.document.activity_ids), 2)
        self.assertEqual(len(self._journal(self.document, "clock.breach")), 1)
        self.assertFalse(clock.next_notice_at)
        self.assertFalse(self._run(2026, 11, 27, 10, 0))
        clock._skks_stop(utc(2026, 11, 27, 10, 0))
        self.assertFalse(self.document.activity_ids)

    def test_nobody_is_told_outside_of_working_time(self):
        policy = self._policy(6, "clock_hours")
        clock = self._start(policy, (2026, 11, 27, 12, 0), user=self.officer)
        for moment in ((27, 20, 0), (28, 10, 0), (29, 10, 0)):
            self.assertFalse(self._run(2026, 11, *moment))
        self.assertLocal(clock.next_notice_at, 2026, 11, 30, 7, 30)
        messages = self._run(2026, 11, 30, 7, 30)
        self.assertEqual(self._told(messages), self.officer)
        self.assertFalse(clock.warned_at, "a warning is pointless by then")
        self.assertTrue(clock.breached_at)

    def test_second_warning_goes_to_the_superior(self):
        policy = self._policy(
            2,
            "working_days",
            superior="entity_head",
            warning_share=0.5,
            second_warning_share=0.75,
        )
        clock = self._clock(policy=policy)
        self.assertEqual(clock.superior_id, self.leadership)
        self.assertEqual(
            self._told(self._run(2026, 11, 24, 15, 0)), self.representative
        )
        self.assertEqual(self._told(self._run(2026, 11, 25, 12, 0)), self.leadership)

    def test_stand_in_is_told(self):
        self.representative.write(
            {
                "out_of_office_from": utc(2026, 11, 20),
                "out_of_office_to": utc(2026, 12, 20),
                "stand_in_id": self.officer.id,
            }
        )
        self._clock()
        self.assertEqual(self._told(self._run(2026, 11, 25, 12, 0)), self.officer)

    def test_clock_of_nobody_in_particular(self):
        self._clock(user=None)
        self.assertEqual(self._told(self._run(2026, 11, 25, 12, 0)), self.leadership)

    def test_paused_stopped_and_moved_clocks_are_silent(self):
        policy = self._policy(2, "working_days", can_pause=True)
        paused, stopped, moved = (self._clock(policy=policy) for _ in range(3))
        paused._skks_pause(utc(2026, 11, 24, 9, 0))
        stopped._skks_stop(utc(2026, 11, 24, 9, 0))
        moved._skks_extend(utc(2026, 12, 23, 12), "agreed", "ill")
        self.assertFalse(self._run(2026, 11, 26, 12, 0))
        paused._skks_resume(utc(2026, 11, 26, 12, 0))
        self.assertLocal(paused.due_at, 2026, 11, 27, 15, 30)
        self.assertTrue(self._run(2026, 11, 27, 14, 0))
        self.assertTrue(paused.warned_at)

    def test_moved_clock_warns_again(self):
        clock = self._clock()
        self._run(2026, 11, 26, 12, 0)
        self.assertTrue(clock.breached_at)
        clock._skks_extend(utc(2026, 12, 23, 12), "agreed", "ill")
        self.assertFalse(self.document.activity_ids)
        self.assertFalse(self._run(2026, 11, 27, 12, 0))
        self.assertEqual(
            self._told(self._run(2026, 12, 22, 12, 0)), self.representative
        )

    def test_one_message_for_many_clocks(self):
        clocks = [self._clock(document=self._document(f"D{i}")) for i in range(5)]
        messages = self._run(2026, 11, 25, 12, 0)
        self.assertEqual(len(messages), 1)
        for number in range(5):
            self.assertIn(f"D{number}", messages.body)
        self.assertTrue(all(clock.warned_at for clock in clocks))

    def test_one_poisoned_record_stops_nobody(self):
        clocks = [self._clock(document=self._document(f"D{i}")) for i in range(5)]
        poisoned = clocks[2]
        original = type(self.Clock)._skks_prepare_activity

        def prepare(clock, *args):
            if clock.id == poisoned.id:
                raise ValueError("poisoned")
            return original(clock, *args)

        with (
            patch.object(type(self.Clock), "_skks_prepare_activity", prepare),
            mute_logger("odoo.addons.skks_base.models.clock"),
        ):
            self._run(2026, 11, 25, 12, 0)
        self.assertEqual(
            [bool(clock.warned_at) for clock in clocks], [True, True, False, True, True]
        )
        self.assertLocal(poisoned.next_notice_at, 2026, 11, 25, 13, 0)
        self._run(2026, 11, 25, 13, 0)
        self.assertTrue(poisoned.warned_at)

    def test_spoilt_calendar_does_not_silence_others(self):
        self._clock()
        water = self._start(
            self._policy(1, "clock_hours"), (2026, 11, 25, 9, 0), user=self.officer
        )
        self.roads.calendar_id.attendance_ids.unlink()
        self._run(2026, 11, 25, 12, 0)
        self.assertTrue(water.breached_at)

    def test_document_that_is_gone(self):
        clock = self._clock()
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM skks_test_document")
        self.env.invalidate_all()
        self.assertFalse(self._run(2026, 11, 25, 12, 0))
        self.assertFalse(clock.next_notice_at)

    def test_queries_do_not_grow_with_the_clocks(self):
        """1,000 clocks take five batches; the count is of all of them."""
        documents = self.Document.create(
            [
                {
                    "name": f"D{i}",
                    "user_id": self.officer.id,
                    "company_id": self.company.id,
                }
                for i in range(1000)
            ]
        )
        template = self._clock(document=documents[0])
        values = template.copy_data()[0]
        self.Clock.sudo()._guarded_create(
            [values | {"res_id": document.id} for document in documents[1:]]
        )
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(340):
            self._run(2026, 11, 25, 12, 0)
        self.assertFalse(
            self.Clock.search_count([("warned_at", "=", False)]), "all were told"
        )
