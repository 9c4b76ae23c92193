from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

MEETING = "skks.meeting"
# Changed by whoever may change the meeting; answers and reminders are everybody's.
OF_THE_MEETING = {
    "active",
    "allday",
    "duration",
    "location",
    "name",
    "partner_ids",
    "attendee_ids",
    "privacy",
    "recurrency",
    "res_id",
    "res_model",
    "res_model_id",
    "start",
    "start_date",
    "stop",
    "stop_date",
    "user_id",
}


class CalendarEvent(models.Model):
    """The event of a meeting: as visible as the meeting, and for staff only.

    Core writes to attendees by itself (invitation, change, reminder), so nobody from
    outside may be one; a journalist is told by an accepted letter.
    """

    _name = "calendar.event"
    _inherit = ["calendar.event", "skks.document.access.mixin"]

    _skks_closed_thread = True

    # The timeline of a contact asks for what stands on its card.
    _skks_card_idx = models.Index("(res_id) WHERE res_model = 'res.partner'")

    skks_meeting_ids = fields.One2many(
        MEETING,
        "event_id",
        readonly=True,
        groups=fields.NO_ACCESS,
        export_string_translation=False,
    )

    @api.model
    def _document_models(self):
        return [MEETING]

    @api.model
    def _document_free_domain(self):
        return Domain("res_model", "!=", MEETING)

    @api.constrains("partner_ids", "res_model_id")
    def _check_staff_only(self):
        for event in self.sudo().filtered(lambda event: event.res_model == MEETING):
            event._skks_refuse_outsiders(event.partner_ids)

    def _skks_refuse_outsiders(self, partners):
        if outsiders := partners.filtered("partner_share"):
            raise ValidationError(
                self.env._(
                    "%s is no member of staff: our calendar invites nobody from"
                    " outside. The newsroom is told by an accepted letter.",
                    outsiders[0].display_name,
                )
            )

    def write(self, vals):
        """Keep the meeting in step with its event."""
        meetings = self.sudo().skks_meeting_ids
        if not meetings or not OF_THE_MEETING & set(vals):
            return super().write(vals)
        if not self.env.su:
            meetings.with_env(self.env).check_access("write")
        if "active" in vals and not vals["active"] and not self.env.su:
            raise self._skks_cancel_instead()
        result = super().write(vals)
        for meeting in meetings:
            if meeting.event_id.active:
                meeting.with_env(self.env)._follow_event()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_with_the_meeting(self):
        if not self.env.su and self.sudo().skks_meeting_ids:
            raise self._skks_cancel_instead()

    def _skks_cancel_instead(self):
        return UserError(
            self.env._(
                "This is a meeting of the press office: decline or cancel it there, so"
                " that everybody is told."
            )
        )
