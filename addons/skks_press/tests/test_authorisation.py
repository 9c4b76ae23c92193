"""Quote authorisation: hours by the clock, silence that counts, and its guards."""

from datetime import datetime, timedelta
from unittest.mock import patch
from zoneinfo import ZoneInfo

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.skks_base.tests.common_rpc import RpcMixin
from odoo.addons.skks_base.tools.moments import naive_utc

from . import common

WARSAW = ZoneInfo("Europe/Warsaw")
QUOTE = "Most otworzymy za 21 dni."
OURS = "Most otworzymy za 12 dni."


def at(day, hour, minute=0, month=11):
    return naive_utc(datetime(2026, month, day, hour, minute, tzinfo=WARSAW))


class AuthorisationCase(common.PressCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kind = cls.env.ref("skks_press.category_authorisation")
        cls.kind.service_policy_id.warning_share = 0
        cls.officer.lang = "en_US"
        cls.outlet.frequency = "daily"

    def _asked(self, received_at, **values):
        """An inquiry that arrives with a quotation, registered at once."""
        with freeze_time(received_at):
            return self._inquiry(
                category_id=self.kind.id,
                received_at=received_at,
                description=f"<p>{QUOTE}</p>",
                **values,
            )

    def _watch(self, moment):
        """Let the scheduled action run at that moment."""
        cron = self.env.ref("skks_press.ir_cron_authorisation")
        with freeze_time(moment), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def _answer(self, inquiry, moment):
        with freeze_time(moment):
            one = inquiry.authorisation_ids.with_user(self.officer)
            one.text = OURS
            answer = self.env["skks.answer"].browse(one.action_open_answer()["res_id"])
            answer = answer.with_user(self.officer)
            answer.action_submit()
            answer.with_user(self.head).action_approve()
            answer.action_send()
        return answer


@tagged("post_install", "-at_install")
class TestAutumnChange(AuthorisationCase):
    """AS5: Sat 24 Oct 2026 22:00, the night in which the clocks go back."""

    def test_six_hours(self):
        inquiry = self._asked(at(24, 22, month=10))
        one = inquiry.authorisation_ids
        due = at(25, 3, month=10)
        self.assertEqual(one.due_at, due)
        self.assertEqual(due - inquiry.received_at, timedelta(hours=6))
        self._watch(due - timedelta(minutes=1))
        self.assertEqual(one.state, "pending")
        self._watch(due + timedelta(minutes=4))
        self.assertEqual((one.state, one.settled_at), ("tacit", due))
        entry = self.env["skks.journal.entry"].search(
            [
                ("res_model", "=", one._name),
                ("res_id", "=", one.id),
                ("act", "=", "authorisation.state"),
            ]
        )
        self.assertEqual(entry.new_value, f"state: tacit\nsettled_at: {due}")

    def test_periodical(self):
        self.outlet.frequency = "weekly"
        inquiry = self._asked(at(24, 22, month=10))
        self.assertEqual(inquiry.authorisation_ids.due_at, at(25, 21, month=10))


@tagged("post_install", "-at_install")
class TestAuthorisation(AuthorisationCase):
    """M1.1, M1.4: the term of the law, who is told, what settles it."""

    def setUp(self):
        super().setUp()
        self.inquiry = self._asked(at(22, 21, 40))
        self.one = self.inquiry.authorisation_ids

    def test_it_begins_with_the_text_of_the_letter(self):
        self.assertEqual(self.one.original_text, QUOTE)
        self.assertFalse(self.one.is_changed)
        self.one.with_user(self.officer).text = OURS
        self.assertIn("<del>", self.one.difference)
        self.assertIn("12", self.one.difference)
        self.assertIn("crossed out", self.one.difference)

    def test_term_follows_the_title_and_what_was_agreed(self):
        self.assertEqual(self.one.due_at, at(23, 3, 40))
        with freeze_time(at(22, 22)):
            for frequency, due in (
                ("weekly", at(23, 21, 40)),
                ("irregular", at(23, 21, 40)),
                (False, at(23, 3, 40)),
            ):
                with self.subTest(frequency=frequency):
                    outlet = self.outlet.copy({"name": "Inny", "outlet_domains": False})
                    outlet.frequency = frequency
                    self.inquiry.outlet_id = outlet
                    self.assertEqual(self.one.due_at, due)
            self.inquiry.asked_for = at(22, 23)
            self.assertEqual(self.one.due_at, at(23, 3, 40), "a wish moves no term")
            self.inquiry.priority = "3"
            self.assertEqual(self.one.due_at, at(23, 3, 40), "nor does urgency")
            self.inquiry.agreed_for = at(23, 12)
            self.assertEqual(self.one.due_at, at(23, 12))

    def test_alerts_at_night(self):
        """At half of the time and an hour before its end, whatever the hour."""
        told = []
        for moment in (at(23, 0, 39), at(23, 0, 40), at(23, 1), at(23, 2, 41)):
            self._watch(moment)
            told.append(len(self._alerts()))
        self.assertEqual(told, [0, 1, 1, 2])
        letters = self._alerts().mail_ids
        self.assertEqual(letters.recipient_ids, self.officer.partner_id)

    def _alerts(self):
        return self.env["mail.message"].search(
            [
                ("model", "=", "skks.inquiry"),
                ("res_id", "=", self.inquiry.id),
                ("message_type", "=", "user_notification"),
                ("subject", "like", "Authorise the quotation by"),
            ]
        )

    def test_one_that_fails_does_not_stop_the_others(self):
        other = self._asked(at(22, 21, 30)).authorisation_ids
        lapse = type(self.one)._lapse

        def fails(record):
            if record == other:
                raise ValueError("broken")
            return lapse(record)

        with (
            patch.object(type(self.one), "_lapse", fails),
            self.assertLogs("odoo.addons.skks_press.models.authorisation", "ERROR"),
        ):
            self._watch(at(23, 4))
        self.assertEqual((self.one.state, other.state), ("tacit", "pending"))

    def test_answer_in_time(self):
        answer = self._answer(self.inquiry, at(23, 3, 30))
        self.assertIn("12 dni", answer.body)
        self.assertEqual(
            (self.one.state, self.one.settled_at), ("answered", at(23, 3, 30))
        )
        self.assertIn("12 dni", self.assertOneLetterTo(common.JOURNALIST).text)
        self.assertEqual(self.inquiry.answered_in_time, "met")
        self._watch(at(23, 4))
        self.assertEqual(self.one.state, "answered")

    def test_answer_too_late_before_anybody_looked(self):
        self._answer(self.inquiry, at(23, 3, 42))
        self.assertEqual(
            (self.one.state, self.one.settled_at), ("tacit", at(23, 3, 40))
        )

    def test_returned_letter_settles_nothing(self):
        self._answer(self.inquiry, at(23, 1))
        with freeze_time(at(23, 2)):
            self.inquiry._note_undelivered("550 no such mailbox")
        self.assertEqual(self.one.state, "pending")
        self._watch(at(23, 3, 45))
        self.assertEqual(self.one.state, "tacit")

    def test_presumed_authorisation_closes_the_inquiry(self):
        self._watch(at(23, 3, 45))
        self.assertEqual(
            self.inquiry.authorisation_label, "Presumed authorisation 03:40"
        )
        with freeze_time(at(23, 8)):
            with self.assertRaisesRegex(UserError, "Say why"):
                self.one.with_user(self.officer).action_close_tacit()
            late = self.inquiry._skks_unexplained_clocks()
            late._skks_explain(self.env.ref("skks_base.missed_reason_intake"))
            self.one.with_user(self.officer).action_close_tacit()
        self.assertEqual(self.inquiry.state, "closed")
        self.assertEqual(self.inquiry.resolution_id.code, "TACIT")
        self.assertEqual(self.inquiry.answered_in_time, "missed")

    def test_it_goes_with_the_kind_and_with_the_case(self):
        officer = self.inquiry.with_user(self.officer)
        with freeze_time(at(22, 22)):
            officer.category_id = self.env.ref("skks_press.category_questions")
            self.assertEqual(self.one.state, "cancelled")
            officer.category_id = self.kind
            self.assertEqual(self.one.state, "pending")
            officer._withdraw("Jan Nowak", at(22, 21, 50), "e-mail")
            self.assertEqual(self.one.state, "cancelled")
        self._watch(at(23, 5))
        self.assertEqual(self.one.state, "cancelled")


@tagged("post_install", "-at_install")
class TestAuthorisationAttacks(RpcMixin, AuthorisationCase):
    """Nobody makes, settles or moves an authorisation by hand."""

    def setUp(self):
        super().setUp()
        self.inquiry = self._asked(at(22, 21, 40))
        self.one = self.inquiry.authorisation_ids

    def test_doors(self):
        other = self._inquiry()
        ids, name = self.one.ids, self.one._name
        doors = [
            ("write", [ids, {"state": "answered"}]),
            ("write", [ids, {"settled_at": "2026-01-01 00:00:00"}]),
            ("write", [ids, {"alerts_sent": 9}]),
            ("write", [ids, {"inquiry_id": other.id}]),
            ("create", [[{"inquiry_id": other.id, "state": "answered"}]]),
            ("unlink", [ids]),
            ("copy", [ids]),
        ]
        for user in (self.officer, self.head, self.roads, self.auditor):
            for method, args in doors:
                with self.subTest(user=user.login, method=method, args=args):
                    self.assertIsNone(self.rpc_or_refused(user, name, method, *args))
        self.assertEqual((self.one.state, self.one.alerts_sent), ("pending", 0))

    def test_settled_wording_stays(self):
        self._watch(at(23, 4))
        for fname in ("original_text", "text"):
            with self.assertRaises(UserError):
                self.one.with_user(self.officer)[fname] = "Inaczej."

    def test_whoever_is_quoted_reads_it(self):
        mine = self.one.with_user(self.school)
        self.assertFalse(mine.search([("id", "=", mine.id)]))
        self.one.with_user(self.officer).quoted_user_id = self.school
        self.assertTrue(mine.search([("id", "=", mine.id)]))
        self.assertEqual(self.one.quoted_name, self.school.name)
        with self.assertRaises(AccessError):
            mine.text = "Inaczej."
        with self.assertRaises(AccessError):
            self.inquiry.with_user(self.school).read(["description"])

    def test_nobody_else_acts(self):
        for user in (self.roads, self.auditor, self.secretary):
            for action in ("action_open_answer", "action_close_tacit"):
                with self.subTest(user=user.login, action=action):
                    with self.assertRaises(UserError), self.env.cr.savepoint():
                        getattr(self.one.with_user(user), action)()
