from odoo import models


class ResourceCalendarAttendance(models.Model):
    _name = "resource.calendar.attendance"
    _inherit = ["resource.calendar.attendance", "skks.journaled.setting.mixin"]

    _journaled_as = "calendar.hours"
    _journaled_fields = ("calendar_id", "dayofweek", "hour_from", "hour_to")
