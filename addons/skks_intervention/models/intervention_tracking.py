from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.mail import email_normalize, html2plaintext, plaintext2html

from odoo.addons.skks_base.tools import mail_text

from .intervention import OPEN_STATES
from .intervention_process import LETTER

# States in which the submitter has had an answer, and may ask for more.
ANSWERED_STATES = ("answered", "closed")
# A letter about one of these that asks something starts a report of its own.
FOLLOWED_UP = ("forwarded", "withdrawn")
MAX_TEXT = 3000


class Intervention(models.Model):
    """What the submitter sees of a report and does about it, without an account.

    The controllers call these methods as superuser, with a case that a secret link
    has opened; whoever has the link may do all of it, and nothing else.
    """

    _name = "skks.intervention"
    _inherit = ["skks.intervention"]
    # Every letter of ours carries the number, and so does every answer to it.
    _skks_takes_replies = True

    # ------------------------------------------------------------------
    # What the page says
    # ------------------------------------------------------------------

    def _public_title(self):
        """The subject; nothing where it is the first line of the text anyway."""
        text = html2plaintext(self.description or "").strip()
        return "" if text.startswith(self.name) else self.name

    def _public_state(self):
        """``(name, what it means)`` of the state, in words for the submitter.

        How the town hall works inside (who has to accept what) is not the
        submitter's business: several states may have the same words.
        """
        in_progress = (
            self.env._("In progress"),
            self.env._("The unit in charge works on it.")
            if self.entity_id
            else self.env._("The town hall itself works on it."),
        )
        closed = (self.env._("Closed"), self.env._("Nothing more is done about it."))
        states = {
            "new": (
                self.env._("Received"),
                self.env._("The town hall itself handles it.")
                if self._is_for_office() or self.is_separate_channel
                else self.env._("We choose the unit that will handle it."),
            ),
            "routed": (
                self.env._("Passed to the unit in charge"),
                self.env._("The unit has it and will take it up."),
            ),
            "in_progress": in_progress,
            "approval": in_progress,
            "waiting": (
                self.env._("Waiting for you"),
                self.env._("We have asked you something. Please answer below."),
            ),
            "answered": (
                self.env._("Answered"),
                self.env._("You find our reply below."),
            ),
            "closed": closed,
            "not_a_case": closed,
            "forwarded": (
                self.env._("Forwarded"),
                self.env._("Another body is in charge; it answers you."),
            ),
            "withdrawn": (
                self.env._("Withdrawn"),
                self.env._("It was withdrawn at your request."),
            ),
            "duplicate": (
                self.env._("Joined with another report"),
                self.env._("The same was reported before; we handle both together."),
            ),
        }
        return states[self.state]

    def _public_lines(self):
        """What was said so far, latest first; the report itself stands apart."""
        return self.message_line_ids.filtered(lambda line: line.kind != "report")

    def _public_files(self):
        """Files that the submitter or the town hall sent, in a stable order."""
        return self.message_line_ids.sorted("id").attachment_ids

    def _takes_additions(self):
        return self.state in OPEN_STATES

    # ------------------------------------------------------------------
    # What the submitter does
    # ------------------------------------------------------------------

    def _submitter_adds(self, text, files=None):
        """The submitter adds something on the page of the report.

        :param str text: as it was typed
        :param files: values of ``ir.attachment``
        """
        self.ensure_one()
        if not self._takes_additions():
            raise UserError(self.env._("Nothing can be added to this report any more."))
        text = self._checked_text(text)
        attachments = self._keep_files(files)
        self._message_log(
            body=self.env._("The submitter has added: %s", plaintext2html(text)),
            author_id=self.env.ref("base.partner_root").id,
            attachment_ids=attachments.ids,
        )
        self._hear_submitter(text, attachments)

    @api.model
    def _checked_text(self, text):
        text = (text or "").replace("\x00", "").strip()
        if not text:
            raise UserError(self.env._("Write something in the field “What to add”."))
        if len(text) > MAX_TEXT:
            raise UserError(
                self.env._("The text is too long. Use at most %s characters.", MAX_TEXT)
            )
        return text

    def _keep_files(self, files):
        """Files that have been checked, as attachments of the report."""
        owner = {"res_model": self._name, "res_id": self.id}
        attachments = self.env["ir.attachment"]
        return attachments.create([vals | owner for vals in files or []])

    def _submitter_withdraws(self):
        """The submitter does not want anything done any more."""
        self.ensure_one()
        if self.state not in OPEN_STATES:
            raise UserError(self.env._("This report cannot be withdrawn any more."))
        reason = self.env._("Withdrawn by the submitter.")
        self._skks_running_clocks()._skks_cancel(reason)
        self._transition("withdrawn", reason=reason)
        self._tell_unit(lambda env: env._("Withdrawn by the submitter."), LETTER)
        self._tell_submitter(
            "withdrawal",
            self._in_letter_lang().env._("Your report was withdrawn"),
            self._render_letter("withdrawn"),
            permit="acknowledgement",
            author=self._letter_author(),
        )

    # ------------------------------------------------------------------
    # What the submitter writes
    # ------------------------------------------------------------------

    def _hear_submitter(self, text, attachments=None):
        """Keep what the submitter has said, and let those know who work on it."""
        self.ensure_one()
        self.message_line_ids._add(
            self, "in", "addition", plaintext2html(text), attachments
        )
        if self.state == "waiting":
            self._submitter_answered()
        elif self.state in OPEN_STATES:
            self._tell_unit(lambda env: env._("The submitter has written"), LETTER)
        elif not self._is_thanks(text):
            if self.state in ANSWERED_STATES:
                self._ask_for_reopening(text, "letter")
            else:
                self._tell_unit(lambda env: env._("The submitter has written"), LETTER)

    @api.model
    def _is_thanks(self, text):
        return mail_text.reply_intent(text) is mail_text.ReplyIntent.THANKS

    # ------------------------------------------------------------------
    # Letters
    # ------------------------------------------------------------------

    def _skks_follow_up_values(self, msg_dict):
        """What is asked about a report that we do not have any more is a new one.

        An answered report hears it itself: whether it is opened again, people decide.
        """
        if self.state not in FOLLOWED_UP:
            return super()._skks_follow_up_values(msg_dict)
        if self.env["mail.mail"]._gate_is_own(msg_dict.get("email_from")):
            return None
        text = mail_text.html_reply_to_text(str(msg_dict.get("body") or ""))
        if not mail_text.asks(text):
            return None
        return {"category_id": self.category_id.id}

    def _message_post_after_hook(self, message, msg_values):
        result = super()._message_post_after_hook(message, msg_values)
        incoming = self._skks_incoming()
        if incoming and not incoming.automatic and message.message_type == "email":
            began = (self._name, self.id) in incoming.created
            self.sudo()._keep_letter(message.sudo(), began)
        return result

    def _keep_letter(self, message, began):
        """Keep what a letter to the report says where the submitter sees it.

        A sender can be forged. So a letter only adds: it shows nothing to whoever
        wrote it, and neither withdraws nor opens nor closes anything.

        :param bool began: the report began with this letter
        """
        sender = email_normalize(message.email_from or "")
        if began:
            if message.attachment_ids:
                self.message_line_ids._add(
                    self, "in", "report", "", message.attachment_ids
                )
        elif sender and sender == self._submitter_address():
            text = mail_text.html_reply_to_text(str(message.body or ""))
            text = (text or html2plaintext(message.body or ""))[:MAX_TEXT]
            self._hear_submitter(text, message.attachment_ids)
        elif not self.env["mail.mail"]._gate_is_own(sender):
            self._tell_unit(lambda env: env._("New letter"), LETTER)

    # ------------------------------------------------------------------
    # A lost link
    # ------------------------------------------------------------------

    def _send_new_link(self):
        """Send a new link to the address on the report; older ones are void."""
        self.ensure_one()
        token = self.env["skks.intervention.link"]._make_link(self, "track")
        url = self._link_url("track", token)
        self._tell_submitter(
            "other",
            self._in_letter_lang().env._("New link to your report"),
            self._render_letter("new_link"),
            permit="acknowledgement",
            author=self._letter_author(),
            letter_body=self._render_letter("new_link", url=url),
        )


class InterventionMessage(models.Model):
    _name = "skks.intervention.message"
    _inherit = ["skks.intervention.message"]

    def _public_title(self):
        """What kind of message it is, as the submitter reads it."""
        titles = {
            "addition": self.env._("You have added"),
            "withdrawal": self.env._("The report was withdrawn"),
            "feedback": self.env._("Your opinion"),
            "question": self.env._("We ask you"),
            "reply": self.env._("Our reply"),
            "first": self.env._("Our first reply"),
            "acknowledgement": self.env._("We have received the report"),
        }
        if self.direction == "in":
            titles["other"] = self.env._("You have written")
        return titles.get(self.kind) or dict(
            self._fields["kind"]._description_selection(self.env)
        ).get(self.kind)
