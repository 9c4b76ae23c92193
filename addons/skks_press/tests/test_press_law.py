"""What the press law wants in writing: refusals, and corrections in our own media."""

from datetime import date, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from . import common
from .test_letters import LettersCase
from .test_scenarios import at

REFUSAL = {
    "refusing_name": "Wodociągi Żarnołęka sp. z o.o.",
    "refused_on": date(2026, 11, 20),
    "refused_information": "Umowa na dostawę pomp.",
    "letter_reason": "Tajemnica przedsiębiorstwa.",
}
GROUND = {"refusal_ground": "late", "letter_reason": "Wpłynęło po 21 dniach."}


def end_of(day, month=11):
    return at(day, 23, 59, month) + timedelta(seconds=59)


@tagged("post_install", "-at_install")
class TestWrittenRefusal(LettersCase):
    """M1.2: press law, art. 4(3)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        kind = cls.env.ref("skks_press.category_written_refusal")
        cls.outlet.correction_email = "naczelny@kurier.example"
        with freeze_time(at(23, 7, 12)):
            cls.inquiry = cls._inquiry(
                received_at=at(23, 7, 12), category_id=kind.id, outlet_id=cls.outlet.id
            )
            cls.inquiry.action_confirm()

    def test_three_days(self):
        """The worked date of the law: Wed 29 Apr 2026 -> Mon 4 May."""
        self.assertEqual(self.inquiry.legal_due_at, end_of(26))
        with freeze_time(at(29, 10, month=4)):
            demand = self._inquiry(
                received_at=at(29, 10, month=4), category_id=self.inquiry.category_id.id
            )
        self.assertEqual(demand.legal_due_at, end_of(4, month=5))
        self.assertLessEqual(demand.service_due_at, demand.legal_due_at)

    def test_the_demand_is_a_follow_up(self):
        """Registered in one click, addressed to the editor-in-chief."""
        asked = self._inquiry(outlet_id=self.outlet.id)
        action = asked.with_user(self.officer).action_demand_refusal()
        with Form(
            self.env["skks.inquiry"]
            .with_user(self.officer)
            .with_context(**action["context"])
        ) as form:
            demand = form.save()
        self.assertEqual(demand.parent_id, asked)
        self.assertEqual(demand.category_id, self.inquiry.category_id)
        self.assertEqual(demand.email_from, "naczelny@kurier.example")
        self.assertFalse(demand.journalist_id)
        self.assertEqual(demand.legal_regime, "written_refusal")

    def test_stated_accepted_and_recorded(self):
        with freeze_time(at(24, 9)):
            letter = self._draft("written_refusal", **REFUSAL)
            for words in (*REFUSAL.values(), self.outlet.name):
                if isinstance(words, str):
                    self.assertIn(words, letter.body)
            self.assertFalse(self.inquiry.answered_at)
            with self.assertRaises(UserError):
                letter.action_send()
            self._send(letter)
        self.assertEqual(self.inquiry.state, "answered")
        self.assertEqual(
            self.inquiry.resolution_id,
            self.env.ref("skks_press.resolution_written_refusal"),
        )
        self.assertFalse(self.inquiry._skks_running_clocks())

    def test_what_it_cannot_do_without(self):
        for fname in REFUSAL:
            with self.subTest(fname):
                letter = self._draft("written_refusal", **REFUSAL | {fname: False})
                with self.assertRaises(UserError):
                    letter.action_submit()

    def test_a_changed_reason_is_accepted_anew(self):
        letter = self._draft("written_refusal", **REFUSAL)
        letter.action_submit()
        letter.refused_information = "Wszystkie umowy."
        self.assertEqual(letter.signoff_state, "draft")

    def test_no_other_inquiry_is_refused_so(self):
        """Public information is refused by decision (art. 16 of that act)."""
        self.inquiry = self._inquiry()
        with self.assertRaises(UserError):
            self._draft("written_refusal", **REFUSAL)
        letter = self.env["skks.answer"].with_user(self.officer)
        letter = letter.create(
            {
                "inquiry_id": self.inquiry.id,
                "name": "Odmowa",
                "body": "<p>Nie.</p>",
                "kind_id": self._kind("written_refusal").id,
                **REFUSAL,
            }
        )
        with self.assertRaises(UserError):
            letter.action_submit()

    def test_entities_do_not_demand(self):
        with self.assertRaises(AccessError):
            self.inquiry.with_user(self.roads).action_demand_refusal()


@tagged("post_install", "-at_install")
class TestOwnCorrection(LettersCase):
    """M1.2: the town as a publisher (press law, art. 32 and 33)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        kind = cls.env.ref("skks_press.category_own_correction")
        with freeze_time(at(23, 7, 12)):
            cls.inquiry = cls._inquiry(
                received_at=at(23, 7, 12), category_id=kind.id, outlet_id=cls.outlet.id
            )
            cls.inquiry.action_confirm()
        cls.published = cls.env.ref("skks_press.resolution_own_published")

    def _end(self, resolution, inquiry=None):
        wizard = self.env["skks.inquiry.oral"].with_user(self.officer)
        wizard.create(
            {
                "inquiry_id": (inquiry or self.inquiry).id,
                "resolution_id": resolution.id,
                "answered_at": at(24, 12),
                "gist": "Na stronie miasta, dział Aktualności.",
            }
        ).action_record()

    @freeze_time(at(23, 9))
    def test_terms_by_medium(self):
        """Three working days online, seven days on paper, none in social media."""
        self.assertEqual(self.inquiry.legal_due_at, end_of(26))
        inquiry = self.inquiry.with_user(self.officer)
        inquiry.own_medium = "paper"
        self.assertEqual(inquiry.legal_due_at, end_of(30))
        inquiry.own_medium = "social"
        self.assertFalse(inquiry.sudo()._skks_clock("legal"))
        inquiry.own_medium = "online"
        self.assertEqual(inquiry.legal_due_at, end_of(26))

    @freeze_time(at(24, 13))
    def test_published(self):
        action = self.inquiry.with_user(self.officer).action_own_published()
        self.assertEqual(action["context"]["default_resolution_id"], self.published.id)
        self._end(self.published)
        self.assertEqual(self.inquiry.state, "answered")
        self.assertEqual(self.inquiry.answered_at, at(24, 12))
        self.assertFalse(self.inquiry._skks_running_clocks())

    def test_refused_on_a_ground(self):
        with freeze_time(at(24, 9)):
            letter = self._draft("correction_refusal", **GROUND)
            self.assertIn("art. 33", letter.body)
            self.assertIn(GROUND["letter_reason"], letter.body)
            self._send(letter)
        self.assertEqual(self.inquiry.state, "answered")
        self.assertEqual(
            self.inquiry.resolution_id,
            self.env.ref("skks_press.resolution_own_refused"),
        )

    def test_fragments_where_the_law_wants_them(self):
        """Art. 33(3): for what is not factual, punishable, or judged already."""
        for ground in ("not_factual", "unlawful", "judged"):
            letter = self._draft(
                "correction_refusal", **GROUND | {"refusal_ground": ground}
            )
            with self.subTest(ground), self.assertRaises(UserError):
                letter.action_submit()
            letter.refused_fragments = "„to skandal”"
            letter.action_submit()
            self.assertNotEqual(letter.signoff_state, "draft")

    @freeze_time(at(24, 13))
    def test_nothing_else_ends_it(self):
        """A promise to publish, or a talk, stops no term."""
        with self.assertRaises(UserError):
            self._end(self.env.ref("skks_press.resolution_oral"))
        action = self.inquiry.with_user(self.officer).action_draft_answer()
        answer = self.env["skks.answer"].browse(action["res_id"])
        answer = answer.with_user(self.officer)
        answer.body = "<p>Opublikujemy.</p>"
        with self.assertRaises(UserError):
            answer.action_submit()
        with self.assertRaises(UserError):
            self._draft("correction_refusal", letter_reason="Nie.").action_submit()
        self.assertTrue(self.inquiry._skks_clock("legal"))

    @freeze_time(at(24, 13))
    def test_no_other_inquiry_ends_so(self):
        inquiry = self._inquiry(received_at=at(23, 7, 12))
        inquiry.action_confirm()
        with self.assertRaises(UserError):
            self._end(self.published, inquiry)

    @freeze_time(at(24, 13))
    def test_social_media_are_no_press(self):
        self.inquiry.with_user(self.officer).own_medium = "social"
        self._end(self.env.ref("skks_press.resolution_link"))
        self.assertEqual(self.inquiry.state, "answered")


