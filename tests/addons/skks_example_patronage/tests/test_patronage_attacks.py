from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged

from odoo.addons.skks_base.tests.common_rpc import RpcMixin

from . import common


@tagged("post_install", "-at_install")
class TestPatronageAttacks(RpcMixin, common.PatronageCommon, TransactionCase):
    """M2.4, M4.3: what the base promises of a case holds for this one."""

    def test_create_sets_no_guarded_field(self):
        hostile = {"state": "granted", "number": "PAT/1", "opinion_at": common.MONDAY}
        context = {f"default_{fname}": value for fname, value in hostile.items()}
        request_id = self.rpc(
            self.officer,
            "skks.patronage",
            "create",
            {"name": "Bieg", **hostile},
            context=context,
        )
        request = self.env["skks.patronage"].browse(request_id)
        self.assertEqual(request.state, "new")
        self.assertRegex(request.number, r"^PAT/\d{4}/\d{4}$")
        self.assertFalse(request.opinion_at)

    def test_write_moves_no_state(self):
        request = self._asked()
        for user in (self.officer, self.head, self.env.ref("base.user_root")):
            for vals in ({"state": "granted"}, {"opinion_user_id": self.officer2.id}):
                with self.subTest(user=user.login, vals=vals):
                    with self.assertRaises(UserError):
                        request.with_user(user).write(vals)

    def test_undeclared_transition(self):
        request = self._request()
        with self.assertRaises(UserError):
            request.action_grant()
        self.assertEqual(request.state, "new")

    def test_entity_writes_its_opinion_only(self):
        request = self._asked().with_user(self.roads)
        for vals in (
            {"name": "x"},
            {"opinion": "x", "coordinator_id": self.roads.id},
            {"entity_id": self.mpwik.id},
        ):
            with self.subTest(**vals), self.assertRaises(AccessError):
                request.write(vals)
        for action in (
            "action_confirm",
            "action_grant",
            "action_refuse",
            "action_withdraw",
            "action_not_a_case",
            "action_reopen",
        ):
            with self.subTest(action), self.assertRaises(UserError):
                getattr(request, action)()
        self.assertEqual(request.state, "in_progress")
        with self.assertRaises(AccessError):
            request.create({"name": "x"})

    def test_opinion_only_while_it_is_asked_for(self):
        request = self._asked()
        request.action_grant()
        with self.assertRaises(AccessError):
            request.with_user(self.roads).opinion = "Za późno"

    def test_others_change_nothing(self):
        request = self._asked()
        for user in (self.water, self.secretary, self.auditor):
            with self.subTest(user.login), self.assertRaises(AccessError):
                request.with_user(user).opinion = "x"

    def test_nobody_deletes_it(self):
        for user in (self.officer, self.head):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._request().with_user(user).unlink()

    def test_confidential(self):
        request = self._request(confidential=True)
        for user in (self.officer2, self.secretary):
            self.assertFalse(request.with_user(user).has_access("read"), user.login)
            self.assertFalse(self._on_desk_of(user, request))
        for user in (self.officer, self.head, self.auditor):
            self.assertTrue(request.with_user(user).has_access("read"), user.login)
