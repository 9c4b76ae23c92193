from odoo.tests import tagged

from .common import NarrativeCase


@tagged("post_install", "-at_install")
class TestHandover(NarrativeCase):
    """M4.1, M6.4: somebody vouches for a position when its expert leaves."""

    def test_expert_leaves(self):
        narrative = self.approved()
        self.expert.active = False
        self.assertEqual(narrative.expert_id, self.deputy)
        self.assertFalse(narrative.deputy_id)
        self.assertEqual(narrative.entity_id, self.roads)
        self.assertEqual(narrative.signoff_state, "approved")
        narrative.with_user(self.deputy).action_confirm()

    def test_deputy_leaves(self):
        narrative = self.draft()
        self.deputy.active = False
        self.assertEqual(narrative.expert_id, self.expert)
        self.assertFalse(narrative.deputy_id)

    def test_only_people_of_the_entity_vouch(self):
        narrative = self.draft(deputy_id=False)
        self.expert.stand_in_id = self.stranger
        (self.deputy | self.head).active = False
        self.expert.active = False
        self.assertEqual(narrative.expert_id, self.expert)

    def test_withdrawn_stays(self):
        narrative = self.approved()
        narrative.with_user(self.expert).action_withdraw("It is not true any more.")
        self.expert.active = False
        self.assertEqual(narrative.expert_id, self.expert)
