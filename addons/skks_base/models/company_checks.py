from datetime import timedelta
from imaplib import IMAP4
from poplib import error_proto
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date, format_datetime

from odoo.addons.base.models.ir_mail_server import MailDeliveryException

from ..tools.moments import local, naive_utc
from ..tools.working_time import Term, Unit, compute_deadline

ROSTER_DAYS = 14
# So many names stand in a sentence.
NAMED = 8
ONE = 1


class ResCompany(models.Model):
    """What the office needs beside its settings: mailboxes, people, acceptance.

    An addon adds its own checks to ``_skks_checks``, and to ``_skks_tests`` what the
    button beside a check does.
    """

    _inherit = "res.company"

    skks_set_up_at = fields.Datetime("Set up", readonly=True, copy=False)

    def _skks_checks(self):
        return [
            *super()._skks_checks(),
            self._skks_check_incoming,
            self._skks_check_entities,
            self._skks_check_roles,
            self._skks_check_duty,
            self._skks_check_deadlock,
        ]

    def _skks_tests(self):
        """Return ``{code of a check: method that tries it and says what it found}``."""
        return {
            "calendar": self._skks_test_calendar,
            "tz": self._skks_test_tz,
            "holidays": self._skks_test_holidays,
            "alias_domain": self._skks_test_alias_domain,
            "mail_server": self._skks_test_outgoing,
            "default_from": self._skks_test_outgoing,
            "incoming": self._skks_test_incoming,
            "duty": self._skks_test_duty,
        }

    def _skks_blocking_checks(self):
        """Codes of the checks without which the set-up cannot be ended."""
        return {"calendar", "deadlock"}

    def _skks_users(self, group=None):
        """Active employees of the company; those of one group of the suite."""
        self.ensure_one()
        domain = (
            Domain("company_ids", "in", self.ids)
            & Domain("share", "=", False)
            & Domain("active", "=", True)
        )
        if group:
            group = self.env.ref(f"skks_base.group_{group}")
            domain &= Domain("all_group_ids", "in", group.ids)
        return self.env["res.users"].sudo().search(domain)

    @api.model
    def _skks_named(self, names):
        """Return the names in one line, cut after so many."""
        names = list(names)
        more = len(names) - NAMED
        text = ", ".join(names[:NAMED])
        return (
            self.env._("%(names)s and %(more)s more", names=text, more=more)
            if (more > 0)
            else text
        )

    # ------------------------------------------------------------
    # PEOPLE
    # ------------------------------------------------------------

    def _skks_check_entities(self):
        entities = self.env["skks.entity"].sudo()
        domain = Domain("company_id", "=", self.id)
        empty = entities.search(domain & Domain("has_nobody", "=", True))
        if empty:
            message = self.env._(
                "Nobody answers for: %s. Add a representative.",
                self._skks_named(empty.mapped("code")),
            )
            return ("entities", False, message)
        count = entities.search_count(domain)
        if not count:
            message = self.env._("There are no entities. Enter or import them.")
            return ("entities", False, message)
        message = self.env._("Entities, each with a representative: %s", count)
        return ("entities", True, message)

    def _skks_check_roles(self):
        roles = self.env["res.groups"]._skks_all()
        without = self._skks_users().filtered(
            lambda user: not user.all_group_ids & roles
        )
        if without:
            message = self.env._(
                "Accounts without a role in the press office: %s. Give them one, unless"
                " they use other parts of the system only.",
                self._skks_named(without.mapped("name")),
            )
            return ("roles", False, message)
        return ("roles", True, self.env._("Everybody who has an account has a role."))

    def _skks_check_duty(self):
        try:
            missing = self._skks_days_without_duty()
        except (UserError, ValueError) as error:
            return ("duty", False, str(error))
        if not missing:
            message = self.env._(
                "The duty roster is filled for the next %s days.", ROSTER_DAYS
            )
            return ("duty", True, message)
        message = self.env._(
            "Nobody is on duty on: %s. Fill the duty roster.",
            self._skks_named(format_date(self.env, day) for day in missing),
        )
        return ("duty", False, message)

    def _skks_days_without_duty(self):
        """Working days of the next two weeks for which the roster names nobody."""
        hours = self._skks_working_time()
        today = self._skks_today()
        days = [today + timedelta(days=number) for number in range(ROSTER_DAYS)]
        wanted = [day for day in days if hours.is_working_day(day)]
        filled = self.env["skks.duty"].sudo()
        filled = filled.search([("company_id", "=", self.id), ("day", "in", wanted)])
        return sorted(set(wanted) - set(filled.mapped("day")))

    # ------------------------------------------------------------
    # ACCEPTANCE
    # ------------------------------------------------------------

    def _skks_check_deadlock(self):
        locks = self._skks_deadlocks()
        if locks:
            return ("deadlock", False, "\n".join(locks[:NAMED]))
        message = self.env._("Every text has somebody who may accept it.")
        return ("deadlock", True, message)

    def _skks_deadlocks(self):
        """Say which texts nobody could accept, by the rules of ``skks.signoff.mixin``.

        For each author in the office, and each author in an entity: somebody of the
        entity and, as another person, somebody of the office has to be left.
        """
        self.ensure_one()
        entities = self.env["skks.entity"].sudo().search([("company_id", "=", self.id)])
        officers = self._skks_users("officer")
        office = self._skks_users("manager") | self._skks_users("leadership")
        if not officers:
            return [self.env._("There is no officer. Give somebody this role.")]
        locks = []
        for author in officers:
            if not office - author:
                locks.append(self._skks_no_office(author))
                continue
            locks += self._skks_locks_of(author, entities, office)
        for entity in entities:
            people = entity.representative_ids.filtered("active").user_id
            for author in people - officers:
                locks += self._skks_locks_of(author, entity, office)
        return locks

    def _skks_no_office(self, author):
        return self.env._(
            "What %s writes nobody could accept for the press office. Name another"
            " head of the office or somebody of the leadership.",
            author.name,
        )

    def _skks_locks_of(self, author, entities, office):
        locks = []
        for entity in entities:
            vouching = self._skks_who_vouches(entity, author)
            last = (office - author) if len(office - author) == ONE else office.browse()
            if not vouching:
                locks.append(
                    self.env._(
                        "What %(author)s writes nobody could accept for %(entity)s."
                        " Add a representative or a head.",
                        author=author.name,
                        entity=entity.name,
                    )
                )
            elif vouching == last:
                locks.append(
                    self.env._(
                        "What %(author)s writes could be accepted by %(user)s only,"
                        " both for %(entity)s and for the press office.",
                        author=author.name,
                        user=last.name,
                        entity=entity.name,
                    )
                )
        return locks

    def _skks_who_vouches(self, entity, author):
        """Who may accept for an entity what ``author`` wrote (see sign-off)."""
        while entity:
            people = entity.representative_ids.filtered("active").user_id
            for users in (people, people | entity.head_id):
                if found := users.filtered("active") - author:
                    return found
            entity = entity.parent_id
        return self._skks_users("leadership") - author

    # ------------------------------------------------------------
    # MAILBOXES
    # ------------------------------------------------------------

    def _skks_incoming_servers(self):
        servers = self.env["fetchmail.server"].sudo()
        return servers.search([("server_type", "!=", "local")])

    def _skks_check_incoming(self):
        servers = self._skks_incoming_servers()
        confirmed = servers.filtered(lambda server: server.state == "done")
        failing = confirmed.filtered("error_message")
        if failing:
            message = self.env._(
                "Letters cannot be fetched: %(name)s: %(error)s",
                name=failing[0].name,
                error=failing[0].error_message.strip().splitlines()[-1],
            )
            return ("incoming", False, message)
        if confirmed:
            names = self._skks_named(confirmed.mapped("name"))
            return ("incoming", True, self.env._("Letters are fetched from: %s", names))
        if self.env.ref("skks_base.group_mail_gateway").sudo().all_user_ids:
            message = self.env._("Letters are handed over by the mail server.")
            return ("incoming", True, message)
        message = self.env._(
            "No letters come in: enter the incoming mailbox and test it, or let the"
            " mail server hand letters over."
        )
        return ("incoming", False, message)

    def _skks_test_incoming(self):
        servers = self._skks_incoming_servers()
        if not servers:
            raise UserError(self.env._("There is no incoming mailbox to test."))
        return "\n".join(self._skks_look_into(server) for server in servers)

    def _skks_look_into(self, server):
        """Connect with a mailbox, count what waits, take nothing."""
        try:
            connection = server._connect__()
            try:
                count = connection.check_unread_messages()
            finally:
                connection.disconnect()
        except (OSError, IMAP4.error, error_proto, UserError) as error:
            return self.env._(
                "%(name)s: no connection (%(error)s). %(todo)s",
                name=server.name,
                error=error,
                todo=self._skks_connection_advice(server, error),
            )
        if server.state != "done":
            server.state = "done"
        return self.env._(
            "%(name)s: connected, letters waiting: %(count)s. None was taken.",
            name=server.name,
            count=count,
        )

    def _skks_connection_advice(self, server, error):
        if server._skks_signs_in_by_token() and not isinstance(error, OSError):
            return self.env._(
                "Ask the administrator of the whole system to connect the account of"
                " this mailbox again."
            )
        return self.env._("Check host, port, user and password.")

    def _skks_test_outgoing(self):
        """Send a letter to the address of whoever presses the button."""
        self.ensure_one()
        address = self.env.user.email_normalized
        if not address:
            raise UserError(
                self.env._("Your account has no e-mail address to send a letter to.")
            )
        sender = self.sudo().default_from_email or self.sudo().email
        if not sender:
            raise UserError(
                self.env._("There is no sender address. Enter the e-mail domain first.")
            )
        servers = self.env["ir.mail_server"].sudo()
        letter = servers._build_email__(
            sender,
            [address],
            self.env._("Test of outgoing mail: %s", self.sudo().name),
            self.env._("This letter was sent by a button of the set-up screen."),
        )
        try:
            servers.send_email(letter)
        except (OSError, UserError, MailDeliveryException) as error:
            return self.env._("The letter did not leave: %s", error)
        return self.env._(
            "The mail server has accepted a letter from %(sender)s to %(address)s.",
            sender=sender,
            address=address,
        )

    # ------------------------------------------------------------
    # TIME
    # ------------------------------------------------------------

    def _skks_test_calendar(self):
        """Count two example dates from now."""
        hours = self._skks_working_time()
        zone = self._skks_tz()
        now = local(fields.Datetime.now(), zone)
        examples = (Term(8, Unit.WORKING_HOURS), Term(2, Unit.WORKING_DAYS))
        due = [
            compute_deadline(term, now, hours, legal=False, tz=zone).due_at
            for term in examples
        ]
        return self.env._(
            "Received now: 8 working hours end on %(hours)s, 2 working days on"
            " %(days)s.",
            hours=self._skks_format(naive_utc(due[0]), zone),
            days=self._skks_format(naive_utc(due[1]), zone),
        )

    def _skks_format(self, moment, zone):
        return format_datetime(self.env, moment, tz=str(zone), dt_format="short")

    def _skks_test_tz(self):
        zone = ZoneInfo(self.sudo().resource_calendar_id.tz or "UTC")
        now = self._skks_format(fields.Datetime.now(), zone)
        return self.env._("In the office it is now %s.", now)

    def _skks_test_holidays(self):
        """Name the next free days that are known."""
        leaves = self.env["resource.calendar.leaves"].sudo()
        coming = leaves.search(
            Domain("resource_id", "=", False)
            & Domain("calendar_id", "in", [False, self.sudo().resource_calendar_id.id])
            & Domain("company_id", "in", [False, self.id])
            & Domain("date_to", ">=", fields.Datetime.now()),
            order="date_from",
            limit=3,
        )
        zone = self._skks_tz()
        days = (
            f"{format_date(self.env, local(leave.date_from, zone).date())} {leave.name}"
            for leave in coming
        )
        return self.env._("The next free days: %s", ", ".join(days) or "–")

    def _skks_test_alias_domain(self):
        domain = self.sudo().alias_domain_id
        aliases = self.env["mail.alias"].sudo()
        aliases = aliases.search(
            [("alias_domain_id", "=", domain.id), ("alias_name", "!=", False)]
        )
        return self.env._(
            "Letters to cases come to: %(aliases)s. Answers to notices come to"
            " %(catchall)s, returned letters to %(bounce)s.",
            aliases=self._skks_named(aliases.mapped("alias_full_name")) or "–",
            catchall=domain.catchall_email or "–",
            bounce=domain.bounce_email or "–",
        )

    def _skks_test_duty(self):
        officer = self._skks_duty_officer().sudo()
        return self.env._("On duty now: %s", officer.name or "–")
