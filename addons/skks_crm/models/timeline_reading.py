from collections import Counter
from datetime import date, time, timedelta
from textwrap import shorten

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import email_normalize, parse_contact_from_email
from odoo.tools.sql import escape_psql

from odoo.addons.skks_base.tools.mail_text import html_reply_to_text
from odoo.addons.skks_base.tools.moments import local, naive_utc
from odoo.addons.skks_base.tools.working_time import local_instant

from .timeline_event import BRANCHES, CARD

PAGE = 40
# First words of a text, on the screen and on paper.
SHOWN = 280
PRINTED_TEXT = 1200
# More cannot be read on paper; the screen shows all.
PRINTED = 500
MOST_WORDS = 12
# In which something can have happened, or is planned.
YEARS = range(1900, 2200)
# Paths of the actions in which cards open.
CARD_PATHS = {"outlet": "media-outlets", "journalist": "journalists"}
READ = (
    "date",
    "all_day",
    "kind",
    "partner_id",
    "outlet_id",
    "res_model",
    "res_id",
    "title",
    "author_id",
    "author_name",
)


class TimelineEvent(models.Model):
    """The timeline of one outlet or journalist, page by page.

    A page goes on from the last row that was read, by its moment and id, so nothing
    is shown twice or left out however much has come in meanwhile.
    """

    _inherit = "skks.timeline.event"

    # ------------------------------------------------------------------
    # What the screen asks for
    # ------------------------------------------------------------------

    @api.readonly
    @api.model
    def timeline_head(self, partner_id):
        """What can be chosen on the timeline of a contact.

        :return: ``{"name", "contact": "outlet" or "journalist", "today": ISO day,
            "kinds": [{"value", "label", "icon", "color", "count"}],
            "persons": [{"id", "name", "count"}]}``, of what the user may read
        """
        card = self._timeline_card(partner_id)
        kinds, persons = Counter(), Counter()
        for kind, person, count in self._read_group(
            self._timeline_domain(card), ["kind", "partner_id"], ["__count"]
        ):
            kinds[kind] += count
            persons[person] += count
        return {
            "name": card.name,
            "contact": card.skks_kind,
            "today": fields.Date.to_string(
                local(fields.Datetime.now(), self._zone()).date()
            ),
            "kinds": self._kinds_to_choose(kinds),
            "persons": self._persons_to_choose(card, persons),
        }

    @api.readonly
    @api.model
    def timeline_page(self, partner_id, filters=None, cursor=None, newer=False):
        """Some events of a contact, the newest first.

        :param dict filters: ``kinds`` (list), ``persons`` (list of ids), ``date_from``
            and ``date_to`` (ISO days, both included), ``words``; each may be missing
        :param dict cursor: ``{"date", "id"}`` of the row after which to go on, or
            ``{"day"}``: go back from the end of that day
        :param bool newer: go on towards today
        :return: ``{"events": [...], "more": bool}``
        """
        card = self._timeline_card(partner_id)
        domain = (
            self._timeline_domain(card)
            & self._filters_domain(filters or {})
            & self._cursor_domain(cursor or {}, newer)
        )
        order = "date, id" if newer else "date desc, id desc"
        rows = self.search_fetch(domain, READ, order=order, limit=PAGE + 1)
        page = rows[:PAGE]
        if newer:
            page = page.browse(reversed(page.ids))
        return {"events": page._to_show(SHOWN), "more": len(rows) > PAGE}

    @api.readonly
    @api.model
    def timeline_text(self, event_id):
        """All the words of one event."""
        # by the key of the source: the database reads that one row
        domain = Domain("id", "=", event_id)
        domain &= Domain("source_id", "=", event_id // BRANCHES)
        rows = self.search_fetch(domain, READ)
        return rows._texts().get(event_id, "")

    @api.model
    def timeline_print(self, partner_id, filters=None):
        """Print what was chosen as a document."""
        card = self._timeline_card(partner_id)
        return self.env.ref("skks_crm.skks_timeline_report").report_action(
            [], data={"partner_id": card.id, "filters": filters or {}}, config=False
        )

    @api.model
    def _timeline_card(self, partner_id):
        """The outlet or the journalist, if the user may read about them."""
        self.check_access("read")
        card = self.env[CARD].browse(partner_id).exists()
        card.check_access("read")
        if not card.skks_kind:
            raise UserError(
                self.env._("Only media outlets and journalists have a timeline.")
            )
        return card

    # ------------------------------------------------------------------
    # Which rows
    # ------------------------------------------------------------------

    @api.model
    def _timeline_domain(self, card):
        """Rows of a contact; of an outlet also those of who worked there then."""
        domain = Domain("partner_id", "=", card.id)
        if card.skks_kind != "outlet":
            return domain
        domain |= Domain("outlet_id", "=", card.id)
        always, periods = set(), Domain.FALSE
        for place in card.outlet_affiliation_ids:
            if place.date_from or place.date_to:
                periods |= self._period_domain(place)
            else:
                always.add(place.journalist_id.id)
        persons = Domain("partner_id", "in", list(always)) | periods
        return domain | Domain("outlet_id", "=", False) & persons

    @api.model
    def _period_domain(self, place):
        """Rows of a journalist while they worked there."""
        domain = Domain("partner_id", "=", place.journalist_id.id)
        return domain & self._days_domain(place.date_from, place.date_to)

    @api.model
    def _days_domain(self, first, last):
        """Rows from the day ``first`` to the day ``last``, in the reader's time."""
        domain = Domain.TRUE
        if first:
            domain &= Domain("date", ">=", self._midnight(first))
        if last:
            domain &= Domain("date", "<", self._midnight(last + timedelta(days=1)))
        return domain

    @api.model
    def _to_day(self, text):
        """The day that somebody typed; nothing if there is none."""
        try:
            day = fields.Date.to_date(text or False)
        except ValueError:
            day = date.min
        if day and day.year not in YEARS:
            raise UserError(
                self.env._("“%s” is not a day. Choose one of the calendar.", text)
            )
        return day

    @api.model
    def _midnight(self, day):
        """When the day begins for the reader, naive UTC."""
        return naive_utc(local_instant(day, time.min, self._zone()))

    @api.model
    def _zone(self):
        return self.env.company._skks_reader_tz()

    @api.model
    def _filters_domain(self, filters):
        domain = self._days_domain(
            self._to_day(filters.get("date_from")), self._to_day(filters.get("date_to"))
        )
        for fname, key in (("kind", "kinds"), ("partner_id", "persons")):
            if filters.get(key):
                domain &= Domain(fname, "in", filters[key])
        if words := (filters.get("words") or "").split()[:MOST_WORDS]:
            domain &= self._words_domain(words)
        return domain

    @api.model
    def _words_domain(self, words):
        """Rows with all of the words, or whose document the Polish search finds."""
        domain = Domain.AND(
            Domain("words", "ilike", escape_psql(word)) for word in words
        )
        # One word at a time: the search does with some of several words, too.
        in_polish = Domain.AND(Domain("search_text", "ilike", word) for word in words)
        for name in sorted({branch.model for branch in self._timeline_selects()}):
            documents = self.env[name]
            if "search_text" in documents._fields and documents.has_access("read"):
                found = Domain("res_id", "in", documents._search(in_polish))
                domain |= Domain("res_model", "=", name) & found
        return domain

    @api.model
    def _cursor_domain(self, cursor, newer):
        operator = ">" if newer else "<"
        if day := self._to_day(cursor.get("day")):
            end = self._midnight(day + timedelta(days=1))
            return Domain("date", ">=" if newer else "<", end)
        if not cursor.get("date"):
            return Domain.TRUE
        moment = fields.Datetime.to_datetime(cursor["date"])
        same = Domain("id", operator, cursor.get("id", 0))
        return Domain("date", operator, moment) | Domain("date", "=", moment) & same

    # ------------------------------------------------------------------
    # What can be chosen
    # ------------------------------------------------------------------

    @api.model
    def _kinds_to_choose(self, counts):
        looks = self._timeline_looks()
        return [
            {
                "value": value,
                "label": label,
                "icon": looks[value][0],
                "color": looks[value][1],
                "count": counts[value],
            }
            for value, label in self._fields["kind"]._description_selection(self.env)
            if counts[value]
        ]

    @api.model
    def _persons_to_choose(self, card, counts):
        """Who of an outlet has part in its events; the newsroom itself comes first."""
        if card.skks_kind != "outlet":
            return []
        found = sorted(
            filter(None, counts), key=lambda person: (person != card, person.name or "")
        )
        return [
            {
                "id": person.id,
                "name": self.env._("%s (newsroom)", person.name)
                if person == card
                else person.name,
                "count": counts[person],
            }
            for person in found
        ]

    # ------------------------------------------------------------------
    # How a row is shown
    # ------------------------------------------------------------------

    def _to_show(self, characters):
        """The rows as the screen and the printed page show them."""
        texts, files = self._texts(), self._files()
        labels = dict(self._fields["kind"]._description_selection(self.env))
        looks = self._timeline_looks()
        return [
            {
                "id": row.id,
                "date": fields.Datetime.to_string(row.date),
                **row._day_and_hour(),
                "kind": row.kind,
                "label": labels[row.kind],
                "icon": looks[row.kind][0],
                "color": looks[row.kind][1],
                "title": row.title or "",
                "text": shorten(texts[row.id], characters, placeholder=" …"),
                "is_long": len(texts[row.id]) > characters,
                "author": row._author(),
                "person": row.partner_id.name or "",
                "outlet": row.outlet_id.name or "",
                "res_model": row.res_model,
                "res_id": row.res_id,
                "url": row._url(),
                "files": files.get(row.id, []),
            }
            for row in self
        ]

    def _day_and_hour(self):
        """``{"day": ISO day, "hour": "HH:MM" or ""}`` in the reader's time."""
        if self.all_day:
            return {"day": self.date.date().isoformat(), "hour": ""}
        moment = local(self.date, self._zone())
        return {
            "day": moment.date().isoformat(),
            "hour": moment.strftime("%H:%M"),
        }

    def _url(self):
        """Address of the document; a card opens in its own form."""
        path = self.res_model
        if path == CARD:
            path = CARD_PATHS[self.partner_id.skks_kind]
        return f"/odoo/{path}/{self.res_id}"

    def _author(self):
        if self.author_id:
            return self.author_id.name or ""
        name, address = parse_contact_from_email(self.author_name or "")
        return name or email_normalize(address or "") or self.author_name or ""

    def _by_branch(self):
        """Yield ``(branch, {id of the source: row})``."""
        branches = {branch.number: branch for branch in self._timeline_selects()}
        for number, rows in self.grouped(lambda row: row.id % BRANCHES).items():
            yield branches[number], {row.id // BRANCHES: row for row in rows}

    def _texts(self):
        """``{id: words}``; who sees the row may read its document, and so these."""
        texts = dict.fromkeys(self.ids, "")
        for branch, by_source in self._by_branch():
            if branch.text:
                model, *paths = branch.text
                for source in self.env[model].sudo().browse(by_source):
                    texts[by_source[source.id].id] = self._first_text(source, paths)
        return texts

    @api.model
    def _first_text(self, source, paths):
        for path in paths:
            value = source
            for name in path.split("."):
                value = value[name]
            if isinstance(value, Markup):
                value = html_reply_to_text(value)
            if value and value.strip():
                return value.strip()
        return ""

    def _files(self):
        """``{id: [{"id", "name"}]}`` of the files of letters."""
        files = {}
        for branch, by_source in self._by_branch():
            if branch.text[:1] == ("mail.message",):
                for message in self.env["mail.message"].sudo().browse(by_source):
                    files[by_source[message.id].id] = [
                        {"id": file.id, "name": file.name}
                        for file in message.attachment_ids
                    ]
        return files

    # ------------------------------------------------------------------
    # On paper
    # ------------------------------------------------------------------

    @api.model
    def _to_print(self, card, filters):
        """``(events by day [(ISO day, [event])], whether there are more)``."""
        domain = self._timeline_domain(card) & self._filters_domain(filters)
        rows = self.search_fetch(domain, READ, limit=PRINTED + 1)
        days = {}
        for event in rows[:PRINTED]._to_show(PRINTED_TEXT):
            printed = days.setdefault(event["day"], [])
            if not (printed and self._is_same(printed[-1], event)):
                printed.append(event | {"who": [event["author"]]})
            if event["person"] != card.name:
                printed[-1]["who"].append(event["person"])
        return list(days.items()), len(rows) > PRINTED

    @api.model
    def _is_same(self, one, other):
        """What went to several persons at once is one event, as on the screen."""
        return one["res_model"] != CARD and all(
            one[name] == other[name]
            for name in ("kind", "res_model", "res_id", "title")
        )

    @api.model
    def _filters_in_words(self, filters):
        """``[(what, value)]`` of what was chosen, for whoever reads the paper."""
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        persons = self.env[CARD].browse(filters.get("persons") or [])
        days = [self._to_day(filters.get(name)) for name in ("date_from", "date_to")]
        period = " – ".join(day.strftime("%d.%m.%Y") if day else "…" for day in days)
        chosen = [
            (self.env._("Period"), period if any(days) else ""),
            (
                self.env._("Kinds"),
                ", ".join(kinds.get(kind, "") for kind in filters.get("kinds") or []),
            ),
            (self.env._("Persons"), ", ".join(persons.mapped("display_name"))),
            (self.env._("Words"), filters.get("words") or ""),
        ]
        return [(what, value) for what, value in chosen if value]
