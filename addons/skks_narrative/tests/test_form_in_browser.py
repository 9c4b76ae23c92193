"""M6.1: the form of a position, as an officer fills it in."""

from datetime import timedelta

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

    def test_panel_counts_after_an_action(self):
        """M6.4: archiving from the list also changes the numbers beside it."""
        topic = self.env["skks.topic"].create({"name": "Bridges"})
        positions = self.approved(name="Bridge A") | self.approved(name="Bridge B")
        positions.topic_ids = topic
        today = self.Narrative._today()
        positions.sudo()._guarded_write(
            {
                "confirmed_on": today - timedelta(500),
                "archive_notice_on": today - timedelta(30),
            }
        )
        self.start_tour(
            "/odoo/skks-positions-to-archive",
            "skks_narrative_panel_counts",
            login=self.manager.login,
        )
        self.assertEqual(positions.mapped("active"), [False, True])
