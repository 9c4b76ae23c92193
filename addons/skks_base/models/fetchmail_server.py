import logging
from imaplib import IMAP4

from odoo import api, fields, models
from odoo.tools import exception_to_unicode

from odoo.addons.mail.models.fetchmail import MAIL_SERVER_DOMAIN

from ..tools.mailbox import Position, fetched_letter

_logger = logging.getLogger(__name__)


class FetchmailServer(models.Model):
    """IMAP mailboxes are read by the numbers of their letters, not by \\Seen.

    People read the office's mailbox in their mail program too, and a letter that
    one of them opened must not be missed. A letter counts as taken once
    ``skks.mail.quarantine`` has committed it; only then is it marked as read.
    """

    _inherit = "fetchmail.server"

    skks_since = fields.Date(
        "Letters since",
        default=fields.Date.context_today,
        help="Letters that came into the mailbox before this day are left alone: they"
        " were dealt with before this system.",
    )
    skks_position = fields.Json(readonly=True, copy=False)
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

    def _fetch_mail(self, batch_limit=50):
        """Read IMAP mailboxes in our own way, leave the others to core."""
        imap = self.filtered(lambda server: server._get_connection_type() == "imap")
        others = self - imap
        error = None
        if others:
            error = super(FetchmailServer, others)._fetch_mail(batch_limit=batch_limit)
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
        self.env["ir.cron"]._commit_progress()
        return error, left

    def _skks_disconnect(self, connection):
        try:
            if connection:
                connection.logout()
        except (OSError, IMAP4.error):
            _logger.info("Mail server %s closed the line.", self.id)

    def _skks_note_outcome(self, error):
        now = fields.Datetime.now()
        values = {"date": now, "error_date": False, "error_message": False}
        if error is not None:
            values |= {
                "error_date": self.error_date or now,
                "error_message": exception_to_unicode(error),
            }
        self.write(values)

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
