"""Sorting of letters: what an officer decides, with the keyboard and by RPC."""

from datetime import datetime
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import HttpCase, freeze_time, tagged

from odoo.addons.skks_base.tests.common_axe import AxeCase

from . import common


class InboxCommon(common.PressCommon):
    def receive(self, subject, text="Dzień dobry, mam pytanie?", **values):
        """A letter comes in; return what was kept of it, for the officer."""
        rows = self.env["skks.mail.quarantine"]
        before = rows.search([], order="id desc", limit=1).id or 0
        self.deliver(self._letter(subject, text, **values).as_bytes())
        row = rows.search([("id", ">", before)])
        self.assertEqual(len(row), 1)
        return row.with_user(self.officer)

    def case_of(self, row):
        self.assertEqual(row.res_model, "skks.inquiry")
        return self.env["skks.inquiry"].browse(row.res_id)

    def to_sort(self):
        letters = self.env["skks.mail.quarantine"].with_user(self.officer)
        return letters.search([("to_sort", "=", True)], order="id")


@tagged("post_install", "-at_install")
class TestInbox(InboxCommon, common.PressCase):
    def test_what_waits(self):
        new = self.receive("Pytanie")
        odd = self.receive("Nie wiadomo", to="nikt@zarnoleka.example")
        self.receive("Newsletter", List_Unsubscribe="<https://pr.example/u>")
        self.assertEqual(self.to_sort(), new | odd)
        self.assertTrue(new.to_sort)
        self.case_of(new).with_user(self.officer2).action_confirm()
        self.assertEqual(self.to_sort(), odd, "work on the case began elsewhere")
        self.env.invalidate_all()
        self.assertFalse(new.to_sort)

    def test_duty_officer_answers_for_what_nobody_took(self):
        row = self.receive("Pytanie")
        inquiry = self.case_of(row)
        self.assertFalse(inquiry.coordinator_id)
        self.company.skks_duty_user_id = self.officer2
        names = inquiry.with_user(self.head)._desk_waiting_names()
        self.assertEqual(names[inquiry.id], "Ola Gąsior")
        self.assertEqual(row.inbox_letter()["owner"]["name"], "Ola Gąsior")
        row.action_take()
        names = inquiry.with_user(self.head)._desk_waiting_names()
        self.assertEqual(names[inquiry.id], "Jakub Śledź")

    def test_take(self):
        row = self.receive("Pytanie")
        row.action_take()
        inquiry = self.case_of(row)
        self.assertEqual(inquiry.coordinator_id, self.officer)
        self.assertEqual(inquiry.state, "new", "the kind is confirmed in the case")
        self.assertEqual(row.handled_by, self.officer)
        self.assertFalse(self.to_sort())
        with self.assertRaisesRegex(UserError, "Jakub Śledź"):
            row.with_user(self.officer2).action_take()

    def test_take_what_was_no_case(self):
        row = self.receive("Nie wiadomo", to="nikt@zarnoleka.example")
        self.assertEqual(row.state, "quarantine")
        row.action_take()
        self.assertEqual(row.state, "case")
        self.assertEqual(self.case_of(row).coordinator_id, self.officer)

    def test_join(self):
        target = self._inquiry(name="Dawna sprawa", coordinator_id=self.officer2.id)
        row = self.receive("Jeszcze jedno")
        accidental = self.case_of(row)
        self.assertOneLetterTo(common.JOURNALIST)
        row.action_join("skks.inquiry", target.id)
        self.assertEqual((row.state, self.case_of(row)), ("message", target))
        self.assertEqual(accidental.state, "not_a_case")
        self.assertEqual(accidental.joined_to_id, target)
        self.assertFalse(accidental.clock_ids.filtered("is_running"))
        letters = target.message_ids.filtered(
            lambda message: message.message_type == "email"
        )
        self.assertIn("Jeszcze jedno", letters.subject)
        self.assertIn(
            "Jan Nowak", target.activity_ids.filtered("summary").mapped("summary")[-1]
        )
        reply = self._letter(
            "Re: Jeszcze jedno",
            "I jeszcze to.",
            In_Reply_To=self.letters_to(common.JOURNALIST)[0].message["Message-Id"],
        )
        self.deliver(reply.as_bytes())
        last = row.search([], order="id desc", limit=1)
        self.assertEqual((last.state, self.case_of(last)), ("message", target))
        self.assertOneLetterTo(common.JOURNALIST)

    def test_join_what_was_no_case(self):
        target = self._inquiry()
        row = self.receive("Nie wiadomo", to="nikt@zarnoleka.example")
        row.action_join("skks.inquiry", target.id)
        self.assertEqual((row.state, self.case_of(row)), ("message", target))
        self.assertNothingFor(common.JOURNALIST)

    def test_join_is_refused(self):
        row = self.receive("Pytanie")
        for model, res_id in (
            ("skks.inquiry", row.res_id),
            ("skks.inquiry", 0),
            ("res.partner", self.journalist.id),
        ):
            with self.assertRaises(UserError):
                row.action_join(model, res_id)
        self.assertEqual(self.case_of(row).state, "new")
        hidden = self._inquiry(coordinator_id=self.head.id)
        hidden.sudo().confidential = True
        with self.assertRaises(AccessError):
            row.action_join("skks.inquiry", hidden.id)

    def test_not_a_case_and_undo(self):
        row = self.receive("Reklama")
        inquiry = self.case_of(row)
        row.action_dismiss("Oferta handlowa")
        self.assertEqual((row.state, row.reason), ("dismissed", "Oferta handlowa"))
        self.assertEqual(inquiry.state, "not_a_case")
        self.assertFalse(inquiry.clock_ids.filtered("is_running"))
        self.assertEqual(row.inbox_letter()["actions"], ["undo"])
        row.action_undo_dismiss()
        self.assertEqual((row.state, inquiry.state), ("case", "new"))
        self.assertTrue(inquiry.clock_ids.filtered("is_running"))
        self.assertEqual(self.to_sort(), row)

    def test_work_that_has_begun_is_not_undone_from_the_list(self):
        row = self.receive("Pytanie")
        self.case_of(row).with_user(self.officer).action_confirm()
        self.assertFalse(row.inbox_letter()["actions"])
        with self.assertRaisesRegex(UserError, "has begun"):
            row.action_dismiss("Nie")
        with self.assertRaisesRegex(UserError, "has begun"):
            row.action_join("skks.inquiry", self._inquiry().id)

    @freeze_time("2026-11-23 06:45:00")
    def test_send_to_another_kind_of_case(self):
        """The hook for add-ons with reports; here inquiries stand for them."""
        received = datetime(2026, 11, 20, 17, 40)
        raw = self._letter("Dziura", "Jest dziura.").as_bytes()
        self.deliver(raw, received_at=received)
        row = self.env["skks.mail.quarantine"].search([], order="id desc", limit=1)
        row = row.with_user(self.officer)
        before = self.case_of(row)
        with self.assertRaises(UserError, msg="not among the kinds to choose from"):
            row.action_send("skks.inquiry")
        with patch.object(
            type(row), "_letter_targets", lambda _rows: [("skks.inquiry", "Zgłoszenie")]
        ):
            row.action_send("skks.inquiry")
        after = self.case_of(row)
        self.assertNotEqual(after, before)
        self.assertEqual(after.received_at, received)
        self.assertEqual((before.state, after.state), ("not_a_case", "new"))

    def test_what_the_pane_shows(self):
        row = self.receive("Pytanie", "Dzień dobry,\n\nile kilometrów?")
        shown = row.with_context(lang="pl_PL").inbox_letter()
        self.assertIn("ile kilometrów?", shown["text"])
        self.assertIn(common.JOURNALIST, shown["email_from"])
        self.assertEqual(shown["case"]["id"], row.res_id)
        self.assertEqual(shown["owner"]["name"], "Jakub Śledź", "the duty officer")
        self.assertEqual(shown["actions"], ["take", "join", "send", "dismiss"])

    def test_cases_to_join(self):
        old = self._inquiry(name="Remont ul. Młyńskiej")
        other = self._inquiry(name="Basen", email_from="inna@radio.example")
        row = self.receive("Pytanie")
        found = row.inbox_cases()
        self.assertEqual([one["id"] for one in found], [old.id], "of the same sender")
        odd = self.receive("Nie wiadomo", to="nikt@zarnoleka.example")
        self.assertEqual([one["id"] for one in odd.inbox_cases()], [row.res_id, old.id])
        found = row.inbox_cases("basen")
        self.assertEqual([one["id"] for one in found], [other.id])
        found = row.inbox_cases(old.number)
        self.assertEqual([one["id"] for one in found], [old.id])

    def test_representative_sorts_nothing(self):
        row = self.receive("Pytanie")
        letters = self.env["skks.mail.quarantine"].with_user(self.roads)
        for method, args in (
            ("inbox_letter", []),
            ("inbox_cases", [""]),
            ("action_take", []),
            ("action_join", ["skks.inquiry", self._inquiry().id]),
            ("action_send", ["skks.inquiry"]),
            ("action_dismiss", ["x"]),
        ):
            with self.subTest(method), self.assertRaises(AccessError):
                call_kw(letters, method, [row.ids, *args], {})


