from odoo import fields, models


class CalendarFeedLink(models.TransientModel):
    """Makes a calendar link and shows its address, once."""

    _name = "skks.calendar.feed.link"
    _description = "New Calendar Link"

    name = fields.Char(
        "Where it is used",
        required=True,
        default=lambda self: self.env._("Telephone"),
    )
    url = fields.Char("Address of the calendar", store=False, readonly=True)

    def action_make(self):
        """The address goes to the screen only: no table keeps it."""
        self.ensure_one()
        url = self.env["skks.calendar.feed"]._make(self.name)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Calendar Link"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {"default_name": self.name, "default_url": url},
        }
