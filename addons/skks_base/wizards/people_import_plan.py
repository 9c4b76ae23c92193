"""What an import of entities and people does: planned row by row, then done."""

from typing import NamedTuple

from odoo.tools.mail import email_normalize

from ..tools.people_sheet import HEADINGS
from ..tools.sheet import plain
from .sheet_plan import PlannedRow, selection_words

# What towns write in the columns "rodzaj" and "rola", beside the words on the screen.
KINDS = {
    "wydzial": "department",
    "biuro": "department",
    "referat": "department",
    "jednostka": "unit",
    "jednostkaorganizacyjna": "unit",
    "szkola": "unit",
    "spolka": "company",
    "spolkamiejska": "company",
    "instytucjakultury": "culture",
    "ochronazdrowia": "health",
    "inny": "other",
    "inne": "other",
}
ROLES = {"merytoryczny": "expert", "merytoryczna": "expert", "kierownik": "head"}
ENTITY_FIELDS = {"name": "name", "kind": "kind", "entity_email": "email"}
PERSON_FIELDS = ("role", "job_title", "phone")
PERSON_CELLS = ("person", "login", *PERSON_FIELDS)


class Row(PlannedRow):
    """An entity, a person of it, or both."""

    def __init__(self, number, values):
        super().__init__(number)
        self.values = values
        self.news = []
        self.changes = []
        self.entity = {}  # values to write on the entity
        self.user = None  # existing account
        self.head = None  # existing account of the head named in the row
        self.representative = None  # existing record
        self.person = {}  # values to write on the representative

    @property
    def has_person(self):
        return any(self.values[name] for name in PERSON_CELLS)

    @property
    def is_new(self):
        return bool(self.news)

    @property
    def is_changed(self):
        return bool(self.changes)

    def line_values(self):
        return {
            "number": self.number,
            "code": self.values["code"],
            "person": self.values["person"] or self.values["login"],
            "result": self.result,
            "message": "\n".join(self.errors or self.news + self.changes),
        }


class Known(NamedTuple):
    """What of the file is in the database already."""

    entities: dict
    users: dict
    people: dict


