"""A letter is sent once, whoever else has it in hand."""

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestMailClaim(BaseCase):
    """Two real transactions: the queue, and the sender after the commit."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            self.mail_id = self._mails(cr).create({"subject": "Potwierdzenie"}).id
        self.addCleanup(self._remove)

    def _mails(self, cr):
        return api.Environment(cr, SUPERUSER_ID, {})["mail.mail"]

    def _remove(self):
        with self.registry.cursor() as cr:
            self._mails(cr).browse(self.mail_id).unlink()

    def test_the_second_sender_fails_before_it_sends(self):
        with self.registry.cursor() as queue:
            late = self._mails(queue).browse(self.mail_id)
            self.assertEqual(late.state, "outgoing", "it is in the queue")
            with self.registry.cursor() as first:
                mail = self._mails(first).browse(self.mail_id)
                mail._gate_claim()
                mail.state = "sent"
            with (
                self.assertRaises(psycopg2.errors.SerializationFailure),
                mute_logger("odoo.sql_db"),
            ):
                late._prepare_outgoing_list()
            queue.rollback()
