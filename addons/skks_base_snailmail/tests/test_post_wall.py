import base64
from unittest.mock import patch

from odoo.tests import TransactionCase, new_test_user, tagged

from odoo.addons.iap.tools import iap_tools


@tagged("post_install", "-at_install")
class TestPostWall(TransactionCase):
    """Nothing is handed to a printing service, whoever asks and however."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = new_test_user(cls.env, "sledz", groups="skks_base.group_officer")
        cls.journalist = cls.env["res.partner"].create(
            {
                "name": "Jan Nowak",
                "street": "Rynek 1",
                "city": "Żarnołęka",
                "zip": "00-001",
                "country_id": cls.env.ref("base.pl").id,
                "skks_contact": True,
            }
        )
        cls.service = cls.startClassPatcher(patch.object(iap_tools, "iap_jsonrpc"))

    def _letter(self):
        card = self.officer.partner_id
        file = self.env["ir.attachment"].with_user(self.officer)
        file = file.create({"name": "x.pdf", "datas": base64.b64encode(b"%PDF-1.4")})
        letters = self.env["snailmail.letter"].with_user(self.officer)
        return letters.create(
            {
                "model": card._name,
                "res_id": card.id,
                "partner_id": self.journalist.id,
                "company_id": self.env.company.id,
                "attachment_id": file.id,
            }
        )

    def test_nothing_is_posted(self):
        letter = self._letter()
        letter.snailmail_print()
        self.assertEqual(letter.state, "canceled")
        self.service.assert_not_called()
        entry = self.env["skks.journal.entry"].search(
            [("act", "=", "wall.stopped_post")]
        )
        self.assertEqual(entry.user_id, self.officer)
        self.assertIn("Jan Nowak", entry.payload_ids.content)

    def test_queue(self):
        letter = self._letter()
        letter.sudo().state = "pending"
        self.env["snailmail.letter"]._snailmail_cron(autocommit=False)
        self.assertEqual(letter.state, "canceled")
        self.service.assert_not_called()
