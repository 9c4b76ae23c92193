import logging
from datetime import time, timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date, format_datetime, format_time
from odoo.tools.misc import formatLang

from ..tools.moments import local, naive_utc
from ..tools.working_time import local_instant

_logger = logging.getLogger(__name__)

SENT_AT = time(7, 30)
# A section names so many rows; its count tells how many there are.
SHOWN = 15
LEGAL_WITHIN = timedelta(days=3)


class Row(NamedTuple):
    """One line of a section."""

    label: str
    when: str = ""
    who: str = ""
    res_model: str = ""
    res_id: int = 0
    path: str = ""  # where the line leads, if not to the record's form


class Section(NamedTuple):
    """What the briefing says on one subject."""

    title: str
    rows: list
    count: int
    level: str = "info"  # info, warning, danger
    note: str = ""

    @property
    def more(self):
        """How many were counted, but not named for want of room."""
        return self.count - len(self.rows) if len(self.rows) >= SHOWN else 0


class Briefing(models.TransientModel):
    """“Odprawa”: what the office has to know this morning, or about last week.

    The same text is a screen, a page to print and a letter at half past seven. It is
    put together with the rights of who reads it, so it tells nobody more than their
    own lists do. An addon adds a section by a code in :meth:`_section_codes` and a
    method ``_section_<code>`` that returns what :meth:`_section` makes of rows, or
    None.
    """

    _name = "skks.briefing"
    _description = "Briefing"

    kind = fields.Selection(
        [("daily", "Daily"), ("weekly", "Weekly")], required=True, default="daily"
    )
    content = fields.Html(compute="_compute_content", sanitize=False)

    @api.depends("kind")
    def _compute_display_name(self):
        for briefing in self:
            day = format_date(self.env, briefing.env.company._skks_today())
            briefing.display_name = (
                self.env._("Briefing of the week, %s", day)
                if briefing.kind == "weekly"
                else self.env._("Briefing, %s", day)
            )

    @api.depends("kind")
    @api.depends_context("uid", "lang", "tz")
    def _compute_content(self):
        for briefing in self:
            briefing.content = briefing._render(briefing._sections())

    def _render(self, sections, base_url=""):
        """The sections as HTML; with ``base_url`` their links work in a letter."""
        self.ensure_one()
        return self.env["ir.qweb"]._render(
            "skks_base.briefing_content",
            {"sections": sections, "base_url": base_url},
        )

    # ------------------------------------------------------------------
    # Sections
    # ------------------------------------------------------------------

    def _section_codes(self):
        """Codes in the order of reading; each has a method ``_section_<code>``."""
        codes = [
            "emergency",
            "single",
            "overdue",
            "today",
            "legal",
            "new",
            "unassigned",
            "acceptance",
            "waiting",
            "letters",
            "load",
            "absences",
        ]
        return ["week", *codes] if self.kind == "weekly" else codes

    def _sections(self):
        """The sections that have something to say (``Section``)."""
        found = (getattr(self, f"_section_{code}")() for code in self._section_codes())
        return [section for section in found if section and section.count]

    def _section(self, title, found, describe, level="info", note=""):
        """Count what was found; read and put into words only what is shown.

        :param found: records, or a list of records of several models
        :param describe: function of some of them that returns a ``Row`` for each
        """
        shown = found[:SHOWN]
        if isinstance(shown, models.BaseModel):
            shown = shown.with_prefetch(shown.ids)
        return Section(title, list(describe(shown)), len(found), level, note)

    def _section_emergency(self):
        """What left without acceptance: unconfirmed, or since the last briefing."""
        texts = []
        domain = Domain("emergency_state", "=", "open") | Domain(
            "emergency_at", ">=", self._since()
        )
        for name in self._concrete("skks.emergency.mixin"):
            texts += self.env[name].search(domain) if self._reads(name) else []
        return self._section(
            self.env._("Left without acceptance"),
            texts,
            lambda shown: map(self._emergency_row, shown),
            "danger",
        )

    def _section_single(self):
        """Letters that left with one acceptance although two were demanded."""
        cases = Domain.FALSE
        for name in self._concrete("skks.case.mixin"):
            if self._reads(name):
                query = self.env[name]._search([])
                cases |= Domain("res_model", "=", name) & Domain("res_id", "in", query)
        permits = (
            self.env["skks.gate.permit"]
            .sudo()
            .search(
                cases
                & Domain("kind", "=", "answer")
                & Domain("accepted_stages", "=", 1)
                & Domain("demanded_stages", ">", 1)
                & Domain("create_date", ">=", self._since())
            )
        )
        return self._section(
            self.env._("Sent with one acceptance"),
            permits,
            lambda shown: map(self._permit_row, shown),
            "warning",
        )

    def _section_overdue(self):
        """Promises broken to outsiders, and those of entities to us: two figures."""
        over = Domain("due_at", "<", self._now())
        outside = self._clocks(over & Domain("kind", "!=", "internal"))
        inside = self._clocks(over & Domain("kind", "=", "internal"))
        note = self.env._(
            "To outsiders: %(outside)s · inside: %(inside)s",
            outside=len(outside),
            inside=len(inside),
        )
        title = self.env._("Overdue")
        clocks = outside + inside
        return self._section(title, clocks, self._clock_rows, "danger", note)

    def _section_today(self):
        """What ends today, by the hour."""
        clocks = self._clocks(
            Domain("due_at", ">=", self._now())
            & Domain("due_at", "<", self._tomorrow())
        )
        return self._section(
            self.env._("Due today"),
            clocks,
            lambda shown: self._clock_rows(shown, self._hour),
            "warning",
        )

    def _section_legal(self):
        """Statutory terms of the next days."""
        clocks = self._clocks(
            Domain("kind", "=", "legal")
            & Domain("due_at", ">=", self._tomorrow())
            & Domain("due_at", "<", self._tomorrow() + LEGAL_WITHIN)
        )
        title = self.env._("Statutory terms of the next 3 days")
        return self._section(title, clocks, self._clock_rows, "warning")

    def _section_new(self):
        """Cases that came since the last briefing."""
        cases = []
        domain = [("received_at", ">=", self._since())]
        for name in self._concrete("skks.case.mixin"):
            if self._reads(name):
                cases += self.env[name].search(domain, order="received_at")
        return self._section(
            self.env._("New since the last briefing"),
            cases,
            lambda shown: map(self._new_row, shown),
        )

    def _section_unassigned(self):
        """Open cases that nobody has taken."""
        cases = self._concrete("skks.case.mixin")
        rows = self._desk(
            Domain("coordinator_id", "=", False) & Domain("res_model", "in", cases)
        )
        return self._section(
            self.env._("Without a coordinator"),
            rows,
            lambda shown: (self._desk_row(row, row.waiting_since) for row in shown),
            "warning",
        )

    def _section_acceptance(self):
        """Texts that wait for the reader's acceptance."""
        rows = self._desk(
            Domain("waiting_for", "=", "approver") & Domain("is_mine", "=", True)
        )
        return self._section(
            self.env._("Waiting for my acceptance"),
            rows,
            lambda shown: (self._desk_row(row, row.next_due_at) for row in shown),
            "warning",
        )

    def _section_waiting(self):
        """On whom we wait and since when, the longest first."""
        rows = self._desk(
            Domain("waiting_for", "=", "entity") & Domain("entity_id", "!=", False),
            order="waiting_since, id",
        )
        return self._section(
            self.env._("On whom we wait"),
            rows,
            lambda shown: (self._desk_row(row, row.waiting_since) for row in shown),
        )

    def _section_letters(self):
        """Letters that nobody has put anywhere."""
        letters = self.env["skks.mail.quarantine"]
        if not letters.has_access("read"):
            return None
        found = letters.search([("state", "=", "quarantine")], order="received_at")
        return self._section(
            self.env._("Letters to clear up"),
            found,
            lambda shown: map(self._letter_row, shown),
            "warning",
        )

    def _section_load(self):
        """Open work of each officer, and who is on duty."""
        counts = {}
        for person, due_state, count in self.env["skks.desk"]._read_group(
            [("coordinator_id", "!=", False)],
            ["coordinator_id", "due_state"],
            ["__count"],
        ):
            counts.setdefault(person, {})[due_state] = count
        duty = self.env.company._skks_duty_officer()
        more = self._load_more()
        rows = [
            Row(
                self.env._("%s (on duty)", person.name)
                if person == duty
                else person.name,
                "",
                ", ".join([self._load_words(found), *more.get(person, ())]),
            )
            for person, found in sorted(
                counts.items(), key=lambda item: -sum(item[1].values())
            )
        ]
        return self._section(self.env._("Work of the officers"), rows, list)

    def _load_words(self, found):
        """``found``: ``{due state: how much of the desk}`` of one person."""
        return self.env._(
            "open: %(open)s, overdue: %(overdue)s, due today: %(today)s",
            open=sum(found.values()),
            overdue=found.get("overdue", 0),
            today=found.get("today", 0),
        )

    def _load_more(self):
        """Hook: ``{officer: [further figures in words]}``, in one query each."""
        return {}

    def _section_absences(self):
        """Who is away today, until when, and who stands in."""
        users = self.env["res.users"].sudo()
        away = users.search(
            Domain("share", "=", False)
            & Domain("company_ids", "in", self.env.company.ids)
            & Domain("out_of_office_from", "<=", self._now())
            & (
                Domain("out_of_office_to", "=", False)
                | Domain("out_of_office_to", ">=", self._now())
            )
        )
        return self._section(
            self.env._("Absences"), away, lambda shown: map(self._absence_row, shown)
        )

    def _section_week(self):
        """How the promises of the last seven days were kept, in working time."""
        clocks = self.env["skks.clock"]
        kinds = dict(clocks._fields["kind"]._description_selection(self.env))
        ended = {}
        for kind, entity, result, count, late in clocks._read_group(
            Domain("stopped_at", ">=", self._now() - timedelta(days=7))
            & Domain("result", "!=", False),
            ["kind", "entity_id", "result"],
            ["__count", "minutes_late:sum"],
        ):
            ended.setdefault((kind, entity), {})[result] = (count, late)
        rows = [
            self._week_row(kinds[kind], entity, results)
            for (kind, entity), results in ended.items()
        ]
        title = self.env._("Terms kept in the last 7 days")
        return self._section(title, sorted(rows), list)

    # ------------------------------------------------------------------
    # What sections are made of
    # ------------------------------------------------------------------

    @api.model
    def _concrete(self, mixin):
        registry = self.env.registry
        names = registry.descendants([mixin], "_inherit")
        return sorted(name for name in names if not registry[name]._abstract)

    @api.model
    def _reads(self, name):
        return self.env[name].has_access("read")

    @api.model
    def _now(self):
        return fields.Datetime.now()

    @api.model
    def _zone(self):
        return self.env.company._skks_tz()

    @api.model
    def _local(self, moment):
        return local(moment, self._zone())

    @api.model
    def _tomorrow(self):
        """Midnight at the end of the local day, naive UTC."""
        day = self._local(self._now()).date() + timedelta(days=1)
        return naive_utc(local_instant(day, time.min, self._zone()))

    def _since(self):
        """When the briefing before this one was, naive UTC."""
        hours = self.env.company._skks_working_time()
        today = self._local(self._now()).date()
        back = 7 if self.kind == "weekly" else 1
        day = hours.previous_working_day(today - timedelta(days=back))
        return naive_utc(local_instant(day, SENT_AT, self._zone()))

    @api.model
    def _clocks(self, domain):
        """Running clocks that the reader may see, the earliest first."""
        running = Domain("stopped_at", "=", False) & Domain("paused_at", "=", False)
        return self.env["skks.clock"].search(running & domain, order="due_at, id")

    @api.model
    def _desk(self, domain, order=None):
        return self.env["skks.desk"].search(domain, order=order)

    def _moment(self, moment):
        return format_datetime(
            self.env, moment, tz=str(self._zone()), dt_format="dd.MM HH:mm"
        )

    def _hour(self, moment):
        return format_time(self.env, self._local(moment).time(), time_format="short")

    def _clock_rows(self, clocks, when=None):
        """A row a clock; ``when`` puts its date into words."""
        documents = clocks._skks_documents()
        return [
            Row(
                f"{documents[clock].display_name} ({clock.name})",
                (when or self._moment)(clock.due_at),
                clock.entity_id.name
                or documents[clock]._skks_clock_owner(clock).name
                or "",
                clock.res_model,
                clock.res_id,
            )
            for clock in clocks
        ]

    def _emergency_row(self, text):
        return Row(
            text.display_name,
            self._moment(text.emergency_at),
            self.env._(
                "%(who)s: %(why)s",
                who=text.emergency_user_id.name,
                why=text.emergency_reason or "",
            ),
            text._name,
            text.id,
        )

    def _permit_row(self, permit):
        return Row(
            permit.document_name or "",
            self._moment(permit.create_date),
            permit.user_id.name,
            permit.res_model,
            permit.res_id,
        )

    def _new_row(self, case):
        return Row(
            case.display_name,
            self._moment(case.received_at),
            case.coordinator_id.name or "",
            case._name,
            case.id,
        )

    def _letter_row(self, letter):
        return Row(
            letter.subject or letter.display_name,
            self._moment(letter.received_at),
            letter.email_from or "",
            letter._name,
            letter.id,
        )

    def _absence_row(self, user):
        return Row(
            user.name,
            user.out_of_office_to and self._moment(user.out_of_office_to) or "",
            user.stand_in_id.name
            and self.env._("stand-in: %s", user.stand_in_id.name)
            or self.env._("no stand-in"),
        )

    def _week_row(self, kind, entity, results):
        """``results``: ``{"met" or "missed": (clocks, minutes late)}``."""
        kept, _minutes = results.get("met", (0, 0))
        missed, minutes = results.get("missed", (0, 0))
        return Row(
            " · ".join(filter(None, (kind, entity.name))),
            "",
            self._kept(kept, kept + missed, minutes or 0),
        )

    def _kept(self, kept, every, minutes_late):
        if kept == every:
            return self.env._("kept: %(kept)s of %(all)s", kept=kept, all=every)
        return self.env._(
            "kept: %(kept)s of %(all)s, hours late: %(late)s",
            kept=kept,
            all=every,
            late=formatLang(self.env, minutes_late / 60, digits=1),
        )

    def _desk_row(self, row, moment):
        return Row(
            " · ".join(filter(None, (row.number, row.name))),
            moment and self._moment(moment) or "",
            row.waiting_who,
            row.res_model,
            row.res_id,
        )

    # ------------------------------------------------------------------
    # The screen
    # ------------------------------------------------------------------

    @api.model
    def action_open_briefing(self, kind="daily"):
        """Open a fresh briefing."""
        briefing = self.create({"kind": kind})
        action = briefing._get_records_action(name=self.env._("Briefing"))
        return action | {"path": "skks-briefing"}

    def action_daily(self):
        return self.action_open_briefing("daily")

    def action_weekly(self):
        return self.action_open_briefing("weekly")

    # ------------------------------------------------------------------
    # The letter
    # ------------------------------------------------------------------

    @api.model
    def _cron_send(self):
        """Send each reader one letter on each working day, from 7:30 on.

        It runs often and does nothing most of the time: a clock that jumps by an
        hour, or a server that was down at half past seven, changes no more than the
        minute at which it is sent.
        """
        self._send_each(self._readers_to_tell(), "skks_briefed_on", self._send_to)

    @api.model
    def _send_each(self, users, told_on, send):
        """Send a letter to each user, and note the day on which they were told.

        :param str told_on: field of the user that keeps the day
        :param send: function of a user
        """
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(users))
        for user in users.try_lock_for_update():
            try:
                with self.env.cr.savepoint():
                    send(user)
            except Exception:
                _logger.exception("The briefing of %s could not be sent", user.login)
            user[told_on] = self._company_day(user.company_id)
            if not cron._commit_progress(1):
                break

    @api.model
    def _company_day(self, company):
        return local(self._now(), company._skks_tz()).date()

    @api.model
    def _readers_to_tell(self):
        """Users to whom the briefing of today has not been sent."""
        groups = [
            self.env.ref(f"skks_base.group_{name}").id
            for name in ("officer", "leadership")
        ]
        found = self.env["res.users"].sudo()
        for company in (
            self.env["res.company"]
            .sudo()
            .search([("resource_calendar_id", "!=", False)])
        ):
            if not self._is_time(company):
                continue
            day = self._company_day(company)
            users = found.search(
                Domain("company_id", "=", company.id)
                & Domain("all_group_ids", "in", groups)
                & Domain("share", "=", False)
                & Domain("skks_briefing", "!=", "none")
                & (
                    Domain("skks_briefed_on", "=", False)
                    | Domain("skks_briefed_on", "<", day)
                )
            )
            found |= users.filtered(
                lambda user, company=company: (
                    not user._skks_is_absent()
                    and (user.skks_briefing == "daily" or self._is_weekly(company))
                )
            )
        return found

    @api.model
    def _is_time(self, company):
        now = local(self._now(), company._skks_tz())
        return now.time() >= SENT_AT and company._skks_working_time().is_working_day(
            now.date()
        )

    @api.model
    def _is_weekly(self, company):
        """Whether this is the first working day of its week."""
        day = self._company_day(company)
        hours = company._skks_working_time()
        monday = day - timedelta(days=day.weekday())
        earlier = (monday + timedelta(days=n) for n in range(day.weekday()))
        return not any(hours.is_working_day(one) for one in earlier)

    @api.model
    def _send_to(self, user):
        weekly = self._is_weekly(user.company_id)
        self._send_letter(user, "weekly" if weekly else "daily")

    def _letter_subject(self, sections):
        counts = ", ".join(f"{one.title}: {one.count}" for one in sections[:3])
        day = self._company_day(self.env.company)
        subject = self.env._("Briefing %s", day.strftime("%d.%m"))
        return f"{subject}: {counts}" if counts else subject

    @api.model
    def _send_letter(self, user, kind):
        """Write the letter with the reader's own rights and in their language."""
        reader = self.with_user(user).with_context(
            lang=user.lang,
            tz=user.tz,
            allowed_company_ids=user.company_id.ids,
        )
        briefing = reader.new({"kind": kind})
        sections = briefing._sections()
        body = briefing._render(sections, base_url=self.get_base_url())
        self.env["mail.mail"].sudo().create(
            {
                "subject": briefing._letter_subject(sections),
                "body_html": body,
                "email_to": user.email_formatted,
                "email_from": user.company_id.default_from_email
                or user.company_id.email_formatted,
                "auto_delete": True,
            }
        )
