from odoo import fields, models

from .res_partner import READERS


class ResPartner(models.Model):
    """Outlets and journalists have an archive of what was published and received."""

    _name = "res.partner"
    _inherit = ["res.partner", "skks.material.source.mixin"]

    material_count = fields.Integer(
        "Materials", compute="_compute_material_count", groups=READERS
    )

    def _compute_material_count(self):
        materials = self.env["skks.material"]
        counts = {}
        for fname in ("outlet_id", "journalist_id"):
            counts |= dict(
                materials._read_group([(fname, "in", self.ids)], [fname], ["__count"])
            )
        for partner in self:
            partner.material_count = counts.get(partner._origin, 0)

    def action_skks_materials(self):
        """Open the materials of the contact; new ones become theirs."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "skks_crm.skks_material_action"
        )
        defaults = self._prepare_material_values()
        action["domain"] = list(self.env["skks.material"]._of_contact(self))
        action["display_name"] = self.env._("Materials: %s", self.display_name)
        action["context"] = {f"default_{name}": one for name, one in defaults.items()}
        return action

    def _prepare_material_values(self):
        if self.skks_kind == "outlet":
            return {"outlet_id": self.id}
        if self.skks_kind != "journalist":
            return super()._prepare_material_values()
        current = self.affiliation_ids.filtered("is_current")
        outlet = current._choose_outlet(self.browse())
        return {"journalist_id": self.id, "outlet_id": outlet.id}

    def _material_obstacle(self):
        if not self.skks_kind:
            return self.env._(
                "“%s” is neither a journalist nor a media outlet.", self.name
            )
        return super()._material_obstacle()
