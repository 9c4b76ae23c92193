"""What is chosen from a list is read in Polish, wherever the list comes from."""

from odoo.tests import tagged

from . import common


@tagged("post_install", "-at_install")
class TestLabels(common.PressCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("pl_PL")
        modules = cls.env["ir.module.module"].search([("name", "=", "skks_press")])
        modules._update_translations("pl_PL")

    def _labels(self, model, fname):
        records = self.env[model].with_context(lang="pl_PL")
        return dict(records._fields[fname]._description_selection(records.env))

    def test_choices_of_abstract_models(self):
        self.assertEqual(
            self._labels("skks.inquiry", "waiting_for")["office"], "Biuro Prasowe"
        )
        self.assertEqual(self._labels("skks.desk", "waiting_for")["entity"], "Podmiot")
        self.assertNotEqual(
            self._labels("skks.answer", "signoff_state")["returned"], "Returned"
        )

    def test_desk_names_the_kind_of_a_case(self):
        inquiry = self._inquiry()
        row = (
            self.env["skks.desk"]
            .with_user(self.officer)
            .with_context(lang="pl_PL")
            .search([("number", "=", inquiry.number)])
        )
        self.assertEqual(row.kind, "Zapytanie dziennikarskie")