@tagged("post_install", "-at_install")
class TestInboxInBrowser(AxeCase, InboxCommon, HttpCase):
    def test_sorting_with_the_keyboard(self):
        target = self._inquiry(name="Dawna sprawa")
        self._inquiry(name="Inna sprawa")
        rows = [
            self.receive(f"{name} list") for name in ("Pierwszy", "Drugi", "Trzeci")
        ]
        self.start_tour("/odoo/inbox", "skks_press_inbox", login="sledz")
        taken, joined, back = rows
        self.assertEqual(self.case_of(taken).coordinator_id, self.officer)
        self.assertEqual(self.case_of(joined), target)
        self.assertEqual(back.state, "case")
        acts = self.env["skks.journal.entry"].search(
            [("res_model", "=", back._name), ("res_id", "=", back.id)], order="id"
        )
        self.assertEqual(acts.mapped("act"), ["letter.dismiss", "letter.undo_dismiss"])

    def test_accessible(self):
        self._inquiry(name="Dawna sprawa")
        self.receive("Pytanie o dziury", sender="Ktoś <ktos@portal.example>")
        self.receive("Nie wiadomo", to="nikt@zarnoleka.example")
        self.check_accessibility(
            "/odoo/inbox",
            """
            await untilThere(".o_skks_inbox_pane h2");
            await axeCheck(".o_skks_inbox");
            document.querySelector(".o_skks_inbox_do_join").click();
            await untilThere(".modal #skks_join_cases");
            await axeCheck(".modal");
            """,
            login="sledz",
        )


