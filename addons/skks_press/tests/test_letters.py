"""M1.2, M1.3: letters of every kind, each with its effect once it has left."""

from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from odoo.addons.skks_base.tools.moments import naive_utc

from . import common
from .test_scenarios import WARSAW, at

COUNTY = "kancelaria@powiat.example"
DECISION = {
    "decision_number": "OP.1431.7.2026",
    "decision_date": date(2026, 11, 23),
    "decision_file": b"JVBERi0xLjQ=",
    "decision_filename": "decyzja.pdf",
}


class LettersCase(common.PressCase):
    """A question of Mon 23 Nov 2026 07:12 for public information (AS2)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time(at(23, 7, 12)):
            cls.inquiry = cls._inquiry(received_at=at(23, 7, 12))
            cls.inquiry.action_confirm()

    def _kind(self, name):
        return self.env.ref(f"skks_press.answer_kind_{name}")

    def _wizard(self, name, user=None, **values):
        purpose = name in ("deadline", "clarification", "date") and "ask" or "letter"
        return (
            self.env["skks.inquiry.letter"]
            .with_user(user or self.officer)
            .create(
                {
                    "inquiry_id": self.inquiry.id,
                    "purpose": purpose,
                    "kind_id": self._kind(name).id,
                }
                | values
            )
        )

    def _draft(self, name, **values):
        action = self._wizard(name, **values).action_draft()
        letter = self.env["skks.answer"].browse(action["res_id"])
        return letter.with_user(self.officer)

    def _send(self, letter):
        letter.action_submit()
        letter.with_user(self.head).action_approve()
        self.sink.clear()
        letter.action_send()

    def _bounce(self, letter):
        """What the gateway does with a returned letter."""
        letter.sudo()._outgoing_refused("550 no such user")


@tagged("post_install", "-at_install")
class TestHoldingReply(LettersCase):
    def test_held_not_answered(self):
        """Held: the case stays open and every clock of the answer runs on."""
        with freeze_time(at(23, 9)):
            letter = self._draft("holding")
            self.assertEqual(self.inquiry.state, "in_progress")
            letter.action_submit()
            self.assertEqual(letter.signoff_state, "office")
            self.assertEqual(self.inquiry.state, "in_progress", "it ends nothing")
            letter.with_user(self.head).action_approve()
            dues = self.inquiry.service_due_at, self.inquiry.legal_due_at
            letter.action_send()
        self.assertOneLetterTo(common.JOURNALIST)
        self.assertEqual(self.inquiry.held_at, at(23, 9))
        self.assertTrue(self.inquiry.is_held)
        self.assertEqual(self.inquiry.state, "in_progress")
        self.assertFalse(self.inquiry.answered_at)
        self.assertEqual((self.inquiry.service_due_at, self.inquiry.legal_due_at), dues)
        self.assertEqual(len(self.inquiry._skks_running_clocks()), 2)

    def test_not_held_until_the_mail_server_takes_it(self):
        letter = self._draft("holding")
        letter.action_submit()
        letter.with_user(self.head).action_approve()
        self.sink.refuse(common.JOURNALIST)
        letter.action_send()
        self.assertFalse(self.inquiry.held_at)
        self.assertTrue(letter.send_error)

    def test_returned_holding_reply_leaves_an_answered_case_answered(self):
        letter = self._draft("holding")
        self._send(letter)
        answer = self.env["skks.answer"].browse(
            self.inquiry.action_draft_answer()["res_id"]
        )
        self.assertNotEqual(answer, letter)
        answer = answer.with_user(self.officer)
        answer.body = "<p>12 km.</p>"
        self._send(answer)
        self.assertEqual(self.inquiry.state, "answered")
        self.assertFalse(self.inquiry.is_held)
        self._bounce(letter)
        self.assertFalse(self.inquiry.held_at)
        self.assertEqual(self.inquiry.state, "answered")

    def test_complex_inquiry_wants_one_in_a_working_day(self):
        """ZLO: a clock of its own from the second entity on, met by the letter."""
        inquiry = self.inquiry
        with freeze_time(at(23, 8)):
            self._contribution(inquiry, self.wdt_person)
            self.assertFalse(inquiry._holding_clocks())
            self._contribution(inquiry, self.mpwik_person)
        clock = inquiry._holding_clocks()
        self.assertEqual(clock.due_at, at(24, 16))
        with freeze_time(at(24, 10)):
            self._send(self._draft("holding"))
        self.assertEqual(clock.result, "met")
        with freeze_time(at(24, 11)):
            self._contribution(inquiry, self.sp5_person)
        self.assertEqual(inquiry._holding_clocks(), clock, "once")

    def test_no_holding_reply_where_the_answer_comes_first(self):
        with freeze_time(at(23, 8)):
            self.inquiry.asked_for = at(24, 12)
            self._contribution(self.inquiry, self.wdt_person)
            self._contribution(self.inquiry, self.mpwik_person)
        self.assertFalse(self.inquiry._holding_clocks())


@tagged("post_install", "-at_install")
class TestStatutoryChoice(LettersCase):
    def _ask(self):
        with self.enter_registry_test_mode():
            self.env.ref("skks_press.ir_cron_choice").method_direct_trigger()
        kind = self.env.ref("skks_press.mail_activity_choice")
        return self.inquiry.sudo().activity_ids.filtered(
            lambda activity: activity.activity_type_id == kind
        )

    def _needing(self, user=None):
        inquiries = self.env["skks.inquiry"].with_user(user or self.officer)
        return inquiries.search([("needs_choice", "=", True)])

    def _briefing(self):
        briefing = self.env["skks.briefing"].with_user(self.head).create({})
        return str(briefing.content)

    def test_from_the_tenth_day(self):
        """AS2: received Mon 23 Nov, choice from Thu 3 Dec, term Mon 7 Dec."""
        self.assertEqual(self.inquiry.choice_at, at(3, 0, month=12))
        with freeze_time(at(2, 23, 59, month=12)):
            self.assertFalse(self.inquiry.needs_choice)
            self.assertNotIn(self.inquiry, self._needing())
            self.assertFalse(self._ask())
        self.env.invalidate_all()
        with freeze_time(at(3, 8, month=12)):
            self.assertTrue(self.inquiry.needs_choice)
            self.assertIn(self.inquiry, self._needing())
            self.assertEqual(self._ask().user_id, self.officer)
            self.assertEqual(len(self._ask()), 1, "once")
            self.assertIn("Statutory choice to make", self._briefing())

    def test_choice_to_answer_is_recorded(self):
        with freeze_time(at(3, 8, month=12)):
            self._ask()
            action = self.inquiry.action_choose_answer()
            self.assertEqual(action["res_model"], "skks.answer")
            self.assertFalse(self._ask())
            self.assertNotIn(self.inquiry, self._needing())
        self.assertEqual(self.inquiry.statutory_choice, "answer")
        self.assertEqual(self.inquiry.choice_user_id, self.officer)
        self.assertEqual(self.inquiry.chosen_at, at(3, 8, month=12))
        entry = self.env["skks.journal.entry"].search(
            [
                ("act", "=", "case.choice"),
                ("res_model", "=", "skks.inquiry"),
                ("res_id", "=", self.inquiry.id),
            ]
        )
        self.assertEqual(entry.user_id, self.officer)
        self.assertEqual(entry.new_value, "statutory_choice: answer")

    def test_no_choice_without_a_statutory_term(self):
        self.inquiry.legal_regime = "none"
        self.assertFalse(self.inquiry.choice_at)
        with freeze_time(at(5, 8, month=12)):
            self.assertNotIn(self.inquiry, self._needing())

    def test_answered_in_time_asks_nothing(self):
        with freeze_time(at(24, 8)):
            answer = self.env["skks.answer"].browse(
                self.inquiry.action_draft_answer()["res_id"]
            )
            answer = answer.with_user(self.officer)
            answer.body = "<p>12 km.</p>"
            self._send(answer)
        with freeze_time(at(3, 8, month=12)):
            self.assertNotIn(self.inquiry, self._needing())
            self.assertFalse(self._ask())

    def test_nobody_else_chooses(self):
        """Attack: the fields by RPC, the buttons as a representative."""
        with self.assertRaises(UserError):
            self.inquiry.write({"statutory_choice": "refuse"})
        with self.assertRaises(UserError):
            self.inquiry.sudo().write({"choice_user_id": self.head.id})
        forged = self._inquiry(statutory_choice="refuse", held_at=at(23, 9))
        self.assertFalse(forged.statutory_choice or forged.held_at)
        self._contribution(self.inquiry, self.wdt_person)
        own = self.inquiry.with_user(self.roads)
        for name in ("answer", "extend", "refuse", "not_public"):
            with self.assertRaises(AccessError):
                getattr(own, f"action_choose_{name}")()
        with self.assertRaises(AccessError):
            self._wizard("extension", user=self.roads)


@tagged("post_install", "-at_install")
class TestExtension(LettersCase):
    def _extension(self, day=date(2027, 1, 15), **values):
        reason = {"letter_reason": "Dane z trzech lat"}
        return self._draft("extension", extend_to=day, **reason | values)

    def test_moves_when_the_notice_has_left(self):
        """UDIP art. 13(2): the letter, accepted before the old date, moves it."""
        old = self.inquiry.legal_due_at
        with freeze_time(at(3, 9, month=12)):
            letter = self._extension()
            self.assertEqual(self.inquiry.statutory_choice, "extend")
            self.assertIn("Dane z trzech lat", letter.body)
            letter.action_submit()
            letter.with_user(self.head).action_approve()
            self.sink.refuse(common.JOURNALIST)
            letter.action_send()
            self.assertEqual(self.inquiry.legal_due_at, old)
            self.sink.clear()
            letter.action_send()
        new = naive_utc(datetime(2027, 1, 15, 23, 59, 59, tzinfo=WARSAW))
        self.assertEqual(self.inquiry.legal_due_at, new)
        clock = self.inquiry._skks_clock("legal")
        self.assertEqual(clock.extension_notice_at, at(3, 9, month=12))
        self.assertEqual(clock.extension_reason, "Dane z trzech lat")
        self.assertEqual(self.inquiry.state, "in_progress", "not answered")
        self._bounce(letter)
        self.assertEqual(self.inquiry.legal_due_at, old, "the notice did not arrive")
        self.assertFalse(clock.extension_basis)

    def test_two_months_at_most(self):
        with freeze_time(at(3, 9, month=12)):
            with self.assertRaisesRegex(UserError, "two months"):
                self._extension(date(2027, 1, 26))  # said before there is a draft
            letter = self._extension(date(2027, 1, 25))
            letter.extend_to = date(2027, 1, 26)
            with self.assertRaisesRegex(UserError, "two months"):
                letter.action_submit()
            letter.extend_to = date(2026, 12, 7)
            with self.assertRaisesRegex(UserError, "later than the present"):
                letter.action_submit()
            letter.extend_to = date(2027, 1, 25)
            letter.action_submit()

    def test_text_names_the_date(self):
        """What the sender reads and what the clock counts is one date."""
        with freeze_time(at(3, 9, month=12)):
            letter = self._extension()
            letter.extend_to = date(2027, 1, 20)
            with self.assertRaisesRegex(UserError, "does not name the new date"):
                letter.action_submit()
            letter.body = letter.body.replace("15", "20")
            letter.action_submit()

    def test_preview_says_what_is_missing(self):
        """M1.3: no letter with a hole in it, not even to look at."""
        with Form(self._wizard("extension")) as form:
            self.assertIn(" [New statutory date].", form.preview)
            self.assertIn("[Reason]", form.preview)
            form.extend_to = date(2027, 1, 15)
            form.letter_reason = "Dane z trzech lat"
            self.assertNotIn("[New statutory date]", form.preview)
            self.assertIn("Dane z trzech lat", form.preview)

    def test_needs_date_and_reason(self):
        letter = self._extension(False, letter_reason=False)
        with self.assertRaisesRegex(UserError, "New statutory date, Reason"):
            letter.action_submit()

    def test_too_late(self):
        with freeze_time(at(3, 9, month=12)):
            letter = self._extension()
            letter.action_submit()
            letter.with_user(self.head).action_approve()
        with freeze_time(at(8, 9, month=12)):
            with self.assertRaisesRegex(UserError, "extends nothing"):
                letter.action_send()
        self.assertFalse(letter.sent_at)

    def test_accepted_date_is_the_date(self):
        """Attack: another date put in after the acceptance voids it."""
        with freeze_time(at(3, 9, month=12)):
            letter = self._extension()
            letter.action_submit()
            letter.with_user(self.head).action_approve()
            letter.extend_to = date(2027, 1, 20)
            letter.body = letter.body.replace("15", "20")
            self.assertEqual(letter.signoff_state, "draft")
            with self.assertRaisesRegex(UserError, "has not been accepted"):
                letter.action_send()
            letter.sudo()._guarded_write({"sent_at": False})
        with self.assertRaises(UserError):
            letter.write({"old_due_at": "2020-01-01 00:00:00"})

    def test_only_public_information(self):
        self.inquiry.category_id = self.env.ref("skks_press.category_criticism")
        with self.assertRaisesRegex(UserError, "nothing to extend"):
            self._extension()


@tagged("post_install", "-at_install")
class TestRefusal(LettersCase):
    def test_tells_of_a_decision(self):
        with freeze_time(at(24, 9)):
            letter = self._draft("refusal", **DECISION)
            self.assertIn("OP.1431.7.2026", letter.body)
            self.assertEqual(letter.attachment_ids.mapped("name"), ["decyzja.pdf"])
            self._send(letter)
        self.assertOneLetterTo(common.JOURNALIST)
        self.assertEqual(self.inquiry.state, "answered")
        self.assertEqual(self.inquiry.statutory_choice, "refuse")
        self.assertEqual(
            self.inquiry.resolution_id, self.env.ref("skks_press.resolution_refused")
        )

    def test_nothing_without_the_decision(self):
        letter = self._draft("refusal")
        with self.assertRaisesRegex(UserError, "Number of the decision"):
            letter.action_submit()
        letter.write({"decision_number": "1", "decision_date": self._tomorrow()})
        with self.assertRaisesRegex(UserError, "Attach the decision"):
            letter.action_submit()
        letter.attachment_ids = [Command.create({"name": "d.txt", "raw": b"x"})]
        with self.assertRaisesRegex(UserError, "in the future"):
            letter.action_submit()

    def _tomorrow(self):
        return self.env.company._skks_today() + timedelta(days=1)

    def test_no_refusal_by_a_mere_resolution(self):
        """Attack: a plain answer, closed as “refused by decision”."""
        answer = self.env["skks.answer"].browse(
            self.inquiry.action_draft_answer()["res_id"]
        )
        answer = answer.with_user(self.officer)
        answer.body = "<p>Nie.</p>"
        with freeze_time(at(23, 10)):
            self._send(answer)
        self.inquiry.resolution_id = self.env.ref("skks_press.resolution_refused")
        with self.assertRaisesRegex(UserError, "only by the letter of that kind"):
            self.inquiry.action_close()
        self.inquiry.resolution_id = self.env.ref("skks_press.resolution_full")
        self.inquiry.action_close()
        self.assertEqual(self.inquiry.state, "closed")

    def test_not_public_information(self):
        with freeze_time(at(24, 9)):
            letter = self._draft("not_public", letter_reason="Prywatna korespondencja")
            self._send(letter)
        self.assertEqual(self.inquiry.state, "answered")
        self.assertEqual(self.inquiry.statutory_choice, "not_public")
        self.assertEqual(
            self.inquiry.resolution_id,
            self.env.ref("skks_press.resolution_not_public"),
        )
        self._bounce(letter)
        self.assertEqual(self.inquiry.state, "in_progress")


@tagged("post_install", "-at_install")
class TestAskTheSender(LettersCase):
    def _ask(self, name, user=None, **values):
        self.sink.clear()
        self._wizard(name, user, **values).action_send()
        return self.inquiry.answer_ids[:1].with_user(user or self.officer)

    def _permit(self, letter):
        message = letter.sudo().sent_message_id
        return self.env["skks.gate.permit"].search(
            [("mail_message_id", "=", message.id)]
        )

    def test_template_leaves_at_once(self):
        """M1.2: by when? - in one click, by a permit of its own kind."""
        letter = self._ask("deadline")
        sent = self.assertOneLetterTo(common.JOURNALIST)
        self.assertIn(self.inquiry.number, sent.message["Subject"])
        self.assertNotIn(self.inquiry.name, sent.message["Subject"])
        self.assertIn("Jakub Śledź", sent.text)
        permit = self._permit(letter)
        self.assertEqual((permit.kind, permit.demanded_stages), ("ask", 0))
        self.assertTrue(letter.is_fixed_text)
        self.assertEqual(self.inquiry.state, "in_progress")
        self.assertIn(letter.sudo().sent_message_id, self.inquiry.sudo().message_ids)

    def test_preview_is_what_leaves(self):
        with Form(self._wizard("deadline")) as form:
            preview = form.preview
        self._ask("deadline")
        body = self.assertOneLetterTo(common.JOURNALIST).message
        self.assertIn(self.inquiry.number, body.get_body(("html",)).get_content())
        self.assertIn(self.inquiry.number, preview)
        self.assertIn("Jakub Śledź", preview)

    def test_changed_text_waits_for_the_head(self):
        letter = self._draft("deadline")
        letter.body = "<p>Burmistrz odchodzi.</p>"
        letter.action_submit()
        self.assertEqual(letter.signoff_state, "office")
        with self.assertRaisesRegex(UserError, "has not been accepted"):
            letter.action_send()
        self.assertNothingFor(common.JOURNALIST)
        letter.with_user(self.head).action_approve()
        letter.action_send()
        self.assertOneLetterTo(common.JOURNALIST)
        self.assertEqual(self._permit(letter).accepted_stages, 1)

    def test_free_text_of_the_head(self):
        letter = self._draft("clarification").with_user(self.head)
        letter.body = "<p>O którą ulicę chodzi?</p>"
        letter.action_submit()
        self.assertEqual(letter.signoff_state, "approved")
        letter.action_send()
        self.assertOneLetterTo(common.JOURNALIST)

    def test_doors_to_free_text(self):
        """Attack: by values of the record, by the subject, by a file, by context."""
        kind = self._kind("deadline")
        values = {
            "inquiry_id": self.inquiry.id,
            "kind_id": kind.id,
            "name": "x",
            "body": "<p>Burmistrz odchodzi.</p>",
            "is_fixed_text": True,
            "template_hash": "0" * 64,
            "signoff_state": "approved",
        }
        letters = self.env["skks.answer"].with_user(self.officer)
        forged = letters.with_context(default_is_fixed_text=True).create(values)
        subject = self._draft("deadline")
        subject.name = "Burmistrz odchodzi"
        file = self._draft("deadline")
        file.attachment_ids = [Command.create({"name": "x.txt", "raw": b"x"})]
        other = self._draft("deadline")
        other.kind_id = self._kind("clarification")
        for letter in (forged, subject, file, other):
            letter.action_submit()
            self.assertEqual(letter.signoff_state, "office")
            with self.assertRaises(UserError):
                letter.action_send()
        with self.assertRaises(UserError):
            subject.write({"is_fixed_text": True})
        self.assertNothingFor(common.JOURNALIST)

    def test_changed_after_it_was_passed_on(self):
        letter = self._draft("deadline")
        letter.action_submit()
        self.assertEqual(letter.signoff_state, "approved")
        letter.body = "<p>Burmistrz odchodzi.</p>"
        self.assertEqual(letter.signoff_state, "draft")
        self.assertFalse(letter.is_fixed_text)
        letter.action_submit()
        self.assertEqual(letter.signoff_state, "office")

    def test_words_of_an_officer_are_not_in_it(self):
        """Attack: the subject of the case and its questions are the officer's."""
        self.inquiry.name = "Burmistrz odchodzi"
        self.inquiry.question_ids = [
            Command.create({"text": "Burmistrz odchodzi", "sequence": number})
            for number in (1, 2)
        ]
        letter = self._ask(
            "clarification", question_ids=self.inquiry.question_ids[1:].ids
        )
        sent = self.assertOneLetterTo(common.JOURNALIST)
        self.assertNotIn("odchodzi", sent.text + sent.message["Subject"])
        self.assertRegex(sent.text, r"\((questions|pytania): 2\)")
        self.assertTrue(letter.is_fixed_text)

    def test_only_asking_leaves_from_the_window(self):
        for name in ("holding", "refusal", "answer"):
            with self.assertRaises(UserError):
                self._wizard(name, letter_reason="x").action_send()
        with self.assertRaises(UserError):
            self._wizard("holding", purpose="ask").action_draft()
        self.assertNothingFor(common.JOURNALIST)

    def test_representative_asks_nobody(self):
        self._contribution(self.inquiry, self.wdt_person)
        own = self.inquiry.with_user(self.roads)
        for name in (
            "action_ask_sender",
            "action_letter",
            "action_confirm_agreed",
            "action_resume_service",
        ):
            with self.assertRaises(AccessError):
                getattr(own, name)()

    def test_agreed_date_in_writing(self):
        inquiry = self.inquiry
        with freeze_time(at(23, 9)):
            inquiry.agreed_for = at(26, 12)
            self.assertFalse(inquiry.agreed_confirmed_at)
            letter = self._ask("date")
        sent = self.assertOneLetterTo(common.JOURNALIST)
        self.assertIn("12:00", sent.text)
        self.assertEqual(inquiry.agreed_confirmed_at, at(23, 9))
        self.assertEqual(letter.date_at, at(26, 12))
        inquiry.agreed_for = at(27, 12)
        self.assertFalse(inquiry.agreed_confirmed_at, "the new date is not")

    def test_stale_confirmation(self):
        """Attack: a letter about a date that was changed meanwhile."""
        self.inquiry.agreed_for = at(26, 12)
        letter = self._draft("date")
        letter.action_submit()
        self.inquiry.agreed_for = at(27, 12)
        with self.assertRaisesRegex(UserError, "Write the confirmation anew"):
            letter.action_send()
        self.assertNothingFor(common.JOURNALIST)

    def test_no_confirmation_without_a_date(self):
        with self.assertRaises(UserError):
            self._wizard("date").action_send()

    def test_four_dates_are_four(self):
        """What the newsroom asked for is no legal term and moves none."""
        legal = self.inquiry.legal_due_at
        self.inquiry.asked_for = at(24, 9)
        self.inquiry.agreed_for = at(26, 12)
        self.assertEqual(self.inquiry.asked_for, at(24, 9))
        self.assertEqual(self.inquiry.service_due_at, at(26, 12))
        self.assertEqual(self.inquiry.legal_due_at, legal)

    def _let_pause(self):
        policy = self.inquiry.category_id.service_policy_id
        policy.sudo().can_pause = True
        self.inquiry._restart_clocks(("service",))

    def test_clarification_pauses_where_the_policy_lets(self):
        self._let_pause()
        with freeze_time(at(23, 9)):
            self._ask("clarification", pauses_service=True)
        self.assertEqual(self.inquiry.service_paused_at, at(23, 9))
        pause = self.inquiry._skks_clock("service").pause_ids
        self.assertEqual(pause.user_id, self.officer, "not the mail server")
        entry = self.env["skks.journal.entry"].search(
            [("act", "=", "clock.pause"), ("res_id", "=", self.inquiry.id)]
        )
        self.assertEqual(entry.user_id, self.officer)
        self.assertEqual(self.inquiry.waiting_for, "outsider")
        self.assertTrue(self.inquiry._skks_clock("legal").is_running)
        due = self.inquiry.service_due_at
        reply = self._letter(
            f"Re: pytanie [{self.inquiry.number}]", "Chodzi o ulicę Młyńską."
        )
        with freeze_time(at(24, 9)):
            self.deliver(reply.as_bytes())
        self.assertFalse(self.inquiry.service_paused_at)
        self.assertEqual(self.inquiry.service_due_at, due + timedelta(days=1))
        self.assertEqual(self.inquiry.waiting_for, "office")

    def test_clarification_pauses_nothing_else(self):
        with freeze_time(at(23, 9)):
            self._ask("clarification", pauses_service=True)
        self.assertFalse(self.inquiry.service_paused_at)
        self.assertFalse(self.inquiry.clock_ids.filtered("paused_at"))


