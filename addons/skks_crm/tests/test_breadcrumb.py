"""M4.3: the address of a page names its record only to who may read it."""

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import CrmCommon

ROUTE = "/web/action/load_breadcrumbs"


@tagged("post_install", "-at_install")
class TestBreadcrumb(CrmCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.representative = cls.make_user("rep", "skks_base.group_representative")
        cls.anna = cls.make_journalist("Anna Unikatowa", cls.kurier)
        cls.desk = cls.env["skks.media.desk"].create(
            {"name": "Unikatowy dział", "outlet_id": cls.kurier.id}
        )
        cls.records = [cls.anna, cls.anna.affiliation_ids, cls.desk]

    def names_for(self, user):
        user.sudo().password = f"{user.login}-Haslo-1"
        self.authenticate(user.login, f"{user.login}-Haslo-1")
        actions = [{"model": one._name, "resId": one.id} for one in self.records]
        actions += [
            {"action": "journalists", "resId": self.anna.id},
            {"action": "journalists", "resId": "new"},
        ]
        return self.make_jsonrpc_request(ROUTE, {"actions": actions})

    def test_representative(self):
        """M4.3: neither the card, nor a workplace or a desk that names it."""
        with mute_logger("odoo.addons.base.models.ir_rule"):
            results = self.names_for(self.representative)
        self.assertEqual(["error" in one for one in results], [True] * 4 + [False])
        self.assertNotIn("Unikatow", str([one.get("display_name") for one in results]))

    def test_officer(self):
        results = self.names_for(self.officer)
        self.assertTrue(all("display_name" in one for one in results))
        self.assertIn("Anna Unikatowa", results[0]["display_name"])
