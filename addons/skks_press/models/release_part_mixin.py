from odoo import api, fields, models
from odoo.fields import Domain


class ReleasePartMixin(models.AbstractModel):
    """Rows of a release, as visible as the release itself."""

    _name = "skks.release.part.mixin"
    _description = "Part of a Release"
    _inherit = ["skks.document.access.mixin"]

    release_id = fields.Many2one(
        "skks.release", required=True, index=True, ondelete="cascade"
    )

    @api.model
    def _document_models(self):
        return ["skks.release"]

    @api.model
    def _document_domain_of(self, name, query):
        return Domain("release_id", "in", query)

    def _by_document(self):
        return {
            "skks.release": {
                release.id: rows for release, rows in self.grouped("release_id").items()
            }
        }
