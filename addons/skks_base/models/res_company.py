import logging
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import config, ormcache

from ..tools.moments import local, naive_utc
from ..tools.polish_holidays import OutdatedHolidaysError, holiday_names
from ..tools.working_time import local_instant

_logger = logging.getLogger(__name__)

PRESS_OFFICE_TZ = "Europe/Warsaw"
PRESS_OFFICE_HOURS = (7.5, 16.0)
PRESS_OFFICE_LANG = "pl_PL"
WEEKDAYS = range(5)
NO_SMTP = ("localhost", 25)  # what Odoo assumes where nobody has entered a server
_SECOND = timedelta(seconds=1)


class ResCompany(models.Model):
    _name = "res.company"
    _inherit = ["res.company", "skks.journaled.mixin", "skks.handover.mixin"]
    _journaled_as = "company"
    _journaled_fields = (
        "name",
        "active",
        "email",
        "phone",
        "alias_domain_id",
        "resource_calendar_id",
    )

    _handover_fields = ("skks_head_id", "skks_duty_user_id")
    _handover_listed = False

    skks_head_id = fields.Many2one(
        "res.users",
        string="Head of the press office",
        domain=[("share", "=", False)],
        help="Is told of time limits that are missed. Left empty, it is the first"
        " user with the role of head of the office.",
    )
    skks_duty_user_id = fields.Many2one(
        "res.users",
        string="Duty officer",
        domain=[("share", "=", False)],
        help="In whose name a letter is acknowledged while nobody has taken it.",
    )
    skks_emergency_release = fields.Boolean(
        string="Emergency releases",
        default=True,
        help="The head of the office and the leadership may let a text leave without"
        " acceptance; it is confirmed afterwards.",
    )
    skks_confirm_every = fields.Integer(
        string="Lists of representatives are confirmed every (days)",
        default=182,
        help="How often heads of entities say who represents them; 0 for never.",
    )
    skks_heads_see_work = fields.Boolean(
        string="Heads see the orders of their entity",
        help="The head of an entity reads the internal orders that its representatives"
        " have received and submitted; confidential ones excepted.",
    )
    skks_holidays_until = fields.Integer(
        string="Holidays loaded up to the year",
        readonly=True,
        copy=False,
        export_string_translation=False,
    )

    @api.model
    def _journaled_names(self):
        """All of our own set-up, also what another addon adds."""
        ours = [
            name
            for name, field in self._fields.items()
            if name.startswith("skks_") and field.store
        ]
        return (*super()._journaled_names(), *ours)

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies.sudo()._skks_extend_holidays()
        return companies

    # ------------------------------------------------------------
    # HANDING OVER
    # ------------------------------------------------------------

    def _skks_handover_company(self):
        return self

    def _skks_handover_may_take(self, fname, successor):
        role = "manager" if fname == "skks_head_id" else "officer"
        return successor.has_group(f"skks_base.group_{role}")

    # ------------------------------------------------------------
    # WORKING TIME
    # ------------------------------------------------------------

    def _skks_calendar(self):
        """Return the company's opening hours (``resource.calendar``), never empty.

        :raises UserError: when the company has none
        """
        self.ensure_one()
        calendar = self.sudo().resource_calendar_id
        if not calendar:
            raise UserError(
                self.env._(
                    "%(company)s has no opening hours, so no time limit can be"
                    " counted. Choose its working hours in the settings of the"
                    " company.",
                    company=self.sudo().name,
                )
            )
        return calendar.with_env(self.env)

    def _skks_tz(self):
        """Return the time zone in which the company's dates are read."""
        return ZoneInfo(self._skks_calendar().sudo().tz)

    def _skks_today(self):
        """Return the date in the town, wherever the reader or the server is."""
        return local(fields.Datetime.now(), self._skks_tz()).date()

    @api.model
    def _skks_reader_tz(self):
        """Return the reader's time zone, or the town's for who has named none."""
        named = self.env.context.get("tz") or self.env.user.tz
        return ZoneInfo(str(self.env.tz)) if named else self.env.company._skks_tz()

    def _skks_working_time(self):
        """Return a snapshot of the company's working time."""
        return self._skks_calendar()._skks_working_time()

    def _skks_head_of_office(self):
        """Return the user told of missed time limits (may be empty)."""
        self.ensure_one()
        company = self.sudo()
        if company.skks_head_id.active:
            return company.skks_head_id.with_env(self.env)
        managers = self.env["res.users"].sudo()
        data = self.env["ir.model.data"]
        role_id = data._xmlid_to_res_id("skks_base.group_manager", True)
        domain = (
            Domain("all_group_ids", "in", [role_id])
            & Domain("company_ids", "in", company.ids)
            & Domain("share", "=", False)
        )
        return managers.search(domain, order="id", limit=1).with_env(self.env)

    def _skks_duty_officer(self, at=None):
        """Return who answers for what nobody has taken yet (may be empty).

        That is whoever is on duty; where nobody is, the head of the office. If all
        of them are away, the first one stays responsible.

        :param datetime at: naive UTC, now
        """
        self.ensure_one()
        at = at or fields.Datetime.now()
        if officer := self._skks_on_duty(at):
            return officer
        head = self._skks_head_of_office()
        everybody = self._skks_duty_candidates(at) | head
        return (
            self._skks_first_present(head, at)
            or everybody.filtered(lambda user: user.sudo().active)[:1]
        )

    def _skks_on_duty(self, at=None):
        """Return who is on duty: the person of the day in the duty roster, else the
        duty officer of the company; empty if neither is there.

        :param datetime at: naive UTC, now
        """
        self.ensure_one()
        at = at or fields.Datetime.now()
        return self._skks_first_present(self._skks_duty_candidates(at), at)

    def _skks_duty_candidates(self, at):
        day = local(at, self._skks_tz()).date()
        named = self.env["res.users"].browse(self._skks_on_duty_id(day) or ())
        return named | self.sudo().skks_duty_user_id.with_env(self.env)

    @api.model
    def _skks_first_present(self, users, at):
        """The first of ``users`` who is there, or has somebody acting for them."""
        for user in users:
            if user.sudo().active:
                acting = user._skks_acting_user(at)
                if not acting._skks_is_absent(at):
                    return acting
        return users.browse()

    @ormcache("self.id", "day")
    def _skks_on_duty_id(self, day):
        """The id of the user whom the duty roster names for a local day, or False."""
        duty = self.env["skks.duty"].sudo()
        domain = [("company_id", "=", self.id), ("day", "=", day)]
        return duty.search(domain, limit=1).user_id.id

    def _skks_absences(self, users, days):
        """Return ``{user: {days on which the user is away}}``.

        A person is away on a day if absent at any time of the opening hours.

        :param days: local dates
        """
        hours = self._skks_working_time()
        away = {}
        for user in users:
            start, end = user.sudo().out_of_office_from, user.sudo().out_of_office_to
            away[user] = {
                day
                for day in days
                if start
                and hours.is_working_day(day)
                and start < naive_utc(hours.closing_of(day))
                and (not end or end > naive_utc(hours.opening_of(day)))
            }
        return away

    def _prepare_resource_calendar_values(self):
        """A new company opens like a Polish office, not 40 hours a week in UTC."""
        hour_from, hour_to = PRESS_OFFICE_HOURS
        days = dict(
            self.env["resource.calendar.attendance"]
            ._fields["dayofweek"]
            ._description_selection(self.env)
        )
        return super()._prepare_resource_calendar_values() | {
            "name": self.env._("Press office 7:30-16:00"),
            "tz": PRESS_OFFICE_TZ,
            "attendance_ids": [
                fields.Command.create(
                    {
                        "name": days[str(weekday)],
                        "dayofweek": str(weekday),
                        "day_period": "full_day",
                        "hour_from": hour_from,
                        "hour_to": hour_to,
                    }
                )
                for weekday in WEEKDAYS
            ],
        }

    # ------------------------------------------------------------
    # HOLIDAYS
    # ------------------------------------------------------------

    @api.model
    def _cron_skks_holidays(self):
        """Keep the holidays of this year and the next in every calendar."""
        self.search([("resource_calendar_id", "!=", False)])._skks_extend_holidays()

    def _skks_extend_holidays(self):
        """Load the years that were never loaded, up to the next one.

        A year is loaded once, so a day that somebody removed stays removed.
        """
        for company in self:
            this_year = company._skks_today().year
            first = max(this_year, company.skks_holidays_until + 1)
            try:
                company._skks_load_holidays(range(first, this_year + 2))
            except OutdatedHolidaysError:
                _logger.exception("Polish holidays could not be loaded")

    def _skks_load_holidays(self, years):
        """Add the statutory holidays of ``years`` that no closure covers yet.

        They are whole local days for all calendars of the company. What a person
        entered is neither changed nor doubled.

        :param years: iterable of ints
        :return: the closures added (``resource.calendar.leaves``)
        """
        self.ensure_one()
        company = self.sudo()
        years = list(years)
        Leave = self.env["resource.calendar.leaves"].sudo()
        if not years:
            return Leave
        wanted = [
            (*company._skks_local_day(day), name)
            for year in years
            for day, name in holiday_names(year).items()
        ]
        known = company._skks_company_closures(wanted[0][0], wanted[-1][1])
        added = Leave.create(
            [
                {"name": name, "date_from": start, "date_to": end}
                for start, end, name in wanted
                if not any(a <= start and end <= b for a, b in known)
            ]
        )
        # Core computes the company from whoever happens to be working.
        added.company_id = company
        company.skks_holidays_until = max(company.skks_holidays_until, *years)
        return added

    def _skks_local_day(self, day):
        """Return first and last second of a local day as naive UTC datetimes."""
        tz = self._skks_tz()
        start = local_instant(day, time.min, tz)
        end = local_instant(day + timedelta(days=1), time.min, tz) - _SECOND
        return start.replace(tzinfo=None), end.replace(tzinfo=None)

    def _skks_company_closures(self, start, end):
        """Return ``[(from, to)]`` of the closures that hold for all calendars."""
        leaves = (
            self.env["resource.calendar.leaves"]
            .sudo()
            .search_fetch(
                Domain("resource_id", "=", False)
                & Domain("calendar_id", "=", False)
                & Domain("company_id", "in", [False, self.id])
                & Domain("time_type", "=", "leave")
                & Domain("date_from", "<=", end)
                & Domain("date_to", ">=", start),
                ["date_from", "date_to"],
            )
        )
        return [(leave.date_from, leave.date_to) for leave in leaves]

    # ------------------------------------------------------------
    # SET-UP
    # ------------------------------------------------------------

    def _skks_set_up_foundation(self):
        """Give the companies, at install, what time limits are counted with.

        Only core's untouched default opening hours are replaced; whatever a person
        chose stays and is judged by :meth:`_skks_check_foundation`.
        """
        Calendar = self.env["resource.calendar"]
        core_default = self.env.ref("resource.resource_calendar_std", False) or Calendar
        main = self.env.ref("skks_base.resource_calendar_press_office", False)
        for company in self.sudo():
            company._skks_set_up_partner()
            company = company.with_context(lang=company.partner_id.lang)
            current = company.resource_calendar_id
            if not current or (core_default and current == core_default):
                if main and main.company_id == company:
                    company.resource_calendar_id = main
                    company._skks_name_hours(main)
                else:
                    company._create_resource_calendar()
        self._skks_extend_holidays()

    def _skks_name_hours(self, calendar):
        """Give the shipped hours names in the language of the office.

        Names of hours cannot be translated, and data files know one language only.
        """
        shipped = self.with_context(lang="en_US")._prepare_resource_calendar_values()
        if calendar.name != shipped["name"]:
            return
        calendar.name = self._prepare_resource_calendar_values()["name"]
        field = calendar.attendance_ids._fields["dayofweek"]
        days = dict(field._description_selection(self.env))
        for line in calendar.attendance_ids:
            line.name = days[line.dayofweek]

    def _skks_set_up_partner(self):
        partner = self.partner_id
        partner.tz = partner.tz or PRESS_OFFICE_TZ
        languages = dict(self.env["res.lang"].get_installed())
        if PRESS_OFFICE_LANG in languages and partner.lang in (False, "en_US"):
            partner.lang = PRESS_OFFICE_LANG
        if not partner.country_id:
            partner.country_id = self.env.ref("base.pl", False)

    def _skks_check_foundation(self):
        """Judge what the addon needs from the company's settings.

        :return: list of ``(code, ok, message)``: a stable code, whether it is fine,
            and a sentence that names what is there or the remedy
        """
        self.ensure_one()
        return [check() for check in self.sudo()._skks_checks()]

    def _skks_checks(self):
        """Return the checks, methods without arguments, in the order of the screen."""
        return [
            self._skks_check_calendar,
            self._skks_check_tz,
            self._skks_check_holidays,
            self._skks_check_alias_domain,
            self._skks_check_default_from,
            self._skks_check_mail_server,
            self._skks_check_head,
        ]

    def _skks_check_calendar(self):
        try:
            self._skks_working_time()
        except (UserError, ValueError) as error:
            return ("calendar", False, str(error))
        return (
            "calendar",
            True,
            self.env._("Opening hours: %(name)s", name=self._skks_calendar().name),
        )

    def _skks_check_tz(self):
        tz = self.resource_calendar_id.tz
        if tz == PRESS_OFFICE_TZ:
            return ("tz", True, self.env._("Time zone: %(tz)s", tz=tz))
        return (
            "tz",
            False,
            self.env._(
                "The opening hours are read in the time zone %(tz)s. Set it to"
                " %(wanted)s in the working hours of the company.",
                tz=tz or "–",
                wanted=PRESS_OFFICE_TZ,
            ),
        )

    def _skks_check_holidays(self):
        next_year = self._skks_today().year + 1
        christmas = self._skks_local_day(date(next_year, 12, 25))
        covered = self._skks_company_closures(*christmas)
        if any(a <= christmas[0] and christmas[1] <= b for a, b in covered):
            message = self.env._(
                "Public holidays are known up to the end of %(year)s.", year=next_year
            )
            return ("holidays", True, message)
        return (
            "holidays",
            False,
            self.env._(
                "The public holidays of %(year)s are missing. Run the scheduled"
                " action that loads them, or enter them by hand.",
                year=next_year,
            ),
        )

    def _skks_check_alias_domain(self):
        domain = self.alias_domain_id
        if domain and domain.catchall_alias and domain.bounce_alias:
            return (
                "alias_domain",
                True,
                self.env._("Mail comes in at @%(domain)s", domain=domain.name),
            )
        return (
            "alias_domain",
            False,
            self.env._(
                "The company has no e-mail domain with a catchall and a bounce"
                " address, so answers by mail are lost. Enter it in the set-up."
            ),
        )

    def _skks_check_default_from(self):
        address = self.default_from_email
        if address:
            return (
                "default_from",
                True,
                self.env._("Notices are sent from %(address)s", address=address),
            )
        return (
            "default_from",
            False,
            self.env._(
                "There is no default sender address, so notices to staff would carry"
                " the address of an outsider. Enter it in the e-mail domain."
            ),
        )

    def _skks_check_mail_server(self):
        servers = self.env["ir.mail_server"].sudo().search([("active", "=", True)])
        if not servers:
            return self._skks_check_mail_of_configuration()
        if not all(server.from_filter for server in servers):
            message = self.env._(
                "An outgoing mail server accepts any sender. Fill in its field “From"
                " Filtering” with your domain."
            )
            return ("mail_server", False, message)
        return ("mail_server", True, ", ".join(servers.mapped("name")))

    def _skks_check_mail_of_configuration(self):
        """Without a server of its own Odoo sends through its configuration file."""
        host, port = config["smtp_server"], config["smtp_port"]
        if (host, port) == NO_SMTP:
            message = self.env._("There is no outgoing mail server. Add one.")
            return ("mail_server", False, message)
        message = self.env._(
            "Mail leaves through the server of the configuration file:"
            " %(host)s:%(port)s",
            host=host,
            port=port,
        )
        return ("mail_server", True, message)

    def _skks_check_head(self):
        head = self._skks_head_of_office().sudo()
        if head:
            return ("head", True, head.name)
        return (
            "head",
            False,
            self.env._("Nobody is head of the office. Give somebody this role."),
        )
