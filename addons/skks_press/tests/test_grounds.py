"""What an answer rests on, who leads, who is told (M0.3, M1.3, M1.4)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.skks_base.tools.moments import naive_utc

from . import common

WARSAW = ZoneInfo("Europe/Warsaw")


def at(day, hour, minute=0):
    return naive_utc(datetime(2026, 11, day, hour, minute, tzinfo=WARSAW))


class GroundsCase(common.PressCase):
    def _deliver(self, contribution, user, text):
        own = contribution.with_user(user)
        own.body = f"<p>{text}</p>"
        own.action_deliver()

    def _draft(self, inquiry):
        action = inquiry.action_draft_answer()
        return self.env["skks.answer"].browse(action["res_id"]).with_user(self.officer)

    def _sent(self, inquiry, moment):
        answer = self._draft(inquiry)
        with freeze_time(moment):
            answer.action_submit()
            for user in answer.contribution_ids.user_id:
                answer.with_user(user).action_approve()
            answer.with_user(self.head).action_approve()
            answer.action_send()
        self.assertTrue(answer.sent_at)
        return answer


@tagged("post_install", "-at_install")
class TestBasis(GroundsCase):
    def setUp(self):
        super().setUp()
        with freeze_time(at(23, 8)):
            self.inquiry = self._inquiry()
            self.inquiry.action_confirm()
            self.of_roads = self._contribution(self.inquiry, self.wdt_person)
        with freeze_time(at(23, 9)):
            self._deliver(self.of_roads, self.roads, "12 km.")

    def test_versions_of_what_was_delivered(self):
        """M0.3: which version, who vouched, as of when."""
        with freeze_time(at(23, 10)):
            self.of_roads.with_user(self.officer).action_return("21?")
        with freeze_time(at(23, 11)):
            self._deliver(self.of_roads, self.roads, "21 km.")
        versions = self.of_roads.version_ids.sorted("number")
        self.assertEqual(versions.mapped("number"), [1, 2])
        self.assertEqual(versions.mapped("delivered_at"), [at(23, 9), at(23, 11)])
        self.assertEqual(versions.user_id, self.roads)
        self.assertIn("12 km", versions[0].body)
        self.assertIn("21 km", versions[1].body)

    def test_the_answer_says_on_what_it_rests(self):
        answer = self._sent(self.inquiry, at(23, 12))
        row = answer._basis_rows()[0]
        self.assertEqual(row["record"], self.of_roads)
        self.assertEqual((row["version"], row["who"]), (1, "Piotr Źrebiec"))
        self.assertFalse(row["changed"])
        self.assertIn("Piotr Źrebiec", answer.basis)
        self.assertFalse(answer.basis_changed_at)

    def test_a_later_change_lists_what_was_sent(self):
        answer = self._sent(self.inquiry, at(23, 12))
        with freeze_time(at(24, 9)):
            self.of_roads.with_user(self.officer).action_return("Sprawdźcie.")
            self._deliver(self.of_roads, self.roads, "21 km.")
        self.assertEqual(answer.basis_changed_at, at(24, 9))
        row = answer._basis_rows()[0]
        self.assertEqual(row["version"], 1)
        self.assertTrue(row["changed"])
        found = answer.search([("basis_changed_at", "!=", False)])
        self.assertEqual(found, answer)
        activity = self.inquiry.sudo().activity_ids.filtered(
            lambda one: "TWDT" in (one.summary or "")
        )
        self.assertEqual(activity.user_id, self.officer)

    def test_what_is_not_sent_is_not_told(self):
        answer = self._draft(self.inquiry)
        self.of_roads.with_user(self.officer).action_return("Sprawdźcie.")
        self._deliver(self.of_roads, self.roads, "21 km.")
        self.assertFalse(answer.basis_changed_at)
        self.assertEqual(answer._basis_rows()[0]["version"], 2)

    def test_versions_are_evidence_and_as_visible_as_their_contribution(self):
        version = self.of_roads.version_ids
        with self.assertRaises(AccessError):
            version.sudo().body = "<p>13 km.</p>"
        with self.assertRaises(AccessError):
            version.sudo().create(
                {"contribution_id": self.of_roads.id, "number": 9, "body": "x"}
            )
        model = self.env["skks.contribution.version"]
        self.assertEqual(model.with_user(self.roads).search([]), version)
        self.assertFalse(model.with_user(self.water).search([]))
        with self.assertRaises(AccessError):
            version.with_user(self.water).read(["body"])

    def test_entities_see_nobody_elses_basis(self):
        self._contribution(self.inquiry, self.mpwik_person)
        answer = self._draft(self.inquiry)
        with self.assertRaises(AccessError):
            answer.with_user(self.roads).read(["basis"])
        with self.assertRaises(UserError):
            answer.sudo().basis_changed_at = at(23, 9)


@tagged("post_install", "-at_install")
class TestSimilar(GroundsCase):
    def _answered(self, moment, **values):
        with freeze_time(moment):
            inquiry = self._inquiry(**values)
            oral = self.env.ref("skks_press.resolution_oral")
            inquiry._answer_without_letter(oral, self.officer, moment, "Tak.")
        return inquiry

    def test_by_topic_and_journalist_and_words(self):
        """M0.3, M6.2: what was answered before is at hand."""
        other_topic = self.env["skks.topic"].create({"name": "Basen"})
        stranger = self.journalist.copy({"email": "x@y.example"})
        same = self._answered(at(2, 8))
        topic = self._answered(at(3, 8), journalist_id=stranger.id)
        person = self._answered(at(4, 8), topic_id=other_topic.id)
        words = self._answered(
            at(5, 8), topic_id=other_topic.id, journalist_id=stranger.id
        )
        self._answered(
            at(5, 9),
            name="Godziny pływalni",
            topic_id=other_topic.id,
            journalist_id=stranger.id,
        )
        hidden = self._answered(at(6, 8), coordinator_id=self.officer2.id)
        hidden.with_user(self.officer2).confidential = True
        inquiry = self._inquiry()
        inquiry.action_confirm()
        answer = self._draft(inquiry)
        self.assertEqual(
            answer.similar_inquiry_ids.ids, [same.id, topic.id, person.id, words.id]
        )
        self.assertFalse(answer.with_user(self.roads).sudo(False).similar_inquiry_ids)


@tagged("post_install", "-at_install")
class TestLead(GroundsCase):
    def setUp(self):
        super().setUp()
        self.inquiry = self._inquiry()
        self.of_roads = self._contribution(self.inquiry, self.wdt_person)
        self.of_water = self._contribution(self.inquiry, self.mpwik_person)

    def test_the_first_leads_until_another_accepts(self):
        """M1.3: the lead is handed over only to who accepts it."""
        self.assertTrue(self.of_roads.is_lead)
        self.of_water.with_user(self.officer).action_offer_lead()
        self.assertTrue(self.of_roads.is_lead)
        self.assertFalse(self.of_water.is_lead)
        tasks = self.of_water.sudo().activity_ids.filtered(
            lambda one: one.user_id == self.water
        )
        self.assertIn("Will you lead?", tasks.mapped("summary"))
        self.of_water.with_user(self.water).action_accept_lead()
        self.assertTrue(self.of_water.is_lead)
        self.assertFalse(self.of_roads.is_lead)
        self.assertFalse(self.of_water.lead_offered_by_id)

    def test_declined_with_a_reason(self):
        self.of_water.with_user(self.officer).action_offer_lead()
        water = self.of_water.with_user(self.water)
        with self.assertRaises(UserError):
            water.action_decline_lead(" ")
        water.action_decline_lead("Mamy tylko jedną rurę.")
        self.assertTrue(self.of_roads.is_lead)
        self.assertFalse(self.of_water.lead_offered_by_id)

    def test_who_may(self):
        offer = self.of_water
        with self.assertRaises(AccessError):
            offer.with_user(self.water).action_offer_lead()
        with self.assertRaises(AccessError):
            offer.with_user(self.school).action_offer_lead()
        with self.assertRaises(UserError):
            offer.with_user(self.water).action_accept_lead()
        offer.with_user(self.officer).action_offer_lead()
        with self.assertRaises(AccessError):
            offer.with_user(self.officer).action_accept_lead()
        with self.assertRaises(UserError):
            offer.sudo().write({"is_lead": True})

    def test_the_lead_goes_on_when_its_entity_is_out(self):
        self.of_roads.with_user(self.roads).action_not_ours("To nie my.")
        self.assertTrue(self.of_water.is_lead)
        self.assertFalse(self.of_roads.is_lead)

    def test_only_the_lead_accepts(self):
        self.inquiry.sudo().category_id.lead_only = True
        self._deliver(self.of_roads, self.roads, "12 km.")
        self._deliver(self.of_water, self.water, "3 km.")
        answer = self._draft(self.inquiry)
        answer.action_submit()
        self.assertEqual(answer.sudo().approver_ids, self.roads)
        self.of_water.with_user(self.officer).action_offer_lead()
        self.of_water.with_user(self.water).action_accept_lead()
        self.assertEqual(answer.signoff_state, "draft")
        answer.action_submit()
        self.assertEqual(answer.sudo().approver_ids, self.water)


@tagged("post_install", "-at_install")
class TestForInformation(GroundsCase):
    def test_told_at_once_and_with_the_answer(self):
        """M1.3: for information is to read and to owe nothing."""
        inquiry = self._inquiry()
        self.assertFalse(inquiry.with_user(self.school).sudo(False).has_access("read"))
        inquiry.fyi_user_ids = self.school
        self.assertEqual(len(self.letters_to(self.school.email)), 1)
        self.assertEqual(len(self.sink.letters), 1)
        read = inquiry.with_user(self.school).sudo(False)
        self.assertEqual(read.name, "Remont ul. Młyńskiej")
        self.assertFalse(read.has_access("write"))
        self.assertFalse(read.contribution_ids)
        self.sink.clear()
        oral = self.env.ref("skks_press.resolution_oral")
        inquiry._answer_without_letter(
            oral, self.officer, inquiry.received_at, "Otwarcie w piątek."
        )
        self.assertEqual(len(self.letters_to(self.school.email)), 1)
        self.assertEqual(len(self.sink.letters), 1)

    def test_only_the_office_decides_who_is_told(self):
        inquiry = self._inquiry()
        self._contribution(inquiry, self.wdt_person)
        with self.assertRaises(AccessError):
            inquiry.with_user(self.roads).fyi_user_ids = self.school
        inquiry.confidential = True
        with self.assertRaises(AccessError):
            inquiry.with_user(self.officer2).sudo(False).fyi_user_ids = self.school

    def test_journaled(self):
        inquiry = self._inquiry()
        inquiry.fyi_user_ids = self.school
        entry = self.env["skks.journal.entry"].search([("act", "=", "inquiry.fyi")])
        self.assertEqual(entry.new_value, self.school.login)