class Planner:
    """Compares the rows of a file with the database."""

    def __init__(self, wizard, sheet):
        self.env = wizard.env
        self.company = wizard.company_id
        self.rows = [Row(row.number, row.values) for row in sheet]
        self.kinds = selection_words(self.env, "skks.entity", "kind", KINDS)
        self.roles = selection_words(self.env, "skks.representative", "role", ROLES)
        self.known = self._read_known()
        self.first = {}  # code -> first row of a new entity
        self.seen = {}  # (code, field) -> value given before in the file
        self.pairs = set()  # (code, login)

    def _read_known(self):
        codes = {row.values["code"] for row in self.rows}
        logins = {email_normalize(row.values["login"]) for row in self.rows}
        logins |= {email_normalize(row.values["head"]) for row in self.rows}
        archived = {"active_test": False}
        entities = self.env["skks.entity"].with_context(**archived)
        entities = entities.search(
            [("company_id", "=", self.company.id), ("code", "in", list(codes))]
        )
        accounts = self._read_accounts({login for login in logins if login})
        users = self.env["res.users"].union(*accounts.values())
        people = self.env["skks.representative"].with_context(**archived)
        people = people.search(
            [("user_id", "in", users.ids), ("entity_id", "in", entities.ids)]
        )
        return Known(
            {entity.code: entity for entity in entities},
            accounts,
            {(person.entity_id.code, person.user_id): person for person in people},
        )

    def _read_accounts(self, addresses):
        """Return ``{address: user}``: by the login, else by the e-mail address.

        Not every account logs in with its address; such a person must not get a
        second account. Where several share one address, an account in use counts.
        """
        users = self.env["res.users"].sudo().with_context(active_test=False)
        users = users.search(
            [
                "|",
                ("login", "in", list(addresses)),
                ("email_normalized", "in", list(addresses)),
            ],
        ).sorted(lambda user: (user.active and not user.share, -user.id))
        accounts = {user.email_normalized: user for user in users}
        accounts |= {user.login: user for user in users}
        return {address: accounts[address] for address in addresses & accounts.keys()}

    def plan(self):
        for row in self.rows:
            self._plan_entity(row)
            self._plan_person(row)
        while self._plan_links():
            pass
        return self.rows

    def _error(self, row, name, sentence):
        row.refuse(self.env, HEADINGS[name], sentence)

    # ------------------------------------------------------------
    # ENTITY
    # ------------------------------------------------------------

    def _plan_entity(self, row):
        code, env = row.values["code"], self.env
        if not code:
            self._error(row, "code", env._("is empty. Enter the symbol of the entity."))
            return
        entity = self.known.entities.get(code)
        if entity and not entity.active:
            self._error(
                row, "code", env._("this entity is archived. Restore it first.")
            )
            return
        wanted = self._entity_values(row)
        if not entity and code not in self.first:
            self.first[code] = row
            if not wanted.get("name"):
                self._error(row, "name", env._("is empty, but the entity is new."))
            row.news.append(env._("New entity %s", code))
            row.entity = {"kind": "department"} | wanted
            return
        self._plan_changes(row, entity, wanted)

    def _entity_values(self, row):
        values = {}
        for cell, fname in ENTITY_FIELDS.items():
            if text := row.values[cell]:
                values[fname] = text
        if "kind" in values:
            kind = self.kinds.get(plain(values["kind"]))
            if not kind:
                self._error(
                    row,
                    "kind",
                    self.env._("“%s” is not a kind of entity.", values["kind"]),
                )
            values["kind"] = kind
        parts = [part.strip() for part in values.get("email", "").split(",") if part]
        if not all(email_normalize(part) for part in parts):
            self._error(row, "entity_email", self._no_address(values["email"]))
        for fname, value in values.items():
            self._check_same(row, fname, value)
        return values

    def _no_address(self, text):
        return self.env._("“%s” is not an e-mail address.", text)

    def _check_same(self, row, fname, value):
        """Two rows of an entity must not say different things about it."""
        key = (row.values["code"], fname)
        before = self.seen.setdefault(key, value)
        if before != value:
            cells = {field: cell for cell, field in ENTITY_FIELDS.items()}
            self._error(
                row,
                cells.get(fname, fname),
                self.env._("another row of this entity says “%s”.", before),
            )

    def _plan_changes(self, row, entity, wanted):
        for fname, value in wanted.items():
            old = (
                entity[fname]
                if entity
                else self.first[row.values["code"]].entity.get(fname)
            )
            if value and value != (old or ""):
                row.entity[fname] = value
                self._note_change(row, "skks.entity", fname, old, value)

    def _note_change(self, row, model, fname, old, new):
        field = self.env[model]._fields[fname]
        if field.type == "selection":
            labels = dict(field._description_selection(self.env))
            old, new = labels.get(old, old), labels.get(new, new)
        row.changes.append(
            f"{field._description_string(self.env)}: {old or '–'} → {new}"
        )

    # ------------------------------------------------------------
    # PERSON
    # ------------------------------------------------------------

    def _plan_person(self, row):
        if not row.has_person:
            return
        values, env = row.values, self.env
        wanted = self._person_values(row)
        login = email_normalize(values["login"] or "")
        if not login:
            self._error(row, "login", self._no_address(values["login"]))
            return
        values["login"] = login
        row.user = self.known.users.get(login)
        pair = (values["code"], row.user or login)
        if pair in self.pairs:
            self._error(
                row, "login", env._("this person is in the file twice for the entity.")
            )
        self.pairs.add(pair)
        if row.user and (row.user.share or not row.user.active):
            self._error(
                row,
                "login",
                env._(
                    "the account %s is archived or is not one of the office. Restore"
                    " it or choose another person.",
                    login,
                ),
            )
        elif not row.user and not values["person"]:
            self._error(row, "person", env._("is empty, but the person is new."))
        self._plan_representative(row, wanted)

    def _person_values(self, row):
        values, env = row.values, self.env
        wanted = {name: values[name] for name in PERSON_FIELDS if values[name]}
        if "role" in wanted:
            wanted["role"] = self.roles.get(plain(values["role"]))
            if not wanted["role"]:
                self._error(
                    row,
                    "role",
                    env._(
                        "“%s” is not a role. Enter: merytoryczny or kierownik.",
                        values["role"],
                    ),
                )
        return wanted

    def _plan_representative(self, row, wanted):
        values, env = row.values, self.env
        person = self.known.people.get((values["code"], row.user))
        row.representative = person
        if not person:
            row.person = wanted
            name = row.user.name if row.user else values["person"]
            sentence = (
                env._("New representative: %s", name)
                if row.user
                else env._("Invitation: %s", name)
            )
            row.news.append(sentence)
            return
        if not person.active:
            row.person["active"] = True
            row.changes.append(env._("The representative is restored from the archive"))
        for fname, value in wanted.items():
            if value and value != (person[fname] or ""):
                row.person[fname] = value
                self._note_change(
                    row, "skks.representative", fname, person[fname], value
                )

    # ------------------------------------------------------------
    # LINKS
    # ------------------------------------------------------------

    def _plan_links(self):
        """Check what rows say of other rows; return whether an error was added."""
        good = [row for row in self.rows if not row.errors]
        codes = {
            row.values["code"]
            for row in good
            if self.first.get(row.values["code"]) is row
        }
        codes |= {code for code, one in self.known.entities.items() if one.active}
        logins = {row.values["login"] for row in good if row.has_person}
        logins |= {
            login
            for login, user in self.known.users.items()
            if user.active and not user.share
        }
        for row in good:
            self._check_links(row, codes, logins)
        return any(row.errors for row in good)

    def _check_links(self, row, codes, logins):
        values, env = row.values, self.env
        if values["code"] not in codes:
            self._error(
                row, "code", env._("the first row of this entity has an error.")
            )
        parent = values["parent"]
        if parent and (parent not in codes or parent == values["code"]):
            self._error(
                row,
                "parent",
                env._("there is no other entity with the code %s.", parent),
            )
        head = email_normalize(values["head"] or "")
        if values["head"] and head not in logins:
            self._error(
                row,
                "head",
                env._(
                    "nobody has the account %s. Add this person in a row of the file.",
                    values["head"],
                ),
            )
        if not row.errors and "links" not in row.entity:
            self._note_links(row, parent, head)

    def _note_links(self, row, parent, head):
        row.entity["links"] = (parent, head)
        row.head = self.known.users.get(head)
        entity = self.known.entities.get(row.values["code"], self.env["skks.entity"])
        if parent and entity.parent_id.code != parent:
            self._note_change(
                row, "skks.entity", "parent_id", entity.parent_id.code, parent
            )
        old = entity.sudo().head_id
        if head and old != row.head:
            self._note_change(row, "skks.entity", "head_id", old.login, head)


