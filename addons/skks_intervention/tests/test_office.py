from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CITIZEN
from .test_law import LawCase

ADDRESS = "ul. Lipowa 12/3, 00-001 Żarnołęka"


@tagged("post_install", "-at_install")
class TestOffice(LawCase):
    """M7.5: a complaint that no unit has is answered by the town hall itself."""

    def _unrouted(self, code="complaint", **values):
        case = self._report(
            category_id=self.env.ref("skks_intervention.category_inn").id,
            postal_address=ADDRESS,
            **values,
        )
        about = {"complained_entity_ids": [Command.set(self.wdt.ids)]}
        self._qualified(case, code, **(about if code == "complaint" else {}))
        self.sink.clear()
        return case.with_user(self.dispatcher)

    def _office_reply(self, case):
        reply = self._drafted_reply(case, self.dispatcher)
        reply.action_insert_blocks()
        reply.signatory = reply.signatory or "Ewa Lis, Sekretarz Miasta"
        return reply

    def test_first_reply(self):
        case = self._unrouted()
        self.assertTrue(case.is_for_office)
        case.action_confirm_to_submitter()
        self.assertTrue(case.first_clock_id.stopped_at)
        letter = self.assertOneLetterTo(CITIZEN)
        self.assertIn(case.company_id.name, letter.text)
        self.assertEqual(case.state, "new", "it may be routed still")

    def test_the_submitter_reads_who_answers(self):
        """M7.5: where no unit has it, the page names none."""
        case = self._unrouted()
        said = [case._public_state()[1]]
        self._office_reply(case).action_submit()
        said.append(case._public_state()[1])
        case._route_to(self.mpwik, self.env["res.users"], "x")
        for words in said:
            self.assertIn("town hall itself", words)
            self.assertNotIn("unit", words)
        self.assertIn("unit", case._public_state()[1], "a unit has it now")

    def test_a_motion_without_a_unit_looks_for_one(self):
        case = self._unrouted("motion")
        self.assertIn("choose the unit", case._public_state()[1])

    def test_a_hint_of_a_whistleblower_goes_to_no_unit(self):
        case = self._unrouted("hint")
        self.assertIn("town hall itself", case._public_state()[1])

    def test_reply_is_accepted_by_the_head_of_the_office(self):
        case = self._unrouted()
        reply = self._office_reply(case)
        self.assertEqual(reply.waiting_for, "office")
        reply.action_submit()
        self.assertEqual((case.state, reply.signoff_state), ("approval", "office"))
        self.assertIn(self.head, reply.sudo().approver_ids)
        self.assertNotIn(self.roads_head, reply.sudo().approver_ids)
        with self.assertRaises(UserError):
            reply.action_send()
        with self.assertRaises(AccessError):
            reply.action_approve()
        reply.with_user(self.head).action_approve()
        reply.action_send()
        self.assertEqual(case.state, "answered")
        self.assertOneLetterTo(CITIZEN)

    def test_returned_to_whoever_coordinates(self):
        case = self._unrouted()
        case.coordinator_id = self.dispatcher
        reply = self._office_reply(case)
        reply.action_submit()
        reply.with_user(self.head).action_return(reason="Za krótko.")
        self.assertEqual((case.state, case.waiting_for), ("in_progress", "office"))
        self.assertEqual(reply.waiting_for, "office")
        for record in (case, reply):
            mine = record.search(record._desk_mine_domain())
            self.assertIn(record, mine)

    def test_a_unit_that_gets_it_answers(self):
        case = self._unrouted()
        reply = self._office_reply(case)
        case._route_to(self.mpwik, self.env["res.users"], "x")
        self.assertFalse(case.is_for_office)
        self.assertEqual(reply.waiting_for, "entity")
        reply.action_submit()
        self.assertIn(self.water, reply.sudo().approver_ids)

    def test_anything_else_goes_to_a_unit_first(self):
        case = self._unrouted("motion")
        with self.assertRaises(UserError):
            case.action_confirm_to_submitter()
        reply = self._office_reply(case)
        with self.assertRaises(UserError):
            reply.action_submit()

    def test_units_and_readers_do_not_answer(self):
        case = self._unrouted()
        for user in (self.roads, self.water, self.secretary, self.auditor):
            for act in ("action_confirm_to_submitter", "action_draft_reply"):
                with self.subTest(user=user.login, act=act):
                    with self.assertRaises(AccessError):
                        getattr(case.with_user(user), act)()
        self.assertNothingFor(CITIZEN)
