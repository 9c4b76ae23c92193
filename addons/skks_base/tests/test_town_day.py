import re
from datetime import date
from pathlib import Path

from freezegun import freeze_time

from odoo import fields
from odoo.tests import Form, new_test_user, tagged

from . import common_who

ADDONS = Path(__file__).parents[2]
# The day of the server, or that of whoever has named a time zone.
OTHER_DAYS = re.compile(r"context_today|\bDate\.today\(")


@tagged("post_install", "-at_install")
@freeze_time("2026-11-26 23:30:00")
class TestTownDay(common_who.WhoCase):
    """After midnight in the town it is still yesterday on the server."""

    TODAY = date(2026, 11, 27)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.abroad = new_test_user(
            cls.env, "abroad.who", groups="skks_base.group_officer"
        )
        cls.abroad.tz = "America/New_York"

    def test_day_of_the_town(self):
        for user in (self.env.user, self.abroad):
            company = self.company.with_user(user)
            self.assertEqual(company._skks_today(), self.TODAY)

    def test_zone_of_the_reader(self):
        company = self.env.company
        self.abroad.tz = False
        town = company.with_user(self.abroad).with_context(tz=False)
        self.assertEqual(town._skks_reader_tz(), company._skks_tz())
        self.abroad.tz = "America/New_York"
        abroad = self.env["res.company"].with_user(self.abroad)
        self.assertEqual(str(abroad._skks_reader_tz()), "America/New_York")

    def test_duty_begins_today(self):
        Duty = self.env["skks.duty"].with_user(self.manager)
        self.assertEqual(Form(Duty).day, self.TODAY)
        duty = Duty.create({"user_id": self.abroad.id})
        self.assertFalse(duty.is_past)
        self.assertEqual(self.company._skks_on_duty(), self.abroad)

    def test_audit_reaches_to_now(self):
        audit = self.env["skks.audit"].new({})
        self.assertEqual(audit.date_to, self.TODAY)
        self.assertGreater(audit.to_at, fields.Datetime.now())

    def test_no_other_day_in_the_add_ons(self):
        found = [
            f"{path.relative_to(ADDONS)}:{number}"
            for path in sorted(ADDONS.glob("skks_*/**/*.py"))
            if not {"tests", "migrations"} & set(path.parts)
            for number, line in enumerate(path.read_text().splitlines(), 1)
            if OTHER_DAYS.search(line)
        ]
        self.assertFalse(found, "company._skks_today() is the day of the town")
