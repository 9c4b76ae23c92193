"""M3.1, M3.3: materials of the archive on the timeline."""

from odoo.tests import tagged

from .common_timeline import TimelineCommon


@tagged("post_install", "-at_install")
class TestTimelineMaterial(TimelineCommon):
    def test_material_stands_with_both(self):
        """M3.1: with the outlet and with the journalist, on its day."""
        material = self.env["skks.material"].create(
            {
                "name": "Wycinek o moście",
                "kind_id": self.env["skks.material.type"].search([], limit=1).id,
                "outlet_id": self.kurier.id,
                "journalist_id": self.anna.id,
                "date": "2026-11-20",
                "author": "Anna",
                "note": "Strona trzecia",
                "url": "https://kurier.example/most",
            }
        )
        for card in (self.kurier, self.anna):
            (event,) = self.page(card, kinds=["material"])
            self.assertEqual((event["day"], event["hour"]), ("2026-11-20", ""))
            self.assertEqual(event["title"], "Wycinek o moście")
            self.assertEqual(event["text"], "Strona trzecia")
            self.assertEqual(event["author"], "Anna")
            self.assertEqual(
                (event["res_model"], event["res_id"]), ("skks.material", material.id)
            )
        self.assertEqual(len(self.page(self.kurier, words="moście")), 1)