@tagged("post_install", "-at_install")
class TestMainKinds(common.PressCase):
    def test_four_first_the_rest_under_more(self):
        """M1.1: the list opens with the main kinds; typing finds every kind."""
        kinds = self.env["skks.inquiry.category"].with_user(self.officer)
        at_registration = kinds.with_context(skks_main_kinds=True)
        main = kinds.search([("is_main", "=", True)])
        self.assertEqual(len(main), 4)
        offered = [one for one, _name in at_registration.name_search("")]
        self.assertEqual(offered, main.ids)
        rest = kinds.search([("is_main", "=", False)])[:1]
        found = [one for one, _name in at_registration.name_search(rest.name)]
        self.assertIn(rest.id, found)
        self.assertIn(rest.id, [one for one, _name in kinds.name_search("")])

    def test_a_town_without_main_kinds_sees_all(self):
        kinds = self.env["skks.inquiry.category"]
        kinds.search([]).is_main = False
        offered = kinds.with_context(skks_main_kinds=True).name_search("")
        self.assertEqual([one for one, _name in offered], kinds.search([]).ids)

    def test_words_of_a_kind_are_no_stages(self):
        """What its keywords say is not taken for a former number of acceptances."""
        kind = self.env["skks.inquiry.category"].search([("signoff_stages", "=", "1")])
        kind[0].keywords = "zgoda\nsignoff_stages: 9\nsignoff_stages: 2x"
        kind[0].keywords = "zgoda"
        self.assertEqual(kind[0]._demanded_stages(), 1)

    def test_both_forms_offer_them_so(self):
        for model in ("skks.inquiry", "skks.inquiry.call"):
            views = self.env[model].get_views([(False, "form")])["views"]
            self.assertIn("skks_main_kinds", views["form"]["arch"], model)
