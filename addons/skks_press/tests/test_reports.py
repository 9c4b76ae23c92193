"""Figures over cases that are over (M0.1, M0.4, M1.4)."""

from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.skks_base.tests.common_rpc import RpcMixin

from . import common
from .test_scenarios import at

REPORTS = (
    "skks.inquiry.report",
    "skks.contribution.report",
    "skks.equal.treatment",
    "skks.inquiry.measure",
)
STAGES = (
    *("hours_taken", "hours_entities", "hours_drafting"),
    *("hours_substantive", "hours_office", "hours_sending"),
)


class ReportCase(RpcMixin, common.PressCase):
    """Readers of reports, and cases that are answered at given moments."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["skks.inquiry"].search([]).sudo().unlink()
        cls.dispatcher = cls._user("kania", "dispatcher")
        exporters = cls.head + cls.roads + cls.dispatcher + cls.officer
        cls.env.ref("base.group_allow_export").user_ids += exporters
        types = cls.env["skks.media.type"]
        cls.daily = types.create({"name": "Dziennik", "code": "TD"})
        cls.radio = types.create({"name": "Radio", "code": "TR"})
        cls.outlet.media_type_id = cls.daily
        cls.station = cls.outlet.copy({"name": "Radio Żarno"})
        cls.station.write({"media_type_id": cls.radio.id, "skks_kind": "outlet"})

    @contextmanager
    def at(self, *moment):
        """The clock on the wall and that of the database."""
        moment = at(*moment)
        with freeze_time(moment), patch.object(self.env.cr, "now", lambda: moment):
            yield
            self.env.flush_all()

    def spoken(self, hours, day=23, **values):
        """An inquiry of 8:00 that was answered on the phone after some hours."""
        with self.at(day, 8):
            inquiry = self._inquiry(**values)
            inquiry.action_confirm()
        with self.at(day, 8 + hours):
            self.answer_on_the_phone(inquiry)
        return inquiry

    def answer_on_the_phone(self, inquiry):
        resolution = self.env["skks.resolution"].search(
            [("is_oral", "=", True)], limit=1
        )
        now = self.env.cr.now()
        inquiry._answer_without_letter(resolution, self.officer, now, "Tak.")

    def as2(self):
        """The story of AS2, to the minute."""
        with self.at(23, 7, 12):
            inquiry = self._inquiry(received_at=at(23, 7, 12), asked_for=at(24, 12))
        with self.at(23, 7, 45):
            inquiry.action_confirm()
            roads = self._contribution(inquiry, self.wdt_person)
            water = self._contribution(inquiry, self.mpwik_person)
        for part, user, moment in (
            (roads, self.roads, (23, 14, 50)),
            (water, self.water, (24, 9, 10)),
        ):
            with self.at(*moment):
                own = part.with_user(user)
                own.body = "<p>12 km</p>"
                own.action_deliver()
        with self.at(24, 9, 20):
            answer = self.draft(inquiry)
        for user, moment in (
            (None, (24, 9, 30)),
            (self.roads, (24, 9, 40)),
            (self.water, (24, 10)),
            (self.head, (24, 11)),
        ):
            with self.at(*moment):
                if user:
                    answer.with_user(user).action_approve()
                else:
                    answer.action_submit()
        with self.at(24, 11, 40):
            answer.action_send()
        return answer

    def draft(self, inquiry):
        action = inquiry.action_draft_answer()
        return self.env["skks.answer"].browse(action["res_id"]).with_user(self.officer)

    def figures(self, user, groupby, *aggregates, model=REPORTS[0], domain=()):
        """``{group: (aggregates)}`` as the web client gets them."""
        rows = self.rpc(
            user,
            model,
            "formatted_read_group",
            list(domain),
            groupby=[groupby] if groupby else [],
            aggregates=list(aggregates),
        )
        return {
            self._label(row[groupby]) if groupby else None: tuple(
                row[name] for name in aggregates
            )
            for row in rows
        }

    def _label(self, value):
        return value[1] if isinstance(value, (list, tuple)) else value

    def rows(self, user, model=REPORTS[0]):
        return self.env[model].with_user(user).search([])


@tagged("post_install", "-at_install")
class TestFigures(ReportCase):
    def test_who_asks_late_for_more_time(self):
        """M1.4: asked after four fifths of the term, counted on the promise it was."""
        with self.at(23, 8):
            inquiry = self._inquiry(received_at=at(23, 8), asked_for=at(24, 15))
            inquiry.action_confirm()
            roads = self._contribution(inquiry, self.wdt_person)
            water = self._contribution(inquiry, self.mpwik_person)
        for part, user, moment in (
            (roads, self.roads, roads.requested_at + timedelta(minutes=10)),
            (water, self.water, water.due_at - timedelta(minutes=1)),
        ):
            with freeze_time(moment):
                part.with_user(user).action_ask_more_time("prosimy o więcej czasu")
        with self.at(24, 10):
            for part, user in ((roads, self.roads), (water, self.water)):
                part.with_user(user).body = "<p>12 km</p>"
                part.with_user(user).action_deliver()
                part.with_user(self.officer).action_return("Brakuje dat.")
        with self.at(24, 11):
            for part, user in ((roads, self.roads), (water, self.water)):
                part.with_user(user).action_deliver()
            self.answer_on_the_phone(inquiry)
        self.env.flush_all()
        figures = self.figures(
            self.head,
            "entity_id",
            "asked_more_time:sum",
            "asked_late:sum",
            model="skks.contribution.report",
            domain=[("inquiry_id", "=", inquiry.id)],
        )
        self.assertEqual(sorted(figures.values()), [(1, 0), (1, 1)])

    def test_media_and_entities_are_two_figures(self):
        """AS2: media 1/1, WDT 1/1, MPWiK 0/1 and 70 minutes late."""
        self.as2()
        for user in (self.head, self.secretary, self.auditor):
            with self.subTest(user=user.login):
                self.assertEqual(
                    self.figures(user, None, "in_time:avg", "inquiries:sum"),
                    {None: (100.0, 1)},
                )
                found = self.figures(
                    user,
                    "entity_id",
                    *("in_time:avg", "promises:sum", "hours_late:avg"),
                    model="skks.contribution.report",
                )
                self.assertEqual(found["Wydział Dróg i Transportu"], (100.0, 1, False))
                in_time, promises, late = found["MPWiK sp. z o.o."]
                self.assertEqual((in_time, promises), (0.0, 1))
                self.assertAlmostEqual(late, 70 / 60)

    def test_hours_by_stage(self):
        """M1.4: in working hours of the office, 7:30 to 16:00."""
        self.as2()
        row = self.rows(self.head)
        expected = (0.25, 8.25 + 100 / 60, 20 / 60, 0.5, 1.0, 40 / 60)
        for fname, hours in zip(STAGES, expected, strict=True):
            with self.subTest(fname):
                self.assertAlmostEqual(row[fname], hours)
        self.assertAlmostEqual(row.hours_total, sum(expected))

    def test_median_is_no_average(self):
        for hours, values in ((1, {}), (2, {}), (7, {}), (4, {"outlet_id": None})):
            values = {"outlet_id": self.station.id} if values else {}
            self.spoken(hours, **values)
        found = self.figures(
            self.head, "media_type_id", "hours_median:median", "hours_total:avg"
        )
        self.assertEqual(found["Dziennik"][0], 2.0)
        self.assertAlmostEqual(found["Dziennik"][1], 10 / 3)
        self.assertEqual(found["Radio"], (4.0, 4.0))
        total, by_type = self.rpc(
            self.head,
            "skks.inquiry.report",
            "formatted_read_grouping_sets",
            [],
            [[], ["media_type_id"]],
            ["hours_median:median"],
        )
        self.assertEqual(total[0]["hours_median:median"], 3.0)
        self.assertEqual(len(by_type), 2)
        for groupby in ("category_id", "ended_at:month", "coordinator_id"):
            with self.subTest(groupby):
                self.assertEqual(
                    list(self.figures(self.head, groupby, "hours_median:median")),
                    list(self.figures(self.head, groupby, "__count")),
                )

    def test_median_of_what_is_no_number(self):
        with self.assertRaises(ValueError):
            self.figures(self.head, None, "name:median")

    def test_open_cases_and_what_is_no_case_are_not_counted(self):
        self._inquiry().action_confirm()
        self._inquiry().action_not_a_case()
        self.assertFalse(self.rows(self.head))
        self._inquiry().action_confirm()
        withdrawn = self._inquiry()
        withdrawn._withdraw("Jan Nowak", withdrawn.received_at, "e-mail")
        row = self.rows(self.head)
        self.assertEqual((row.inquiry_id, row.state), (withdrawn, "withdrawn"))
        self.assertFalse(row.answered_in_time)

    def test_late_and_why(self):
        with self.at(23, 8):
            inquiry = self._inquiry(asked_for=at(23, 9))
            inquiry.action_confirm()
        with self.at(23, 11):
            self.answer_on_the_phone(inquiry)
        clock = inquiry.sudo().clock_ids.filtered(lambda one: one.kind == "service")
        late = self.env.ref("skks_base.missed_reason_approver")
        clock._guarded_write({"missed_reason_id": late.id})
        self.env.flush_all()
        found = self.figures(self.head, "missed_reason_id", "hours_late:avg", "__count")
        self.assertEqual(found, {late.name: (2.0, 1)})
        with self.assertRaises(AccessError):
            self.figures(self.secretary, "missed_reason_id", "__count")

    def test_one_acceptance_and_emergency(self):
        """AS9: the report shows that answer, and no other."""
        category = self.env["skks.inquiry.category"].search([], limit=1)
        category.signoff_stages = "2"
        usual = self.sent(category)
        category.signoff_stages = "1"
        single = self.sent(category)
        category.signoff_stages = "2"
        hurried = self._inquiry()
        hurried.action_confirm()
        answer = self.draft(hurried)
        answer.body = "<p>Most zamknięty</p>"
        answer.with_user(self.head).action_emergency_release("Nie może czekać")
        rows = self.rows(self.head)
        self.assertEqual(rows.inquiry_id, usual | single | hurried)
        self.assertEqual(rows.filtered("is_single").inquiry_id, single)
        self.assertEqual(rows.filtered("is_emergency").inquiry_id, hurried)

    def sent(self, category):
        inquiry = self._inquiry(category_id=category.id)
        inquiry.action_confirm()
        part = self._contribution(inquiry, self.wdt_person).with_user(self.roads)
        part.body = "<p>12 km</p>"
        part.action_deliver()
        answer = self.draft(inquiry)
        answer.action_submit()
        if answer.signoff_state == "substantive":
            answer.with_user(self.roads).action_approve()
        answer.with_user(self.head).action_approve()
        answer.action_send()
        return inquiry

    def test_export(self):
        self.as2()
        rows = self.rows(self.head)
        data = self.rpc(
            self.head,
            "skks.inquiry.report",
            "export_data",
            rows.ids,
            ["number", "in_time", "hours_total"],
        )["datas"]
        self.assertEqual(data[0][:2], [rows.number, 100.0])

    def test_a_row_opens_its_document(self):
        answer = self.as2()
        action = self.rows(self.secretary).action_open()
        self.assertEqual(
            (action["res_model"], action["res_id"]),
            ("skks.inquiry", answer.inquiry_id.id),
        )
        parts = self.rows(self.secretary, "skks.contribution.report")
        self.assertEqual(parts[0].action_open()["res_model"], "skks.contribution")


@tagged("post_install", "-at_install")
class TestEqualTreatment(ReportCase):
    """M0.1: medians by type of outlet, and nobody's name."""

    def setUp(self):
        super().setUp()
        self.cases = [self.spoken(hours) for hours in (1, 2, 3, 5, 7)]
        for hours in (1, 2, 3, 4):
            self.spoken(hours, outlet_id=self.station.id)

    def test_only_where_there_are_enough(self):
        rows = self.rows(self.head, "skks.equal.treatment")
        self.assertEqual(rows.media_type_id, self.daily)
        self.assertEqual(
            {row.period: str(row.date_from) for row in rows},
            {"month": "2026-11-01", "quarter": "2026-10-01", "year": "2026-01-01"},
        )
        self.assertEqual(set(rows.mapped("hours_median")), {3.0})
        self.assertEqual(set(rows.mapped("inquiries")), {5})

    def test_made_of_what_the_reader_may_read(self):
        self.cases[0].confidential = True
        self.env.flush_all()
        self.assertTrue(self.rows(self.head, "skks.equal.treatment"))
        self.assertFalse(self.rows(self.secretary, "skks.equal.treatment"))

    def test_nobody_is_named(self):
        fields = self.env["skks.equal.treatment"]._fields
        relations = {field.comodel_name for field in fields.values()}
        self.assertNotIn("res.partner", relations)
        self.assertNotIn("skks.inquiry", relations)


