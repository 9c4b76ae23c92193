from datetime import datetime

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.skks_base.tests.common_axe import AxeCase

from .common_pages import DOOR, PagesCase

CHECK = "await untilThere('#wrap h1'); await axeCheck('html');"


@tagged("post_install", "-at_install")
class TestPagesAxe(AxeCase, PagesCase):
    """Pages for citizens: WCAG 2.1 A and AA, without a violation."""

    def check(self, path):
        self.env.flush_all()
        ready = "document.readyState === 'complete'"
        self.check_accessibility(path, CHECK, None, ready=ready)

    def test_door(self):
        self.check(DOOR)
        self.check(f"{DOOR}?done=link")
        self.check(f"{DOOR}/nothing")

    def test_report(self):
        self.case.message_line_ids._add(
            self.case,
            "in",
            "report",
            "",
            self.env["ir.attachment"].create(
                {"name": "dziura.jpg", "raw": self.picture()}
            ),
        )
        path = self.track()
        self.check(f"{path}?done=added")
        self.check(f"{path}/wycofaj")
        self._accepted_reply(self.case).action_send()
        self.check(path)

    def test_opinion_and_contractor(self):
        self.company.skks_contractor_links = True
        self.check(self.track(purpose="feedback"))
        self.check(self.track(purpose="contractor"))

    def test_statistics(self):
        self.company.write(
            {"skks_public_statistics": True, "skks_statistics_minimum": 5}
        )
        with freeze_time(datetime(2026, 11, 20, 9)):
            for _time in range(5):
                self._report()
        self.check("/interwencje/statystyki")