@tagged("post_install", "-at_install")
class TestForwardAndWithdraw(LettersCase):
    def _forward(self):
        letter = self._draft(
            "forward",
            forward_name="Starostwo Powiatowe",
            forward_email=COUNTY,
            letter_reason="Droga jest powiatowa.",
        )
        notice = self.inquiry.answer_ids - letter
        return letter, notice.with_user(self.officer)

    def test_forwarded_when_both_have_left(self):
        letter, notice = self._forward()
        self.assertEqual(notice.effect, "forward_notice")
        self.assertIn("Starostwo Powiatowe", notice.body)
        part = self._contribution(self.inquiry, self.wdt_person)
        self._send(letter)
        self.assertOneLetterTo(COUNTY)
        self.assertNothingFor(common.JOURNALIST)
        self.assertEqual(self.inquiry.state, "in_progress")
        self._send(notice)
        self.assertOneLetterTo(common.JOURNALIST)
        self.assertEqual(self.inquiry.state, "forwarded")
        self.assertEqual(
            self.inquiry.resolution_id,
            self.env.ref("skks_press.resolution_forwarded"),
        )
        self.assertEqual(part.state, "cancelled")
        self.assertFalse(self.inquiry._skks_running_clocks())
        self._bounce(letter)
        self.assertEqual(self.inquiry.state, "in_progress")
        self.assertTrue(self.inquiry._skks_running_clocks())

    def test_address_is_what_was_accepted(self):
        """Attack: another body after the acceptance."""
        letter, _notice = self._forward()
        letter.action_submit()
        letter.with_user(self.head).action_approve()
        letter.forward_email = "ktos@poza.example"
        self.assertEqual(letter.signoff_state, "draft")
        with self.assertRaises(UserError):
            letter.action_send()
        self.assertNothingFor("ktos@poza.example")

    def test_bad_address(self):
        letter, _notice = self._forward()
        letter.forward_email = "starostwo"
        with self.assertRaisesRegex(UserError, "no correct e-mail address"):
            letter.action_submit()

    def test_representative_does_not_read_the_address(self):
        letter, _notice = self._forward()
        part = self._contribution(self.inquiry, self.wdt_person)
        letter.contribution_ids = part
        own = letter.with_user(self.roads)
        with self.assertRaises(AccessError):
            own.read(["forward_email"])
        self.assertNotIn(COUNTY, str(own.preview))

    def test_withdrawn_by_whom_and_when(self):
        part = self._contribution(self.inquiry, self.wdt_person)
        self.sink.clear()
        with freeze_time(at(24, 10)):
            wizard = self.env["skks.inquiry.withdraw"].with_user(self.officer)
            wizard = wizard.create({"inquiry_id": self.inquiry.id})
            self.assertEqual(wizard.withdrawn_by, "Jan Nowak")
            wizard.withdrawn_at = at(24, 9, 30)
            wizard.action_withdraw()
        self.assertEqual(self.inquiry.state, "withdrawn")
        self.assertEqual(self.inquiry.withdrawn_at, at(24, 9, 30))
        self.assertEqual(part.state, "cancelled")
        self.assertTrue(self.letters_to(self.roads.email), "its person is told")
        self.assertEqual(
            self.inquiry.resolution_id,
            self.env.ref("skks_press.resolution_withdrawn"),
        )
        entry = self.env["skks.journal.entry"].search(
            [("act", "=", "case.withdrawn"), ("res_id", "=", self.inquiry.id)]
        )
        self.assertEqual(entry.user_id, self.officer)
        self.assertIn("Jan Nowak", entry.payload_ids.content)

    def test_withdrawn_in_the_future(self):
        for moment in (at(25, 9), at(20, 9)):
            with freeze_time(at(24, 10)):
                wizard = self.env["skks.inquiry.withdraw"].with_user(self.officer)
                wizard = wizard.create(
                    {"inquiry_id": self.inquiry.id, "withdrawn_at": moment}
                )
                with self.assertRaisesRegex(UserError, "Correct the time"):
                    wizard.action_withdraw()
        self.assertEqual(self.inquiry.state, "in_progress")


