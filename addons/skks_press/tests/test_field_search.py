"""M4.3: whoever may not read a field does not learn it by searching either."""

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

# Rights that everybody has who works with these models.
OF_ALL = "base.group_user"
VALUES = {"boolean": True, "date": "2026-01-01", "datetime": "2026-01-01 00:00:00"}


@tagged("post_install", "-at_install")
class TestFieldSearch(TransactionCase):
    """Core does not check the rights on a field that has a search method of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stranger = new_test_user(
            cls.env, "gil", groups="skks_base.group_representative"
        )

    def searched_fields(self):
        """Fields of ours that are for some groups, kept nowhere, and searched."""
        for model in self.env.registry.values():
            for field in model._fields.values():
                ours = any(one.startswith("skks_") for one in field._modules)
                if ours and field.groups not in (None, OF_ALL) and not field.store:
                    if field.search and not model._abstract:
                        yield model._name, field

    @mute_logger("odoo.orm.models", "odoo.models")
    def test_every_such_field(self):
        tried = 0
        for name, field in self.searched_fields():
            model = self.env[name].with_user(self.stranger)
            value = VALUES.get(field.type, 1)
            for operator in (">", "<") if field.type == "datetime" else ("=", "!="):
                domain = [(field.name, operator, value)]
                with self.subTest(field=str(field), operator=operator):
                    # past the rights on the rows, which hide most of them as well
                    with self.assertRaises(AccessError):
                        model._search(domain, bypass_access=True)
                    tried += 1
        self.assertTrue(tried)

    def test_the_office_still_searches(self):
        officer = new_test_user(self.env, "ofi", groups="skks_base.group_officer")
        contacts = self.env["res.partner"].with_user(officer)
        inquiries = self.env["skks.inquiry"].with_user(officer)
        contacts.search([("current_outlet_ids", "=", False)], limit=1)
        contacts.search([("is_my_care", "=", True)], limit=1)
        inquiries.search([("is_unexplained", "=", True)], limit=1)
