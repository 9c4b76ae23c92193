"""How many queries the work on reports takes; a number that grows is a finding."""

from lxml import etree

from odoo.tests import tagged, warmup

from .common import InterventionCase


@tagged("post_install", "-at_install")
class TestQueryCounts(InterventionCase):
    """M7.5: lists and boards stay as quick with many reports as with few."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.street = cls.env["skks.street"].create({"name": "Lipowa Próbna"})
        cls.cases = cls._reports(80)

    @classmethod
    def _reports(cls, count):
        return (
            cls.env["skks.intervention"]
            .with_user(cls.dispatcher)
            .create(
                [
                    {
                        "name": f"Dziura {number}",
                        "category_id": cls.category.id,
                        "street_id": cls.street.id,
                        "email_from": f"m{number}@poczta.example",
                    }
                    for number in range(count)
                ]
            )
        )

    def _specification(self, view):
        """What the web client asks for to draw the view."""
        model = self.env["skks.intervention"]
        arch = model.get_view(self.env.ref(f"skks_intervention.{view}").id)["arch"]
        names = {node.get("name") for node in etree.fromstring(arch).iter("field")}
        return {
            name: {"fields": {"display_name": {}}}
            if model._fields[name].relational
            else {}
            for name in names
        }

    @warmup
    def test_create_one(self):
        """The notice to the unit included, which is a letter to each of its people."""
        with self.assertQueryCount(73):
            self._reports(1)

    @warmup
    def test_create_twenty(self):
        with self.assertQueryCount(1042):
            self._reports(20)

    @warmup
    def test_list(self):
        spec = self._specification("skks_intervention_view_list")
        model = self.env["skks.intervention"].with_user(self.dispatcher)
        model.web_search_read([], spec, limit=1)
        for limit in (20, 80):
            self.env.invalidate_all()
            with self.assertQueryCount(9):
                model.web_search_read([], spec, limit=limit)

    @warmup
    def test_list_of_a_unit(self):
        spec = self._specification("skks_intervention_view_list")
        model = self.env["skks.intervention"].with_user(self.roads)
        model.web_search_read([], spec, limit=1)
        for limit in (20, 80):
            self.env.invalidate_all()
            with self.assertQueryCount(12):
                model.web_search_read([], spec, limit=limit)

    @warmup
    def test_board(self):
        spec = self._specification("skks_intervention_view_kanban")
        model = self.env["skks.intervention"].with_user(self.dispatcher)
        model.web_search_read([], spec, limit=1)
        for group in ("state", "entity_id", "district_id"):
            self.env.invalidate_all()
            with self.subTest(group=group), self.assertQueryCount(9):
                model.web_read_group(
                    [],
                    [group],
                    auto_unfold=True,
                    unfold_read_specification=spec,
                    unfold_read_default_limit=80,
                )
