import base64

from odoo import api, fields, models
from odoo.exceptions import UserError


class ReleaseFile(models.Model):
    """A file of a release may come from the archive of materials.

    Only what may be published now: neither under embargo nor without rights; asked
    once more when the release is passed on for acceptance, and when it leaves.
    """

    _inherit = "skks.release.file"

    material_id = fields.Many2one(
        "skks.material",
        "From the archive",
        index="btree_not_null",
        ondelete="set null",
        domain=[("may_publish", "=", True), ("url", "=", False)],
        groups="skks_base.group_officer,skks_base.group_auditor",
    )

    @api.onchange("material_id")
    def _onchange_material_id(self):
        for name, value in self.material_id._prepare_release_file_values().items():
            if name != "file":
                self[name] = value

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [dict(vals) for vals in vals_list]
        for vals in vals_list:
            if vals.get("material_id"):
                material = self.env["skks.material"].browse(vals["material_id"])
                material._check_may_publish()
                # what the officer wrote in the line stands: “no” does not become “yes”
                prepared = material._prepare_release_file_values(content=True)
                vals |= {
                    name: value
                    for name, value in prepared.items()
                    if name == "file" or not vals.get(name)
                }
        return super().create(vals_list)

    def write(self, vals):
        vals = dict(vals)
        material_id = vals.pop("material_id", None)
        if material_id and any(
            line.sudo().material_id.id != material_id for line in self
        ):
            raise UserError(
                self.env._("Add a line of its own for another file of the archive.")
            )
        return super().write(vals)

    def _check_described(self):
        self.filtered("leaves").sudo().material_id._check_may_publish()
        return super()._check_described()


class Release(models.Model):
    _inherit = "skks.release"

    def _outgoing_check_approved(self):
        """What may not be published any more does not leave, accepted or not."""
        leaving = self.sudo().file_ids.filtered("leaves")
        leaving.material_id._check_may_publish()
        return super()._outgoing_check_approved()


class Material(models.Model):
    _inherit = "skks.material"

    def _prepare_release_file_values(self, content=False):
        """Values of the ``skks.release.file`` that a material becomes."""
        if not self:
            return {}
        self.check_access("read")
        if not self.attachment_id:
            raise UserError(self.env._("“%s” is a link, not a file.", self.name))
        values = {
            "name": self.file_name,
            "author": self.author or self.outlet_id.name,
            "rights": "yes" if self.rights == "ours" else "credit",
        }
        if content:
            values["file"] = base64.b64encode(self.attachment_id.raw)
        return values
