from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged, warmup
from odoo.tools import mute_logger

from odoo.addons.skks_base.tests.common_rpc import RpcMixin

from .common import CrmCommon


@tagged("post_install", "-at_install")
class TestContactPair(RpcMixin, CrmCommon):
    """M2.1: who is there twice is proposed at once, and decided by a person."""

    def setUp(self):
        super().setUp()
        self.pairs = self.env["skks.contact.pair"].with_user(self.officer)

    def pair(self, one, other):
        ids = sorted((one.id, other.id))
        return self.pairs.search([("left_id", "=", ids[0]), ("right_id", "=", ids[1])])

    def tonight(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("skks_crm.ir_cron_contact_pair").method_direct_trigger()
        self.env.invalidate_all()

    def reasons(self, one, other):
        return self.pair(one, other).reasons or ""

    def test_persons(self):
        """Address, phone and name; diacritics, initials, halves of double names."""
        here, there = [self.kurier], [self.radio]
        mail, phone = {"email": "a@poczta.test"}, {"phone": "600 100 100"}
        for number, (one, other, reasons) in enumerate(
            (
                # name, outlets, values of each; reasons
                (("Anna Lis", [], mail), ("Ewa Wilk", [], mail), "email"),
                (
                    ("Anna Lis", [], mail),
                    ("Ewa Wilk", [], {"email": "A+Prasa@Poczta.test"}),
                    "email",
                ),
                (
                    ("Anna Lis", [], mail),
                    ("Ewa Wilk", [], {"other_emails": "b@x.test, a@poczta.test"}),
                    "email",
                ),
                (("Anna Lis", [], phone), ("A. Lis", [], phone), "phone,maybe"),
                (
                    ("Anna Lis", [], phone),
                    ("Ewa Wilk", [], {"phone": "+48 600-100-100"}),
                    "phone",
                ),
                (("Łucja Żółć", here, {}), ("Lucja Zolc", here, {}), "name,outlet"),
                (("Łucja Żółć", [], {}), ("Żółć Łucja", [], {}), "name"),
                (("J. Źrebiec", here, {}), ("Jan Źrebiec", here, {}), "maybe,outlet"),
                (
                    ("Anna Bąk", here, {}),
                    ("Anna Bąk-Śledź", here, {}),
                    "maybe,outlet",
                ),
                (("J. Źrebiec", here, {}), ("Jan Źrebiec", there, {}), ""),
                (("Anna Lis", here, {}), ("Adam Lis", here, {}), ""),
                (("Anna Lis", here, {}), ("Ewa Wilk", here, {}), ""),
            )
        ):
            with self.subTest(number=number, one=one, other=other):
                cards = [
                    self.make_journalist(name, *outlets, **values)
                    for name, outlets, values in (one, other)
                ]
                self.assertEqual(self.reasons(*cards), reasons)
                for card in cards:
                    card.active = False

    def test_phone_of_the_newsroom_is_of_many(self):
        self.kurier.phone = "68 111 22 33"
        one = self.make_journalist("Anna Lis", self.kurier, phone="68 111 22 33")
        other = self.make_journalist("Ewa Wilk", self.kurier, phone="68 111 22 33")
        same = self.make_journalist("A. Lis", phone="68 111 22 33")
        self.assertFalse(self.pair(one, other))
        self.assertEqual(self.reasons(one, same), "phone,maybe")

    def test_switchboard_is_no_mark(self):
        cards = [
            self.make_journalist(name, phone="22 500 00 00")
            for name in ("Anna Lis", "Ewa Wilk", "Jan Kot", "Adam Żuk", "Iza Sum")
        ]
        self.assertFalse(self.pair(cards[0], cards[4]))
        self.tonight()
        for one in cards[1:]:
            self.assertFalse(self.pair(cards[0], one))

    def test_frequent_name_alone_is_no_mark(self):
        cards = [self.make_journalist("Jan Kowalski") for _number in range(6)]
        self.assertFalse(self.pair(cards[0], cards[5]))
        for card in cards[:2]:
            self.make_workplace(card, self.radio)
        self.assertEqual(self.reasons(*cards[:2]), "name,outlet")

    def test_outlets(self):
        for values, other, reasons in (
            ({"name": "Głos"}, {"name": "Redakcja Głos sp. z o.o."}, "title"),
            (
                {"name": "Echo", "outlet_domains": "echo.test"},
                {"name": "Echo Dnia", "outlet_domains": "x.test, echo.test"},
                "domain",
            ),
            (
                {"name": "Goniec", "email": "red@goniec.test", "phone": "600 1 2 3 4"},
                {"name": "Posłaniec", "email": "red@goniec.test", "phone": "60012345"},
                "email",
            ),
            (
                {"name": "Puls", "phone": "600 700 800"},
                {"name": "Nurt", "phone": "600 700 800"},
                "",
            ),
        ):
            with self.subTest(values=values):
                cards = [self.make_outlet(**one) for one in (values, other)]
                self.assertEqual(self.reasons(*cards), reasons)

    def test_journalist_and_outlet_are_two(self):
        anna = self.make_journalist("Głos", email="red@glos.test")
        glos = self.make_outlet("Głos", email="red@glos.test")
        self.assertFalse(self.pair(anna, glos))

    def test_staff_citizens_and_archived_ones_never(self):
        anna = self.make_journalist("Anna Lis", email="officer@town.example")
        citizen = self.env["res.partner"].create(
            {"name": "Anna Lis", "email": "officer@town.example", "skks_contact": True}
        )
        gone = self.make_journalist("Anna Lis", active=False)
        pairs = self.pairs.search(
            ["|", ("left_id", "in", anna.ids), ("right_id", "in", anna.ids)]
        )
        self.assertFalse(pairs)
        gone.active = True
        self.assertTrue(self.pair(anna, gone))
        gone.active = False
        self.assertFalse(self.pair(anna, gone))
        self.assertFalse(self.pair(anna, citizen))

    def test_follows_what_changes(self):
        one = self.make_journalist("Anna Lis", email="a@x.test")
        other = self.make_journalist("Ewa Wilk", email="b@x.test")
        self.assertFalse(self.pair(one, other))
        other.email = "a@x.test"
        self.assertEqual(self.reasons(one, other), "email")
        other.name = "Anna Lis"
        self.assertEqual(self.reasons(one, other), "email,name")
        other.write({"email": "b@x.test", "name": "Ewa Wilk"})
        self.assertFalse(self.pair(one, other))

    def test_on_the_card(self):
        one = self.make_journalist("Anna Lis", email="a@x.test")
        other = self.make_journalist("Ewa Wilk", email="a@x.test")
        card = one.with_user(self.officer)
        self.assertEqual(card.duplicate_ids, other)
        action = card.action_skks_duplicates()
        self.assertEqual(self.pairs.search(action["domain"]), self.pair(one, other))

    def test_not_the_same_is_remembered(self):
        one = self.make_journalist("Anna Lis", email="a@x.test")
        other = self.make_journalist("Ewa Wilk", email="a@x.test")
        pair = self.pair(one, other)
        pair.action_different()
        self.assertEqual(pair.state, "different")
        self.assertEqual(pair.decided_by_id, self.officer)
        other.email = "b@x.test"
        other.email = "a@x.test"
        self.tonight()
        self.assertEqual(pair.state, "different")
        self.assertFalse(one.with_user(self.officer).duplicate_ids)
        with self.refused("decided on this pair", UserError):
            pair.action_merge()
        pair.action_undo()
        self.assertEqual((pair.state, pair.decided_by_id.id), ("proposed", False))
        with self.refused("decided on this pair", UserError):
            pair.action_undo()

    def test_nobody_writes_a_decision(self):
        """Every door, as the officer and as the head."""
        one = self.make_journalist("Anna Lis", email="a@x.test")
        other = self.make_journalist("Ewa Wilk", email="a@x.test")
        pair = self.pair(one, other)
        values = {"state": "different", "decided_by_id": self.manager.id}
        for user in (self.officer, self.manager):
            for method, args in (
                ("write", [pair.ids, values]),
                ("create", [[values | {"left_id": one.id}]]),
                ("unlink", [pair.ids]),
                ("web_save", [pair.ids, values, {}]),
                ("_decide", [pair.ids, "different"]),
                ("_guarded_write", [pair.ids, values]),
                ("load", [["state", "left_id/.id"], [["different", str(one.id)]]]),
            ):
                self.rpc_or_refused(user, "skks.contact.pair", method, *args)
                self.assertEqual(pair.exists().state, "proposed", method)
        with self.refused("changed only by its own actions", UserError):
            pair.sudo().write(values)
        self.assertEqual(len(self.pair(one, other)), 1)

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_who_sees_and_decides(self):
        one = self.make_journalist("Anna Lis", email="a@x.test")
        other = self.make_journalist("Ewa Wilk", email="a@x.test")
        pair = self.pair(one, other)
        auditor = self.make_user("auditor3", "skks_base.group_auditor")
        self.assertTrue(pair.with_user(auditor).reason_text)
        for act in ("action_different", "action_merge"):
            with self.assertRaises(AccessError):
                getattr(pair.with_user(auditor), act)()
        for group in ("representative", "dispatcher", "leadership", "admin"):
            user = self.make_user(f"p{group}", f"skks_base.group_{group}")
            for read in (
                lambda user=user: self.pairs.with_user(user).search([]),
                lambda user=user: self.pairs.with_user(user).search_count([]),
                lambda user=user: pair.with_user(user).read(["reasons"]),
                lambda user=user: pair.with_user(user).action_different(),
                lambda user=user: self.env["skks.contact.key"]
                .with_user(user)
                .search([]),
            ):
                with self.assertRaises(AccessError):
                    read()
            self.assertNotIn(
                "duplicate_ids", user.partner_id.with_user(user).fields_get()
            )
        with self.assertRaises(AccessError):
            self.env["skks.contact.key"].with_user(self.officer).search([])

    def test_nightly_run_mends_what_is_missing(self):
        one = self.make_journalist("Anna Lis", email="a@x.test")
        other = self.make_journalist("Ewa Wilk", email="a@x.test")
        self.pair(one, other).sudo().unlink()
        self.env["skks.contact.key"].search([("partner_id", "=", one.id)]).unlink()
        self.tonight()
        self.assertEqual(self.reasons(one, other), "email")
        count = self.pairs.search_count([])
        self.tonight()
        self.assertEqual(self.pairs.search_count([]), count)

    def test_later_means_soon(self):
        partners = self.partners.with_context(skks_compare_later=True)
        triggers = self.env["ir.cron.trigger"].sudo()
        cron = self.env.ref("skks_crm.ir_cron_contact_pair")
        before = triggers.search_count([("cron_id", "=", cron.id)])
        cards = partners.create(
            [
                {"name": name, "skks_kind": "journalist", "email": "a@x.test"}
                for name in ("Anna Lis", "Ewa Wilk")
            ]
        )
        self.assertFalse(self.pair(*cards))
        self.pairs._compare_soon()
        self.assertGreater(triggers.search_count([("cron_id", "=", cron.id)]), before)
        self.tonight()
        self.assertTrue(self.pair(*cards))

    @warmup
    def test_queries_do_not_grow(self):
        """M2.1: as many for one card as for twenty, however many there are."""
        values = [
            {"name": f"Osoba Numer{number}", "skks_kind": "journalist"}
            for number in range(20)
        ]
        cards = self.env["res.partner"].create(values)
        self.env.flush_all()
        for some in (cards[0], cards):
            self.env.invalidate_all()
            with self.assertQueryCount(5):
                self.pairs.sudo()._find_for(some)
