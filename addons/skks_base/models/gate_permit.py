import json

from odoo import api, fields, models


class GatePermit(models.Model):
    """Leave for one message to reach named addresses outside the town hall.

    The wall (:meth:`mail.mail._prepare_outgoing_list`) asks for nothing else: no
    context key, group or superuser opens it. A permit holds for exactly the
    subject, body and attachments that it was made for.
    """

    _name = "skks.gate.permit"
    _description = "Permit to Send"
    _inherit = ["skks.append.only.mixin"]
    _order = "id desc"
    _rec_name = "kind"

    kind = fields.Selection(
        [
            ("answer", "Answer"),
            ("acknowledgement", "Acknowledgement"),
            ("ask", "Question to the sender"),
            ("mailing", "Mailing"),
        ],
        required=True,
        readonly=True,
    )
    mail_message_id = fields.Many2one(
        "mail.message", "Message", index=True, readonly=True, ondelete="set null"
    )
    addresses = fields.Text(required=True, readonly=True, help="JSON list, normalized.")
    content_hash = fields.Char(
        required=True,
        readonly=True,
        help="SHA-256 of subject, body and attachments of the letter.",
    )
    signoff_line_id = fields.Many2one(
        "skks.signoff.line", "Last acceptance", readonly=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users", "Released by", required=True, readonly=True, ondelete="restrict"
    )
    res_model = fields.Char(readonly=True, export_string_translation=False)
    res_id = fields.Many2oneReference(
        "Record", model_field="res_model", readonly=True, index=True
    )

    @api.model
    def _permitted_addresses(self, message, content_hash):
        """Addresses that this very message, with this very content, may reach."""
        permits = self.sudo().search(
            [
                ("mail_message_id", "=", message.id),
                ("content_hash", "=", content_hash),
            ]
        )
        return {address for permit in permits for address in permit._address_list()}

    def _address_list(self):
        return json.loads(self.addresses)
