from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CrmCommon


@tagged("post_install", "-at_install")
class TestAffiliation(CrmCommon):
    """M2.1: people move between outlets, the history stays."""

    def setUp(self):
        super().setUp()
        self.anna = self.make_journalist("Anna").with_user(self.officer)
        self.workplaces = self.env["skks.affiliation"].with_user(self.officer)

    def work(self, outlet, date_from=False, date_to=False, **vals):
        return self.workplaces.create(
            {
                "journalist_id": self.anna.id,
                "outlet_id": outlet.id,
                "date_from": date_from,
                "date_to": date_to,
            }
            | vals
        )

    def test_current(self):
        with freeze_time("2026-11-23 10:00:00"):
            past = self.work(self.kurier, "2020-01-01", "2026-11-22")
            last_day = self.work(self.radio, "2026-11-01", "2026-11-23")
            future = self.work(self.kurier, "2026-11-24")
            self.assertEqual(
                (past | last_day | future).mapped("is_current"), [False, True, False]
            )
            domain = [("journalist_id", "=", self.anna.id)]
            search = self.workplaces.search
            self.assertEqual(search([*domain, ("is_current", "=", True)]), last_day)
            self.assertEqual(
                search([*domain, ("is_current", "=", False)]), past | future
            )
            self.assertEqual(self.anna.current_outlet_ids, self.radio)

    def test_current_by_the_date_of_the_town(self):
        work = self.work(self.kurier, "2026-11-24")
        with freeze_time("2026-11-23 23:30:00"):  # 00:30 in Warsaw
            self.env.invalidate_all()
            self.assertTrue(work.is_current)
            self.assertEqual(
                self.workplaces.search(
                    [("id", "=", work.id), ("is_current", "=", True)]
                ),
                work,
            )

    def test_search_current_outlets(self):
        self.work(self.kurier, date_to="2020-01-31")
        self.work(self.radio)
        ewa = self.make_journalist("Ewa")

        def search(operator, value):
            return self.partners.search(
                [
                    ("id", "in", (self.anna | ewa).ids),
                    ("current_outlet_ids", operator, value),
                ]
            )

        self.assertEqual(search("in", self.radio.ids), self.anna)
        self.assertEqual(search("=", self.radio.id), self.anna)
        self.assertFalse(search("in", self.kurier.ids))
        self.assertEqual(search("ilike", "radi"), self.anna)
        self.assertEqual(search("not in", self.radio.ids), ewa)
        self.assertEqual(search("=", False), ewa)
        self.assertEqual(search("!=", False), self.anna)

    def test_move(self):
        """The old workplace ends, the new one begins, in one save of the form."""
        old = self.work(self.kurier, "2020-01-01", is_main=True)
        self.anna.affiliation_ids = [
            (1, old.id, {"date_to": "2026-10-31"}),
            (
                0,
                0,
                {
                    "outlet_id": self.radio.id,
                    "date_from": "2026-11-01",
                    "is_main": True,
                },
            ),
        ]
        with freeze_time("2026-11-23 10:00:00"):
            self.env.invalidate_all()
            self.assertEqual(self.anna.current_outlet_ids, self.radio)
            self.assertEqual(
                self.anna.affiliation_ids.outlet_id, self.radio | self.kurier
            )

    def test_no_two_entries_for_one_outlet_at_a_time(self):
        self.work(self.kurier, "2020-01-01", "2020-12-31")
        self.work(self.kurier, "2021-01-01")
        for period in (("2020-12-31", "2020-12-31"), (False, False), ("2022-01-01",)):
            with (
                self.subTest(period),
                self.refused("already works at Kurier"),
            ):
                self.work(self.kurier, *period)

    def test_one_main_workplace_at_a_time(self):
        self.work(self.kurier, "2020-01-01", "2020-12-31", is_main=True)
        main = self.work(self.radio, "2021-01-01", is_main=True)
        tv = self.make_outlet("TV")
        side = self.work(tv, "2021-01-01")
        with self.refused("only one main workplace"):
            side.is_main = True
        main.is_main = False
        side.is_main = True
        self.assertTrue(side.is_main)

    def test_two_overlapping_lines_in_one_batch(self):
        vals = {"journalist_id": self.anna.id, "outlet_id": self.kurier.id}
        with self.assertRaises(ValidationError):
            self.workplaces.create([vals, vals])

    @mute_logger("odoo.sql_db")
    def test_ends_after_it_begins(self):
        with self.assertRaisesRegex(Exception, "dates_order|cannot end before"):
            self.work(self.kurier, "2021-01-01", "2020-12-31")

    def test_ends_are_of_the_right_kind(self):
        with self.refused("not a media outlet"):
            self.work(self.anna)
        with self.refused("not a journalist"):
            self.workplaces.create(
                {"journalist_id": self.radio.id, "outlet_id": self.kurier.id}
            )

    def test_display_name(self):
        work = self.work(self.kurier, job_title="Reporter")
        self.assertEqual(work.display_name, "Anna – Kurier (Reporter)")
