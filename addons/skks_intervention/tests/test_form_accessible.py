"""M7.2: WCAG 2.1 AA of the pages for citizens, judged by axe-core."""

from odoo.tests import tagged

from odoo.addons.skks_base.tests.common_axe import AxeCase

from .common_form import FormCase

# The answer to a sent form in the place of the page: a script does not outlive a
# page that is left.
_SEND = """
    const form = await untilThere("#skks_form");
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
    email_from: "stefan@poczta.example",
}"""


@tagged("post_install", "-at_install")
class TestFormAccessible(AxeCase, FormCase):
    def test_categories(self):
        self.env.ref("skks_intervention.category_osw").write(
            {"is_emergency": True, "hint": "Zerwane przewody"}
        )
        steps = 'await untilThere(".skks_choice"); await axeCheck("html");'
        self.check_accessibility("/interwencje", steps, None)

    def test_form(self):
        self.category.is_emergency = True
        steps = """
            await untilThere("#skks_emergency:not([hidden])");
            await axeCheck("html");
            const choice = document.querySelector("#skks_category");
            choice.value = "INN";
            choice.dispatchEvent(new Event("change", {bubbles: true}));
            await untilThere("#skks_emergency[hidden]");
        """
        self.check_accessibility("/interwencje?category=DRO", steps, None)

    def test_faults(self):
        send = _SEND.replace("VALUES", '{email_from: "x", phone: "1"}')
        steps = send + 'await untilThere("#skks_errors"); await axeCheck("html");'
        self.check_accessibility("/interwencje?category=DRO", steps, None)

    def test_trap_that_was_filled_in(self):
        send = _SEND.replace("VALUES", '{homepage: "x"}')
        steps = send + 'await untilThere("[data-shown]"); await axeCheck("#wrap");'
        self.check_accessibility("/interwencje?category=DRO", steps, None)

    def test_thanks(self):
        send = _SEND.replace("VALUES", _GOOD)
        steps = send + 'await untilThere("#skks_code"); await axeCheck("html");'
        self.check_accessibility("/interwencje?category=DRO", steps, None)

    def test_confirmation(self):
        self.check_accessibility(
            "/interwencje/potwierdzenie/x", 'await axeCheck("html");', None
        )

    def test_embedded(self):
        steps = 'await untilThere("#skks_form"); await axeCheck("html");'
        self.check_accessibility("/interwencje?category=DRO&embed=1", steps, None)

    def test_nothing_is_wider_than_the_screen(self):
        steps = """
            await untilThere("#skks_form");
            const page = document.documentElement;
            if (page.scrollWidth > page.clientWidth) {
                throw new Error(`${page.scrollWidth} px in ${page.clientWidth} px`);
            }
            for (const field of document.querySelectorAll(
                "#skks_form :is(button, select, textarea, input:not([type=hidden])," +
                " summary)"
            )) {
                const {height} = field.getBoundingClientRect();
                if (height < 44 && !field.closest(".skks_trap")) {
                    throw new Error(`${field.outerHTML} is ${height} px high`);
                }
            }
        """
        self.check_accessibility("/interwencje?category=DRO", steps, None)


@tagged("post_install", "-at_install")
class TestFormAccessibleOnPhone(TestFormAccessible):
    browser_size = "390x844"
    touch_enabled = True
