from odoo import api, models


class Affiliation(models.Model):
    """A new workplace makes a verified card doubtful, and two cards comparable."""

    _inherit = "skks.affiliation"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.journalist_id._skks_workplaces_changed()
        return lines

    def write(self, vals):
        changing = not vals.keys().isdisjoint(
            ("journalist_id", "outlet_id", "date_from", "date_to", "is_main")
        )
        before = self.journalist_id if changing else self.env["res.partner"]
        result = super().write(vals)
        if changing:
            (before | self.journalist_id)._skks_workplaces_changed()
        return result

    def unlink(self):
        journalists = self.journalist_id
        result = super().unlink()
        journalists.exists()._skks_workplaces_changed()
        return result
