"""M0.2, M1.1: recordings and interviews; the calendar is the staff's alone."""

from datetime import datetime
from zoneinfo import ZoneInfo

import vobject
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.skks_base.tests.common_rpc import RpcMixin
from odoo.addons.skks_base.tools.moments import naive_utc

from . import common

WARSAW = ZoneInfo("Europe/Warsaw")


def at(day, hour, minute=0):
    return naive_utc(datetime(2026, 11, day, hour, minute, tzinfo=WARSAW))


class MeetingCase(common.PressCase):
    """Mon 23 Nov 2026, 8:00: TV wants to record in the school at 14:00."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        frozen = freeze_time(at(23, 8))
        frozen.start()
        cls.addClassCleanup(frozen.stop)
        cls.inquiry = cls._inquiry(
            name="Nagranie w SP5",
            category_id=cls.env.ref("skks_press.category_recording").id,
            received_at=at(23, 7, 30),
        )
        cls.inquiry.action_confirm()
        cls.meeting = cls._meeting()
        cls.env.flush_all()

    @classmethod
    def _meeting(cls, **values):
        defaults = {
            "inquiry_id": cls.inquiry.id,
            "kind": "recording",
            "start": at(23, 14),
            "stop": at(23, 15),
            "place": "SP5, sala 12",
            "spokesperson_id": cls.school.id,
        }
        meetings = cls.env["skks.meeting"].with_user(cls.officer)
        return meetings.create(defaults | values)

    def _letter_of(self, meeting):
        answer = self.env["skks.answer"].browse(meeting.action_draft_letter()["res_id"])
        return answer.with_user(self.officer)

    def _send(self, answer):
        answer.action_submit()
        answer.with_user(self.head).action_approve()
        answer.action_send()


@tagged("post_install", "-at_install")
class TestMeeting(MeetingCase):
    def test_yes_within_the_clock(self):
        """The yes is an accepted letter with the date as a file; it stops the clock."""
        meeting = self.meeting
        meeting.action_confirm()
        self.sink.clear()
        answer = self._letter_of(meeting)
        self.assertIn("Grażyna Lis", answer.body)
        self._send(answer)
        letter = self.assertOneLetterTo(common.JOURNALIST)
        (file,) = letter.message.iter_attachments()
        event = vobject.readOne(file.get_content()).vevent
        self.assertEqual(event.dtstart.value.replace(tzinfo=None), at(23, 14))
        self.assertEqual(event.location.value, "SP5, sala 12")
        self.assertNotIn("attendee", event.contents)
        self.assertEqual(meeting.letter_state, "sent")
        self.assertEqual(self.inquiry.state, "answered")
        self.assertEqual(self.inquiry.answered_in_time, "met")
        with freeze_time(at(23, 15, 30)):
            meeting._record_outcome(self.school, "Pracownia służy 240 uczniom.")
        self.assertEqual(meeting.state, "done")
        self.assertEqual(self.inquiry.resolution_id.code, "RECORDING")

    def test_no_within_the_clock(self):
        self.meeting.action_decline("Trwa próbna ewakuacja.")
        answer = self._letter_of(self.meeting)
        self.assertIn("próbna ewakuacja", answer.body)
        self.assertFalse(answer.attachment_ids)
        self._send(answer)
        self.assertEqual(self.inquiry.answered_in_time, "met")

    def test_took_place_answers_an_open_inquiry(self):
        meeting = self.meeting
        meeting.action_confirm()
        with self.assertRaisesRegex(UserError, "has not begun"):
            meeting._record_outcome(self.school, "Tak.")
        with freeze_time(at(23, 15, 10)):
            wizard = self.env["skks.meeting.outcome"].with_user(self.officer)
            wizard.create(
                {
                    "meeting_id": meeting.id,
                    "spoke_id": self.school.id,
                    "gist": "Pracownia służy 240 uczniom.",
                }
            ).action_record()
        self.assertEqual(self.inquiry.state, "answered")
        self.assertEqual(self.inquiry.answered_at, at(23, 15))
        self.assertEqual(self.inquiry.oral_answer_by_id, self.school)
        self.assertIn("240", self.inquiry.oral_answer_gist)

    def test_staff_are_told_by_the_calendar(self):
        self.sink.clear()
        self.meeting.companion_ids = self.officer2
        self.meeting.action_confirm()
        event = self.meeting.event_id
        people = self.school | self.officer | self.officer2
        self.assertEqual(event.partner_ids, people.partner_id)
        for person in (self.school, self.officer2):
            self.assertTrue(self.letters_to(person.email), person.name)
        self.assertNothingFor(common.JOURNALIST)
        self.sink.clear()
        self.meeting.action_cancel("Ekipa odwołała przyjazd.")
        self.assertFalse(event.active or self.meeting.event_id)
        self.assertTrue(self.letters_to(self.school.email))

    def test_meeting_and_event_keep_in_step(self):
        meeting = self.meeting
        meeting.action_confirm()
        event = meeting.event_id.with_user(self.officer)
        event.write({"start": at(23, 16), "stop": at(23, 17)})
        self.assertEqual((meeting.start, meeting.stop), (at(23, 16), at(23, 17)))
        event.partner_ids = [Command.link(self.officer2.partner_id.id)]
        self.assertEqual(meeting.companion_ids, self.officer2)
        meeting.write({"place": "Hol", "companion_ids": [Command.clear()]})
        self.assertEqual(event.location, "Hol")
        self.assertNotIn(self.officer2.partner_id, event.partner_ids)
        meeting.spokesperson_id = self.roads
        self.assertIn(self.roads.partner_id, event.partner_ids)
        moves = self.env["skks.journal.entry"].search(
            [("act", "=", "meeting.move"), ("res_id", "=", meeting.id)]
        )
        self.assertEqual(len(moves), 2)
        self.assertEqual(moves.user_id, self.officer)

    def test_letter_of_another_date_does_not_leave(self):
        meeting = self.meeting
        meeting.action_confirm()
        answer = self._letter_of(meeting)
        answer.action_submit()
        answer.with_user(self.head).action_approve()
        meeting.write({"start": at(23, 16), "stop": at(23, 17)})
        with self.assertRaisesRegex(UserError, "another date"):
            answer.action_send()
        self.assertNothingFor(common.JOURNALIST)
        again = self._letter_of(meeting)
        self.assertEqual((again, again.signoff_state), (answer, "draft"))
        self.assertEqual(len(again.attachment_ids), 1)
        self.assertIn(b"DTSTART:20261123T150000Z", again.attachment_ids.raw)

    def test_moved_after_the_newsroom_was_told(self):
        """A second letter brings the new date; the first one kept the term."""
        meeting = self.meeting
        meeting.action_confirm()
        first = self._letter_of(meeting)
        self._send(first)
        uid = vobject.readOne(first.attachment_ids.raw.decode()).vevent.uid.value
        meeting.write({"start": at(24, 9), "stop": at(24, 10)})
        self.assertEqual(meeting.letter_state, "outdated")
        self.assertTrue(self.inquiry.activity_ids)
        second = self._letter_of(meeting)
        self.assertNotEqual(second, first)
        self._send(second)
        event = vobject.readOne(second.attachment_ids.raw.decode()).vevent
        self.assertEqual((event.uid.value, event.sequence.value), (uid, "1"))
        self.assertEqual(self.inquiry.answered_in_time, "met")
        self.assertEqual(meeting.letter_state, "sent")

    def test_conflicts_are_shown(self):
        other = self._meeting(
            name="Wywiad", kind="interview", start=at(23, 14, 30), stop=at(23, 16)
        )
        self.assertIn("14:30–16:00", self.meeting.conflict_note)
        self.assertIn("Wywiad", self.meeting.conflict_note)
        other.action_cancel("Nie.")
        self.meeting.invalidate_recordset(["conflict_note"])
        self.assertFalse(self.meeting.conflict_note)
        self.env["calendar.event"].with_user(self.school).create(
            {
                "name": "Lekarz",
                "start": at(23, 13),
                "stop": at(23, 15),
                "privacy": "private",
            }
        )
        self.meeting.invalidate_recordset(["conflict_note"])
        self.assertIn("13:00–15:00", self.meeting.conflict_note)
        self.assertNotIn("Lekarz", self.meeting.conflict_note)

    def test_bad_input(self):
        for values in (
            {"stop": at(23, 13)},
            {"inquiry_id": False, "name": "Nagranie"},
        ):
            with self.subTest(values), self.assertRaises(Exception) as caught:
                with self.env.cr.savepoint():
                    self._meeting(**values)
            self.assertIn(type(caught.exception).__name__, ("CheckViolation",))
        stranger = new_test_user(self.env, "portal_kos", groups="base.group_portal")
        with self.assertRaises(ValidationError):
            self._meeting(spokesperson_id=stranger.id)
        with self.assertRaises(UserError):
            self._meeting(consent="wanted").action_confirm()
        with self.assertRaises(UserError):
            self._meeting(spokesperson_id=False).action_confirm()
        with self.assertRaises(UserError):
            self._meeting(start=at(20, 9), stop=at(20, 10)).action_confirm()
        with self.assertRaises(UserError):
            self.meeting.action_decline(" ")
        self.meeting.action_decline("Nie.")
        with self.assertRaises(UserError):
            self.meeting.start = at(23, 12)

    def test_it_falls_away_with_the_inquiry(self):
        self.meeting.action_confirm()
        received = self.inquiry.received_at
        self.inquiry._withdraw("Jan Nowak", received, "e-mail")
        self.assertEqual(self.meeting.state, "cancelled")
        self.assertFalse(self.meeting.event_id)

    def test_conference_needs_no_inquiry(self):
        conference = self._meeting(
            inquiry_id=False, kind="conference", name="Otwarcie tężni"
        )
        self.assertEqual(conference.coordinator_id, self.officer)
        conference.action_confirm()
        with self.assertRaises(UserError):
            conference.action_draft_letter()
        with freeze_time(at(23, 15)):
            conference._record_outcome(self.school, "Tężnia działa od soboty.")
        self.assertEqual(conference.state, "done")


@tagged("post_install", "-at_install")
class TestMeetingWall(RpcMixin, MeetingCase):
    """Whatever is done to the event, nobody outside hears of it but by a letter."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.meeting.action_confirm()
        cls.event = cls.meeting.event_id
        cls.outsider = cls.journalist
        cls.plain = new_test_user(
            cls.env, "gil", groups="base.group_user", email="gil@zarnoleka.example"
        )

    def _flush_mail(self):
        self.env.flush_all()
        mails = self.env["mail.mail"].sudo().search([("state", "=", "outgoing")])
        mails.send()

    def assertNobodyOutside(self):
        self._flush_mail()
        outside = {
            address
            for letter in self.sink.letters
            for address in letter.addresses
            if not address.endswith("@zarnoleka.example")
        }
        self.assertFalse(outside)

    def test_outsiders_do_not_become_attendees(self):
        partner, event = self.outsider.id, self.event
        doors = (
            ("calendar.event", "write", [event.ids, {"partner_ids": [[4, partner]]}]),
            (
                "calendar.event",
                "write",
                [event.ids, {"attendee_ids": [[0, 0, {"partner_id": partner}]]}],
            ),
            (
                "calendar.attendee",
                "create",
                [[{"event_id": event.id, "partner_id": partner}]],
            ),
        )
        for user in (self.officer, self.head, self.school):
            for model, method, args in doors:
                with self.subTest(user=user.login, model=model, args=args):
                    self.assertIsNone(self.rpc_or_refused(user, model, method, *args))
        self.assertNotIn(self.outsider, event.attendee_ids.partner_id)
        self.assertNobodyOutside()

    def test_planted_attendee_hears_nothing(self):
        """Even a row put in past every method gets no invitation, change or alarm."""
        self.env.cr.execute(
            "INSERT INTO calendar_attendee (event_id, partner_id, state, access_token)"
            " VALUES (%s, %s, 'needsAction', 'x')",
            (self.event.id, self.outsider.id),
        )
        self.env.invalidate_all()
        self.assertIn(self.outsider, self.event.attendee_ids.partner_id)
        event = self.event.with_user(self.officer)
        event.attendee_ids._send_invitation_emails()
        event.action_sendmail()
        event.write({"start": at(23, 16), "stop": at(23, 17)})
        self.event.alarm_ids = self.env["calendar.alarm"].create(
            {
                "name": "godzina",
                "alarm_type": "email",
                "interval": "hours",
                "duration": 1,
            }
        )
        with freeze_time(at(23, 15, 30)):
            self.env["calendar.alarm_manager"].with_context(
                lastcall=at(23, 14)
            )._send_reminder()
        self.meeting.action_cancel("Nie przyjadą.")
        self.assertTrue(self.letters_to(self.school.email), "staff were told")
        self.assertNobodyOutside()

    def test_only_the_office_moves_it(self):
        school = self.event.with_user(self.school)
        self.assertEqual(school.name, "Nagranie w SP5")
        for values in ({"start": at(23, 18)}, {"name": "Inne"}, {"active": False}):
            with self.assertRaises(AccessError):
                school.write(dict(values))
        mine = school.attendee_ids.filtered(
            lambda one: one.partner_id == self.school.partner_id
        )
        mine.do_accept()
        self.assertEqual(mine.state, "accepted")
        with self.assertRaises(UserError):
            self.event.with_user(self.officer).unlink()
        with self.assertRaises(UserError):
            self.event.with_user(self.officer).active = False
        self.assertEqual(self.meeting.state, "confirmed")

    def test_event_is_as_visible_as_the_meeting(self):
        for user in (self.roads, self.plain):
            event = self.event.with_user(user)
            self.assertFalse(event.search([("id", "=", event.id)]))
            self.assertFalse(event.search_count([("name", "ilike", "SP5")]))
            attendees = self.event.attendee_ids.with_user(user)
            self.assertFalse(attendees.search([("id", "in", attendees.ids)]))
            for records in (event, attendees):
                with self.assertRaises(AccessError):
                    records.check_access("read")
            own = event.browse().create({"name": "Urlop"})
            self.assertIn(own, event.search([("name", "=", "Urlop")]))

    def test_doors_of_the_meeting(self):
        ids, answer = self.meeting.ids, self._letter_of(self.meeting)
        doors = (
            ("skks.meeting", "write", [ids, {"state": "done"}]),
            ("skks.meeting", "write", [ids, {"event_id": False}]),
            ("skks.meeting", "write", [ids, {"gist": "x"}]),
            ("skks.meeting", "unlink", [ids]),
            ("skks.answer", "write", [answer.ids, {"meeting_id": False}]),
            (
                "skks.answer",
                "write",
                [answer.ids, {"meeting_start": "2026-01-01 00:00:00"}],
            ),
        )
        for user in (self.officer, self.school, self.auditor):
            for model, method, args in doors:
                with self.subTest(user=user.login, model=model, args=args):
                    self.assertIsNone(self.rpc_or_refused(user, model, method, *args))
        for user in (self.school, self.auditor, self.secretary):
            for action in ("action_cancel", "action_draft_letter", "action_took_place"):
                with self.subTest(user=user.login, action=action):
                    args = ["Bo tak."] if action == "action_cancel" else []
                    self.assertIsNone(
                        self.rpc_or_refused(user, "skks.meeting", action, ids, *args)
                    )
        self.assertEqual(self.meeting.state, "confirmed")

    def test_spokesperson_sees_the_meeting_and_no_more(self):
        mine = self.meeting.with_user(self.school)
        self.assertEqual(mine.search([]), mine)
        self.assertEqual(mine.name, "Nagranie w SP5")
        self.assertFalse(self.inquiry.with_user(self.school).search([]))
        spec = {"inquiry_id": {"fields": {"display_name": {}}}}
        shown = self.rpc(
            self.school, mine._name, "web_read", mine.ids, specification=spec
        )
        name = shown[0]["inquiry_id"]["display_name"]
        self.assertEqual(name, self.inquiry.number)
        self.assertFalse(self.meeting.with_user(self.roads).search([]))

    def test_confidential(self):
        self.meeting.spokesperson_id = self.head
        self.inquiry.confidential = True
        for user, seen in (
            (self.officer, True),
            (self.officer2, False),
            (self.head, True),
            (self.secretary, False),
        ):
            with self.subTest(user=user.login):
                found = self.meeting.with_user(user).search([])
                self.assertEqual(bool(found), seen)
                event = self.event.with_user(user).search([("name", "ilike", "SP5")])
                self.assertEqual(bool(event), seen)
