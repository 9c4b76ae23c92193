"""From the letter or the call to a case that says what is asked (M1.1)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from odoo.addons.skks_base.tools.moments import naive_utc

from . import common

WARSAW = ZoneInfo("Europe/Warsaw")


def at(day, hour, minute=0):
    return naive_utc(datetime(2026, 11, day, hour, minute, tzinfo=WARSAW))


@tagged("post_install", "-at_install")
class TestSuggestions(common.PressCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["skks.topic"].search([]).keywords = False
        cls.topic.keywords = "droga, remont, chodnik"
        cls.narrow = cls.env["skks.topic"].create(
            {"name": "Mosty", "parent_id": cls.topic.id, "keywords": "most, wiadukt"}
        )

    def _asked(self, subject, text, moment):
        with freeze_time(moment):
            inquiry_id = self.deliver(self._letter(subject, text).as_bytes())
        inquiry = self.env["skks.inquiry"].search([("name", "=", subject)])
        self.assertTrue(inquiry, inquiry_id)
        return inquiry.with_user(self.officer)

    def test_kind_topic_urgency_and_date(self):
        """M1.1: suggested with the reason, never forced."""
        inquiry = self._asked(
            "Nagranie mostu",
            "Czy możemy nagrać remont mostu dziś o 11:00?",
            at(23, 8),
        )
        before = (inquiry.category_id, inquiry.topic_id, inquiry.priority)
        self.assertEqual(before[1:], (self.env["skks.topic"], "0"))
        recording = self.env.ref("skks_press.category_recording")
        self.assertEqual(inquiry.suggested_category_id, recording)
        self.assertEqual(inquiry.suggested_topic_id, self.narrow)
        self.assertEqual(inquiry.suggested_priority, "2")
        self.assertEqual(inquiry.suggested_asked_for, at(23, 11))
        self.assertIn("Nagranie", inquiry.suggestion_reason)
        self.assertIn("mostu", inquiry.suggestion_reason)
        self.assertNotEqual(inquiry.category_id, recording)
        inquiry.action_use_suggestions()
        self.assertEqual(inquiry.category_id, recording)
        self.assertEqual(inquiry.topic_id, self.narrow)
        self.assertEqual(inquiry.priority, "2")
        self.assertEqual(inquiry.asked_for, at(23, 11))
        self.assertFalse(inquiry.suggestion_reason)

    def test_nothing_to_suggest(self):
        inquiry = self._asked("Pytanie", "Ile drzew?", at(23, 8))
        self.assertFalse(inquiry.suggestion_reason)
        self.assertFalse(inquiry.suggested_category_id)

    def test_what_the_officer_chose_stays(self):
        inquiry = self._asked("Remont", "Do wtorku 12:00?", at(23, 8))
        inquiry.asked_for = at(25, 9)
        inquiry.priority = "3"
        inquiry.action_use_suggestions()
        self.assertEqual(inquiry.asked_for, at(25, 9))
        self.assertEqual(inquiry.priority, "3")
        self.assertEqual(inquiry.topic_id, self.topic)

    def test_no_suggestion_once_work_has_begun(self):
        inquiry = self._asked("Remont", "Kiedy?", at(23, 8))
        self.assertTrue(inquiry.suggestion_reason)
        inquiry.action_confirm()
        self.assertFalse(inquiry.suggestion_reason)

    def test_readers_take_nothing_over(self):
        inquiry = self._asked("Remont", "Kiedy?", at(23, 8))
        with self.assertRaises(AccessError):
            inquiry.with_user(self.secretary).action_use_suggestions()


@tagged("post_install", "-at_install")
class TestTerms(common.PressCase):
    """Budgets by urgency and complexity: domain/legal §5."""

    def _due(self, inquiry):
        return inquiry.sudo()._skks_clock("service").due_at

    @freeze_time(at(23, 8))
    def test_by_urgency(self):
        self.assertEqual(self._due(self._inquiry()), at(25, 16))
        self.assertEqual(self._due(self._inquiry(priority="2")), at(23, 12))
        self.assertEqual(self._due(self._inquiry(priority="3")), at(23, 9))

    def test_raised_later_counts_from_then(self):
        with freeze_time(at(23, 8)):
            inquiry = self._inquiry()
        with freeze_time(at(23, 10)):
            inquiry.priority = "3"
            self.assertEqual(self._due(inquiry), at(23, 11))

    def test_many_entities(self):
        with freeze_time(at(23, 8)):
            inquiry = self._inquiry()
            first = self._contribution(inquiry, self.wdt_person)
            earlier = first.due_at
            self._contribution(inquiry, self.mpwik_person)
            self.assertEqual(inquiry.complexity, "complex")
            self.assertEqual(self._due(inquiry), at(30, 16))
            self.assertGreater(first.due_at, earlier)

    @freeze_time(at(23, 8))
    def test_the_newsrooms_date_stays(self):
        inquiry = self._inquiry(asked_for=at(24, 12))
        inquiry.priority = "3"
        self._contribution(inquiry, self.wdt_person)
        self._contribution(inquiry, self.mpwik_person)
        self.assertEqual(self._due(inquiry), at(24, 12))

    def test_no_new_term_hides_a_missed_one(self):
        with freeze_time(at(23, 8)):
            inquiry = self._inquiry()
        with freeze_time(at(26, 8)):
            self._contribution(inquiry, self.wdt_person)
            self._contribution(inquiry, self.mpwik_person)
            self.assertEqual(self._due(inquiry), at(25, 16))
            self.assertTrue(inquiry.is_overdue)

    def test_legal_term_is_the_kinds(self):
        with freeze_time(at(23, 8)):
            inquiry = self._inquiry(priority="3")
            legal = inquiry.sudo()._skks_clock("legal")
        self.assertEqual(legal.policy_id.code, "LEGAL_UDIP")

    def test_a_cancelled_term_is_shown_no_more(self):
        inquiry = self._inquiry()
        self.assertTrue(inquiry.legal_due_at)
        inquiry.category_id = self.env.ref("skks_press.category_accreditation")
        self.assertFalse(inquiry.legal_due_at)
        self.assertTrue(inquiry.service_due_at)

    def test_changes_are_journaled_and_take_effect(self):
        term = self.env.ref("skks_press.term_crisis").with_user(self.head)
        term.service_policy_id = self.env.ref("skks_press.clock_policy_urgent")
        entry = self.env["skks.journal.entry"].search(
            [("act", "=", "inquiry.term.change"), ("user_id", "=", self.head.id)]
        )
        self.assertEqual(len(entry), 1)
        with freeze_time(at(23, 8)):
            self.assertEqual(self._due(self._inquiry(priority="3")), at(23, 12))
        with self.assertRaises(AccessError):
            term.with_user(self.officer).active = False


@tagged("post_install", "-at_install")
class TestQuestions(common.PressCase):
    def test_split_by_a_click_a_paragraph(self):
        inquiry = self._inquiry(
            description="<p>Dzień dobry,</p><p>1. Ile kilometrów?<br/>2. Kto płaci?</p>"
            "<p>To pilne.</p>"
        )
        action = inquiry.action_split_questions()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        wizard = wizard.with_user(self.officer)
        ticked = wizard.line_ids.filtered("is_question")
        self.assertEqual(ticked.mapped("text"), ["Ile kilometrów?", "Kto płaci?"])
        wizard.line_ids.filtered(
            lambda line: line.text == "To pilne."
        ).is_question = True
        wizard.action_add()
        self.assertEqual(
            [(one.sequence, one.text) for one in inquiry.question_ids],
            [(1, "Ile kilometrów?"), (2, "Kto płaci?"), (3, "To pilne.")],
        )
        again = inquiry.action_split_questions()
        left = self.env[again["res_model"]].browse(again["res_id"]).line_ids
        self.assertEqual(left.mapped("text"), ["Dzień dobry,"])

    def test_letter_without_text(self):
        with self.assertRaises(UserError):
            self._inquiry(description=False).action_split_questions()

    def test_the_answer_shows_what_is_open(self):
        inquiry = self._inquiry()
        inquiry.question_ids = [
            Command.create({"text": "Ile?", "sequence": 1}),
            Command.create({"text": "Kto?", "sequence": 2}),
        ]
        inquiry.action_confirm()
        answer = self.env["skks.answer"].browse(inquiry.action_draft_answer()["res_id"])
        answer = answer.with_user(self.officer)
        self.assertEqual((answer.open_question_count, answer.question_count), (2, 2))
        with Form(answer) as form, form.question_ids.edit(0) as line:
            line.is_answered = True
        self.assertEqual(answer.open_question_count, 1)

    def test_entities_read_them_and_change_nothing(self):
        inquiry = self._inquiry()
        inquiry.question_ids = [Command.create({"text": "Ile?"})]
        self._contribution(inquiry, self.wdt_person)
        question = inquiry.question_ids.with_user(self.roads)
        self.assertEqual(question.text, "Ile?")
        with self.assertRaises(AccessError):
            question.is_answered = True
        with self.assertRaises(AccessError):
            inquiry.with_user(self.roads).action_split_questions()


@tagged("post_install", "-at_install")
class TestCall(common.PressCase):
    def test_three_fields(self):
        """M1.1: a call is registered with three fields."""
        call = Form(self.env["skks.inquiry.call"].with_user(self.officer))
        call.journalist_id = self.journalist
        call.phone = "00 555"
        call.question = "Kiedy otwarcie mostu?\nI kto płaci?"
        action = call.save().action_register()
        inquiry = self.env["skks.inquiry"].browse(action["res_id"])
        self.assertEqual(inquiry.name, "Kiedy otwarcie mostu?")
        self.assertIn("I kto płaci?", inquiry.description)
        self.assertEqual(inquiry.channel, "phone")
        self.assertEqual(inquiry.outlet_id, self.outlet)
        self.assertEqual(inquiry.coordinator_id, self.officer)
        self.assertEqual(inquiry.state, "in_progress")
        self.assertEqual(inquiry.sender_status, "journalist")
        self.assertEqual(self.journalist.phone, "00 555")
        self.assertFalse(self.sink.letters)

    def test_journalist_made_on_the_spot(self):
        call = Form(self.env["skks.inquiry.call"].with_user(self.officer))
        context = {"default_skks_kind": "journalist", "default_is_company": False}
        name_create = self.env["res.partner"].with_user(self.officer)
        partner_id = name_create.with_context(**context).name_create("Ola Nowa")[0]
        call.journalist_id = self.env["res.partner"].browse(partner_id)
        call.phone = "00 777"
        call.question = "Ile?"
        action = call.save().action_register()
        inquiry = self.env["skks.inquiry"].browse(action["res_id"])
        self.assertEqual(inquiry.journalist_id.name, "Ola Nowa")
        self.assertEqual(inquiry.journalist_id.phone, "00 777")
        self.assertEqual(inquiry.phone, "00 777")

    def test_only_the_office_registers(self):
        for user in (self.roads, self.secretary, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["skks.inquiry.call"].with_user(user).create(
                    {
                        "journalist_id": self.journalist.id,
                        "phone": "1",
                        "question": "Ile?",
                    }
                )


@tagged("post_install", "-at_install")
class TestWithoutLetter(common.PressCase):
    def _record(self, inquiry, **values):
        action = inquiry.action_answered_otherwise()
        wizard = self.env[action["res_model"]].with_user(self.officer)
        wizard = wizard.with_context(**action["context"]).create(
            {"gist": "Most otworzymy w piątek."} | values
        )
        return wizard.action_record()

    def test_who_when_and_what(self):
        """M1.4: an oral answer is an act on record, and stops the clocks."""
        with freeze_time(at(23, 8)):
            inquiry = self._inquiry()
        with freeze_time(at(23, 13)):
            self._record(inquiry, answered_at=at(23, 12), officer_id=self.head.id)
        self.assertEqual(inquiry.state, "answered")
        self.assertEqual(inquiry.answered_at, at(23, 12))
        self.assertEqual(inquiry.oral_answer_by_id, self.head)
        self.assertEqual(inquiry.oral_answer_gist, "Most otworzymy w piątek.")
        self.assertTrue(inquiry.resolution_id.is_oral)
        self.assertEqual(
            set(inquiry.sudo().clock_ids.mapped("stopped_at")), {at(23, 12)}
        )
        entry = self.env["skks.journal.entry"].search([("act", "=", "inquiry.oral")])
        self.assertEqual(entry.res_id, inquiry.id)
        self.assertFalse(self.sink.letters)

    def test_bad_input(self):
        with freeze_time(at(23, 8)):
            inquiry = self._inquiry()
        full = self.env.ref("skks_press.resolution_full")
        with freeze_time(at(23, 13)):
            for values in (
                {"answered_at": at(23, 14)},
                {"answered_at": at(23, 7)},
                {"gist": "  "},
                {"resolution_id": full.id},
            ):
                with self.subTest(values=values), self.assertRaises(UserError):
                    self._record(inquiry, **values)
        self.assertEqual(inquiry.state, "new")

    def test_no_other_door(self):
        inquiry = self._inquiry()
        for fname in ("oral_answer_gist", "is_undelivered", "oral_answer_by_id"):
            with self.subTest(field=fname), self.assertRaises(UserError):
                inquiry.sudo().write({fname: self.officer.id})
        self._contribution(inquiry, self.wdt_person)
        for user in (self.roads, self.secretary):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                inquiry.with_user(user).sudo(False).action_answered_otherwise()
        wizard = self.env["skks.inquiry.oral"]
        with self.assertRaises(AccessError):
            wizard.with_user(self.roads).create(
                {"inquiry_id": inquiry.id, "gist": "Tak."}
            )


@tagged("post_install", "-at_install")
class TestFollowUp(common.PressCase):
    def test_follow_up(self):
        with freeze_time(at(23, 8)):
            inquiry = self._inquiry()
        with freeze_time(at(23, 9)):
            oral = self.env.ref("skks_press.resolution_oral")
            inquiry._answer_without_letter(oral, self.officer, at(23, 9), "Tak.")
            inquiry.action_close()
            action = inquiry.action_follow_up()
            form = Form(
                self.env["skks.inquiry"]
                .with_user(self.officer)
                .with_context(**action["context"])
            )
            form.name = "A kiedy drugi pas?"
            child = form.save()
        self.assertEqual(child.parent_id, inquiry)
        self.assertEqual(child.journalist_id, self.journalist)
        self.assertEqual(child.outlet_id, self.outlet)
        self.assertEqual(child.received_at, at(23, 9))
        self.assertEqual(inquiry.child_ids, child)
        self.assertEqual(inquiry.state, "closed")

    def test_bounce_is_shown_until_it_is_sent_again(self):
        inquiry = self._inquiry()
        inquiry.action_confirm()
        inquiry._note_answered()
        inquiry.sudo()._note_undelivered("550 no such user <x@y.example>")
        self.assertTrue(inquiry.is_undelivered)
        self.assertEqual(inquiry.state, "in_progress")
        found = self.env["skks.inquiry"].with_user(self.roads)
        self.assertFalse(found.search([("is_undelivered", "=", True)]))
        inquiry._note_answered(inquiry.received_at + timedelta(hours=1))
        self.assertFalse(inquiry.is_undelivered)
