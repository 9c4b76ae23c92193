import hashlib
import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.mail import email_normalize, email_normalize_all

# Headers that name recipients: a mail server or a mail program acts on them, so
# no caller may smuggle one in.
RECIPIENT_HEADERS = {
    "to",
    "cc",
    "bcc",
    "resent-to",
    "resent-cc",
    "resent-bcc",
    "x-forge-to",
    "x-msg-to-add",
}

# For so long a letter with a secret that did not leave may be sent again.
SECRETS_KEPT = timedelta(days=30)


class MailMail(models.Model):
    _inherit = "mail.mail"

    skks_has_secret = fields.Boolean(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="The letter says more than its message may keep, such as a secret link.",
    )

    # ------------------------------------------------------------------
    # Who may be reached
    # ------------------------------------------------------------------

    def _gate_content_hash(self):
        """SHA-256 (hex) of what the letter says: subject, body, attachments."""
        self.ensure_one()
        attachments = self.sudo().attachment_ids
        content = {
            "subject": self.subject or "",
            "body": self.body_html or "",
            "attachments": sorted(
                (attachment.name, attachment.checksum or "")
                for attachment in attachments
            ),
        }
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()

    def _gate_allowed(self, addresses, insiders=None):
        """Those of ``addresses`` (normalized) that this letter may reach.

        :param set insiders: those of staff among them, if they are known
        """
        self.ensure_one()
        addresses = {address for address in addresses if address}
        allowed = set(self._gate_insiders(addresses) if insiders is None else insiders)
        if addresses - allowed and self.mail_message_id:
            allowed |= self.env["skks.gate.permit"]._permitted_addresses(self)
        if addresses - allowed:
            allowed |= self._gate_allowed_on_card(
                self.model, self.res_id, self.create_uid
            )
        return addresses & allowed

    @api.model
    def _gate_insiders(self, addresses):
        """Addresses of active internal users; nobody else is inside.

        An address that is also a contact's is not: whoever has such an account,
        what is sent to it is read by the journalist.
        """
        staff = Domain("user_ids", "any", [("share", "=", False)])
        partners = (
            self.env["res.partner"]
            .sudo()
            .with_context(active_test=True)
            .search_fetch(
                Domain("email_normalized", "in", list(addresses))
                & (staff | Domain("skks_contact", "=", True)),
                ["email_normalized", "skks_contact"],
            )
        )
        contacts = partners.filtered("skks_contact")
        return set((partners - contacts).mapped("email_normalized")).difference(
            contacts.mapped("email_normalized")
        )

    @api.model
    def _gate_contact_addresses(self, addresses):
        """Those of ``addresses`` that are a contact's of the press office."""
        contacts = (
            self.env["res.partner"]
            .sudo()
            .search(
                [
                    ("skks_contact", "=", True),
                    ("email_normalized", "in", list(addresses)),
                ]
            )
        )
        return set(contacts.mapped("email_normalized"))

    @api.model
    def _gate_own_addresses(self, addresses):
        """Those of ``addresses`` (normalized) whose answers stay in the town hall."""
        domains = self.env["mail.alias.domain"].sudo()
        names = {one.rpartition("@")[2] for one in addresses}
        found = domains.search_fetch([("name", "in", list(names))], ["name"])
        known = set(found.mapped("name"))
        ours = {one for one in addresses if one.rpartition("@")[2] in known}
        insiders = self._gate_insiders(addresses - ours) if addresses - ours else set()
        return ours - self._gate_contact_addresses(ours) | insiders

    @api.model
    def _gate_is_own(self, address):
        """Whether an answer to ``address`` stays in the town hall."""
        normalized = email_normalize(address or "")
        return bool(normalized and self._gate_own_addresses({normalized}))

    @api.model
    def _gate_allowed_on_card(self, model, res_id, user):
        """An officer may write from a contact's card, to that contact only."""
        if model != "res.partner" or not res_id:
            return set()
        if not user.has_group("skks_base.group_officer"):
            return set()
        contact = self.env["res.partner"].sudo().browse(res_id).exists()
        return {contact.email_normalized} if contact.email_normalized else set()

    # ------------------------------------------------------------------
    # The wall
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Leave the message of a released letter as it is.

        Values of a letter that belong to its message are written there, past all
        rights; a template lets any colleague name the message.
        """
        numbers = [
            vals["mail_message_id"] for vals in vals_list if "mail_message_id" in vals
        ]
        messages = self.env["mail.message"].sudo()
        released = messages.browse([number for number in numbers if number]).filtered(
            lambda message: (
                message.message_type == "email_outgoing" and message.skks_permit_ids
            )
        )
        for vals in vals_list:
            if vals.get("mail_message_id") in released.ids:
                for fname in [name for name in vals if self._gate_is_of_message(name)]:
                    del vals[fname]
        return super().create(vals_list)

    def _gate_is_of_message(self, fname):
        field = self._fields.get(fname)
        return bool(field and field.inherited)

    def _prepare_outgoing_list(self, mail_server=False, doc_to_followers=None):
        """The wall: whatever asked for the letter, only the allowed get it.

        It drops and journals but never raises: one forbidden address must not
        stop the mail queue, the gateway or the colleagues on the same letter.
        """
        self._gate_claim()
        letters = super()._prepare_outgoing_list(
            mail_server=mail_server, doc_to_followers=doc_to_followers
        )
        named = {
            address
            for letter in letters
            for address in (letter["email_to_normalized"] or [])
        }
        allowed = self._gate_allowed(named)
        kept = [self._gate_filter_letter(letter, allowed) for letter in letters]
        if named - allowed:
            self._gate_report_stopped(named - allowed)
        return [letter for letter in kept if letter]

    def _gate_claim(self):
        """Let nobody else send the same letter to an outsider.

        A letter that leaves after the commit is for a moment in the queue as well,
        and core does not lock it. The second sender waits here for the first one and
        then fails before it sends, for the row has changed since it was read.
        """
        if not self.is_notification:
            self.env.cr.execute(
                SQL("SELECT FROM mail_mail WHERE id = %s FOR UPDATE", self.id)
            )

    def _gate_filter_letter(self, letter, allowed):
        def keep(formatted):
            return [one for one in formatted if email_normalize(one) in allowed]

        email_to, email_cc = keep(letter["email_to"]), keep(letter["email_cc"])
        if not email_to and not email_cc:
            return None
        headers = {
            key: value
            for key, value in letter["headers"].items()
            if key.lower() not in RECIPIENT_HEADERS
        }
        return letter | {
            "email_to": email_to,
            "email_cc": email_cc,
            "email_to_normalized": [
                one for one in letter["email_to_normalized"] if one in allowed
            ],
            "headers": headers,
        }

    def _send(self, *args, **kwargs):
        """Put aside letters of which nothing would be left.

        Core would otherwise keep them as failed “without exception” for ever.
        """
        stopped = self._gate_stopped()
        for mail in stopped:
            mail._gate_report_stopped(mail._gate_addresses())
        stopped.write(
            {
                "state": "cancel",
                "failure_reason": self.env._(
                    "Not sent: an outsider is reached only by an accepted answer."
                ),
            }
        )
        stopped._gate_cancel_notifications()
        stopped._gate_forget_secrets()
        return super(MailMail, self - stopped)._send(*args, **kwargs)

    def _gate_addresses(self):
        lists = [self.email_to, self.email_cc, *self.recipient_ids.mapped("email")]
        return {
            address for text in lists if text for address in email_normalize_all(text)
        }

    def _gate_stopped(self):
        """Letters of which nothing would be left; one query for all to staff."""
        named = {mail: mail._gate_addresses() for mail in self}
        insiders = self._gate_insiders({one for all_ in named.values() for one in all_})
        return self.filtered(
            lambda mail: (
                mail.state == "outgoing"
                and not named[mail] & insiders
                and mail._gate_stops_all(insiders)
            )
        )

    def _gate_stops_all(self, insiders=None):
        addresses = self._gate_addresses()
        return bool(addresses) and not self._gate_allowed(addresses, insiders)

    def _gate_cancel_notifications(self):
        self.env["mail.notification"].sudo().search(
            [("mail_mail_id", "in", self.ids)]
        ).write({"notification_status": "canceled"})

    def _gate_report_stopped(self, addresses):
        record = self._gate_record()
        self.env["skks.journal.entry"]._log(
            record,
            "wall.stopped",
            new=self.subject,
            payload={"addresses": sorted(addresses)},
        )
        if record and getattr(record, "_skks_gated", False):
            record.sudo()._message_log(
                body=self.env._(
                    "A letter to %(count)s address(es) outside was stopped. Outsiders"
                    " get an accepted answer or an acknowledgement, nothing else.",
                    count=len(addresses),
                )
            )

    def _gate_record(self):
        """The document of the letter, as a recordset; possibly empty."""
        if not self.model or self.model not in self.env or not self.res_id:
            return self.browse()
        return self.env[self.model].sudo().browse(self.res_id).exists()

    # ------------------------------------------------------------------
    # Evidence
    # ------------------------------------------------------------------

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        """Sent means accepted by the next mail server: journal it and tell the case."""
        for mail in self:
            permit = self.env["skks.gate.permit"]._of_letter(mail)
            if permit and mail.state == "sent":
                mail._gate_journal_sent(permit)
                mail._gate_forget_secrets()
            elif permit and mail.state == "exception":
                mail._gate_journal_failed(permit, failure_reason or mail.failure_reason)
        return super()._postprocess_sent_message(
            success_pids,
            success_emails,
            failure_reason=failure_reason,
            failure_type=failure_type,
        )

    def _gate_forget_secrets(self):
        """Keep of letters with a secret only what their messages say.

        While a letter may still be sent again, its text stays as its permit knows it.
        Afterwards the permit keeps the hash of what has left, and a second letter
        with the same secret cannot be made of this one: it has another hash.
        """
        for mail in self.filtered("skks_has_secret"):
            mail.write(
                {"body_html": mail.mail_message_id.body, "skks_has_secret": False}
            )

    @api.autovacuum
    def _gc_secrets(self):
        """A letter that could not leave for a month does not keep its secret."""
        domain = Domain("skks_has_secret", "=", True)
        domain &= Domain("create_date", "<", fields.Datetime.now() - SECRETS_KEPT)
        self.sudo().search(domain)._gate_forget_secrets()

    def _gate_journal_sent(self, permit):
        record = permit._document()
        self.env["skks.journal.entry"]._log(
            record,
            "mail.accepted",
            new=fields.Datetime.to_string(fields.Datetime.now()),
            payload={
                "kind": permit.kind,
                "addresses": sorted(self._gate_addresses()),
                "message_id": self.message_id,
            }
            | self.env["ir.mail_server"]._skks_pop_answer(self.message_id),
        )
        if record:
            record._on_gate_letter_sent(permit, self._gate_addresses())

    def _gate_journal_failed(self, permit, reason):
        record = permit._document()
        self.env["skks.journal.entry"]._log(
            record,
            "mail.failed",
            reason=reason,
            payload={
                "addresses": sorted(self._gate_addresses()),
                "message_id": self.message_id,
            },
        )
        if record:
            record._on_gate_letter_failed(permit, self._gate_addresses(), reason)
