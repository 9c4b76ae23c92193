"""AS7, M6.4: positions in answers, and to whom went what has since changed."""

from datetime import datetime
from zoneinfo import ZoneInfo

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from odoo.addons.skks_base.tools.moments import naive_utc

from . import common

WARSAW = ZoneInfo("Europe/Warsaw")
FEE = "Opłata za odpady 2026"


def at(month, day, hour=10, minute=0):
    return naive_utc(datetime(2026, month, day, hour, minute, tzinfo=WARSAW))


class PositionCommon(common.PressCommon):
    @classmethod
    def _position(cls, **values):
        position = (
            cls.env["skks.narrative"]
            .with_user(cls.officer)
            .create(
                {
                    "name": FEE,
                    "thesis": "Stawka się nie zmienia.",
                    "body": "<p>Stawka wynosi 30 zł od osoby.</p>",
                    "entity_id": cls.wdt.id,
                    "expert_id": cls.roads.id,
                    "topic_ids": [(6, 0, cls.topic.ids)],
                }
                | values
            )
        )
        return cls._accept(position)

    @classmethod
    def _accept(cls, position):
        position.action_submit()
        position.with_user(cls.roads).action_approve()
        position.with_user(cls.head).action_approve()
        return position

    @classmethod
    def _change(cls, position, body, note):
        position.with_user(cls.officer).write({"body": body, "change_note": note})
        return cls._accept(position)

    def _asked_by(self, name, newsroom):
        """An inquiry of a journalist of a newsroom, and its draft of an answer."""
        outlet = self.outlet.copy({"name": newsroom, "outlet_domains": False})
        person = self.journalist.copy({"name": name, "email": f"{outlet.id}@p.example"})
        inquiry = self._inquiry(journalist_id=person.id, outlet_id=outlet.id)
        return self._drafted_answer(inquiry)

    def _use(self, position, answer, **kwargs):
        html = position.with_user(self.officer).action_use_in(
            answer._name, answer.id, **kwargs
        )
        answer.with_user(self.officer).body += html

    def _send(self, answer):
        answer.action_submit()
        answer.with_user(self.head).action_approve()
        answer.with_user(self.officer).action_send()
        self.assertTrue(answer.sent_at)


