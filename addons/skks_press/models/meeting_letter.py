from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from ..tools import icalendar


class Meeting(models.Model):
    """The letter by which the newsroom is told: accepted, with the date as a file."""

    _inherit = "skks.meeting"

    def action_draft_letter(self):
        """Draft the yes or the no; sending it is the answer to the inquiry."""
        self.ensure_one()
        self.check_access("write")
        inquiry = self._letter_inquiry()
        draft = self.answer_ids.filtered(
            lambda answer: not (answer.sent_at or answer.sending_since)
        )[:1]
        values = self._prepare_letter_values()
        if draft:
            draft.sudo()._guarded_write({"meeting_start": self.start})
            draft.write({"body": values["body"]})
        else:
            draft = self.env["skks.answer"]._guarded_create(
                [values | {"inquiry_id": inquiry.id}]
            )
        self._attach_date(draft)
        return draft._get_records_action()

    def _letter_inquiry(self):
        """The inquiry that the letter answers, open for it."""
        inquiry = self.inquiry_id
        if not inquiry:
            raise UserError(
                self.env._("“%s” answers no inquiry, so no letter.", self.display_name)
            )
        if self.state not in ("confirmed", "declined", "cancelled"):
            raise UserError(self.env._("Say yes or no first, then write the letter."))
        inquiry.check_access("write")
        if inquiry.state == "new":
            inquiry.action_confirm()
        elif inquiry.state == "answered":
            inquiry._transition(
                "in_progress", reason=self.env._("Another letter about the meeting.")
            )
        return inquiry

    def _prepare_letter_values(self):
        inquiry = self.inquiry_id
        lang = inquiry._letter_lang()
        return {
            "name": inquiry._answer_subject(),
            "meeting_id": self.id,
            "meeting_start": self.start,
            "body": self.env["ir.qweb"]._render(
                "skks_press.meeting_letter",
                {
                    "meeting": self.with_context(lang=lang),
                    "author": self.env.user,
                    "when": self._when(lang),
                },
                lang=lang,
            ),
        }

    def _when(self, lang):
        meeting = self.with_context(lang=lang)
        return format_datetime(
            meeting.env,
            self.start,
            tz=str(self.company_id._skks_tz()),
            dt_format="EEEE, d MMMM y, HH:mm",
        )

    # ------------------------------------------------------------------
    # The date as a file
    # ------------------------------------------------------------------

    def _attach_date(self, answer):
        """Put the file of the present date in the place of an older one."""
        files = self.env["ir.attachment"]
        old = answer.attachment_ids.filtered(
            lambda file: file.mimetype == "text/calendar"
        )
        commands = [(3, file.id) for file in old]
        if self.state == "confirmed":
            file = files.create(
                {
                    "name": self.env._("meeting.ics"),
                    "raw": self._ics(),
                    "mimetype": "text/calendar",
                    "res_model": answer._name,
                    "res_id": answer.id,
                }
            )
            commands.append((4, file.id))
        if commands:
            answer.attachment_ids = commands

    def _ics(self):
        """The date for the newsroom's calendar: it invites nobody, names nobody."""
        return icalendar.calendar(
            [
                icalendar.Appointment(
                    uid=self._ics_uid(),
                    summary=self.name,
                    start=self.start,
                    stop=self.stop,
                    changed=fields.Datetime.now(),
                    location=self.place or "",
                    sequence=self.date_version,
                    organizer=self.inquiry_id._gate_mailbox(),
                )
            ]
        )

    def _ics_uid(self):
        """Stays the same, so that a moved date replaces the old one."""
        parameters = self.env["ir.config_parameter"].sudo()
        return f"meeting-{self.id}@{parameters.get_param('database.uuid')}"