@tagged("post_install", "-at_install")
class TestReportRights(ReportCase):
    def setUp(self):
        super().setUp()
        self.answer = self.as2()
        for _case in range(5):
            self.spoken(2, outlet_id=self.station.id)

    def test_no_row_no_count_no_export_for_others(self):
        """M4.3: neither entities nor dispatchers, nor officers, get figures."""
        for user in (self.roads, self.dispatcher, self.officer):
            for model in REPORTS:
                ids = self.env[model].sudo().search([]).ids
                self.assertTrue(ids)
                for method, args in (
                    ("search", [[]]),
                    ("search_count", [[]]),
                    ("search_read", [[]]),
                    ("read", [ids]),
                    ("export_data", [ids, ["display_name"]]),
                    ("formatted_read_group", [[], [], ["__count"]]),
                    ("name_search", []),
                    ("web_search_read", [[], {}]),
                ):
                    with (
                        self.subTest(user=user.login, model=model, method=method),
                        self.assertRaises(AccessError),
                    ):
                        self.rpc(user, model, method, *args)

    def test_confidential_is_in_no_sum(self):
        """M0.1: whoever may not read a case does not see it in a figure either."""
        inquiry = self.answer.inquiry_id
        row = self.env["skks.inquiry.report"].sudo().browse(inquiry.id)
        parts = self.env["skks.contribution.report"].sudo()
        parts = parts.search([("inquiry_id", "=", inquiry.id)])
        inquiry.confidential = True
        self.env.flush_all()
        self.env.invalidate_all()
        count, median = self.figures(
            self.secretary, None, "inquiries:sum", "hours_median:median"
        )[None]
        self.assertEqual((count, median), (5, 2.0))
        self.assertEqual(
            self.figures(
                self.secretary, None, "promises:sum", model="skks.contribution.report"
            ),
            {None: (False,)},
        )
        for hidden in (row, parts):
            with self.assertRaises(AccessError):
                hidden.with_user(self.secretary).sudo(False).read(["number"])
            with self.assertRaises(AccessError):
                hidden[0].with_user(self.secretary).sudo(False).action_open()
        self.assertEqual(self.figures(self.head, None, "inquiries:sum"), {None: (6,)})

    def test_other_organisation(self):
        company = self.env["res.company"].create({"name": "Inna gmina"})
        head = self._user(
            "obcy", "manager", company_id=company.id, company_ids=[(6, 0, company.ids)]
        )
        for model in REPORTS:
            with self.subTest(model):
                self.assertFalse(self.rows(head, model))

    def test_nothing_can_be_written(self):
        for model in REPORTS:
            row = self.env[model].sudo().search([], limit=1).with_user(self.head)
            row = row.sudo(False)
            for method, args in (
                ("create", [{}]),
                ("write", [row.ids, {"display_name": "x"}]),
                ("unlink", [row.ids]),
            ):
                with (
                    self.subTest(model=model, method=method),
                    self.assertRaises(AccessError),
                ):
                    self.rpc(self.head, model, method, *args)
        measure = self.env["skks.inquiry.measure"].sudo().search([], limit=1)
        with self.assertRaises(UserError):
            measure.hours_total = 0.1


