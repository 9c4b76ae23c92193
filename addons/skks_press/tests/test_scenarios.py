"""The scenarios of a press office, with frozen time and their exact outcome."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.skks_base.tools.moments import naive_utc

from . import common

WARSAW = ZoneInfo("Europe/Warsaw")


def at(day, hour, minute=0, month=11, year=2026):
    """A local moment as the database keeps it."""
    return naive_utc(datetime(year, month, day, hour, minute, tzinfo=WARSAW))


@tagged("post_install", "-at_install")
class TestPlannedBackwards(common.PressCase):
    """AS2: received Mon 23 Nov 2026 07:12, asked for Tue 24 Nov 12:00."""

    def _arrive(self, asked_for):
        with freeze_time(at(23, 7, 12)):
            inquiry = self._inquiry(received_at=at(23, 7, 12), asked_for=asked_for)
        with freeze_time(at(23, 7, 45)):
            inquiry.action_confirm()
            roads = self._contribution(inquiry, self.wdt_person)
            water = self._contribution(inquiry, self.mpwik_person)
        return inquiry, roads, water

    def _deliver(self, contribution, user, moment):
        contribution = contribution.with_user(user)
        with freeze_time(moment):
            contribution.body = f"<p>{contribution.entity_id.name}: 12 km.</p>"
            contribution.action_deliver()

    def test_dates_on_the_way(self):
        inquiry, roads, water = self._arrive(at(24, 12))
        self.assertEqual(roads.due_at, at(24, 8))
        self.assertEqual(water.due_at, at(24, 8))
        self.assertEqual(inquiry.service_due_at, at(24, 12))
        self.assertEqual(
            inquiry.legal_due_at,
            naive_utc(datetime(2026, 12, 7, 23, 59, 59, tzinfo=WARSAW)),
        )
        self.assertFalse(inquiry.is_unrealistic)
        with freeze_time(at(24, 9, 20)):
            answer = self.env["skks.answer"].browse(
                inquiry.action_draft_answer()["res_id"]
            )
            answer = answer.with_user(self.officer)
            self.assertEqual(answer.next_due_at, at(24, 10))
            answer.contribution_ids = roads | water
            answer.action_submit()
            self.assertEqual(answer.signoff_state, "substantive")
            self.assertEqual(answer.next_due_at, at(24, 11))
            answer.with_user(self.roads).action_approve()
            answer.with_user(self.water).action_approve()
            self.assertEqual(answer.signoff_state, "office")
            self.assertEqual(answer.next_due_at, at(24, 12))

    def test_who_was_late_and_who_was_not(self):
        inquiry, roads, water = self._arrive(at(24, 12))
        self._deliver(roads, self.roads, at(23, 14, 50))
        with freeze_time(at(24, 8, 30)):
            desk = self.env["skks.desk"].with_user(self.head)
            waiting = desk.search(
                [
                    ("waiting_for", "=", "entity"),
                    ("res_model", "=", "skks.contribution"),
                ]
            ).filtered(lambda row: row.number == inquiry.number)
            self.assertEqual(waiting.entity_id, self.mpwik)
            self.assertEqual(waiting.waiting_who, "TMPWIK, Zofia Jaźwiec")
            self.assertEqual(waiting.waiting_since, at(23, 7, 45))
            self.assertEqual(waiting.due_state, "overdue")
        self._deliver(water, self.water, at(24, 9, 10))
        with freeze_time(at(24, 11, 40)):
            answer = self.env["skks.answer"].browse(
                inquiry.action_draft_answer()["res_id"]
            )
            answer = answer.with_user(self.officer)
            answer.action_submit()
            answer.with_user(self.roads).action_approve()
            answer.with_user(self.water).action_approve()
            answer.with_user(self.head).action_approve()
            answer.action_send()
        self.assertEqual(answer.sent_at, at(24, 11, 40))
        self.assertEqual(inquiry.state, "answered")
        self.assertEqual(inquiry.answered_in_time, "met")
        self.assertEqual((roads.result, roads.minutes_late), ("met", 0))
        self.assertEqual((water.result, water.minutes_late), ("missed", 70))
        figures = (
            self.env["skks.contribution"]
            .with_user(self.head)
            ._read_group(
                [("inquiry_id", "=", inquiry.id)], ["entity_id", "result"], ["__count"]
            )
        )
        self.assertEqual(
            {(entity.code, result): count for entity, result, count in figures},
            {("TWDT", "met"): 1, ("TMPWIK", "missed"): 1},
        )

    def test_unrealistic_term(self):
        inquiry, roads, _water = self._arrive(at(23, 8))
        self.assertTrue(inquiry.is_unrealistic)
        self.assertEqual(roads.due_at, at(23, 8, 45))
        with freeze_time(at(23, 8)):
            inquiry.agreed_for = at(25, 12)
        self.assertFalse(inquiry.is_unrealistic)
        self.assertEqual(roads.due_at, at(25, 8))


@tagged("post_install", "-at_install")
class TestAcceptance(common.PressCase):
    """AS3: a return, a void, a refused sending, one officer, an emergency."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        inquiry = cls._inquiry()
        inquiry.action_confirm()
        cls.contributions = cls._contribution(
            inquiry, cls.wdt_person
        ) | cls._contribution(inquiry, cls.mpwik_person)
        for contribution, user in zip(
            cls.contributions, (cls.roads, cls.water), strict=False
        ):
            own = contribution.with_user(user)
            own.body = "<p>21 km.</p>"
            own.action_deliver()
        cls.answer = (
            cls.env["skks.answer"]
            .browse(inquiry.action_draft_answer()["res_id"])
            .with_user(cls.officer)
        )
        cls.inquiry = inquiry

    def _refuse_to_send(self):
        with self.assertRaisesRegex(UserError, "has not been accepted"):
            self.answer.action_send()
        self.assertNothingFor(common.JOURNALIST)

    def test_the_whole_way(self):
        answer = self.answer
        answer.action_submit()
        answer.with_user(self.roads).action_approve()
        answer.with_user(self.water).action_return("zła liczba: 12 km, nie 21")
        self.assertEqual(answer.signoff_state, "returned")
        answer.body = "<p>12 km.</p>"
        answer.action_submit()
        self.assertEqual(
            answer._signoff_pending_entities(),
            self.wdt | self.mpwik,
            "the acceptance of the unchanged entity is void too",
        )
        with self.assertRaises(AccessError):
            answer.with_user(self.head).action_approve()
        answer.with_user(self.roads).action_approve()
        self.assertEqual(answer.signoff_state, "substantive")
        answer.with_user(self.water).action_approve()
        self.assertEqual(answer.signoff_state, "office")
        answer.with_user(self.head).action_approve()
        self.assertEqual(answer.signoff_state, "approved")
        result = answer.load(["id", "body"], [[self._external_id(), "<p>12, km.</p>"]])
        self.assertTrue(result["ids"], result["messages"])
        self.assertEqual(answer.signoff_state, "draft")
        self._refuse_to_send()

    def _external_id(self):
        self.env["ir.model.data"].create(
            {
                "module": "__import__",
                "name": "answer_as3",
                "model": "skks.answer",
                "res_id": self.answer.id,
            }
        )
        return "__import__.answer_as3"

    def test_nobody_sends_before_both_stages(self):
        answer = self.answer
        self._refuse_to_send()
        answer.action_submit()
        self._refuse_to_send()
        answer.with_user(self.roads).action_approve()
        answer.with_user(self.water).action_approve()
        self._refuse_to_send()
        with self.assertRaises(AccessError):
            answer.with_user(self.roads).action_send()

    def test_the_author_does_not_accept(self):
        answer = self.answer
        answer.with_user(self.head).body = "<p>Poprawiony przez rzecznika.</p>"
        answer.action_submit()
        answer.with_user(self.roads).action_approve()
        answer.with_user(self.water).action_approve()
        with self.assertRaises(AccessError):
            answer.with_user(self.head).action_approve()
        self.assertIn(self.secretary, answer.approver_ids)
        answer.with_user(self.secretary).action_approve()
        self.assertEqual(answer.signoff_state, "approved")

    def test_head_drafts_in_a_one_officer_town(self):
        """Nobody but her is in the office: the second stage is the secretary's."""
        (self.officer | self.officer2).sudo().active = False
        inquiry = self._inquiry(coordinator_id=self.head.id).with_user(self.head)
        inquiry.action_confirm()
        answer = self.env["skks.answer"].browse(inquiry.action_draft_answer()["res_id"])
        answer = answer.with_user(self.head)
        answer.body = "<p>12 km.</p>"
        answer.action_submit()
        self.assertEqual(answer.signoff_state, "office")
        self.assertEqual(answer.approver_ids, self.secretary)
        with self.assertRaises(AccessError):
            answer.action_approve()
        answer.with_user(self.secretary).action_approve()
        answer.action_send()
        self.assertOneLetterTo(common.JOURNALIST)

    def test_emergency_on_saturday_evening(self):
        with freeze_time(at(21, 20, 10)):
            self.answer.with_user(self.head).action_emergency_release("Most zamknięty")
        self.assertOneLetterTo(common.JOURNALIST)
        self.assertEqual(self.inquiry.state, "answered")
        self.assertEqual(self.answer.emergency_due_at, at(23, 16))
        self.assertEqual(self.answer.next_due_at, at(23, 16))
        with freeze_time(at(23, 16, 1)):
            desk = self.env["skks.desk"].with_user(self.secretary)
            row = desk.search([("is_mine", "=", True)])
            self.assertEqual(
                (row.res_model, row.res_id), ("skks.answer", self.answer.id)
            )
            self.assertEqual(row.due_state, "overdue")
            self.answer.with_user(self.secretary).action_emergency_confirm()
            self.assertFalse(desk.search([("is_mine", "=", True)]))

    def test_changed_address_after_acceptance(self):
        answer = self.answer
        answer.action_submit()
        answer.with_user(self.roads).action_approve()
        answer.with_user(self.water).action_approve()
        answer.with_user(self.head).action_approve()
        self.inquiry.email_from = "ktos.inny@gazeta.example"
        with self.assertRaisesRegex(UserError, "an address has changed"):
            answer.action_send()
        self.assertNothingFor("ktos.inny@gazeta.example")

    def test_swapped_file_after_acceptance(self):
        answer = self.answer
        file = self.env["ir.attachment"].create(
            {
                "name": "tabela.txt",
                "raw": b"12 km",
                "res_model": "skks.answer",
                "res_id": answer.id,
            }
        )
        answer.attachment_ids = [Command.link(file.id)]
        answer.action_submit()
        answer.with_user(self.roads).action_approve()
        answer.with_user(self.water).action_approve()
        answer.with_user(self.head).action_approve()
        file.raw = b"21 km"
        self.assertEqual(answer.signoff_state, "draft")
        with self.assertRaisesRegex(UserError, "has not been accepted"):
            answer.action_send()
        self.assertNothingFor(common.JOURNALIST)

    def test_frozen_file_leaves(self):
        answer = self.answer
        file = self.env["ir.attachment"].create(
            {
                "name": "tabela.txt",
                "raw": b"12 km",
                "res_model": "skks.answer",
                "res_id": answer.id,
            }
        )
        answer.attachment_ids = [Command.link(file.id)]
        answer.action_submit()
        answer.with_user(self.roads).action_approve()
        answer.with_user(self.water).action_approve()
        answer.with_user(self.head).action_approve()
        answer.action_send()
        letter = self.assertOneLetterTo(common.JOURNALIST)
        files = list(letter.message.iter_attachments())
        self.assertEqual([part.get_filename() for part in files], ["tabela.txt"])
        self.assertEqual(files[0].get_content().strip(), "12 km")


