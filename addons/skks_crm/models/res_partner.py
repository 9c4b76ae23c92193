from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

from ..tools.mail_domain import (
    PUBLIC_PROVIDERS,
    REGISTRY_SUFFIXES,
    normalize_domain,
    split_domains,
)
from .media_type import FREQUENCIES

# Rows are kept from other staff by the rules on contacts; these groups are for the
# fields that lead to models on which other staff have no rights at all.
READERS = "skks_base.group_officer,skks_base.group_auditor"
# Marks by which a contact says no; setting one is easy, clearing it is not.
OBJECTIONS = ("do_not_contact", "mailing_opt_out")


class ResPartner(models.Model):
    """Outlets and journalists are contacts, never copies of contacts."""

    _inherit = "res.partner"

    _erasure_children = ("affiliation_ids",)

    skks_kind = fields.Selection(
        [("outlet", "Media outlet"), ("journalist", "Journalist")],
        "Media Role",
        index="btree_not_null",
        tracking=True,
    )
    skks_contact = fields.Boolean(
        compute="_compute_skks_contact",
        store=True,
        readonly=False,
        precompute=True,
        recursive=True,
    )

    # outlet
    media_type_id = fields.Many2one(
        "skks.media.type",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        groups=READERS,
    )
    frequency = fields.Selection(
        FREQUENCIES,
        compute="_compute_frequency",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="Decides terms of the press law: a title that appears more often than"
        " weekly counts as a daily (dziennik).",
    )
    outlet_domains = fields.Char(
        "E-mail Domains",
        tracking=True,
        help="Domains of the addresses from which this outlet writes, separated by"
        " commas. Senders are recognised by them, subdomains included.",
    )
    correction_address = fields.Text(
        "Address for Corrections",
        tracking=True,
        help="Postal address to which a demand for correction is sent.",
    )
    correction_email = fields.Char("E-mail for Corrections", tracking=True)
    outlet_affiliation_ids = fields.One2many(
        "skks.affiliation", "outlet_id", "Journalists", groups=READERS
    )
    journalist_count = fields.Integer(
        compute="_compute_journalist_count",
        groups=READERS,
        help="Journalists who work there today.",
    )

    # journalist
    affiliation_ids = fields.One2many(
        "skks.affiliation", "journalist_id", "Workplaces", groups=READERS
    )
    current_outlet_ids = fields.Many2many(
        "res.partner",
        string="Current Outlets",
        compute="_compute_current_outlet_ids",
        search="_search_current_outlet_ids",
        groups=READERS,
    )
    preferred_channel = fields.Selection(
        [
            ("email", "E-mail"),
            ("phone", "Phone"),
            ("sms", "Text message"),
            ("messenger", "Messenger"),
        ],
        help="How this person wants to be contacted.",
    )

    # both
    do_not_contact = fields.Boolean(
        tracking=True,
        help="Asked not to be contacted by us. Answers to their own questions are"
        " still sent. Only the head of the office clears this mark.",
    )
    mailing_opt_out = fields.Boolean(
        "No Mailings",
        tracking=True,
        help="Objected to mailings of ours (art. 21 GDPR): gets no media information,"
        " but answers to their own questions. Only the head of the office clears this"
        " mark, when the person wants that.",
    )
    mailing_opt_out_at = fields.Datetime("Objected on", readonly=True, copy=False)
    mail_returned_at = fields.Datetime(
        "Letters Come Back since",
        readonly=True,
        copy=False,
        help="The mail server of the address returned a letter. A new address clears"
        " this.",
    )
    data_source = fields.Char(
        "Source of the Data",
        tracking=True,
        help="Where these contact data come from, e.g. imprint of the title.",
    )
    verified_on = fields.Date(tracking=True, readonly=True, copy=False)
    verified_by_id = fields.Many2one(
        "res.users", "Verified By", readonly=True, copy=False
    )

    # every incoming letter asks for its sender
    _email_normalized_idx = models.Index(
        "(email_normalized) WHERE email_normalized IS NOT NULL"
    )

    # ------------------------------------------------------------------
    # Computes and searches
    # ------------------------------------------------------------------

    @api.depends("skks_kind", "parent_id.skks_contact")
    def _compute_skks_contact(self):
        """Hide media contacts, and persons kept under one, from other staff.

        A mark set for another reason, e.g. on a citizen, is left as it is.
        """
        for partner in self:
            partner.skks_contact = (
                bool(partner.skks_kind)
                or partner.parent_id.skks_contact
                or partner.skks_contact
            )

    @api.depends("media_type_id")
    def _compute_frequency(self):
        for partner in self:
            partner.frequency = (
                partner.frequency or partner.media_type_id.default_frequency
            )

    @api.depends("affiliation_ids.is_current", "affiliation_ids.outlet_id")
    def _compute_current_outlet_ids(self):
        current = self.affiliation_ids.filtered("is_current")
        by_journalist = current.grouped("journalist_id")
        nothing = self.env["skks.affiliation"]
        for partner in self:
            partner.current_outlet_ids = by_journalist.get(partner, nothing).outlet_id

    def _search_current_outlet_ids(self, operator, value):
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        current = Domain("is_current", "=", True)
        works_there = current & Domain("outlet_id", operator, value)
        if operator == "in" and False in value:
            works = Domain("affiliation_ids", "any", works_there)
            return works | ~Domain("affiliation_ids", "any", current)
        return Domain("affiliation_ids", "any", works_there)

    @api.depends("outlet_affiliation_ids.is_current")
    def _compute_journalist_count(self):
        counts = dict(
            self.env["skks.affiliation"]._read_group(
                [("outlet_id", "in", self.ids), ("is_current", "=", True)],
                ["outlet_id"],
                ["journalist_id:count_distinct"],
            )
        )
        for partner in self:
            partner.journalist_count = counts.get(partner._origin, 0)

    # ------------------------------------------------------------------
    # Constraints
    # ------------------------------------------------------------------

    @api.constrains("skks_kind")
    def _check_skks_kind(self):
        for partner in self.sudo():
            if partner.skks_kind and not partner.partner_share:
                raise ValidationError(
                    self.env._(
                        "“%s” is a member of staff, so neither a journalist nor an"
                        " outlet. Add a separate contact.",
                        partner.name,
                    )
                )
        self.affiliation_ids._check_kinds()
        self.outlet_affiliation_ids._check_kinds()

    @api.constrains("skks_contact", "skks_kind", "parent_id")
    def _check_skks_kind_is_hidden(self):
        """The mark hides a card from other staff: nobody takes it off a medium."""
        for partner in self.sudo():
            hidden = partner.skks_kind or partner.parent_id.skks_contact
            if hidden and not partner.skks_contact:
                raise ValidationError(
                    self.env._(
                        "“%s” is a contact with the media, whose card only the press"
                        " office sees. Leave “Outside contact” ticked.",
                        partner.name,
                    )
                )

    def _skks_check_is(self, kind):
        """Refuse contacts that are not all ``outlet``, or all ``journalist``."""
        for contact in self.sudo():
            if contact.skks_kind == kind:
                continue
            if kind == "outlet":
                message = self.env._(
                    "“%s” is not a media outlet. Choose an outlet.",
                    contact.display_name,
                )
            else:
                message = self.env._(
                    "“%s” is not a journalist. Choose a journalist.",
                    contact.display_name,
                )
            raise ValidationError(message)

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model
    def _prepare_create_values(self, vals_list):
        # not in create(): here the defaults that a client sent are values like others
        prepared = super()._prepare_create_values(vals_list)
        return [self._skks_clean_vals(vals) for vals in prepared]

    def write(self, vals):
        vals = self._skks_clean_vals(vals)
        changed = {
            fname: self._skks_check_objection(vals, fname) for fname in OBJECTIONS
        }
        result = super().write(vals)
        for fname, contacts in changed.items():
            if contacts:
                self.env["skks.journal.entry"]._log(
                    contacts,
                    f"contact.{fname}",
                    old=str(not vals[fname]),
                    new=str(bool(vals[fname])),
                )
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_do_not_contact(self):
        marked = self.sudo().filtered("do_not_contact")
        if self._skks_merge_pass():
            return  # the card that stays says it
        if marked and not self._skks_may_lift_do_not_contact():
            raise AccessError(
                self.env._(
                    "%s asked not to be contacted; deleting the contact would lose"
                    " that. Archive it, or ask the head of the office.",
                    ", ".join(marked.mapped("name")),
                )
            )

    def get_formview_id(self, access_uid=None):
        """Open outlets and journalists in their own forms from everywhere."""
        kind = self.skks_kind if len(self) == 1 else False
        if not kind or not self.env.user.has_groups(READERS):
            return super().get_formview_id(access_uid=access_uid)
        return self.env.ref(f"skks_crm.res_partner_{kind}_view_form").id

    @api.model
    def _skks_clean_vals(self, vals):
        """Return the values as they are stored, whatever door they came through."""
        vals = dict(vals)
        if vals.get("outlet_domains"):
            vals["outlet_domains"] = self._skks_clean_domains(vals["outlet_domains"])
        if vals.get("skks_kind"):
            vals["is_company"] = vals["skks_kind"] == "outlet"
        return vals

    @api.model
    def _skks_clean_domains(self, text):
        """Return a list of domains in its one spelling, or say what is wrong."""
        domains = []
        for entry in split_domains(text):
            domain = normalize_domain(entry)
            if not domain or domain in REGISTRY_SUFFIXES:
                raise ValidationError(
                    self.env._(
                        "E-mail domains: “%s” is not a domain. Enter for example"
                        " “kurier.example”, several separated by commas.",
                        entry,
                    )
                )
            if domain in PUBLIC_PROVIDERS:
                raise ValidationError(
                    self.env._(
                        "E-mail domains: anybody can have an address at “%s”, so it"
                        " does not tell this outlet from others. Enter the full"
                        " address in the contact of the person who uses it.",
                        domain,
                    )
                )
            domains.append(domain)
        return ", ".join(dict.fromkeys(domains)) or False

    def _skks_check_objection(self, vals, fname):
        """Return the contacts whose mark changes; only the head may clear it."""
        if fname not in vals:
            return self.browse()
        marked = bool(vals[fname])
        changed = self.sudo().filtered(lambda contact: contact[fname] != marked)
        if changed and not marked and not self._skks_may_lift_do_not_contact():
            names = ", ".join(changed.mapped("name"))
            if fname == "mailing_opt_out":
                message = self.env._(
                    "%s objected to mailings. Only the head of the office clears that"
                    " mark.",
                    names,
                )
            else:
                message = self.env._(
                    "%s asked not to be contacted. Only the head of the office clears"
                    " that mark.",
                    names,
                )
            raise AccessError(message)
        return changed

    @api.model
    def _skks_may_lift_do_not_contact(self):
        """Ask who acts, not which rights the code lent them."""
        return self.env.uid == SUPERUSER_ID or self.env.user.has_group(
            "skks_base.group_manager"
        )

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_skks_opt_out(self):
        """Record that the contact objects to mailings."""
        return self.write({"mailing_opt_out": True})

    @api.model
    def _skks_mailing_domain(self):
        """Contacts to whom a mailing may go: with an address, and no objection."""
        return (
            Domain("skks_kind", "in", ("journalist", "outlet"))
            & Domain("partner_share", "=", True)
            & Domain("email_normalized", "!=", False)
            & Domain("do_not_contact", "=", False)
            & Domain("mailing_opt_out", "=", False)
        )

    def _skks_mailing_obstacle(self):
        """Why no mailing goes to this contact, in words; None if one may."""
        self.ensure_one()
        contact = self.sudo()
        if not contact.active:
            return self.env._("The contact is archived.")
        if contact.do_not_contact:
            return self.env._("Asked not to be contacted.")
        if contact.mailing_opt_out:
            return self.env._("Objected to mailings.")
        if not contact.email_normalized:
            return self.env._("Has no correct e-mail address.")
        if not contact.filtered_domain(self._skks_mailing_domain()):
            return self.env._("Is neither a journalist nor an outlet.")
        return None

    def action_skks_journalists(self):
        """Open the people who work for this outlet today."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "skks_crm.res_partner_journalist_action"
        )
        action["domain"] = [
            ("skks_kind", "=", "journalist"),
            ("current_outlet_ids", "in", self.ids),
        ]
        return action
