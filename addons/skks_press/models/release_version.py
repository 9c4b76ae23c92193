from odoo import fields, models


class ReleaseVersion(models.Model):
    """A release as it was accepted, with the letter that may leave."""

    _name = "skks.release.version"
    _description = "Version of a Release"
    _inherit = ["skks.release.part.mixin", "skks.text.version.mixin"]
    _order = "release_id, number desc"
    _version_of = "release_id"
    _version_texts = ("name", "lead", "body")

    release_id = fields.Many2one(readonly=True, ondelete="restrict")
    kind = fields.Selection(
        selection=lambda self: self.env["skks.release"]
        ._fields["kind"]
        ._description_selection(self.env),
        readonly=True,
    )
    lead = fields.Text(readonly=True)
    body = fields.Html("Text", readonly=True, sanitize=False)
    embargo_until = fields.Datetime("Embargo until", readonly=True)
    subject = fields.Char(readonly=True)
    letter = fields.Html(readonly=True, sanitize=False)
    recipient_count = fields.Integer("Recipients", readonly=True)

    _number_uniq = models.Constraint(
        "UNIQUE (release_id, number)", "A release has one version of each number."
    )
