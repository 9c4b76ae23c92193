"""The journey once more, in a real browser and through real SMTP, as four users."""

from odoo.tests import HttpCase, tagged

from . import common


@tagged("post_install", "-at_install")
class TestJourneyInBrowser(common.PressCommon, HttpCase):
    """M1.1-M1.4, M4.3: nothing is done here but letters and clicks."""

    def test_letter_in_answer_out(self):
        letter = self._letter(
            "Remont ulicy Młyńskiej", "Dzień dobry,\n\nile kilometrów?\n\nJan Nowak"
        )
        self.deliver(letter.as_bytes())
        inquiry = self.env["skks.inquiry"].search(
            [("name", "=", "Remont ulicy Młyńskiej")]
        )
        self.assertOneLetterTo(common.JOURNALIST)
        self.sink.clear()
        form = f"/odoo/skks-inquiries/{inquiry.id}"
        self.start_tour(form, "skks_press_coordinator", login="sledz")
        contribution = inquiry.contribution_ids
        self.assertEqual(contribution.user_id, self.roads)
        self.assertTrue(self.letters_to(self.roads.email))
        self.start_tour(
            "/odoo/skks-to-do", "skks_press_representative", login="zrebiec"
        )
        self.assertEqual(contribution.state, "delivered")
        self.start_tour(form, "skks_press_draft", login="sledz")
        answer = inquiry.answer_ids
        self.start_tour(
            "/odoo/skks-to-do", "skks_press_accept_substantive", login="zrebiec"
        )
        self.start_tour("/odoo/skks-my-day", "skks_press_accept_office", login="zolc")
        self.assertEqual(answer.signoff_state, "approved")
        self.assertNothingFor(common.JOURNALIST)
        self.start_tour(
            f"/odoo/skks-answers/{answer.id}", "skks_press_send", login="sledz"
        )
        letter = self.assertOneLetterTo(common.JOURNALIST)
        self.assertIn("Wyremontowano 12 km", letter.text)
        self.assertEqual(inquiry.state, "answered")
