from datetime import UTC, date, datetime
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import res_company
from ..tools.polish_holidays import OutdatedHolidaysError
from . import common_who

utc = common_who.utc


@tagged("post_install", "-at_install")
class TestFoundation(common_who.WhoCase):
    """M4.0: what every time limit rests on."""

    def _closures(self, company, start, end):
        return self.env["resource.calendar.leaves"].search(
            [
                ("company_id", "=", company.id),
                ("resource_id", "=", False),
                ("date_from", ">=", start),
                ("date_to", "<", end),
            ]
        )

    def _close(self, company, start, end):
        leave = self.env["resource.calendar.leaves"].create(
            {"name": "Closed", "date_from": start, "date_to": end}
        )
        leave.company_id = company
        return leave

    def _new_company(self):
        return self.env["res.company"].create({"name": "Second town"})

    def test_installed_calendar_is_polish(self):
        calendar = self.env.ref("skks_base.resource_calendar_press_office")
        self.assertEqual(calendar.tz, "Europe/Warsaw")
        working_time = calendar._skks_working_time()
        monday = date(2026, 11, 23)
        self.assertEqual(
            working_time.opening_of(monday), datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
        )
        self.assertEqual(
            working_time.closing_of(monday), datetime(2026, 11, 23, 15, tzinfo=UTC)
        )

    def test_installed_calendar_is_named_in_the_language_of_the_office(self):
        self.env["res.lang"]._activate_lang("pl_PL")
        calendar = self.env.ref("skks_base.resource_calendar_press_office")
        calendar.name = "Press office 7:30-16:00"
        self.company.partner_id.lang = "pl_PL"
        self.company.resource_calendar_id = False
        self.company._skks_set_up_foundation()
        self.assertEqual(calendar.name, "Biuro Prasowe 7:30-16:00")
        self.assertIn("Poniedziałek", calendar.attendance_ids.mapped("name"))
        calendar.name = "Godziny naszego biura"
        self.company.resource_calendar_id = False
        self.company._skks_set_up_foundation()
        self.assertEqual(calendar.name, "Godziny naszego biura")

    @freeze_time("2026-03-02 08:00:00")
    def test_new_company_opens_like_a_polish_office(self):
        company = self._new_company()
        self.assertEqual(str(company._skks_tz()), "Europe/Warsaw")
        days = company._skks_working_time()
        self.assertTrue(days.is_working_day(date(2026, 11, 10)))
        self.assertFalse(days.is_working_day(date(2026, 11, 11)))
        self.assertFalse(days.is_working_day(date(2026, 12, 24)))
        self.assertFalse(days.is_working_day(date(2027, 5, 27)))

    @freeze_time("2026-03-02 08:00:00")
    def test_holidays_are_whole_local_days(self):
        company = self._new_company()
        summer = self._closures(company, "2026-08-14", "2026-08-16")
        self.assertEqual(summer.date_from, utc(2026, 8, 15))
        self.assertEqual(summer.date_to, utc(2026, 8, 15, 23, 59, 59))
        self.assertFalse(summer.calendar_id)

    @freeze_time("2026-03-02 08:00:00")
    def test_holidays_are_loaded_once(self):
        company = self._new_company()
        year = ("2025-12-31", "2027-01-01")
        before = self._closures(company, *year)
        self.assertEqual(len(before), 14)
        company._skks_load_holidays([2026, 2027])
        self.env["res.company"]._cron_skks_holidays()
        self.assertEqual(self._closures(company, *year), before)

    @freeze_time("2026-03-02 08:00:00")
    def test_what_a_person_changed_stays(self):
        company = self._new_company()
        closure = self._closures(company, "2026-12-23", "2026-12-25")
        closure.unlink()
        own = self._close(company, utc(2028, 1, 1), utc(2028, 1, 9))
        self.env["res.company"]._cron_skks_holidays()
        self.assertFalse(self._closures(company, "2026-12-23", "2026-12-25"))
        with freeze_time("2027-02-01 08:00:00"):
            self.env["res.company"]._cron_skks_holidays()
        january = self._closures(company, "2027-12-31 00:00:00", "2028-01-10")
        self.assertEqual(january, own)
        self.assertEqual(len(self._closures(company, "2027-12-31", "2029-01-01")), 13)

    def test_outdated_library_does_not_stop_the_cron(self):
        company = self._new_company()
        company.skks_holidays_until = 0
        with (
            patch.object(
                res_company, "holiday_names", side_effect=OutdatedHolidaysError("x")
            ),
            self.assertLogs(res_company.__name__, "ERROR"),
        ):
            self.env["res.company"]._cron_skks_holidays()

    def test_closure_of_another_company_counts_nothing(self):
        other = self._new_company()
        self._close(other, utc(2026, 11, 23), utc(2026, 11, 23, 23, 59, 59))
        monday = date(2026, 11, 23)
        self.assertTrue(self.office_hours._skks_working_time().is_working_day(monday))
        self.assertFalse(other._skks_working_time().is_working_day(monday))

    def test_snapshot_is_read_once(self):
        calendars = self.office_hours | self.roads.calendar_id | self.water.calendar_id
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(4):
            calendars._skks_working_times()
        with self.assertQueryCount(0):
            self.office_hours._skks_working_time()

    def test_calendar_that_cannot_be_counted_in(self):
        self.office_hours.attendance_ids = [Command.clear()]
        with self.assertRaisesRegex(UserError, "no opening hours"):
            self.company._skks_working_time()
        self.roads.calendar_id.two_weeks_calendar = True
        with self.assertRaisesRegex(UserError, "fixed hours of one week"):
            self.roads._skks_working_time()
        company = self._new_company()
        company.resource_calendar_id = False
        with self.assertRaisesRegex(UserError, "Choose its working hours"):
            company._skks_calendar()

    def test_entity_falls_back_to_the_office(self):
        self.assertEqual(self.roads._skks_calendar().name, "Roads")
        self.roads.calendar_id = False
        self.assertEqual(self.roads._skks_calendar(), self.office_hours)

    def test_check_names_the_remedy(self):
        company = self._new_company()
        company.alias_domain_id = False
        checks = {code: ok for code, ok, message in company._skks_check_foundation()}
        self.assertTrue(checks["calendar"] and checks["tz"] and checks["holidays"])
        self.assertFalse(checks["alias_domain"] or checks["head"])
        company.resource_calendar_id.tz = "UTC"
        company.alias_domain_id = self.env["mail.alias.domain"].create(
            {"name": "second.example"}
        )
        company.skks_head_id = self.manager
        checks = {code: ok for code, ok, message in company._skks_check_foundation()}
        self.assertFalse(checks["tz"])
        self.assertTrue(
            checks["alias_domain"] and checks["default_from"] and checks["head"]
        )

    def test_set_up_keeps_what_was_chosen(self):
        self.company._skks_set_up_foundation()
        self.assertEqual(self.company.resource_calendar_id, self.office_hours)
        self.company.resource_calendar_id = self.env.ref(
            "resource.resource_calendar_std"
        )
        self.company._skks_set_up_foundation()
        self.assertEqual(
            self.company.resource_calendar_id,
            self.env.ref("skks_base.resource_calendar_press_office"),
        )

    def test_administrator_enters_a_local_free_day(self):
        Leave = self.env["resource.calendar.leaves"].with_user(self.admin)
        leave = Leave.create(
            {
                "name": "Day off for a holiday on Saturday",
                "date_from": utc(2026, 8, 14),
                "date_to": utc(2026, 8, 14, 23, 59, 59),
            }
        )
        self.assertFalse(
            self.office_hours._skks_working_time().is_working_day(date(2026, 8, 14))
        )
        leave.unlink()


