from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from . import common


@tagged("post_install", "-at_install")
class TestUninstall(common.PressCase):
    """M2.4: no case is thrown away with the addon that brought its kind."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        system = new_test_user(cls.env, "system.press", groups="base.group_system")
        modules = cls.env["ir.module.module"].with_user(system)
        cls.press = modules.search([("name", "=", "skks_press")])

    def test_refused_while_there_are_cases(self):
        self._inquiry()
        with self.assertRaisesRegex(UserError, "skks_base.allow_uninstall"):
            self.press.button_uninstall()
        with self.assertRaises(UserError):
            self.press.write({"state": "to remove"})
        self.assertEqual(self.press.state, "installed")

    def test_refused_together_with_what_it_stands_on(self):
        self._inquiry()
        crm = self.press.search([("name", "=", "skks_crm")])
        with self.assertRaises(UserError):
            crm.button_uninstall()

    def test_may_go_without_cases(self):
        self.env["skks.inquiry"].search([]).sudo().unlink()
        self.press.button_uninstall()
        self.assertEqual(self.press.state, "to remove")

    def test_may_go_once_the_server_allows_it(self):
        self._inquiry()
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("skks_base.allow_uninstall", "True")
        self.press.button_uninstall()
        self.assertEqual(self.press.state, "to remove")
