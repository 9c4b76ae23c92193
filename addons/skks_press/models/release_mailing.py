import logging
from datetime import timedelta
from urllib.parse import quote

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import email_normalize

from odoo.addons.skks_base.models.res_users import ADDRESS_READERS
from odoo.addons.skks_base.tools import mail_text

from ..tools.opt_out import opts_out

_logger = logging.getLogger(__name__)

# Who gets it: another choice is another acceptance.
SOURCES = ("list_ids", "partner_ids", "excluded_ids")
# Letters that one run of the cron makes and sends, and what lies between two runs.
LETTERS_PER_RUN = 50
PAUSE = timedelta(minutes=1)
RATE_PARAMETER = "skks_press.mailing_letters_per_run"


class Release(models.Model):
    """To whom a release goes, and its way out: one letter for each, through the gate.

    Passing it on for acceptance writes the recipients down. Their addresses are part
    of what is accepted, so an address that is added later voids the acceptance, as a
    changed word does; leaving somebody out does not. Sending compares them again, in
    each batch.
    """

    _inherit = "skks.release"
    _skks_takes_replies = True
    _skks_follow_up_model = "skks.inquiry"

    _guarded_fields = ("informed_at", "released_by_id")

    list_ids = fields.Many2many(
        "skks.recipient.list", string="Recipient lists", groups=ADDRESS_READERS
    )
    partner_ids = fields.Many2many(
        "res.partner",
        "skks_release_partner_rel",
        string="Also to",
        domain=[("skks_kind", "!=", False)],
        groups=ADDRESS_READERS,
    )
    excluded_ids = fields.Many2many(
        "res.partner",
        "skks_release_excluded_rel",
        string="But not to",
        domain=[("skks_kind", "!=", False)],
        groups=ADDRESS_READERS,
    )
    recipient_ids = fields.One2many(
        "skks.release.recipient", "release_id", "Recipients", readonly=True
    )
    recipient_count = fields.Integer(
        "Letters",
        compute="_compute_recipient_count",
        help="Recipients that were, or would be, written down for acceptance.",
    )
    sent_count = fields.Integer("Letters sent", compute="_compute_recipient_count")
    trouble_count = fields.Integer(
        "Letters not delivered", compute="_compute_recipient_count"
    )
    refused_count = fields.Integer(
        "Letters refused", compute="_compute_recipient_count"
    )
    colleague_note = fields.Text(
        compute="_compute_colleague_note",
        groups=ADDRESS_READERS,
        export_string_translation=False,
    )
    inform_ids = fields.Many2many(
        "res.users",
        "skks_release_inform_rel",
        string="Inform before publication",
        domain=[("share", "=", False)],
        help="Colleagues who read it before the media do.",
    )
    informed_at = fields.Datetime("Informed on", readonly=True, copy=False)
    released_by_id = fields.Many2one(
        "res.users", "Sending ordered by", readonly=True, copy=False
    )
    inquiry_ids = fields.One2many("skks.inquiry", "release_id", "Inquiries about it")
    inquiry_count = fields.Integer(compute="_compute_inquiry_count")

    @api.depends(
        "recipient_ids.state", "list_ids", "partner_ids", "excluded_ids", "state"
    )
    def _compute_recipient_count(self):
        for release in self:
            rows = release.sudo().recipient_ids
            if release.signoff_state in ("draft", "returned"):
                chosen = release._choose_recipients()
                chosen = chosen.filtered_domain(chosen._skks_mailing_domain())
                release.recipient_count = len(set(chosen.mapped("email_normalized")))
            else:
                release.recipient_count = len(rows.filtered("is_accepted"))
            by_state = rows.grouped("state")
            none = rows.browse()
            release.sent_count = len(by_state.get("sent", none))
            release.refused_count = len(by_state.get("refused", none))
            release.trouble_count = sum(
                len(by_state.get(name, none))
                for name in ("refused", "bounced", "sending")
            )

    @api.depends("inquiry_ids")
    def _compute_inquiry_count(self):
        counts = dict(
            self.env["skks.inquiry"]._read_group(
                [("release_id", "in", self.ids)], ["release_id"], ["__count"]
            )
        )
        for release in self:
            release.inquiry_count = counts.get(release._origin, 0)

    @api.depends("partner_ids", "sent_at")
    @api.depends_context("uid", "lang")
    def _compute_colleague_note(self):
        """To whom of those added by hand a colleague wrote a few days ago."""
        for release in self:
            chosen = release.partner_ids._origin
            if release.sent_at:
                chosen = chosen.browse()
            release.colleague_note = chosen._skks_colleague_note()

    @api.constrains("partner_ids")
    def _check_partner_ids(self):
        for contact in self.sudo().partner_ids.filtered(lambda one: not one.skks_kind):
            raise ValidationError(
                self.env._(
                    "“%s” is neither a journalist nor a media outlet.",
                    contact.display_name,
                )
            )

    @api.constrains("inform_ids")
    def _check_inform_ids(self):
        for user in self.sudo().inform_ids.filtered("share"):
            raise ValidationError(
                self.env._("%s is not a colleague of the town hall.", user.name)
            )

    @api.model
    def _steering_fields(self):
        return (*super()._steering_fields(), *SOURCES)

    # ------------------------------------------------------------------
    # Who gets it
    # ------------------------------------------------------------------

    def _choose_recipients(self):
        """Contacts that the lists and the hand choose now, by address."""
        release = self.sudo()
        chosen = release.list_ids._origin._recipients() | release.partner_ids._origin
        return chosen - release.excluded_ids._origin

    def _write_recipients(self):
        """Write the recipients down anew, with why some of them get nothing."""
        self.ensure_one()
        rows = self.sudo().recipient_ids
        rows.unlink()
        values, taken = [], {}
        for contact in self._choose_recipients().sorted(lambda one: (one.name, one.id)):
            obstacle = contact._skks_mailing_obstacle()
            address = contact.email_normalized
            if not obstacle and address in taken:
                obstacle = self.env._("Same address as %s.", taken[address])
            if not obstacle:
                taken[address] = contact.name
            values.append(self._recipient_values(contact, obstacle))
        rows._guarded_create(values)
        self.invalidate_recordset(["recipient_ids"])
        if not taken:
            raise UserError(
                self.env._(
                    "“%s” has no recipient with an address. Choose a recipient list or"
                    " journalists.",
                    self.display_name,
                )
            )

    def _recipient_values(self, contact, obstacle):
        is_outlet = contact.skks_kind == "outlet"
        outlet = contact if is_outlet else contact.current_outlet_ids[:1]
        return {
            "release_id": self.id,
            "partner_id": contact.id,
            "outlet_id": outlet.id,
            "name": contact.name,
            "email": contact.email_normalized,
            "is_accepted": not obstacle,
            "state": "left_out" if obstacle else "listed",
            "state_at": fields.Datetime.now(),
            "reason": obstacle,
        }

    def _signoff_submit(self):
        if self.signoff_state in ("draft", "returned"):
            self._write_recipients()
        return super()._signoff_submit()

    def _emergency_release(self, reason):
        self._write_recipients()
        return super()._emergency_release(reason)

    def _signoff_addresses(self):
        """Every address that was written down, left out since or not."""
        rows = self.sudo().recipient_ids
        return sorted(rows.filtered("is_accepted").mapped("email"))

    def _outgoing_shown_addresses(self, addresses):
        if not addresses:
            addresses = self._choose_recipients().mapped("email_normalized")
        return [self.env._("%s recipients, a letter for each", len(addresses))]

    # ------------------------------------------------------------------
    # Planning and sending
    # ------------------------------------------------------------------

    def action_plan(self):
        """Let it leave by itself on the planned date."""
        self.check_access("write")
        for release in self:
            release._outgoing_check_approved()
            if not release.planned_at:
                raise UserError(
                    self.env._(
                        "Enter in “Send on” when “%s” is to leave.",
                        release.display_name,
                    )
                )
            release._transition("planned")
            release._check_planned_at()
            release.sudo()._guarded_write({"released_by_id": self.env.uid})
            release._inform()
            release._mailing_cron()._trigger(release.planned_at)
        return True

    def action_unplan(self):
        """Stop the planned sending; it stays accepted."""
        self.check_access("write")
        self._transition("accepted")
        return True

    @api.model
    def _mailing_cron(self):
        return self.env.ref("skks_press.ir_cron_release").sudo()

    def _outgoing_send(self):
        if self.state not in ("accepted", "planned"):
            raise UserError(
                self.env._("“%s” is not ready to be sent.", self.display_name)
            )
        return super()._outgoing_send()

    def _outgoing_hand_over(self, approval):
        """Put the letter on the thread and its recipients into the queue."""
        rows = self.sudo().recipient_ids.filtered(
            lambda row: row.is_accepted and row.state == "listed"
        )
        if not rows:
            raise UserError(
                self.env._("Nobody is left to get “%s”.", self.display_name)
            )
        self._inform()
        letter = self._outgoing_letter()
        message = self._gate_post(
            letter["subject"],
            letter["body"],
            approval.frozen_attachment_ids,
            letter["author"],
            self._gate_mailbox(),
        )
        self.sudo()._guarded_write(
            {"sent_message_id": message.id, "released_by_id": self.env.uid}
        )
        rows._move("queued")
        self._mailing_cron()._trigger()

    def _inform(self):
        """Tell the colleagues who are to know before the media do."""
        release = self.sudo()
        if release.informed_at or not release.inform_ids:
            return
        letter = self._outgoing_letter()
        for user in release.inform_ids.filtered("active"):
            translated = release.with_context(lang=user.lang)
            translated.env["mail.thread"].message_notify(
                model=self._name,
                res_id=self.id,
                partner_ids=user.partner_id.ids,
                author_id=letter["author"].partner_id.id,
                subject=translated.env._("Before publication: %s", self.name),
                body=letter["body"],
                email_layout_xmlid="mail.mail_notification_light",
            )
        release._guarded_write({"informed_at": fields.Datetime.now()})

    def _send_again(self, rows):
        """Queue refused letters anew, while what was accepted stands."""
        self._outgoing_check_approved()
        if rows.filtered(lambda row: row.state not in ("refused", "sending")):
            raise UserError(
                self.env._("Only letters that were refused are sent again.")
            )
        if not self.sudo().sent_message_id:
            raise UserError(
                self.env._("“%s” has not been sent yet.", self.display_name)
            )
        for row in rows:
            self.env["skks.journal.entry"]._log(
                self, "release.send_again", new=row.name
            )
        rows._move("queued", mail_id=False)
        if not self.sent_at:
            self.sudo()._guarded_write(
                {"sending_since": fields.Datetime.now(), "send_error": False}
            )
        self._mailing_cron()._trigger()

    def action_send_refused_again(self):
        """Try all refused letters once more."""
        for release in self:
            release.check_access("write")
            rows = release.recipient_ids.filtered(lambda row: row.state == "refused")
            rows.action_send_again()
        return True

    def _withdraw(self, reason):
        """What has not left yet does not leave any more."""
        waiting = self.sudo().recipient_ids.filtered(lambda row: row.state == "queued")
        waiting._move("left_out", reason)
        result = super()._withdraw(reason)
        if waiting:
            self._settle_mailing()
        return result

    # ------------------------------------------------------------------
    # The queue
    # ------------------------------------------------------------------

    @api.model
    def _cron_mailing(self):
        """Send planned releases whose time has come, then letters that wait."""
        cron = self.env["ir.cron"]
        self._send_planned()
        cron._commit_progress(
            remaining=min(self._mailing_left(), self._letters_per_run())
        )
        self._mail_out(cron._commit_progress)
        if self._mailing_left():
            self._mailing_cron()._trigger(fields.Datetime.now() + PAUSE)
        # Core goes on at once with what is said to remain.
        cron._commit_progress(remaining=0)

    @api.model
    def _mailing_left(self):
        rows = self.env["skks.release.recipient"].sudo()
        return rows.search_count([("state", "=", "queued")])

    @api.model
    def _send_planned(self):
        """Each by itself: one that may not leave does not stop the others."""
        due = self.sudo().search(
            [("state", "=", "planned"), ("planned_at", "<=", fields.Datetime.now())]
        )
        for release in due.try_lock_for_update():
            user = release.released_by_id or release.coordinator_id
            try:
                with self.env.cr.savepoint():
                    release.with_user(user).sudo()._outgoing_send()
            except Exception as error:
                if not isinstance(error, UserError):
                    _logger.exception("The planned release %s failed", release.id)
                release.invalidate_recordset()
                release._transition("accepted", reason=str(error))
                release._tell(self.env._("Not sent: %s", error))

    @api.model
    def _mail_out(self, done):
        """Make and send up to a run's worth of letters.

        A letter is made first and marked as being sent before it is handed over, and
        each mark is final before the next step: after a crash it is known of every
        row but one whether its letter left, and that one is left to a person. So
        nobody gets it twice.

        :param done: called after each step with the letters that are finished; ends
            the transaction, and returns whether there is time left
        """
        rows = self.env["skks.release.recipient"].sudo()
        limit = self._letters_per_run()
        fresh = [("state", "=", "queued"), ("mail_id", "=", False)]
        batch = rows.search(fresh, limit=limit, order="id").try_lock_for_update()
        for release, part in batch.grouped("release_id").items():
            release._make_letters_safely(part)
        done(0)
        made = [("state", "=", "queued"), ("mail_id", "!=", False)]
        for row_id in rows.search(made, limit=limit, order="id").ids:
            row = rows.browse(row_id).try_lock_for_update()
            if not row or not row.release_id._begin_letter(row):
                continue
            done(0)
            row.release_id._send_letter(row)
            if not done(1):
                break

    @api.model
    def _letters_per_run(self):
        value = self.env["ir.config_parameter"].sudo().get_param(RATE_PARAMETER)
        return int(value) if (value or "").isdigit() and int(value) else LETTERS_PER_RUN

    def _make_letters_safely(self, rows):
        """A release that may not leave any more stops, and no other with it."""
        try:
            with self.env.cr.savepoint():
                self._make_letters(rows)
        except Exception as error:
            if not isinstance(error, UserError):
                _logger.exception("The letters of release %s failed", self.id)
            self.invalidate_recordset()
            self._stop_mailing(str(error))

    def _make_letters(self, rows):
        """Letters and their permit for a batch; nothing is sent yet."""
        release = self.with_user(self.released_by_id or self.env.user).sudo()
        approval = release._outgoing_check_approved()
        kept = rows._without_obstacle()
        if not kept:
            self._settle_mailing()
            return
        letter = release._outgoing_letter()
        mails = release._gate_letters(
            "mailing",
            release.sent_message_id,
            addresses=kept.mapped("email"),
            subject=letter["subject"],
            body=letter["body"],
            attachments=approval.frozen_attachment_ids,
            signoff_line=approval,
            mailbox=release._gate_mailbox(),
            extra={
                # Core's queue takes what is outgoing, and could send it twice.
                "state": "cancel",
                "headers": repr(release._mailing_headers()),
            },
        )
        for row, mail in zip(kept, mails, strict=True):
            row._guarded_write({"mail_id": mail.id})

    def _mailing_headers(self):
        """A mail program's own button for it; a reply, never a link."""
        mailbox = email_normalize(self._gate_mailbox() or "")
        if not mailbox:
            return {}
        subject = quote(f"{self._opt_out_word()} {self.number}")
        return {"List-Unsubscribe": f"<mailto:{mailbox}?subject={subject}>"}

    def _opt_out_word(self):
        return self.with_context(lang=self._letter_lang()).env._("unsubscribe")

    def _begin_letter(self, row):
        """Mark the letter as being sent, unless it must not leave any more."""
        row.invalidate_recordset()
        if row.state != "queued":
            return False
        if not row._without_obstacle():
            self._settle_mailing()
            return False
        row._move("sending", mail_id=row.mail_id.id)
        return True

    def _send_letter(self, row):
        """Hand one letter to the mail server."""
        mail = row.mail_id
        mail.write({"state": "outgoing", "failure_reason": False})
        mail.send()
        if mail.state == "cancel":  # the wall
            row._move("left_out", mail.failure_reason)
            self._settle_mailing()

    def _stop_mailing(self, reason):
        """What waits must not leave: it is not what was accepted."""
        rows = self.sudo().recipient_ids.filtered(lambda row: row.state == "queued")
        rows._move("left_out", reason)
        _logger.warning("Mailing of %s stopped: %s", self.number, reason)
        self._tell(self.env._("Not sent: %s", reason))
        self._settle_mailing()

    # ------------------------------------------------------------------
    # What became of it
    # ------------------------------------------------------------------

    def _rows_of(self, addresses, states):
        return self.sudo().recipient_ids.filtered(
            lambda row: row.email in addresses and row.state in states
        )

    def _on_gate_letter_sent(self, permit, addresses):
        if permit.kind != "mailing":
            return super()._on_gate_letter_sent(permit, addresses)
        self._rows_of(addresses, ("sending",))._move("sent")
        return self._settle_mailing()

    def _on_gate_letter_failed(self, permit, addresses, reason, *, bounced=False):
        if permit.kind != "mailing":
            return super()._on_gate_letter_failed(
                permit, addresses, reason, bounced=bounced
            )
        if bounced:
            self._rows_of(addresses, ("sent", "sending"))._move("bounced", reason)
        else:
            self._rows_of(addresses, ("sending",))._move("refused", reason)
        return self._settle_mailing()

    def _settle_mailing(self):
        """The release is sent once no letter waits and at least one has left."""
        for release in self.sudo().filtered("sending_since"):
            states = set(release.recipient_ids.mapped("state"))
            if states & {"queued", "sending"}:
                continue
            if states & {"sent", "bounced"}:
                release._outgoing_accepted()
            else:
                refused = release.recipient_ids.filtered(
                    lambda row: row.state == "refused"
                )
                reason = refused[:1].reason
                release._outgoing_refused(reason or self.env._("Nobody got it."))

    def _outgoing_on_sent(self):
        result = super()._outgoing_on_sent()
        release = self.sudo()
        if release.state in ("accepted", "planned"):
            release._transition("sent")
        return result

    def _outgoing_on_failed(self, reason):
        result = super()._outgoing_on_failed(reason)
        if self.sudo().state == "planned":
            self.sudo()._transition("accepted", reason=reason)
        self._tell(self.env._("Nobody got it: %s", reason))
        return result

    def action_open_inquiries(self):
        """Open the inquiries that came as replies."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "skks_press.skks_inquiry_action"
        )
        return action | {"domain": [("release_id", "=", self.id)], "context": {}}

    # ------------------------------------------------------------------
    # Replies
    # ------------------------------------------------------------------

    def _skks_participant_addresses(self):
        release = self.sudo()
        left = release.recipient_ids.filtered(
            lambda row: row.state in ("sending", "sent", "bounced")
        )
        people = release.coordinator_id | release.helper_ids | release.contact_id
        return {*left.mapped("email"), *people.mapped("email_normalized")} - {False}

    def _skks_follow_up_values(self, msg_dict):
        """A reply is an inquiry; thanks, an objection and our own people join."""
        if self.env["mail.mail"]._gate_is_own(msg_dict.get("email_from")):
            return None
        if self._reply_opts_out(msg_dict) or self._reply_thanks(msg_dict):
            return None
        return {"release_id": self.id, "topic_id": self.topic_id.id}

    @api.model
    def _reply_text(self, msg_dict):
        return mail_text.html_reply_to_text(str(msg_dict.get("body") or ""))

    @api.model
    def _reply_opts_out(self, msg_dict):
        return opts_out(msg_dict.get("subject") or "", self._reply_text(msg_dict))

    @api.model
    def _reply_thanks(self, msg_dict):
        intent = mail_text.reply_intent(self._reply_text(msg_dict))
        return intent is mail_text.ReplyIntent.THANKS

    def message_update(self, msg_dict, update_vals=None):
        result = super().message_update(msg_dict, update_vals=update_vals)
        if not msg_dict.get("skks_automatic"):
            if self._reply_opts_out(msg_dict):
                self._take_opt_out(email_normalize(msg_dict.get("email_from") or ""))
            elif not self._reply_thanks(msg_dict):
                self._tell(self.env._("New letter on the release"))
        return result

    def _take_opt_out(self, address):
        """Whoever got the release and objects gets no more of them, at once."""
        rows = self.sudo().recipient_ids.filtered(lambda row: row.email == address)
        contacts = rows.partner_id
        contacts.filtered(lambda one: not one.mailing_opt_out).write(
            {"mailing_opt_out": True}
        )
        if contacts:
            names = ", ".join(contacts.mapped("name"))
            self._tell(self.env._("Wants no more mailings: %s", names))
        else:
            self._tell(
                self.env._("Somebody who is not among the recipients wants no mailings")
            )
