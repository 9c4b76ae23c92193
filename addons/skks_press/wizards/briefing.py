from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.skks_base.wizards.briefing import Row

from ..models.inquiry import OPEN_STATES

HEARD_WITHIN = timedelta(days=7)
SIDES = 2
PLAN_DAYS = timedelta(days=14)
MEETING = "skks.meeting"
PLAN = "skks.plan.item"


class Briefing(models.TransientModel):
    """What the press office adds: who speaks today, what is heard, what is planned."""

    _inherit = "skks.briefing"

    def _section_codes(self):
        codes = super()._section_codes()
        at = codes.index("legal") + 1
        return [*codes[:at], "choice", "recordings", "heard", "plan", *codes[at:]]

    # ------------------------------------------------------------------
    # Statutory choice
    # ------------------------------------------------------------------

    def _section_choice(self):
        """Inquiries past their tenth day of which nobody has decided."""
        inquiries = self.env["skks.inquiry"]
        if not inquiries.has_access("read"):
            return None
        found = inquiries.search([("needs_choice", "=", True)], order="choice_at, id")
        title = self.env._(
            "Statutory choice to make: answer, extend, refuse or not public information"
        )
        return self._section(title, found, self._choice_rows, "warning")

    def _choice_rows(self, inquiries):
        return [
            Row(
                inquiry.display_name,
                self._moment(inquiry.legal_due_at),
                inquiry._skks_answering_officer().name or "",
                inquiry._name,
                inquiry.id,
            )
            for inquiry in inquiries
        ]

    # ------------------------------------------------------------------
    # Recordings
    # ------------------------------------------------------------------

    def _section_recordings(self):
        """Today's recordings and interviews: where, and who speaks."""
        if not self._reads(MEETING):
            return None
        meetings = self.env[MEETING].search(
            Domain("start", "<", self._tomorrow())
            & Domain("stop", ">=", self._tomorrow() - timedelta(days=1))
            & Domain("state", "not in", ("declined", "cancelled")),
            order="start, id",
        )
        return self._section(
            self.env._("Recordings and interviews today"),
            meetings,
            lambda shown: map(self._meeting_row, shown),
            "warning",
        )

    def _meeting_row(self, meeting):
        speaks = meeting.spokesperson_id.name or self.env._("nobody speaks yet")
        return Row(
            meeting.display_name,
            self._hour(meeting.start),
            ", ".join(filter(None, (speaks, meeting.place))),
            meeting._name,
            meeting.id,
        )

    # ------------------------------------------------------------------
    # What is heard
    # ------------------------------------------------------------------

    def _section_heard(self):
        """Topics of which several newsrooms ask, and how fresh our position is."""
        heard = self.env["skks.inquiry"]._read_group(
            Domain("received_at", ">=", self._now() - HEARD_WITHIN)
            & Domain("topic_id", "!=", False)
            & Domain("outlet_id", "!=", False)
            & Domain("state", "!=", "not_a_case"),
            ["topic_id"],
            ["outlet_id:count_distinct", "__count"],
            having=[("outlet_id:count_distinct", ">=", SIDES)],
            order="outlet_id:count_distinct DESC, __count DESC, topic_id",
        )
        return self._section(
            self.env._("Heard from several sides in 7 days"), heard, self._heard_rows
        )

    def _heard_rows(self, heard):
        positions = self._positions_on([topic for topic, *_counts in heard])
        return [self._heard_row(*topic, positions.get(topic[0].id)) for topic in heard]

    def _heard_row(self, topic, outlets, inquiries, position):
        counts = self.env._(
            "newsrooms: %(outlets)s, inquiries: %(inquiries)s",
            outlets=outlets,
            inquiries=inquiries,
        )
        return Row(
            topic.sudo().complete_name,
            "",
            f"{counts} · {self._freshness(position)}",
            position._name if position else "",
            position.id if position else 0,
        )

    def _positions_on(self, topics):
        """``{topic id: the position on it that was confirmed last}``."""
        name = "skks.narrative"
        if not self._reads(name):
            return {}
        found = self.env[name].search(
            Domain("topic_ids", "in", [topic.id for topic in topics])
            & Domain("current_version_id", "!=", False)
            & Domain("withdrawn_at", "=", False),
            order="confirmed_on, id",
        )
        return {topic.id: one for one in found for topic in one.topic_ids}

    def _freshness(self, position):
        if not position:
            return self.env._("no position")
        labels = dict(position._fields["freshness"]._description_selection(self.env))
        return self.env._(
            "%(position)s (%(freshness)s)",
            position=position.name,
            freshness=labels[position.freshness].lower(),
        )

    # ------------------------------------------------------------------
    # The plan
    # ------------------------------------------------------------------

    def _section_plan(self):
        """What of the plan was done or moved, and what comes in the next days."""
        if not self._reads(PLAN):
            return None
        today = self._local(self._now()).date()
        items = self.env[PLAN].search(
            Domain("date", ">=", today - HEARD_WITHIN)
            & Domain("date", "<=", today + PLAN_DAYS),
            order="date, id",
        )
        return self._section(
            self.env._("Plan: the last 7 and the next 14 days"),
            items.filtered(lambda item: item.date >= today)
            + items.filtered(lambda item: item.date < today),
            lambda shown: map(self._plan_row, shown),
            note=self._plan_note(items),
        )

    def _plan_row(self, item):
        return Row(
            item.display_name,
            format_date(self.env, item.date),
            ", ".join(filter(None, (item.owner_id.name, self._plan_status(item)))),
            item._name,
            item.id,
        )

    def _plan_status(self, item):
        labels = dict(item._fields["state"]._description_selection(self.env))
        return labels.get(item.state, "")

    def _plan_note(self, items):
        """How many are done, moved, still to come, in the words of their status."""
        return " · ".join(
            f"{self._plan_status(some[:1])}: {len(some)}"
            for some in items.grouped("state").values()
        )

    # ------------------------------------------------------------------
    # Load
    # ------------------------------------------------------------------

    def _load_more(self):
        """Open inquiries of each officer, and how many of them end this week."""
        more = super()._load_more()
        opened = Domain("state", "in", OPEN_STATES) & Domain(
            "coordinator_id", "!=", False
        )
        counts = self._inquiries_of(opened)
        ending = self._inquiries_of(
            opened & Domain("next_due_at", "<", self._next_monday())
        )
        for person, count in counts.items():
            words = self.env._(
                "inquiries: %(open)s, due this week: %(week)s",
                open=count,
                week=ending.get(person, 0),
            )
            more[person] = (*more.get(person, ()), words)
        return more

    @api.model
    def _inquiries_of(self, domain):
        return dict(
            self.env["skks.inquiry"]._read_group(
                domain, ["coordinator_id"], ["__count"]
            )
        )

    def _next_monday(self):
        """Midnight at the end of the local week, naive UTC."""
        tomorrow = self._tomorrow()
        left = 6 - self._local(self._now()).weekday()
        return tomorrow + timedelta(days=left)
