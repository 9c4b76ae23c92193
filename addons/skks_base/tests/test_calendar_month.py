from odoo.tests import HttpCase, tagged

from . import common_who

# What a month is called that stands alone, by the browser itself.
MONTHS = """
const named = (date) => {
    const month = new Intl.DateTimeFormat("pl", {month: "long"}).format(date);
    return `${month} ${date.getFullYear()}`;
};
const header = () => document.querySelector(".o_calendar_header")?.textContent || "";
const until = async (words) => {
    for (let tries = 0; tries < 200; tries++) {
        if (header().includes(words)) {
            return;
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`${header()} instead of ${words}`);
};
const today = new Date();
(async () => {
    await until(named(today));
    document.querySelector(".o_calendar_button_next").click();
    await until(named(new Date(today.getFullYear(), today.getMonth() + 1)));
})().then(
    () => console.log("test successful"),
    (error) => console.error(error.message)
);
"""


@tagged("post_install", "-at_install")
class TestCalendarMonth(common_who.WhoCase, HttpCase):
    def test_month_stands_alone(self):
        """M4.1: “listopad 2026” over a calendar, not “listopada 2026”."""
        self.env["res.lang"]._activate_lang("pl_PL")
        self.officer.write({"lang": "pl_PL", "tz": "Europe/Warsaw"})
        self.browser_js(
            "/odoo/skks-duty",
            MONTHS,
            "odoo.isReady === true",
            login=self.officer.login,
        )
