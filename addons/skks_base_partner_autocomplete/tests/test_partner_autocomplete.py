from unittest.mock import patch

from odoo.tests import TransactionCase, new_test_user, tagged

from odoo.addons.partner_autocomplete.models import res_partner

from ..models.iap_autocomplete_api import ALLOWED


@tagged("post_install", "-at_install")
class TestPartnerAutocomplete(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        officer = new_test_user(
            cls.env, "officer.autocomplete", groups="skks_base.group_officer"
        )
        cls.partners = cls.env["res.partner"].with_user(officer)
        service = cls.startClassPatcher(
            patch.object(
                type(cls.env["iap.autocomplete.api"]),
                "_contact_iap",
                autospec=True,
                return_value={"data": []},
            )
        )
        union = cls.startClassPatcher(
            patch.object(res_partner, "check_vies", return_value={"valid": False})
        )
        cls.called = (service, union)

    def setUp(self):
        super().setUp()
        for call in self.called:
            call.reset_mock()

    def _type_a_name(self):
        self.partners.autocomplete_by_name("Anna Kowalska", False)
        self.partners.autocomplete_by_vat("PL5260250995", False)
        self.partners.enrich_by_domain("kurier.example")
        return [call.call_count for call in self.called]

    def test_names_stay_here(self):
        self.assertEqual(self._type_a_name(), [0, 0])

    def test_a_town_may_want_the_service(self):
        self.env["ir.config_parameter"].set_param(ALLOWED, "1")
        self.assertEqual(self._type_a_name(), [3, 0])
