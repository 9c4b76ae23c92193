import json

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from .res_users import ADDRESS_READERS


class OutgoingMixin(models.AbstractModel):
    """An accepted text that leaves the building as a letter.

    Sending compares what is there now with what was accepted last: subject, body,
    files and addresses. It leaves through the gate of the case, and counts as
    sent only when the recipient's mail server has taken it.
    """

    _name = "skks.outgoing.mixin"
    _description = "Outgoing Text"
    _inherit = ["skks.gated.mixin", "skks.emergency.mixin"]

    _guarded_fields = ("sending_since", "sent_at", "send_error", "sent_message_id")

    sending_since = fields.Datetime(
        "Handed over", readonly=True, copy=False, help="Released, not yet accepted."
    )
    sent_at = fields.Datetime(
        "Sent",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="When the mail server of the recipient accepted the letter.",
    )
    # The words of a mail server name the address.
    send_error = fields.Char(
        "Not delivered because", readonly=True, copy=False, groups=ADDRESS_READERS
    )
    is_undelivered = fields.Boolean(
        "Not delivered",
        compute="_compute_is_undelivered",
        compute_sudo=True,
        help="Whoever may not read the address still learns that it did not arrive.",
    )
    sent_message_id = fields.Many2one(
        "mail.message", readonly=True, copy=False, export_string_translation=False
    )
    sending_proof = fields.Text(
        "Proof of sending",
        compute="_compute_sending_proof",
        groups=ADDRESS_READERS,
        help="What the mail server said of the letter, from the register of acts.",
    )
    preview = fields.Html(
        compute="_compute_preview",
        sanitize=False,
        help="The letter exactly as it will leave.",
    )

    # ------------------------------------------------------------------
    # Hooks of the model
    # ------------------------------------------------------------------

    def _outgoing_case(self):
        """The gated thread on which the letter and its replies are kept."""
        return self

    def _outgoing_permit_kind(self):
        """``skks.gate.permit.kind`` of the letter."""
        return "answer"

    def _outgoing_on_sent(self):
        """Called when the letter was accepted by SMTP."""

    def _outgoing_on_failed(self, reason):
        """Called when the letter did not leave or came back."""

    # ------------------------------------------------------------------
    # Preview: the same letter as the one that is sent
    # ------------------------------------------------------------------

    def _outgoing_letter(self):
        """What leaves: ``{"subject", "body" (Markup), "addresses", "author"}``."""
        self.ensure_one()
        return {
            "subject": self._signoff_subject(),
            "body": Markup(self.body or ""),
            "addresses": self._signoff_addresses(),
            "author": self.env.user,
        }

    @api.depends("body", "attachment_ids")
    @api.depends_context("uid")
    def _compute_preview(self):
        for record in self:
            letter = record.sudo(False)._outgoing_letter()
            letter["addresses"] = record._outgoing_shown_addresses(letter["addresses"])
            case = record._outgoing_case()
            record.preview = self.env["ir.qweb"]._render(
                "skks_base.outgoing_preview",
                {
                    "letter": letter,
                    "email_from": case._gate_email_from(
                        letter["author"], case._gate_mailbox()
                    ),
                    "attachments": record.sudo().attachment_ids,
                },
            )

    def _outgoing_shown_addresses(self, addresses):
        """What of the addresses the reader of the preview may see."""
        if self.env.user._skks_sees_addresses():
            return addresses
        return [self.env._("(the address is known to the press office)")]

    # ------------------------------------------------------------------
    # Proof
    # ------------------------------------------------------------------

    @api.depends("send_error")
    def _compute_is_undelivered(self):
        for document in self:
            document.is_undelivered = bool(document.send_error)

    @api.depends("sent_at", "send_error", "sent_message_id")
    @api.depends_context("lang", "tz")
    def _compute_sending_proof(self):
        for record in self:
            lines = [record._proof_line(*found) for found in record._proof_entries()]
            record.sending_proof = "\n".join(lines)

    def _proof_entries(self):
        """``[(entry, payload)]`` about the letter of this text, oldest first."""
        message_id = self.sudo().sent_message_id.message_id
        case = self._outgoing_case()
        if not message_id:
            return []
        entries = (
            self.env["skks.journal.entry"]
            .sudo()
            .search(
                [
                    ("act", "in", ("mail.accepted", "mail.failed", "mail.bounced")),
                    ("res_model", "=", case._name),
                    ("res_id", "=", case.id),
                ],
                order="id",
            )
        )
        read = [
            (entry, json.loads(entry.payload_ids.content or "{}")) for entry in entries
        ]
        return [found for found in read if found[1].get("message_id") == message_id]

    def _proof_line(self, entry, payload):
        parts = (
            format_datetime(self.env, entry.create_date),
            self.env["skks.journal.act"]._name_of(entry.act),
            ", ".join(payload.get("addresses", [])),
            payload.get("server"),
            payload.get("answer") or (entry.act != "mail.accepted" and entry.reason),
            payload["message_id"],
        )
        return " · ".join(part for part in parts if part)

    # ------------------------------------------------------------------
    # Sending
    # ------------------------------------------------------------------

    def write(self, vals):
        content = {*self._signoff_content, "attachment_ids"} & set(vals)
        gone = self._outgoing_gone()
        if content and gone and gone._outgoing_would_change(vals, content):
            raise gone._outgoing_gone_error()
        return super().write(vals)

    def _signoff_check_file_change(self):
        if gone := self._outgoing_gone():
            raise gone._outgoing_gone_error()
        return super()._signoff_check_file_change()

    def _outgoing_gone(self):
        return self.filtered(lambda text: text.sent_at or text.sending_since)

    def _outgoing_gone_error(self):
        return UserError(
            self.env._(
                "“%s” has been sent. What has left is not changed; write another"
                " answer.",
                self[0].display_name,
            )
        )

    def _outgoing_would_change(self, vals, fnames):
        scalars = [fname for fname in fnames if self._fields[fname].type != "many2many"]
        return len(scalars) < len(fnames) or any(
            str(record[fname] or "") != str(vals[fname] or "")
            for record in self
            for fname in scalars
        )

    def action_send(self):
        """Let the accepted text leave."""
        for record in self:
            record.check_access("write")
            record._outgoing_send()
        return True

    def _emergency_leave(self):
        result = super()._emergency_leave()
        self._outgoing_send()
        return result

    def _emergency_check(self, reason):
        if self._outgoing_gone():
            raise self._outgoing_gone_error()
        return super()._emergency_check(reason)

    def _outgoing_send(self):
        if self.sent_at or self.sending_since:
            raise UserError(
                self.env._("“%s” has already been sent.", self.display_name)
            )
        approval = self._outgoing_check_approved()
        self.env["skks.journal.entry"]._log(self, "outgoing.release")
        self.sudo()._guarded_write(
            {"sending_since": fields.Datetime.now(), "send_error": False}
        )
        self._outgoing_hand_over(approval)

    def _outgoing_hand_over(self, approval):
        """Let the letter out through the gate of its case."""
        letter = self._outgoing_letter()
        message = self._outgoing_case()._gate_release(
            self._outgoing_permit_kind(),
            addresses=letter["addresses"],
            subject=letter["subject"],
            body=letter["body"],
            attachments=approval.frozen_attachment_ids,
            signoff_line=approval,
            author=letter["author"],
        )
        self.sudo()._guarded_write({"sent_message_id": message.id})

    def _outgoing_check_approved(self):
        """The acceptance on which sending rests, or an error in words."""
        approval = self._signoff_approval_line()
        if not approval:
            raise UserError(
                self.env._(
                    "“%s” has not been accepted, so it cannot be sent. Pass it on for"
                    " acceptance.",
                    self.display_name,
                )
            )
        if approval.content_hash != self._signoff_hash(self._signoff_snapshot()):
            raise UserError(
                self.env._(
                    "“%s” is not what was accepted: its text, a file or an address"
                    " has changed since. Pass it on for acceptance again.",
                    self.display_name,
                )
            )
        frozen = sorted(
            [file.name, file.checksum or ""] for file in approval.frozen_attachment_ids
        )
        if frozen != json.loads(approval.attachments):
            raise UserError(
                self.env._(
                    "The files kept with the acceptance of “%s” are not what was"
                    " accepted. Pass it on for acceptance again.",
                    self.display_name,
                )
            )
        return approval

    def _outgoing_accepted(self):
        """The recipient's mail server has taken the letter."""
        if self.sent_at:
            return
        self.sudo()._guarded_write(
            {
                "sent_at": fields.Datetime.now(),
                "sending_since": False,
                "send_error": False,
            }
        )
        self._outgoing_on_sent()

    def _outgoing_refused(self, reason):
        """The letter did not leave, or came back: it may be sent again."""
        self.sudo()._guarded_write(
            {"sent_at": False, "sending_since": False, "send_error": reason or "?"}
        )
        self._outgoing_on_failed(reason)
