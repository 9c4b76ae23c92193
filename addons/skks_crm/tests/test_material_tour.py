"""M3.3: files are dropped, links pasted, attachments kept with one click."""

from odoo.tests import HttpCase, tagged

from .common_material import MaterialCommon


@tagged("post_install", "-at_install")
class TestMaterialTour(MaterialCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer.password = cls.officer.login

    def test_drop_and_paste(self):
        action = self.kurier.with_user(self.officer).action_skks_materials()
        action = self.env["ir.actions.act_window"].create(
            {
                "name": "Materials",
                "res_model": "skks.material",
                "view_mode": "kanban,list,form",
                "domain": action["domain"],
                "context": action["context"],
            }
        )
        self.start_tour(
            f"/odoo/action-{action.id}", "skks_crm_material", login=self.officer.login
        )
        found = self.materials.search([("outlet_id", "=", self.kurier.id)])
        self.assertEqual(
            set(found.mapped("name")), {"pierwszy", "drugi", "kurier.test: lipowa"}
        )

    def test_one_click_in_the_chatter(self):
        self.kurier.with_user(self.officer).message_post(
            body="x", attachments=[("umowa.txt", b"tekst")]
        )
        self.start_tour(
            f"/odoo/media-outlets/{self.kurier.id}",
            "skks_crm_material_chatter",
            login=self.officer.login,
        )
        material = self.materials.search([("outlet_id", "=", self.kurier.id)])
        self.assertEqual(material.name, "umowa")