@tagged("post_install", "-at_install")
class TestMissedReason(LettersCase):
    def _answer_late(self):
        answer = self.env["skks.answer"].browse(
            self.inquiry.action_draft_answer()["res_id"]
        )
        answer = answer.with_user(self.officer)
        answer.body = "<p>12 km.</p>"
        with freeze_time(at(30, 10)):
            self._send(answer)
        self.assertEqual(self.inquiry.answered_in_time, "missed")
        self.inquiry.resolution_id = self.env.ref("skks_press.resolution_full")

    def _explain(self, reason, user=None, **values):
        wizard = (
            self.env["skks.clock.explain"]
            .with_user(user or self.officer)
            .create(
                {
                    "res_model": "skks.inquiry",
                    "res_id": self.inquiry.id,
                    "reason_id": self.env.ref(f"skks_base.missed_reason_{reason}").id,
                }
                | values
            )
        )
        wizard.action_confirm()

    def test_asked_on_the_desk_and_before_closing(self):
        """M1.4: a late answer is not closed before somebody says why."""
        self._answer_late()
        self.assertTrue(self.inquiry.is_unexplained)
        kind = self.env.ref("skks_press.mail_activity_explain")
        tasks = self.inquiry.sudo().activity_ids
        self.assertIn(kind, tasks.activity_type_id)
        found = self.env["skks.inquiry"].with_user(self.officer)
        self.assertIn(self.inquiry, found.search([("is_unexplained", "=", True)]))
        with self.assertRaisesRegex(UserError, "missed a term"):
            self.inquiry.action_close()
        self._explain("department")
        clock = self.inquiry.sudo().clock_ids.filtered(
            lambda clock: clock.result == "missed"
        )
        self.assertEqual(clock.missed_reason_id.code, "DEPARTMENT")
        self.assertFalse(self.inquiry.is_unexplained)
        self.assertNotIn(kind, self.inquiry.sudo().activity_ids.activity_type_id)
        self.inquiry.action_close()
        entry = self.env["skks.journal.entry"].search(
            [("act", "=", "clock.explain"), ("res_id", "=", self.inquiry.id)]
        )
        self.assertEqual(entry.user_id, self.officer)

    def test_in_own_words(self):
        self._answer_late()
        with self.assertRaisesRegex(UserError, "in a sentence"):
            self._explain("other")
        self._explain("other", note="Awaria poczty")
        clock = self.inquiry.sudo().clock_ids.filtered("missed_reason_id")
        self.assertEqual(clock.missed_reason, "Awaria poczty")

    def test_said_while_it_runs(self):
        """What was said after the breach is not forgotten when it stops."""
        with freeze_time(at(27, 8)):
            self.assertTrue(self.inquiry.is_unexplained)
            self._explain("approver", note="Urlop")
        self._answer_late()
        self.assertFalse(self.inquiry.is_unexplained)
        clock = self.inquiry.sudo().clock_ids.filtered("missed_reason_id")
        self.assertEqual((clock.result, clock.missed_reason), ("missed", "Urlop"))

    def test_in_time_asks_nothing(self):
        answer = self.env["skks.answer"].browse(
            self.inquiry.action_draft_answer()["res_id"]
        )
        answer = answer.with_user(self.officer)
        answer.body = "<p>12 km.</p>"
        with freeze_time(at(24, 10)):
            self._send(answer)
        self.assertFalse(self.inquiry.is_unexplained)

    def test_private(self):
        """Entities neither read why nor say it."""
        self._contribution(self.inquiry, self.wdt_person)
        self._answer_late()
        self._explain("department")
        clock = self.inquiry.sudo().clock_ids.filtered("missed_reason_id")
        own = clock.with_user(self.roads)
        for name in ("missed_reason_id", "missed_reason"):
            with self.assertRaises(AccessError):
                own.read([name])
            with self.assertRaises(AccessError):
                own.search([(name, "!=", False)])
        with self.assertRaises(AccessError):
            self.inquiry.with_user(self.roads).action_explain()
        with self.assertRaises(AccessError):
            self._explain("other", user=self.roads, note="x")
        with self.assertRaises(UserError):
            clock.with_user(self.officer).sudo().write({"missed_reason": "x"})


