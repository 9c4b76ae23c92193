from odoo import api, models
from odoo.fields import Domain

from .calendar_event import MEETING


class CalendarAttendee(models.Model):
    """Who takes part in a meeting is as visible as the meeting."""

    _name = "calendar.attendee"
    _inherit = ["calendar.attendee", "skks.document.access.mixin"]

    _document_fields = ("event_id.res_model", "event_id.res_id")

    @api.model
    def _document_models(self):
        return [MEETING]

    @api.model
    def _document_free_domain(self):
        return Domain("event_id.res_model", "!=", MEETING)

    @api.constrains("partner_id", "event_id")
    def _check_staff_only(self):
        for attendee in self.sudo():
            if attendee.event_id.res_model == MEETING:
                attendee.event_id._skks_refuse_outsiders(attendee.partner_id)
