from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import html2plaintext
from odoo.tools.mail import email_normalize, parse_contact_from_email, plaintext2html

from odoo.addons.skks_base.tools import mail_text
from odoo.addons.skks_base.tools.contact_traces import ContactTraces, find_phone

from .intervention import SUBMITTER_READERS

# Files of a letter that say who sent it and nothing else.
CALLING_CARDS = (".vcf", ".p7s", ".p7m", "original_email.eml")
# What the archive keeps for ever: nothing of it goes by itself.
KEPT_FOR_EVER = ("complaint", "motion")


class Intervention(models.Model):
    """Who the submitter is and how to reach them: known to those who have to, shown
    to a unit on request, and gone when the time is over.
    """

    _inherit = "skks.intervention"

    _contact_fields = ("contact_name", "email_from", "phone")
    _contact_places = ("address",)
    _retention_confirms = True
    _erasure_empties = ("latitude", "longitude", "street_id")

    sees_contact = fields.Boolean(
        compute="_compute_sees_contact", export_string_translation=False
    )
    contact_known = fields.Char(
        "Contact",
        compute="_compute_contact_known",
        help="What the submitter left; it is shown on request, and that is journalled.",
    )

    @api.depends_context("uid")
    def _compute_sees_contact(self):
        self.sees_contact = self.env.user.has_groups(SUBMITTER_READERS)

    @api.depends("contact_name", "email_from", "phone")
    @api.depends_context("lang")
    def _compute_contact_known(self):
        for case in self:
            record = case.sudo()
            known = [
                label
                for value, label in (
                    (record.phone, self.env._("phone")),
                    (record.email_from, self.env._("e-mail")),
                    (record.contact_name, self.env._("name")),
                )
                if value
            ]
            case.contact_known = ", ".join(known) or self.env._("none")

    @api.model
    def _skks_names_senders(self):
        return self.env.user.has_groups(SUBMITTER_READERS)

    # ------------------------------------------------------------------
    # On request
    # ------------------------------------------------------------------

    def action_ask_contact(self):
        """Ask why the submitter has to be reached, before it is shown how."""
        self.ensure_one()
        self._check_works_on()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("How to Reach the Submitter"),
            "res_model": "skks.intervention.contact",
            "view_mode": "form",
            "target": "new",
            "context": {"default_intervention_id": self.id},
        }

    # ------------------------------------------------------------------
    # What letters give away
    # ------------------------------------------------------------------

    @api.model
    def _prepare_letter_values(self, msg_dict):
        """Take what tells how to reach the submitter out of the words of the letter.

        A unit reads those words. The letter itself is kept as it came, for those
        who sort the letters.
        """
        values = super()._prepare_letter_values(msg_dict)
        phone = find_phone(html2plaintext(str(msg_dict.get("body") or "")))
        if phone:
            values.setdefault("phone", phone)
        traces = ContactTraces(
            [values.get("email_from")],
            [values.get("phone")],
            [values.get("contact_name")],
        )
        mark = self._contact_mark(self.env.company)
        for fname in ("name", "description"):
            values[fname] = traces.without(values[fname], mark)
        return values

    def message_post(self, **kwargs):
        """A letter from outside is put on the thread without contact data."""
        if kwargs.get("message_type") == "email" and self._skks_incoming():
            kwargs = self._without_contact(kwargs)
        return super().message_post(**kwargs)

    def _without_contact(self, letter):
        """The values of a letter as a unit may read them."""
        sender = letter.get("email_from") or ""
        if self.env["mail.mail"]._gate_is_own(sender):
            return letter
        name, _address = parse_contact_from_email(sender)
        traces = self._contact_traces(
            [email_normalize(sender) or sender], [] if "@" in name else [name]
        )
        mark = self._contact_mark(self.company_id)
        words = mail_text.html_reply_to_text(str(letter.get("body") or ""))
        return letter | {
            "body": traces.without(plaintext2html(words), mark),
            "subject": traces.without(letter.get("subject") or "", mark),
            "attachments": [
                file
                for file in letter.get("attachments") or []
                if not str(file[0]).lower().endswith(CALLING_CARDS)
            ],
        }

    @api.model
    def _contact_mark(self, company):
        lang = company.sudo().partner_id.lang
        return self.with_context(lang=lang).env._("(contact data: on request)")

    def _message_create(self, values_list):
        """Nobody outside is named as an author: a unit would read who it is."""
        partners = self.env["res.partner"].sudo()
        for values in values_list:
            author = partners.browse(values.get("author_id") or [])
            if author.partner_share:
                values["author_id"] = False
        return super()._message_create(values_list)

    # ------------------------------------------------------------------
    # Retention
    # ------------------------------------------------------------------

    @api.model
    def _retention_domain(self):
        """Complaints and motions are class A; nothing of them goes by itself."""
        domain = super()._retention_domain()
        if "qualification" in self._fields:
            domain &= Domain("qualification", "not in", KEPT_FOR_EVER)
        return domain

    @api.model
    def _retention_unconfirmed_domain(self):
        """The address was never confirmed, and nobody has begun to work on it."""
        if "confirmation" not in self._fields:
            return super()._retention_unconfirmed_domain()
        return Domain("confirmation", "=", "asked") & Domain(
            "state", "in", ("new", "routed")
        )

    def _retention_drop(self, reason):
        result = super()._retention_drop(reason)
        self._skks_running_clocks()._skks_cancel(reason)
        if self.state != self._state_initial:
            self._transition(self._state_initial, reason=reason)
        self._transition(self._state_not_a_case, reason=reason)
        return result

    def _tombstone_values(self):
        reply = self.reply_ids.filtered("sent_at").sorted("sent_at")[-1:]
        return super()._tombstone_values() | {"outcome": reply.outcome_id.name}

    # ------------------------------------------------------------------
    # Whistleblowers
    # ------------------------------------------------------------------

    def _purge_whistleblower(self):
        """Take a whistleblower's report out at once, before anybody reads on.

        Private: whoever qualifies the report decides. It belongs into the channel of
        the act of 14 June 2024; here there stays its number and that one word.
        """
        self.ensure_one()
        case = self.sudo()
        lang = case.company_id.partner_id.lang
        word = self.with_context(lang=lang).env._("whistleblower")
        erasure = self.env["skks.erasure"]
        case._skks_running_clocks()._skks_cancel(word)
        erasure._erase_person(self, word, said={"outcome": word})
        erasure.sudo()._purge(case)
