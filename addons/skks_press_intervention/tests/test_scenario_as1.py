"""AS1, letter 8 of the Monday box: a resident has written to the press office."""

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.skks_press.tests import test_scenario_as1 as monday

from .common import BOX

RESIDENT = "sasiad@poczta.example"
# Letters that journalists have written, each a case of its own.
JOURNALISTS = (1, 2, 3, 5, 6, 7, 13, 14)


@tagged("post_install", "-at_install")
class TestResidentOfMonday(monday.TestMondayBox):
    """The whole box once more, until letter 8 is sent to the reports."""

    alias_xmlids = BOX

    def test_monday_box(self):
        self._fill_the_box()
        with freeze_time(monday.at(23, 7, 45)):
            self.fetch()
            row = self._row(8).with_user(self.officer)
            inquiry = self._case(8)
            self.assertOneLetterTo(RESIDENT)
            row.action_send("skks.intervention")
            report = self.env["skks.intervention"].browse(row.res_id)
            self._check_report(report, inquiry)
            self._check_notices(report, inquiry)
            self._check_box()

    def _check_report(self, report, inquiry):
        self.assertEqual(report.received_at, monday.at(22, 9))
        self.assertEqual(report.email_from, RESIDENT)
        self.assertEqual(inquiry.state, "not_a_case")
        self.assertEqual(report.inquiry_id, inquiry)

    def _check_notices(self, report, inquiry):
        """One notice with the number of the report; that of the inquiry is not sent
        again, and whoever else wrote hears nothing new."""
        told = [
            letter.text for letter in self.sink.letters if RESIDENT in letter.rcpt_tos
        ]
        self.assertEqual(sum(report.number in text for text in told), 1)
        self.assertEqual(sum(inquiry.number in text for text in told), 1)
        for number in JOURNALISTS:
            self.assertOneLetterTo(self._case(number).email_from)

    def _check_box(self):
        """14 of 14 are accounted for; 8 of them are new inquiries."""
        letters = self._letters()
        self.assertEqual(len(letters), 14)
        cases = letters.filtered(lambda letter: letter.state == "case")
        inquiries = cases.filtered(lambda letter: letter.res_model == "skks.inquiry")
        self.assertEqual(len(inquiries), 8)
        self.assertEqual(len(cases), 9)
        new = self.env["skks.inquiry"].search(
            [("received_at", ">=", "2026-11-20"), ("state", "!=", "not_a_case")]
        )
        self.assertEqual(len(new), 8)
        waiting = letters.search([("to_sort", "=", True)])
        self.assertEqual(len(waiting), 10, "the report is not to be sorted again")
