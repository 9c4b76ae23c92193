from odoo import api, models


class Intervention(models.Model):
    """The street is read from the place in words, if nobody has chosen one."""

    _inherit = "skks.intervention"

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_street(vals) for vals in vals_list])

    @api.model
    def _with_street(self, vals):
        """Values of a new report, with the street and the district of its address.

        A street of another district than the one that was chosen is not meant.
        """
        if vals.get("street_id") or not vals.get("address"):
            return vals
        company_id = vals.get("company_id") or self.env.company.id
        street = self.env["skks.street"].sudo()._named_in(vals["address"], company_id)
        chosen, district_id = vals.get("district_id"), street.district_id.id
        if not street or (chosen and district_id and chosen != district_id):
            return vals
        return vals | {"street_id": street.id, "district_id": chosen or district_id}
