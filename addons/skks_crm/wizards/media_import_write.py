"""Does what was planned of a list of media, with the rights of who imports it."""

from markupsafe import Markup

from odoo.tools import format_date
from odoo.tools.mail import plaintext2html

# Thousands of cards are compared with each other after the import, not one by one.
LATER = {"skks_compare_later": True}


class Writer:
    """Writes all contacts at once, then all workplaces."""

    def __init__(self, wizard, cards):
        self.env = wizard.env
        self.overwrite = wizard.mode == "overwrite"
        self.source = wizard.source.strip()
        self.today = format_date(self.env, wizard.env.company._skks_today())
        self.cards = cards

    def apply(self):
        """Create the new ones together: each would cost as much as ten of them."""
        new = [card for card in self.cards if not card.record]
        # the journal tells of the import; a note on each of 5,000 cards tells no more
        partners = self.env["res.partner"].with_context(
            tracking_disable=True,
            mail_create_nolog=True,
            mail_create_nosubscribe=True,
            **LATER,
        )
        created = partners.create([self._new_values(card) for card in new])
        for card in self.cards:
            if card.record:
                self._write_card(card)
        for card, record in zip(new, created, strict=True):
            card.record = record.with_env(self.env)
        self._write_workplaces()
        self.env["skks.contact.pair"]._compare_soon()

    def _new_values(self, card):
        return card.values | {
            "skks_kind": card.kind,
            "name": card.name,
            "data_origin": "import",
            "data_source": self._source_of(card),
            "comment": _as_html(card.notes),
        }

    def _source_of(self, card):
        """Where the data come from, and since when we have them."""
        told = card.row.values.get("source")
        return ", ".join(filter(None, (told, self.source, self.today)))

    def _write_card(self, card):
        values = dict(card.values)
        if card.notes:
            values["comment"] = (card.record.comment or Markup()) + _as_html(card.notes)
        if values and (self.overwrite or not card.record.data_source):
            told = (card.record.data_source, self._source_of(card))
            values["data_source"] = "; ".join(dict.fromkeys(filter(None, told)))
        if card.kind == "person":
            values["skks_kind"] = "journalist"
        if values:
            card.record.with_context(**LATER).write(values)

    def _write_workplaces(self):
        new = []
        for person in self.cards:
            has_main = any(work.record for work in person.workplaces.values())
            for work in person.workplaces.values():
                if work.record and work.values:
                    work.record.with_context(**LATER).write(work.values)
                elif not work.record:
                    new.append(self._workplace_values(work, not has_main))
                    has_main = True
        self.env["skks.affiliation"].with_context(**LATER).create(new)

    @staticmethod
    def _workplace_values(work, is_main):
        return work.values | {
            "journalist_id": work.person.record.id,
            "outlet_id": work.outlet.record.id,
            "is_main": is_main,
        }


def _as_html(lines):
    return plaintext2html("\n".join(lines)) if lines else Markup()
