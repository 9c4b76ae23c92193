from odoo import api, models


class ResourceCalendarLeaves(models.Model):
    _name = "resource.calendar.leaves"
    _inherit = ["resource.calendar.leaves", "skks.journaled.setting.mixin"]

    _journaled_as = "calendar.closure"
    _journaled_fields = ("name", "calendar_id", "date_from", "date_to")

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        self._skks_outdate_closures()
        return leaves

    def write(self, vals):
        result = super().write(vals)
        self._skks_outdate_closures()
        return result

    @api.model
    def _skks_outdate_closures(self):
        """Whoever counts a time limit from here on reads the closures anew.

        The ORM cannot tell, for no field leads from a calendar to the closures of
        all calendars; a deleted one it forgets by itself.
        """
        calendars = self.env["resource.calendar"]
        calendars.invalidate_model(["skks_closure_ids"], flush=False)

    def _journaled_subjects(self):
        """Days on which the town hall is closed; the absence of a person is none."""
        return super()._journaled_subjects().filtered(lambda day: not day.resource_id)
