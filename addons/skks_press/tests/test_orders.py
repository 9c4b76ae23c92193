"""M5.1–M5.3: internal orders between the press office and the entities."""

import base64

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from . import common

MONDAY = "2026-11-23 08:00:00"  # 9:00 in Warsaw


class OrderCommon(common.PressCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.skks_head_id = cls.head
        cls.boss = cls._user("kepa", "representative", name="Anna Kępa")
        cls.wdt.head_id = cls.boss

    @classmethod
    def _order(cls, *entities, **values):
        """An order of the officer to entities, not sent yet."""
        entities = entities or (cls.wdt,)
        return (
            cls.env["skks.order"]
            .with_user(cls.officer)
            .create(
                {
                    "name": "Kolejki w szpitalu",
                    "description": "<p>Proszę sprawdzić wpis.</p>",
                    "image_weight": "high",
                    "source_url": "https://portal.example/wpis",
                    "entity_ids": [entity.id for entity in entities],
                }
                | values
            )
        )

    @classmethod
    def _request(cls, user=None, **values):
        """What a representative writes to the press office, not submitted yet."""
        return (
            cls.env["skks.order"]
            .with_user(user or cls.roads)
            .create(
                {
                    "name": "Kurier: 12, a nie 21 km",
                    "kind": "correction",
                    "source_kind": "press",
                    "source_name": "Kurier Żarnołęcki",
                    "quote": "Wyremontowano 12 km dróg.",
                    "true_fact": "Wyremontowano 21 km dróg.",
                }
                | values
            )
        )

    def _part(self, order, entity):
        return order.part_ids.filtered(lambda part: part.entity_id == entity)


@tagged("post_install", "-at_install")
class TestOrderToEntities(OrderCommon, common.PressCase):
    """M5.1: the office passes information on, and sees what became of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(MONDAY))
        cls.order = cls._order(cls.wdt, cls.mpwik)

    def setUp(self):
        super().setUp()
        self.order.action_send()
        self.part = self._part(self.order, self.wdt)

    def _mine(self, part=None, user=None):
        return (part or self.part).with_user(user or self.roads).sudo(False)

    def test_everybody_is_told_in_a_letter(self):
        self.assertEqual(self.order.number[:8], "ZW/2026/")
        self.assertEqual(self.order.state, "in_progress")
        self.assertEqual(self.order.part_ids.entity_id, self.wdt | self.mpwik)
        for user in (self.roads, self.water):
            letter = self.assertOneLetterTo(user.email)
            self.assertIn(self.order.number, letter.text)
            self.assertIn("portal.example", letter.text)
        self.assertEqual(self.part.sudo().activity_ids.user_id, self.roads)

    def test_each_step_has_its_clock(self):
        """Read in 1 working hour, taken in 2, done in 2 working days."""
        clocks = {clock.policy_id.code: clock for clock in self.part.sudo().clock_ids}
        dues = {code: str(clock.due_at) for code, clock in clocks.items()}
        self.assertEqual(
            dues,
            {
                "ORDER_READ": "2026-11-23 09:00:00",
                "ORDER_TAKE": "2026-11-23 10:00:00",
                "ORDER_TERM_NORMAL": "2026-11-25 14:30:00",
            },
        )
        mine = self._mine()
        self.assertEqual(mine.read_due_at, clocks["ORDER_READ"].due_at)
        self.assertEqual(mine.taken_due_at, clocks["ORDER_TAKE"].due_at)
        with freeze_time("2026-11-23 08:30:00"):
            self._mine().action_read()
        self.assertEqual(clocks["ORDER_READ"].result, "met")
        self.assertFalse(clocks["ORDER_TAKE"].stopped_at)
        with freeze_time("2026-11-23 11:00:00"):
            self._mine().action_take()
        self.assertEqual(clocks["ORDER_TAKE"].result, "missed")
        self.assertFalse(clocks["ORDER_TERM_NORMAL"].stopped_at)
        with freeze_time("2026-11-24 10:00:00"):
            self._mine().body = "<p>Wpis sprawdzony, odpisaliśmy.</p>"
            self._mine().action_deliver()
        self.assertEqual(self.part.result, "met")
        self.assertEqual(str(self.part.read_at), "2026-11-23 08:30:00")
        self.assertEqual(self.part.taken_by_id, self.roads)

    def test_whoever_orders_coordinates(self):
        """M5.1: an empty coordinator in the form leaves no order without a person."""
        orders = self.env["skks.order"].with_user(self.officer)
        offered = orders.default_get(["direction", "coordinator_id"])
        self.assertEqual(offered["coordinator_id"], self.officer.id)
        order = self._order(coordinator_id=False)
        self.assertEqual(order.coordinator_id, self.officer)
        own = self._request()
        self.assertFalse(own.sudo().coordinator_id)

    def test_urgent_order_has_hours(self):
        order = self._order(priority="2")
        self.assertEqual(order.policy_id.code, "ORDER_TERM_URGENT")
        order.action_send()
        self.assertEqual(str(order.part_ids.due_at), "2026-11-23 12:00:00")

    def test_opening_the_page_is_not_reading(self):
        """What a browser asks for is nobody's word; an act is, and is journalled."""
        mine = self._mine()
        mine.web_read({"name": {}, "description": {}, "state": {}})
        mine.read(["description"])
        self.assertEqual(self.part.state, "sent")
        mine.action_read()
        entry = self.env["skks.journal.entry"].search(
            [("act", "=", "order.part.state"), ("res_id", "=", self.part.id)]
        )
        self.assertEqual(entry.user_id, self.roads)
        self.assertEqual((entry.old_value, entry.new_value), ("sent", "read"))

    def test_taking_says_that_it_was_read(self):
        self._mine().action_take()
        self.assertTrue(self.part.read_at)
        self.assertEqual(self.part.state, "taken")

    def test_proof_is_wanted(self):
        self._mine().action_take()
        with self.assertRaises(UserError):
            self._mine().action_deliver()
        self._mine().attachment_ids = [
            Command.create({"name": "zdjecie.jpg", "datas": base64.b64encode(b"x")})
        ]
        self._mine().action_deliver()
        self.assertEqual(self.part.state, "done")

    def test_nobody_but_its_person_acts(self):
        for user in (self.officer, self.water, self.boss, self.secretary):
            for name in ("action_read", "action_take", "action_deliver"):
                with self.subTest(user=user.login, action=name):
                    with self.assertRaises(AccessError):
                        getattr(self._mine(user=user), name)()
        with self.assertRaises(AccessError):
            self._mine(user=self.officer).body = "<p>Zrobione.</p>"

    def test_states_move_by_actions_only(self):
        for values in (
            {"state": "done"},
            {"read_at": MONDAY},
            {"taken_by_id": self.roads.id},
            {"delivered_at": MONDAY},
        ):
            for user in (self.roads, self.officer):
                with self.subTest(user=user.login, **values):
                    with self.assertRaises(UserError):
                        self._mine(user=user).write(values)
        hostile = self.env["skks.order.part"].with_user(self.officer)
        part = hostile.with_context(default_state="done", default_read_at=MONDAY)
        part = part.create(
            {
                "order_id": self.order.id,
                "entity_id": self.sp5.id,
                "representative_id": self.sp5_person.id,
            }
        )
        self.assertEqual(part.state, "sent")
        self.assertFalse(part.read_at)

    def test_reply_to_the_letter_delivers(self):
        notice = self.letters_to(self.roads.email)[0].message
        letter = self._letter(
            "Re: " + notice["Subject"],
            "Sprawdziliśmy, wpis jest nieprawdziwy.",
            sender=f"Piotr Źrebiec <{self.roads.email}>",
            to=notice["Reply-To"],
            In_Reply_To=notice["Message-Id"],
        )
        self.deliver(letter.as_bytes())
        self.assertEqual(self.part.state, "done")
        self.assertIn("nieprawdziwy", self.part.body)
        self.assertTrue(self.part.read_at and self.part.taken_at)

    def test_returned_and_done_again(self):
        self._mine().body = "<p>Tak.</p>"
        self._mine().action_deliver()
        office = self._mine(user=self.officer)
        with self.assertRaises(UserError):
            office.action_return(" ")
        with freeze_time("2026-11-24 08:00:00"):
            office.action_return("Brak zdjęcia.")
        self.assertEqual(self.part.state, "returned")
        self.assertEqual(str(self.part.due_at), "2026-11-26 14:30:00")
        self._mine().body = "<p>Tak, zdjęcie w załączeniu.</p>"
        self._mine().action_deliver()
        office.action_accept()
        self.assertEqual(self.part.state, "accepted")

    def test_not_ours_is_passed_on(self):
        self._mine().action_not_ours("To sprawa TSP5.")
        self.assertEqual(self.part.state, "not_ours")
        self.assertFalse(self.part._skks_running_clocks())
        letter = self._part(self.order, self.mpwik)
        letter.sudo()._note_intent("not_ours", "To nie my, to TSP5.")
        letter.with_user(self.officer).action_pass_on()
        self.assertIn(self.sp5, self.order.part_ids.entity_id)

    def test_more_time(self):
        self._mine().action_ask_more_time("Prosimy do piątku.")
        self.assertEqual(str(self.part.proposed_due_at), "2026-11-27 14:30:00")
        self._mine(user=self.officer).action_grant_proposed()
        self.assertEqual(str(self.part.due_at), "2026-11-27 14:30:00")
        self.assertEqual(len(self.part._skks_running_clocks()), 3)

    def test_closing_waits_for_everybody(self):
        self._mine().body = "<p>Zrobione.</p>"
        self._mine().action_deliver()
        self._mine(user=self.officer).action_accept()
        self.assertEqual(self.order.waiting_for, "entity")
        with self.assertRaises(UserError):
            self.order.action_close()
        other = self._part(self.order, self.mpwik)
        self._mine(other, self.water).action_not_ours("Nie nasze.")
        self.assertEqual(self.order.waiting_for, "office")
        self.order.action_close()
        self.assertEqual(self.order.state, "closed")

    def test_withdrawn_order_stops_the_clocks(self):
        self.order.action_withdraw("Pomyłka.")
        self.assertEqual(set(self.order.part_ids.mapped("state")), {"cancelled"})
        self.assertFalse(self.order.part_ids._skks_running_clocks())

    def test_desk_and_reminder(self):
        desk = self.env["skks.desk"]
        mine = desk.with_user(self.roads).search([("is_mine", "=", True)])
        self.assertEqual(mine.mapped("res_model"), ["skks.order.part"])
        rows = desk.with_user(self.officer).search([("waiting_for", "=", "entity")])
        own = rows.filtered(lambda row: row.number == self.order.number)
        self.assertEqual(set(own.mapped("res_model")), {"skks.order.part"})
        self.sink.clear()
        own.filtered(lambda row: row.res_id == self.part.id).action_nudge()
        self.assertOneLetterTo(self.roads.email)
        self.assertEqual(self.part._desk_superior(), self.boss)

    def test_bad_input(self):
        with self.assertRaises(UserError):  # no text
            self._order(description="<p><br></p>").action_send()
        with self.assertRaises(UserError):  # to nobody
            self._order(entity_ids=[]).action_send()
        museum = self.env["skks.entity"].create({"name": "Muzeum", "code": "TMUZ"})
        with self.assertRaisesRegex(UserError, "Muzeum"):  # nobody answers there
            self._order(museum).action_send()

    def test_order_of_an_inquiry_in_one_click(self):
        inquiry = self._inquiry(priority="2")
        action = inquiry.action_make_order()
        order = self.env["skks.order"].browse(action["res_id"])
        self.assertEqual(order.with_user(self.officer).inquiry_id, inquiry)
        self.assertEqual(order.coordinator_id, self.officer)
        self.assertEqual(order.direction, "to_entity")
        self.assertEqual(inquiry.order_count, 1)
        self._contribution(inquiry, self.wdt_person)
        with self.assertRaises(AccessError):
            inquiry.with_user(self.roads).sudo(False).action_make_order()


@tagged("post_install", "-at_install")
class TestOrderFromEntity(OrderCommon, common.PressCase):
    """M5.2, M5.3: an entity asks the office."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(MONDAY))
        cls.request = cls._request()

    def _office(self, order=None):
        return (order or self.request).with_user(self.officer).sudo(False)

    def test_correction_is_asked_and_answered(self):
        """M5.2: where, which sentence, what is true; the entity sees the outcome."""
        self.assertEqual(self.request.direction, "from_entity")
        self.assertEqual(self.request.sudo().entity_id, self.wdt)
        self.assertFalse(self.request.waiting_for)
        self.request.action_submit()
        self.assertEqual(self.request.state, "new")
        self.assertEqual(self.request.waiting_for, "office")
        self.assertEqual(str(self.request.next_due_at), "2026-11-25 15:00:00")
        self.assertEqual(self.request.sudo().activity_ids.user_id, self.officer)
        office = self._office()
        office.action_take()
        self.assertEqual(office.coordinator_id, self.officer)
        with self.assertRaises(UserError):
            office.action_close()
        office.outcome = "none"
        with self.assertRaises(UserError):
            office.action_close()
        office.outcome_reason = "Portal sam poprawił tekst."
        self.sink.clear()
        office.action_close()
        letter = self.assertOneLetterTo(self.roads.email)
        self.assertIn("Portal sam poprawił tekst.", letter.text)
        self.assertEqual(self.request.outcome, "none")
        self.assertFalse(self.request._skks_running_clocks())

    def test_release_accepted_returned_refused(self):
        """M5.3: outcome wanted, audience, date, draft; accepted, returned, refused."""
        wanted = {
            "kind": "release",
            "communication": "conference",
            "goal": "inform",
            "audience": "Mieszkańcy osiedla Zacisze",
            "draft": "<p>Otwieramy tężnię.</p>",
        }
        order = self._request(**wanted)
        order.action_submit()
        office = self._office(order)
        office.action_take()
        self.sink.clear()
        office.action_return("Brakuje daty.")
        self.assertIn("Brakuje daty.", self.assertOneLetterTo(self.roads.email).text)
        self.assertEqual((order.state, order.waiting_for), ("returned", "entity"))
        mine = self.env["skks.desk"].with_user(self.roads)
        rows = mine.search([("is_mine", "=", True), ("res_model", "=", order._name)])
        self.assertEqual(rows.mapped("res_id"), order.ids)
        order.wanted_for = "2026-12-01 11:00:00"
        order.action_submit()
        office.action_take()
        office.action_accept()
        self.assertEqual(order.state, "accepted")
        release = self.env["skks.release"].browse(
            office.action_make_release()["res_id"]
        )
        self.assertIn("tężnię", release.body)
        self.assertEqual(release.order_id, order)
        self.assertEqual(release.entity_ids, self.wdt)
        self.assertEqual(office.release_ids, release)
        release.with_user(self.officer).partner_ids = self.journalist
        release.with_user(self.officer).action_submit()
        self.assertEqual(release.signoff_state, "substantive")
        self.assertEqual(release.sudo().approver_ids, self.roads)
        second = self._request(**wanted)
        second.action_submit()
        with self.assertRaises(UserError):
            self._office(second).action_refuse("")
        self._office(second).action_refuse("To nie nasza sprawa.")
        self.assertEqual(second.state, "refused")
        self.assertEqual(second.reply, "To nie nasza sprawa.")

    def test_bad_input(self):
        with self.assertRaisesRegex(UserError, "What is true"):
            self._request(true_fact=False).action_submit()
        with self.assertRaisesRegex(UserError, "Audience"):
            self._request(
                kind="release", goal="inform", communication="post"
            ).action_submit()
        with self.assertRaises(UserError):
            self._request(kind="other").action_submit()

    def test_own_only(self):
        """M4.3: representatives make and see only their own."""
        self.request.action_submit()
        for user in (self.water, self.school, self.boss):
            with self.subTest(user=user.login):
                mine = self.request.with_user(user).sudo(False)
                self.assertFalse(mine.search([]))
                self.assertFalse(mine.has_access("read"))
        dispatcher = self._user("bak", "dispatcher")
        for name in ("skks.order", "skks.order.part"):
            self.assertFalse(self.env[name].with_user(dispatcher).has_access("read"))
        for user in (self.secretary, self.auditor):
            self.assertTrue(self.request.with_user(user).sudo(False).has_access("read"))
            self.assertFalse(
                self.request.with_user(user).sudo(False).has_access("write")
            )

    def test_nobody_speaks_for_another_entity(self):
        with self.assertRaises(AccessError):
            self._request(self.roads, representative_id=self.mpwik_person.id)
        with self.assertRaises(AccessError):
            self.request.representative_id = self.mpwik_person
        with self.assertRaises(AccessError):
            self.request.with_user(self.secretary).sudo(False).action_submit()

    def test_what_is_the_offices_is_not_the_entitys(self):
        fields = {
            "coordinator_id": self.roads.id,
            "outcome": "reply",
            "outcome_reason": "x",
            "image_weight": "low",
            "confidential": True,
            "entity_ids": [Command.link(self.mpwik.id)],
            "policy_id": self.env.ref("skks_press.clock_policy_order_complex").id,
            "received_at": "2020-01-01 00:00:00",
            "helper_ids": [Command.link(self.roads.id)],
        }
        orders = self.env["skks.order"].with_user(self.roads)
        for name, value in fields.items():
            with self.subTest(field=name):
                with self.assertRaises(AccessError):
                    self.request.write({name: value})
                with self.assertRaises(AccessError):
                    self._request(**{name: value})
                context = {f"default_{name}": value}
                if name in ("entity_ids", "helper_ids"):
                    context = {f"default_{name}": [value[0][1]]}
                made = orders.with_context(**context).create({"name": "x"})
                self.assertNotEqual(str(made.sudo()[name]), str(value))
                if name in ("entity_ids", "helper_ids"):
                    self.assertFalse(made.sudo()[name])
        made = orders.create({"name": "x", "direction": "to_entity"})
        self.assertEqual(made.direction, "from_entity")
        with self.assertRaises(UserError):
            made.direction = "to_entity"
        with self.assertRaises(UserError):
            made.state = "accepted"
        hostile = orders.with_context(default_state="accepted")
        self.assertEqual(hostile.create({"name": "x"}).state, "draft")

    def test_entity_presses_no_button_of_the_office(self):
        told = self._order()
        told.action_send()
        self.request.action_submit()
        names = (
            "action_take",
            "action_accept",
            "action_close",
            "action_reopen",
            "action_send",
            "action_make_release",
        )
        for order in (self.request, told):
            for user in (self.roads, self.secretary, self.auditor):
                for name in names:
                    with self.subTest(action=name, user=user.login):
                        mine = order.with_user(user).sudo(False)
                        with self.assertRaises(AccessError):
                            getattr(mine, name)()
        for name in ("action_return", "action_refuse"):
            with self.assertRaises(AccessError):
                getattr(self.request, name)("x")
        with self.assertRaises(AccessError):
            told.with_user(self.roads).sudo(False).action_withdraw("x")

    def test_submitted_order_is_not_changed_behind(self):
        self.request.action_submit()
        with self.assertRaises(AccessError):
            self.request.true_fact = "22 km"
        self._office().action_return("Która ulica?")
        self.request.true_fact = "22 km"

    def test_file_added_before_saving_reaches_the_office(self):
        file = (
            self.env["ir.attachment"]
            .with_user(self.roads)
            .create({"name": "skan.pdf", "raw": b"skan", "res_model": "skks.order"})
        )
        order = self._request(attachment_ids=[Command.link(file.id)])
        order.action_submit()
        self.env.invalidate_all()
        read = self._office(order).attachment_ids.read(["name", "raw"])
        self.assertEqual(read[0]["raw"], b"skan")
        foreign = self.env["ir.attachment"].create({"name": "x", "raw": b"x"})
        with self.assertRaises(AccessError):
            self._request(attachment_ids=[Command.link(foreign.id)])

    def test_other_entities_stay_unknown(self):
        """Whoever was told does not learn who else was."""
        order = self._order(self.wdt, self.mpwik)
        order.action_send()
        self.env.invalidate_all()
        mine = order.with_user(self.roads).sudo(False)
        self.assertEqual(mine.part_ids.entity_id, self.wdt)
        for name in ("entity_ids", "all_part_ids", "inquiry_id"):
            with self.subTest(field=name), self.assertRaises(AccessError):
                mine.read([name])

    def test_head_sees_where_the_town_wants_it(self):
        """M4.3: heads see those of their entity where the town switches that on."""
        self.request.action_submit()
        draft = self._request()
        told = self._order(self.wdt, self.mpwik)
        told.action_send()
        self.env.flush_all()
        orders = self.env["skks.order"].with_user(self.boss)
        parts = self.env["skks.order.part"].with_user(self.boss)
        self.assertFalse(orders.search([]) or parts.search([]))
        setup = self.env["skks.setup"].with_user(self._user("adm", "admin"))
        setup = setup.create({})
        setup.heads_see_work = True
        self.assertTrue(self.company.skks_heads_see_work)
        entry = self.env["skks.journal.entry"].search(
            [("act", "=", "company.change")], order="id desc", limit=1
        )
        self.assertIn("skks_heads_see_work", entry.new_value)
        self.env.invalidate_all()
        found = orders.search([])
        self.assertEqual(set(found.ids), set((self.request | told).ids))
        self.assertNotIn(draft.id, found.ids)
        self.assertEqual(parts.search([]).entity_id, self.wdt)
        for record in (*found, *parts.search([])):
            with self.subTest(record), self.assertRaises(AccessError):
                record.write({"name": "x"})
        told.confidential = True
        self.env.flush_all()
        self.assertEqual(orders.search([]).ids, self.request.ids)

    def test_representative_leaves(self):
        """What was submitted passes to another person of the entity."""
        second = self._user("nowak", "representative", name="Ewa Nowak")
        person = self.env["skks.representative"].create(
            {"user_id": second.id, "entity_id": self.wdt.id}
        )
        self.request.action_submit()
        self._office().action_return("Która ulica?")
        self.roads.active = False
        self.assertEqual(self.request.sudo().representative_id, person)
