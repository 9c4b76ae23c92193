import logging
from datetime import timedelta
from imaplib import IMAP4

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import exception_to_unicode, format_datetime

from odoo.addons.mail.models.fetchmail import MAIL_SERVER_DOMAIN

from ..tools.mailbox import Position, fetched_letter
from ..tools.transactions import end_transaction
from .res_company import PRESS_OFFICE_TZ

_logger = logging.getLogger(__name__)

# After so long without a successful visit the officers are told.
UNREACHABLE_AFTER = timedelta(minutes=30)


# Other types sign in with tokens, which core's addons renew at the provider.
PASSWORD_TYPES = ("imap", "pop")


class LoginRefusedError(IMAP4.error):
    """The mail server is there but does not let us in."""


class FetchmailServer(models.Model):
    """IMAP mailboxes are read by the numbers of their letters, not by \\Seen.

    People read the office's mailbox in their mail program too, and a letter that
    one of them opened must not be missed. A letter counts as taken once
    ``skks.mail.quarantine`` has committed it; only then is it marked as read.
    """

    _name = "fetchmail.server"
    _inherit = ["fetchmail.server", "skks.journaled.setting.mixin"]

    _journaled_as = "fetchmail"
    _journaled_secrets = ("password",)
    _journaled_fields = (
        "name",
        "active",
        "server_type",
        "server",
        "port",
        "is_ssl",
        "user",
        "password",
        "object_id",
    )

    skks_since = fields.Date(
        "Letters since",
        default=lambda self: self.env.company._skks_today(),
        help="Letters that came into the mailbox before this day are left alone: they"
        " were dealt with before this system.",
    )
    skks_position = fields.Json(
        readonly=True, copy=False, export_string_translation=False
    )
    skks_failed_count = fields.Integer(
        "Letters that could not be taken",
        compute="_compute_skks_failed_count",
        help="They are tried again at every fetch and stay unread in the mailbox.",
    )

    @api.depends("skks_position")
    def _compute_skks_failed_count(self):
        for server in self:
            server.skks_failed_count = len(
                (server.skks_position or {}).get("failed", [])
            )

    skks_reached_at = fields.Datetime("Last reached", readonly=True, copy=False)
    skks_problem = fields.Selection(
        [("login", "Password refused"), ("connection", "No connection")],
        "Trouble",
        readonly=True,
        copy=False,
    )
    # Since when the officers are told that it cannot be reached.
    skks_alarm_at = fields.Datetime(
        readonly=True,
        copy=False,
        export_string_translation=False,
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._skks_note_confirmed(vals)
        return super().create(vals_list)

    def write(self, vals):
        return super().write(self._skks_note_confirmed(dict(vals)))

    def _skks_note_confirmed(self, vals):
        """Whoever confirms a server has just reached it."""
        if vals.get("state") == "done":
            vals.setdefault("skks_reached_at", fields.Datetime.now())
        return vals

    def _imap_login__(self, connection):  # noqa: PLW3201  core's name
        try:
            return super()._imap_login__(connection)
        except IMAP4.abort:
            raise
        except IMAP4.error as error:
            raise LoginRefusedError(exception_to_unicode(error)) from error

    def _skks_signs_in_by_token(self):
        """Tell whether a provider (Microsoft, Google) lets us in, not a password."""
        self.ensure_one()
        return self.server_type not in PASSWORD_TYPES

    def _fetch_mail(self, batch_limit=50):
        """Read IMAP mailboxes in our own way, leave the others to core."""
        imap = self.filtered(lambda server: server._get_connection_type() == "imap")
        others = self - imap
        error = None
        if others:
            error = super(FetchmailServer, others)._fetch_mail(batch_limit=batch_limit)
            others.with_context(fetchmail_cron_running=True)._skks_note_others()
        remaining = len(imap)
        for server in imap.with_context(fetchmail_cron_running=True):
            remaining -= 1
            failure, left = server._skks_fetch(batch_limit)
            error = error or failure
            remaining += left
            if not self.env["ir.cron"]._commit_progress(remaining=remaining):
                break
        return error

    # ------------------------------------------------------------------
    # One mailbox
    # ------------------------------------------------------------------

    def _skks_fetch(self, limit):
        """Take one batch of letters of one mailbox.

        The row stays locked meanwhile, so that no two nodes read one mailbox; and
        it is committed at the end, whatever happened on the way.

        :return: what made the mailbox unreadable (or None), letters left for later
        """
        self.ensure_one()
        locked = self.try_lock_for_update(allow_referencing=True)
        if not locked.filtered_domain(MAIL_SERVER_DOMAIN):
            return None, 0
        connection, error, left = None, None, 0
        try:
            connection = self._connect__()
            left = self._skks_take_batch(connection, limit)
        except Exception as failure:  # noqa: BLE001  the other mailboxes are read
            _logger.info("Mail server %s cannot be read.", self.id, exc_info=True)
            error = failure
        finally:
            self._skks_disconnect(connection)
        self._skks_note_outcome(error)
        self._skks_commit()
        return error, left

    def _skks_commit(self):
        """Let the lock go; after that alone may the progress be written here.

        It was written in another transaction meanwhile, so doing it in this one
        would be an error of serialization (core does the same).
        """
        end_transaction(self.env.cr)

    def _skks_disconnect(self, connection):
        try:
            if connection:
                connection.logout()
        except (OSError, IMAP4.error):
            _logger.info("Mail server %s closed the line.", self.id)

    def _skks_note_outcome(self, error):
        now = fields.Datetime.now()
        values = {"date": now}
        if error is None:
            values |= {
                "error_date": False,
                "error_message": False,
                "skks_problem": False,
                "skks_reached_at": now,
            }
        else:
            # core says so where a provider gives no token
            refused = isinstance(error, LoginRefusedError | UserError)
            values |= {
                "error_date": self.error_date or now,
                "error_message": exception_to_unicode(error),
                "skks_problem": "login" if refused else "connection",
            }
        self.write(values)
        self._skks_watch()

    def _skks_note_others(self):
        """What core did with the mailboxes that it reads."""
        for server in self:
            if server.date and not server.error_date:
                server.skks_reached_at = server.date
        self._skks_watch()
        self._skks_commit()

    def _skks_take_batch(self, connection, limit):
        """Take up to ``limit`` letters; return how many new ones are left."""
        position = self._skks_open(connection)
        found = self._skks_search(connection, position.criteria(self.skks_since))
        waiting = position.waiting(found)
        fresh = len(waiting) - len(position.failed)
        taken = 0
        try:
            # Progress is committed in a transaction that does not hold the lock.
            with self.env.registry.cursor() as cr:
                cron = self.env(cr=cr)["ir.cron"]
                for uid in waiting[:limit]:
                    self._skks_take(connection, uid, position)
                    taken += 1
                    if not cron._commit_progress(1):
                        break
        finally:
            self.skks_position = position.stored()
        return max(fresh - taken, 0)

    def _skks_open(self, connection):
        """Select the inbox; return how far it was read."""
        self._skks_check(*connection.select("INBOX"))
        _kind, numbers = connection.response("UIDVALIDITY")
        uidvalidity = int(numbers[0] or 0) if numbers else 0
        before = (self.skks_position or {}).get("uidvalidity")
        if before and before != uidvalidity:
            self.env["skks.journal.entry"]._log(
                self, "mailbox.renumbered", old=str(before), new=str(uidvalidity)
            )
        return Position.of(self.skks_position, uidvalidity)

    def _skks_search(self, connection, criteria):
        data = self._skks_check(*connection.uid("SEARCH", criteria))
        return [int(uid) for uid in (data[0] or b"").split()]

    def _skks_check(self, status, data):
        """Return ``data``, or raise what the mail server says against it."""
        if status != "OK":
            said = (data and data[0]) or b""
            raise IMAP4.error(said.decode("utf-8", "replace") if said else status)
        return data

    def _skks_take(self, connection, uid, position):
        """Keep one letter, then mark it; one that cannot be kept stops no other."""
        try:
            data = connection.uid("FETCH", str(uid), "(UID BODY.PEEK[])")
            raw = fetched_letter(self._skks_check(*data), uid)
            if raw is not None:
                self._skks_keep(raw)
        except (IMAP4.abort, OSError):  # the line is broken, not the letter
            raise
        except Exception:  # noqa: BLE001  one bad letter must not stop the others
            _logger.warning("Letter %s of mail server %s", uid, self.id, exc_info=True)
            position.missed(uid)
            return
        position.done(uid)
        if raw is not None:
            connection.uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Seen)")

    def _skks_keep(self, raw):
        """Hand the letter over, unless these very bytes are here already."""
        if self.env["skks.mail.quarantine"]._is_kept(raw):
            return
        self.env["mail.thread"].with_context(
            default_fetchmail_server_id=self.id
        ).message_process(
            model=self.object_id.model,
            message=raw,
            save_original=self.original,
            strip_attachments=not self.attach,
        )

    # ------------------------------------------------------------------
    # A mailbox that cannot be reached
    # ------------------------------------------------------------------

    @api.model
    @api.readonly
    def skks_alarms(self):
        """What the red bar of the web client says, in the reader's language.

        :return: list of ``{"id", "title", "advice"}``, empty if all is well
        """
        if not self.env.user.has_group("skks_base.group_officer"):
            raise AccessError(self.env._("Only officers watch over the mailboxes."))
        servers = self.sudo().search(self._skks_unreachable_domain(), order="id")
        return [
            {
                "id": server.id,
                "title": server._skks_alarm_title(),
                "advice": server._skks_alarm_advice(),
            }
            for server in servers
        ]

    def _skks_alarm_title(self):
        since = self.skks_reached_at or self.create_date
        tz = self.env.user.tz or PRESS_OFFICE_TZ
        return self.env._(
            "No mail from the mailbox “%(name)s” since %(since)s.",
            name=self.name,
            since=format_datetime(self.env, since, tz=tz, dt_format="d MMMM, HH:mm"),
        )

    def _skks_alarm_advice(self):
        """What to do; the letters themselves are safe."""
        todo = {
            "login": self._skks_login_advice(),
            "connection": self.env._(
                "The mail server does not answer: tell the administrator."
            ),
        }.get(
            self.skks_problem,
            self.env._("The fetching of mail does not run: tell the administrator."),
        )
        return self.env._(
            "%(todo)s Letters wait in the mailbox and nothing is lost; until then look"
            " into it with a mail program.",
            todo=todo,
        )

    def _skks_login_advice(self):
        if self._skks_signs_in_by_token():
            return self.env._(
                "The mail provider does not let us in any more: ask the administrator"
                " to connect the account of the incoming mail server again."
            )
        return self.env._(
            "The mail server refuses the password: ask the administrator to enter"
            " the present one in the incoming mail server."
        )

    @api.model
    def _skks_unreachable_domain(self):
        """Mailboxes in use that nobody could read for too long.

        Core gives up a mailbox after five days of failures; for the office it is
        still one that letters come to.
        """
        before = fields.Datetime.now() - UNREACHABLE_AFTER
        in_use = Domain("state", "=", "done") | Domain("error_date", "!=", False)
        return (
            in_use
            & Domain("server_type", "!=", "local")
            & (
                Domain("skks_reached_at", "=", False)
                | Domain("skks_reached_at", "<", before)
            )
        )

    def _skks_watch(self):
        """Write down once that a mailbox cannot be reached, once that it is back."""
        unreachable = self.filtered_domain(self._skks_unreachable_domain())
        for server in unreachable.filtered(lambda server: not server.skks_alarm_at):
            server.skks_alarm_at = fields.Datetime.now()
            server._skks_log("mailbox.unreachable")
        back = self.filtered("skks_alarm_at") - unreachable
        for server in back:
            server._skks_log("mailbox.reached")
            server.skks_alarm_at = False

    def _skks_log(self, act):
        self.env["skks.journal.entry"]._log(
            self, act, old=str(self.skks_reached_at or ""), reason=self.error_message
        )

    @api.model
    def _cron_skks_watch(self):
        """Notice as well that the scheduled action that fetches does not run."""
        servers = self.with_context(fetchmail_cron_running=True).search(
            self._skks_unreachable_domain()
        )
        servers.try_lock_for_update(allow_referencing=True)._skks_watch()
