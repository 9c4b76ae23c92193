from datetime import date, timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from . import common_who

utc = common_who.utc
TUESDAY = date(2026, 11, 10)


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10 09:00:00")
class TestDuty(common_who.WhoCase):
    """M0.4: the duty roster."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = new_test_user(
            cls.env, "second.who", groups="skks_base.group_officer"
        )
        cls.company.skks_duty_user_id = cls.second
        cls.Duty = cls.env["skks.duty"].with_user(cls.manager)

    def _duty(self, day, user):
        return self.Duty.create({"day": day, "user_id": user.id})

    def _absent(self, user, start, end, stand_in=None):
        user.write(
            {
                "out_of_office_from": start,
                "out_of_office_to": end,
                "stand_in_id": stand_in and stand_in.id,
            }
        )

    # --- who is on duty -------------------------------------------------------

    def test_the_roster_comes_first(self):
        officer = self.company._skks_duty_officer
        self.assertEqual(officer(), self.second)
        duty = self._duty(TUESDAY, self.officer)
        self.assertEqual(officer(), self.officer)
        duty.user_id = self.manager
        self.assertEqual(officer(), self.manager)
        duty.unlink()
        self.assertEqual(officer(), self.second)

    def test_list_begins_today(self):
        today = self.env.company._skks_today()
        days = [today + timedelta(days=offset) for offset in (-30, -1, 0, 1)]
        self.env["skks.duty"].search([]).unlink()
        duties = self.env["skks.duty"].create(
            [{"day": day, "user_id": self.officer.id} for day in days]
        )
        found = duties.with_user(self.officer).search([], order="is_past, day")
        self.assertEqual(found.mapped("day"), [*days[2:], *days[:2]])
        self.assertEqual(found.mapped("is_past"), [False, False, True, True])

    def test_local_day(self):
        self._duty(TUESDAY, self.officer)
        officer = self.company._skks_duty_officer
        self.assertEqual(officer(utc(2026, 11, 10, 0, 0)), self.officer)
        self.assertEqual(officer(utc(2026, 11, 10, 23, 59)), self.officer)
        self.assertEqual(officer(utc(2026, 11, 9, 23, 59)), self.second)
        self.assertEqual(officer(utc(2026, 11, 11, 0, 0)), self.second)

    def test_absent_person(self):
        duty = self._duty(TUESDAY, self.officer)
        self._absent(self.officer, utc(2026, 11, 10), utc(2026, 11, 11), self.manager)
        self.assertEqual(self.company._skks_duty_officer(), self.manager)
        self.assertTrue(duty.is_absent)
        self.assertEqual(duty.acting_id, self.manager)
        self._absent(self.officer, utc(2026, 11, 10), utc(2026, 11, 11))
        self.assertEqual(self.company._skks_duty_officer(), self.second)
        self._absent(self.second, utc(2026, 11, 10), utc(2026, 11, 11))
        self.assertEqual(self.company._skks_duty_officer(), self.manager)
        self._absent(self.manager, utc(2026, 11, 10), utc(2026, 11, 11))
        self.assertEqual(self.company._skks_duty_officer(), self.officer)

    def test_archived_person(self):
        duty = self._duty(TUESDAY, self.officer)
        self.officer.stand_in_id = self.second
        self.officer.active = False
        self.assertEqual(duty.user_id, self.second)
        self.assertEqual(self.company._skks_duty_officer(), self.second)

    def test_asking_again_costs_no_query(self):
        self._duty(TUESDAY, self.officer)
        self.company._skks_on_duty_id(TUESDAY)
        with self.assertQueryCount(0):
            self.company._skks_on_duty_id(TUESDAY)

    # --- entries --------------------------------------------------------------

    @mute_logger("odoo.sql_db")
    def test_one_person_a_day(self):
        self._duty(TUESDAY, self.officer)
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self._duty(TUESDAY, self.second)

    def test_only_officers(self):
        for user in (self.representative, self.leadership, self.employee):
            with self.assertRaises(ValidationError):
                self._duty(TUESDAY, user)

    def test_roles(self):
        duty = self._duty(TUESDAY, self.officer)
        for role in ("officer", "dispatcher", "leadership", "auditor"):
            own = duty.with_user(getattr(self, role))
            self.assertTrue(own.read(["user_id"]))
            with self.assertRaises(AccessError):
                own.write({"user_id": self.second.id})
            with self.assertRaises(AccessError):
                own.unlink()
            with self.assertRaises(AccessError):
                own.create({"day": date(2026, 11, 12), "user_id": self.officer.id})
        for role in ("representative", "employee"):
            with self.assertRaises(AccessError):
                duty.with_user(getattr(self, role)).read(["user_id"])
        duty.with_user(self.admin).user_id = self.second

    def test_changes_are_journalled(self):
        duty = self._duty(TUESDAY, self.officer)
        duty.user_id = self.second
        entry = self._journal(duty, "duty.change")
        self.assertEqual(entry.user_id, self.manager)
        self.assertIn(self.officer.name, entry.old_value)
        self.assertIn(self.second.name, entry.new_value)

    def test_swap(self):
        pair = self._duty(TUESDAY, self.officer) + self._duty(
            date(2026, 11, 12), self.second
        )
        with self.assertRaises(AccessError):
            pair.with_user(self.officer).action_swap()
        pair.action_swap()
        self.assertEqual(pair.mapped("user_id"), self.second + self.officer)
        self.assertEqual(pair[0].user_id, self.second)
        with self.assertRaisesRegex(UserError, "two days"):
            pair[0].action_swap()

    def test_on_the_desk_of_the_day(self):
        duty = self._duty(TUESDAY, self.officer)
        self._duty(date(2026, 11, 12), self.officer)
        mine = [("is_mine", "=", True), ("res_model", "=", "skks.duty")]
        desk = self.env["skks.desk"]
        row = desk.with_user(self.officer).search(mine)
        self.assertEqual(row.res_id, duty.id)
        self.assertTrue(row.name and row.kind)
        self.assertFalse(desk.with_user(self.second).search(mine))
        self._absent(self.officer, utc(2026, 11, 10), utc(2026, 11, 11), self.second)
        self.assertTrue(desk.with_user(self.second).search(mine))

    # --- filling --------------------------------------------------------------

    def _fill(self, user=None, **values):
        form = Form(self.env["skks.duty.fill"].with_user(user or self.manager))
        for name, value in values.items():
            form[name] = value
        fill = form.save()
        team = self.officer + self.second
        fill.line_ids = [
            Command.clear(),
            *(
                Command.create({"user_id": user.id, "sequence": user.id})
                for user in team
            ),
        ]
        fill.action_fill()
        return {
            duty.day: duty.user_id
            for duty in self.Duty.search(
                [("day", ">=", fill.date_from), ("day", "<=", fill.date_to)]
            )
        }

    def test_fill_skips_free_days_and_absences(self):
        self._absent(
            self.second, utc(2026, 11, 12, 12), utc(2026, 11, 13, 9), self.manager
        )
        filled = self._fill(date_from="2026-11-10", date_to="2026-11-17")
        self.assertEqual(
            filled,
            {
                date(2026, 11, 10): self.officer,
                date(2026, 11, 12): self.officer,
                date(2026, 11, 13): self.officer,
                date(2026, 11, 16): self.second,
                date(2026, 11, 17): self.officer,
            },
        )

    def test_fill_keeps_what_is_filled(self):
        self._duty(date(2026, 11, 12), self.manager)
        period = {"date_from": "2026-11-10", "date_to": "2026-11-13"}
        self.assertEqual(self._fill(**period)[date(2026, 11, 12)], self.manager)
        filled = self._fill(**period, overwrite=True)
        self.assertEqual(filled[date(2026, 11, 12)], self.second)

    def test_fill_by_week(self):
        filled = self._fill(
            date_from="2026-11-16", date_to="2026-11-27", rotation="week"
        )
        self.assertEqual(
            [filled[date(2026, 11, day)] for day in (16, 20)], [self.officer] * 2
        )
        self.assertEqual(
            [filled[date(2026, 11, day)] for day in (23, 27)], [self.second] * 2
        )

    def test_everybody_absent(self):
        for user in (self.officer, self.second):
            self._absent(user, utc(2026, 11, 10), utc(2026, 11, 12), self.manager)
        filled = self._fill(date_from="2026-11-10", date_to="2026-11-12")
        self.assertEqual(list(filled), [date(2026, 11, 12)])

    def test_proposed_period_and_queue(self):
        self._duty(TUESDAY, self.officer)
        form = Form(self.env["skks.duty.fill"].with_user(self.manager))
        self.assertEqual(form.date_from, date(2026, 11, 11))
        queue = self.Duty._skks_queue(
            self.company, self.officer + self.second, form.date_from
        )
        self.assertEqual(list(queue), [self.second, self.officer])

    def test_who_may_fill(self):
        for role in ("officer", "leadership", "auditor", "dispatcher"):
            with self.assertRaises(AccessError):
                self._fill(getattr(self, role))
        self.assertTrue(
            self._fill(self.admin, date_from="2026-11-10", date_to="2026-11-10")
        )
        with self.assertRaisesRegex(UserError, "before the first"):
            self._fill(date_from="2026-11-12", date_to="2026-11-10")
