from freezegun import freeze_time

from odoo.tests import Form, TransactionCase, tagged

from odoo.addons.skks_base.tests.common_who import utc

from . import common


@tagged("post_install", "-at_install")
class TestPatronage(common.PatronageCommon, TransactionCase):
    """M2.4: a case type of a town's own, with its clock and its entry on the desk."""

    def test_journey(self):
        """From the letter of the organiser to the decision of the mayor."""
        with freeze_time(common.MONDAY):
            letter = self._letter(
                "Patronat: Bieg Lipowy",
                "Prosimy o patronat.",
                sender="Klub <klub@biegi.example>",
                to="patronat@zarnoleka.example",
            )
            self.deliver(letter.as_bytes(), received_at=common.MONDAY)
        request = self.env["skks.patronage"].search([]).with_user(self.officer)
        self.assertRegex(request.number, r"^PAT/2026/\d{4}$")
        self.assertEqual(request.email_from, "klub@biegi.example")
        self.assertEqual(request.received_at, common.MONDAY)
        self.assertEqual(request.next_due_at, common.DUE)
        with freeze_time(utc(2026, 3, 3, 10)):
            request.action_confirm()
            with Form(request) as form:
                form.event_date = "2026-03-14"
                form.entity_id = self.wdt
            self.assertEqual(request.coordinator_id, self.officer)
            request.with_user(self.roads).opinion = "<p>Droga wolna.</p>"
            self.assertEqual(request.opinion_user_id, self.roads)
            request.action_grant()
        self.assertEqual(request.state, "granted")
        self.assertEqual(request.sudo().clock_ids.result, "met")
        acts = self.env["skks.journal.entry"].search(
            [("res_model", "=", request._name), ("res_id", "=", request.id)]
        )
        self.assertLessEqual(
            {"clock.start", "case.state", "patronage.opinion", "clock.stop"},
            set(acts.mapped("act")),
        )
        self.assertIn("Opinion on a patronage written", acts.mapped("act_name"))

    def test_letter_waits_to_be_sorted(self):
        letter = self._letter("Patronat", "Tekst", to="patronat@zarnoleka.example")
        self.deliver(letter.as_bytes())
        letters = self.env["skks.mail.quarantine"].with_user(self.officer)
        waiting = letters.search([("to_sort", "=", True)])
        self.assertEqual(waiting.res_model, "skks.patronage")
        self.assertIn("skks.patronage", dict(letters._letter_targets()))
        waiting.action_take()
        request = self.env["skks.patronage"].search([])
        self.assertEqual(request.coordinator_id, self.officer)

    def test_letter_that_is_no_case(self):
        request = self._request()
        request.action_not_a_case()
        clock = request.sudo().clock_ids
        self.assertEqual(request.state, "not_a_case")
        self.assertTrue(clock.stopped_at)
        self.assertFalse(clock.result)
        request.action_reopen()
        self.assertEqual(request.state, "new")
        self.assertFalse(clock.stopped_at)

    def _warn(self):
        """Let the cron of the clocks run now."""
        with self.enter_registry_test_mode():
            self.env.ref("skks_base.ir_cron_clock_notify").method_direct_trigger()
        self.env.invalidate_all()

    def test_clock_warns_the_coordinator_then_the_head(self):
        with freeze_time(common.MONDAY):
            request = self._request()
        activity = self.env["mail.activity"].search
        domain = [("res_model", "=", request._name), ("res_id", "=", request.id)]
        with freeze_time(utc(2026, 3, 5, 10)):
            self._warn()
            self.assertFalse(activity(domain))
        with freeze_time(utc(2026, 3, 9, 10)):
            self._warn()
            self.assertEqual(activity(domain).user_id, self.officer)
            self.assertTrue(request.is_at_risk)
        with freeze_time(utc(2026, 3, 10, 10)):
            self._warn()
            self.assertEqual(activity(domain).user_id, self.officer + self.head)
            self.assertTrue(request.is_overdue)
            request.action_confirm()
            request.action_refuse()
        self.assertEqual(request.sudo().clock_ids.result, "missed")
        self.assertFalse(activity(domain))

    def test_time_of_receipt_is_corrected(self):
        with freeze_time(common.MONDAY):
            request = self._request()
            request.received_at = utc(2026, 2, 27, 9)
        self.assertEqual(request.next_due_at, utc(2026, 3, 6, 16))

    @freeze_time(utc(2026, 3, 3, 10))
    def test_desk(self):
        """With the office, then with the people of the entity, then back."""
        request = self._asked()
        row = self._on_desk_of(self.officer, request)
        self.assertEqual(row.waiting_for, "entity")
        self.assertEqual(row.waiting_who, self.wdt.name)
        self.assertEqual(row.entity_id, self.wdt)
        self.assertEqual(row.number, request.number)
        self.assertEqual(row.next_due_at, common.DUE)
        self.assertFalse(self._needs(self.officer, request))
        self.assertTrue(self._needs(self.roads, request))
        self.assertFalse(self._on_desk_of(self.water, request))
        request.with_user(self.roads).opinion = "<p>Droga wolna.</p>"
        self.assertTrue(self._needs(self.officer, request))
        self.assertFalse(self._needs(self.roads, request))
        request.action_grant()
        self.assertFalse(self._on_desk_of(self.officer, request))

    @freeze_time(utc(2026, 3, 3, 10))
    def test_desk_reminds_whom_we_wait_for(self):
        request = self._asked()
        self._on_desk_of(self.officer, request).action_nudge()
        self.env["mail.mail"].process_email_queue()
        self.assertOneLetterTo(self.roads.email)
        self.assertNothingFor(self.water.email)

    @freeze_time(utc(2026, 3, 10, 10))
    def test_briefing(self):
        overdue = self._request(name="Bieg spóźniony")
        granted = self._request(name="Bieg pod patronatem")
        granted.action_confirm()
        granted.action_grant()
        self._request(name="Bieg nowy", received_at=utc(2026, 3, 10, 8))
        briefing = self.env["skks.briefing"].with_user(self.head)
        sections = {
            section.title: section for section in briefing.create({})._sections()
        }
        rows = sections["Overdue"].rows
        self.assertIn((overdue._name, overdue.id), [row[3:5] for row in rows])
        self.assertEqual(rows[0].who, self.officer.name)
        labels = [row.label for row in sections["New since the last briefing"].rows]
        self.assertIn("Bieg nowy", "".join(labels))
        (row,) = sections["Under the patronage of the mayor"].rows
        self.assertIn("Bieg pod patronatem", row.label)

    def test_audit_of_an_employee(self):
        request = self._asked()
        request.with_user(self.roads).opinion = "<p>Droga wolna.</p>"
        self.env.flush_all()
        audit = (
            self.env["skks.audit"]
            .with_user(self.auditor)
            .create({"subject_id": self.roads.id, "reason": "Kontrola"})
        )
        lines = self.env["skks.audit.line"].with_user(self.auditor)
        (line,) = lines.search(
            [("audit_id", "=", audit.id), ("act", "=", "patronage.opinion")]
        )
        self.assertEqual(line.kind, "case")
        self.assertEqual(line.act_name, "Opinion on a patronage written")

    def test_handed_over_with_the_rest(self):
        request = self._request()
        self.officer.stand_in_id = self.officer2
        self.officer.active = False
        self.assertEqual(request.coordinator_id, self.officer2)

    def test_erasure_empties_every_text(self):
        request = self._asked(
            email_from="jan@biegi.example", description="Jan Kowalski"
        )
        number = request.number
        self.env["skks.erasure"]._erase_person(request, "Wniosek")
        self.assertEqual(request.number, number)
        for fname in ("email_from", "organiser", "description", "opinion"):
            self.assertFalse(request[fname], fname)
