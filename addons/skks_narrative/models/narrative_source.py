import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

_WEB_ADDRESS = re.compile(r"https?://[^\s\"'<>]+\Z", re.IGNORECASE)

KINDS = [
    ("law", "Legal basis"),
    ("resolution", "Resolution or ordinance"),
    ("document", "Document"),
    ("figures", "Figures"),
    ("web", "Web page"),
    ("other", "Other"),
]


class NarrativeSource(models.Model):
    """On what a position rests: law, a document, figures of a certain day."""

    _name = "skks.narrative.source"
    _description = "Source of a Position"
    _inherit = ["skks.narrative.part.mixin"]
    _order = "narrative_id, sequence, id"

    narrative_id = fields.Many2one(
        "skks.narrative", "Position", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10, export_string_translation=False)
    kind = fields.Selection(KINDS, required=True, default="document")
    name = fields.Char("Source", required=True)
    url = fields.Char("Link")
    date = fields.Date("Of", help="Day of the document or of the figures.")

    @api.constrains("url")
    def _check_url(self):
        """A link leads to a page, it does not run anything in the browser."""
        for source in self:
            if source.url and not _WEB_ADDRESS.match(source.url):
                raise ValidationError(
                    self.env._(
                        "“%s” is no address of a page. It has to begin with https://",
                        source.url,
                    )
                )

    def _summary(self):
        day = self.date and fields.Date.to_string(self.date)
        return [self.kind, self.name, self.url or "", day or ""]
