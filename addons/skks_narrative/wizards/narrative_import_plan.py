"""What an import of positions does, planned row by row."""

from datetime import date, datetime

from odoo.fields import Command
from odoo.tools import email_normalize
from odoo.tools.mail import plaintext2html

from odoo.addons.skks_base.tools.sheet import plain
from odoo.addons.skks_base.wizards.sheet_plan import PlannedRow, selection_words

from ..models.narrative import LONGEST_INTERVAL
from ..tools.narrative_sheet import (
    HEADINGS,
    split_lines,
    split_list,
    split_questions,
    split_sources,
)
from .narrative_export import page_text

# What towns write in the column of the importance, beside the words on the screen.
IMPORTANCE = {
    "kryzys": "crisis",
    "wysoka": "high",
    "zwykla": "normal",
    "stala": "evergreen",
}
TEXTS = ("name", "thesis", "keywords")
PAGES = ("body", "background")
DAYS = ("valid_from", "valid_to")
PEOPLE = {"expert": "expert_id", "deputy": "deputy_id"}
CHANGEABLE = ("draft", "returned")


class Row(PlannedRow):
    """A position."""

    def __init__(self, number, cells):
        super().__init__(number)
        self.cells = cells
        self.changed = []  # headings of what differs
        self.narrative = None  # the position that has this title
        self.values = {}  # to create or write

    @property
    def is_new(self):
        return not self.narrative

    @property
    def is_changed(self):
        return bool(self.changed)

    def line_values(self):
        return {
            "number": self.number,
            "name": self.cells["name"],
            "result": self.result,
            "message": "\n".join(self.errors) or ", ".join(self.changed),
        }