@tagged("post_install", "-at_install")
class TestKindsOfLetters(LettersCase):
    def test_officer_changes_no_kind(self):
        kind = self._kind("holding").with_user(self.officer)
        with self.assertRaises(AccessError):
            kind.stages = "inquiry"
        with self.assertRaises(AccessError):
            kind.copy({"code": "X"})

    def test_no_shorter_way_for_what_ends_the_matter(self):
        for name in ("answer", "refusal", "not_public"):
            for stages in ("office", "none"):
                with self.assertRaises(ValidationError):
                    self._kind(name).with_user(self.head).stages = stages
        with self.assertRaises(ValidationError):
            self._kind("holding").with_user(self.head).stages = "none"

    def test_effect_of_a_used_kind_stays(self):
        """Attack: an accepted question turned into an answer."""
        self._draft("holding")
        with self.assertRaisesRegex(UserError, "what it does stays"):
            self._kind("holding").with_user(self.head).effect = "answer"
        letter = self._draft("holding")
        letter.with_context(default_effect="answer").write({"effect": "answer"})
        self.env.invalidate_all()
        self.assertEqual((letter.effect, letter.kind_id.effect), ("holding",) * 2)

    def test_lowering_of_the_last_weeks_does_not_count(self):
        """Attack: stages lowered for one letter, raised again, as in AS9."""
        kind = self._kind("holding").with_user(self.head)
        kind.stages = "inquiry"
        letter = self._draft("holding")
        kind.stages = "office"
        self._send(letter)
        permit = self.env["skks.gate.permit"].search(
            [("mail_message_id", "=", letter.sudo().sent_message_id.id)]
        )
        self.assertEqual((permit.accepted_stages, permit.demanded_stages), (1, 2))
        self.assertIn("Acceptance", permit.basis_changes)
        self.assertEqual(permit.basis_model, "skks.answer.kind")

    def test_words_of_an_entity_are_accepted_by_it(self):
        """Attack: the answer itself, dressed up as a holding reply."""
        part = self._contribution(self.inquiry, self.wdt_person)
        part.with_user(self.roads).body = "<p>12 km.</p>"
        part.with_user(self.roads).action_deliver()
        letter = self._draft("holding")
        letter.contribution_ids = part
        letter.action_submit()
        self.assertEqual(letter.signoff_state, "substantive")
        self.assertEqual(letter.approver_ids, self.roads)

    def test_other_kind_after_acceptance(self):
        """Attack: accepted as a holding reply, sent as something else."""
        letter = self._draft("holding")
        letter.action_submit()
        letter.with_user(self.head).action_approve()
        letter.kind_id = self._kind("not_public")
        self.assertEqual(letter.signoff_state, "draft")
        twin = self._kind("answer").copy({"code": "ODP2"})
        answer = self.env["skks.answer"].browse(
            self.inquiry.action_draft_answer()["res_id"]
        )
        answer = answer.with_user(self.officer)
        answer.action_submit()
        answer.kind_id = twin
        self.assertEqual(answer.signoff_state, "draft")

    def test_template_knows_only_its_words(self):
        kind = self._kind("holding").with_user(self.head)
        for text in ("{{ user.password }}", "{{ object.env }}", "{{ 7*7 }}"):
            with self.assertRaisesRegex(ValidationError, "does not know the word"):
                kind.template = f"<p>{text}</p>"
        asking = self._kind("deadline").with_user(self.head)
        with self.assertRaisesRegex(ValidationError, "does not know the word"):
            asking.template = "<p>{{ subject }}</p>"
        kind.template = "<p>{{ subject }} {{ number }}</p>"
        self.inquiry.name = "<b>A & B</b>"
        letter = self._draft("holding")
        self.assertIn("&lt;b&gt;A &amp; B", letter.body)
        self.assertIn("<b>A & B</b>", letter.name)

    def test_journalled(self):
        self._kind("holding").with_user(self.head).template = "<p>Czekamy.</p>"
        entry = self.env["skks.journal.entry"].search(
            [("act", "=", "answer.kind.change")], limit=1
        )
        self.assertEqual(entry.user_id, self.head)
        self.assertIn("Czekamy", entry.new_value)

    def test_polish_letter(self):
        """The letter is in the language of the newsroom."""
        self.journalist.lang = "pl_PL"
        letter = self._draft("holding")
        self.assertIn("Dzień dobry", letter.body)
        self.assertIn("poniedziałek, 23 listopada 2026", letter.body)
