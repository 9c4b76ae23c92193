from odoo.exceptions import AccessError
from odoo.tests import tagged

from . import common


@tagged("post_install", "-at_install")
class TestPortalAccess(common.InterventionCase):
    """Core's window gives an account to whoever an officer chooses; not here."""

    def test_officer_gives_nobody_an_account(self):
        person = self.env["res.partner"].create(
            {"name": "Anna", "email": "anna@kurier.example"}
        )
        window = self.env["portal.wizard"].with_user(self.officer)
        window = window.create({"partner_ids": person.ids})
        with self.assertRaisesRegex(AccessError, "Only the administrator opens"):
            window.user_ids.action_grant_access()
        self.assertFalse(person.user_ids)
