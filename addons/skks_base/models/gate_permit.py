import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_datetime

# How far from a letter a change of its rules is told.
RULES_CHANGED_WITHIN = timedelta(days=30)


class GatePermit(models.Model):
    """Leave for one message to reach named addresses outside the town hall.

    The wall (:meth:`mail.mail._prepare_outgoing_list`) asks for nothing else: no
    context key, group or superuser opens it. A permit holds for exactly the
    subject, body and attachments that it was made for.
    """

    _name = "skks.gate.permit"
    _description = "Permit to Send"
    _inherit = ["skks.erasable.mixin"]
    _order = "id desc"
    _rec_name = "kind"

    _erasable_fields = ("addresses",)
    _loose_fields = ("mail_message_id",)

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
    addresses = fields.Text(readonly=True, help="JSON list, normalized.")
    content_hash = fields.Char(
        required=True,
        readonly=True,
        help="SHA-256 of subject, body and attachments of the letter.",
    )
    letters = fields.Text(
        readonly=True,
        help="JSON list of the ids of mail.mail that were made for it.",
        export_string_translation=False,
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

    # how it came about
    accepted_stages = fields.Integer(
        "Acceptances", readonly=True, help="Stages that accepted the text."
    )
    demanded_stages = fields.Integer(
        "Acceptances demanded",
        readonly=True,
        help="By the kind of case; before its settings were lowered, if they were"
        " within the last month.",
    )
    basis_model = fields.Char(readonly=True, export_string_translation=False)
    basis_id = fields.Many2oneReference(
        "Kind of case", model_field="basis_model", readonly=True
    )
    document_name = fields.Char("Concerns", compute="_compute_document_name")
    basis_changes = fields.Text(
        "Changes of the rules",
        compute="_compute_basis_changes",
        help="What was changed in the rules within a month of the letter, by whom.",
    )

    _user_date_idx = models.Index("(user_id, create_date)")

    @api.depends("res_model", "res_id")
    def _compute_document_name(self):
        for permit in self:
            permit.document_name = permit._document().display_name

    @api.depends("basis_model", "basis_id")
    @api.depends_context("lang", "tz")
    def _compute_basis_changes(self):
        for permit in self:
            entries = permit._basis_entries() if permit.basis_id else []
            lines = [
                f"{format_datetime(self.env, entry.create_date)} {entry.user_id.name}:"
                f" {entry.change}"
                for entry in entries
            ]
            permit.basis_changes = "\n".join(lines)

    def _basis_entries(self):
        """Entries about the rules by which this letter left, oldest first."""
        return (
            self.env["skks.journal.entry"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self.basis_model),
                    ("res_id", "=", self.basis_id),
                    ("act", "=like", "%.change"),
                    ("create_date", ">=", self.create_date - RULES_CHANGED_WITHIN),
                    ("create_date", "<=", self.create_date + RULES_CHANGED_WITHIN),
                ],
                order="id",
            )
        )

    def action_open_document(self):
        """Open the case from which the letter left."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }

    @api.model
    def _permitted_addresses(self, mail):
        """Addresses that this very letter, with this very content, may reach."""
        permit = self._of_letter(mail)
        if not permit or permit.content_hash != mail._gate_content_hash():
            return set()
        return set(permit._address_list()) if permit._is_still_accepted() else set()

    @api.model
    def _of_letter(self, mail):
        """The permit that ``mail`` was made for, empty for any other letter.

        A message is no proof: whoever may use a template can make another letter
        of the same message, and send an accepted text as often as they like.
        """
        message = mail.sudo().mail_message_id
        if message.message_type != "email_outgoing":
            return self.sudo()
        return message.skks_permit_ids.filtered(
            lambda permit: mail.id in json.loads(permit.letters or "[]")
        )[:1]

    def _is_still_accepted(self):
        """Whether the acceptance it rests on, if any, has not been voided since."""
        line = self.signoff_line_id
        return not line or line._document()._signoff_approval_line() == line

    def _document(self):
        """The case from which the letter leaves; empty if it is gone."""
        return self.env[self.res_model].sudo().browse(self.res_id).exists()

    def _address_list(self):
        return json.loads(self.addresses or "[]")