@tagged("post_install", "-at_install")
class TestRefusals(common_who.WhoCase):
    def test_what_others_refer_to_is_not_deleted(self):
        """The sentence says what to do, and names no table."""
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError) as found,
        ):
            self.env.cr.execute(
                "DELETE FROM res_partner WHERE id = %s", [self.officer.partner_id.id]
            )
        said = self.officer.partner_id._sql_error_to_message(found.exception)
        self.assertIn("Archive it instead", said)
        self.assertNotIn("res_", said)


@tagged("post_install", "-at_install")
class TestMonths(common_who.WhoCase):
    """M7.5, M4.1: a month over a column of figures is in the nominative."""

    def _shown(self, lang):
        self.officer.out_of_office_from = "2026-11-23 08:00:00"
        groups = self.officer.with_context(lang=lang).formatted_read_group(
            [("id", "=", self.officer.id)], ["out_of_office_from:month"], ["__count"]
        )
        return [group["out_of_office_from:month"] for group in groups]

    def test_polish(self):
        self.env["res.lang"]._activate_lang("pl_PL")
        [(start, label)] = self._shown("pl_PL")
        self.assertEqual(label, "listopad 2026")
        self.assertEqual(start, "2026-11-01 00:00:00")

    def test_english(self):
        [(_start, label)] = self._shown("en_US")
        self.assertEqual(label, "November 2026")

    def test_without_a_date(self):
        admin = self.env.ref("base.user_admin")
        groups = admin.formatted_read_group(
            [("id", "=", admin.id), ("out_of_office_from", "=", False)],
            ["out_of_office_from:month"],
            ["__count"],
        )
        self.assertIs(groups[0]["out_of_office_from:month"], False)
