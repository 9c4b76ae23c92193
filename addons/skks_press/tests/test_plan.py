"""M0.2: what is planned, what was moved and why, and one calendar over it all."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import vobject
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, new_test_user, tagged, warmup

from odoo.addons.skks_base.tests.common_rpc import RpcMixin
from odoo.addons.skks_base.tools.moments import naive_utc

from . import common

WARSAW = ZoneInfo("Europe/Warsaw")


def at(day, hour, minute=0):
    return naive_utc(datetime(2026, 11, day, hour, minute, tzinfo=WARSAW))


class PlanCase(RpcMixin, common.PressCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        frozen = freeze_time(at(23, 8))
        frozen.start()
        cls.addClassCleanup(frozen.stop)

    @classmethod
    def _item(cls, **values):
        items = cls.env["skks.plan.item"].with_user(cls.officer)
        return items.create(
            {"name": "Zamknięcie Młyńskiej", "date": "2026-12-01"} | values
        )

    def _move(self, item, date, reason, date_end=False):
        wizard = self.env["skks.plan.move"].with_user(item.env.user)
        wizard.create(
            {"item_id": item.id, "date": date, "date_end": date_end, "reason": reason}
        ).action_move()


@tagged("post_install", "-at_install")
class TestPlan(PlanCase):
    def test_a_move_leaves_a_trace(self):
        item = self._item()
        item.date = "2026-12-02"  # an idea is nobody's promise yet
        item.action_plan()
        with self.assertRaisesRegex(UserError, "Move"):
            item.date = "2026-12-10"
        with self.assertRaises(UserError):
            self._move(item, "2026-12-10", " ")
        self._move(item, "2026-12-10", "Wykonawca prosi o tydzień.")
        self.assertEqual((item.state, str(item.date)), ("moved", "2026-12-10"))
        self.assertEqual(str(item.first_date), "2026-12-02")
        entry = self.env["skks.journal.entry"].search(
            [("act", "=", "plan.move"), ("res_id", "=", item.id)]
        )
        self.assertEqual(entry.user_id, self.officer)
        self.assertEqual(entry.reason, "Wykonawca prosi o tydzień.")
        self.assertIn("tydzień", item.message_ids[0].body)
        self.assertEqual(item.message_ids[0].author_id, self.officer.partner_id)
        item.action_done()
        with self.assertRaises(UserError):
            self._move(item, "2026-12-11", "Jeszcze raz.")

    def test_dropped_with_a_reason(self):
        item = self._item()
        with self.assertRaises(UserError):
            item.action_drop("")
        item.action_drop("Nie ma pieniędzy.")
        item.action_reconsider()
        self.assertEqual(item.state, "idea")

    def test_bad_input(self):
        with self.assertRaises(ValidationError):
            self._item(date_end="2026-11-30")
        portal = new_test_user(self.env, "portal_kos", groups="base.group_portal")
        with self.assertRaises(ValidationError):
            self._item(owner_id=portal.id)

    def test_doors(self):
        item = self._item(owner_id=self.roads.id)
        item.action_plan()
        doors = (
            ("write", [item.ids, {"state": "done"}]),
            ("write", [item.ids, {"first_date": "2026-01-01"}]),
            ("write", [item.ids, {"date": "2026-12-24"}]),
            ("write", [item.ids, {"date_end": "2026-12-24"}]),
            ("unlink", [item.ids]),
        )
        for user in (self.officer, self.head, self.roads, self.secretary):
            for method, args in doors:
                with self.subTest(user=user.login, args=args):
                    found = self.rpc_or_refused(user, item._name, method, *args)
                    self.assertIsNone(found)
        for action, args in (("action_done", []), ("action_drop", ["Bo tak."])):
            self.assertIsNone(
                self.rpc_or_refused(self.roads, item._name, action, item.ids, *args)
            )
        self.assertEqual((item.state, str(item.date)), ("planned", "2026-12-01"))

    def test_whose_plan(self):
        mine, other = self._item(owner_id=self.roads.id), self._item()
        both = [("id", "in", (mine | other).ids)]
        items = self.env["skks.plan.item"]
        for user, found in (
            (self.officer2, mine | other),
            (self.secretary, mine | other),
            (self.auditor, mine | other),
            (self.roads, mine),
            (self.school, items),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(items.with_user(user).search(both), found)


class CalendarCase(PlanCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.officer | cls.officer2 | cls.school).lang = "en_US"
        cls.inquiry = cls._inquiry(received_at=at(23, 7, 30))
        cls.inquiry.action_confirm()
        cls.part = cls._contribution(cls.inquiry, cls.wdt_person)
        cls.hidden = cls._inquiry(
            name="Tajne pytanie", received_at=at(23, 7), confidential=True
        )
        cls.item = cls._item(date="2026-11-25", date_end="2026-11-27")
        cls.item.action_plan()
        cls.meeting = (
            cls.env["skks.meeting"]
            .with_user(cls.officer)
            .create(
                {
                    "inquiry_id": cls.inquiry.id,
                    "name": "Nagranie na moście",
                    "kind": "recording",
                    "start": at(24, 14),
                    "stop": at(24, 15),
                    "spokesperson_id": cls.school.id,
                }
            )
        )
        cls.env.flush_all()

    def _seen(self, user):
        """``{(model, id, kind)}`` of the rows of this test."""
        entries = self.env["skks.calendar.entry"].with_user(user).search([])
        ours = {
            (record._name, record_id)
            for record in (
                self.inquiry | self.hidden,
                self.part,
                self.item,
                self.meeting,
            )
            for record_id in record.ids
        }
        return {
            (entry.res_model, entry.res_id, entry.kind)
            for entry in entries
            if (entry.res_model, entry.res_id) in ours
        }

    def _due(self, inquiry):
        name = inquiry._name
        return {(name, inquiry.id, "due_service"), (name, inquiry.id, "due_legal")}


@tagged("post_install", "-at_install")
class TestCalendar(CalendarCase):
    def test_access_is_the_documents(self):
        meeting = ("skks.meeting", self.meeting.id, "recording")
        part = ("skks.contribution", self.part.id, "due_part")
        plan = ("skks.plan.item", self.item.id, "plan")
        all_open = self._due(self.inquiry) | {meeting, part, plan}
        for user, expected in (
            (self.officer, all_open | self._due(self.hidden)),
            (self.head, all_open | self._due(self.hidden)),
            (self.officer2, all_open),
            (self.secretary, all_open),
            (self.roads, self._due(self.inquiry) | {part}),
            (self.school, {meeting}),
            (self.water, set()),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(self._seen(user), expected)
        plain = new_test_user(self.env, "gil", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.env["skks.calendar.entry"].with_user(plain).search([])

    def test_rows_say_what_and_when(self):
        entries = self.env["skks.calendar.entry"].with_user(self.officer)
        rows = {
            row.kind: row
            for row in entries.search(
                [
                    "|",
                    ("number", "=", self.inquiry.number),
                    ("name", "=", self.item.name),
                ]
            )
        }
        self.assertEqual(rows["due_service"].start, self.inquiry.service_due_at)
        legal = rows["due_legal"]
        self.assertTrue(legal.all_day)
        self.assertEqual(str(legal.start.date()), "2026-12-07")
        self.assertEqual(rows["due_part"].user_id, self.roads)
        self.assertEqual(rows["recording"].start, at(24, 14))
        self.assertEqual(rows["recording"].state_label, "To be confirmed")
        self.assertIn("Recording: ", rows["recording"].display_name)
        plan = rows["plan"]
        days = [str(moment.date()) for moment in (plan.start, plan.stop)]
        self.assertEqual(days, ["2026-11-25", "2026-11-27"])
        self.assertEqual(plan.action_open()["res_id"], self.item.id)

    def test_releases_and_publications(self):
        """M0.2: what leaves, when an embargo ends, what was published."""
        release = self.env["skks.release"].with_user(self.officer)
        release = release.create(
            {
                "name": "Tężnia otwarta",
                "body": "<p>Zapraszamy.</p>",
                "planned_at": at(30, 10),
                "embargo_until": at(30, 12),
            }
        )
        published = self.env["skks.coverage"].with_user(self.officer)
        published = published.create(
            {"name": "Tężnia otwarta", "outlet_id": self.outlet.id}
        )
        entries = self.env["skks.calendar.entry"]
        domain = [("name", "=", "Tężnia otwarta")]
        rows = {row.kind: row for row in entries.with_user(self.officer).search(domain)}
        self.assertEqual(set(rows), {"release", "embargo", "coverage"})
        self.assertEqual(rows["release"].start, at(30, 10))
        self.assertEqual(rows["embargo"].start, at(30, 12))
        self.assertEqual(rows["release"].action_open()["res_id"], release.id)
        self.assertEqual(rows["coverage"].res_id, published.id)
        self.assertFalse(entries.with_user(self.roads).search(domain))

    def test_nobody_writes_into_it(self):
        entry = self.env["skks.calendar.entry"].with_user(self.head).search([])[:1]
        for method, args in (
            ("write", [entry.ids, {"name": "x"}]),
            ("unlink", [entry.ids]),
            ("create", [[{"name": "x"}]]),
        ):
            found = self.rpc_or_refused(self.head, entry._name, method, *args)
            self.assertIsNone(found)

    @warmup
    def test_as_many_queries_for_many_rows(self):
        entries = self.env["skks.calendar.entry"].with_user(self.officer)
        spec = {
            name: {"fields": {"display_name": {}}}
            if entries._fields[name].relational
            else {}
            for name in ("display_name", "kind", "start", "user_id", "state_label")
        }
        entries.web_search_read([], spec)
        for count in (1, 40):
            for number in range(count):
                self._item(name=f"Punkt {number}")
                self._inquiry(name=f"Pytanie {number}")
            self.env.flush_all()
            self.env.invalidate_all()
            with self.assertQueryCount(9):
                entries.web_search_read([], spec)


@tagged("post_install", "-at_install")
class TestCalendarFeed(CalendarCase):
    def _feed(self, user):
        wizard = self.env["skks.calendar.feed.link"].with_user(user)
        action = wizard.create({"name": "Telefon"}).action_make()
        url = action["context"]["default_url"]
        return url, re.search(r"/skks/calendar/(.+)\.ics$", url)[1]

    def _read(self, token):
        self.env.flush_all()
        self.env.invalidate_all()
        nobody = self.env(user=self.env.ref("base.public_user").id, su=False)
        return nobody["skks.calendar.feed"]._read_feed(token)

    def _titles(self, token):
        found = vobject.readOne(self._read(token).decode())
        return {event.summary.value for event in found.vevent_list}

    def test_shows_what_its_owner_sees(self):
        _url, mine = self._feed(self.school)
        self.assertEqual(
            self._titles(mine),
            {f"Recording: {self.inquiry.number} · Nagranie na moście"},
        )
        _url, officers = self._feed(self.officer)
        self.assertIn("Plan: Zamknięcie Młyńskiej", self._titles(officers))

    def test_titles_only_and_of_confidential_cases_not_even_these(self):
        _url, token = self._feed(self.officer)
        raw = self._read(token).decode()
        self.assertIn(f"Busy ({self.hidden.number})", raw)
        for word in ("Tajne", "Nowak", "kurier", "@kurier", "LOCATION", "ATTENDEE"):
            self.assertNotIn(word, raw)
        self.assertIn("DTSTART;VALUE=DATE:20261125", raw)
        self.assertIn("DTEND;VALUE=DATE:20261128", raw)

    def test_rights_are_those_of_the_moment(self):
        _url, token = self._feed(self.officer2)
        self.assertTrue(self._titles(token))
        self.inquiry.with_user(self.officer).confidential = True
        number = self.inquiry.number
        self.assertFalse([one for one in self._titles(token) if number in one])
        self.officer2.sudo().active = False
        self.assertIsNone(self._read(token))
        self.officer2.sudo().active = True
        self.officer2.sudo().group_ids = self.env.ref("base.group_user")
        self.assertIsNone(self._read(token), "no role, no calendar")

    def test_only_a_hash_is_kept(self):
        _url, token = self._feed(self.officer)
        feed = self.env["skks.calendar.feed"].search([], limit=1)
        self.assertNotIn(token, str(feed.sudo().read()))
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT count(*) FROM skks_calendar_feed_link AS link"
            " WHERE link::text LIKE %s",
            (f"%{token}%",),
        )
        self.assertEqual(self.env.cr.fetchone(), (0,))
        with self.assertRaises(AccessError):
            feed.with_user(self.officer).read(["token_hash"])

    def test_revoked_by_its_owner_alone(self):
        _url, token = self._feed(self.officer)
        feed = self.env["skks.calendar.feed"].with_user(self.officer).search([])
        for user in (self.head, self.officer2, self.school):
            self.assertIsNone(
                self.rpc_or_refused(user, feed._name, "action_revoke", feed.ids)
            )
        self.assertIsNotNone(self._read(token))
        feed.action_revoke()
        self.assertIsNone(self._read(token))
        acts = self.env["skks.journal.entry"].search(
            [("res_model", "=", feed._name), ("res_id", "=", feed.id)]
        )
        self.assertEqual(
            set(acts.mapped("act")), {"calendar.feed.create", "calendar.feed.archive"}
        )
        for values in ({"active": True}, {"user_id": self.head.id}, {"name": "x"}):
            found = self.rpc_or_refused(
                self.officer, feed._name, "write", feed.ids, values
            )
            self.assertIsNone(found)
        self.assertIsNone(
            self.rpc_or_refused(
                self.officer,
                feed._name,
                "create",
                [{"name": "x", "user_id": self.head.id, "token_hash": "x"}],
            )
        )


@tagged("post_install", "-at_install")
class TestCalendarFeedOverHttp(common.PressCommon, HttpCase):
    def test_wrong_revoked_and_unknown_look_the_same(self):
        wizard = self.env["skks.calendar.feed.link"].with_user(self.officer)
        urls = [
            wizard.create({"name": name}).action_make()["context"]["default_url"]
            for name in ("Telefon", "Poczta")
        ]
        paths = [re.search(r"/skks/.*", url)[0] for url in urls]
        found = self.url_open(paths[0])
        self.assertEqual(found.status_code, 200)
        self.assertEqual(found.headers["Content-Type"], "text/calendar; charset=utf-8")
        self.assertIn("no-store", found.headers["Cache-Control"])
        self.assertTrue(found.content.startswith(b"BEGIN:VCALENDAR"))
        feeds = self.env["skks.calendar.feed"].with_user(self.officer)
        feeds.search([("name", "=", "Poczta")]).action_revoke()
        refused = [
            self.url_open(path)
            for path in (
                paths[1],
                paths[0].replace(".ics", "x.ics"),
                "/skks/calendar/nieznany.ics",
            )
        ]
        self.assertEqual({answer.status_code for answer in refused}, {404})
        self.assertEqual(len({answer.content for answer in refused}), 1)
        self.assertEqual(self.url_open(paths[0], data={"a": "b"}).status_code, 405)
