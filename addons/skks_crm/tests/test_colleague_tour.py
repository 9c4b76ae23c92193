"""M2.3: below a card it is said that a colleague wrote, before a letter is written."""

from odoo.tests import HttpCase, tagged

from .common import CrmCommon


@tagged("post_install", "-at_install")
class TestColleagueTour(CrmCommon, HttpCase):
    def test_small_composer(self):
        colleague = self.make_user("colleague", "skks_base.group_officer")
        self.officer.password = self.officer.login
        anna = self.make_journalist("Anna", self.kurier, email="a@kurier.test")
        anna.with_user(colleague).message_post(
            body="Zapraszamy",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=anna.ids,
        )
        self.start_tour(
            f"/odoo/journalists/{anna.id}",
            "skks_crm_colleague",
            login=self.officer.login,
        )
        last = anna.message_ids[:1]
        self.assertIn("Dzień dobry", str(last.body))
        self.assertEqual(last.author_id, self.officer.partner_id)
