from odoo.tests import Form, tagged

from odoo.addons.skks_press.tests import common


@tagged("post_install", "-at_install")
class TestInquiry(common.PressCase):
    """M2.4: a field and a kind of a town's own."""

    def test_field_is_written_searched_and_shown(self):
        inquiry = self._inquiry()
        self._inquiry(name="Inna sprawa")
        with Form(inquiry) as form:
            form.registry_number = "WPR.0540.12.2026"
        inquiries = self.env["skks.inquiry"].with_user(self.officer)
        found = inquiries.search([("registry_number", "ilike", "0540.12")])
        self.assertEqual(found, inquiry)
        for view_type in ("form", "list", "search"):
            arch = inquiries.get_view(view_type=view_type)["arch"]
            self.assertIn('name="registry_number"', arch, view_type)

    def test_kind_is_chosen_and_has_time_limits_of_its_own(self):
        kind = self.env.ref("skks_example_patronage.category_photograph")
        with Form(self.env["skks.inquiry"].with_user(self.officer)) as form:
            form.name = "Zdjęcie rynku z 1974 r."
            form.category_id = kind
        inquiry = form.record
        service = inquiry._skks_clock("service")
        self.assertEqual(
            service.policy_id,
            self.env.ref("skks_example_patronage.clock_policy_photograph"),
        )
        self.assertFalse(inquiry._skks_clock("legal"))
        part = self._contribution(inquiry, self.wdt_person)
        self.assertEqual(
            part.clock_ids.policy_id,
            self.env.ref("skks_example_patronage.clock_policy_photograph_search"),
        )
