from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .intervention import OPEN_STATES

TODO = "mail.mail_activity_data_todo"
LETTER = "skks_base.mail_activity_letter"


class Intervention(models.Model):
    """What a unit does with a report before it replies."""

    _inherit = "skks.intervention"

    _guarded_fields = (
        "first_reply_at",
        "first_reply_message_id",
        "action_at",
    )

    first_reply_at = fields.Datetime(
        "First told",
        readonly=True,
        copy=False,
        help="When a person of the town hall first said something to the submitter.",
    )
    first_reply_message_id = fields.Many2one(
        "mail.message",
        "Letter of the first reply",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    action_at = fields.Datetime(
        "Action taken",
        readonly=True,
        copy=False,
        help="When the place was first secured, or the matter decided.",
    )

    def _check_is_open(self):
        for case in self:
            if case.state not in OPEN_STATES:
                raise UserError(
                    self.env._("“%s” is not open any more.", case.display_name)
                )

    def _take_up(self):
        """Whoever of the unit does something about it answers for it from now on."""
        if self.env.user in self._unit_users():
            self.action_start()

    def _tell_unit(self, summary, kind=TODO):
        """Put a line on the desks of those who work on the report, without a mail.

        Whoever has that line already is not told again.

        :param summary: function of an environment that returns the line
        :param str kind: external id of the type of activity
        """
        kind_id = self.env["ir.model.data"]._xmlid_to_res_id(kind)
        for case in self.sudo().with_context(mail_activity_quick_update=True):
            users = case.user_id.filtered("active") or case._unit_users()
            if not users:
                case._tell_coordinator(kind, summary(case.env))
            told = {
                (line.user_id, line.summary)
                for line in case.activity_ids
                if line.activity_type_id.id == kind_id
            }
            for user in users._skks_acting_users():
                line = summary(case.with_context(lang=user.lang).env)
                if (user, line) not in told:
                    case.activity_schedule(kind, summary=line, user_id=user.id)

    # ------------------------------------------------------------------
    # Letters from templates
    # ------------------------------------------------------------------

    def _in_submitters_language(self):
        return self.with_context(lang=self.sudo().lang or self.env.lang)

    def _template_words(self, **more):
        """``{word: text}`` with which the texts to submitters are filled in."""
        case = self.sudo()
        promised = case.promised_at or case.legal_clock_id.due_at
        return {
            "number": case.number,
            "received": self._template_date(case.received_at),
            "today": self._template_date(fields.Datetime.now()),
            "promised": promised and self._template_date(promised),
            "unit": case.entity_id.name,
            "town": case.company_id.name,
            "subject": case.name,
            "place": case.address or case.street_id.name,
            "category": case.category_id.name,
            **more,
        }

    def _template_date(self, moment):
        """A naive UTC moment as a day, in words."""
        day = self._skks_local(moment).date()
        return format_date(self.env, day, date_format="d MMMM y")

    def _letter_from_template(self, purpose, **words):
        """``(subject, body)`` in the submitter's language.

        :raises UserError: if the town has archived all texts for it
        """
        self.ensure_one()
        template = self.env["skks.intervention.template"]._letter_of(
            purpose, self.category_id
        )
        if not template:
            names = dict(template._fields["purpose"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "There is no text “%s”. Ask the head of the office to restore it in"
                    " the settings.",
                    names[purpose],
                )
            )
        case = self._in_submitters_language()
        template = template.with_context(lang=case.env.lang)
        values = case._template_words(**words)
        return template._fill_subject(values), template._fill_body(values)

    # ------------------------------------------------------------------
    # First reply
    # ------------------------------------------------------------------

    def action_confirm_to_submitter(self):
        """Tell the submitter, in the town's own words, who takes care and by when."""
        for case in self:
            case._check_works_on()
            case._check_is_open()
            case._check_may_confirm()
            case._take_up()
            subject, body = case._letter_from_template("first")
            self.env["skks.journal.entry"]._log(case, "intervention.first")
            case._tell_submitter(
                "first", subject, body, permit="ask", noted=case._note_first_word
            )
        return True

    def _check_may_confirm(self):
        if not (self.sudo().entity_id or self._is_for_office()):
            raise UserError(
                self.env._("Send the report to a unit first: it takes care of it.")
            )
        if self.first_reply_at:
            raise UserError(
                self.env._(
                    "The submitter of “%s” has already heard from us.",
                    self.display_name,
                )
            )

    def _note_first_word(self, message=None):
        """A person has said something to the submitter: that was the first reply."""
        for case in self.sudo().filtered(lambda one: not one.first_reply_at):
            now = fields.Datetime.now()
            case._guarded_write(
                {
                    "first_reply_at": now,
                    "first_reply_message_id": message.id if message else False,
                }
            )
            case._stop_clock("first", now)

    def _note_answered(self, at=None):
        self._note_first_word()
        return super()._note_answered(at)

    def _on_gate_failed(self, permit, reason):
        result = super()._on_gate_failed(permit, reason)
        if permit.kind == "ask":
            self._note_letter_lost(permit.mail_message_id, reason)
            if self.state in OPEN_STATES:
                self._tell_unit(
                    lambda env: env._("A letter to the submitter did not arrive.")
                )
        return result

    def _note_letter_lost(self, message, reason):
        """What a letter that did not arrive has not brought about."""
        if message and message == self.sudo().first_reply_message_id:
            self.sudo()._guarded_write(
                {"first_reply_at": False, "first_reply_message_id": False}
            )
            self.sudo().first_clock_id._skks_reopen(reason)

    # ------------------------------------------------------------------
    # Action taken
    # ------------------------------------------------------------------

    def action_take_action(self):
        """Ask when the place was secured or the matter decided, and what was done."""
        self.ensure_one()
        self._check_works_on()
        self._check_is_open()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Action Taken"),
            "res_model": "skks.intervention.action",
            "view_mode": "form",
            "target": "new",
            "context": {"default_intervention_id": self.id},
        }

    def _note_action(self, done_at, what, files, *, shown):
        """Keep what was done in the building, and stop the clock of the action.

        :param datetime done_at: when, naive UTC
        :param str what: in the words of the unit; no submitter reads them
        :param files: ``ir.attachment`` of the unit
        :param bool shown: whether the tracking page says that, and when
        """
        self.ensure_one()
        self._take_up()
        case = self.sudo()
        case._message_log(
            body=what,
            author_id=self.env.user.partner_id.id,
            attachment_ids=files.ids,
        )
        self.env["skks.journal.entry"]._log(
            self, "intervention.action", new=str(done_at)
        )
        if not case.action_at or done_at < case.action_at:
            case._guarded_write({"action_at": done_at})
        case._stop_clock("action", done_at)
        if shown:
            worded = self._in_submitters_language()
            day = worded._template_date(done_at)
            self.message_line_ids._add(
                self, "out", "action", worded.env._("Action was taken on %s.", day)
            )
