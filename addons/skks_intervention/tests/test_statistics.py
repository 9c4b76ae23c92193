from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common_pages import PagesCase

PAGE = "/interwencje/statystyki"
NOW = datetime(2026, 11, 20, 9)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestStatistics(PagesCase):
    """M7.5: what the town publishes about its reports, and what it does not."""

    def setUp(self):
        super().setUp()
        cases = self.env["skks.intervention"].search([])
        cases.sudo()._guarded_write({"state": "not_a_case"})
        self.company.write(
            {"skks_public_statistics": True, "skks_statistics_minimum": 5}
        )

    def make(self, number, days=None, received=NOW, **values):
        cases = self.env["skks.intervention"].create(
            [
                {
                    "name": "Sekret",
                    "category_id": self.category.id,
                    "received_at": received,
                }
                | values
            ]
            * number
        )
        for case in cases:
            if days is not None:
                case.sudo()._guarded_write(
                    {"answered_at": received + timedelta(days=days)}
                )
        return cases

    def figures(self, kind):
        self.env.flush_all()
        figures = self.env["skks.intervention.statistics"]._figures(self.company)
        return [group[1:] for group in figures[kind]]

    def test_off_by_default(self):
        companies = self.env["res.company"]
        self.assertFalse(companies.create({"name": "T"}).skks_public_statistics)
        self.company.skks_public_statistics = False
        self.assertEqual(self.get(PAGE).status_code, 404)

    def test_median_of_large_groups(self):
        for days in (1, 2, 3, 4, 50):
            self.make(1, days)
        self.assertEqual(self.figures("categories"), [(5, 5, 3.0)])
        self.assertEqual(self.figures("months"), [(5, 5, 3.0)])

    def test_small_groups_are_in_no_figure(self):
        self.make(4, 1)
        self.make(5, received=NOW - timedelta(days=31))
        self.make(4, 1, category_id=self.env.ref("skks_intervention.category_zie").id)
        self.assertEqual(self.figures("months"), [(5, 0, None), (8, 8, 1.0)])
        self.assertEqual(self.figures("categories"), [(9, 0, None)], "4 answered")

    def test_what_is_no_report_of_its_own(self):
        self.make(5)[0].sudo()._guarded_write({"state": "duplicate"})
        self.assertFalse(self.figures("months"))
        self.make(1, confidential=True)
        self.assertFalse(self.figures("months"))

    def test_a_split_report_counts_once(self):
        """Its parts are work inside the town hall."""
        report, *parts = self.make(3, 1)
        for part in parts:
            part.sudo()._guarded_write({"parent_id": report.id})
        self.make(4, 1)
        self.assertEqual(self.figures("months"), [(5, 5, 1.0)])
        self.assertEqual(self.figures("categories"), [(5, 5, 1.0)])

    def test_a_night_in_another_month(self):
        """23:30 UTC on 31 October is November in Poland."""
        self.make(5, received=datetime(2026, 10, 31, 23, 30))
        statistics = self.env["skks.intervention.statistics"]
        figures = statistics.with_context(lang="pl_PL")._figures(self.company)
        self.assertEqual(figures["months"][0].name, "listopad 2026")

    def test_page_says_no_word_of_a_report(self):
        self.make(5, 2)
        page = self.get(PAGE)
        self.assertEqual(page.status_code, 200)
        self.assertNotIn("Sekret", page.text)
        self.assertIn(self.category.with_context(lang="pl_PL").name, page.text)

    def test_no_minimum_that_names_somebody(self):
        with self.assertRaises(ValidationError):
            self.company.skks_statistics_minimum = 1

    def test_queries_do_not_grow(self):
        self.make(5, 1)
        self.figures("months")
        statistics = self.env["skks.intervention.statistics"]
        self.env.flush_all()
        few = self.count(statistics)
        self.make(50, 1)
        self.env.flush_all()
        self.assertEqual(self.count(statistics), few)

    def count(self, statistics):
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        statistics._figures(self.company)
        return self.env.cr.sql_log_count - before
