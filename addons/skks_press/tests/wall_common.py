"""What the tests of the wall share: a case, an outsider who follows it, and doors."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from odoo.addons.skks_base.tests.common_rpc import RpcMixin

from . import common

SECRET = "<p>Wewnętrzna notatka</p>"


class WallCase(RpcMixin, common.PressCase):
    """A case with a contribution; the journalist follows all of it by a planted row."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.inquiry = cls._inquiry()
        cls.inquiry.action_confirm()
        cls.contribution = cls._contribution(cls.inquiry, cls.wdt_person)
        cls.plain = new_test_user(
            cls.env,
            "gil",
            groups="base.group_user",
            name="Anna Gil",
            email="gil@zarnoleka.example",
        )
        cls.portal = new_test_user(
            cls.env,
            "portal_kos",
            groups="base.group_portal",
            name="Kos",
            email="kos@poza.example",
        )
        cls.answer = (
            cls.env["skks.answer"]
            .browse(cls.inquiry.action_draft_answer()["res_id"])
            .with_user(cls.officer)
        )
        for record in (cls.inquiry, cls.contribution, cls.answer):
            cls._plant_follower(record, cls.journalist)
        cls.root = cls.env["res.users"].browse(1)
        cls.dispatcher = cls._user("dyspozytor", "dispatcher")
        cls.admin = cls._user("administrator", "admin")
        # whoever has one of the other roles, and no part in the case
        cls.others = (cls.secretary, cls.dispatcher, cls.auditor, cls.admin)

    @classmethod
    def _plant_follower(cls, record, partner):
        """A follower's row put in past every method."""
        return (
            cls.env["mail.followers"]
            .sudo()
            .create(
                {
                    "res_model": record._name,
                    "res_id": record.id,
                    "partner_id": partner.id,
                    "subtype_ids": [
                        (6, 0, cls.env["mail.message.subtype"].search([]).ids)
                    ],
                }
            )
        )

    def try_door(self, door):
        """Go through ``door``; return the refusal in words, if there was one."""
        try:
            with self.env.cr.savepoint():
                door()
        except (AccessError, UserError) as refusal:
            self.env.invalidate_all()
            return str(refusal)
        return None

    def flush_mail(self):
        """Send what waits anywhere: schedules, queue, and what failed before."""
        self.env.flush_all()
        self.env["mail.message.schedule"].sudo().search([]).force_send()
        mails = self.env["mail.mail"].sudo()
        mails.search([("state", "in", ("outgoing", "exception"))]).write(
            {"state": "outgoing", "scheduled_date": False}
        )
        mails.search([("state", "=", "outgoing")]).send()

    def assertWallHolds(self, *addresses):
        """Nothing left for the journalist, nor for anybody else outside."""
        self.flush_mail()
        for address in (common.JOURNALIST, *addresses):
            self.assertNothingFor(address)
        outside = {
            address
            for letter in self.sink.letters
            for address in letter.addresses
            if not address.endswith("@zarnoleka.example")
        }
        self.assertFalse(outside)

    def approve(self):
        """Take the answer of the case through both acceptances."""
        self.answer.body = "<p>12 km.</p>"
        self.answer.action_submit()
        for user in (self.roads, self.head):
            if self.answer.signoff_state != "approved":
                if user in self.answer.approver_ids:
                    self.answer.with_user(user).action_approve()
        self.assertEqual(self.answer.signoff_state, "approved")
