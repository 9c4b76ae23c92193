"""What an import of a list of media does, planned row by row."""

from collections import defaultdict

from odoo.fields import Command
from odoo.tools import email_normalize

from odoo.addons.skks_base.tools.polish import fold

from ..tools.contact_keys import outlet_key, phone_key, same_person
from ..tools.mail_domain import normalize_domain, split_domains
from ..tools.media_sheet import (
    FREQUENCIES,
    LANGUAGES,
    MEDIA_TYPES,
    box_owner,
    by_words,
    heading_key,
    same_website,
)
from .media_import_card import Card, Known, Workplace, private_domain
from .media_import_row import RowReader
from .media_import_words import Words


class Planner:
    """Compares the rows of a list with the base, and with each other."""

    def __init__(self, wizard, columns, rows):
        self.env = wizard.env
        self.overwrite = wizard.mode == "overwrite"
        reader = RowReader(self.env, columns)
        self.rows = [reader.row(number, cells) for number, cells in rows]
        addresses = {address for row in self.rows for address in row.emails}
        self.known = Known(self.env, addresses)
        self.shared_boxes = self._find_shared_boxes()
        self.domains = self._find_domains()
        self.media_types = self._read_media_types()
        self.frequencies = by_words(FREQUENCIES)
        self.languages = self._read_languages()
        self.words = Words(self.env, wizard.company_id)
        self.labels = {}

    def plan(self):
        for row in self.rows:
            if not row.errors:
                self._plan_row(row)
        return self.rows

    # ------------------------------------------------------------
    # BEFORE THE FIRST ROW
    # ------------------------------------------------------------

    def _find_shared_boxes(self):
        """Addresses that the file gives for several people: boxes of a newsroom."""
        names = defaultdict(list)
        for row in self.rows:
            for address in row.emails:
                before = names[address]
                if row.name and not any(same_person(row.name, one) for one in before):
                    before.append(row.name)
        return {address for address, people in names.items() if len(people) > 1}

    def _find_domains(self):
        """``{domain: keys of outlets}`` whose general addresses are there."""
        owners = defaultdict(set)
        for row in self.rows:
            for address in row.emails if row.outlet else ():
                if box_owner(address, row.name, row.outlet) == "outlet":
                    owners[private_domain(address)].add(outlet_key(row.outlet))
        return owners

    def _read_media_types(self):
        types = self.env["skks.media.type"].with_context(active_test=True)
        types = types.search([("active", "=", True)])
        codes = {one.code: one.id for one in types}
        known = {
            word: codes[code]
            for word, code in by_words(MEDIA_TYPES).items()
            if code in codes
        }
        for lang in {self.env.lang, "en_US"}:
            for one in types.with_context(lang=lang):
                known |= {heading_key(one.name): one.id, heading_key(one.code): one.id}
        return known

    def _read_languages(self):
        words = by_words(LANGUAGES)
        installed = {}
        for code, _name in self.env["res.lang"].get_installed():
            installed.setdefault(code.partition("_")[0], code)
            installed[heading_key(code)] = code
        return installed | {
            word: installed[code] for word, code in words.items() if code in installed
        }

    # ------------------------------------------------------------
    # A ROW
    # ------------------------------------------------------------

    def _plan_row(self, row):
        self._read_outlet_as_name(row)
        outlet = self._find_outlet(row)
        self._sort_addresses(row, outlet)
        person = self._find_person(row, outlet)
        if not row.errors and not person and not outlet:
            row.errors.append(self._nobody(row))
        if row.errors:
            return
        if person and outlet and not self._works_there(row, person, outlet):
            outlet = None
        if outlet:
            self._plan_outlet(row, outlet, person)
        if person:
            self._plan_person(row, person, outlet)

    @staticmethod
    def _works_there(row, person, outlet):
        """Whether an outlet that is told by an address alone counts.

        Somebody known may have kept an old address.
        """
        return row.outlet or not person.record or outlet in person.workplaces

    def _nobody(self, row):
        if row.emails:
            return self.env._(
                "The row names nobody, and %s is of no outlet of the base. Enter the"
                " name of the person or of the outlet.",
                next(iter(row.emails)),
            )
        return self.env._(
            "The row has neither a name nor an e-mail address. Enter the person or the"
            " outlet, or remove the row."
        )

    def _read_outlet_as_name(self, row):
        """In the column of people, an outlet of the base names no person."""
        if (
            row.name
            and not row.outlet
            and outlet_key(row.name) in (self.known.outlets_by_key)
        ):
            row.outlet, row.name = row.name, ""

    # ------------------------------------------------------------
    # OUTLET
    # ------------------------------------------------------------

    def _find_outlet(self, row):
        """Return the outlet of the row, new or not; None if it has none."""
        if not row.outlet:
            return self._outlet_of_addresses(row)
        found = self.known.outlets_by_key.get(outlet_key(row.outlet), [])
        in_use = [card for card in found if card.active]
        if found and not in_use:
            row.errors.append(
                self.env._(
                    "The outlet “%s” is archived. Restore its card first, or remove the"
                    " row.",
                    row.outlet,
                )
            )
            return None
        if len(in_use) > 1:
            in_use = self._narrow(in_use, row)
        if len(in_use) > 1:
            row.errors.append(
                self.env._(
                    "Several outlets are called “%(name)s”: %(outlets)s. Enter the town"
                    " or the e-mail domain of the right one.",
                    name=row.outlet,
                    outlets=", ".join(map(self._described, in_use)),
                )
            )
            return None
        return (
            in_use[0]
            if in_use
            else self._near_outlet(row) or Card("outlet", row.outlet)
        )

    def _described(self, card):
        city = card.current("city")
        return f"{card.name} ({city})" if city else card.name

    def _narrow(self, cards, row):
        """Choose among namesakes by the town, else by the addresses in the row."""
        city = fold(row.values.get("city", ""))
        there = [card for card in cards if fold(card.current("city") or "") == city]
        if city and there:
            cards = there
        by_address = [
            card
            for card in cards
            if any(
                card in self.known.outlets_of_address(address)
                for address in self._outlet_hints(row)
            )
        ]
        return by_address or cards

    @staticmethod
    def _outlet_hints(row):
        domains = split_domains(row.values.get("domain", ""))
        return [*row.emails, *(f"@{domain}" for domain in domains)]

    def _near_outlet(self, row):
        """Return the outlet of the address if one name is part of the other."""
        key = outlet_key(row.outlet)
        for address in row.emails:
            for card in self.known.outlets_of_address(address):
                other = outlet_key(card.name)
                if card.record and (key in other or other in key):
                    return card
        return None

    def _outlet_of_addresses(self, row):
        found = {
            card: None
            for address in row.emails
            for card in self.known.outlets_of_address(address)
        }
        return next(iter(found)) if len(found) == 1 else None

    def _plan_outlet(self, row, card, person):
        if not card.record and not card.row:
            row.tell_new(card, self.env._("New outlet: %s", card.name))
        if card.record and card.record.do_not_contact:
            row.remarks.append(self._asked(card))
            return
        if not card.record and not card.row:
            self.known.add_outlet(card)
        row.take(card)
        self._set_first(row, card, "email", row.shared)
        if not person:
            self._set_first(row, card, "phone", row.phones)
        self._set_outlet_values(row, card)
        if not person:
            self._set_words(row, card)
            self._set_known(row, card, "topics", "topic_ids")
            self._note_value(row, card, "job_title")
        if not card.record:
            self._set_domain(row, card)

    def _set_outlet_values(self, row, card):
        values = row.values
        self._set(row, card, "city", values.get("city"), _same_words)
        self._set(row, card, "website", values.get("website"), same_website)
        if domain := values.get("domain"):
            self._set(row, card, "outlet_domains", domain, _same_domains)
            for one in split_domains(card.current("outlet_domains") or ""):
                if card not in self.known.outlets_by_domain[one]:
                    self.known.outlets_by_domain[one].append(card)
        self._set_choice(row, card, "media_type", "media_type_id", self.media_types)
        self._set_choice(row, card, "frequency", "frequency", self.frequencies)

    def _set_domain(self, row, card):
        """Recognise a new outlet by the domain of its general address.

        Not where several outlets, here or in the file, have addresses there.
        """
        for address in row.shared:
            domain = private_domain(address)
            if (
                domain
                and not card.current("outlet_domains")
                and box_owner(address, row.name, row.outlet) == "outlet"
                and len(self.domains[domain]) == 1
                and not self.known.outlets_of_address(address)
            ):
                self._set(row, card, "outlet_domains", domain, _same_domains)
                self.known.outlets_by_domain[domain].append(card)

    # ------------------------------------------------------------
    # PERSON
    # ------------------------------------------------------------

    def _sort_addresses(self, row, outlet):
        """Tell the boxes of the person from those of the newsroom."""
        for address, heading in row.emails.items():
            if address in self.known.staff:
                row.refuse(
                    self.env,
                    heading,
                    self.env._(
                        "%s is an address of our own staff. Remove it.", address
                    ),
                )
            owner = box_owner(address, row.name, row.outlet)
            if outlet and (
                (row.outlet and not row.name)
                or (not owner and address in self.shared_boxes)
                or (not owner and address in self.known.outlets_by_email)
            ):
                owner = "outlet"
            if owner == "outlet" and outlet:
                row.shared.append(address)
            elif not owner and row.name and address in self.shared_boxes:
                row.notes.append(f"{heading}: {address}")
            else:
                row.personal.append(address)

    def _find_person(self, row, outlet):
        """Return the person of the row, new or not; None if it names none."""
        general = [one for one in row.personal if box_owner(one) == "outlet"]
        if row.errors or (not row.name and (row.outlet or row.personal == general)):
            return None
        found = self._person_by_address(row) or (
            row.name and self._person_by_name(row, outlet)
        )
        if row.errors:
            return None
        if found and not found.active:
            row.errors.append(
                self.env._(
                    "“%s” is in the archive. Restore the card first if the person may"
                    " be kept in the base again, or remove the row.",
                    found.name,
                )
            )
            return None
        return found or Card("journalist", row.name or row.personal[0])

    def _person_by_address(self, row):
        for address in row.personal:
            cards = self.known.people_by_email.get(address, [])
            for card in cards:
                named = not row.name or same_person(row.name, card.name)
                if named or "@" in card.name:
                    return card
            if cards:
                row.refuse(
                    self.env,
                    row.emails[address],
                    self.env._(
                        "%(address)s is the address of “%(name)s”. Correct the address"
                        " or the name.",
                        address=address,
                        name=cards[0].name,
                    ),
                )
        return None

    def _person_by_name(self, row, outlet):
        """Return the person who has this name and something else of the row."""
        named = self.known.people_named(row.name)
        same = [card for card in named if same_person(row.name, card.name) == "same"]
        keys = set(map(phone_key, row.phones)) - {""}
        reachable = bool(row.personal or keys)
        for cards in (
            [card for card in same if outlet in card.outlets],
            [card for card in named if outlet in card.outlets],
            [card for card in named if card.phone in keys],
            [card for card in same if not (reachable and (card.email or card.phone))],
        ):
            active = [card for card in cards if card.active]
            if len(active) > 1:
                row.errors.append(
                    self.env._(
                        "There are several people called “%s”. Enter the e-mail address"
                        " of the right one.",
                        row.name,
                    )
                )
            if cards:
                return (active or cards)[0]
        if same:
            row.remarks.append(
                self.env._("Has a namesake in the base or in a row above.")
            )
        return None

    def _plan_person(self, row, card, outlet):
        if card.record and card.record.do_not_contact:
            row.remarks.append(self._asked(card))
            return
        self._note_person(row, card)
        row.take(card)
        self._set_name(row, card)
        self._set_first(row, card, "email", row.personal)
        self._set_first(row, card, "phone", row.phones)
        self._set_freelancer(row, card)
        self._set_words(row, card)
        # the words themselves stand at the place of work, if there is one
        self._set_known(row, card, "topics", "topic_ids", keep=not outlet)
        if outlet:
            self._plan_workplace(row, card, outlet)
        else:
            self._set_alone(row, card)
        for address in row.personal:
            self.known.add_email(card, address)
        for phone in row.phones:
            self.known.add_phone(card, phone_key(phone))

    def _note_person(self, row, card):
        if card.row:
            row.remarks.append(self.env._("The person of row %s.", card.row.number))
        elif not card.record:
            row.tell_new(card, self.env._("New journalist: %s", card.name))
            self.known.add_person(card)
        elif card.kind == "person":
            row.tell(card, self.env._("The contact becomes a journalist"))
        if card.record and card.record.mailing_opt_out:
            row.remarks.append(self.env._("Objected to mailings: that stays."))

    def _asked(self, card):
        return self.env._(
            "%s asked not to be contacted: the card stays as it is.", card.name
        )

    def _set_name(self, row, card):
        """Write out an abbreviated name; a name is not replaced by another one."""
        if not card.record or not row.name:
            return
        if "@" in card.name:  # the gateway names a sender by the address
            card.values["name"] = row.name
            row.tell(card, f"→ {row.name}")
        elif len(row.name) > len(card.name) and same_person(row.name, card.name) == (
            "maybe"
        ):
            self._set(row, card, "name", row.name, _same_words)

    def _set_freelancer(self, row, card):
        if row.is_freelancer and not card.current("freelancer"):
            card.values["freelancer"] = True
            row.tell(card, self._label(card, "freelancer"))

    def _set_alone(self, row, card):
        """What is said of an outlet is said of the person who works for none."""
        self._set(row, card, "city", row.values.get("city"), _same_words)
        self._set(row, card, "website", row.values.get("website"), same_website)
        for meaning in ("job_title", "media_type", "frequency", "domain"):
            self._note_value(row, card, meaning)

    def _plan_workplace(self, row, person, outlet):
        work = person.workplaces.get(outlet)
        if not work:
            work = person.workplaces[outlet] = Workplace(person, outlet)
            row.tell_new(work, self.env._("New workplace: %s", outlet.name))
        elif work.ended:
            row.remarks.append(
                self.env._(
                    "Does not work at %s any more: the workplace is not opened again.",
                    outlet.name,
                )
            )
            return
        for meaning, fname in (("job_title", "job_title"), ("topics", "beats")):
            self._set(row, work, fname, row.values.get(meaning), _same_words)

    # ------------------------------------------------------------
    # VALUES
    # ------------------------------------------------------------

    def _set(self, row, target, fname, value, same, shown=None):
        """Plan a value; an empty one changes nothing, and one row does not fight
        another: what the first row says of a card counts.
        """
        if not value:
            return
        if fname in target.told:
            first, number = target.told[fname]
            if not same(first, value):
                row.remarks.append(
                    self.env._(
                        "%(field)s: row %(number)s says something else, “%(value)s” is"
                        " left out.",
                        field=self._label(target, fname),
                        number=number,
                        value=shown or value,
                    )
                )
            return
        target.told[fname] = (value, row.number)
        old = target.current(fname)
        if old and same(old, value):
            return
        label = self._label(target, fname)
        shown = shown or value
        if not old:
            row.tell(target, f"{label}: {shown}")
        elif self.overwrite:
            row.tell(target, f"{label}: {self._shown(fname, old)} → {shown}")
        else:
            row.remarks.append(
                self.env._(
                    "%(field)s: “%(old)s” stays; the list says “%(new)s”.",
                    field=label,
                    old=self._shown(fname, old),
                    new=shown,
                )
            )
            return
        target.values[fname] = value

    def _set_first(self, row, card, fname, values):
        """Plan an address or a number, and the others that the cell has.

        Further addresses are those by which the contact is recognised as well; further
        numbers go to the note.
        """
        if fname == "email" and not self.overwrite:
            values = [value for value in values if value not in card.other_emails]
        if not values:
            return
        key = _address_keys[fname]
        known = {key(value): value for value in reversed(values)}
        current = key(card.current(fname) or "")
        first = known.get(current, values[0])
        stays = fname == "email" and current and not self.overwrite
        if stays or (fname in card.told and key(card.told[fname][0]) != key(first)):
            further = values
        else:
            same = _same_phone if fname == "phone" else _same_words
            self._set(row, card, fname, first, same)
            further = [value for value in values if key(value) != key(first)]
        taken = key(card.current(fname) or "")
        setattr(card, fname, taken)
        further = [value for value in further if key(value) != taken]
        if fname == "email":
            further = [value for value in further if value not in card.other_emails]
        if further and fname == "email":
            card.add_emails(further)
            label = self._label(card, "other_emails")
            row.tell(card, f"{label}: {', '.join(further)}")
        elif further:
            label = self._label(card, fname)
            line = self.env._(
                "Further: %(field)s %(values)s", field=label, values=", ".join(further)
            )
            self._add_note(row, card, line)

    def _set_words(self, row, card):
        self._set_known(row, card, "language", "language_ids")
        self._set_lang(row, card)
        for line in row.notes:
            self._add_note(row, card, line)

    def _set_lang(self, row, card):
        """Letters go in the one language that is told, if the office writes in it."""
        value = self.languages.get(heading_key(row.values.get("language", "")))
        if value and (card.record or value != self.env.lang):
            shown = self._shown("lang", value)
            self._set(row, card, "lang", value, lambda one, other: one == other, shown)

    def _set_known(self, row, card, meaning, fname, keep=True):
        """Plan the topics or languages that are known; rows add to each other.

        :param keep: unknown words go to the note
        """
        found, unknown = self.words.find(fname, row.values.get(meaning, ""))
        if unknown and keep:
            line = f"{self._heading(row, meaning)}: {', '.join(unknown)}"
            self._add_note(row, card, line)
        has = card.record[fname] if card.record else found.browse()
        planned = card.values.get(fname, [])
        added = found - has - found.browse(command[1] for command in planned)
        if not added:
            return
        label = self._label(card, fname)
        new = ", ".join(map(self._short, added))
        if has and not self.overwrite:
            row.remarks.append(
                self.env._(
                    "%(field)s: “%(old)s” stays; the list says “%(new)s”.",
                    field=label,
                    old=", ".join(map(self._short, has)),
                    new=new,
                )
            )
            return
        card.values[fname] = [*planned, *map(Command.link, added.ids)]
        row.tell(card, f"{label}: {new}")

    @staticmethod
    def _short(record):
        """“Język polski” of “Polish / Język polski”, and a topic by its name."""
        return record.name.rpartition(" / ")[2]

    def _note_value(self, row, card, meaning):
        if text := row.values.get(meaning):
            self._add_note(row, card, f"{self._heading(row, meaning)}: {text}")

    def _set_choice(self, row, card, meaning, fname, choices):
        """Plan what a word stands for; a word that is unknown goes to the note."""
        text = row.values.get(meaning)
        if not text:
            return
        if value := choices.get(heading_key(text)):
            shown = self._shown(fname, value)
            self._set(row, card, fname, value, lambda one, other: one == other, shown)
        else:
            self._add_note(row, card, f"{self._heading(row, meaning)}: {text}")

    def _heading(self, row, meaning):
        """How the file calls what is said; a job may stand beside the name."""
        for name in (meaning, "name", "contact", "surname", "first_name"):
            if cells := row.cells.get(name):
                return cells[0][0]
        return ""

    def _add_note(self, row, card, line):
        if line in card.notes or card.has_note(line):
            return
        card.notes.append(line)
        row.tell(card, self.env._("Note: %s", line))

    def _label(self, target, fname):
        model = "res.partner" if isinstance(target, Card) else "skks.affiliation"
        if (model, fname) not in self.labels:
            field = self.env[model]._fields[fname]
            self.labels[model, fname] = field._description_string(self.env)
        return self.labels[model, fname]

    def _shown(self, fname, value):
        if fname == "media_type_id":
            return self.env["skks.media.type"].browse(value).name
        if fname == "lang":
            return dict(self.env["res.lang"].get_installed())[value]
        if fname == "frequency":
            field = self.env["res.partner"]._fields[fname]
            return dict(field._description_selection(self.env))[value]
        return value


_address_keys = {
    "email": lambda text: email_normalize(text) or text.strip().lower(),
    "phone": lambda text: phone_key(text) or text,
}


def _same_words(one, other):
    return " ".join(one.split()).lower() == " ".join(other.split()).lower()


def _same_phone(one, other):
    return phone_key(one) == phone_key(other)


def _same_domains(one, other):
    return {*map(normalize_domain, split_domains(other))} <= {*split_domains(one)}
