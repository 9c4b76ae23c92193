from freezegun import freeze_time

from odoo.tests import tagged

from .test_question import ASKED, TOO_LATE, QuestionCase


@tagged("post_install", "-at_install")
class TestBriefing(QuestionCase):
    """M0.1: what citizens' reports add to the briefing."""

    def _sections(self, user):
        briefing = self.env["skks.briefing"].with_user(user).create({})
        return {
            code: getattr(briefing, f"_section_{code}")()
            for code in (
                "to_route",
                "units_late",
                "no_data",
            )
        }

    def test_reports_that_need_somebody(self):
        inn = self.env.ref("skks_intervention.category_inn")
        stray = self._received(category_id=inn.id)
        late = self._received()
        self._received()
        asked = self._received()
        with freeze_time(ASKED):
            self._ask(asked)
        with freeze_time(TOO_LATE):
            for user in (self.officer, self.secretary):
                found = self._sections(user)
                self.assertIn(stray.id, [row.res_id for row in found["to_route"].rows])
                (row,) = [
                    one for one in found["units_late"].rows if one.res_id == self.wdt.id
                ]
                self.assertIn("2", row.who)
                self.assertEqual(row.res_model, "skks.entity")
                self.assertIn(asked.id, [row.res_id for row in found["no_data"].rows])
            self._run_cron()
            found = self._sections(self.officer)["no_data"]
            self.assertIn(asked.id, [row.res_id for row in found.rows])
        self.assertTrue(late.is_overdue)
