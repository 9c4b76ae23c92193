"""Contacts that the rows of a list may mean: those there are, and those to be made."""

from collections import defaultdict

from odoo.fields import Domain
from odoo.tools import email_normalize, html2plaintext

from ..tools.contact_keys import (
    name_keys,
    outlet_key,
    phone_key,
    same_person,
    split_emails,
)
from ..tools.mail_domain import (
    PUBLIC_PROVIDERS,
    covering_domains,
    normalize_domain,
    split_domains,
)

FIELDS = (
    "active",
    "city",
    "data_source",
    "do_not_contact",
    "email",
    "email_normalized",
    "freelancer",
    "frequency",
    "lang",
    "language_ids",
    "mailing_opt_out",
    "media_type_id",
    "name",
    "other_emails",
    "outlet_domains",
    "partner_share",
    "phone",
    "skks_kind",
    "topic_ids",
    "website",
)


class Card:
    """A contact of the base or one to be made, and what is to be written on it."""

    def __init__(self, kind, name, record=None):
        self.kind = kind
        self.record = record
        self.name = name
        self.values = {}  # to write
        self.told = {}  # field -> (value, row) that the file says first
        self.notes = []  # lines to add to the note
        self.note = None  # what the note says already, once it was read
        self.email = record.email_normalized if record else ""
        self.email = self.email or ""
        addresses = record._skks_addresses() if record else []
        self.other_emails = [one for one in addresses if one != self.email]
        self.phone = phone_key(record.phone or "") if record else ""
        self.active = record.active if record else True
        self.workplaces = {}  # outlet -> workplace
        self.row = None  # the first one that means it

    @property
    def outlets(self):
        """Outlets for which the person works and has not ended."""
        return {card for card, work in self.workplaces.items() if not work.ended}

    def current(self, fname):
        """What the card will say."""
        if fname in self.values:
            return self.values[fname]
        value = self.record[fname] if self.record else False
        return value.id if hasattr(value, "_ids") else value

    def add_emails(self, addresses):
        """Plan further addresses of the contact."""
        old = split_emails(self.current("other_emails") or "")
        self.values["other_emails"] = ", ".join(dict.fromkeys([*old, *addresses]))
        self.other_emails += addresses

    def has_note(self, line):
        """Whether the note of the contact has this line already."""
        if self.note is None:
            comment = self.record.comment if self.record else ""
            self.note = _squeezed(html2plaintext(comment or ""))
        return _squeezed(line) in self.note


class Workplace:
    """A place of work of the base or one to be entered."""

    def __init__(self, person, outlet, record=None, ended=False):
        self.person = person
        self.outlet = outlet
        self.record = record
        self.ended = ended
        self.name = outlet.name
        self.values = {}
        self.told = {}

    def current(self, fname):
        """What the place of work will say."""
        if fname in self.values:
            return self.values[fname]
        return self.record[fname] if self.record else False


class Known:
    """All contacts of the base by what a row may name them; read at once."""

    def __init__(self, env, addresses):
        """:param addresses: normalized addresses in the file"""
        self.env = env
        self.people_by_email = defaultdict(list)
        self.people_by_name = defaultdict(list)
        self.people_by_phone = defaultdict(list)
        self.outlets_by_key = defaultdict(list)
        self.outlets_by_email = {}
        self.outlets_by_domain = defaultdict(list)
        self.staff = self._read_staff(addresses)
        by_id = self._read_contacts(addresses)
        self._read_workplaces(by_id)

    def _read_staff(self, addresses):
        """Addresses in the file that are of accounts of the office."""
        users = self.env["res.users"].sudo().with_context(active_test=False)
        found = users.search_fetch(
            Domain("share", "=", False)
            & (
                Domain("login", "in", list(addresses))
                | Domain("partner_id.email_normalized", "in", list(addresses))
            ),
            ["login", "email_normalized"],
        )
        return {user.email_normalized for user in found} | {
            email_normalize(user.login) for user in found
        }

    def _read_contacts(self, addresses):
        partners = self.env["res.partner"].with_context(active_test=False)
        plain = (
            Domain("email_normalized", "in", list(addresses))
            & Domain("is_company", "=", False)
            & Domain("active", "=", True)
        )
        found = partners.search_fetch(
            Domain("skks_kind", "in", ("journalist", "outlet")) | plain,
            FIELDS,
            order="id",
        )
        by_id = {}
        for record in found.filtered("partner_share"):
            kind = record.skks_kind or "person"
            card = by_id[record.id] = Card(kind, record.name or "", record)
            self.add_outlet(card) if kind == "outlet" else self.add_person(card)
        return by_id

    def _read_workplaces(self, by_id):
        affiliations = self.env["skks.affiliation"].with_context(active_test=False)
        today = self.env.company._skks_today()
        for one in affiliations.search_fetch(
            [("journalist_id", "in", list(by_id))],
            ["journalist_id", "outlet_id", "job_title", "beats", "date_to"],
            order="date_to desc nulls first, id",
        ):
            person, outlet = by_id[one.journalist_id.id], by_id.get(one.outlet_id.id)
            if outlet and outlet not in person.workplaces:
                ended = bool(one.date_to and one.date_to < today)
                person.workplaces[outlet] = Workplace(person, outlet, one, ended)

    def add_person(self, card):
        """Let further rows find the person."""
        for address in (card.email, *card.other_emails):
            self.add_email(card, address)
        self.add_phone(card, card.phone)
        if card.kind == "journalist":
            for key in name_keys(card.name):
                self.people_by_name[key].append(card)

    def add_email(self, card, address):
        if address and card not in self.people_by_email[address]:
            self.people_by_email[address].append(card)

    def add_phone(self, card, key):
        if key and card not in self.people_by_phone[key]:
            self.people_by_phone[key].append(card)

    def add_outlet(self, card):
        """Let further rows find the outlet."""
        self.outlets_by_key[outlet_key(card.name)].append(card)
        for address in filter(None, (card.email, *card.other_emails)):
            self.outlets_by_email.setdefault(address, card)
        for domain in split_domains(card.current("outlet_domains") or ""):
            self.outlets_by_domain[domain].append(card)

    def people_named(self, name):
        """People whose name may be this one."""
        found = {
            card: None
            for key in name_keys(name)
            for card in self.people_by_name.get(key, ())
        }
        return [card for card in found if same_person(name, card.name)]

    def outlets_of_address(self, address):
        """Outlets in use that own an address, by the most particular domain."""
        if address in self.outlets_by_email:
            found = [self.outlets_by_email[address]]
            return [card for card in found if card.active]
        for domain in covering_domains(private_domain(address)):
            found = [one for one in self.outlets_by_domain[domain] if one.active]
            if found:
                return found
        return []


def _squeezed(text):
    return " ".join(text.split())


def private_domain(address):
    """Return the domain of an address; nothing where anybody may have a mailbox."""
    domain = normalize_domain(address) or ""
    return "" if domain in PUBLIC_PROVIDERS else domain
