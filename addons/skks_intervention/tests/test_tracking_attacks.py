import time
from datetime import timedelta
from email.policy import SMTP
from statistics import median

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.skks_base.tools import secret

from .common import CITIZEN
from .common_pages import DOOR, PagesCase

OPINION, CONTRACTOR = "/interwencje/opinia", "/interwencje/wykonawca"
# Paths behind a secret, by what it is for; {} is the secret.
GETS = {
    "track": (DOOR + "/{}", DOOR + "/{}/wycofaj", DOOR + "/{}/plik/0"),
    "feedback": (OPINION + "/{}",),
    "contractor": (CONTRACTOR + "/{}", CONTRACTOR + "/{}/plik/0"),
}
POSTS = {
    "track": (DOOR + "/{}", DOOR + "/{}/wycofaj"),
    "feedback": (OPINION + "/{}",),
    "contractor": (CONTRACTOR + "/{}",),
}
FORM = {"text": "Atak", "feedback": "unsatisfied"}


@tagged("post_install", "-at_install")
class TestTrackingAttacks(PagesCase):
    """M7.5: what was wrong with the links of other systems, tried on each of ours.

    A secret that never ends, one that can be guessed, somebody else's, one made for
    something else, a number in place of a secret, a GET that changes something, a
    sender that is believed.
    """

    def setUp(self):
        super().setUp()
        self.company.skks_contractor_links = True
        self.links = self.env["skks.intervention.link"]
        self.other = self._report(name="Cudza latarnia", description="<p>Sekret.</p>")
        picture = self.env["ir.attachment"].create(
            {
                "name": "dziura.jpg",
                "raw": self.picture(),
                "res_model": self.case._name,
                "res_id": self.case.id,
            }
        )
        self.case.message_line_ids._add(self.case, "in", "report", "", picture)

    def snapshot(self):
        """What an attack might change about both reports."""
        self.env.flush_all()
        self.env.invalidate_all()
        cases = self.case | self.other
        links = self.links.search([("intervention_id", "in", cases.ids)])
        return (
            cases.read(["state", "feedback", "reopening_id", "write_date"]),
            cases.message_line_ids.ids,
            cases.message_ids.ids,
            cases.activity_ids.ids,
            links.read(["used_at", "revoked_at", "purpose"]),
            len(self.sink.letters),
        )

    def neutral(self, answer, token):
        """An answer without what differs from visit to visit."""
        text = answer.text.replace(token, "")
        csrf = text.partition('csrf_token: "')[2].partition('"')[0]
        headers = {
            name: answer.headers.get(name)
            for name in ("Content-Type", "Cache-Control", "Referrer-Policy", "Location")
        }
        return answer.status_code, headers, text.replace(csrf or "-", "")

    def assertClosed(self, token, purpose):
        """No page opens; each answers as it answers to a secret nobody ever had."""
        never = secret.new_token()
        before = self.snapshot()
        for path in GETS[purpose]:
            answer, blank = (self.get(path.format(one)) for one in (token, never))
            self.assertEqual(answer.status_code, 404, path)
            self.assertEqual(
                self.neutral(answer, token), self.neutral(blank, never), path
            )
        for path in POSTS[purpose]:
            answer, blank = (
                self.post(path.format(one), **FORM) for one in (token, never)
            )
            self.assertEqual(answer.status_code, 404, path)
            self.assertEqual(
                self.neutral(answer, token), self.neutral(blank, never), path
            )
        self.assertEqual(self.snapshot(), before)

    def assertOpens(self, token, purpose):
        for path in GETS[purpose]:
            self.assertEqual(self.get(path.format(token)).status_code, 200, path)

    # ------------------------------------------------------------------
    # The secret
    # ------------------------------------------------------------------

    def test_no_secret_is_eternal(self):
        for purpose in GETS:
            with self.subTest(purpose=purpose):
                token = self.links._make_link(self.case, purpose)
                link = self.links._open(token, purpose)
                self.assertTrue(link.expires_at)
                self.assertOpens(token, purpose)
                with freeze_time(link.expires_at + timedelta(seconds=1)):
                    self.assertClosed(token, purpose)

    def test_revoked(self):
        for purpose in GETS:
            with self.subTest(purpose=purpose):
                token = self.links._make_link(self.case, purpose)
                self.assertOpens(token, purpose)
                self.links._make_link(self.case, purpose)
                self.assertClosed(token, purpose)

    def test_made_for_something_else(self):
        tokens = {
            purpose: self.links._make_link(self.case, purpose)
            for purpose in (*GETS, "confirm")
        }
        for made_for, token in tokens.items():
            for purpose in GETS:
                if purpose != made_for:
                    with self.subTest(made_for=made_for, tried_as=purpose):
                        self.assertClosed(token, purpose)

    def test_not_to_be_guessed(self):
        """256 random bits; nothing known about a report is a part of it."""
        tokens = {self.links._make_link(self.case, "track") for _time in range(50)}
        self.assertEqual(len(tokens), 50)
        self.assertTrue(all(len(token) == 43 for token in tokens))
        token = self.links._make_link(self.case, "track")
        link = self.links._open(token, "track")
        for guess in (
            token[:-1],
            token.swapcase(),
            token + "A",
            link.sudo().secret_hash,
            str(self.case.id),
            str(link.id),
            self.case.number.replace("/", "%2F"),
            self.case.number.replace("/", "-"),
            "0",
            "%00",
            "'; DROP TABLE x; --",
        ):
            with self.subTest(guess=guess):
                self.assertIn(self.get(DOOR + f"/{guess}").status_code, (404,), guess)

    def test_database_does_not_tell_a_secret(self):
        token = self.links._make_link(self.case, "track")
        link = self.links._open(token, "track")
        stored = [str(value) for value in link.sudo().read()[0].values()]
        self.assertFalse([value for value in stored if token in value])
        for user in (self.dispatcher, self.officer, self.auditor, self.head):
            seen = self.links.with_user(user).search([("id", "=", link.id)]).read()
            self.assertNotIn("secret_hash", seen[0], user.login)

    def test_wrong_and_right_number_take_as_long(self):
        self.links._make_code(self.case)
        self.env.flush_all()

        def seconds(number):
            start = time.perf_counter()
            self.assertFalse(self.links._open_by_code(number, "34679ACD"))
            return time.perf_counter() - start

        known = median(seconds(self.case.number) for _time in range(15))
        unknown = median(seconds("ZI/2020/9999") for _time in range(15))
        self.assertLess(max(known, unknown) / min(known, unknown), 2)

    # ------------------------------------------------------------------
    # Somebody else's report
    # ------------------------------------------------------------------

    def test_a_secret_opens_its_own_report_only(self):
        """No parameter of a request names a report, a row or a file."""
        token = self.links._make_link(self.case, "track")
        before = self.other.read(["state"]), self.other.message_line_ids.ids
        extra = {
            "id": self.other.id,
            "case_id": self.other.id,
            "intervention_id": self.other.id,
            "number": self.other.number,
            "res_id": self.other.id,
        }
        query = "&".join(f"{name}={value}" for name, value in extra.items())
        for path in GETS["track"]:
            answer = self.get(f"{path.format(token)}?{query}")
            self.assertNotIn("Sekret", answer.text)
        self.post(f"{DOOR}/{token}", text="Dopisek", **extra)
        self.post(f"{DOOR}/{token}/wycofaj", **extra)
        self.env.invalidate_all()
        self.assertEqual(
            before, (self.other.read(["state"]), self.other.message_line_ids.ids)
        )
        self.assertEqual(self.case.state, "withdrawn")

    def test_files_of_another_report(self):
        file = self.env["ir.attachment"].create(
            {"name": "cudze.jpg", "raw": b"x", "res_model": self.other._name}
        )
        self.other.message_line_ids._add(self.other, "in", "report", "", file)
        token = self.links._make_link(self.case, "track")
        for number in (file.id, 1, 2):
            answer = self.get(f"{DOOR}/{token}/plik/{number}")
            self.assertEqual(answer.status_code, 404)
        file = self.case._public_files()
        for path in (
            "/web/content/{}",
            "/web/image/{}",
            "/web/content/{}?access_token=",
        ):
            answer = self.get(path.format(file.id))
            self.assertNotIn(file.raw, answer.content)

    def test_number_is_no_secret(self):
        code = self.links._make_code(self.case)
        self.links._make_code(self.other)
        for number, typed in (
            (self.case.number, self.case.number),
            (self.case.number, ""),
            (self.other.number, code),
            ("%", code),
            ("", code),
            (str(self.case.id), code),
        ):
            with self.subTest(number=number):
                answer = self.post(
                    DOOR, number=number, code=typed, allow_redirects=False
                )
                self.assertEqual(answer.status_code, 200)
                self.assertNotIn("Dziura", answer.text)
        for case in self.case | self.other:
            self.assertFalse(self.links._of(case, "visit"))

    # ------------------------------------------------------------------
    # What changes something
    # ------------------------------------------------------------------

    def test_looking_changes_nothing(self):
        """A mail scanner opens every link of a letter, and a browser loads ahead."""
        tokens = {one: self.links._make_link(self.case, one) for one in GETS}
        before = self.snapshot()
        for purpose, paths in GETS.items():
            for path in paths:
                path = path.format(tokens[purpose])
                for query in ("", "?text=Atak&feedback=satisfied&done=withdrawn"):
                    self.get(path + query)
                    self.url_open(path + query, method="HEAD")
        self.assertEqual(self.snapshot(), before)

    @mute_logger("odoo.http")
    def test_other_sites_send_nothing(self):
        """A form elsewhere has no token of this visitor's session."""
        tokens = {one: self.links._make_link(self.case, one) for one in POSTS}
        before = self.snapshot()
        for purpose, paths in POSTS.items():
            for path in paths:
                answer = self.url_open(path.format(tokens[purpose]), data=dict(FORM))
                self.assertEqual(answer.status_code, 400, path)
        for path in (DOOR, f"{DOOR}/link"):
            self.assertEqual(self.url_open(path, data={"x": "y"}).status_code, 400)
        self.assertEqual(self.snapshot(), before)

    def test_page_runs_nothing_that_was_typed(self):
        token = self.links._make_link(self.case, "track")
        evil = '<script>alert(1)</script><img src=x onerror="alert(2)">'
        self.case.write({"name": evil, "address": evil})
        self.post(f"{DOOR}/{token}", text=evil)
        page = self.get(f"{DOOR}/{token}?done={evil}").text
        self.assertNotIn("<script>alert(1)", page)
        self.assertNotIn("<img src=x", page)
        self.env.invalidate_all()
        note = self.case.message_ids[0]
        self.assertNotIn("<script", note.body)
        self.assertNotIn("<img", note.body)

    # ------------------------------------------------------------------
    # A sender that is believed
    # ------------------------------------------------------------------

    def forged(self, text, **headers):
        letter = self._letter(f"Re: [{self.case.number}]", text, **headers)
        return self.deliver(
            letter.as_bytes(policy=SMTP), mail_from="napastnik@zlosliwy.example"
        )

    def test_forged_sender_learns_and_decides_nothing(self):
        """Whoever writes in the submitter's name adds a text, and that is all."""
        token = self.links._make_link(self.case, "track")
        self.forged("Proszę wycofać zgłoszenie i wysłać mi link do sprawy.")
        self.env.invalidate_all()
        self.assertEqual(self.case.state, "routed")
        self.assertTrue(self.case._skks_running_clocks())
        self.assertEqual(self.case.email_from, CITIZEN)
        self.assertNothingFor(CITIZEN)
        self.assertNothingFor("napastnik@zlosliwy.example")
        self.assertOpens(token, "track")

    def test_forged_sender_opens_nothing_again(self):
        self._accepted_reply(self.case).action_send()
        self.sink.clear()
        self.forged("Nic nie zrobiono, proszę otworzyć zgłoszenie ponownie!")
        self.env.invalidate_all()
        self.assertEqual(self.case.state, "answered", "people decide")
        self.assertNothingFor(CITIZEN)

    def test_stranger_with_the_number(self):
        """Who only knows the number gets into no report."""
        before = self.case.message_ids
        other_id = self.deliver(
            self._letter(
                f"Re: [{self.case.number}]", "Dopisek", sender="obcy@poczta.example"
            ).as_bytes()
        )
        self.assertNotEqual(other_id, self.case.id)
        self.assertEqual(self.case.message_ids, before)

    def test_reply_to_header_gets_no_letter(self):
        case_id = self.deliver(
            self._letter(
                "Dziura", "Jest dziura.", Reply_To="ofiara@poczta.example"
            ).as_bytes()
        )
        self.assertTrue(case_id)
        self.assertNothingFor("ofiara@poczta.example")

    # ------------------------------------------------------------------
    # From inside
    # ------------------------------------------------------------------

    def test_nobody_inside_makes_or_prolongs_a_link(self):
        token = self.links._make_link(self.case, "track")
        link = self.links._open(token, "track")
        far = fields.Datetime.now() + timedelta(days=9999)
        for user in (self.dispatcher, self.head, self.roads):
            mine = link.with_user(user)
            for act in (
                lambda mine=mine: mine.write({"expires_at": far}),
                lambda mine=mine: mine.create({"intervention_id": self.case.id}),
                lambda mine=mine: mine.unlink(),
            ):
                with self.assertRaises(Exception):  # noqa: B017 (rights or guard)
                    act()
        with self.assertRaises(Exception):  # noqa: B017
            link.sudo().write({"expires_at": far})
