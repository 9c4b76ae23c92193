import unittest

from odoo.addons.skks_base.tools import mail_text


class TestX(unittest.TestCase):
    def test_a(self):
        self.assertEqual(mail_text.reply_text("a"), "a")