@tagged("post_install", "-at_install")
class TestPositionUse(PositionCommon, common.PressCase):
    def test_as7_text_changed_after_sending(self):
        """AS7: v3 lists the three answers of the 12th of October."""
        with freeze_time(at(8, 20)):
            position = self._position()
        with freeze_time(at(9, 1)):
            self._change(position, "<p>Stawka: 30 zł od osoby.</p>", "Krócej")
        self.assertEqual(position.version_number, 2)
        people = (
            ("Jan Nowak", "Kurier Żarnołęcki"),
            ("Ewa Żak", "Radio Łęg"),
            ("Piotr Śliwa", "Portal Nad Rzeką"),
        )
        with freeze_time(at(10, 12)):
            answers = [self._asked_by(*one) for one in people]
            for answer in answers:
                self._use(position, answer)
                self._send(answer)
            not_sent = self._asked_by("Ola Bąk", "Gazeta")
            self._use(position, not_sent)
        uses = self.env["skks.narrative.use"].with_user(self.officer)
        changed = [
            ("narrative_id", "=", position.id),
            ("is_outdated", "=", True),
            ("is_sent", "=", True),
        ]
        self.assertFalse(uses.search(changed))
        with freeze_time(at(11, 25)):
            self._change(position, "<p>Stawka: 34 zł od osoby.</p>", "Uchwała rady")
            self.env.invalidate_all()
            listed = uses.search(changed, order="id")
            self.assertRecordValues(
                listed,
                [
                    {
                        "res_id": answer.id,
                        "version_id": position.version_ids.filtered(
                            lambda version: version.number == 2
                        ).id,
                        "document_recipient": f"{name}, {newsroom}",
                        "document_sent_at": at(10, 12),
                        "since": "changed",
                        "freshness": "current",
                    }
                    for answer, (name, newsroom) in zip(answers, people, strict=True)
                ],
            )
            action = self.env.ref("skks_narrative.skks_narrative_use_action_changed")
            self.assertIn("changed_after_sending", action.context)
            opened = position.with_user(self.officer).action_view_uses()
            self.assertEqual(uses.search_count(opened["domain"]), 4)
            self.assertTrue(all(answer.basis_changed_at for answer in answers))
            notice = not_sent.with_user(self.officer).narrative_notice
            self.assertIn(FEE, notice)
            self.assertIn("3", notice)
            self.assertFalse(not_sent.basis_changed_at)
            row = answers[0]._basis_rows()[-1]
            self.assertTrue(row["changed"])

    def test_as7_school_never_sees_it(self):
        """AS7: not in the panel, not in the lists, not in a count."""
        position = self._position()
        answer = self._drafted_answer(self._inquiry())
        self._use(position, answer)
        self._send(answer)
        positions = self.env["skks.narrative"].with_user(self.school)
        with self.assertRaises(AccessError):
            positions.panel_search("opłata", answer._name, answer.id)
        uses = self.env["skks.narrative.use"].with_user(self.school)
        mine = [("narrative_id", "=", position.id)]
        for domain in (
            mine,
            [("is_sent", "=", True)],
            [("is_outdated", "=", False)],
            [("version_id.body", "ilike", "stawka")],
        ):
            self.assertFalse(uses.search(domain) & answer.narrative_use_ids)
        self.assertEqual(uses.search_count(mine), 0)
        with self.assertRaises(AccessError):
            position.with_user(self.school).action_use_in(answer._name, answer.id)

    def test_an_accepting_entity_learns_no_title_of_anothers(self):
        """The water company accepts the answer, and does not see whose words are in."""
        inquiry = self._inquiry()
        contribution = self._contribution(inquiry, self.mpwik_person)
        position = self._position()
        answer = self._drafted_answer(inquiry)
        answer.contribution_ids = contribution
        self._use(position, answer)
        answer.action_submit()
        seen = answer.with_user(self.water).sudo(False)
        self.assertTrue(seen.has_access("read"))
        uses = self.env["skks.narrative.use"].with_user(self.water)
        self.assertFalse(uses.search([("res_id", "=", answer.id)]))
        found = self.env["skks.narrative"].with_user(self.water)
        self.assertFalse(found.panel_search("stawka", answer._name, answer.id)["rows"])

    def test_topic_of_the_case_is_proposed(self):
        position = self._position()
        answer = self._drafted_answer(self._inquiry())
        rows = (
            self.env["skks.narrative"]
            .with_user(self.officer)
            .panel_search("", answer._name, answer.id)["rows"]
        )
        self.assertEqual([row["id"] for row in rows], position.ids)

    def test_nothing_goes_into_what_has_left(self):
        position = self._position()
        answer = self._accepted_answer(self._inquiry())
        answer.with_user(self.officer).action_send()
        with self.assertRaises(UserError):
            self._use(position, answer)
        with self.assertRaises(UserError):
            position.sudo().action_use_in(answer._name, answer.id, "Mimo to")
        self.assertFalse(answer.narrative_use_ids)

    def test_nothing_goes_into_a_foreign_answer(self):
        position = self._position()
        inquiry = self._inquiry()
        answer = self._drafted_answer(inquiry)
        inquiry.confidential = True
        for user in (self.officer2, self.roads, self.school, self.auditor):
            with self.subTest(user.login), self.assertRaises(AccessError):
                position.with_user(user).action_use_in(answer._name, answer.id)
        self.assertFalse(answer.narrative_use_ids)

    def test_insertion_voids_an_acceptance(self):
        position = self._position()
        answer = self._accepted_answer(self._inquiry())
        self._use(position, answer)
        self.assertEqual(answer.signoff_state, "draft")

    def test_figures_of_what_was_sent(self):
        position = self._position()
        sent, kept = (self._drafted_answer(self._inquiry()) for _turn in range(2))
        self._use(position, sent)
        self._use(position, kept)
        self._send(sent)
        self.env.flush_all()
        row = (
            self.env["skks.narrative.figures"]
            .with_user(self.head)
            .search([("narrative_id", "=", position.id)])
        )
        self.assertEqual((row.uses, row.uses_sent, row.never_used), (2, 1, 0))


@tagged("post_install", "-at_install")
class TestPanelInBrowser(PositionCommon, HttpCase):
    """M6.4: the panel by its keys alone, as the officer writes."""

    def test_keys(self):
        position = self._position()
        for_all = {"thesis": "Bez zmian."}
        self._position(
            name="Odśnieżanie chodników", body="<p>Do szóstej rano.</p>", **for_all
        )
        old = self._position(
            name="Stary cennik", body="<p>Cennik z 2019 roku.</p>", **for_all
        )
        old.valid_to = "2020-01-01"
        answer = self._drafted_answer(self._inquiry())
        self.start_tour(
            f"/odoo/skks-answers/{answer.id}",
            "skks_press_position_panel",
            login=self.officer.login,
        )
        body = answer.body
        self.assertIn("Niezapisane zdanie", body)
        self.assertIn("Stawka wynosi 30", body)
        self.assertIn("Cennik z 2019", body)
        uses = answer.narrative_use_ids.sorted("id")
        self.assertEqual(len(uses), 2)
        self.assertEqual(uses.narrative_id, position + old)
        self.assertEqual(uses.mapped("reason"), [False, "Pyta o dawny cennik"])

    def test_above_the_signature(self):
        """Words never land below the name of who signs the letter."""
        self._position()
        answer = self._drafted_answer(self._inquiry())
        answer.body = (
            "<p>Dzień dobry,</p><p>Treść.</p><p>Z poważaniem<br>Jan Lis<br>Urząd</p>"
        )
        self.start_tour(
            f"/odoo/skks-answers/{answer.id}",
            "skks_press_position_panel_signature",
            login=self.officer.login,
        )
        self.assertEqual(len(answer.narrative_use_ids), 1)
        self.assertRegex(str(answer.body), "Treść.*Stawka wynosi 30.*Z poważaniem")
