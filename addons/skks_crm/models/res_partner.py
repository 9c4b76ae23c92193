from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import email_normalize, parse_contact_from_email

from ..tools.mail_domain import (
    PUBLIC_PROVIDERS,
    REGISTRY_SUFFIXES,
    address_spellings,
    covering_domains,
    normalize_domain,
    split_domains,
)
from .media_type import FREQUENCIES

# Rows are kept from other staff by the rules on contacts; these groups are for the
# fields that lead to models on which other staff have no rights at all.
READERS = "skks_base.group_officer,skks_base.group_auditor"


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
    data_source = fields.Char(
        "Source of the Data",
        tracking=True,
        help="Where these contact data come from, e.g. imprint of the title.",
    )
    verified_on = fields.Date(tracking=True, copy=False)
    verified_by_id = fields.Many2one("res.users", "Verified By", copy=False)

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

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        kind = self.env.context.get("default_skks_kind")
        defaults = {"skks_kind": kind} if kind else {}
        return super().create(
            [self._skks_clean_vals(defaults | vals) for vals in vals_list]
        )

    def write(self, vals):
        vals = self._skks_clean_vals(vals)
        changed = self._skks_check_do_not_contact(vals)
        result = super().write(vals)
        if changed:
            self.env["skks.journal.entry"]._log(
                changed,
                "contact.do_not_contact",
                old=str(not vals["do_not_contact"]),
                new=str(bool(vals["do_not_contact"])),
            )
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_do_not_contact(self):
        marked = self.sudo().filtered("do_not_contact")
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
            vals.setdefault("is_company", vals["skks_kind"] == "outlet")
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

    def _skks_check_do_not_contact(self, vals):
        """Return the contacts whose mark changes; only the head may clear it."""
        if "do_not_contact" not in vals:
            return self.browse()
        marked = bool(vals["do_not_contact"])
        changed = self.sudo().filtered(lambda p: p.do_not_contact != marked)
        if changed and not marked and not self._skks_may_lift_do_not_contact():
            raise AccessError(
                self.env._(
                    "%s asked not to be contacted. Only the head of the office clears"
                    " that mark.",
                    ", ".join(changed.mapped("name")),
                )
            )
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

    def action_skks_verify(self):
        """Record that the contact data were checked today."""
        return self.write(
            {
                "verified_on": fields.Date.context_today(self),
                "verified_by_id": self.env.uid,
            }
        )

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

    # ------------------------------------------------------------------
    # Recognising senders
    # ------------------------------------------------------------------

    @api.model
    def _skks_recognise_sender(self, email_from):
        """Tell which journalist and which outlet an address belongs to.

        A person is known by the address, with or without a ``+tag``; an outlet by
        its own address or by the domain, the most particular one first. The outlet
        of a known person is the one of the address if the person works there now,
        else the main workplace. Archived contacts do not count; an address of our
        own staff is unknown.

        :param str email_from: header or address, e.g. ``"Jan" <jan@kurier.example>``
        :return: ``(journalist, outlet, status)``: two recordsets of at most one
            contact, and ``"journalist"`` (person known), ``"outlet"`` (only the
            outlet known) or ``"unknown"``
        """
        nothing = self.browse()
        address = email_normalize(email_from or "", strict=False)
        if not address:
            return nothing, nothing, "unknown"
        spellings = address_spellings(address)
        candidates = self._skks_sender_candidates(spellings)
        persons = candidates.filtered(lambda p: p.email_normalized in spellings)
        if not all(persons.mapped("partner_share")):
            return nothing, nothing, "unknown"
        outlets = candidates._skks_rank_outlets(spellings)
        journalists = persons.filtered(lambda p: p.skks_kind == "journalist")
        if journalists:
            journalist, outlet = journalists._skks_choose_journalist(outlets, spellings)
            return self.browse(journalist.id), self.browse(outlet.id), "journalist"
        if outlets:
            return nothing, self.browse(outlets[0].id), "outlet"
        return nothing, nothing, "unknown"

    @api.model
    def _skks_sender_candidates(self, spellings):
        """Return all active contacts that one of the addresses may mean (1 query)."""
        domains = covering_domains(normalize_domain(spellings[0]) or "")
        by_domain = Domain.OR(Domain("outlet_domains", "ilike", d) for d in domains)
        return (
            self.sudo()
            .with_context(active_test=True)
            .search_fetch(
                Domain("email_normalized", "in", spellings)
                | (Domain("skks_kind", "=", "outlet") & by_domain),
                ["email_normalized", "outlet_domains", "partner_share", "skks_kind"],
                order="id",
            )
        )

    def _skks_rank_outlets(self, spellings):
        """Return the outlets among these contacts that own the address, best first."""
        domains = covering_domains(normalize_domain(spellings[0]) or "")
        ranks = {}
        for outlet in self.filtered(lambda p: p.skks_kind == "outlet"):
            own = split_domains(outlet.outlet_domains)
            if outlet.email_normalized in spellings:
                ranks[outlet] = -1
            elif matching := [rank for rank, d in enumerate(domains) if d in own]:
                ranks[outlet] = matching[0]
        return self.browse().concat(*sorted(ranks, key=lambda o: (ranks[o], o.id)))

    def _skks_choose_journalist(self, outlets, spellings):
        """Return who of these namesakes of an address writes, and for which outlet.

        :param outlets: outlets that own the address, best first
        :param spellings: the address, the way it came first
        """
        affiliations = (
            self.env["skks.affiliation"]
            .sudo()
            .search_fetch(
                [
                    ("journalist_id", "in", self.ids),
                    ("outlet_id.active", "=", True),
                    ("is_current", "=", True),
                ],
                ["journalist_id", "outlet_id", "is_main"],
            )
        )
        current = {
            journalist: affiliations.filtered(
                lambda line, journalist=journalist: line.journalist_id == journalist
            )
            for journalist in self
        }

        def preference(journalist):
            lines = current[journalist]
            return (
                spellings.index(journalist.email_normalized),
                not lines.outlet_id & outlets,
                not any(lines.mapped("is_main")),
                not lines,
                journalist.id,
            )

        journalist = min(self, key=preference)
        outlet = current[journalist]._choose_outlet(outlets) or outlets[:1]
        return journalist, outlet

    @api.model
    def _skks_create_journalist(self, name, email, outlet=None, phone=None):
        """Return the journalist with that address, added to the base if new.

        A person already known is returned instead of doubled, and a plain contact
        that the mail gateway made of the sender becomes the journalist. Somebody
        who does not work for ``outlet`` yet does from now on.

        :param outlet: ``res.partner`` of kind outlet, or nothing for a freelancer
        :raises UserError: the address is of our own staff, or nothing names a person
        """
        parsed_name, _email = parse_contact_from_email(email or "")
        address = email_normalize(email or "", strict=False)
        name = (name or parsed_name or address or "").strip()
        if not name:
            raise UserError(self.env._("Enter the name of the journalist."))
        journalist = self._skks_known_person(address)
        if journalist:
            journalist.write(
                {"skks_kind": "journalist", "phone": journalist.phone or phone}
            )
        else:
            journalist = self.create(
                {
                    "skks_kind": "journalist",
                    "name": name,
                    "email": address,
                    "phone": phone,
                }
            )
        if outlet and outlet not in journalist.current_outlet_ids:
            journalist._skks_add_workplace(outlet)
        return journalist

    @api.model
    def _skks_known_person(self, address):
        """Return the person, journalist or plain contact, with that address."""
        if not address:
            return self.browse()
        journalist, _outlet, _status = self._skks_recognise_sender(address)
        if journalist:
            return journalist
        contacts = self.search([("email_normalized", "=", address)], order="id")
        if not all(contacts.mapped("partner_share")):
            raise UserError(
                self.env._(
                    "%s is an address of our own staff, not of a journalist.", address
                )
            )
        plain = contacts.filtered(lambda p: not p.skks_kind and not p.is_company)
        return plain[:1]

    def _skks_add_workplace(self, outlet):
        """Let a journalist work for an outlet from today on."""
        affiliations = self.env["skks.affiliation"]
        return affiliations.create(
            {
                "journalist_id": self.id,
                "outlet_id": outlet.id,
                "date_from": affiliations._today(),
                "is_main": not self.current_outlet_ids,
            }
        )
