from odoo import api, fields, models
from odoo.fields import Domain


class ContributionVersion(models.Model):
    """What an entity delivered, each time it did: the words on which answers rest.

    A contribution that was returned is written anew; what it said before stays here,
    with who vouched for it and when.
    """

    _name = "skks.contribution.version"
    _description = "Version of a Contribution"
    _inherit = ["skks.document.access.mixin", "skks.append.only.mixin"]
    _order = "contribution_id, number desc"
    _rec_name = "number"

    contribution_id = fields.Many2one(
        "skks.contribution", required=True, readonly=True, ondelete="cascade"
    )
    number = fields.Integer("Version", required=True, readonly=True)
    body = fields.Html("Text", readonly=True, sanitize=False)
    files = fields.Text(
        readonly=True, help="Names and checksums of the files, one a line."
    )
    user_id = fields.Many2one(
        "res.users", "Vouched for by", readonly=True, ondelete="restrict"
    )
    delivered_at = fields.Datetime("As of", required=True, readonly=True)

    _number_uniq = models.Constraint(
        "UNIQUE (contribution_id, number)",
        "A contribution has one version of each number.",
    )

    # As visible as the contribution -------------------------------------------

    @api.model
    def _document_models(self):
        return ["skks.contribution"]

    @api.model
    def _document_domain_of(self, name, query):
        return Domain("contribution_id", "in", query)

    def _by_document(self):
        by_id = {}
        for version in self:
            contribution_id = version.contribution_id.id
            by_id[contribution_id] = by_id.get(contribution_id, self.browse()) | version
        return {"skks.contribution": by_id}
