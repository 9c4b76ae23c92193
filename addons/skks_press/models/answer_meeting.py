from odoo import fields, models
from odoo.exceptions import UserError


class Answer(models.Model):
    """An answer that says yes or no to a recording, an interview or the like."""

    _inherit = "skks.answer"

    _guarded_fields = ("meeting_id", "meeting_start")

    meeting_id = fields.Many2one(
        "skks.meeting",
        "About the meeting",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups="skks_base.group_officer,skks_base.group_leadership,"
        "skks_base.group_auditor",
    )
    meeting_start = fields.Datetime(
        readonly=True, copy=False, export_string_translation=False
    )

    def _is_of_present_date(self):
        """Whether the letter names the date that the meeting has now."""
        return self.meeting_start == self.sudo().meeting_id.start

    def _signoff_submit(self):
        self._check_date_of_meeting()
        return super()._signoff_submit()

    def _outgoing_send(self):
        self._check_date_of_meeting()
        return super()._outgoing_send()

    def _check_date_of_meeting(self):
        """No letter leaves with a date that is none any more."""
        meeting = self.sudo().meeting_id
        if meeting and not self._is_of_present_date():
            raise UserError(
                self.env._(
                    "“%s” has another date now. Draft the letter again from there.",
                    meeting.display_name,
                )
            )
