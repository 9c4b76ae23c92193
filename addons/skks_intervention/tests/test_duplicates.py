from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CITIZEN, InterventionCase

SECOND = "zofia.nowak@poczta.example"
THIRD = "jan.lis@poczta.example"


class DuplicateCase(InterventionCase):
    def setUp(self):
        super().setUp()
        self.main = self._report()
        self.second = self._report(email_from=SECOND, contact_name="Zofia Nowak")
        self.third = self._report(email_from=THIRD)
        self.nameless = self._report(email_from=False, contact_name=False)

    def _join(self, cases, main, user=None):
        user = user or self.roads
        action = cases.with_user(user).action_join()
        wizard = (
            self.env["skks.intervention.merge"]
            .with_user(user)
            .with_context(**action["context"])
            .create({"main_id": main.id})
        )
        return wizard.action_confirm()


@tagged("post_install", "-at_install")
class TestDuplicates(DuplicateCase):
    """M7.1: reports of the same thing are one; each submitter is told once."""

    def test_joined_and_told_once(self):
        again = self._report(email_from=SECOND)
        others = self.second + self.third + self.nameless + again
        self._join(self.main + others, self.main)
        self.assertEqual(set(others.mapped("state")), {"duplicate"})
        self.assertEqual(others.duplicate_of_id, self.main)
        self.assertFalse(others._skks_running_clocks())
        self.assertTrue(all(others.clock_ids.mapped("cancel_reason")))
        self.assertEqual(self.main.state, "routed")
        self.assertTrue(self.main._skks_running_clocks())
        self.assertNothingFor(CITIZEN)
        for address in (SECOND, THIRD):
            letter = self.assertOneLetterTo(address)
            self.assertEqual(letter.addresses, {address})
            self.assertIn(self.main.number, letter.text)
        for case in others:
            self.assertEqual(case.message_line_ids[0].kind, "duplicate")

    def test_oldest_stays_unless_somebody_chooses(self):
        self.second.received_at = fields.Datetime.now() - timedelta(days=2)
        wizard = self.env["skks.intervention.merge"].create(
            {"intervention_ids": [(6, 0, (self.main + self.second).ids)]}
        )
        self.assertEqual(wizard.main_id, self.second)
        self.assertFalse(wizard.is_later)
        wizard.main_id = self.main
        self.assertTrue(wizard.is_later, "the promise of the older one would end")
        draft = wizard.new(
            {"intervention_ids": [(6, 0, (self.main + self.second).ids)]}
        )
        self.assertEqual(draft.letters, 1, "before it is saved as well")

    def test_reply_goes_to_each_in_a_letter_of_its_own(self):
        """M7.6: nobody sees who else has reported."""
        self._join(self.main + self.second + self.nameless, self.main)
        self.sink.clear()
        self._accepted_reply(self.main).action_send()
        for address in (CITIZEN, SECOND):
            self.assertEqual(self.assertOneLetterTo(address).addresses, {address})
        for case in self.main + self.second + self.nameless:
            row = case.message_line_ids.filtered(lambda one: one.kind == "reply")
            self.assertEqual(len(row), 1)
            self.assertIn("Załatane", row.body)
        self.assertEqual(self.main.state, "answered")
        self.assertEqual(self.second.state, "duplicate")

    def test_reply_where_the_one_that_stays_is_nameless(self):
        self._join(self.nameless + self.second, self.nameless)
        self.sink.clear()
        self._accepted_reply(self.nameless).action_send()
        self.assertEqual(self.nameless.state, "answered")
        self.assertOneLetterTo(SECOND)

    def test_lost_letter_of_a_joined_one_reopens_nothing(self):
        self._join(self.main + self.second, self.main)
        self.sink.refuse(SECOND)
        reply = self._accepted_reply(self.main)
        reply.action_send()
        self.assertEqual(self.main.state, "answered")
        self.assertTrue(reply.sent_at)
        lines = self.main.activity_ids.mapped("summary")
        self.assertTrue(any(self.second.number in line for line in lines), lines)

    def test_lost_letter_of_the_one_that_stays_reopens_it(self):
        self._join(self.main + self.second, self.main)
        self.sink.refuse(CITIZEN)
        reply = self._accepted_reply(self.main)
        reply.action_send()
        self.assertFalse(reply.sent_at)
        self.assertFalse(self.main.answer_clock_id.stopped_at)

    def test_acceptance_covers_who_gets_it(self):
        reply = self._accepted_reply(self.main)
        self._join(self.main + self.second, self.main)
        self.assertEqual(reply.signoff_state, "draft", "what was accepted is void")
        with self.assertRaises(UserError):
            reply.action_send()
        reply.action_submit()
        reply.with_user(self.roads_head).action_approve()
        self.second.with_user(self.dispatcher).action_unjoin()
        self.assertEqual(reply.signoff_state, "draft")

    def test_corrected_address_voids_what_was_accepted(self):
        reply = self._accepted_reply(self.main)
        self.main.email_from = THIRD
        self.assertEqual(reply.signoff_state, "draft")

    def test_reply_of_a_joined_report_is_asked_of_nobody(self):
        reply = self._drafted_reply(self.second)
        reply.action_submit()
        self._join(self.main + self.second, self.main)
        self.assertFalse(reply.waiting_for)
        self.assertFalse(reply.activity_ids)
        with self.assertRaises(UserError):
            reply.with_user(self.roads_head).action_approve()
            reply.action_send()

    def test_undone(self):
        due = self.second.answer_clock_id.due_at
        self._join(self.main + self.second, self.main)
        with self.assertRaises(AccessError):
            self.second.with_user(self.roads).action_unjoin()
        self.second.with_user(self.dispatcher).action_unjoin()
        self.assertFalse(self.second.duplicate_of_id)
        self.assertEqual(self.second.state, "routed", "to the unit that had it")
        self.assertEqual(self.second.answer_clock_id.due_at, due)
        self.assertFalse(self.second.answer_clock_id.stopped_at)
        self.assertFalse(self.second.closed_at)
        self.sink.clear()
        self._accepted_reply(self.main).action_send()
        self.assertNothingFor(SECOND)
        with self.assertRaises(UserError):
            self.main.with_user(self.dispatcher).action_unjoin()

    def test_those_joined_before_come_along(self):
        self._join(self.second + self.third, self.second)
        self._join(self.main + self.second, self.main)
        self.assertEqual(self.third.duplicate_of_id, self.main)
        self.assertEqual(len(self.letters_to(THIRD)), 1, "told once")

    def test_one_that_falls_away_leaves_its_place_to_the_next(self):
        self._join(self.main + self.second + self.third, self.main)
        self.main._transition("withdrawn")
        self.assertEqual(self.second.state, "routed")
        self.assertEqual(self.third.duplicate_of_id, self.second)
        self.assertFalse(self.second.duplicate_of_id)

    def test_who_may_join(self):
        cases = self.main + self.second
        for user in (self.water, self.secretary, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._join(cases, self.main, user)
        strange = self._report(
            category_id=self.env.ref("skks_intervention.category_inn").id
        )
        with self.assertRaises(AccessError):
            self._join(self.main + strange, self.main, self.roads)
        self._join(self.main + strange, self.main, self.dispatcher)
        self.assertEqual(strange.duplicate_of_id, self.main)

    def test_what_is_not_joined(self):
        answered = self.second
        self._accepted_reply(answered).action_send()
        with self.assertRaises(UserError):
            self._join(self.main + answered, self.main)
        with self.assertRaises(UserError):
            self.main.with_user(self.roads).action_join()
        wizard = (
            self.env["skks.intervention.merge"]
            .with_user(self.roads)
            .create(
                {
                    "intervention_ids": [(6, 0, (self.main + self.third).ids)],
                    "main_id": self.nameless.id,
                }
            )
        )
        with self.assertRaises(UserError):
            wizard.action_confirm()
        self.assertFalse(self.third.duplicate_of_id)


@tagged("post_install", "-at_install")
class TestSimilar(InterventionCase):
    """M7.1: similar open reports are shown before somebody drives there twice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.street, cls.other_street = cls.env["skks.street"].create(
            [{"name": "Lipowa Próbna"}, {"name": "Dębowa Próbna"}]
        )

    def _at(self, street=None, **values):
        return self._report(street_id=(street or self.street).id, **values)

    def test_same_street_and_category_or_part_of_it(self):
        case = self._at()
        same = self._at()
        narrower = self._at(category_id=self._narrower("DROX").id)
        sibling = self._at(category_id=self._narrower("DROY").id)
        self._at(self.other_street)
        self._at(category_id=self.env.ref("skks_intervention.category_osw").id)
        self._report()
        old = self._at()
        old.received_at = fields.Datetime.now() - timedelta(weeks=13)
        closed = self._at()
        closed._transition("withdrawn")
        self.assertEqual(case.similar_ids, same + narrower + sibling)
        self.assertEqual(case.similar_count, 3)
        self.assertEqual(narrower.similar_ids, case + same, "not the sibling")

    def test_without_a_street_nothing_is_similar(self):
        case = self._report()
        self._report()
        self.assertFalse(case.similar_count)

    def test_only_what_one_may_read(self):
        case = self._at()
        hidden = self._at(coordinator_id=self.officer.id)
        hidden.with_user(self.officer).confidential = True
        self.assertFalse(case.with_user(self.roads).similar_ids)
        self.assertFalse(case.with_user(self.dispatcher).similar_ids)
        self.assertEqual(case.with_user(self.officer).similar_ids, hidden)

    def test_queries_do_not_grow(self):
        cases = self.env["skks.intervention"].union(*(self._at() for _n in range(6)))
        cases = cases.with_user(self.roads)
        counts = []
        for some in (cases[:1], cases):
            self.env.invalidate_all()
            some.mapped("category_id.parent_path")
            some.mapped("street_id")
            before = self.env.cr.sql_log_count
            some.mapped("similar_count")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1, counts)
