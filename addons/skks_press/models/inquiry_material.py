from odoo import models


class Inquiry(models.Model):
    """What an outlet sent with its questions may be worth keeping."""

    _name = "skks.inquiry"
    _inherit = ["skks.inquiry", "skks.material.source.mixin"]

    def _prepare_material_values(self):
        return super()._prepare_material_values() | {
            "outlet_id": self.outlet_id.id,
            "journalist_id": self.journalist_id.id,
            "date": self._skks_local(self.received_at).date(),
        }

    def _material_obstacle(self):
        """The archive is open to the whole office, a confidential case is not."""
        if self.confidential:
            return self.env._(
                "The case is confidential; the archive is open to the whole office."
            )
        return super()._material_obstacle()
