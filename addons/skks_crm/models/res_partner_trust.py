from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import email_normalize

from ..tools.contact_keys import split_emails
from .res_partner import READERS

# What is checked when a card is verified; a change of it is to be checked anew.
VERIFIED_FIELDS = ("email", "phone", "other_emails", "outlet_domains")
# The person gave the data, so the information duty is art. 13 and not 14 GDPR.
FROM_THE_PERSON = ("letter", "phone", "person")


class ResPartner(models.Model):
    """How far the data of a contact can be trusted: whence, and checked when."""

    _name = "res.partner"
    _inherit = ["res.partner", "skks.guard.mixin"]

    _guarded_fields = (
        "verified_on",
        "verified_by_id",
        "data_changed_at",
        "mail_returned_at",
        "mail_returned_message_id",
        "mailing_opt_out_at",
    )

    data_origin = fields.Selection(
        [
            ("letter", "Wrote to us"),
            ("phone", "Called us"),
            ("person", "Told us otherwise"),
            ("public", "Imprint, website, publication"),
            ("other", "Somebody else, e.g. the newsroom"),
            ("import", "Imported list"),
        ],
        "How We Got the Data",
        tracking=True,
        help="Whoever did not give us the data must be told within a month that we"
        " have them, and from whom (art. 14 GDPR).",
    )
    data_changed_at = fields.Datetime(
        "Changed after Verification",
        readonly=True,
        copy=False,
        help="E-mail, phone or workplace changed after somebody had verified the card.",
    )
    verification_due = fields.Boolean(
        "To Verify",
        compute="_compute_verification_due",
        search="_search_verification_due",
        help="Never verified, too long ago, or changed since then.",
    )
    other_emails = fields.Char(
        "Other E-mails",
        tracking=True,
        help="Further addresses of the same person or newsroom, separated by commas."
        " Letters from them are recognised; ours go to the main address.",
    )
    mail_returned_message_id = fields.Many2one(
        "mail.message",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups=fields.NO_ACCESS,
        export_string_translation=False,
    )
    mail_returned_from = fields.Char(
        "Which Letter Came Back",
        compute="_compute_mail_returned_from",
        groups=READERS,
    )

    # ------------------------------------------------------------------
    # Verification
    # ------------------------------------------------------------------

    @api.model
    def _skks_verification_due_domain(self):
        """Contacts whose data are to be checked (again)."""
        months = self.env.company.sudo().skks_verify_months
        limit = self.env.company._skks_today() - relativedelta(months=months)
        return Domain("skks_kind", "!=", False) & (
            Domain("verified_on", "=", False)
            | Domain("verified_on", "<", limit)
            | Domain("data_changed_at", "!=", False)
        )

    @api.depends("skks_kind", "verified_on", "data_changed_at")
    @api.depends_context("company")
    def _compute_verification_due(self):
        due = self.filtered_domain(self._skks_verification_due_domain())
        for partner in self:
            partner.verification_due = partner in due

    def _search_verification_due(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._skks_verification_due_domain()

    def action_skks_verify(self):
        """Record that the contact data were checked today."""
        self.check_access("write")
        self.filtered("skks_kind")._skks_record_verification()
        return True

    def _skks_record_verification(self, on=None, by=None):
        """Note who checked the data, and when; journalled.

        Private: the date is a fact, so no client may give it.
        """
        by = by or self.env.user
        on = fields.Date.to_date(on) or self.env.company._skks_today()
        changes = [
            (one, {"old": str(one.verified_on or ""), "new": str(on)}) for one in self
        ]
        self._guarded_write(
            {"verified_on": on, "verified_by_id": by.id, "data_changed_at": False}
        )
        self.env["skks.journal.entry"]._log_each("contact.verify", changes)

    def _skks_data_changed(self):
        """What was verified is no longer what stands there."""
        verified = self.sudo().filtered(
            lambda one: one.verified_on and not one.data_changed_at
        )
        if verified:
            verified._guarded_write({"data_changed_at": fields.Datetime.now()})

    def _skks_verified_values(self):
        """``{contact: {field: value}}`` of what is compared before and after."""
        return {
            one: {name: one[name] or False for name in VERIFIED_FIELDS}
            for one in self.sudo()
            if one.skks_kind
        }

    # ------------------------------------------------------------------
    # Source
    # ------------------------------------------------------------------

    @api.constrains("data_source", "skks_kind")
    def _check_data_source(self):
        for partner in self:
            source = (partner.data_source or "").strip()
            if partner.skks_kind == "journalist" and not source:
                raise ValidationError(
                    self.env._(
                        "Source of the data: say where the data of %s come from. The"
                        " law obliges us to tell the person (art. 14 GDPR).",
                        partner.display_name,
                    )
                )

    @api.model
    def _skks_default_source(self, origin):
        """What is known of the source when nobody said more."""
        words = {
            "user": self.env.user.name,
            "date": self.env.company._skks_today().strftime("%d.%m.%Y"),
        }
        if origin == "letter":
            return self.env._("letter to the office, %(date)s, %(user)s", **words)
        if origin == "phone":
            return self.env._("phone call, %(date)s, %(user)s", **words)
        if origin == "import":
            return self.env._("imported list, %(date)s, %(user)s", **words)
        return self.env._("entered by hand, %(date)s, %(user)s", **words)

    @api.model
    def _skks_complete_source(self, vals):
        """Fill in where the data of a new journalist come from."""
        if not vals.get("data_origin"):
            imported = self.env.context.get("import_file")
            origin = self.env.context.get("default_data_origin")
            vals["data_origin"] = origin or ("import" if imported else False)
        if not (vals.get("data_source") or "").strip():
            vals["data_source"] = self._skks_default_source(vals["data_origin"])

    # ------------------------------------------------------------------
    # Addresses
    # ------------------------------------------------------------------

    @api.model
    def _skks_clean_emails(self, text):
        """Return a list of addresses in its one spelling, or say what is wrong."""
        found = split_emails(text)
        left = text.lower()
        for address in found:
            left = left.replace(address, "", 1)
        wrong = left.strip(" ,;\n\t<>")
        if wrong:
            raise ValidationError(
                self.env._(
                    "Other e-mails: “%s” is no e-mail address. Separate several"
                    " addresses by commas.",
                    wrong,
                )
            )
        return ", ".join(found) or False

    def _skks_addresses(self):
        """All normalized addresses of this contact, the main one first."""
        self.ensure_one()
        found = [self.email_normalized, *split_emails(self.other_emails)]
        return list(dict.fromkeys(filter(None, found)))

    # ------------------------------------------------------------------
    # Letters that come back
    # ------------------------------------------------------------------

    def _skks_mark_returned(self, message=None):
        """The address is no good; private, only mail that came back says so.

        :param message: ``mail.message`` that came back, if known
        """
        values = {"mail_returned_at": fields.Datetime.now()}
        if message:
            values["mail_returned_message_id"] = message.id
        self.sudo()._guarded_write(values)

    @api.depends("mail_returned_at")
    @api.depends_context("uid")
    def _compute_mail_returned_from(self):
        """Name the letter to whoever may read the document it was sent from."""
        for partner in self:
            message = partner.sudo().mail_returned_message_id
            partner.mail_returned_from = self._skks_letter_name(message)

    @api.model
    def _skks_letter_name(self, message):
        if not message or message.model not in self.env:
            return False
        document = self.env[message.model].browse(message.res_id).exists()
        if not document or not document.has_access("read"):
            return False
        return message.subject or document.display_name

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model
    def _prepare_create_values(self, vals_list):
        prepared = super()._prepare_create_values(vals_list)
        for vals in prepared:
            if vals.get("skks_kind") == "journalist":
                self._skks_complete_source(vals)
        return prepared

    @api.model
    def _skks_clean_vals(self, vals):
        vals = super()._skks_clean_vals(vals)
        if vals.get("other_emails"):
            vals["other_emails"] = self._skks_clean_emails(vals["other_emails"])
        return vals

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        objecting = partners.filtered("mailing_opt_out")
        objecting._skks_note_opt_out(True)
        return partners

    def write(self, vals):
        vals = dict(vals)
        if vals.get("skks_kind") == "journalist" and "data_source" not in vals:
            sourceless = self.sudo().filtered(lambda one: not one.data_source)
            if sourceless and not self - sourceless:
                self._skks_complete_source(vals)
        before = {}
        if not vals.keys().isdisjoint(VERIFIED_FIELDS):
            before = self._skks_verified_values()
        objected = self.browse()
        if "mailing_opt_out" in vals:
            mark = bool(vals["mailing_opt_out"])
            objected = self.filtered(lambda one: one.mailing_opt_out != mark)
        result = super().write(vals)
        objected._skks_note_opt_out(bool(vals.get("mailing_opt_out")))
        self._skks_follow_change(before)
        return result

    def _skks_follow_change(self, before):
        """Doubt what was verified; a new address has returned no letter yet."""
        after = self._skks_verified_values() if before else {}
        changed = {one for one in before if before[one] != after.get(one)}
        self.browse().union(*changed)._skks_data_changed()
        returned = self.browse().union(
            *(
                one
                for one in changed
                if one.mail_returned_at
                and email_normalize(before[one]["email"] or "") != one.email_normalized
            )
        )
        if returned:
            returned.sudo()._guarded_write(
                {"mail_returned_at": False, "mail_returned_message_id": False}
            )

    def _skks_note_opt_out(self, objects):
        if self:
            when = fields.Datetime.now() if objects else False
            self.sudo()._guarded_write({"mailing_opt_out_at": when})
