from datetime import datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import CITIZEN
from .common_routing import RoutingCase

ROADS_BOX = "Wydział Dróg <twdt@zarnoleka.example>"
FORWARDED = (
    "Proszę przyjąć jako zgłoszenie.\n\n"
    f"Od: Stefan Gałązka <{CITIZEN}>\n"
    "Wysłano: piątek, 20 listopada 2026 18:40\n"
    "Do: twdt@zarnoleka.example\nTemat: Latarnia\n\n"
    "Dzień dobry,\nlatarnia nie świeci od tygodnia.\n"
)


@tagged("post_install", "-at_install")
@freeze_time("2026-11-23 06:45:00")
class TestLetters(RoutingCase):
    """M7.4: letters become reports, also those that a unit passes on."""

    def _receive(self, subject, text, **values):
        letters = self.env["skks.mail.quarantine"]
        before = letters.search([], order="id desc", limit=1).id or 0
        self.deliver(self._letter(subject, text, **values).as_bytes())
        row = letters.search([("id", ">", before)])
        self.assertEqual((len(row), row.res_model), (1, "skks.intervention"))
        case = self.env["skks.intervention"].browse(row.res_id)
        return row.with_user(self.officer), case.with_user(self.dispatcher)

    def test_take_and_join(self):
        row, case = self._receive("Dziura", "Dziura na Lipowej.")
        self.assertFalse(case.forward_sender, "nobody has passed it on")
        self.assertTrue(row.to_sort)
        row.action_take()
        self.assertEqual(case.coordinator_id, self.officer)
        again, second = self._receive("Dziura jeszcze raz", "I chodnik.")
        again.action_join("skks.intervention", case.id)
        self.assertEqual(second.state, "not_a_case")
        self.assertFalse(second._skks_running_clocks())
        self.assertIn("chodnik", str(case.message_ids.mapped("body")))

    def test_not_a_case_and_undo(self):
        row, case = self._receive("Reklama", "Tanio.")
        row.action_dismiss("Reklama")
        self.assertEqual(case.state, "not_a_case")
        row.action_undo_dismiss()
        self.assertEqual(case.state, "new")
        self.assertTrue(case._skks_running_clocks())

    def test_who_wrote_what_a_unit_passes_on(self):
        row, case = self._receive("PD: Latarnia", FORWARDED, sender=ROADS_BOX)
        self.assertEqual(case.name, "Latarnia")
        self.assertFalse(case.email_from)
        self.assertIn("latarnia nie świeci", case.description)
        for word in ("Gałązka", CITIZEN, "Proszę przyjąć"):
            self.assertNotIn(word, case.description)
        self.assertIn("Gałązka", case.forward_sender)
        self.assertIn("sender", row.inbox_letter()["actions"])
        row.action_confirm_sender()
        self.assertEqual(
            (case.email_from, case.contact_name), (CITIZEN, "Stefan Gałązka")
        )
        self.assertEqual(case.received_at, datetime(2026, 11, 20, 17, 40))
        self.assertEqual(case.answer_clock_id.started_at, case.received_at)
        self.assertNothingFor("twdt@zarnoleka.example")
        with self.assertRaises(UserError):
            case.action_confirm_sender()

    def test_only_whoever_sorts_confirms_the_sender(self):
        _row, case = self._receive("PD: Latarnia", FORWARDED, sender=ROADS_BOX)
        case.triage_send(self.wdt.id)
        with self.assertRaises(AccessError):
            case.with_user(self.roads).action_confirm_sender()
        with self.assertRaises(AccessError):
            case.with_user(self.roads).read(["forward_sender"])
        case.action_confirm_sender()
        self.assertEqual(case.email_from, CITIZEN)
