from odoo.tests import tagged

from . import common


@tagged("post_install", "-at_install")
class TestJournaledKinds(common.PressCase):
    def test_kinds_and_resolutions_are_journalled(self):
        admin = self._user("wojcik", "admin", name="Adam Wójcik")
        journal = self.env["skks.journal.entry"]
        category = (
            self.env["skks.inquiry.category"].with_user(admin).search([], limit=1)
        )
        category.signoff_stages = "2"
        category.signoff_stages = "1"
        entry = journal.search([("act", "=", "inquiry.category.change")], limit=1)
        self.assertEqual((entry.user_id, entry.res_id), (admin, category.id))
        self.assertEqual(entry.old_value, "signoff_stages: 2")
        self.assertEqual(entry.new_value, "signoff_stages: 1")
        resolution = self.env["skks.resolution"].search([], limit=1)
        resolution.with_user(admin).is_oral = not resolution.is_oral
        entry = journal.search([("act", "=", "resolution.change")], limit=1)
        self.assertEqual(entry.user_id, admin)
        media_type = self.env["skks.media.type"].search([], limit=1)
        media_type.with_user(admin).default_frequency = "irregular"
        entry = journal.search([("act", "=", "media.type.change")], limit=1)
        self.assertEqual(entry.user_id, admin)
