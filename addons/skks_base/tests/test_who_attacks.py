from datetime import date

from odoo.exceptions import AccessError
from odoo.service.model import get_public_method
from odoo.tests import tagged

from . import common_who
from .common_rpc import RpcMixin

WEAK = (
    "officer",
    "representative",
    "leadership",
    "dispatcher",
    "auditor",
    "employee",
)
HOSTILE = {
    "skks_guard_pass": {"model": "skks.entity", "fnames": ["confirmed_on"]},
    "skks_handover": True,
    "reason_action": "action_confirm_list",
    "active_test": False,
    "default_confirmed_on": "2030-01-01",
    "default_state": "done",
}


@tagged("post_install", "-at_install")
class TestWhoAttacks(common_who.WhoCase, RpcMixin):
    """M4.2: each new door, tried by those for whom it is not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls._represent(cls.representative, cls.roads)
        cls.roads.head_id = cls.manager
        cls.duty = cls.env["skks.duty"].create(
            {"day": date(2030, 1, 2), "user_id": cls.officer.id}
        )
        cls.second_duty = cls.env["skks.duty"].create(
            {"day": date(2030, 1, 3), "user_id": cls.manager.id}
        )

    def _refused(self, user, model, method, *args, **kwargs):
        kwargs["context"] = HOSTILE
        with self.subTest(user=user.login, model=model, method=method):
            before = self._state()
            self.env.invalidate_all()
            self.rpc_or_refused(user, model, method, *args, **kwargs)
            self.env.flush_all()
            self.env.invalidate_all()
            self.assertEqual(self._state(), before)

    def _state(self):
        """Everything that an attack here could change."""
        duties = self.env["skks.duty"].search([], order="id")
        entities = self.env["skks.entity"].with_context(active_test=False).search([])
        people = self.env["skks.representative"].with_context(active_test=False)
        return (
            duties.mapped(lambda duty: (duty.day, duty.user_id.id, duty.name)),
            entities.mapped(
                lambda one: (
                    one.head_id.id,
                    one.confirmed_on,
                    one.confirmed_by_id.id,
                    one.nobody_since,
                )
            ),
            people.search([]).mapped(lambda one: (one.user_id.id, one.active)),
            self.env["res.users"].search_count([]),
            self.company.read(
                [
                    "skks_head_id",
                    "skks_duty_user_id",
                    "skks_confirm_every",
                    "skks_set_up_at",
                    "resource_calendar_id",
                    "alias_domain_id",
                ]
            ),
            self.env["ir.mail_server"].search_count([]),
            self.env["fetchmail.server"].search_count([]),
        )

    # --- duty -----------------------------------------------------------------

    def test_the_same_calls_work_for_the_head(self):
        """The measure of the others: what is compared does move."""
        both = (self.duty | self.second_duty).ids
        values = {"day": "2030-01-04", "user_id": self.officer.id}
        for model, method, args in (
            ("skks.duty", "create", [[values]]),
            ("skks.duty", "action_swap", [both]),
            ("skks.duty", "unlink", [both[:1]]),
            ("skks.entity", "action_confirm_list", [self.roads.ids]),
        ):
            with self.subTest(model=model, method=method):
                before = self._state()
                self.rpc(self.manager, model, method, *args, context=HOSTILE)
                self.env.flush_all()
                self.env.invalidate_all()
                self.assertNotEqual(self._state(), before)

    def test_duty(self):
        values = {"day": "2030-01-04", "user_id": self.officer.id}
        both = (self.duty | self.second_duty).ids
        rows = [["2030-01-05", "x", self.officer.name]]
        for role in WEAK:
            user = getattr(self, role)
            self._refused(user, "skks.duty", "create", [values])
            self._refused(user, "skks.duty", "write", both, {"user_id": user.id})
            self._refused(user, "skks.duty", "web_save", both[:1], {"name": "X"}, {})
            self._refused(user, "skks.duty", "unlink", both)
            self._refused(user, "skks.duty", "action_swap", both)
            self._refused(user, "skks.duty", "copy", both)
            self._refused(user, "skks.duty", "load", ["day", "name", "user_id"], rows)
            self._refused(user, "skks.duty.fill", "create", [{}])

    def test_duty_of_a_filling_of_somebody_else(self):
        filling = self.env["skks.duty.fill"].with_user(self.manager).create({})
        for user in (self.admin, self.officer):
            self._refused(user, "skks.duty.fill", "action_fill", filling.ids)

    # --- handing over -----------------------------------------------------------

    def test_handover(self):
        wizard = (
            self.env["res.users.handover"]
            .with_user(self.manager)
            .create({"user_id": self.manager.id, "reason": "x"})
        )
        spec = {"line_ids": {"fields": {"name": {}, "count": {}}}}
        values = {"user_id": self.manager.id}
        for role in WEAK:
            user = getattr(self, role)
            self._refused(
                user, "res.users.handover", "create", [values | {"reason": "x"}]
            )
            self._refused(user, "res.users.handover", "action_hand_over", wizard.ids)
            self.assertIsNone(
                self.rpc_or_refused(
                    user,
                    "res.users.handover",
                    "onchange",
                    [],
                    values,
                    ["user_id"],
                    spec,
                ),
                "numbers of a colleague's work",
            )
        self._refused(self.admin, "res.users.handover", "action_hand_over", wizard.ids)

    def test_handover_gives_no_right(self):
        """Lines that a client makes up hand nothing to whoever may not take it."""
        wizard = (
            self.env["res.users.handover"]
            .with_user(self.admin)
            .create({"user_id": self.manager.id, "reason": "x"})
        )
        line = {
            "name": "X",
            "res_model": "res.company",
            "fname": "skks_head_id",
            "company_id": self.company.id,
            "successor_id": self.representative.id,
        }
        wizard.write({"line_ids": [(5,), (0, 0, line)]})
        self._refused(self.admin, "res.users.handover", "action_hand_over", wizard.ids)
        line |= {"res_model": "res.users", "fname": "group_ids"}
        wizard.write({"line_ids": [(5,), (0, 0, line)]})
        self._refused(self.admin, "res.users.handover", "action_hand_over", wizard.ids)

    def test_engines_are_out_of_reach(self):
        for model, methods in {
            "skks.handover": ("_hand_over", "_hand_over_archived", "_shares"),
            "skks.entity": ("_guarded_write", "_skks_remind", "_cron_upkeep"),
            "skks.representative": ("_skks_invite_users", "_cron_invite"),
            "skks.duty": ("_skks_fill",),
            "res.company": ("_skks_test_outgoing", "_skks_test_incoming"),
            "skks.setup": ("_write_through", "_outgoing_server"),
        }.items():
            for method in methods:
                with self.subTest(method=method), self.assertRaises(AccessError):
                    get_public_method(self.env[model], method)

    # --- lists of representatives -------------------------------------------------

    def test_confirmation(self):
        ids = self.roads.ids
        values = {"confirmed_on": "2030-01-01", "confirmed_by_id": self.officer.id}
        reason = {"active_model": "skks.entity", "active_ids": ids}
        for role in (*WEAK, "admin"):
            user = getattr(self, role)
            self._refused(user, "skks.entity", "write", ids, values)
            self._refused(user, "skks.entity", "write", ids, {"nobody_since": False})
            if role == "admin":
                continue
            self._refused(user, "skks.entity", "action_confirm_list", ids)
            self._refused(
                user, "skks.entity", "action_ask_for_correction", ids, "remark"
            )
            wizard = self.rpc(
                user, "skks.reason", "create", [{"reason": "x"}], context=reason
            )
            self.assertIsNone(
                self.rpc_or_refused(
                    user,
                    "skks.reason",
                    "action_confirm",
                    wizard,
                    context=reason | {"reason_action": "action_ask_for_correction"},
                )
            )

    def test_nobody_outside_follows_an_entity(self):
        outsider = self.env["res.partner"].create(
            {"name": "Jan", "email": "jan@gazeta.example"}
        )
        self.roads.with_user(self.manager).message_subscribe(outsider.ids)
        self.roads.with_user(self.manager).message_post(
            body="Secret", partner_ids=outsider.ids, message_type="comment"
        )
        self.assertNotIn(outsider, self.roads.message_partner_ids)
        self.assertFalse(self.roads.message_ids.partner_ids & outsider)

    # --- import -----------------------------------------------------------------

    def test_import(self):
        content = "a29kO25hendhCkVWSUw7RXZpbA=="  # kod;nazwa EVIL;Evil
        values = {"file": content, "state": "preview"}
        wizard = self.env["skks.people.import"].with_user(self.admin).create(values)
        for role in (*WEAK, "manager"):
            user = getattr(self, role)
            self._refused(user, "skks.people.import", "create", [values])
            self._refused(user, "skks.people.import", "action_import", wizard.ids)
            self._refused(user, "skks.people.import", "action_preview", wizard.ids)
            self.assertIsNone(
                self.rpc_or_refused(
                    user, "skks.people.import", "read", wizard.ids, ["file"]
                )
            )

    # --- set-up -----------------------------------------------------------------

    def test_setup(self):
        setup = self.env["skks.setup"].with_user(self.admin)
        setup = setup.browse(setup.action_open()["res_id"])
        values = {
            "head_id": self.officer.id,
            "confirm_every": 1,
            "smtp_host": "evil.example",
            "incoming_host": "evil.example",
            "alias_domain_name": "evil.example",
        }
        for role in (*WEAK, "manager"):
            user = getattr(self, role)
            self._refused(user, "skks.setup", "action_open")
            self._refused(user, "skks.setup", "create", [values])
            self._refused(user, "skks.setup", "write", setup.ids, values)
            self._refused(user, "skks.setup", "web_save", setup.ids, values, {})
            self._refused(user, "skks.setup", "action_finish", setup.ids)
            self._refused(
                user, "skks.setup.check", "action_test", setup.check_ids[:1].ids
            )
            self.assertIsNone(
                self.rpc_or_refused(
                    user, "skks.setup", "onchange", setup.ids, {}, [], {"smtp_user": {}}
                )
            )
        for values in (
            {"skks_head_id": self.officer.id},
            {"name": "Evil town"},
            {"alias_domain_id": False},
        ):
            self._refused(self.admin, "res.company", "write", self.company.ids, values)
