from unittest.mock import patch

from odoo.tests import TransactionCase, new_test_user, tagged

from odoo.addons.sms.tools.sms_api import SmsApi

JOURNALIST = "+48600100200"
COLLEAGUE = "+48600100300"


@tagged("post_install", "-at_install")
class TestSmsWall(TransactionCase):
    """No text message reaches anybody outside; colleagues get theirs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.pl")
        cls.officer = new_test_user(
            cls.env,
            "sledz",
            groups="skks_base.group_officer,base.group_system",
            phone="600 100 300",
        )
        cls.representative = new_test_user(
            cls.env, "zrebiec", groups="skks_base.group_representative"
        )
        cls.journalist = cls.env["res.partner"].create(
            {"name": "Jan Nowak", "phone": JOURNALIST, "skks_contact": True}
        )
        cls.sent = []

        def send(api, messages, delivery_reports_url=False):
            numbers = [one for message in messages for one in message["numbers"]]
            cls.sent += [one["number"] for one in numbers]
            return [{"uuid": one["uuid"], "state": "success"} for one in numbers]

        cls.startClassPatcher(patch.object(SmsApi, "_send_sms_batch", send))

    def setUp(self):
        super().setUp()
        self.sent.clear()

    def _sms(self, *numbers):
        return self.env["sms.sms"].create(
            [{"number": number, "body": "x"} for number in numbers]
        )

    def test_send(self):
        texts = self._sms(JOURNALIST, COLLEAGUE, "600 100 200", "600 100 300")
        texts.send(unlink_sent=False)
        self.assertEqual(set(self.sent), {COLLEAGUE, "600 100 300"})
        self.assertEqual(
            texts.mapped("state"), ["canceled", "pending", "canceled", "pending"]
        )
        entries = self.env["skks.journal.entry"].search(
            [("act", "=", "wall.stopped_sms")]
        )
        self.assertIn(JOURNALIST, str(entries.payload_ids.mapped("content")))

    def test_queue_and_retry(self):
        texts = self._sms(JOURNALIST)
        self.env["sms.sms"].with_context(cron_id=False).search(
            [("id", "not in", texts.ids), ("state", "=", "outgoing")]
        ).write({"state": "canceled"})
        texts._send()
        texts.write({"state": "error"})
        texts.resend_failed()
        self.assertFalse(self.sent)

    def test_by_the_thread(self):
        partner = self.officer.partner_id
        partner._message_sms("x", sms_numbers=[JOURNALIST], put_in_queue=False)
        partner._message_sms("x", partner_ids=self.journalist.ids, put_in_queue=False)
        self.assertFalse(self.sent)
        partner._message_sms("x", partner_ids=partner.ids, put_in_queue=False)
        self.assertEqual(len(self.sent), 1)

    def test_number_of_a_contact_is_outside_whoever_has_it(self):
        self.representative.partner_id.phone = JOURNALIST
        self._sms(JOURNALIST).send()
        self.assertFalse(self.sent)
