from odoo import fields, models


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
    _document_fields = ("contribution_id",)

    contribution_id = fields.Many2one(
        "skks.contribution",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
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