@tagged("post_install", "-at_install")
class TestClerkByMail(common.PressCase):
    """AS4: replies to the notice, by the person and from the entity's mailbox."""

    DRO = "Wydział Dróg <twdt@zarnoleka.example>"

    def setUp(self):
        super().setUp()
        self.frozen = freeze_time(at(23, 8))
        self.frozen.start()
        self.addCleanup(self.frozen.stop)
        inquiry = self._inquiry()
        inquiry.action_confirm()
        self.contribution = self._contribution(inquiry, self.wdt_person)
        self.notice = self.letters_to(self.roads.email)[0]

    def _reply(self, text, sender=None, attachment=None, **headers):
        message = self._letter(
            "Re: " + self.notice.message["Subject"],
            text,
            sender=sender or f"Piotr Źrebiec <{self.roads.email}>",
            to=self.notice.message["Reply-To"],
            In_Reply_To=self.notice.message["Message-Id"],
            **headers,
        )
        if attachment:
            message.add_attachment(
                b"PK-docx",
                maintype="application",
                subtype="octet-stream",
                filename=attachment,
            )
        return self.deliver(message.as_bytes())

    def test_reply_with_signature_and_quotation_delivers(self):
        self._reply(
            "Dzień dobry,\n\nwyremontowano 12 km dróg.\n\n--\nPiotr Źrebiec\nWDT\n\n"
            "W dniu 23.11.2026 o 8:01, Biuro Prasowe napisał(a):\n> Ile kilometrów?\n",
            attachment="zestawienie.docx",
        )
        contribution = self.contribution
        self.assertEqual(contribution.state, "delivered")
        self.assertEqual(contribution.delivered_via, "mail")
        self.assertIn("wyremontowano 12 km", contribution.body)
        self.assertNotIn("Ile kilometrów", contribution.body)
        self.assertNotIn("--", contribution.body)
        self.assertEqual(
            contribution.attachment_ids.mapped("name"), ["zestawienie.docx"]
        )
        self.assertEqual(contribution.result, "met")

    def test_out_of_office_delivers_nothing(self):
        self._reply(
            "Jestem nieobecny do piątku.",
            Auto_Submitted="auto-replied",
        )
        self.assertEqual(self.contribution.state, "requested")
        self.assertFalse(self.contribution.body)

    def test_not_ours_is_one_click_and_not_late(self):
        self._reply("to nie my, to ZDP")
        self.assertEqual(self.contribution.state, "requested")
        self.assertEqual(self.contribution.reply_intent, "not_ours")
        self.contribution.with_user(self.officer).action_take_not_ours()
        self.assertEqual(self.contribution.state, "not_ours")
        self.assertFalse(self.contribution.result)

    def test_more_time_asks_the_officer(self):
        self._reply("poproszę do jutra")
        contribution = self.contribution.with_user(self.officer)
        self.assertEqual(contribution.reply_intent, "more_time")
        summaries = contribution.inquiry_id.activity_ids.mapped("summary")
        self.assertTrue(any("more time" in text for text in summaries), summaries)
        contribution.action_grant_time("2026-12-01 10:00:00")
        self.assertEqual(str(contribution.due_at), "2026-12-01 10:00:00")
        self.assertFalse(contribution.reply_intent)

    def test_more_time_in_one_click(self):
        """Monday: “poproszę do jutra” is the closing hour of the entity tomorrow."""
        self._reply("poproszę do jutra")
        contribution = self.contribution.with_user(self.officer)
        self.assertEqual(contribution.proposed_due_at, at(24, 15, 30))
        contribution.action_grant_proposed()
        self.assertEqual(contribution.due_at, at(24, 15, 30))
        self.assertFalse(contribution.reply_intent or contribution.proposed_due_at)

    def test_more_time_until_another_date(self):
        self._reply("nie zdążymy do środy, prosimy o więcej czasu")
        contribution = self.contribution.with_user(self.officer)
        wizard = self.env["skks.contribution.grant"].with_user(self.officer)
        wizard = wizard.create({"contribution_id": contribution.id})
        self.assertEqual(wizard.due_at, at(25, 15, 30))
        wizard.due_at = at(26, 12)
        wizard.action_grant()
        self.assertEqual(contribution.due_at, at(26, 12))

    def test_more_time_is_asked_for_before_four_fifths_are_gone(self):
        """M1.4: later is no refusal, but the officer sees it."""
        clock = self.contribution._skks_clock("internal")
        limit = clock._skks_at_share(0.8)
        self.assertLess(clock.started_at, limit)
        self.assertLess(limit, clock.due_at)
        mine = self.contribution.with_user(self.roads)
        for moment, late in ((limit, False), (limit + timedelta(minutes=1), True)):
            with freeze_time(moment):
                mine.action_ask_more_time("prosimy do piątku")
            self.assertEqual(self.contribution.is_asked_late, late)
            self.assertEqual(self.contribution.more_time_at, moment)
        self.contribution.with_user(self.officer).action_grant_time(at(27, 12))
        self.assertTrue(self.contribution.is_asked_late, "the figures keep it")
        with self.assertRaises(AccessError):
            mine.is_asked_late = False

    def test_no_date_was_named(self):
        self._reply("prosimy o więcej czasu")
        contribution = self.contribution.with_user(self.officer)
        self.assertEqual(contribution.reply_intent, "more_time")
        with self.assertRaises(UserError):
            contribution.action_grant_proposed()

    def _zdp(self):
        user = self._user("pekala", "representative", name="Adam Pękala")
        return self._entity("ZDP", "Zarząd Dróg Powiatowych", user, 7, 15)

    def test_not_ours_passes_it_on_in_one_click(self):
        zdp, person = self._zdp()
        self._reply("to nie my, to ZDP")
        contribution = self.contribution.with_user(self.officer)
        self.assertEqual(contribution.suggested_entity_id, zdp)
        action = contribution.action_pass_on()
        passed = self.env["skks.contribution"].browse(action["res_id"])
        self.assertEqual((passed.entity_id, passed.representative_id), (zdp, person))
        self.assertEqual(passed.request, contribution.request)
        self.assertTrue(self.letters_to(person.user_id.email))
        self.assertEqual(contribution.state, "not_ours")
        self.assertFalse(contribution.result, "it is not late")
        self.assertFalse(contribution.clock_ids.filtered("is_running"))

    def test_not_ours_without_a_name(self):
        self._reply("to nie my")
        contribution = self.contribution.with_user(self.officer)
        self.assertFalse(contribution.suggested_entity_id)
        action = contribution.action_pass_on()
        self.assertEqual(action["res_model"], "skks.contribution.ask")
        self.assertEqual(contribution.state, "not_ours")

    def test_shared_mailbox_counts_once_the_officer_takes_it(self):
        with freeze_time(at(23, 9)):
            self._reply(
                "Dzień dobry,\n\nwyremontowano 12 km dróg.\n\n--\nSekretariat WDT\n\n"
                "W dniu 23.11.2026 o 8:01, Biuro Prasowe napisał(a):\n"
                "> Ile kilometrów?\n",
                sender=self.DRO,
                attachment="zestawienie.docx",
            )
        contribution = self.contribution.with_user(self.officer)
        self.assertEqual(contribution.state, "requested")
        self.assertEqual(contribution.reply_intent, "shared")
        self.assertFalse(contribution.body)
        with self.assertRaises(AccessError):
            contribution.with_user(self.roads).action_take_shared()
        with freeze_time(at(30, 9)):
            contribution.action_take_shared()
        self.assertEqual(contribution.state, "delivered")
        self.assertEqual(contribution.delivered_via, "shared")
        self.assertEqual(contribution.delivered_at, at(23, 9), "when it came")
        self.assertEqual(contribution.result, "met")
        self.assertIn("wyremontowano 12 km", contribution.body)
        self.assertNotIn("Ile kilometrów", contribution.body)
        self.assertNotIn("Sekretariat", contribution.body)
        self.assertEqual(
            contribution.attachment_ids.mapped("name"), ["zestawienie.docx"]
        )
        label = dict(
            contribution.with_context(lang="pl_PL")
            ._fields["delivered_via"]
            ._description_selection(contribution.with_context(lang="pl_PL").env)
        )
        self.assertEqual(label["shared"], "Z adresu wydziału")

    def test_shared_mailbox_is_away(self):
        self._reply("Nie ma nas.", sender=self.DRO, Auto_Submitted="auto-replied")
        self.assertFalse(self.contribution.reply_intent)
        with self.assertRaises(UserError):
            self.contribution.with_user(self.officer).action_take_shared()

    def test_mailbox_of_another_entity_delivers_nothing(self):
        self._reply("12 km", sender="MPWiK <tmpwik@zarnoleka.example>")
        self.assertFalse(self.contribution.reply_intent)

    def test_stranger_with_the_thread_delivers_nothing(self):
        self._reply("Podszywam się.", sender="Piotr Źrebiec <zrebiec@gmail.com>")
        self.assertEqual(self.contribution.state, "requested")
        self.assertFalse(self.contribution.body)
