from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CITIZEN, InterventionCase


@tagged("post_install", "-at_install")
class TestReply(InterventionCase):
    """M7.6: nothing reaches the citizen before it is accepted."""

    def test_reply_leaves_after_acceptance(self):
        case = self._report()
        reply = self._drafted_reply(case)
        with self.assertRaises(UserError):
            reply.action_send()
        reply.action_submit()
        self.assertEqual(case.state, "approval")
        with self.assertRaises(AccessError, msg="who wrote does not accept"):
            reply.action_approve()
        reply.with_user(self.roads_head).action_approve()
        self.assertEqual(reply.signoff_state, "approved", "one stage is enough here")
        reply.action_send()
        self.assertEqual(case.state, "answered")
        self.assertTrue(case.answer_clock_id.stopped_at)
        self.assertEqual(case.answer_clock_id.result, "met")
        self.assertEqual(case.message_line_ids[0].kind, "reply")
        self.assertOneLetterTo(CITIZEN)

    def test_press_office_accepts_where_the_category_says_so(self):
        self.category.office_accepts = True
        case = self._report()
        reply = self._drafted_reply(case)
        reply.action_submit()
        reply.with_user(self.roads_head).action_approve()
        self.assertEqual(reply.signoff_state, "office")
        reply.with_user(self.head).action_approve()
        self.assertEqual(reply.signoff_state, "approved")

    def test_without_e_mail_the_page_shows_it(self):
        case = self._report(email_from=False)
        reply = self._accepted_reply(case)
        reply.action_send()
        self.assertEqual(case.state, "answered")
        self.assertTrue(reply.sent_at)
        self.assertIn("Załatane", case.message_line_ids[0].body)

    def test_who_sent_learns_that_it_did_not_arrive(self):
        reply = self._accepted_reply(self._report())
        self.assertFalse(reply.is_undelivered)
        reply.sudo()._outgoing_refused(f"550 <{CITIZEN}>: no such user")
        for user in (self.dispatcher, self.roads):
            own = reply.with_user(user)
            self.assertTrue(own.is_undelivered)
            with self.assertRaises(AccessError, msg="it names the address"):
                own.read(["send_error"])

    def test_unit_of_another_report_is_a_stranger(self):
        case = self._report()
        with self.assertRaises(AccessError):
            case.with_user(self.water).read(["name"])
        with self.assertRaises(AccessError):
            case.with_user(self.water).action_draft_reply()
        self.assertFalse(self.env["skks.intervention"].with_user(self.water).search([]))

    def test_unit_does_not_see_how_to_reach_the_submitter(self):
        case = self._report().with_user(self.roads)
        for fname in ("phone", "email_from", "contact_name"):
            with self.assertRaises(AccessError):
                case.read([fname])
        reply = self._drafted_reply(case)
        self.assertNotIn(CITIZEN, reply.preview)
