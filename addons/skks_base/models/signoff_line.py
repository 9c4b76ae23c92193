from odoo import fields, models

from .res_users import ADDRESS_READERS


class SignoffLine(models.Model):
    """Who decided what about which content; kept for ever as evidence.

    A line holds a copy of everything that was decided on (subject, body,
    checksums of the attachments, addresses), so “what did they accept?” has an
    answer years later, and a hash by which the present content is compared.
    """

    _name = "skks.signoff.line"
    _description = "Sign-off Decision"
    _inherit = ["skks.document.line.mixin", "skks.erasable.mixin"]
    _order = "id desc"
    _rec_name = "decision"

    _document_mixin = "skks.signoff.mixin"
    _erasable_fields = ("reason", "subject", "body", "attachments", "addresses")

    _user_date_idx = models.Index("(user_id, create_date)")

    round = fields.Integer(readonly=True, help="Grows with each submission.")
    stage = fields.Selection(
        [
            ("substantive", "Substantive acceptance"),
            ("office", "Press office acceptance"),
        ],
        readonly=True,
    )
    decision = fields.Selection(
        [
            ("write", "Written"),
            ("submit", "Submitted"),
            ("accept", "Accepted"),
            ("return", "Returned"),
            ("void", "Void: the content changed"),
            ("emergency", "Released in an emergency"),
        ],
        required=True,
        readonly=True,
    )
    user_id = fields.Many2one(
        "res.users", "Who", required=True, readonly=True, ondelete="restrict"
    )
    on_behalf_id = fields.Many2one(
        "res.users", "In place of", readonly=True, ondelete="restrict"
    )
    entity_id = fields.Many2one(
        "skks.entity", "For", readonly=True, ondelete="restrict"
    )
    reason = fields.Text(readonly=True)
    content_hash = fields.Char(readonly=True, export_string_translation=False)
    subject = fields.Char(readonly=True)
    body = fields.Html(readonly=True, sanitize=False)
    attachments = fields.Text(
        readonly=True,
        help="JSON list of names and checksums.",
        export_string_translation=False,
    )
    addresses = fields.Text(
        readonly=True,
        help="JSON list of the recipients' addresses.",
        export_string_translation=False,
        groups=ADDRESS_READERS,
    )
    frozen_attachment_ids = fields.Many2many(
        "ir.attachment",
        "skks_signoff_line_frozen_rel",
        string="Accepted files",
        readonly=True,
        bypass_search_access=True,
    )
