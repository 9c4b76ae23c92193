from odoo import fields, models


class JournalPayload(models.Model):
    """Personal content of an entry, apart from it so that it can be erased."""

    _name = "skks.journal.payload"
    _description = "Journal Payload"

    entry_id = fields.Many2one(
        "skks.journal.entry", required=True, index=True, ondelete="restrict"
    )
    content = fields.Text(help="JSON.")
    salt = fields.Char(export_string_translation=False)
