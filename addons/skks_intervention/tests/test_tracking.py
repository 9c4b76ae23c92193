import re
from datetime import datetime
from email.policy import SMTP

from freezegun import freeze_time

from odoo.tests import tagged

from .common import CITIZEN
from .common_pages import DOOR, PagesCase

# Friday, 6 November 2026, 18:40 in Poland.
RECEIVED = datetime(2026, 11, 6, 17, 40)


@tagged("post_install", "-at_install")
class TestTracking(PagesCase):
    """M7.5: the submitter follows the report and adds to it, without an account."""

    # ------------------------------------------------------------------
    # What the page says
    # ------------------------------------------------------------------

    def test_page_says_what_becomes_of_it(self):
        page = self.get(self.track()).text
        self.assertIn(self.case.number, page)
        self.assertIn("Dziura na pół metra", page)
        self.assertIn("Lipowa 12", page)
        self.assertIn(self.case._in_letter_lang()._promised_day().split()[1], page)
        for secret in (CITIZEN, "Gałązka", "700 20 01"):
            self.assertNotIn(secret, page, "who has the link learns no contact data")

    def test_subject_that_begins_the_text_is_said_once(self):
        """As of a call: its first line became the subject."""
        self.assertEqual(self.case._public_title(), self.case.name)
        self.case.description = f"<p>{self.case.name}<br>obok szkoły</p>"
        page = self.get(self.track()).text
        self.assertEqual(page.count(self.case.name), 1)

    def test_inside_is_not_shown(self):
        """Acceptance, notes and names of states are the town hall's own affair."""
        self.case.message_post(body="Notatka wewnętrzna")
        in_progress = self.case.with_user(self.roads)
        in_progress.action_start()
        before = self.case._public_state()
        self._drafted_reply(self.case).action_submit()
        self.assertEqual(self.case.state, "approval")
        self.assertEqual(self.case._public_state(), before)
        page = self.get(self.track()).text
        self.assertNotIn("Notatka wewnętrzna", page)
        self.assertNotIn("Załatane", page, "a reply is shown once it has been sent")

    def test_every_state_has_words(self):
        for state in dict(self.case._fields["state"].selection):
            case = self.case.new({"state": state})
            self.assertTrue(all(case._public_state()), state)

    def test_reply_is_shown_when_it_was_sent(self):
        reply = self._accepted_reply(self.case)
        path = self.track()
        self.assertNotIn("Załatane", self.get(path).text)
        reply.action_send()
        page = self.get(path).text
        self.assertIn("Załatane", page)
        self.assertNotIn('name="files"', page, "an answered report takes no additions")

    def test_headers(self):
        for path in (self.track(), DOOR, f"{DOOR}/nothing", f"{self.track()}/wycofaj"):
            with self.subTest(path=path):
                headers = self.get(path).headers
                self.assertEqual(headers["Referrer-Policy"], "no-referrer")
                self.assertIn("no-store", headers["Cache-Control"])
                self.assertIn("noindex", headers["X-Robots-Tag"])
                self.assertIn("frame-ancestors", headers["Content-Security-Policy"])

    # ------------------------------------------------------------------
    # Number and code
    # ------------------------------------------------------------------

    def test_number_and_code(self):
        code = self.env["skks.intervention.link"]._make_code(self.case)
        answer = self.post(
            DOOR, number=f" {self.case.number.lower()} ", code=f"{code[:4]}-{code[4:]}"
        )
        self.assertEqual(answer.status_code, 200)
        self.assertIn("Dziura na pół metra", answer.text)
        self.assertNotIn(code, answer.url, "the code stands in no address")
        visit = self.case_links("visit")
        self.assertLess((visit.expires_at - visit.create_date).total_seconds(), 7300)

    def test_wrong_code_and_unknown_number_are_answered_alike(self):
        self.env["skks.intervention.link"]._make_code(self.case)
        pages = []
        for number in (self.case.number, "ZI/2020/9999", "x" * 500):
            status, text = self.neutral(self.post(DOOR, number=number, code="34679ACD"))
            typed = f'value="{number.upper()[:32]}"'
            self.assertIn(typed, text, "what was typed is not lost")
            pages.append((status, text.replace(typed, "")))
        self.assertEqual(pages[0], pages[1])
        self.assertEqual(pages[0], pages[2])
        self.assertFalse(self.case_links("visit"))

    def test_tries_are_counted(self):
        code = self.env["skks.intervention.link"]._make_code(self.case)
        wrong = [
            self.post(DOOR, number=self.case.number, code="34679ACD")
            for _time in range(10)
        ]
        late = self.post(DOOR, number=self.case.number, code=code)
        self.assertEqual(self.neutral(wrong[0]), self.neutral(late))
        self.assertFalse(self.case_links("visit"))

    def case_links(self, purpose):
        links = self.env["skks.intervention.link"]
        self.env.invalidate_all()
        return links._of(self.case, purpose)

    def neutral(self, answer):
        """Status and body of an answer without the tokens of the session's forms."""
        return answer.status_code, re.sub(r"\b[0-9a-f]{40}o\d*", "", answer.text)

    # ------------------------------------------------------------------
    # Adding
    # ------------------------------------------------------------------

    def ask_submitter(self):
        """The unit waits for the submitter, and the promise with it."""
        self.case.with_user(self.roads).action_start()
        self.case._pausable_clocks()._skks_pause(reason="question")
        self.case.sudo()._transition("waiting")

    @freeze_time(RECEIVED)
    def test_addition_wakes_the_report(self):
        self.case = self._report()
        self.ask_submitter()
        path = self.track()
        with freeze_time(datetime(2026, 11, 10, 11)):
            answer = self.post(
                path,
                text="To przy <b>bramie</b> nr 14.",
                files=[("files", ("zdjecie.jpg", self.picture(), "image/jpeg"))],
            )
        self.assertEqual(answer.status_code, 200)
        self.assertIn("To przy &lt;b&gt;bramie", answer.text)
        self.env.invalidate_all()
        self.assertEqual(self.case.state, "in_progress")
        self.assertFalse(self.case.answer_clock_id.paused_at)
        line = self.case.message_line_ids[0]
        self.assertEqual((line.direction, line.kind), ("in", "addition"))
        self.assertEqual(line.attachment_ids.mimetype, "image/jpeg")
        self.assertNotIn(b"Lipowa 12", line.attachment_ids.raw, "no EXIF")
        self.assertEqual(line.attachment_ids.res_id, self.case.id)
        told = self.case.activity_ids.filtered(lambda one: one.user_id == self.roads)
        self.assertEqual(len(told), 1, "the clerk who works on it")
        self.assertNothingFor(CITIZEN)

    def test_told_once(self):
        path = self.track()
        for text in ("Pierwsze", "Drugie"):
            self.post(path, text=text)
        self.env.invalidate_all()
        told = self.case.activity_ids.user_id
        self.assertEqual(told, self.roads | self.roads_head)
        self.assertEqual(len(self.case.activity_ids), 2)

    def test_files_are_judged_by_what_they_are(self):
        path = self.track()
        for name, content in (
            ("zdjecie.jpg", b"MZ\x90\x00 program"),
            ("strona.pdf", b"<html><script>alert(1)</script>"),
            ("obraz.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ):
            with self.subTest(name=name):
                answer = self.post(
                    path, text="Plik", files=[("files", (name, content))]
                )
                self.assertIn(name, answer.text)
                self.assertIn(">Plik</textarea>", answer.text, "nothing typed is lost")
        self.env.invalidate_all()
        self.assertEqual(self.case.message_line_ids.kind, "acknowledgement")

    def test_too_many_files(self):
        files = [("files", (f"{n}.jpg", self.picture())) for n in range(6)]
        self.post(self.track(), text="Zdjęcia", files=files)
        self.env.invalidate_all()
        self.assertFalse(self.case.message_line_ids.attachment_ids)

    def test_empty_and_endless_text(self):
        path = self.track()
        for text in ("", " \n ", "x" * 3001):
            self.post(path, text=text)
        self.env.invalidate_all()
        self.assertEqual(self.case.message_line_ids.kind, "acknowledgement")

    def test_so_many_additions_an_hour(self):
        path = self.track()
        for number in range(21):
            self.post(path, text=f"Dopisek {number}")
        self.env.invalidate_all()
        additions = self.case.message_line_ids.filtered(
            lambda li: li.kind == "addition"
        )
        self.assertEqual(len(additions), 20)

    # ------------------------------------------------------------------
    # Files
    # ------------------------------------------------------------------

    def test_file_comes_by_the_link_only(self):
        path = self.track()
        self.post(
            path, text="Zdjęcie", files=[("files", ("a.png", self.picture("PNG")))]
        )
        page = self.get(path).text
        self.assertIn(f"{path}/plik/0", page)
        file = self.env["skks.intervention"].browse(self.case.id)._public_files()
        self.assertNotIn(f"/web/content/{file.id}", page)
        self.assertNotIn(f"/web/image/{file.id}", page)
        answer = self.get(f"{path}/plik/0")
        self.assertEqual(answer.headers["Content-Type"], "image/jpeg")
        self.assertIn("inline", answer.headers["Content-Disposition"])
        self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
        for number in ("1", "99999999999", "-1"):
            self.assertEqual(self.get(f"{path}/plik/{number}").status_code, 404)
        self.assertNotEqual(self.get(f"/web/content/{file.id}").content, answer.content)

    def test_what_could_run_is_only_saved(self):
        letter = self._letter("Dziura", "W załączniku.")
        letter.add_attachment(
            b"<script>alert(1)</script>", "text", "html", filename="strona.html"
        )
        case_id = self.deliver(letter.as_bytes())
        case = self.env["skks.intervention"].browse(case_id)
        answer = self.get(f"{self.track(case)}/plik/0")
        self.assertEqual(answer.headers["Content-Type"], "application/octet-stream")
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        self.assertIn("sandbox", answer.headers["Content-Security-Policy"])

    # ------------------------------------------------------------------
    # Withdrawing
    # ------------------------------------------------------------------

    def test_withdrawing_has_two_steps(self):
        path = self.track()
        page = self.get(f"{path}/wycofaj")
        self.assertEqual(page.status_code, 200)
        self.env.invalidate_all()
        self.assertEqual(self.case.state, "routed", "looking changes nothing")
        self.post(f"{path}/wycofaj")
        self.env.invalidate_all()
        self.assertEqual(self.case.state, "withdrawn")
        self.assertFalse(self.case._skks_running_clocks())
        self.assertTrue(self.case.activity_ids, "the unit is told")
        letter = self.assertOneLetterTo(CITIZEN)
        self.assertIn(self.case.number, letter.message["Subject"])
        self.assertIn(self.case.number, self.get(path).text, "the page stays")

    def test_withdrawn_report_takes_nothing_more(self):
        path = self.track()
        self.post(f"{path}/wycofaj")
        self.post(path, text="Jednak nie")
        self.post(f"{path}/wycofaj")
        self.env.invalidate_all()
        self.assertFalse(
            self.case.message_line_ids.filtered(lambda line: line.kind == "addition")
        )
        self.assertOneLetterTo(CITIZEN)

    # ------------------------------------------------------------------
    # A lost link
    # ------------------------------------------------------------------

    def ask_link(self, number, email):
        return self.post(f"{DOOR}/link", number=number, email=email)

    def send_links(self):
        self.env.invalidate_all()
        requests = self.env["skks.intervention.link.request"]
        self.run_cron("ir_cron_link_request")
        self.assertFalse(requests.search_count([]), "nothing is kept of who asked")

    def test_new_link_goes_to_the_address_of_the_report(self):
        old = self.track()
        self.ask_link(self.case.number.lower(), CITIZEN.upper())
        self.assertNothingFor(CITIZEN)  # not while the visitor waits
        self.send_links()
        letter = self.assertOneLetterTo(CITIZEN)
        path = f"{DOOR}/{letter.text.split(f'{DOOR}/')[1][:43]}"
        self.assertEqual(self.get(path).status_code, 200)
        self.assertEqual(self.get(old).status_code, 404, "earlier links are void")

    def test_nobody_learns_whether_there_is_a_report(self):
        old = self.track()
        answers = {
            self.neutral(self.ask_link(number, email))
            for number, email in (
                (self.case.number, CITIZEN),
                (self.case.number, "obcy@poczta.example"),
                ("ZI/2020/9999", CITIZEN),
                ("", ""),
                ("x" * 500, "nie adres"),
            )
        }
        self.assertEqual(len(answers), 1)
        self.send_links()
        self.assertOneLetterTo(CITIZEN)
        self.assertNothingFor("obcy@poczta.example")
        self.assertEqual(self.get(old).status_code, 404)

    def test_nobody_is_flooded(self):
        for _time in range(5):
            self.ask_link(self.case.number, CITIZEN)
        self.send_links()
        self.assertEqual(len(self.letters_to(CITIZEN)), 3)

    # ------------------------------------------------------------------
    # Letters
    # ------------------------------------------------------------------

    def test_letter_of_the_submitter_is_an_addition(self):
        self.ask_submitter()
        letter = self._letter(
            f"Re: Dziura [{self.case.number}]", "To przy bramie nr 14.\n\n> stare"
        )
        letter.add_attachment(self.picture(), "image", "jpeg", filename="dziura.jpg")
        self.assertEqual(self.deliver(letter.as_bytes(policy=SMTP)), self.case.id)
        line = self.case.message_line_ids[0]
        self.assertEqual((line.direction, line.kind), ("in", "addition"))
        self.assertIn("przy bramie", line.body)
        self.assertNotIn("stare", line.body)
        self.assertEqual(line.attachment_ids.mapped("name"), ["dziura.jpg"])
        self.assertEqual(self.case.state, "in_progress")
        self.assertFalse(self.case.answer_clock_id.paused_at)
        self.assertIn(self.roads, self.case.activity_ids.user_id)

    def test_photo_of_a_letter_that_begins_a_report(self):
        letter = self._letter("Dziura", "Zdjęcie w załączniku.")
        letter.add_attachment(self.picture(), "image", "jpeg", filename="dziura.jpg")
        case_id = self.deliver(letter.as_bytes(policy=SMTP))
        case = self.env["skks.intervention"].browse(case_id)
        self.assertEqual(case._public_files().name, "dziura.jpg")
        self.assertEqual(self.get(f"{self.track(case)}/plik/0").status_code, 200)

    def test_letter_of_a_colleague_is_no_addition(self):
        letter = self._letter(
            f"Re: [{self.case.number}]", "Załatwione.", sender=self.roads.email
        )
        self.assertEqual(self.deliver(letter.as_bytes()), self.case.id)
        self.assertEqual(self.case.message_line_ids.kind, "acknowledgement")
        self.assertNothingFor(CITIZEN)

    def test_question_about_a_withdrawn_report_is_a_new_one(self):
        self.case.sudo()._submitter_withdraws()
        letter = self._letter(
            f"Re: [{self.case.number}]",
            "Kiedy naprawicie dziurę przy nr 20?",
            In_Reply_To=self.assertOneLetterTo(CITIZEN).message["Message-ID"],
        )
        other = self.env["skks.intervention"].browse(self.deliver(letter.as_bytes()))
        self.assertNotEqual(other, self.case)
        self.assertEqual(other.category_id, self.case.category_id)
