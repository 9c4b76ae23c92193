"""M7.2: WCAG 2.1 AA of the pages for citizens, judged by axe-core."""

from odoo.tests import tagged

from odoo.addons.skks_base.tests.common_axe import AxeCase

from .common_form import FormCase

# The answer to a sent form in the place of the page: a script does not outlive a
# page that is left.
_SEND = """
    const form = document.querySelector("#skks_form");
    for (const [name, value] of Object.entries(VALUES)) {
        form.querySelector(`[name="${name}"]`).value = value;
    }
    const answer = await fetch(form.action, {method: "POST", body: new FormData(form)});
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.title = page.title;
    document.querySelector("#wrap").replaceWith(page.querySelector("#wrap"));
"""
_GOOD = """{
    category: "DRO", name: "Dziura", description: "Na jezdni", address: "Rynek 1",
    email_from: "stefan@poczta.example", phone: "", homepage: "",
}"""

# Nothing is wider than the screen, and everything is large enough for a finger.
_MEASURE = """
    const page = document.documentElement;
    if (page.scrollWidth > page.clientWidth) {
        throw new Error(`${page.scrollWidth} px in ${page.clientWidth} px`);
    }
    for (const field of document.querySelectorAll(
        "#skks_form :is(button, select, textarea, input:not([type=hidden]), summary)"
    )) {
        const {height} = field.getBoundingClientRect();
        if (height < 44 && field.id !== "skks_homepage") {
            throw new Error(`${field.outerHTML} is ${height} px high`);
        }
    }
"""


@tagged("post_install", "-at_install")
class TestFormAccessible(AxeCase, FormCase):
    def check(self, path, steps):
        ready = "document.readyState === 'complete'"
        self.check_accessibility(path, steps, None, ready=ready)

    def test_categories(self):
        self.env.ref("skks_intervention.category_osw").write(
            {"is_emergency": True, "hint": "Zerwane przewody"}
        )
        self.check("/interwencje", 'await axeCheck("html");')

    def test_form(self):
        """The form, with the call to 112 that a script shows and hides, and the map."""
        self.category.is_emergency = True
        steps = """
            await untilThere("#skks_emergency:not([hidden])");
            await axeCheck("html");
            const choice = document.querySelector("#skks_category");
            const notice = document.querySelector("#skks_emergency");
            for (let tries = 0; !notice.hidden && tries < 100; tries++) {
                choice.value = "INN";
                choice.dispatchEvent(new Event("change", {bubbles: true}));
                await new Promise((resolve) => setTimeout(resolve, 100));
            }
            if (!notice.hidden) {
                throw new Error("112 is shown where there is no danger");
            }
        """
        self.check("/interwencje?category=DRO", steps + _MEASURE)

    def test_faults_and_thanks(self):
        """What comes back after a fault, and after a report."""
        bad = _SEND.replace("VALUES", '{email_from: "x", phone: "1", homepage: "x"}')
        fault = _SEND.replace("VALUES", '{email_from: "x", phone: "1", homepage: ""}')
        good = _SEND.replace("VALUES", _GOOD)
        steps = f"""
            {{ {bad} await untilThere("[data-shown]"); await axeCheck("#wrap"); }}
            {{ {fault} await untilThere("#skks_errors"); await axeCheck("html"); }}
            {{ {good} await untilThere("#skks_code"); await axeCheck("html"); }}
        """
        self.check("/interwencje?category=DRO", steps)

    def test_confirmation(self):
        self.check("/interwencje/potwierdzenie/x", 'await axeCheck("html");')

    def test_embedded(self):
        self.check("/interwencje?category=DRO&embed=1", 'await axeCheck("html");')


@tagged("post_install", "-at_install")
class TestFormAccessibleOnPhone(TestFormAccessible):
    browser_size = "390x844"
    touch_enabled = True
