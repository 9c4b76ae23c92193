"""M3.1: the timeline in a browser."""

from datetime import datetime, timedelta

from odoo.tests import HttpCase, tagged

from odoo.addons.skks_base.tests.common_axe import AxeCase

from .common_timeline import TimelineCommon, at

LETTER = "<p>Dzień dobry,</p><p>" + "pytam i pytam, " * 40 + "do widzenia</p>"


@tagged("post_install", "-at_install")
class TestTimelineInBrowser(AxeCase, TimelineCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        begin = datetime(2026, 10, 1, 9, 0)
        for number in range(90):
            moment = begin + timedelta(hours=12 * number)
            cls.make_message(cls.kurier, moment, f"<p>notatka {number}</p>")
        file = cls.env["ir.attachment"].create(
            {
                "name": "plan.pdf",
                "raw": b"x",
                "res_model": "res.partner",
                "res_id": cls.anna.id,
            }
        )
        cls.make_message(
            cls.anna,
            at(20),
            LETTER,
            "letter_in",
            subject="Pytanie",
            attachment_ids=[(4, file.id)],
        )
        cls.make_done(cls.jan, at(21).date(), summary="Sprawdzić numer telefonu")
        cls.make_message(cls.kurier, at(25), "<p>Ostatnia notatka</p>")
        cls.path = f"/odoo/media-outlets/{cls.kurier.id}"

    def test_reading_choosing_and_coming_back(self):
        """M3.1: by day, filters, endless, jump to a day, open the source."""
        self.start_tour(self.path, "skks_crm_timeline", login=self.officer.login)

    def test_link_opens_the_timeline(self):
        """M3.1: its address can be kept, and shows the way back to the card."""
        self.check_accessibility(
            f"{self.path}/media-timeline",
            """
            await untilThere(".o_skks_timeline_event");
            const way = [...document.querySelectorAll(".o_breadcrumb a")];
            if (!way.some((link) => link.textContent.includes("Kurier"))) {
                throw new Error("no way back to the card");
            }
            """,
            login=self.officer.login,
        )

    def test_stranger_is_told_so(self):
        """M3.1: the address shows a representative nothing but that they may not."""
        stranger = self.make_user("obcy", "skks_base.group_representative")
        self.check_accessibility(
            f"/odoo/{self.kurier.id}/media-timeline",
            """
            await untilThere(".o_skks_timeline [role=alert]");
            if (document.querySelector(".o_skks_timeline_event")) {
                throw new Error("an event is shown");
            }
            """,
            login=stranger.login,
        )

    def test_accessible(self):
        """M3.1: WCAG 2.1 AA by axe-core, also when nothing is found."""
        self.check_accessibility(
            f"{self.path}/media-timeline",
            """
            await untilThere(".o_skks_timeline_event");
            await axeCheck(".o_skks_timeline_action");
            const words = await untilThere("#skks_timeline_words");
            words.value = "nie ma takich slow";
            words.dispatchEvent(new Event("input"));
            await untilThere(".o_skks_timeline_empty");
            await axeCheck(".o_skks_timeline_action");
            """,
            login=self.officer.login,
        )
