import hashlib

from odoo import api, fields, models


class JournalPayload(models.Model):
    """Personal content of an entry, apart from it so that it can be erased."""

    _name = "skks.journal.payload"
    _description = "Journal Payload"
    _inherit = ["skks.erasable.mixin"]

    _erasable_fields = ("content",)

    entry_id = fields.Many2one(
        "skks.journal.entry",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    content = fields.Text(readonly=True, help="JSON.")

    @api.model
    def _text_digest(self, salt, columns):
        """The hash that the entry keeps: of the content alone."""
        return hashlib.sha256(f"{salt}{columns['content']}".encode()).hexdigest()