class Writer:
    """Does what was planned, with the rights of the administrator."""

    def __init__(self, wizard, rows):
        self.env = wizard.env
        self.company = wizard.company_id
        self.rows = rows

    def apply(self):
        self.entities = self._write_entities()
        self._write_people()
        self._write_links()

    def _write_entities(self):
        Entity = self.env["skks.entity"]
        codes = list({row.values["code"] for row in self.rows})
        found = Entity.search(
            [("company_id", "=", self.company.id), ("code", "in", codes)]
        )
        entities = {entity.code: entity for entity in found}
        merged = {}
        for row in self.rows:
            values = {
                name: value for name, value in row.entity.items() if name != "links"
            }
            merged.setdefault(row.values["code"], {}).update(values)
        new = [code for code in merged if code not in entities]
        created = Entity.create(
            [
                merged[code] | {"code": code, "company_id": self.company.id}
                for code in new
            ]
        )
        for code, values in merged.items():
            if code in entities and values:
                entities[code].write(values)
        return entities | {entity.code: entity for entity in created}

    def _write_people(self):
        """Give an account to whoever has none, then write the list.

        The letters to them leave later, in batches, when all is in the database.
        """
        self.invited = self._invite_users()
        Representative = self.env["skks.representative"]
        new = []
        for row in (row for row in self.rows if row.has_person):
            entity = self.entities[row.values["code"]]
            if not row.representative:
                user = row.user or self.invited[row.values["login"]]
                vals = {"user_id": user.id, "entity_id": entity.id} | row.person
                new.append(vals | {"invitation_due": not row.user})
            elif row.person:
                row.representative.write(row.person)
        if Representative.create(new).filtered("invitation_due"):
            self.env.ref("skks_base.ir_cron_invite").sudo()._trigger()

    def _invite_users(self):
        """Return ``{login: new user}`` of whoever is in the file without an account."""
        people = {
            row.values["login"]: row.values["person"]
            for row in self.rows
            if row.has_person and not row.user
        }
        quiet = self.env["skks.representative"].with_context(no_reset_password=True)
        users = quiet._skks_invite_users(
            [(name, login) for login, name in people.items()], self.company
        )
        return dict(zip(people, users, strict=True))

    def _write_links(self):
        for row in self.rows:
            parent, head = row.entity["links"]
            entity = self.entities[row.values["code"]]
            values = {}
            if parent and entity.parent_id.code != parent:
                values["parent_id"] = self._entity_id(parent)
            user = row.head or self.invited.get(head)
            if user and entity.head_id != user:
                values["head_id"] = user.id
            if values:
                entity.write(values)

    def _entity_id(self, code):
        if code in self.entities:
            return self.entities[code].id
        domain = [("company_id", "=", self.company.id), ("code", "=", code)]
        return self.env["skks.entity"].search(domain, limit=1).id
