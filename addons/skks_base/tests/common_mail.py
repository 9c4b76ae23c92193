"""Raw letters, and a model that they become, for the tests of mail in."""

import itertools
from email.message import EmailMessage

from odoo import fields, models
from odoo.tests import TransactionCase, new_test_user
from odoo.tools import email_normalize

from . import common_model

_serial = itertools.count(1)

OFFICE = "skrzynka@town.example"


def letter(
    subject="Question",
    body="Text",
    email_from="Anna <anna@gazeta.example>",
    email_to=OFFICE,
    message_id=None,
    attachments=(),
    **headers,
):
    """Build a raw letter as a mail program would.

    :param message_id: by default a new one each time
    :param attachments: pairs of (file name, bytes)
    :param headers: more headers, ``_`` for ``-``: ``in_reply_to="<1@a.example>"``
    :rtype: bytes
    """
    message = EmailMessage()
    message["From"] = email_from
    message["To"] = email_to
    message["Subject"] = subject
    message["Message-Id"] = message_id or f"<{next(_serial)}@gazeta.example>"
    for name, value in headers.items():
        message[name.replace("_", "-").title()] = value
    message.set_content(body)
    for filename, content in attachments:
        message.add_attachment(
            content,
            maintype="application",
            subtype="octet-stream",
            filename=filename,
        )
    return message.as_bytes()


def reply(message, **values):
    """Build a raw answer to a ``mail.message``."""
    values.setdefault("subject", f"Re: {message.subject or ''}")
    return letter(
        in_reply_to=message.message_id, references=message.message_id, **values
    )


def delivery_report(original_id, failed_address, action="failed"):
    """Build the report of a mail server on a letter of ours (RFC 3464)."""
    return (
        "From: Mail Delivery System <MAILER-DAEMON@mx.example>\r\n"
        f"To: {OFFICE}\r\nSubject: Undelivered Mail\r\nReturn-Path: <>\r\n"
        f"Message-Id: <dsn-{next(_serial)}@mx.example>\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=BB\r\n"
        "\r\n--BB\r\nContent-Type: text/plain\r\n\r\nThe letter came back.\r\n"
        "--BB\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; {failed_address}\r\n"
        f"Action: {action}\r\nStatus: 5.1.1\r\n\r\n"
        "--BB\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        f"Message-Id: {original_id}\r\n\r\n--BB--\r\n"
    ).encode()


class MailInCase(TransactionCase):
    """A mailbox ``skrzynka@`` whose letters become records of a test-only model."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._add_target_model()
        domain = cls.env["mail.alias.domain"].create(
            {"name": "town.example", "bounce_alias": "zwroty"}
        )
        cls.env.company.alias_domain_id = domain
        cls.alias = cls.env["mail.alias"].create(
            {
                "alias_name": "skrzynka",
                "alias_domain_id": domain.id,
                "alias_model_id": cls.env["ir.model"]._get_id("skks.test.letter"),
            }
        )
        cls.officer = new_test_user(
            cls.env, "officer.mail", groups="skks_base.group_officer"
        )
        cls.representative = new_test_user(
            cls.env, "representative.mail", groups="skks_base.group_representative"
        )

    @classmethod
    def _add_target_model(cls):
        class SkksTestLetter(models.Model):
            _module = None
            _name = "skks.test.letter"
            _description = "What a letter becomes"
            _inherit = ["mail.thread"]
            _primary_email = "email_from"
            _skks_number_pattern = r"TST/\d{4}/\d{4}"

            name = fields.Char()
            number = fields.Char()
            email_from = fields.Char()
            state = fields.Char(default="new")
            received_at = fields.Datetime()
            automatic = fields.Char()

            def message_new(self, msg_dict, custom_values=None):
                values = dict(
                    custom_values or {},
                    received_at=msg_dict["skks_received_at"],
                    automatic=msg_dict["skks_automatic"],
                )
                return super().message_new(msg_dict, custom_values=values)

            def message_update(self, msg_dict, update_vals=None):
                if not msg_dict["skks_automatic"]:
                    update_vals = dict(update_vals or {}, state="answered")
                return super().message_update(msg_dict, update_vals=update_vals)

            def _skks_participant_addresses(self):
                return {email_normalize(self.email_from)}

        common_model.add_models(cls, SkksTestLetter)
        cls.env["ir.model.access"].create(
            {
                "name": "test letter officer",
                "model_id": cls.env["ir.model"]._get_id("skks.test.letter"),
                "group_id": cls.env.ref("skks_base.group_officer").id,
                "perm_read": True,
            }
        )
        return SkksTestLetter

    def receive(self, raw):
        """Give ``raw`` to the gateway; return the row that was kept of it."""
        rows = self.env["skks.mail.quarantine"]
        before = rows.search([], order="id desc", limit=1).id or 0
        with self.enter_registry_test_mode():
            self.env["mail.thread"].message_process(False, raw)
        row = rows.search([("id", ">", before)])
        self.assertEqual(len(row), 1, "one letter, one row")
        return row

    def record_of(self, row):
        """The record that the letter of ``row`` is on."""
        return self.env[row.res_model].browse(row.res_id)
