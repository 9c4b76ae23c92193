"""M6.1: the form of a position, as an officer fills it in."""

from odoo.tests import HttpCase, tagged

from .common import NarrativeCase


@tagged("post_install", "-at_install")
class TestFormInBrowser(NarrativeCase, HttpCase):
    def test_lines_of_several_lists(self):
        """M6.1: what is typed into one list never lands in another."""
        self.start_tour(
            "/odoo/skks-positions/new",
            "skks_narrative_position_form",
            login=self.officer.login,
        )
        position = self.Narrative.search([("name", "=", "Kładka")])
        self.assertEqual(position.key_message_ids.text, "Kładka zostaje")
        self.assertEqual(position.question_ids.question, "Co z windą?")
        self.assertEqual(position.question_ids.answer, "Winda będzie.")
