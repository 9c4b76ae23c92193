"""One row of a list of media: what its cells say, before anything is looked up."""

from odoo.exceptions import ValidationError
from odoo.tools import email_normalize

from odoo.addons.skks_base.wizards.sheet_plan import PlannedRow

from ..tools.media_sheet import (
    IGNORE,
    LONG,
    LONGEST,
    broken_address,
    clean_cell,
    is_freelance,
    is_note,
    looks_like_outlet,
    read_person,
    take_addresses,
    website_address,
)

ADDRESSED = ("email", "phone", "contact", "name", "outlet")
# Cells that are taken over as they are.
PLAIN = ("media_type", "frequency", "city", "language", "source", "job_title")


class Row(PlannedRow):
    """A person, an outlet, or both."""

    is_new = False

    def __init__(self, number):
        super().__init__(number)
        self.cells = {}  # meaning -> [(heading, text)]
        self.told = {}  # contact or workplace -> what is to become of it
        self.remarks = []
        self.name = ""  # of the person
        self.outlet = ""  # name of the outlet
        self.is_freelancer = False
        self.emails = {}  # address -> heading of its column
        self.personal = []  # addresses of the person
        self.shared = []  # addresses of the outlet
        self.phones = []
        self.notes = []
        self.values = {}  # meaning -> text
        self.cards = []  # contacts on which it has something to say

    def take(self, card):
        """Have something to say on a contact; the first row is its own."""
        self.cards.append(card)
        card.row = card.row or self

    @property
    def is_changed(self):
        return bool(self.told)

    def tell_new(self, target, sentence):
        """Say that a contact or a workplace is to be made."""
        self.is_new = True
        self.told[target] = [sentence]

    def tell(self, target, words):
        """Say what is to be written on a contact or a workplace."""
        self.told.setdefault(target, [target.name]).append(words)

    def line_values(self):
        return {
            "number": self.number,
            "name": self.name or next(iter(self.emails), ""),
            "outlet": self.outlet,
            "result": self.result,
            "message": "\n".join(
                self.errors or [*map(" · ".join, self.told.values()), *self.remarks]
            ),
        }


def _squeezed(text):
    return " ".join(text.split())


class RowReader:
    """Reads rows whose columns were given a meaning."""

    def __init__(self, env, columns):
        """:param columns: ``(heading, meaning)`` of each column of the file"""
        self.env = env
        self.columns = columns

    def row(self, number, cells):
        row = Row(number)
        for (heading, meaning), text in zip(self.columns, cells, strict=False):
            text = clean_cell(text)
            if not text or meaning == IGNORE:
                continue
            if len(text) > LONGEST.get(meaning, LONG):
                sentence = self.env._(
                    "is longer than %s characters. Shorten it, or choose another"
                    " meaning for the column.",
                    LONGEST.get(meaning, LONG),
                )
                row.refuse(self.env, heading, sentence)
                continue
            row.cells.setdefault(meaning, []).append((heading, text))
        self._read_addresses(row)
        self._read_person(row)
        self._read_plain(row)
        self._read_domains(row)
        return row

    def _read_addresses(self, row):
        """Take addresses and numbers out of wherever somebody typed them."""
        for meaning in ADDRESSED:
            kept = []
            for heading, text in row.cells.get(meaning, ()):
                emails, phones, rest = take_addresses(text)
                if bad := broken_address(text) or self._refused(emails):
                    sentence = self.env._(
                        "“%s” is no e-mail address. Correct it, or clear the cell.",
                        bad,
                    )
                    row.refuse(self.env, heading, sentence)
                row.emails |= dict.fromkeys(emails, heading) | row.emails
                if meaning != "outlet":  # “Radio 100 200 300” may be its name
                    row.phones += [one for one in phones if one not in row.phones]
                else:
                    rest = text if not emails else rest
                if rest:
                    kept.append((heading, rest))
                    self._keep_rest(row, meaning, heading, text, emails or phones)
            row.cells[meaning] = kept

    @staticmethod
    def _refused(emails):
        return next((one for one in emails if not email_normalize(one)), "")

    def _keep_rest(self, row, meaning, heading, text, found):
        if meaning == "email" and not found and not row.errors:
            sentence = self.env._(
                "“%s” is no e-mail address. Correct it, or clear the cell.", text
            )
            row.refuse(self.env, heading, sentence)
        elif meaning in ("email", "phone"):
            row.notes.append(f"{heading}: {' '.join(text.split())}")

    def _read_person(self, row):
        heading, text = self._first(row, "name", "contact")
        if looks_like_outlet(text) and not row.cells.get("outlet"):
            row.cells["outlet"] = [(heading, text)]
        parts = [self._first(row, name)[1] for name in ("first_name", "surname")]
        if any(parts):
            heading = self._first(row, "surname", "first_name")[0]
            text = " ".join(filter(None, parts))
        person = read_person(text)
        self._keep_names(row, text, person)
        if person.several:
            sentence = self.env._(
                "“%s” names more than one person. Enter each person in a row of its"
                " own.",
                " ".join(text.split()),
            )
            row.refuse(self.env, heading, sentence)
        row.name = person.name
        if person.job_title:
            row.values["job_title"] = person.job_title
        if person.note:
            row.notes.append(f"{heading}: {person.note}")

    @staticmethod
    def _keep_names(row, text, person):
        """Keep what stands beside the person, or instead of one."""
        told = text if person.name or person.job_title or person.several else ""
        outlets = [one for _heading, one in row.cells.get("outlet", ())]
        for meaning in ("name", "contact"):
            for heading, words in row.cells.get(meaning, ()):
                if " " in words and words not in (told, *outlets):
                    row.notes.append(f"{heading}: {' '.join(words.split())}")

    def _read_plain(self, row):
        row.outlet = " ".join(self._first(row, "outlet")[1].split())
        for meaning in PLAIN:
            if text := " ".join(self._first(row, meaning)[1].split()):
                row.values[meaning] = text
        self._read_freelance(row)
        if topics := [text for _heading, text in row.cells.get("topics", ())]:
            lines = [line for text in topics for line in text.splitlines()]
            row.values["topics"] = ", ".join(filter(None, map(_squeezed, lines)))
        for heading, text in row.cells.get("note", ()):
            text = " ".join(text.split())
            row.notes.append(text if is_note(heading) else f"{heading}: {text}")
        heading, text = self._first(row, "website")
        if text and not website_address(text):
            sentence = self.env._("“%s” is no address of a page.", text)
            row.refuse(self.env, heading, sentence)
        elif text:
            row.values["website"] = website_address(text)

    @staticmethod
    def _read_freelance(row):
        """“Freelancer” is no outlet, and no job to be entered where there is none."""
        if is_freelance(row.outlet):
            row.outlet, row.is_freelancer = "", True
        if is_freelance(row.values.get("job_title", "")):
            row.is_freelancer = True
            if not row.outlet:
                del row.values["job_title"]

    def _read_domains(self, row):
        heading, text = self._first(row, "domain")
        if not text:
            return
        try:
            domains = self.env["res.partner"]._skks_clean_domains(text)
        except ValidationError as error:
            row.refuse(self.env, heading, str(error))
        else:
            row.values["domain"] = domains

    @staticmethod
    def _first(row, *meanings):
        """Return heading and text of the first cell that means one of these."""
        for meaning in meanings:
            for cell in row.cells.get(meaning, ()):
                return cell
        return "", ""