@tagged("post_install", "-at_install")
class TestMeasure(ReportCase):
    def test_first_answer_counts(self):
        inquiry = self.spoken(2)
        with self.at(24, 8):
            inquiry.action_close()
            inquiry.action_reopen()
            self.assertFalse(self.rows(self.head))
        with self.at(25, 12):
            self.answer_on_the_phone(inquiry)
        row = self.rows(self.head)
        self.assertEqual((row.hours_total, row.ended_at), (2.0, at(23, 10)))

    def test_what_came_back_was_no_answer(self):
        inquiry = self.as2().inquiry_id
        with self.at(24, 12):
            inquiry._note_undelivered("550 unknown")
        self.assertFalse(inquiry.sudo().measure_ids)
        self.assertFalse(self.rows(self.head))
        with self.at(24, 13, 40):
            self.answer_on_the_phone(inquiry)
        self.assertAlmostEqual(self.rows(self.head).hours_total, 12 + 40 / 60 + 2)

    def test_receipt_corrected(self):
        inquiry = self.spoken(3)
        with self.at(24, 8):
            inquiry.received_at = at(23, 10)
        self.assertEqual(self.rows(self.head).hours_total, 1.0)

    def test_answered_before_there_were_measures(self):
        inquiry = self.as2().inquiry_id
        before = inquiry.sudo().measure_ids.read()[0]
        inquiry.sudo().measure_ids.unlink()
        inquiry._measure_missing()
        after = inquiry.sudo().measure_ids.read()[0]
        for fname in ("answered_at", "hours_total", *STAGES):
            self.assertEqual(after[fname], before[fname])

    def test_returned_contribution_is_two_promises(self):
        with self.at(23, 8):
            inquiry = self._inquiry(asked_for=at(25, 12))
            inquiry.action_confirm()
            part = self._contribution(inquiry, self.wdt_person)
            own = part.with_user(self.roads)
            own.body = "<p>21 km</p>"
        with self.at(23, 9):
            own.action_deliver()
        with self.at(23, 10):
            part.action_return("21?")
        with self.at(23, 12):
            own.action_deliver()
        with self.at(23, 13):
            self.answer_on_the_phone(inquiry)
        self.assertEqual(len(self.rows(self.head, "skks.contribution.report")), 2)
        row = self.rows(self.head)
        self.assertEqual((row.hours_entities, row.hours_drafting), (3.0, 2.0))

    def test_spoilt_calendar_stops_no_answer(self):
        inquiry = self._inquiry()
        inquiry.action_confirm()
        self.office_hours.attendance_ids.unlink()
        with self.assertLogs("odoo.addons.skks_press", "WARNING"):
            inquiry._note_answered()
        self.assertEqual(inquiry.state, "answered")
        self.assertFalse(inquiry.sudo().measure_ids)
