import json

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.mail import email_normalize, formataddr
from odoo.tools.misc import clean_context

# As many letters as core sends at once; more of them are the queue's.
MAILS_AT_ONCE = 100


class GatedMixin(models.AbstractModel):
    """A thread behind the wall: outsiders never follow it and are never notified.

    The wall itself stands on ``mail.thread`` and ``mail.mail`` and holds for every
    model; this mixin keeps threads tidy and offers the one gate in it.
    """

    _name = "skks.gated.mixin"
    _description = "Thread behind the Wall"
    _inherit = ["mail.thread"]

    _skks_gated = True
    _skks_closed_thread = True

    @api.model
    def _skks_names_senders(self):
        """Hook: whether the user may know who outside wrote; never the address."""
        return True

    # ------------------------------------------------------------------
    # Nobody from outside on the thread
    # ------------------------------------------------------------------

    def _message_subscribe(self, partner_ids=None, subtype_ids=None, customer_ids=None):
        partners = self.env["res.partner"].sudo().browse(partner_ids or [])
        insiders = partners.filtered(lambda partner: not partner.partner_share)
        return super()._message_subscribe(insiders.ids, subtype_ids, customer_ids=[])

    def _partners_who_read(self, partners):
        """Those of ``partners`` one of whose accounts may read this document."""
        self.ensure_one()
        return partners.filtered(
            lambda partner: any(
                self.with_user(user).sudo(False).has_access("read")
                for user in partner.sudo().with_context(active_test=False).user_ids
            )
        )

    def _drop_strangers(self):
        """Let nobody follow the thread any more who may not read the document."""
        for thread in self.sudo():
            followers = thread.message_partner_ids
            strangers = followers - thread._partners_who_read(followers)
            thread.message_unsubscribe(strangers.ids)

    def message_post(self, *, partner_ids=None, **kwargs):
        """Name no outsider as a recipient: whoever is named may read the message."""
        named = self.env["res.partner"].sudo().browse(partner_ids or [])
        insiders = named.filtered(lambda partner: not partner.partner_share)
        return super().message_post(partner_ids=insiders.ids, **kwargs)

    @api.model
    def _send_notices(self, messages):
        """Let the letters of ``messages`` leave together after the commit.

        For what was posted with ``mail_notify_force_send`` off. Core sends the letters
        of each message by themselves, on a connection of their own. A great many wait
        for the queue, as with core.
        """
        mails = (
            self.env["mail.mail"]
            .sudo()
            .search(
                Domain("mail_message_id", "in", messages.ids)
                & Domain("state", "=", "outgoing")
            )
        )
        settings = self.env["ir.config_parameter"].sudo()
        limit = settings.get_param("mail.mail.force.send.limit", MAILS_AT_ONCE)
        if mails and len(mails) < int(limit):
            mails.send_after_commit()

    def _message_get_suggested_recipients_batch(
        self,
        reply_discussion=False,
        reply_message=None,
        no_create=True,
        primary_email=False,
        additional_partners=None,
    ):
        """Propose no outsider, and invent none: a letter goes through the gate."""
        # The fields that name outsiders are not everybody's to read.
        suggested = super(
            GatedMixin, self.sudo()
        )._message_get_suggested_recipients_batch(
            reply_discussion=reply_discussion,
            reply_message=reply_message,
            no_create=True,
            primary_email=primary_email,
            additional_partners=additional_partners,
        )
        return {
            res_id: [
                recipient
                for recipient in recipients
                if self._skks_is_insider(recipient.get("partner_id"))
            ]
            for res_id, recipients in suggested.items()
        }

    def _skks_is_insider(self, partner_id):
        partner = self.env["res.partner"].sudo().browse(partner_id or [])
        return bool(partner) and not partner.partner_share

    def _notify_thread_with_out_of_office(
        self, message, recipients_data, msg_vals=False, **kwargs
    ):
        """An absence is settled by a stand-in; the sender is told nothing of it."""
        return self.env["mail.message"]

    # ------------------------------------------------------------------
    # The gate
    # ------------------------------------------------------------------

    def _gate_release(
        self,
        kind,
        *,
        addresses,
        subject,
        body,
        attachments=None,
        signoff_line=None,
        author=None,
        letter_body=None,
        noted=None,
    ):
        """Send one letter to outsiders; the only way there is.

        Private, so no client can call it: the business methods that do decide
        beforehand whether the letter may leave.

        :param str kind: ``skks.gate.permit.kind``
        :param list addresses: e-mail addresses, one letter each
        :param Markup body: exactly what the recipient will read
        :param attachments: ``ir.attachment`` records that leave with it
        :param signoff_line: acceptance on which an answer rests
        :param author: ``res.users`` in whose name it leaves (default: current)
        :param Markup letter_body: what the letter says, where that is more than the
            thread may keep, such as a secret link
        :param noted: function that is called with the message before it leaves, for
            what has to be known by the time that a letter fails
        :return: the ``mail.message`` on the thread
        """
        self.ensure_one()
        addresses = self._gate_normalize(addresses)
        mailbox = self._gate_mailbox()
        message = self._gate_post(
            subject, body, attachments, author or self.env.user, mailbox
        )
        if noted:
            noted(message)
        mails = self._gate_letters(
            kind,
            message,
            addresses=addresses,
            subject=subject,
            body=body if letter_body is None else letter_body,
            attachments=attachments,
            signoff_line=signoff_line,
            mailbox=mailbox,
            extra={"skks_has_secret": letter_body is not None}
            | self._gate_headers(kind),
        )
        mails.send_after_commit()
        return message

    def _gate_post(self, subject, body, attachments, author, mailbox):
        """Put what leaves on the thread; by itself this reaches nobody.

        :param str mailbox: what :meth:`_gate_mailbox` returns
        """
        thread = self.with_env(
            self.env(su=True, context=clean_context(self.env.context))
        )
        return thread.message_post(
            body=body,
            subject=subject,
            message_type="email_outgoing",
            subtype_xmlid="mail.mt_comment",
            author_id=author.partner_id.id,
            email_from=self._gate_email_from(author, mailbox),
            attachment_ids=attachments.ids if attachments else [],
            notify_skip_followers=True,
        )

    def _gate_letters(
        self,
        kind,
        message,
        *,
        addresses,
        subject,
        body,
        attachments=None,
        signoff_line=None,
        mailbox,
        extra=None,
    ):
        """Make one letter for each address, and the permit that names them all.

        The letters are not sent yet. A message to many may get its letters batch by
        batch, each with a permit of its own.

        :param message: what :meth:`_gate_post` returned
        :param dict extra: more values of the letters, such as headers
        :return: ``mail.mail`` records in the order of ``addresses``
        """
        clean = self.env(su=True, context=clean_context(self.env.context))
        letter = self._gate_mail_values(message, subject, body, attachments, mailbox)
        mails = (
            self.with_env(clean)
            .env["mail.mail"]
            .create(
                [
                    letter | {"email_to": address} | (extra or {})
                    for address in addresses
                ]
            )
        )
        permit = self._gate_permit_values(message, mails, signoff_line)
        self.env["skks.gate.permit"]._append(
            [permit | {"kind": kind, "addresses": json.dumps(addresses)}]
        )
        return mails

    @api.model
    def _gate_headers(self, kind):
        """Values of a letter that say that a machine has written it (RFC 3834)."""
        if kind != "acknowledgement":
            return {}
        return {"headers": repr({"Auto-Submitted": "auto-replied"})}

    def _gate_permit_values(self, message, mails, signoff_line):
        """Which letters may leave, with which content and by whose acceptance."""
        proof = signoff_line._document()._signoff_proof() if signoff_line else {}
        return proof | {
            "mail_message_id": message.id,
            "content_hash": mails[0]._gate_content_hash(),
            "letters": json.dumps(mails.ids),
            "signoff_line_id": signoff_line.id if signoff_line else False,
            "user_id": self.env.uid,
            "res_model": self._name,
            "res_id": self.id,
        }

    def _gate_normalize(self, addresses):
        normalized = [email_normalize(address) for address in addresses]
        if not normalized or not all(normalized):
            raise UserError(
                self.env._(
                    "The letter has no correct e-mail address to go to: %s. Correct"
                    " the address and send again.",
                    ", ".join(address or "–" for address in addresses) or "–",
                )
            )
        return normalized

    def _gate_mail_values(self, message, subject, body, attachments, mailbox):
        return {
            "mail_message_id": message.id,
            "subject": subject,
            "body_html": body,
            "email_from": message.email_from,
            "reply_to": formataddr((self._gate_office_name(), mailbox))
            if mailbox
            else message.reply_to,
            "references": self._gate_references(message),
            "attachment_ids": [(6, 0, attachments.ids if attachments else [])],
            "is_notification": False,
            "auto_delete": False,
        }

    def _gate_references(self, message):
        """Message-Ids of the latest letters, so that the reply stays in its thread."""
        letters = self.env["mail.message"].sudo()
        earlier = letters.search_fetch(
            [
                ("model", "=", self._name),
                ("res_id", "=", self.id),
                ("id", "!=", message.id),
                ("message_type", "in", ("email", "email_outgoing")),
                ("message_id", "!=", False),
            ],
            ["message_id"],
            limit=3,
            order="id desc",
        )
        return " ".join((earlier.sorted("id") + message.sudo()).mapped("message_id"))

    def _gate_mailbox(self):
        """Address at which letters to this kind of case arrive; empty if at none."""
        alias = (
            self.env["mail.alias"]
            .sudo()
            .search_fetch(
                [
                    ("alias_model_id.model", "=", self._name),
                    ("alias_name", "!=", False),
                    ("alias_force_thread_id", "=", 0),
                ],
                ["alias_full_name"],
                limit=1,
            )
        )
        address = alias.alias_full_name or ""
        return address if "@" in address else ""

    def _gate_email_from(self, author, mailbox):
        """A person writes, from the address of the office."""
        if not mailbox:
            return author.email_formatted
        name = f"{author.name} ({self._gate_office_name()})"
        return formataddr((name, mailbox))

    def _gate_office_name(self):
        company = self.company_id if "company_id" in self._fields else self.env.company
        return company.sudo().name

    # ------------------------------------------------------------------
    # What became of it
    # ------------------------------------------------------------------

    def _on_gate_letter_sent(self, permit, addresses):
        """One letter of the permit was accepted.

        :param set addresses: normalized, whom that letter went to
        """
        self._on_gate_sent(permit)

    def _on_gate_letter_failed(self, permit, addresses, reason, *, bounced=False):
        """One letter of the permit did not leave, or (``bounced``) came back."""
        self._on_gate_failed(permit, reason)

    def _on_gate_sent(self, permit):
        """The recipient's mail server has accepted the letter."""
        text = self._gate_text(permit)
        if text:
            text._outgoing_accepted()

    def _on_gate_failed(self, permit, reason):
        """The letter did not leave, or came back."""
        text = self._gate_text(permit)
        if text:
            text._outgoing_refused(reason)

    def _gate_text(self, permit):
        """The accepted text that the permit let out, if it was one."""
        line = permit.signoff_line_id
        return line and line._document()
