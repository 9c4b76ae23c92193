"""M0.1, M0.4: the briefing and what the office does from the desk."""

import io

from freezegun import freeze_time
from pdfminer.high_level import extract_text

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from . import common
from .test_scenarios import at


class DeskCase(common.PressCase):
    """An inquiry that is late, one that waits for an entity, one of nobody."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time(at(20, 8)):
            cls.late = cls._inquiry(name="Spóźnione", asked_for=at(23, 7))
            cls.late.action_confirm()
        with freeze_time(at(23, 8)):
            cls.waiting = cls._inquiry(name="Czeka", asked_for=at(23, 15))
            cls.waiting.action_confirm()
            cls.part = cls._contribution(cls.waiting, cls.wdt_person)
            cls.free = cls._inquiry(name="Niczyje", coordinator_id=False)
        cls.env.flush_all()
        cls.env.invalidate_all()

    def _sections(self, user, kind="daily"):
        briefing = self.env["skks.briefing"].with_user(user).create({"kind": kind})
        return {section.title: section for section in briefing._sections()}


@tagged("post_install", "-at_install")
class TestBriefing(DeskCase):
    @freeze_time(at(23, 10))
    def test_what_it_says(self):
        found = self._sections(self.officer)
        overdue = found["Overdue"]
        self.assertEqual(overdue.level, "danger")
        self.assertEqual(overdue.note, "To outsiders: 1 · inside: 0")
        self.assertIn("Spóźnione", overdue.rows[0].label)
        self.assertEqual(
            (overdue.rows[0].res_model, overdue.rows[0].res_id),
            ("skks.inquiry", self.late.id),
        )
        today = [row.label for row in found["Due today"].rows]
        self.assertTrue(any("Czeka" in label for label in today), today)
        self.assertEqual(found["New since the last briefing"].count, 3)
        unassigned = found["Without a coordinator"]
        self.assertIn("Niczyje", unassigned.rows[0].label)
        (row,) = found["On whom we wait"].rows
        self.assertEqual(row.who, "TWDT, Piotr Źrebiec")
        self.assertIn("23.11 08:00", row.when)

    @freeze_time(at(23, 16, 30))
    def test_inside_and_outside_are_two_figures(self):
        note = self._sections(self.officer)["Overdue"].note
        self.assertEqual(note, "To outsiders: 2 · inside: 1")

    @freeze_time(at(23, 10))
    def test_nobody_reads_more_than_their_lists(self):
        self.late.confidential = True
        self.assertIn("Overdue", self._sections(self.officer))
        for user in (self.officer2, self.secretary):
            with self.subTest(user=user.login):
                self.assertNotIn("Overdue", self._sections(user))
        for user in (self.roads, self.auditor):
            with self.assertRaises(AccessError):
                self._sections(user)

    @freeze_time(at(23, 10))
    def test_emergency_is_red_until_confirmed(self):
        answer = self.env["skks.answer"].browse(
            self.late.action_draft_answer()["res_id"]
        )
        with freeze_time(at(21, 20, 10)):
            answer.with_user(self.head).action_emergency_release("Most zamknięty")
        section = self._sections(self.head)["Left without acceptance"]
        self.assertEqual((section.level, section.count), ("danger", 1))
        self.assertIn("Most zamknięty", section.rows[0].who)
        with freeze_time(at(24, 10)):
            self.assertIn("Left without acceptance", self._sections(self.head))
            answer.with_user(self.secretary).action_emergency_confirm()
            self.assertNotIn("Left without acceptance", self._sections(self.head))

    @freeze_time(at(23, 10))
    def test_absences_and_load(self):
        self.officer2.write(
            {
                "out_of_office_from": at(23, 7),
                "out_of_office_to": at(27, 16),
                "stand_in_id": self.officer.id,
            }
        )
        found = self._sections(self.head)
        rows = {row.label: row for row in found["Absences"].rows}
        self.assertEqual(rows["Ola Gąsior"].who, "stand-in: Jakub Śledź")
        load = found["Work of the officers"].rows[0]
        self.assertEqual(load.label, "Jakub Śledź (on duty)")
        self.assertIn("overdue: 1", load.who)

    @freeze_time(at(24, 10))
    def test_week(self):
        with freeze_time(at(23, 9)):
            part = self.part.with_user(self.roads)
            part.body = "<p>12 km</p>"
            part.action_deliver()
        rows = self._sections(self.head, "weekly")["Terms kept in the last 7 days"].rows
        kept = {row.label: row.who for row in rows}
        self.assertEqual(
            kept["Internal · Wydział Dróg i Transportu"],
            "kept: 1 of 1",
        )

    def test_screen(self):
        action = (
            self.env["skks.briefing"].with_user(self.officer).action_open_briefing()
        )
        briefing = self.env["skks.briefing"].browse(action["res_id"])
        self.assertIn("o_skks_briefing", briefing.with_user(self.officer).content)
        with self.assertRaises(AccessError):
            briefing.with_user(self.officer2).sudo(False).read(["content"])

    @freeze_time(at(23, 10))
    def test_on_paper(self):
        self.late.confidential = True
        reports = self.env["ir.actions.report"].with_context(
            force_report_rendering=True
        )
        for user, sees in ((self.officer, True), (self.officer2, False)):
            briefing = self.env["skks.briefing"].with_user(user).create({})
            pdf, kind = reports.with_user(user)._render_qweb_pdf(
                "skks_base.briefing_report", briefing.ids
            )
            self.assertEqual(kind, "pdf")
            text = extract_text(io.BytesIO(pdf))
            with self.subTest(user=user.login):
                self.assertIn("Niczyje", text)
                self.assertEqual("Spóźnione" in text, sees)
        with self.assertRaises(AccessError):
            reports.with_user(self.officer)._render_qweb_pdf(
                "skks_base.briefing_report", briefing.ids
            )


@tagged("post_install", "-at_install")
class TestBriefingLetter(DeskCase):
    def _run(self):
        with self.enter_registry_test_mode():
            self.env.ref("skks_base.ir_cron_briefing").method_direct_trigger()
        self.env["mail.mail"].sudo().search([("state", "=", "outgoing")]).send()

    def _readers(self):
        return {address for letter in self.sink.letters for address in letter.addresses}

    def setUp(self):
        super().setUp()
        self.everybody = {
            user.email
            for user in (self.officer, self.officer2, self.head, self.secretary)
        }

    def test_one_letter_a_person_a_working_day(self):
        for moment, expected in (
            (at(21, 10), set()),  # Saturday
            (at(23, 7, 29), set()),
            (at(23, 7, 30), self.everybody),
            (at(23, 7, 40), set()),
            (at(24, 9), self.everybody),  # the server was down in the morning
        ):
            with self.subTest(str(moment)), freeze_time(moment):
                self.sink.clear()
                self._run()
                self.assertEqual(self._readers(), expected)
                self.assertEqual(len(self.sink.letters), len(expected))

    def test_who_wants_none_and_who_is_away(self):
        self.officer.with_user(self.officer).skks_briefing = "none"
        self.head.skks_briefing = "weekly"
        self.officer2.write(
            {"out_of_office_from": at(23, 7), "out_of_office_to": at(27, 16)}
        )
        with freeze_time(at(24, 8)):
            self._run()
        self.assertEqual(self._readers(), {self.secretary.email})
        self.sink.clear()
        with freeze_time(at(30, 8)):
            self._run()
        self.assertIn(self.head.email, self._readers())
        self.assertNotIn(self.officer.email, self._readers())

    def test_reader_by_reader(self):
        """In the reader's rights and with links that open the case."""
        self.late.confidential = True
        (self.officer | self.secretary).lang = "en_US"
        with freeze_time(at(24, 8)):
            self._run()
        own = self.assertOneLetterTo(self.officer.email)
        self.assertIn("Spóźnione", own.text)
        self.assertIn(f"res_id={self.late.id}", own.text)
        self.assertIn("Overdue", own.message["Subject"])
        self.assertNotIn("Spóźnione", self.assertOneLetterTo(self.secretary.email).text)

    def test_one_broken_reader_stops_nobody(self):
        self.head.email = "not an address"
        with freeze_time(at(24, 8)):
            self._run()
        self.assertIn(self.officer.email, self._readers())


