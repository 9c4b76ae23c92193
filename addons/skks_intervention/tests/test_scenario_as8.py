"""AS8: a report on Friday evening, without a script and without an e-mail address."""

from datetime import datetime
from zoneinfo import ZoneInfo

from freezegun import freeze_time
from lxml import html

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import CITIZEN
from .common_form import FormCase
from .common_pages import DOOR

WARSAW = ZoneInfo("Europe/Warsaw")
PHONE = "00 700 20 01"
# An address of the submitter that the clerk has from elsewhere.
ELSEWHERE = "stefan@gdzie-indziej.example"


def at(day, hour, minute=0):
    """A moment of November 2026 in Poland, as the server counts."""
    moment = datetime(2026, 11, day, hour, minute, tzinfo=WARSAW)
    return freeze_time(moment.astimezone(ZoneInfo("UTC")).replace(tzinfo=None))


@tagged("post_install", "-at_install")
class TestScenarioAS8(FormCase):
    """M7.1-M7.6, from the form to the opinion, each person with the lowest rights."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.category.entity_id = False
        cls.env["skks.intervention.rule"].search([]).active = False
        cls.env["skks.intervention.rule"].create(
            {
                "category_id": cls.category.id,
                "entity_id": cls.wdt.id,
                "representative_id": cls.wdt_person.id,
            }
        )
        cls.place = cls.env.ref("skks_intervention.template_question_place")

    def test_intervention(self):
        with at(6, 18, 40):
            number, code = self._send_on_friday_evening()
        case = self.new_reports()
        with at(9, 9):
            self._confirm_to_submitter(case)
        with at(10, 12):
            self._ask_where(case)
        with at(13, 9):
            self._answer_on_the_page(case, number, code)
        with at(16, 10):
            self._see_the_phone(case)
        with at(20, 15):
            self._take_action(case)
        with at(25, 15):
            reply = self._draft_and_accept(case)
            self._answer_from_outlook(case)
            self._send_and_look(case, reply, number, code)
        with at(27, 12):
            self._object_on_the_page(case, number, code)

    def test_with_an_address(self):
        """The same by e-mail: what is told on the page is in the letters too."""
        with at(6, 18, 40):
            case = self.assertTaken(self.send())
            told = self._told(case.number, "23 listopada 2026", "Wydział Dróg")
            path = self._link(told, DOOR)
        with at(9, 9):
            case.with_user(self.roads).action_confirm_to_submitter()
            self._told(case.number)
        with at(10, 12):
            self._ask_where(case)
            self._told("17 listopada 2026")
        with at(13, 9):
            self.new_visitor()
            self._post(path, text="Przed numerem 12.")
            self.assertDue(case, "answer", "2026-11-25 15:30")
        with at(25, 15):
            reply = self._draft_and_accept(case)
            self.sink.clear()
            reply.action_send()
            self._told("Załatane.")
        with at(30, 9):
            self._run_cron()
            path = self._link(self._told(case.number), "/interwencje/opinia")
            self._run_cron()
            self.assertFalse(self.letters_to(CITIZEN), "asked once")
        with at(30, 18):
            self._post(path, "/interwencje/opinia", feedback="satisfied", text="")
            self.assertEqual(case.feedback, "satisfied")
            answer = self.url_open(f"/interwencje/opinia{path}")
            self.assertEqual(answer.status_code, 404, "answered once")

    # Steps --------------------------------------------------------------------

    def _send_on_friday_evening(self):
        """By keyboard, no script: what the page says is all that there is."""
        answer = self.send(
            self.values(street="", address="Lipowa", email_from="", phone=PHONE)
        )
        case = self.assertTaken(answer)
        page = html.fromstring(answer.text)
        self.assertEqual(page.get_element_by_id("skks_promised").text, "23.11.2026")
        self.assertFalse(self.letters_to(ELSEWHERE))
        self.assertEqual((case.state, case.priority), ("routed", "1"))
        self.assertEqual((case.entity_id, case.user_id), (self.wdt, self.roads))
        self.assertDue(case, "first", "2026-11-09 15:30")
        self.assertDue(case, "action", "2026-11-18 15:30")
        self.assertDue(case, "answer", "2026-11-23 15:30")
        self.assertDue(case, "legal", "2026-12-07 23:59")
        return case.number, self.code_of(answer)

    def _confirm_to_submitter(self, case):
        case.with_user(self.roads).action_confirm_to_submitter()
        self.assertEqual(case.first_clock_id.result, "met")

    def _ask_where(self, case):
        clerk = case.with_user(self.roads)
        window = self.env["skks.intervention.ask"].with_user(self.roads)
        window = window.with_context(**clerk.action_ask_submitter()["context"])
        window.create({"question_ids": [(6, 0, self.place.ids)]}).action_confirm()
        self.assertEqual(case.state, "waiting")

    def _answer_on_the_page(self, case, number, code):
        page, path = self._open(number, code)
        self.assertIn("poniedziałek, 23 listopada 2026", page.text_content())
        self._post(path, text="Przed numerem 12.")
        self.assertEqual(case.state, "in_progress")
        self.assertDue(case, "action", "2026-11-20 15:30")
        self.assertDue(case, "answer", "2026-11-25 15:30")
        self.assertDue(case, "legal", "2026-12-07 23:59")
        page, _path = self._open(number, code)
        self.assertIn("środa, 25 listopada 2026", page.text_content())

    def _see_the_phone(self, case):
        clerk = case.with_user(self.roads)
        with self.assertRaises(AccessError):
            clerk.read(["phone"])
        window = self.env["skks.intervention.contact"].with_user(self.roads)
        window = window.with_context(**clerk.action_ask_contact()["context"])
        window = window.create({"reason": "place"})
        self.assertFalse(window.phone)
        window.action_show()
        self.assertEqual(window.phone, PHONE)
        entry = self.env["skks.journal.entry"].search(
            [("act", "=", "intervention.contact_shown"), ("res_id", "=", case.id)]
        )
        self.assertEqual(entry.user_id, self.roads)

    def _take_action(self, case):
        clerk = case.with_user(self.roads)
        window = self.env["skks.intervention.action"].with_user(self.roads)
        window = window.with_context(**clerk.action_take_action()["context"])
        window.create({"what": "Masa na zimno.", "shown": True}).action_confirm()
        self.assertEqual(case.action_clock_id.result, "met")

    def _draft_and_accept(self, case):
        reply = self._drafted_reply(case)
        reply.action_submit()
        self.assertEqual(case.state, "approval")
        with self.assertRaises(AccessError, msg="his own"):
            reply.action_approve()
        reply.with_user(self.roads_head).action_approve()
        return reply

    def _answer_from_outlook(self, case):
        """His own words to the notification, the citizen in copy, reach nobody."""
        notice = self.letters_to(self.roads.email)[0]
        self.sink.clear()
        letter = self._letter(
            "Odp: zgłoszenie",
            "Panie Stefanie, zrobione.",
            sender=self.roads.email_formatted,
            In_Reply_To=notice.message["Message-ID"],
            Cc=ELSEWHERE,
        )
        self.deliver(letter.as_bytes())
        self.assertNothingFor(ELSEWHERE)

    def _send_and_look(self, case, reply, number, code):
        reply.action_send()
        self.assertEqual(case.state, "answered")
        self.assertEqual(case.answer_clock_id.result, "met")
        page, _path = self._open(number, code)
        text = page.text_content()
        for said in ("Załatane.", "Przed numerem 12.", "Udzielono odpowiedzi"):
            self.assertIn(said, text)
        for unsaid in ("Panie Stefanie", PHONE, self.roads.name, "Masa na zimno"):
            self.assertNotIn(unsaid, text)

    def _object_on_the_page(self, case, number, code):
        _page, path = self._open(number, code)
        self._post(path, text="Znowu dziura.")
        self.assertTrue(case.reopening_id)
        self.assertEqual(case.state, "answered", "people decide")
        self.assertDue(case, "reopening", "2026-12-02 16:00")

    # What the steps are made of -------------------------------------------------

    def _told(self, *words):
        """Text of the one letter to the submitter since the last look."""
        text = self.assertOneLetterTo(CITIZEN).text
        for word in words:
            self.assertIn(word, text)
        self.sink.clear()
        return text

    def _link(self, text, page):
        """The secret end of the address of a page that a letter names."""
        return f"/{text.partition(f'{page}/')[2][:43]}"

    def _run_cron(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("skks_intervention.ir_cron_opinion").method_direct_trigger()
        self.env.invalidate_all()

    def assertDue(self, case, clock, moment):
        clock = (
            case.reopening_id.clock_id
            if clock == "reopening"
            else (case[f"{clock}_clock_id"])
        )
        self.assertEqual(str(case._skks_local(clock.due_at))[:16], moment)

    def _open(self, number, code):
        """The page of the report and its address, by what was noted down."""
        self.new_visitor()
        self.env.flush_all()
        _answer, hidden = self.page(DOOR)
        answer = self.url_open(DOOR, data={"number": number, "code": code} | hidden)
        self.assertEqual(answer.status_code, 200)
        return html.fromstring(answer.text), answer.url.partition(DOOR)[2]

    def _post(self, path, page=DOOR, **data):
        _answer, hidden = self.page(page + path)
        answer = self.url_open(page + path, data=data | hidden)
        self.assertEqual(answer.status_code, 200)
        self.env.invalidate_all()