@tagged("post_install", "-at_install")
@freeze_time("2026-11-23 06:45:00")
class TestForwarded(InboxCommon, common.PressCase):
    """A colleague passes a letter on; the journalist is the one who asks."""

    FRIDAY = datetime(2026, 11, 20, 17, 40)
    SECRETARIAT = "Sekretariat <sekretariat@zarnoleka.example>"
    FORWARDED = (
        "Proszę o zajęcie się.\n\nOd: Jan Nowak <jan.nowak@kurier.example>\n"
        "Wysłano: piątek, 20 listopada 2026 18:40\n"
        "Do: sekretariat@zarnoleka.example\nTemat: Remont\n\n"
        "Dzień dobry,\nile kilometrów?\n"
    )

    def _forward(self, **values):
        values.setdefault("sender", self.SECRETARIAT)
        return self.receive("PD: Remont", self.FORWARDED, **values)

    def test_original_sender_is_confirmed_in_one_click(self):
        row = self._forward()
        inquiry = self.case_of(row)
        self.assertFalse(self.sink.letters, "a colleague is not acknowledged")
        self.assertFalse(inquiry.email_from)
        self.assertEqual(inquiry.name, "Remont", "as the journalist called it")
        self.assertTrue(row.forwarded)
        shown = row.with_context(lang="en_US").inbox_letter()
        self.assertIn("sender", shown["actions"])
        self.assertIn("Jan Nowak <jan.nowak@kurier.example>", shown["original"])
        row.action_confirm_sender()
        self.assertEqual(inquiry.journalist_id, self.journalist)
        self.assertEqual(inquiry.outlet_id, self.outlet)
        self.assertEqual(inquiry.contact_name, "Jan Nowak")
        self.assertEqual(inquiry.received_at, self.FRIDAY)
        self.assertEqual(inquiry.legal_due_at.date().isoformat(), "2026-12-04")
        self.assertOneLetterTo(common.JOURNALIST)
        self.assertNothingFor("sekretariat@zarnoleka.example")
        self.assertNotIn("sender", row.inbox_letter()["actions"])
        with self.assertRaises(UserError):
            row.action_confirm_sender()
        self.assertOneLetterTo(common.JOURNALIST)

    def test_in_the_form_of_the_case(self):
        inquiry = self.case_of(self._forward()).with_user(self.officer)
        self.assertIn("Jan Nowak", inquiry.forward_sender)
        inquiry.action_confirm_sender()
        self.assertEqual(inquiry.journalist_id, self.journalist)
        self.assertFalse(inquiry.forward_letter_id)

    def test_a_stranger_forwards_nothing(self):
        """Only a colleague's word counts; a journalist's forward is a question."""
        row = self._forward(sender="Ola Obca <ola@portal.example>")
        self.assertFalse(row.forwarded)
        self.assertEqual(self.case_of(row).email_from, "ola@portal.example")
        self.assertOneLetterTo("ola@portal.example")

    def _check_copy(self, copy, inquiry):
        self.assertEqual((copy.state, copy.problem), ("quarantine", "copy"))
        self.assertEqual(self.to_sort()[-1:], copy)
        proposal = copy.inbox_letter()["proposal"]
        self.assertEqual(proposal["id"], inquiry.id)
        copy.action_join(proposal["model"], proposal["id"])
        self.assertEqual((copy.state, self.case_of(copy)), ("message", inquiry))
        self.assertOneLetterTo(common.JOURNALIST)
        self.assertNothingFor("sekretariat@zarnoleka.example")

    def test_copy_by_its_words(self):
        first = self.receive("Remont", "Dzień dobry,\n\nile kilometrów?\n")
        self._check_copy(self._forward(), self.case_of(first))

    def test_copy_by_its_references(self):
        first = self.receive("Remont", "Zupełnie inne słowa?")
        copy = self._forward(References=first.message_id)
        self._check_copy(copy, self.case_of(first))

    def test_copy_as_an_attachment(self):
        letter = self._letter("Remont", "Jeszcze inne słowa?")
        self.deliver(letter.as_bytes())
        first = self.to_sort()
        outer = self._letter("do wiadomości", "Proszę.", sender=self.SECRETARIAT)
        outer.add_attachment(letter)
        self.deliver(outer.as_bytes())
        self._check_copy(self.to_sort()[-1:], self.case_of(first))

    def test_other_words_are_another_question(self):
        self.receive("Remont", "Dzień dobry,\n\nile kosztuje?\n")
        self.assertEqual(self._forward().state, "case")