@tagged("post_install", "-at_install")
class TestDeskActions(DeskCase):
    def _row(self, user, record):
        return (
            self.env["skks.desk"]
            .with_user(user)
            .search([("res_model", "=", record._name), ("res_id", "=", record.id)])
        )

    def test_nudge(self):
        self.sink.clear()
        with freeze_time(at(23, 12)):
            self._row(self.officer2, self.part).action_nudge()
            self.assertEqual(self.part.nudged_at, at(23, 12))
            letter = self.assertOneLetterTo(self.roads.email)
            self.assertIn("TWDT", letter.message["Subject"])
        with freeze_time(at(23, 12, 59)), self.assertRaisesRegex(UserError, "an hour"):
            self._row(self.officer2, self.part).action_nudge()
        with freeze_time(at(23, 13)):
            self._row(self.officer2, self.part).action_nudge()

    def test_nudge_reaches_the_stand_in(self):
        self.roads.write(
            {
                "out_of_office_from": at(23, 7),
                "out_of_office_to": at(27, 16),
                "stand_in_id": self.water.id,
            }
        )
        self.sink.clear()
        with freeze_time(at(23, 12)):
            self._row(self.officer, self.part).action_nudge()
        self.assertOneLetterTo(self.water.email)
        self.assertNothingFor(self.roads.email)

    def test_tell_the_superior(self):
        self.sink.clear()
        self._row(self.officer, self.part).action_tell_superior()
        self.assertOneLetterTo(self.head.email)  # WDT has no head
        director = self._user("kepa", "representative", name="Anna Kępa")
        self.wdt.head_id = director
        self.sink.clear()
        self._row(self.officer, self.part).action_tell_superior()
        letter = self.assertOneLetterTo(director.email)
        self.assertIn("Źrebiec", letter.text)

    def test_give_to_somebody_else(self):
        deputy = self._user("baran", "representative", name="Jan Baran")
        self.env["skks.representative"].create(
            {"user_id": deputy.id, "entity_id": self.wdt.id}
        )
        context = self._row(self.officer, self.part).action_reassign()["context"]
        wizards = self.env["skks.desk.reassign"].with_user(self.officer)
        wizard = wizards.with_context(**context).create({"user_id": deputy.id})
        self.assertEqual(wizard.candidate_ids, deputy)
        wizard.action_confirm()
        self.assertEqual(self.part.user_id, deputy)
        self.assertEqual(self.part.clock_ids.filtered("is_running").user_id, deputy)
        wizard = wizards.with_context(**context).create({"user_id": self.school.id})
        with self.assertRaisesRegex(UserError, "cannot do this"):
            wizard.action_confirm()
        context = self._row(self.officer, self.free).action_reassign()["context"]
        wizard = wizards.with_context(**context).create({"user_id": self.officer2.id})
        wizard.action_confirm()
        self.assertEqual(self.free.coordinator_id, self.officer2)

    def test_only_the_office(self):
        for user in (self.roads, self.secretary, self.auditor):
            row = self._row(user, self.part)
            for door in ("action_nudge", "action_tell_superior", "action_reassign"):
                with self.subTest(user=user.login, door=door):
                    with self.assertRaises(AccessError):
                        getattr(row, door)()
            with self.assertRaises(AccessError):
                self.env["skks.desk.reassign"].with_user(user).create(
                    {
                        "res_model": "skks.contribution",
                        "res_id": self.part.id,
                        "user_id": user.id,
                    }
                )

    def test_confidential_row_of_a_stranger(self):
        """A row made up by number is no way to a case that is not theirs."""
        self.late.confidential = True
        row = self._row(self.officer, self.late)
        for door in ("action_nudge", "action_tell_superior", "action_reassign"):
            with self.subTest(door=door), self.assertRaises(UserError):
                getattr(row.with_user(self.officer2), door)()
        wizard = self.env["skks.desk.reassign"].with_user(self.officer2)
        with self.assertRaises(AccessError):
            wizard.create(
                {
                    "res_model": "skks.inquiry",
                    "res_id": self.late.id,
                    "user_id": self.officer2.id,
                }
            ).action_confirm()

    def test_models_off_the_desk_are_given_to_nobody(self):
        wizard = (
            self.env["skks.desk.reassign"]
            .with_user(self.officer)
            .create(
                {
                    "res_model": "res.users",
                    "res_id": self.officer.id,
                    "user_id": self.officer2.id,
                }
            )
        )
        with self.assertRaisesRegex(UserError, "lies on no desk"):
            wizard.action_confirm()
