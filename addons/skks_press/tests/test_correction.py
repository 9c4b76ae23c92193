"""AS6: a correction in the press, from the publication to what came of it (M5.2)."""

import io
from datetime import date

from freezegun import freeze_time
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import resolve1

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models.correction import GROUNDS, PUBLICATION
from . import common

FRAGMENT = "x" * 612


def text_of(length):
    return f"<p>{'y' * length}</p>"


class CorrectionCommon(common.PressCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.outlet.write(
            {
                "frequency": "daily",
                "correction_address": "Kurier Żarnołęcki\nRynek 1\n00-001 Żarnołęka",
                "correction_email": "redakcja@kurier.example",
            }
        )

    @classmethod
    def _correction(cls, **values):
        """A correction of what the daily wrote on 3 December, being drafted."""
        letter = (
            cls.env["skks.correction"]
            .with_user(cls.officer)
            .create(
                {
                    "name": "Kurier: 12, a nie 21 km",
                    "coordinator_id": cls.officer.id,
                    "outlet_id": cls.outlet.id,
                    "entity_id": cls.wdt.id,
                    "published_on": "2026-12-03",
                    "source_title": "Drogi stoją",
                    "quote": FRAGMENT,
                    "true_fact": "21 km",
                    "body": text_of(1000),
                    "signatory": "Halina Wrzos",
                    "signatory_title": "Prezydent Miasta",
                    "correspondence_address": "Urząd Miasta, Rynek 10",
                    **dict.fromkeys(GROUNDS, True),
                }
                | values
            )
        )
        if letter.medium != "social":
            letter.action_draft()
        return letter

    def _accept(self, letter):
        letter.action_submit()
        letter.with_user(self.roads).sudo(False).action_approve()
        letter.with_user(self.head).sudo(False).action_approve()

    def _step(self, letter, step, day, user=None, **values):
        wizard = self.env["skks.correction.step"].with_user(user or self.officer)
        wizard = wizard.create(
            {"correction_id": letter.id, "step": step, "day": day} | values
        )
        return wizard.action_confirm()


@tagged("post_install", "-at_install")
class TestScenarioAS6(CorrectionCommon, common.PressCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2026-12-04 09:00:00"))
        cls.letter = cls._correction()

    def _posted(self):
        with freeze_time("2026-12-08 09:00:00"):
            self._accept(self.letter)
        with freeze_time("2026-12-09 14:00:00"):
            self._step(self.letter, "posted", "2026-12-09", number="RR 123 456 789 PL")

    def test_dates(self):
        self.assertEqual(self.letter.number[:8], "SP/2026/")
        self.assertEqual(self.letter.internal_date, date(2026, 12, 10))
        self.assertEqual(self.letter.raw_date, date(2026, 12, 24))
        self.assertEqual(self.letter.safe_date, date(2026, 12, 23))
        self.assertEqual(self.letter.legal_date, date(2026, 12, 28))
        self.assertEqual(self.letter.long_stop, date(2027, 12, 3))
        legal = self.letter._skks_clock("legal")
        self.assertEqual(str(legal.due_at), "2026-12-28 22:59:59")
        self.assertEqual(str(legal.safe_at)[:10], "2026-12-23")
        service = self.letter._skks_clock("service")
        self.assertEqual(str(service.due_at)[:10], "2026-12-10")

    def test_corpus_christi(self):
        self.letter.published_on = "2026-05-14"
        self.assertEqual(self.letter.safe_date, date(2026, 6, 3))
        self.assertEqual(self.letter.legal_date, date(2026, 6, 5))
        legal = self.letter._skks_clock("legal")
        self.assertEqual(str(legal.due_at)[:10], "2026-06-05")

    def test_length(self):
        self.assertEqual(self.letter.allowed_length, 1224)
        for length, state in ((1101, "ok"), (1102, "near"), (1224, "near")):
            self.letter.body = text_of(length)
            self.assertEqual(self.letter.length_state, state, length)
        self.letter.body = text_of(1225)
        self.assertEqual(self.letter.length_state, "over")
        with self.assertRaisesRegex(UserError, "1225"):
            self.letter.action_submit()
        self.letter.body = text_of(1224)
        self.letter.action_submit()

    def test_airtime(self):
        letter = self._correction(
            medium="broadcast", fragment_seconds=20, own_seconds=41
        )
        self.assertEqual((letter.allowed_length, letter.length_state), (40, "over"))
        with self.assertRaises(UserError):
            letter.action_submit()
        letter.own_seconds = 40
        letter.action_submit()

    def test_grounds_of_refusal(self):
        for name in (*GROUNDS, "signatory", "correspondence_address", "entity_id"):
            with self.subTest(ground=name):
                letter = self._correction(**{name: False})
                with self.assertRaises(UserError):
                    letter.action_submit()

    def test_two_stages(self):
        """M1.3: the entity vouches, the head accepts; the author does neither."""
        self.letter.action_submit()
        self.assertEqual(self.letter.signoff_state, "substantive")
        self.assertEqual(self.letter.state, "acceptance")
        for user in (self.officer, self.head, self.water):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.letter.with_user(user).sudo(False).action_approve()
        roads = self.letter.with_user(self.roads).sudo(False)
        self.assertTrue(roads.has_access("read"))
        action = roads.action_approve()
        self.assertFalse(roads.has_access("read"))
        self.assertEqual(action["res_model"], "skks.desk")  # no page of an error
        with self.assertRaises(UserError):
            self._step(self.letter, "posted", "2026-12-04", number="RR 1")
        head = self.letter.with_user(self.head).sudo(False)
        self.assertIs(head.action_approve(), True)
        self.letter.body = text_of(900)
        self.assertEqual((self.letter.state, self.letter.signoff_state), ("draft",) * 2)
        with self.assertRaises(UserError):
            self.letter.with_user(self.head).action_emergency_release("Pilne.")

    def test_published_in_the_future(self):
        with self.assertRaisesRegex(UserError, "in the future"):
            self.letter.published_on = "2027-01-04"

    def test_returned_out_of_sight(self):
        """M4.3: whoever returned a text lands on the desk, not on an error."""
        self.letter.action_submit()
        context = {
            "active_model": "skks.correction",
            "active_ids": self.letter.ids,
            "reason_action": "action_return",
        }
        wizard = self.env["skks.reason"].with_user(self.roads).create({"reason": "12"})
        action = wizard.with_context(**context).action_confirm()
        self.assertEqual(self.letter.signoff_state, "returned")
        self.assertEqual(action["res_model"], "skks.desk")

    def test_registered_letter_keeps_the_term(self):
        self._accept(self.letter)
        self.sink.clear()
        with freeze_time("2026-12-08 09:00:00"):
            self.letter.action_send()
        copy = self.assertOneLetterTo("redakcja@kurier.example")
        self.assertIn("Halina Wrzos", copy.text)
        self.assertTrue(self.letter.sent_at)
        self.assertEqual(self.letter.state, "acceptance")
        self.assertEqual(len(self.letter._skks_running_clocks()), 2)
        with freeze_time("2026-12-09 14:00:00"):
            for number in (None, "  "):
                with self.assertRaises(UserError):
                    self._step(self.letter, "posted", "2026-12-09", number=number)
            for day in ("2026-12-10", "2026-12-03"):  # to come; before acceptance
                with self.assertRaises(UserError):
                    self._step(self.letter, "posted", day, number="RR 1")
            self._step(self.letter, "posted", "2026-12-09", number="RR 1")
        self.assertEqual(self.letter.state, "sent")
        self.assertEqual(self.letter.waiting_for, "outsider")
        self.assertFalse(self.letter._skks_running_clocks())
        clocks = self.letter.sudo().clock_ids
        self.assertEqual(set(clocks.mapped("result")), {"met"})
        with self.assertRaises(UserError):
            self.letter.body = text_of(10)

    def test_late_letter_is_late(self):
        with freeze_time("2026-12-30 09:00:00"):
            self._accept(self.letter)
            self._step(self.letter, "posted", "2026-12-30", number="RR 1")
        self.assertEqual(set(self.letter.sudo().clock_ids.mapped("result")), {"missed"})

    def test_receipt_and_reaction(self):
        self._posted()
        with freeze_time("2026-12-14 09:00:00"):
            self._step(self.letter, "received", "2026-12-11")
        self.assertEqual(self.letter.publish_by, date(2026, 12, 18))
        self.assertEqual(self.letter.reaction_on, date(2026, 12, 21))
        task = self.letter.sudo().activity_ids
        self.assertEqual(task.date_deadline, date(2026, 12, 21))
        self.assertEqual(task.user_id, self.officer)
        self.letter.sudo().also_online = True
        self.assertEqual(self.letter.publish_online_by, date(2026, 12, 16))

    def test_refused_and_sent_again(self):
        self._posted()
        with freeze_time("2026-12-15 12:00:00"):
            self._step(self.letter, "refused", "2026-12-15", note="To opinia.")
        self.assertEqual(self.letter.state, "refused")
        self.assertEqual(self.letter.refusal_reason, "To opinia.")
        self.assertEqual(self.letter.legal_date, date(2027, 1, 5))
        self.assertEqual(self.letter.long_stop, date(2027, 12, 3))
        legal = self.letter._skks_clock("legal")
        self.assertEqual(str(legal.due_at), "2027-01-05 22:59:59")
        with freeze_time("2026-12-16 12:00:00"):
            self.letter.action_correct()
            self.assertEqual(self.letter.state, "draft")
            self.letter.body = text_of(800)
            self._accept(self.letter)
            self._step(self.letter, "posted", "2026-12-16", number="RR 2")
        self.assertEqual(self.letter.state, "resent")
        entries = self.env["skks.journal.entry"].search(
            [("act", "=", "correction.posted"), ("res_id", "=", self.letter.id)]
        )
        self.assertEqual(len(entries), 2)

    def test_published_and_looked_at(self):
        self._posted()
        with freeze_time("2026-12-18 12:00:00"):
            self._step(self.letter, "published", "2026-12-17")
        self.assertTrue(self.letter.is_breach)
        self.letter.write(dict.fromkeys(PUBLICATION, True))
        self.assertFalse(self.letter.is_breach)
        with self.assertRaises(UserError):
            self.letter.action_close()
        self.letter.outcome = "published"
        self.letter.action_close()
        self.assertEqual(self.letter.state, "closed")

    def test_court_until_the_long_stop(self):
        self._posted()
        with freeze_time("2027-12-04 09:00:00"):
            with self.assertRaises(UserError):
                self.letter.action_court()
        with freeze_time("2027-12-03 09:00:00"):
            self.letter.action_court()
        self.assertEqual(self.letter.state, "court")

    def test_post_in_social_media(self):
        """The same case for a post: no statutory clock, three outcomes."""
        letter = self._correction(medium="social", outlet_id=False)
        self.assertFalse(letter.clock_ids or letter.legal_date or letter.long_stop)
        with self.assertRaises(UserError):
            letter.action_draft()
        letter.outcome = "published"
        with self.assertRaises(UserError):
            letter.action_close()
        letter.outcome = "none"
        with self.assertRaises(UserError):
            letter.action_close()
        for outcome in ("none", "comment", "removal"):
            with self.subTest(outcome):
                case = self._correction(
                    medium="social", outcome=outcome, outcome_reason="Mało czytane."
                )
                case.action_close()
                self.assertEqual(case.state, "closed")

    def test_evidence_is_entered_by_steps_only(self):
        for values in (
            {"state": "sent"},
            {"posted_on": "2026-12-04"},
            {"post_number": "RR 1"},
            {"refused_on": "2026-12-04"},
            {"signoff_state": "approved"},
        ):
            with self.subTest(**values), self.assertRaises(UserError):
                self.letter.write(values)
        context = {f"default_{name}": "x" for name in ("post_number", "state")}
        corrections = self.env["skks.correction"].with_user(self.officer)
        made = corrections.with_context(**context).create(
            {"name": "x", "published_on": "2026-12-03"}
        )
        self.assertEqual((made.state, made.post_number), ("contact", False))

    def test_only_the_office_acts(self):
        self._accept(self.letter)
        for user in (self.roads, self.secretary, self.auditor):
            mine = self.letter.with_user(user).sudo(False)
            for name in (
                "action_send",
                "action_close",
                "action_court",
                "action_correct",
            ):
                with self.subTest(user=user.login, action=name):
                    with self.assertRaises(AccessError):
                        getattr(mine, name)()
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._step(self.letter, "posted", "2026-12-04", user, number="RR 1")

    def test_letter_on_paper(self):
        report = self.env["ir.actions.report"].with_user(self.officer)
        report = report.with_context(force_report_rendering=True, lang="pl_PL")
        name = "skks_press.correction_report"
        html = report._render_qweb_html(name, self.letter.ids)[0].decode()
        for words in ("Halina Wrzos", "Rynek 1", "Drogi stoją"):
            self.assertIn(words, html)
        pdf, kind = report._render_qweb_pdf(name, self.letter.ids)
        self.assertEqual((pdf[:5], kind), (b"%PDF-", "pdf"))
        catalog = PDFDocument(PDFParser(io.BytesIO(pdf))).catalog
        self.assertTrue(resolve1(catalog["MarkInfo"])["Marked"])

    def test_correction_of_an_order(self):
        """M5.2: what an entity reports becomes the letter with one click."""
        order = (
            self.env["skks.order"]
            .with_user(self.roads)
            .create(
                {
                    "name": "Kurier: 12, a nie 21 km",
                    "kind": "correction",
                    "source_kind": "press",
                    "published_on": "2026-12-03",
                    "quote": "12 km",
                    "true_fact": "21 km",
                }
            )
        )
        order.action_submit()
        office = order.with_user(self.officer).sudo(False)
        office.action_take()
        made = self.env["skks.correction"].browse(
            office.action_make_correction()["res_id"]
        )
        self.assertEqual(made.entity_id, self.wdt)
        self.assertEqual((made.quote, made.true_fact), ("12 km", "21 km"))
        self.assertEqual(office.outcome, "correction")
        self.assertEqual(office.action_make_correction()["res_id"], made.id)
        with self.assertRaises(AccessError):
            order.action_make_correction()
        self.assertFalse(made.with_user(self.roads).sudo(False).has_access("read"))
