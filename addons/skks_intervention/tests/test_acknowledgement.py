from datetime import datetime, timedelta
from urllib.parse import quote

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.skks_base.tools import secret

from .common import CITIZEN, INTERVENTIONS, InterventionCase

# Friday, 6 November 2026, 18:40 in Poland.
RECEIVED = datetime(2026, 11, 6, 17, 40)
EVIL = "https://zlosliwy.example/haslo?x=1"


@tagged("post_install", "-at_install")
class TestAcknowledgement(InterventionCase):
    """M7.3: the submitter is told at once that the report is here and registered."""

    acknowledges = True

    def _phoned(self, **values):
        return (
            self.env["skks.intervention"]
            .with_user(self.dispatcher)
            .create(
                {
                    "name": "Dziura",
                    "category_id": self.category.id,
                    "email_from": CITIZEN,
                }
                | values
            )
        )

    def _written(self, subject="Dziura", text="Jest dziura.", **headers):
        case_id = self.deliver(self._letter(subject, text, **headers).as_bytes())
        return self.env["skks.intervention"].browse(case_id)

    @freeze_time(RECEIVED)
    def test_phone_with_an_address(self):
        self.category.acknowledgement = "Dziury w jezdni łatamy w ciągu 7 dni."
        case = self._phoned(lang="pl_PL")
        letter = self.assertOneLetterTo(CITIZEN)
        self.assertEqual(case.acknowledged_at, RECEIVED)
        self.assertIn(case.number, letter.message["Subject"])
        self.assertIn("poniedziałek, 23 listopada 2026", letter.text)
        self.assertIn("Dziury w jezdni łatamy", letter.text)
        self.assertIn("Wydział Dróg i Transportu", letter.text)
        self.assertIn("6 listopada 2026, 18:40", letter.text)
        self.assertIn("Jakub Śledź", letter.text, "a person writes")
        self.assertEqual(letter.message["Auto-Submitted"], "auto-replied")
        self.assertEqual(case.message_line_ids.kind, "acknowledgement")

    def test_in_english(self):
        self.env["res.lang"]._activate_lang("en_US")
        self._phoned(lang="en_US")
        letter = self.assertOneLetterTo(CITIZEN)
        self.assertIn("We have received your report", letter.message["Subject"])
        self.assertIn("We will answer by", letter.text)

    def test_in_a_language_that_is_not_spoken_here(self):
        english = self.env["res.lang"]._activate_lang("en_US")
        case = self._report(lang="en_US")
        websites = self.env["website"].search([])
        websites.language_ids -= english
        english.active = False
        self.assertEqual(case._letter_lang(), "pl_PL")

    def test_danger_says_call_112(self):
        self.category.is_emergency = True
        self._phoned()
        self.assertIn("112", self.assertOneLetterTo(CITIZEN).text)

    def test_once(self):
        case = self._phoned()
        case._acknowledge()
        self.assertOneLetterTo(CITIZEN)

    def test_without_an_address_nothing_leaves(self):
        case = self._phoned(email_from=False)
        for letter in self.sink.letters:
            for address in letter.addresses:
                self.assertTrue(address.endswith("@zarnoleka.example"), address)
        self.assertFalse(case.acknowledged_at)

    def test_report_of_long_ago_is_only_entered(self):
        self._phoned(received_at=fields.Datetime.now() - timedelta(days=30))
        self.assertNothingFor(CITIZEN)

    def test_letter(self):
        case = self._written()
        self.assertEqual(case.channel, "email")
        self.assertOneLetterTo(CITIZEN)

    # ------------------------------------------------------------------
    # The secret
    # ------------------------------------------------------------------

    def _token(self, letter):
        return letter.text.split("/interwencje/sprawa/")[1][:43]

    def test_link_stands_in_the_letter_alone(self):
        """Lessons for tokens: hashed, and nowhere to read once the letter has left."""
        case = self._phoned()
        token = self._token(self.assertOneLetterTo(CITIZEN))
        links = self.env["skks.intervention.link"]
        self.assertEqual(links._open(token, "track").intervention_id, case)
        self.env.flush_all()
        self.assertEqual(self._tables_with(token), [])
        self.assertTrue(self._tables_with(secret.token_hash(token)), "the search finds")

    def _tables_with(self, text):
        """Tables of the database in whose rows ``text`` stands."""
        self.env.cr.execute(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
            " AND (table_name LIKE 'mail%' OR table_name LIKE 'skks%'"
            "  OR table_name LIKE 'ir_attach%' OR table_name LIKE 'bus%')"
        )
        found = []
        for (table,) in self.env.cr.fetchall():
            self.env.cr.execute(
                f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s',
                (f"%{text}%",),
            )
            if self.env.cr.fetchone()[0]:
                found.append(table)
        return found

    @mute_logger("odoo.addons.mail.models.mail_mail")
    def test_letter_that_failed_is_sent_again_with_its_link(self):
        """The permit still fits; only what has left loses its secret."""
        self.sink.refuse(CITIZEN, "451 4.3.0 Try later")
        case = self._phoned()
        self.assertNothingFor(CITIZEN)
        mail = self.env["mail.mail"].search(
            [("res_id", "=", case.id), ("model", "=", case._name)]
        )
        self.assertIn("/interwencje/sprawa/", mail.body_html)
        self.sink.clear()
        mail.mark_outgoing()
        mail.send()
        token = self._token(self.assertOneLetterTo(CITIZEN))
        self.assertTrue(self.env["skks.intervention.link"]._open(token, "track"))
        self.assertNotIn("/interwencje/sprawa/", mail.body_html)
        permit = self.env["skks.gate.permit"]._of_letter(mail)
        self.assertNotEqual(permit.content_hash, mail._gate_content_hash())
        self.sink.clear()
        mail.mark_outgoing()
        mail.send()
        self.assertNothingFor(CITIZEN)

    def test_letter_that_never_left_forgets_its_link(self):
        self.sink.refuse(CITIZEN, "451 4.3.0 Try later")
        with mute_logger("odoo.addons.mail.models.mail_mail"):
            case = self._phoned()
        mail = self.env["mail.mail"].search([("res_id", "=", case.id)])
        with freeze_time(fields.Datetime.now() + timedelta(days=31)):
            self.env["mail.mail"]._gc_secrets()
        self.assertNotIn("/interwencje/sprawa/", mail.body_html)

    # ------------------------------------------------------------------
    # What strangers type
    # ------------------------------------------------------------------

    def test_no_typed_link_is_repeated(self):
        """Scenario: a stranger lets the town hall mail a link of theirs to a victim."""
        for times in (0, 1, 2, 10):
            link = EVIL
            for _time in range(times):
                link = quote(link, safe="")
            with self.subTest(encoded=times):
                self.sink.clear()
                self._phoned(
                    name=f"Kliknij {link}",
                    description=f"<p>{link}</p>",
                    address=link,
                    contact_name=link,
                )
                self.assertSaysNothingOf(self.assertOneLetterTo(CITIZEN))

    def test_no_link_of_a_letter_is_repeated(self):
        self._written(
            f"Kliknij {EVIL}", EVIL, sender=f'"Jan {EVIL}" <{CITIZEN}>', Comments=EVIL
        )
        self.assertSaysNothingOf(self.assertOneLetterTo(CITIZEN))

    def assertSaysNothingOf(self, letter):
        said = f"{letter.message['Subject']} {letter.message['To']} {letter.text}"
        for part in ("zlosliwy", "haslo", "Kliknij", "%2F", "%25"):
            self.assertNotIn(part, said)

    # ------------------------------------------------------------------
    # Machines
    # ------------------------------------------------------------------

    def test_no_answer_to_machines(self):
        for headers in (
            {"Auto_Submitted": "auto-replied"},
            {"Precedence": "bulk"},
            {"List_Id": "<lista.example>"},
            {"X_Autoreply": "yes"},
        ):
            with self.subTest(headers=headers):
                self.deliver(
                    self._letter("Urlop", "Nie ma mnie.", **headers).as_bytes()
                )
                self.assertNothingFor(CITIZEN)

    def test_automatic_answer_to_the_acknowledgement_starts_no_loop(self):
        case = self._written()
        letter = self.assertOneLetterTo(CITIZEN)
        before = self.env["skks.intervention"].search_count([])
        self.sink.clear()
        answer = self._letter(
            f"Odpowiedź automatyczna: {letter.message['Subject']}",
            "Jestem na urlopie.",
            In_Reply_To=letter.message["Message-ID"],
            Auto_Submitted="auto-replied",
        )
        self.deliver(answer.as_bytes())
        self.assertNothingFor(CITIZEN)
        self.assertEqual(self.env["skks.intervention"].search_count([]), before)
        self.assertEqual(case.message_line_ids.kind, "acknowledgement")

    def test_own_mailbox_as_the_sender(self):
        """A report that names our own mailbox does not talk to itself."""
        self._phoned(email_from=INTERVENTIONS)
        before = self.env["skks.intervention"].search_count([])
        for letter in list(self.sink.letters):
            self.deliver(letter.raw, rcpt_to=INTERVENTIONS)
        self.assertEqual(self.env["skks.intervention"].search_count([]), before)
