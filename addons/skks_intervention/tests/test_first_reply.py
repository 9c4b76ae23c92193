from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CITIZEN, InterventionCase

# Friday, 6 November 2026, 18:40 in Poland; the Monday after, 10:00.
RECEIVED = datetime(2026, 11, 6, 17, 40)
MONDAY = datetime(2026, 11, 9, 9)


@tagged("post_install", "-at_install")
class TestFirstReply(InterventionCase):
    """M7.5: a person says who takes care, and by when; then the first clock stops."""

    def test_clerk_confirms_in_the_words_of_the_town(self):
        with freeze_time(RECEIVED):
            case = self._report(lang="pl_PL")
        with freeze_time(MONDAY):
            case.with_user(self.roads).action_confirm_to_submitter()
        self.assertEqual(case.first_reply_at, MONDAY)
        self.assertEqual(case.first_clock_id.result, "met")
        self.assertEqual(case.state, "in_progress", "whoever confirms takes it up")
        self.assertEqual(case.user_id, self.roads)
        self.assertFalse(case.answer_clock_id.stopped_at)
        letter = self.assertOneLetterTo(CITIZEN)
        row = case.message_line_ids[0]
        self.assertEqual((row.kind, row.direction), ("first", "out"))
        for text in (letter.text, str(row.body)):
            self.assertIn(case.number, text)
            self.assertIn(self.wdt.name, text)
            self.assertIn("23 listopada 2026", text)

    def test_nothing_the_sender_typed_is_repeated(self):
        case = self._report(
            name="Kup na https://zlo.example", address="https://zlo.example/x"
        )
        case.with_user(self.roads).action_confirm_to_submitter()
        self.assertNotIn("zlo.example", self.assertOneLetterTo(CITIZEN).text)

    def test_once(self):
        case = self._report().with_user(self.roads)
        case.action_confirm_to_submitter()
        with self.assertRaises(UserError):
            case.action_confirm_to_submitter()
        self.assertEqual(len(self.letters_to(CITIZEN)), 1)

    def test_without_e_mail_it_is_on_the_page_alone(self):
        case = self._report(email_from=False)
        case.with_user(self.roads).action_confirm_to_submitter()
        self.assertEqual(case.message_line_ids.kind, "first")
        self.assertTrue(case.first_clock_id.stopped_at)

    def test_only_who_works_on_it(self):
        case = self._report()
        for user in (self.water, self.secretary, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                case.with_user(user).action_confirm_to_submitter()
        self.assertNothingFor(CITIZEN)
        self.assertFalse(case.first_reply_at)

    def test_not_before_a_unit_has_it(self):
        case = self._report(
            category_id=self.env.ref("skks_intervention.category_inn").id
        )
        with self.assertRaises(UserError):
            case.action_confirm_to_submitter()

    def test_letter_that_does_not_arrive_starts_the_clock_again(self):
        case = self._report()
        self.sink.refuse(CITIZEN)
        case.with_user(self.roads).action_confirm_to_submitter()
        self.assertFalse(case.first_reply_at)
        self.assertFalse(case.first_clock_id.stopped_at)
        self.assertEqual(case.activity_ids.user_id, self.roads)

    def test_text_of_the_nearest_category(self):
        texts = self.env["skks.intervention.template"]
        texts.create(
            {
                "name": "Drogi",
                "purpose": "first",
                "subject": "Drogi",
                "category_id": self.category.id,
                "body": "<p>Brygada drogowa: {{ unit }}.</p>",
            }
        )
        case = self._report(category_id=self._narrower("DROX").id)
        case.with_user(self.roads).action_confirm_to_submitter()
        self.assertIn("Brygada drogowa", case.message_line_ids[0].body)

    def test_archived_text_is_said_in_words(self):
        self.env["skks.intervention.template"].search(
            [("purpose", "=", "first")]
        ).active = False
        case = self._report().with_user(self.roads)
        with self.assertRaises(UserError):
            case.action_confirm_to_submitter()


@tagged("post_install", "-at_install")
class TestAction(InterventionCase):
    """M7.5: what was done on the spot, when; the words of it stay in the building."""

    def _wizard(self, case, user=None, **values):
        wizard = self.env["skks.intervention.action"].with_user(user or self.roads)
        return wizard.create(
            {"intervention_id": case.id, "what": "Tajne barierki ustawione."} | values
        )

    def test_clock_stops_at_the_time_that_was_named(self):
        with freeze_time(RECEIVED):
            case = self._report(priority="2")
        with freeze_time(MONDAY):
            self._wizard(case, done_at=RECEIVED + timedelta(hours=2)).action_confirm()
        self.assertEqual(case.action_at, RECEIVED + timedelta(hours=2))
        self.assertEqual(case.action_clock_id.result, "met")
        self.assertFalse(case.first_clock_id.stopped_at, "nobody has been told")
        self.assertFalse(case.message_line_ids)
        self.assertNothingFor(CITIZEN)

    def test_page_says_that_and_when_alone(self):
        case = self._report()
        self._wizard(case, shown=True).action_confirm()
        row = case.message_line_ids
        self.assertEqual(row.kind, "action")
        self.assertNotIn("barierki", row.body)
        self.assertIn("barierki", " ".join(case.message_ids.mapped("body")))
        self.assertNothingFor(CITIZEN)

    def test_time_is_neither_to_come_nor_before_the_report(self):
        case = self._report()
        now = fields.Datetime.now()
        for moment in (now + timedelta(minutes=5), now - timedelta(days=1)):
            with self.assertRaises(UserError):
                self._wizard(case, done_at=moment).action_confirm()
        self.assertFalse(case.action_clock_id.stopped_at)

    def test_only_who_works_on_it(self):
        case = self._report()
        with self.assertRaises(AccessError):
            self._wizard(case, self.water).action_confirm()
        with self.assertRaises(AccessError):
            case.with_user(self.water).action_take_action()

    def test_pictures_are_ones_own(self):
        case = self._report()
        files = self.env["ir.attachment"]
        own = files.with_user(self.roads).create({"name": "a.png", "raw": b"x"})
        self._wizard(case, attachment_ids=[(6, 0, own.ids)]).action_confirm()
        self.assertEqual((own.res_model, own.res_id), (case._name, case.id))
        other = files.with_user(self.officer).create({"name": "b.png", "raw": b"y"})
        wizard = self._wizard(case)
        wizard.sudo().attachment_ids = other
        with self.assertRaises(UserError):
            wizard.action_confirm()
        self.assertFalse(other.res_model)