class Planner:
    """Compares the rows of a file with the database."""

    def __init__(self, wizard, sheet):
        self.env = wizard.env
        self.company = wizard.company_id
        self.rows = [Row(row.number, row.values) for row in sheet]
        self.titles = set()
        self.importance = selection_words(
            self.env, "skks.narrative", "importance", IMPORTANCE
        )
        self.known, self.ambiguous = self._read_known()
        self.topics = self._by(self.env["skks.topic"], ("code", "complete_name"))
        self.entities = self._by(self.env["skks.entity"], ("code",))
        self.tags = {plain(tag.name): tag for tag in self.env["skks.tag"].search([])}
        self.people = self._read_people()

    def _by(self, model, fnames):
        """Return ``{compared word: record}`` of the company, by each of the fields."""
        found = model.search([("company_id", "=", self.company.id)])
        return {
            plain(record[fname]): record
            for fname in reversed(fnames)
            for record in found
            if record[fname]
        }

    def _read_known(self):
        """Return ``{title: position}``, and the titles that several go by.

        One that is archived is meant only where no other has its title.
        """
        known, ambiguous = {}, set()
        positions = self.env["skks.narrative"].with_context(active_test=False)
        found = positions.search([("company_id", "=", self.company.id)])
        for position in found.sorted("active"):
            title = plain(position.name)
            if title in known and known[title].active == position.active:
                ambiguous.add(title)
            else:
                ambiguous.discard(title)
            known[title] = position
        return known, ambiguous

    def _read_people(self):
        cells = {row.cells[name] for row in self.rows for name in PEOPLE}
        addresses = (cells | {email_normalize(cell) for cell in cells}) - {"", False}
        users = self.env["res.users"].search(
            [
                ("share", "=", False),
                ("company_ids", "in", self.company.ids),
                "|",
                ("login", "in", list(addresses)),
                ("email_normalized", "in", list(addresses)),
            ]
        )
        return {user.email_normalized: user for user in users} | {
            user.login: user for user in users
        }

    # ------------------------------------------------------------
    # ROWS
    # ------------------------------------------------------------

    def plan(self):
        for row in self.rows:
            self._plan_title(row)
            for name in TEXTS:
                if row.cells[name]:
                    row.values[name] = row.cells[name]
            for name in PAGES:
                if row.cells[name]:
                    row.values[name] = plaintext2html(row.cells[name])
            self._plan_choices(row)
            self._plan_people(row)
            self._plan_dates(row)
            self._plan_parts(row)
            if row.narrative:
                self._compare(row)
            elif not row.errors:
                row.values["company_id"] = self.company.id
        return self.rows

    def _error(self, row, name, sentence):
        row.refuse(self.env, HEADINGS[name], sentence)

    def _plan_title(self, row):
        title = plain(row.cells["name"])
        if not title:
            self._error(row, "name", self.env._("is empty. Enter the title."))
        elif title in self.titles:
            self._error(row, "name", self.env._("this title is in a row above."))
        elif title in self.ambiguous:
            sentence = self.env._(
                "several positions go by this title. Give each its own one in the form."
            )
            self._error(row, "name", sentence)
        self.titles.add(title)
        row.narrative = self.known.get(title)

    def _plan_choices(self, row):
        env = self.env
        if word := row.cells["importance"]:
            if value := self.importance.get(plain(word)):
                row.values["importance"] = value
            else:
                self._error(row, "importance", env._("“%s” is unknown.", word))
        if code := row.cells["entity"]:
            if entity := self.entities.get(plain(code)):
                row.values["entity_id"] = entity.id
            else:
                self._error(row, "entity", env._("no entity has the code “%s”.", code))
        for name, known in (("topics", self.topics), ("tags", self.tags)):
            words = split_list(row.cells[name])
            for word in words:
                if plain(word) not in known:
                    self._error(row, name, env._("“%s” is unknown.", word))
            ids = [known[plain(word)].id for word in words if plain(word) in known]
            if ids:
                row.values[f"{name[:-1]}_ids"] = [Command.set(ids)]

    def _plan_people(self, row):
        for name, fname in PEOPLE.items():
            address = row.cells[name]
            if not address:
                continue
            user = self.people.get(address) or self.people.get(email_normalize(address))
            if user:
                row.values[fname] = user.id
            else:
                sentence = self.env._("no account has the address “%s”.", address)
                self._error(row, name, sentence)
        if row.values.get("expert_id", 0) == row.values.get("deputy_id"):
            self._error(row, "deputy", self.env._("is the expert as well."))

    def _plan_dates(self, row):
        for name in DAYS:
            if not row.cells[name]:
                continue
            if day := _day(row.cells[name]):
                row.values[name] = day
            else:
                sentence = self.env._("“%s” is no date.", row.cells[name])
                self._error(row, name, sentence)
        first, last = (row.values.get(name) for name in DAYS)
        if first and last and last < first:
            self._error(row, "valid_to", self.env._("comes before the first day."))
        if number := row.cells["confirm_every"]:
            if (
                number.isascii()
                and number.isdigit()
                and 0 < int(number) <= LONGEST_INTERVAL
            ):
                row.values["confirm_every"] = int(number)
            else:
                sentence = self.env._("enter a number of days, 1 to 3650.")
                self._error(row, "confirm_every", sentence)

    def _plan_parts(self, row):
        if messages := split_lines(row.cells["messages"]):
            row.values["key_message_ids"] = _rows(
                "text", [(text,) for text in messages]
            )
        try:
            questions = split_questions(row.cells["questions"])
        except ValueError as error:
            self._error(
                row,
                "questions",
                self.env._(
                    "begin each question with “P:” and its answer, in the next line,"
                    " with “O:”; see “%s”.",
                    error.args[0],
                ),
            )
            questions = []
        if questions:
            row.values["question_ids"] = _rows("question answer", questions)
        sources = split_sources(row.cells["sources"])
        for _name, link in sources:
            if link and not link.lower().startswith(("https://", "http://")):
                sentence = self.env._("“%s” is no address of a page.", link)
                self._error(row, "sources", sentence)
        if sources:
            row.values["source_ids"] = _rows(
                "name url", [(name, link or False) for name, link in sources]
            )

    # ------------------------------------------------------------
    # WHAT THERE IS ALREADY
    # ------------------------------------------------------------

    def _compare(self, row):
        """Keep only what differs; refuse it where the text is no mere draft."""
        narrative = row.narrative
        row.values = {
            fname: value
            for fname, value in row.values.items()
            if fname != "name"
            and not _same(narrative, fname, value, row.cells.get(fname))
        }
        labels = narrative.fields_get(list(row.values), ["string"])
        row.changed = [labels[fname]["string"] for fname in row.values]
        if row.changed and (
            narrative.signoff_state not in CHANGEABLE
            or narrative.current_version_id
            or not narrative.active
        ):
            row.errors.append(
                self.env._(
                    "It has been accepted, passed on or archived, and differs in:"
                    " %s. Change it in its form.",
                    ", ".join(row.changed),
                )
            )
        for fname in ("key_message_ids", "question_ids", "source_ids"):
            if fname in row.values:
                row.values[fname] = [Command.clear(), *row.values[fname]]


def _rows(names, rows):
    """Commands for the rows in their order."""
    return [
        Command.create(
            {"sequence": number} | dict(zip(names.split(), row, strict=True))
        )
        for number, row in enumerate(rows, 1)
    ]


def _day(cell):
    for pattern in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(cell, pattern).date()
        except ValueError:
            continue
    return None


def _same(narrative, fname, value, cell):
    """Whether the position says already what a value would write.

    A text is the same if its words are: a spreadsheet keeps no more.
    """
    current = narrative[fname]
    kind = narrative._fields[fname].type
    if kind == "many2one":
        return current.id == value
    if kind == "many2many":
        return set(current.ids) == set(value[0][2])
    if kind == "html":
        return page_text(current).split() == cell.split()
    if kind == "one2many":
        wanted = [command[2] for command in value]
        names = [name for name in wanted[0] if name != "sequence"]
        return [[(row[name] or "").split() for name in names] for row in current] == [
            [(row[name] or "").split() for name in names] for row in wanted
        ]
    if isinstance(value, date):
        return current == value
    if isinstance(value, str):
        return (current or "").split() == value.split()
    return (current or False) == (value or False)
