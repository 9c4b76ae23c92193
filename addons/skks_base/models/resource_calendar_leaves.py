from odoo import api, models


class ResourceCalendarLeaves(models.Model):
    _inherit = "resource.calendar.leaves"

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
